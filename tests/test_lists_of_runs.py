"""Lists and benches of runs that were observed, and the commands that make them."""

import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from ruamel.yaml import YAML

from clampdown.bench.estimator_design import design_of
from clampdown.bench.estimator_runs import prepared, runs_in, simulated
from clampdown.bench.listing import open_seen
from clampdown.errors import InputError, ResultsError
from clampdown.experiments.run import Job, run
from clampdown.inference.linkage import Errors
from clampdown.inference.lists import Universe
from clampdown.schema.bench import load_bench
from test_estimators_cli import clampdown, keys_of

DOCS = Path(__file__).resolve().parents[1] / "docs"
LISTS = {"east": ("east",), "west": ("west",)}
DETAINED = Universe("detention")
SETTINGS = {
    "packs.dprk.facilities.collecting_point.capacity": 100, "packs.dprk.facilities.labour_camp.capacity": 40,
    "behaviour.told_detention": 0.4, "behaviour.named_share": 0.6,
}  # fmt: skip
OUTLET = """
id: {0}
title: {0} paper
kind: outlet
invented: true
sources: [{{network: {0}, per_100000: 1000}}]
rule: {{sources: 2, provinces: 1}}
local: {{sources: 1}}
withhold: 0
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """A bench of a border province of which much is told."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / "dense" / "observers").mkdir(parents=True)
    for name in LISTS:
        file = folder / "dense" / "observers" / f"{name}.yaml"
        file.write_text(OUTLET.format(name), encoding="utf-8")
    written = {
        "id": "town", "title": "A province", "what": "Two dense outlets.",
        "universe": {"what": "people detained", "event": "detention"}, "scenario": "quiet-2015",
        "area": "ryanggang", "sample": "0.001", "observers": "dense", "set": {"days": 20, **SETTINGS},
        "lists": {name: list(observers) for name, observers in LISTS.items()},
        "variants": [{"id": "usual", "title": "as usual"}],
    }  # fmt: skip
    with (folder / "town.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(written, file)
    return folder / "town.yaml"


@pytest.fixture(scope="module")
def folder(bench, tmp_path_factory):
    """A run of the bench, kept."""
    found = load_bench(str(bench))
    ready = prepared(found, found.bench.variants[0], 1)
    place = tmp_path_factory.mktemp("runs") / "town"
    run(ready.scenario, Job(place, threads=1), ready.catalogue)
    return place


def test_whoever_is_listed_and_not_invented_was_a_victim(folder):
    seen = open_seen(folder)

    named = seen.key.join(seen.items.filter(pl.col("kind") == "detention"), on="item")
    cases = set(named.filter(pl.col("line") > 0)["case"].drop_nulls())
    victims = set(seen.victims.filter(pl.col("event") == "detention")["key"])

    assert cases
    assert cases <= victims
    assert seen.truth(DETAINED) == len(victims)


def test_without_errors_lists_hold_as_many_people_as_the_key_says(folder):
    seen = open_seen(folder)

    found = seen.listed(DETAINED, LISTS, Errors(0.0, 0.0), seed=1)

    whole = pl.col("kind") == "detention"
    standing = ~pl.col("item").is_in(seen.items["corrects"].drop_nulls().implode())
    items = seen.items.filter(whole & standing)["item"]
    rows = seen.key.filter((pl.col("line") > 0) & pl.col("item").is_in(items.implode()))
    people = rows["case"].drop_nulls().n_unique() + rows["case"].null_count()
    assert sum(found.counts) >= people
    assert found.counts[2] > 0


def test_a_bench_of_a_run_counts_its_windows(bench, folder):
    found = load_bench(str(bench))

    windows = {one.window: one for one in simulated(found, found.bench.variants[0], 1)}

    seen = open_seen(folder)
    assert list(windows) == ["throughout"]
    whole = windows["throughout"]
    assert (whole.truth, whole.days) == (seen.truth(DETAINED), 20)
    assert whole.published > 0


def with_another(bench, folder):
    """The bench with a variant that runs a scenario from a file beside it, without one of the two orders."""
    shutil.copytree(bench.parent, folder, dirs_exist_ok=True)
    calls = "id: calls\ntitle: Calls\nbase: quiet-2015\nchanges: {add: [call-rules]}\n"
    (folder / "town" / "calls.yaml").parent.mkdir()
    (folder / "town" / "calls.yaml").write_text(calls, encoding="utf-8")
    text = bench.read_text(encoding="utf-8")
    variant = "- id: usual\n  title: as usual\n"
    assert text.count(variant) == 1, text
    added = variant + "- id: calls\n  title: calls\n  scenario: town/calls.yaml\n"
    (folder / "town.yaml").write_text(text.replace(variant, added), encoding="utf-8")
    return folder / "town.yaml"


def test_a_variant_may_run_a_scenario_of_its_own_from_beside_the_bench(bench, tmp_path):
    found = load_bench(str(with_another(bench, tmp_path)))

    of_each = [prepared(found, variant).scenario for variant in found.bench.variants]

    assert [[one.id for one in scenario.directives] for scenario in of_each] == [[], ["call-rules"]]
    assert [scenario.days for scenario in of_each] == [20, 20]


def test_a_bench_whose_scenario_was_edited_is_not_gone_on_with(bench, tmp_path):
    path = with_another(bench, tmp_path)
    before = runs_in(load_bench(str(path)))
    calls = path.parent / "town" / "calls.yaml"
    calls.write_text(calls.read_text(encoding="utf-8").replace("call-rules", "placebo"), encoding="utf-8")

    after = runs_in(load_bench(str(path)))

    assert before["usual"] == after["usual"]
    assert before["calls"] != after["calls"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("east:", "eats: [eats]\n  east:", "There is no observer 'eats'. Did you mean 'east'"),
        ("observers: dense", "observers: none-there", "There are no observers in 'none-there/observers'"),
        ("event: detention", "event: detention\n  area: [ryangang]", "Did you mean 'ryanggang'"),
        ("scenario: quiet-2015", "scenario: quite-2015", "Did you mean 'quiet-2015'"),
        ("title: as usual", "title: as usual\n  scenario: quite-2015", "Did you mean 'quiet-2015'"),
    ],
)
def test_a_mistake_in_a_bench_of_runs_is_told_before_anything_runs(bench, tmp_path, old, new, reason):
    shutil.copytree(bench.parent, tmp_path, dirs_exist_ok=True)
    text = bench.read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "town.yaml").write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(InputError, match=reason):
        design_of(str(tmp_path / "town.yaml"))


def test_a_key_of_other_items_and_a_run_nobody_observed_are_refused(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    key = pl.read_parquet(other / "observed" / "key.parquet")
    about = pl.read_parquet_metadata(other / "observed" / "key.parquet") | {"set": "another"}
    key.write_parquet(tmp_path / "key.parquet", metadata=about)

    with pytest.raises(ResultsError, match="belongs to another set of items"):
        open_seen(other, key=tmp_path / "key.parquet")
    shutil.rmtree(other / "observed")
    with pytest.raises(ResultsError, match="Nobody observed"):
        open_seen(other)


def test_the_command_writes_lists_and_tells_the_truth_to_those_with_the_key(folder, tmp_path):
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    section = text.partition("\n## lists\n")[2].partition("\n## ")[0]
    cells = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]
    key, out = folder / "observed" / "key.parquet", tmp_path / "out"

    without = clampdown("lists", folder)
    found = json.loads(
        clampdown("lists", folder, "--key", key, "--out", out, "--area", "ryanggang", "--json").stdout
    )

    assert "In truth" not in without.stdout
    assert "Universe: people with at least one detention, everywhere" in without.stdout
    assert found["truth"] >= 1
    shown = keys_of(found) | {"warnings[]"}
    assert shown == {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
    assert {path.name for path in out.iterdir()} == {
        "table.csv", "rcapture.csv", "lcmcr.csv", "sparsemse.csv", "strata.csv", "truth.csv",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--event", "detentoin"], "Did you mean 'detention'"),
        (["--area", "ryangang"], "Did you mean 'ryanggang'"),
        (["--from", "yesterday"], "'yesterday' is no date"),
        (["--from", "2015-08-01", "--to", "2015-07-01"], "is after"),
        (["--missed-match", "1.5"], "cannot be"),
        (["--list", "east"], "names no list"),
        (["--list", "a=east", "--list", "a=west"], "The list 'a' is given twice"),
        (["--list", "sex=east", "--list", "Count=west"], "'Count' names a column"),
        (["--event", "execution"], "none names anybody of this universe"),
        (["--list", "east=eest"], "There is no observer 'eest'"),
    ],
)
def test_a_mistake_in_the_command_ends_in_a_sentence(folder, words, reason):
    done = clampdown("lists", folder, *words)

    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
