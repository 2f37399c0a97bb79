"""What a report shows: the numbers of the results and no others, nothing on too few, else a sentence."""

import base64
import datetime
import errno
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import clampdown as cd
from clampdown.errors import ResultsError
from clampdown.experiments.arms import FEWEST
from clampdown.experiments.arms import Arm as Counts
from clampdown.experiments.courses.drawn import read_table, table_of, write_table
from clampdown.experiments.courses.keeping import charted, work_of
from clampdown.experiments.courses.kinds import COURSES, MAPPED, axes_of
from clampdown.experiments.kept_summary import keep_summary, read_summary
from clampdown.experiments.saying import Said, with_words
from clampdown.experiments.windows import Window, windows_of
from clampdown.experiments.wording import as_share
from clampdown.report import payload_of
from clampdown.report.courses import maps, series
from clampdown.report.evidence import OLD, WORK, joined
from clampdown.report.held import groups_of, taken_in, why_held
from clampdown.report.payload import source_of
from clampdown.report.people import headline
from clampdown.report.source import Arm, Source
from clampdown.report.writing import as_data, write_report
from clampdown.results.events import FOLDER as EVENTS
from clampdown.results.plan import FORMAT_VERSION
from clampdown.results.state import digest, read_state, write_state
from clampdown.world.files import NOTICE, read_json, write_json
from payload_types import Types

WEB = Path(__file__).parents[1] / "web" / "src"
DEMO = Path(cd.__path__[0]) / "explorer" / "demo.json"
TYPES = WEB / "lib" / "payload.ts"
FIXTURES = WEB / "fixtures"
DAYS = {"days": 50}
DAY = 40


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    ready = cd.load_scenario("toytown-drive", settings=DAYS)
    return cd.run(ready, tmp_path_factory.mktemp("report") / "run", threads=1)


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    arms = [cd.load_scenario(name, settings=DAYS) for name in ("toytown-quiet", "toytown-drive")]
    folder = tmp_path_factory.mktemp("report") / "compared"
    with ThreadPoolExecutor(1) as here:
        return cd.compare(arms, folder, replicates=3, draws=1, executor=here)


@pytest.fixture(scope="module")
def of_run(run):
    return payload_of([run.run.folder])


@pytest.fixture(scope="module")
def of_comparison(compared):
    return payload_of([compared.folder])


@pytest.fixture
def folder(run, tmp_path):
    """A copy of the run's folder that a test may spoil."""
    return Path(shutil.copytree(run.run.folder, tmp_path / "spoiled"))


def line(payload, key, scenario):
    course = next(one for one in payload["series"] if one["key"] == key)
    return next(one for one in course["lines"] if one["scenario"] == scenario)


def order_trace(payload, order):
    return next(one for one in payload["trace"] if one["order"] == order)


def layer(payload, key, areas, scenario):
    metric = next(one for one in payload["map"]["metrics"] if (one["key"], one["areas"]) == (key, areas))
    found = next(one for one in metric["layers"] if one["scenario"] == scenario)
    return metric, np.frombuffer(base64.b64decode(found["data"]), dtype=np.uint8)


@pytest.fixture(scope="module")
def types():
    return Types(TYPES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("which", ["of_run", "of_comparison"])
def test_a_payload_is_of_the_types_that_the_page_declares(which, types, request):
    payload = request.getfixturevalue(which)

    assert types.faults("Payload", payload) == []
    json.dumps(payload, allow_nan=False)


@pytest.mark.parametrize("name", ["run", "comparison"])
def test_the_examples_of_the_page_are_of_the_types_that_it_declares(name, types):
    example = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))

    assert types.faults("Payload", example) == []


def unsaid(part, path=""):
    """Paths of the texts in a payload that no catalogue of words holds."""
    if isinstance(part, dict):
        return {found for name, value in part.items() for found in unsaid(value, f"{path}.{name}")}
    if isinstance(part, list):
        return {found for value in part for found in unsaid(value, path)}
    return {path[1:]} if isinstance(part, str) and not isinstance(part, Said) and " " in part else set()


@pytest.mark.parametrize("which", ["of_run", "of_comparison"])
def test_whatever_a_page_says_stands_in_the_catalogue_of_words_or_is_data(which, request):
    payload = request.getfixturevalue(which)
    data = {
        "about.notice", "about.title", "about.command", "about.pack.title", "repeat", "scenarios.title",
        "scenarios.directives.title", "scenarios.directives.issuer", "scenarios.directives.orders.title",
        "map.provinces.title", "map.places.title", "trace.title", "trace.directive", "why_held.rows.title",
        "why_held.rows.outcomes.title", "why_held.rows.orders.title", "why_held.rows.orders.directive",
        "evidence.stages.title", "evidence.works", "evidence.records.unit", "evidence.records.reason",
        "evidence.records.source", "evidence.records.locator",
        *(f"evidence.reports.00{n}.{name}" for n in range(5) for name in ("title", "outlet", "published")),
    }  # fmt: skip

    assert unsaid(payload) <= data


@pytest.mark.parametrize("which", ["of_run", "of_comparison"])
def test_a_payload_comes_back_from_its_file_with_the_same_words(which, request):
    payload = request.getfixturevalue(which)

    assert with_words(json.loads(as_data(payload))) == payload


def test_the_map_opens_on_what_differs_most(of_run):
    first, *others = [one for one in of_run["map"]["metrics"] if one["areas"] == "provinces"]

    def apart(metric):
        drawn = [np.frombuffer(base64.b64decode(one["data"]), dtype=np.uint8) for one in metric["layers"]]
        twin, own = (layer[layer < 255].astype(float).sum() for layer in drawn)
        return abs(own - twin) / (own + twin) if twin > 0 else 0.0

    two = [metric for metric in others if len(metric["layers"]) == 2]
    assert apart(first) >= max(map(apart, two)) - 0.02


def test_what_the_explorer_opens_on_is_of_the_types_that_the_page_declares(types):
    demo = with_words(json.loads(DEMO.read_text(encoding="utf-8")))

    assert types.faults("Payload", demo) == []
    assert demo["about"]["notice"] == NOTICE


def test_a_payload_of_other_types_is_noticed(of_run, types):
    spoiled = json.loads(json.dumps(of_run))
    spoiled["flow"][0]["work"]["steps"][0]["key"] = "forgotten"
    del spoiled["who"][0]["blocks"][0]["rows"][0]["share"]
    spoiled["about"]["days"] = "50"

    assert sorted(types.faults("Payload", spoiled)) == [
        ".about.days", ".flow[].work.steps[].key", ".who[].blocks[].rows[].share",
    ]  # fmt: skip


def test_the_twin_comes_first_and_the_run_is_held_against_it(of_run):
    assert [one["role"] for one in of_run["scenarios"]] == ["twin", "arm"]
    assert of_run["scenarios"][1]["against"] == 0


def test_human_cost_is_that_of_the_summary(run, of_run):
    told = {row["key"]: row for row in of_run["cost"][0]["rows"]}

    for row in run.summary["human_cost"]:
        if row["enough"]:
            assert told[row["key"]]["ratio"] == (
                row["ratio"]["during"] and pytest.approx(row["ratio"]["during"], rel=1e-3)
            )


def test_human_cost_of_a_comparison_has_the_interval_over_seeds(compared, of_comparison):
    row = next(one for one in compared.summary["arms"][0]["metrics"] if one["key"] == "bribes_paid")
    told = next(one for one in of_comparison["cost"][0]["rows"] if one["key"] == "bribes_paid")

    assert told["seeds"]["low90"] == pytest.approx(row["ratio"]["low90"], rel=1e-3)
    assert told["seeds"]["over"] == "seeds"


@pytest.mark.parametrize("which", ["of_run", "of_comparison"])
def test_a_figure_without_enough_behind_it_has_no_number(which, request):
    rows = request.getfixturevalue(which)["cost"][0]["rows"]
    few = [row for row in rows if not row["enough"]]

    assert few
    for row in few:
        assert (row["ratio"], row["seeds"], row["draws"]) == (None, None, None)
        assert (row["rate"]["arm"], row["rate"]["base"]) == (None, None)


def test_a_line_is_what_the_run_counted_that_night(run, of_run):
    afraid = run.run.metrics["households_afraid"].isel(day=DAY).sum().item()
    people = run.run.metrics["simulated"].sum().item()

    found = line(of_run, "households_afraid", 1)

    assert afraid >= FEWEST
    assert found["median"][DAY] == pytest.approx(1000 * afraid / people, rel=1e-3)
    assert found["low90"] is None


DRAWS = 20
DRAWN_DAYS = 46  # to the end of the campaign


@pytest.fixture(scope="module")
def drawn(run, tmp_path_factory):
    """A run beside which twenty draws are kept, invented: the run itself, times 0.5 to 1.45.

    In every second draw the twin's groups are half of what they are in the run.
    """
    folder = Path(shutil.copytree(run.run.folder, tmp_path_factory.mktemp("drawn") / "run"))
    keep_draws(folder, np.linspace(0.5, 1.45, DRAWS))
    return folder


def keep_draws(folder, factors, places=()):
    ready = cd.load_scenario("toytown-drive", settings=DAYS)
    axes, window = axes_of(ready.scenario.pack), Window(25, DRAWN_DAYS)
    run, twin = (cd.open_results(path) for path in (folder, folder / "twin"))
    tables = []
    for draw, factor in enumerate(factors):
        arms = {
            name: scaled(charted(Counts(arm.metrics), work_of(ready), window, axes), factor)
            for name, arm in (("run", run), ("twin", twin))
        }
        halved = arms["twin"]._replace(tallied=arms["run"].tallied / (1 + draw % 2))
        tables.append(table_of(draw, arms | {"twin": halved}, axes))
    write_table(folder, pl.concat(tables))
    rows = [{"draw": draw, "ratio": {}, "orders": {}} for draw in range(len(factors))]
    about = {"run": digest(run.provenance["manifest"]), "days": DRAWN_DAYS, "places": list(places)}
    write_json(folder / "draws.json", about | {"draws": rows}, version=FORMAT_VERSION)
    kept = read_summary(folder)
    keep_summary(folder, kept["summary"] | {"draws": len(factors)}, kept["background"])


def scaled(found, factor):
    days = slice(0, DRAWN_DAYS)
    return found._replace(daily=factor * found.daily[:, days], daily_behind=found.daily_behind[:, days])


@pytest.fixture(scope="module")
def of_drawn(drawn):
    return payload_of([drawn])


def test_a_run_with_draws_is_of_the_types_that_the_page_declares(of_drawn, types):
    assert types.faults("Payload", of_drawn) == []


def test_the_line_of_a_run_with_draws_is_the_run_at_the_numbers_written_down(of_run, of_drawn):
    for course in of_run["series"]:
        for one in course["lines"]:
            assert line(of_drawn, course["key"], one["scenario"])["median"] == one["median"]


def test_bands_beside_a_run_are_quantiles_of_its_draws(of_drawn):
    found = line(of_drawn, "households_afraid", 1)
    ends = np.quantile(np.linspace(0.5, 1.45, DRAWS), (0.05, 0.25, 0.75, 0.95)) * found["median"][DAY]

    assert (found["over"], found["count"]) == ("draws", DRAWS)
    assert [found[name][DAY] for name in ("low90", "low50", "high50", "high90")] == pytest.approx(
        ends.tolist(), rel=1e-3
    )


def test_bands_beside_a_run_end_with_the_campaign(of_drawn):
    found = line(of_drawn, "households_afraid", 1)

    told = [value is not None for value in found["high90"]]
    assert told == [True] * DRAWN_DAYS + [False] * (DAYS["days"] - DRAWN_DAYS)
    assert found["median"][-1] is not None


def test_there_is_no_band_on_days_with_fewer_than_twenty_in_most_draws(drawn, tmp_path):
    folder = Path(shutil.copytree(drawn, tmp_path / "few"))
    few = pl.when((pl.col("draw") < 3) & (pl.col("day") < DAY)).then(FEWEST - 1).otherwise(pl.col("behind"))
    write_table(folder, read_table(folder).with_columns(few.cast(pl.Float32).alias("behind")))

    found = line(payload_of([folder]), "households_afraid", 1)["low90"]

    assert {value is not None for value in found[:DAY]} == {False}
    assert {value is not None for value in found[DAY:DRAWN_DAYS]} == {True}


def test_two_draws_of_twenty_with_few_people_stay_in_the_band(drawn, of_drawn, tmp_path):
    folder = Path(shutil.copytree(drawn, tmp_path / "few"))
    few = pl.when(pl.col("draw") < 2).then(FEWEST - 1).otherwise(pl.col("behind"))
    write_table(folder, read_table(folder).with_columns(few.cast(pl.Float32).alias("behind")))

    assert line(payload_of([folder]), "households_afraid", 1) == line(of_drawn, "households_afraid", 1)


def test_groups_of_a_run_have_the_range_of_their_ratios_over_draws(of_drawn):
    rows = next(block for block in of_drawn["who"][0]["blocks"] if block["key"] == "bribes_paid")["rows"]

    for row in rows:
        assert (row["draws"]["low90"], row["draws"]["high90"], row["draws"]["count"]) == (1.0, 2.0, DRAWS)


def test_groups_of_a_run_without_draws_have_no_range(of_run):
    rows = [row for block in of_run["who"][0]["blocks"] for row in block["rows"]]

    assert rows
    assert {row["draws"] for row in rows} == {None}


def test_nineteen_draws_are_too_few_for_bands_and_that_is_said(run, tmp_path):
    folder = Path(shutil.copytree(run.run.folder, tmp_path / "few"))
    keep_draws(folder, np.ones(19))

    found = payload_of([folder])

    assert line(found, "households_afraid", 1)["over"] == "one"
    assert "19 draws are too few" in found["gaps"][0]


def test_draws_of_which_no_days_were_kept_leave_one_run_without_a_range(drawn, tmp_path):
    folder = Path(shutil.copytree(drawn, tmp_path / "older"))
    (folder / "draws.parquet").unlink()

    found = payload_of([folder])

    assert line(found, "households_afraid", 1)["low90"] is None
    assert "kept no days of them" in found["gaps"][0]


def test_on_how_many_places_draws_were_made_is_told(run, of_drawn, tmp_path):
    folder = Path(shutil.copytree(run.run.folder, tmp_path / "part"))
    keep_draws(folder, np.ones(DRAWS), places=("upper-1",))

    assert of_drawn["about"]["drawn_on"] is None
    assert payload_of([folder])["about"]["drawn_on"] == {"places": 1, "of": len(of_drawn["map"]["places"])}


def test_a_damaged_table_of_draws_is_told(drawn, tmp_path):
    folder = Path(shutil.copytree(drawn, tmp_path / "damaged"))
    (folder / "draws.parquet").write_bytes(b"PAR1")

    assert "draws.parquet is damaged" in refused(folder)


def test_what_happens_is_averaged_over_a_week(run, of_run):
    days = slice(DAY - 6, DAY + 1)
    bribes = run.run.metrics["bribes_paid"].isel(day=days).sum().item() / 7
    people = run.run.metrics["simulated"].sum().item()

    assert line(of_run, "bribes_paid", 1)["median"][DAY] == pytest.approx(1000 * bribes / people, rel=1e-3)


def test_no_line_is_drawn_on_nights_with_fewer_than_twenty_people(run, of_run):
    held = run.run.metrics["people"].sel(status="held").sum("place").to_numpy()

    assert (held < FEWEST).any()
    for row in (one for one in of_run["series"] if one["key"] == "held"):
        told = next(one for one in row["lines"] if one["scenario"] == 1)["median"]
        assert [value is not None for value in told] == (held >= FEWEST).tolist()


def test_lines_of_a_comparison_have_bands_around_the_median(of_comparison):
    found = line(of_comparison, "households_afraid", 1)

    assert (found["over"], found["count"]) == ("seeds", 3)
    ends = [found[name][DAY] for name in ("low90", "low50", "median", "high50", "high90")]
    assert ends == sorted(ends)
    assert ends[0] < ends[-1]


def test_bytes_of_the_map_are_rates_of_provinces(run, of_run):
    pack = cd.load_scenario("toytown-drive").scenario.pack
    first = [n for n, place in enumerate(pack.places) if place.province_id == pack.provinces[0].id]
    here = run.run.metrics.isel(place=first, day=DAY)
    rate = 1000 * here["households_afraid"].sum().item() / here["simulated"].sum().item()

    metric, data = layer(of_run, "households_afraid", "provinces", 1)

    low, high = metric["scale"]
    byte = data.reshape(len(metric["frames"]), len(of_run["map"]["provinces"]))[DAY, 0]
    assert low + byte / 254 * (high - low) == pytest.approx(rate, abs=(high - low) / 254)


def test_places_have_one_frame_for_the_whole_campaign(of_run):
    metric, data = layer(of_run, "households_afraid", "places", 1)

    assert metric["frames"] == [of_run["about"]["windows"]["during"][1]]
    assert len(data) == len(of_run["map"]["places"])


def test_places_on_too_few_people_are_hidden_on_the_map(of_run):
    for metric in of_run["map"]["metrics"]:
        if metric["key"] == "held" and metric["areas"] == "places":
            pytest.fail("fewer than 20 people are held in every place of Toytown, and they are shown")


def test_noise_is_marked_only_where_there_is_a_range(of_run, of_comparison):
    of_one = {one["noise"] for metric in of_run["map"]["metrics"] for one in metric["layers"]}
    metric = next(one for one in of_comparison["map"]["metrics"] if one["key"] == "households_afraid")
    noise = np.frombuffer(base64.b64decode(metric["layers"][-1]["noise"]), dtype=np.uint8)
    frames = noise.reshape(len(metric["frames"]), -1)

    assert of_one == {None}
    assert not frames[DAY].any()
    assert frames[: of_comparison["about"]["windows"]["during"][0]].all()


@pytest.mark.parametrize("which", ["of_run", "of_comparison"])
def test_losses_between_order_and_street_add_up(which, request):
    work = request.getfixturevalue(which)["flow"][0]["work"]
    steps = {one["key"]: one["share"] for one in work["steps"]}

    for change in work["changes"]:
        assert steps[change["to"]] - steps[change["from"]] == pytest.approx(change["share"], abs=1e-3)
    assert 1.0 == steps["ordered"] > steps["reached"] > steps["done"] < steps["claimed"] < steps["believed"]


def test_names_are_shared_out_among_the_guilty_the_innocent_and_nobody(of_run):
    parts = of_run["flow"][0]["names"]

    assert sum(one["share"] for one in parts) == pytest.approx(1.0, abs=1e-3)


def test_an_order_is_followed_from_its_arrival_to_the_claim(run, of_run):
    rows = [
        n for n, one in enumerate(run.run.metrics["order"].to_numpy()) if one == "three-week-drive/rounds"
    ]
    ordered = run.run.metrics["ordered"].isel(order=rows).to_numpy()

    found = order_trace(of_run, "three-week-drive/rounds")["total"]

    assert found["first"] == np.flatnonzero((ordered > 0).any(axis=(1, 2)))[0]
    row = next(one for one in run.summary["orders"]["each"] if one["order"] == "rounds")
    assert found["done"] == pytest.approx(row["executed"], rel=1e-3)
    assert found["claimed"] == pytest.approx(row["claimed"], rel=1e-3)


def test_an_order_weakens_and_waits_tier_by_tier(of_run):
    tiers = order_trace(of_run, "three-week-drive/rounds")["tiers"]

    assert [one["tier"] for one in tiers] == ["ward", "warden"]
    assert tiers[0]["days"] < tiers[1]["days"]
    assert tiers[0]["strength"] > tiers[1]["strength"]


def test_an_order_that_asks_for_no_hours_has_no_share_carried_out(of_run):
    assert order_trace(of_run, "three-week-drive/harsher")["total"]["done"] is None


def test_shares_of_who_pays_add_up(of_run):
    block = next(one for one in of_run["who"][0]["blocks"] if one["key"] == "bribes_paid")

    assert [row["title"] for row in block["rows"]] == ["poorest", "second", "middle", "fourth", "richest"]
    assert sum(row["share"] for row in block["rows"]) == pytest.approx(1.0, abs=1e-3)


def test_who_pays_is_held_against_the_twin_as_in_the_summary(run, of_run):
    block = next(one for one in of_run["who"][0]["blocks"] if one["key"] == "bribes_paid")
    told = [row["ratio"] for row in block["rows"]]

    wanted = [row["bribes_paid"]["ratio"] for row in run.summary["bribes_by_fifth"]]
    assert told == pytest.approx(wanted, rel=1e-3)


def test_what_outsiders_published_is_that_of_the_summary(run, of_run):
    rows = of_run["outsiders"][0]["rows"]

    assert [row["kind"] for row in rows] == [row["kind"] for row in run.summary["outsiders"]]
    for row, given in zip(rows, run.summary["outsiders"], strict=True):
        assert row["published"]["enough"] == given["published"]["enough"]
        wanted = given["per_100"]["run"] and pytest.approx(given["per_100"]["run"], rel=1e-3)
        assert (row["told"]["arm"] and 100 * row["told"]["arm"] / row["told"]["per"]) == wanted


def test_what_may_be_written_is_the_box_of_the_results(run, of_run):
    assert of_run["writing"]["may_not"] == run.summary["writing"]["may_not"]


def crowded(**of_offence):
    """Return a source whose arm took some people for each offence, and its base a quarter of them."""
    counts = np.array([[[count, 3 * count]] for count in of_offence.values()], dtype=float).transpose(1, 0, 2)
    names = {name: name for name in of_offence}
    order = {"id": "seek", "title": "searches", "measure": "search", "offences": ["travel"]}
    directives = [{"id": "drive", "title": "The drive", "orders": [order]}]
    both = [
        Arm(role, role, role, against, directives, Window(0, 9), {"taken": part, "taken_behind": counts}, [])
        for role, against, part in (("base", None, counts / 4), ("arm", 0, counts))
    ]
    return Source(
        kind="run", arms=both, over="one", count=1, about={}, pack={"offences": names, "rungs": RUNGS},
        records=[], counts={}, costs={}, outsiders={}, work={}, writing={},
    )  # fmt: skip


RUNGS = {"camp": "labour camp", "prison": "prison"}


def test_why_people_were_held_goes_from_orders_over_offences_to_where_they_went():
    (found,) = why_held(crowded(curfew=20, travel=60))

    assert [row["offence"] for row in found["rows"]] == ["travel", "curfew"]
    first = found["rows"][0]
    assert (first["share"], first["ratio"]) == (0.75, 4.0)
    assert [(one["rung"], one["share"]) for one in first["outcomes"]] == [("prison", 0.75), ("camp", 0.25)]
    assert [one["order"] for one in first["orders"]] == ["drive/seek"]
    assert found["rows"][1]["orders"] == []


def test_an_offence_for_which_fewer_than_twenty_were_taken_is_left_out():
    (found,) = why_held(crowded(curfew=4, travel=60))

    assert [row["offence"] for row in found["rows"]] == ["travel"]


def test_groups_stand_out_where_their_share_is_larger_than_among_all():
    cases = pl.DataFrame({
        "kind": ["travel"] * 60 + ["curfew"] * 60, "sex": ["female"] * 50 + ["male"] * 70,
        "quintile": ["1"] * 120, "class": ["tenants"] * 120, "age": ["17-34"] * 120, "weight": [1.0] * 120,
    })  # fmt: skip
    source = crowded(travel=30)
    source.groups[1] = groups_of(cases)

    (found,) = why_held(source)

    assert found["rows"][0]["groups"] == [
        {"axis": "sex", "key": "female", "title": "female", "share": pytest.approx(50 / 60, rel=1e-3),
         "of_all": pytest.approx(50 / 120, rel=1e-3)}
    ]  # fmt: skip


def test_a_fifth_of_wealth_that_stands_out_is_named_and_not_numbered():
    cases = pl.DataFrame({
        "kind": ["travel"] * 60 + ["curfew"] * 60, "quintile": ["5"] * 50 + ["1"] * 70, "sex": ["male"] * 120,
        "class": ["tenants"] * 120, "age": ["17-34"] * 120, "weight": [1.0] * 120,
    })  # fmt: skip
    source = crowded(travel=30)
    source.groups[1] = groups_of(cases)

    (found,) = why_held(source)

    assert [one["title"] for one in found["rows"][0]["groups"]] == ["richest"]


@pytest.mark.parametrize("which", ["of_run", "of_comparison"])
def test_every_figure_that_is_stated_says_what_it_rests_on(which, request):
    payload = request.getfixturevalue(which)
    stated = {row["key"] for cost in payload["cost"] for row in cost["rows"]} | set(WORK)
    kinds = {row["kind"] for outsiders in payload["outsiders"] for row in outsiders["rows"]}
    told = [one["key"] for one in payload["evidence"]["figures"]]

    assert set(told) == stated | kinds | {f"published_{kind}" for kind in kinds}
    assert len(told) == len(set(told))


@pytest.mark.parametrize("which", ["of_run", "of_comparison"])
def test_a_figure_rests_on_the_records_of_its_stages_each_once(which, request):
    evidence = request.getfixturevalue(which)["evidence"]
    bases = {record["name"]: record["basis"] for record in evidence["records"]}
    read = {stage["key"]: stage["records"] for stage in evidence["stages"]}

    for figure in evidence["figures"]:
        names = {name for stage in figure["stages"] for name in read[stage]}
        assert figure["records"] == {
            basis: sum(bases[name] == basis for name in names) for basis in figure["records"]
        }
        assert figure["assumed"] == pytest.approx(figure["records"]["assumed"] / len(names), abs=1e-4)


def test_works_and_reports_of_a_figure_are_named(of_run):
    evidence = of_run["evidence"]

    for figure in evidence["figures"]:
        assert all(0 <= work < len(evidence["works"]) for work in figure["works"])
        assert set(figure["paragraphs"]) <= set(evidence["reports"])


def test_a_headline_says_which_share_behind_it_is_assumed(of_run):
    claimed = next(one for one in of_run["evidence"]["figures"] if one["key"] == "claimed")
    every = sum(claimed["records"].values())

    assert of_run["headline"]["detail"][-1] == (
        f"Of the {every} numbers behind what was carried out and claimed, "
        f"{as_share(claimed['assumed'])} are assumed."
    )


def test_a_finding_in_the_headline_says_which_share_behind_it_is_assumed(of_run, run):
    source = source_of([run.run.folder])
    rows = [
        row | {"enough": True, "draws": {"low90": 1.2, "high90": 1.9}} if row["key"] == "held" else row
        for row in source.costs[1]
    ]
    source = replace(source, costs={1: rows}, about=source.about | {"draws": 20})
    held = next(one for one in of_run["evidence"]["figures"] if one["key"] == "held")

    assert headline(source)["detail"][-1].startswith(
        f"Of the {sum(held['records'].values())} numbers behind the finding, {as_share(held['assumed'])} are"
    )


def test_runs_side_by_side_rest_on_the_numbers_behind_any_of_them(run):
    (resting,) = [read_summary(run.run.folder)["background"]["resting"]]
    less = json.loads(json.dumps(resting))
    for stage in less["stages"]:
        stage["records"] = stage["records"][1:]

    assert joined([less, resting]) == joined([resting])


def test_files_of_an_older_version_say_that_they_do_not_tell_what_figures_rest_on(folder):
    kept = read_summary(folder)
    del kept["background"]["resting"]
    keep_summary(folder, kept["summary"], kept["background"])

    payload = payload_of([folder])

    assert payload["evidence"]["figures"] == []
    assert OLD in payload["gaps"]


def test_a_comparison_keeps_no_cases_and_says_so_of_its_groups(of_comparison):
    assert {row["groups"] is None for row in of_comparison["why_held"][0]["rows"]} == {True}


@pytest.mark.parametrize("which", ["of_run", "of_comparison"])
def test_no_rate_is_a_string_of_zeros(which, request):
    payload = request.getfixturevalue(which)
    rates = [row["rate"] for row in payload["cost"][0]["rows"]]
    rates += [row["told"] for row in payload["outsiders"][0]["rows"]]

    for rate in rates:
        largest = max(rate["arm"] or 0.0, rate["base"] or 0.0)
        assert largest == 0.0 or largest >= 0.1 or rate["per"] >= 100_000


def test_a_rate_of_the_human_cost_is_that_of_the_summary(run, of_run):
    told = {row["key"]: row["rate"] for row in of_run["cost"][0]["rows"]}

    for row in run.summary["human_cost"]:
        if row["enough"]:
            rate = told[row["key"]]
            assert 1000 * rate["arm"] / rate["per"] == pytest.approx(row["per_1000"]["run"], rel=1e-3)


def everywhere(rate):
    """Return a source of one run in which every course has one value on every day and in every place."""
    shapes = {"daily": (len(COURSES), 3), "mapped": (len(MAPPED), 3, 1), "placed": (len(MAPPED), 1)}
    values = {name: np.full((1, *shape), rate) for name, shape in shapes.items()}
    behind = {f"{name}_behind": np.full((1, *shape), 100.0) for name, shape in shapes.items()}
    arm = Arm("drive", "The drive", "arm", None, [], Window(0, 3), values | behind, [])
    pack = {"provinces": [{"id": "p", "title": "P"}], "places": [{"id": "a", "title": "A", "province": "p"}]}
    return Source(
        kind="run", arms=[arm], over="one", count=1, about={"days": 3}, pack=pack, records=[], counts={},
        costs={}, outsiders={}, work={}, writing={},
    )  # fmt: skip


def test_what_is_rare_is_told_of_more_people_over_the_days_and_on_the_map_alike():
    source = everywhere(0.0004)

    (course,) = [one for one in series(source) if one["key"] == "named_innocent"]
    metric = next(one for one in maps(source)["metrics"] if one["key"] == "named_innocent")

    assert course["unit"] == metric["unit"] == "per 1,000,000 people a day, mean of a week"
    assert course["lines"][0]["median"][0] == 0.4
    assert metric["scale"] == [0.0, 0.4]


def test_those_taken_in_a_run_are_those_of_its_cases(run, compared):
    window = windows_of(run.run.scenario, run.run.days)["during"]
    cases = taken_in(run.run, window)
    pair = compared.dataset.sel(replicate=0, draw="written", arm="toytown-drive")

    assert cases.height == pair["taken_behind"].sum().item() > 0


def test_every_number_of_the_model_stands_there_with_its_basis(of_run):
    records = of_run["evidence"]["records"]

    for basis, count in of_run["evidence"]["counts"].items():
        assert sum(record["basis"] == basis for record in records) == count
    assert all(record["source"] or record["reason"] for record in records)


def test_a_report_names_no_folder_of_the_machine_it_was_made_on(of_run, of_comparison, run):
    for payload in (of_run, of_comparison):
        assert str(run.run.folder.parent.parent) not in json.dumps(payload)


def test_the_same_folder_gives_the_same_payload(run, of_run):
    assert payload_of([run.run.folder]) == of_run


@pytest.mark.parametrize("which", ["run", "compared"])
def test_what_python_returns_writes_its_report_and_shows_it(which, request, tmp_path):
    found = request.getfixturevalue(which).report(tmp_path / "mine.html")

    assert found.path == tmp_path / "mine.html"
    assert "srcdoc=" in found._repr_html_()


def test_several_runs_share_a_twin_and_stand_side_by_side(run, tmp_path):
    other = Path(shutil.copytree(run.run.folder, tmp_path / "again"))

    found = payload_of([run.run.folder, other])

    assert [one["role"] for one in found["scenarios"]] == ["twin", "arm", "arm"]
    assert found["about"]["kind"] == "runs"


def test_a_run_without_a_twin_is_shown_with_rates_and_no_ratios(tmp_path, types):
    quiet = cd.run(cd.load_scenario("toytown-quiet", settings={"days": 10}), tmp_path / "quiet", threads=1)

    found = payload_of([quiet.run.folder])

    assert types.faults("Payload", found) == []
    assert found["scenarios"][0]["against"] is None
    assert {row["ratio"] for row in found["cost"][0]["rows"]} == {None}
    assert found["headline"]["detail"] == ["There is no twin that it could be held against."]
    assert "A scenario has no twin: there are rates, and no ratios." in found["gaps"]
    assert not any("watched" in gap for gap in found["gaps"])


@pytest.fixture(scope="module")
def beside_quiet(drawn, tmp_path_factory):
    """The payload of a run with draws beside one in which nothing is ordered."""
    ready = cd.load_scenario("toytown-quiet", settings=DAYS)
    quiet = cd.run(ready, tmp_path_factory.mktemp("beside") / "quiet", threads=1)
    return payload_of([drawn, quiet.run.folder])


def test_a_run_without_a_twin_takes_no_range_from_one_beside_it(beside_quiet, of_drawn):
    assert beside_quiet["about"]["draws"] == of_drawn["about"]["draws"]
    assert beside_quiet["headline"]["text"] == of_drawn["headline"]["text"]
    assert not any("older version" in gap for gap in beside_quiet["gaps"])


def test_the_campaign_is_that_of_the_runs_in_which_something_is_ordered(beside_quiet, of_drawn):
    assert beside_quiet["about"]["windows"] == of_drawn["about"]["windows"]
    assert beside_quiet["about"]["telling_day"] == of_drawn["about"]["telling_day"]
    assert not any("other days" in gap for gap in beside_quiet["gaps"])


def test_a_run_that_ends_before_its_campaign_shows_no_day_that_it_did_not_live(tmp_path):
    early = cd.run(cd.load_scenario("toytown-drive", settings={"days": 5}), tmp_path / "early", threads=1)

    found = payload_of([early.run.folder])

    shown = {found["about"]["telling_day"], *(found["map"] or {"still": []})["still"]}
    frames = {day for metric in (found["map"] or {"metrics": []})["metrics"] for day in metric["frames"]}
    assert max(shown | frames) < 5


def test_an_order_is_in_force_until_its_own_directive_ends(of_run):
    start = datetime.date.fromisoformat(of_run["about"]["start"])
    ends = {one["id"]: one["until"] for one in of_run["scenarios"][1]["directives"]}

    for trace in of_run["trace"]:
        until = datetime.date.fromisoformat(ends[trace["order"].split("/")[0]])
        assert trace["last_day"] in (None, min((until - start).days, of_run["about"]["days"] - 1))


def costing(low, high, draws):
    """Return a source whose one arm holds more people, with a range of the ratio over draws."""
    span = {"low90": low, "low50": low, "high50": high, "high90": high, "over": "draws", "count": draws}
    row = {"key": "held", "enough": True, "draws": span}
    twin = type("Arm", (), {"role": "twin", "against": None, "title": "Quiet"})()
    arm = type("Arm", (), {"role": "arm", "against": 0, "title": "The drive"})()
    nothing = {name: {"value": None} for name in ("executed", "claimed")}
    return Source(
        kind="run", arms=[twin, arm], over="one", count=1, about={"draws": draws}, pack={}, records=[],
        counts={},
        costs={1: [row]}, outsiders={}, work={1: nothing}, writing={},
    )  # fmt: skip


def test_a_headline_states_a_finding_where_the_draws_leave_out_no_effect():
    found = headline(costing(1.2, 3.0, 20))

    assert found["clear"]
    assert found["text"] == "The drive: more people held (1.20 to 3.00 times)"


@pytest.mark.parametrize(("low", "high", "draws"), [(0.9, 3.0, 20), (1.2, 3.0, 19), (1.2, 3.0, 0)])
def test_a_headline_states_no_finding_without_twenty_draws_that_agree(low, high, draws):
    found = headline(costing(low, high, draws))

    assert not found["clear"]
    assert found["text"] == "No clear difference"


def refused(*folders):
    with pytest.raises(ResultsError) as error:
        payload_of(folders)
    return str(error.value)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert "does not exist" in refused(tmp_path / "nowhere")


def test_a_folder_of_something_else_is_named(tmp_path):
    assert "holds neither a run nor a comparison" in refused(tmp_path)


def test_nothing_at_all_is_refused():
    assert "needs the folder" in refused()


def test_a_comparison_beside_a_run_is_refused(run, compared):
    assert "is a comparison and has a report of its own" in refused(compared.folder, run.run.folder)


def test_a_run_without_its_summary_is_unfinished(folder):
    (folder / "summary.json").unlink()

    assert "--resume" in refused(folder)


def test_a_comparison_without_its_summary_is_unfinished(compared, tmp_path):
    folder = Path(shutil.copytree(compared.folder, tmp_path / "unfinished"))
    (folder / "summary.json").unlink()

    assert "--resume" in refused(folder)


def test_a_damaged_summary_is_told(folder):
    path = folder / "summary.json"
    path.write_text(path.read_text(encoding="utf-8").replace("toytown", "teytown", 1), encoding="utf-8")

    assert "is damaged" in refused(folder)


def test_a_summary_of_another_format_is_told(folder):
    path = folder / "summary.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"format_version": 99}), encoding="utf-8")

    assert "has format 99" in refused(folder)


def test_damaged_metrics_are_told(folder):
    path = next((folder / "metrics.zarr" / "offences").glob("c*"))
    path.write_bytes(path.read_bytes()[:-20])

    assert "is damaged" in refused(folder)


def test_missing_events_are_told(folder):
    next((folder / EVENTS / "cases").glob("part-*")).unlink()

    assert "cannot be read" in refused(folder)


def test_a_missing_twin_is_told(folder):
    shutil.rmtree(folder / "twin")

    assert "does not exist" in refused(folder)


def test_damaged_days_of_a_comparison_are_told(compared, tmp_path):
    folder = Path(shutil.copytree(compared.folder, tmp_path / "damaged"))
    for path in (folder / "effects.zarr" / "daily").glob("c*"):
        path.write_bytes(path.read_bytes()[:-20])

    assert "is damaged" in refused(folder)


def test_runs_of_other_days_are_not_shown_together(run, tmp_path):
    shorter = cd.run(cd.load_scenario("toytown-drive", settings={"days": 30}), tmp_path / "short", threads=1)

    assert "differ in length: 50 and 30" in refused(run.run.folder, shorter.run.folder)


def test_an_unfinished_run_is_told(folder):
    write_state(folder, replace(read_state(folder), committed=40))

    assert "is not finished: 40 of 50 days count" in refused(folder)


HARMS = {
    "lost": None,
    "cut": lambda content: content[: len(content) // 2],
    "scrambled": lambda content: bytes(255 - byte for byte in content),
}
OF_RUN = [
    "state.json", "provenance.json", "scenario.yaml", "summary.json", "metrics.zarr/zarr.json",
    "metrics.zarr/age/c/0", "metrics.zarr/weight/c/0", "twin/state.json", "twin/scenario.yaml",
]  # fmt: skip
OF_COMPARISON = [
    "comparison.json", "replicates.json", "summary.json", "effects.zarr/zarr.json", "effects.zarr/arm/c/0",
    "effects.zarr/mapped/c.0.1.0.0.0.0",
]  # fmt: skip


@contextmanager
def harmed(path, harm):
    """Harm a file, and put it right again."""
    content = path.read_bytes()
    if HARMS[harm] is None:
        path.unlink()
    else:
        path.write_bytes(HARMS[harm](content))
    try:
        yield
    finally:
        path.write_bytes(content)


def named(sentence, file):
    """Return whether a sentence names a file, or the array that the file is a part of."""
    parts = [str(name) for name in (file, *Path(file).parents) if str(name) not in (".", "twin")]
    return any(re.search(rf"[/ ]{re.escape(name)}[ :]", sentence) for name in parts)


@pytest.fixture(scope="module")
def spoilt(run, tmp_path_factory):
    return Path(shutil.copytree(run.run.folder, tmp_path_factory.mktemp("spoilt") / "run"))


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("file", OF_RUN)
def test_whatever_file_of_a_run_is_harmed_is_named(spoilt, file, harm):
    with harmed(spoilt / file, harm):
        assert named(refused(spoilt), file)


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("file", OF_COMPARISON)
def test_whatever_file_of_a_comparison_is_harmed_is_named(compared, file, harm):
    with harmed(compared.folder / file, harm):
        assert named(refused(compared.folder), file)


@pytest.mark.parametrize("harm", ["cut", "scrambled"])
def test_harmed_columns_of_events_are_told(spoilt, harm):
    with harmed(spoilt / EVENTS / "cases" / "schema.parquet", harm):
        assert "schema.parquet is damaged" in refused(spoilt)


def test_a_run_without_a_kind_of_events_says_which_it_has(spoilt):
    with harmed(spoilt / EVENTS / "cases" / "schema.parquet", "lost"):
        assert "has no events 'cases'" in refused(spoilt)


def test_a_scenario_edited_after_the_run_is_told(folder):
    path = folder / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("seed: ", "seed: 1"), encoding="utf-8")

    assert "scenario.yaml is damaged" in refused(folder)


def test_what_outsiders_published_may_be_lost_and_the_report_is_the_same(folder, of_run):
    shutil.rmtree(folder / "observed")

    assert payload_of([folder]) == of_run


def test_a_folder_given_twice_is_told(folder):
    assert "is given twice" in refused(folder, folder / ".." / folder.name)


def test_a_twin_given_for_its_run_is_told_apart(folder):
    assert f"give {folder}" in refused(folder / "twin")


def test_a_file_is_told_from_a_folder(tmp_path):
    (tmp_path / "x").write_text("x")

    assert "is no folder" in refused(tmp_path / "x")


def test_a_name_that_no_disk_takes_ends_in_a_sentence(tmp_path):
    assert "cannot be read" in refused(tmp_path / ("x" * 300))


def test_a_report_does_not_take_the_place_of_a_folder(of_run, tmp_path):
    with pytest.raises(ResultsError, match="is no file"):
        write_report(of_run, tmp_path)


def test_a_report_that_cannot_be_written_leaves_nothing_behind(of_run, tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(ResultsError, match="No space left"):
        write_report(of_run, tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["quo'te \"s", "조선 결과"])
def test_folders_may_have_any_name(folder, of_run, name):
    assert payload_of([folder.rename(folder.with_name(name))]) == of_run


def test_replicates_that_came_after_the_summary_are_not_counted(compared, tmp_path, of_comparison):
    folder = Path(shutil.copytree(compared.folder, tmp_path / "longer"))
    state = read_json(folder / "replicates.json", version=2)
    first = next(row for row in state["done"] if row["draw"] is None)
    done = [*state["done"], first | {"replicate": 3, "seed": 99}]
    write_json(folder / "replicates.json", {"done": done, "failed": []}, version=2)

    assert payload_of([folder])["series"] == of_comparison["series"]
