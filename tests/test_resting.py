"""What each figure of a report rests on: every number and mechanism has a place between order and figure."""

import re
import shutil
from pathlib import Path

import pytest

from clampdown.errors import CatalogueError
from clampdown.experiments.courses.kinds import WORK as WORK_COURSES
from clampdown.experiments.outsiders.counts import KINDS
from clampdown.experiments.resting import FIGURES, WORK, records_in_use, resting_of
from clampdown.experiments.summary import HUMAN_COST
from clampdown.experiments.windows import resolved
from clampdown.schema.loading import load_catalogue, load_pack, pack_ids
from clampdown.schema.stage import stages_behind, unplaced_of
from moving_figures import days_of, first_moved

MODEL = Path(__file__).resolve().parents[1] / "docs" / "model.md"
HEAD = re.compile(r"^#{2,3} (\d+(?:\.\d+[a-z]?)?)\.? ")
# Records that the page names by a family, such as `visible_…`.
FAMILIES = ("behaviour.visible_", "behaviour.told_", "behaviour.certainty_", "behaviour.need_weak")
# Read by those who look back or link lists, which have pages of their own.
ELSEWHERE = {
    "behaviour.recall_days", "behaviour.image_clear", "behaviour.image_error", "behaviour.missed_match",
    "behaviour.false_match", "behaviour.linkage_withheld",
}  # fmt: skip


@pytest.fixture(scope="module")
def named(catalogue):
    """The behaviour records that each section of the model's page names."""
    found, section = {}, ""
    for line in MODEL.read_text(encoding="utf-8").splitlines():
        section = head[1] if (head := HEAD.match(line)) else section
        for word in re.findall(r"`(\w+)`", line):
            if word in catalogue.behaviour:
                found.setdefault(section, set()).add(f"behaviour.{word}")
    return found


def plain(town, off=()):
    """Return a scenario as a run records it, with an order for patrols and some mechanisms off."""
    found = resolved(town.scenario)
    mechanisms = found["mechanisms"] | dict.fromkeys(off, False)
    return found | {"mechanisms": mechanisms, "directives": [{"orders": [{"measure": "patrol"}]}]}


def figure_of(resting, key):
    return next(one for one in resting["figures"] if one["key"] == key)


def names_behind(catalogue, records, figure):
    return {
        name
        for stage in stages_behind(catalogue.stages, figure)
        for name in catalogue.stages[stage].reads(records)
    }


def test_every_figure_is_counted_by_a_stage_and_every_stage_counts_only_figures(catalogue):
    counted = {figure for stage in catalogue.stages.values() for figure in stage.figures}

    assert counted == set(FIGURES)


def test_figures_are_all_that_a_report_states():
    stated = {figure.key for figure in HUMAN_COST} | set(WORK_COURSES) | set(KINDS)

    assert set(FIGURES) == stated | {f"published_{kind}" for kind in KINDS}
    assert set(WORK) == set(WORK_COURSES)


@pytest.mark.parametrize("pack", pack_ids())
def test_every_record_has_a_place(pack, catalogue):
    assert unplaced_of(catalogue, {**catalogue.records(), **load_pack(pack, catalogue).records()}) == []


def test_every_mechanism_at_work_has_a_place(catalogue):
    records = catalogue.records()
    placed = {name for stage in catalogue.stages.values() for name in stage.reads(records)}
    bare = {name for stage in catalogue.stages.values() for name in stage.mechanisms}

    assert [
        one.id for one in catalogue.mechanisms.values()
        if one.at_work and one.id not in bare and placed.isdisjoint(one.records)
    ] == []  # fmt: skip


def test_a_stage_that_no_figure_stands_on_says_why(catalogue):
    behind = {name for figure in FIGURES for name in stages_behind(catalogue.stages, figure)}

    assert {name for name in catalogue.stages if name not in behind} == {
        name for name, stage in catalogue.stages.items() if stage.aside
    }


def test_a_stage_reads_what_its_sections_of_the_page_name(catalogue, named):
    records = [name for name in catalogue.records() if name.startswith("behaviour.")]
    wrong = [
        (stage.id, name)
        for stage in catalogue.stages.values() for name in stage.reads(records)
        if not name.startswith(FAMILIES) and name not in ELSEWHERE
        and not any(name in named.get(section, ()) for section in stage.model)
    ]  # fmt: skip

    assert wrong == []


def test_what_a_section_of_the_page_names_is_read_by_a_stage_of_that_section(catalogue, named):
    read = {stage.id: set(stage.reads(catalogue.records())) for stage in catalogue.stages.values()}
    missing = [
        (section, name)
        for section, names in named.items() for name in names
        if not any(section in stage.model and name in read[stage.id] for stage in catalogue.stages.values())
    ]  # fmt: skip

    assert missing == []


def test_a_number_that_moves_a_figure_at_once_is_among_those_it_rests_on(toytown, catalogue):
    town = toytown
    orders, settings = town.campaign(), town.lively() | {"behaviour.quit_rate": 0.0}
    life = town.begin(orders, settings=settings)
    usual, read = list(days_of(life)), set(life.simulation.values.read)
    records = {**catalogue.records(), **town.scenario.pack.records()}
    behind = {figure: names_behind(catalogue, records, figure) for figure in usual[0]}
    told = {
        name
        for stage in catalogue.stages
        if stage.startswith(("outside", "telling"))
        for name in catalogue.stages[stage].reads(records)
    }
    moved = {
        (name, figure)
        for name in sorted(read - told)
        if (end := farthest(records[name])) != records[name].value
        for figure in first_moved(usual, town.begin(orders, settings=settings | {name: end}))
    }  # fmt: skip

    assert len({name for name, _ in moved}) > len(read) / 3
    assert [(name, figure) for name, figure in sorted(moved) if name not in behind[figure]] == []


def farthest(record):
    """Return the end of a record's range that is farther from its value."""
    return max(record.low, record.high, key=lambda end: abs(end - record.value))


@pytest.mark.parametrize("name", ["lecture_attendance", "arrival_lag_median", "named_share"])
def test_a_number_set_aside_moves_no_figure(name, toytown):
    orders, settings = toytown.campaign(), toytown.lively()
    usual = list(days_of(toytown.begin(orders, settings=settings)))
    end = farthest(toytown.catalogue.records()[f"behaviour.{name}"])

    assert first_moved(usual, toytown.begin(orders, settings=settings | {f"behaviour.{name}": end})) == set()


def test_what_is_off_in_all_scenarios_counts_for_nothing(toytown):
    used = records_in_use([plain(toytown, off=["M30"])], toytown.scenario.pack, toytown.catalogue)

    assert "behaviour.fear_scale" not in used
    assert "behaviour.fear_scale" in records_in_use(
        [plain(toytown)], toytown.scenario.pack, toytown.catalogue
    )


def test_what_is_on_in_one_of_two_scenarios_counts(toytown):
    both = [plain(toytown, off=["M30"]), plain(toytown)]

    assert "behaviour.fear_scale" in records_in_use(both, toytown.scenario.pack, toytown.catalogue)


def test_only_measures_that_are_ordered_count(toytown):
    used = records_in_use([plain(toytown)], toytown.scenario.pack, toytown.catalogue)

    assert [name for name in used if name.startswith("measures.")] == ["measures.patrol.full"]


def test_a_record_counts_once_however_many_stages_read_it(toytown, catalogue):
    scenarios, pack = [plain(toytown)], toytown.scenario.pack
    found = figure_of(resting_of(scenarios, pack, catalogue), "named_innocent")
    used = records_in_use(scenarios, pack, catalogue)

    assert sum(found["records"].values()) == len(names_behind(catalogue, used, "named_innocent"))


def test_more_is_behind_what_was_published_than_behind_what_happened(toytown, catalogue):
    found = resting_of([plain(toytown)], toytown.scenario.pack, catalogue)
    happened, published = (figure_of(found, key) for key in ("detention", "published_detention"))

    assert set(happened["stages"]) < set(published["stages"])
    assert sum(happened["records"].values()) < sum(published["records"].values())


def test_a_figure_names_the_paragraphs_of_the_mechanisms_behind_it(toytown, catalogue):
    found = figure_of(resting_of([plain(toytown)], toytown.scenario.pack, catalogue), "executed")
    without = [plain(toytown, off=["M08"])]

    assert 8 in found["paragraphs"]["004"]
    assert (
        8
        not in figure_of(resting_of(without, toytown.scenario.pack, catalogue), "executed")["paragraphs"][
            "004"
        ]
    )


def test_a_figure_names_the_public_works_that_its_numbers_cite(border, catalogue):
    found = figure_of(resting_of([plain(border)], border.scenario.pack, catalogue), "executed")

    assert "Household checks (A. Lankov) (Korea Times, 2023)" in found["works"]


def test_a_record_without_a_stage_is_named_where_it_stands(tmp_path, catalogue):
    folder = copied(catalogue.folder, tmp_path)
    path = folder / "stages.yaml"
    path.write_text(
        path.read_text().replace(
            "records: [behaviour.fear_usual, behaviour.fear_scale]", "records: [behaviour.fear_usual]"
        )
    )

    with pytest.raises(CatalogueError, match=r"No stage reads the record 'behaviour\.fear_scale'"):
        load_catalogue(folder)


def test_a_stage_that_comes_before_what_it_builds_on_is_refused(tmp_path, catalogue):
    folder = copied(catalogue.folder, tmp_path)
    path = folder / "stages.yaml"
    path.write_text(path.read_text().replace("after: [country, orders]\n", "after: [country, custody]\n", 1))

    with pytest.raises(CatalogueError, match="'custody' is no stage above 'work'"):
        load_catalogue(folder)


def copied(folder, to):
    return Path(shutil.copytree(folder, to / "catalogue"))
