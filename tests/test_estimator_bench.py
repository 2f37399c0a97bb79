"""The estimator bench: how it is written, run, kept and scored."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clampdown.bench import estimator_bench
from clampdown.bench.estimator_design import design_of
from clampdown.bench.estimator_runs import Counted
from clampdown.bench.estimator_scores import level, trend
from clampdown.bench.estimator_text import bench_as_page, bench_in_words, overview_of
from clampdown.bench.estimator_work import window_row
from clampdown.errors import InputError, ResultsError
from clampdown.inference.estimators import Effort
from clampdown.schema.bench import bench_ids, load_bench
from test_estimators_cli import clampdown, keys_of

DOCS = Path(__file__).resolve().parents[1] / "docs"
QUICK = ["chapman", "chao", "independence"]
BENCH = """
id: small
title: A small bench
what: Two windows of independent lists.
universe: {what: invented people}
lists: {a: [], b: []}
variants:
  - id: alike
    title: independent
    drawn:
      - {window: before, people: 1000, kinds: [{share: 1.0, chances: [0.5, 0.4]}]}
      - {window: during, people: 2000, kinds: [{share: 1.0, chances: [0.2, 0.16]}]}
"""


@pytest.fixture
def bench(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(BENCH, encoding="utf-8")
    return path


def spoilt(bench, old, new):
    text = bench.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    bench.write_text(text.replace(old, new), encoding="utf-8")
    return str(bench)


def carried_out(design, folder, **how):
    with ThreadPoolExecutor(2) as pool:
        return estimator_bench.carry_out(design, folder, executor=pool, **how)


def window(truth, *figures, name="before", days=1):
    keys = ("population", "low", "high")
    return {
        "window": name,
        "days": days,
        "truth": truth,
        "figures": {"x": dict(zip(keys, figures, strict=True))},
    }


def test_bias_and_coverage_are_those_of_the_figures_that_were_given():
    found = level(
        "x", "before", [window(100, 110, 90, 130), window(100, 130, 120, 140), window(100, None, None, None)]
    )

    assert found["bias"] == pytest.approx(0.2)
    assert (found["told"], found["tables"], found["covered"]) == (2, 3, 0.5)


def test_a_window_in_which_nobody_was_harmed_has_no_bias():
    assert level("x", "before", [window(0, 5, 4, 6)])["bias"] is None


def test_the_sign_of_a_trend_is_judged_by_people_per_day():
    fell = {"windows": [window(100, 50, 1, 99, days=10), window(300, 90, 1, 99, name="during", days=20)]}
    rose = {"windows": [window(100, 50, 1, 99, days=10), window(300, 150, 1, 999, name="during", days=20)]}

    found = trend("x", ("before", "during"), [fell, rose])

    assert (found["judged"], found["right"]) == (2, 0.5)
    assert trend("truth", ("before", "during"), [fell, rose])["ratio"] == pytest.approx(1.5)


def test_lists_that_share_nobody_leave_a_reason_and_the_count():
    found = window_row(Counted("before", 1, 50, ("a", "b"), (4, 3, 0)), QUICK, Effort(0, 100))

    assert "No two lists share a person" in found["no_table"]
    assert list(found["figures"]) == ["on any list"]


def test_on_independent_lists_the_count_falls_and_every_estimator_sees_the_rise(bench, tmp_path):
    design = design_of(str(bench), seeds=20, estimators=QUICK)

    (found,) = carried_out(design, tmp_path / "out")["variants"]

    right = {row["estimator"]: row["right"] for row in found["trends"]}
    assert right["on any list"] == 0
    assert min(right[name] for name in right if name not in ("truth", "on any list")) > 0.9
    bias = {(row["estimator"], row["window"]): row["bias"] for row in found["levels"]}
    assert abs(bias["independence", "before"]) < 0.05


def test_a_bench_that_was_gone_on_with_is_the_same_as_one_in_one_go(bench, tmp_path):
    some, all_of_it = (design_of(str(bench), seeds=n, estimators=QUICK) for n in (2, 5))
    carried_out(some, tmp_path / "two")

    resumed = carried_out(all_of_it, tmp_path / "two", resume=True)

    assert resumed == carried_out(all_of_it, tmp_path / "one")
    kept = [(tmp_path / name / "bench.json").read_text(encoding="utf-8") for name in ("one", "two")]
    assert kept[0] == kept[1]


def test_a_bench_is_not_gone_on_with_as_another(bench, tmp_path):
    carried_out(design_of(str(bench), seeds=1, estimators=QUICK), tmp_path / "out")
    other = design_of(str(bench), seeds=1, estimators=["chao"])

    with pytest.raises(ResultsError, match="holds another bench: estimators differ"):
        carried_out(other, tmp_path / "out", resume=True)
    with pytest.raises(ResultsError, match="Go on with it with --resume"):
        carried_out(other, tmp_path / "out")


def test_a_folder_that_holds_something_else_is_left_alone(bench, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(ResultsError, match="holds no bench"):
        carried_out(design_of(str(bench), seeds=1), tmp_path / "out", overwrite=True)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("chances: [0.5, 0.4]", "chances: [0.5]", "needs 2 chances"),
        (
            "people: 1000,",
            "dependence: [{earlier: c, later: b, log_odds: 1.0}], people: 1000,",
            "There is no list 'c'",
        ),
        (
            "people: 1000,",
            "dependence: [{earlier: b, later: a, log_odds: 1.0}], people: 1000,",
            "does not stand before",
        ),
        ("window: during", "window: before", "A window stands twice"),
        ("people: 1000", "people: 0", "people"),
        ("share: 1.0, chances: [0.5, 0.4]", "share: 0.9, chances: [0.5, 0.4]", "add up to 1"),
        ("lists: {a: [], b: []}", "lists: {a: [], b: []}\nscenario: toytown-quiet", "Which event is counted"),
        ("id: small", "id: small\ncolour: red", "colour"),
    ],
)
def test_a_mistake_in_a_bench_is_told(bench, old, new, reason):
    with pytest.raises(InputError, match=reason):
        design_of(spoilt(bench, old, new))


def test_unknown_names_are_told_with_what_was_probably_meant(bench):
    with pytest.raises(InputError, match="Did you mean 'dialled-lists'"):
        load_bench("dialed-lists")
    with pytest.raises(InputError, match="Did you mean 'chapman'"):
        design_of(str(bench), estimators=["chapmann"])


@pytest.mark.parametrize("name", bench_ids())
def test_every_bench_that_ships_can_be_read_and_states_its_universe(name):
    assert design_of(name).bench.universe.what


def test_page_and_terminal_show_the_same_figures(bench, tmp_path):
    found = carried_out(design_of(str(bench), seeds=3, estimators=QUICK), tmp_path / "out")

    page, told = " ".join(bench_as_page(found)), " ".join(bench_in_words(found))

    assert re.findall(r"[+-]\d+%", page) == re.findall(r"[+-]\d+%", told)
    assert "Universe: invented people" in told


def judged(estimator, window="throughout", **row):
    usual = {"bias": 0.0, "covered": None, "told": 4, "tables": 4}
    return {"estimator": estimator, "window": window} | usual | row


def test_the_overview_has_the_order_in_force_and_spans_pairs_of_lists():
    levels = [
        judged("on any list", "before", bias=-0.9),
        judged("on any list", "during", bias=-0.4),
        judged("chapman a·b", "during", bias=-0.2, covered=0.0),
        judged("chapman a·c", "during", bias=0.1, covered=0.5),
        judged("latent-class", "during", bias=0.02, covered=1.0, told=1),
    ]

    rows = overview_of([{"variants": [{"title": "apart", "levels": levels}]}])

    assert rows == [
        ["lists", "on any list", "chapman", "latent-class"],
        ["apart", "-40%", "-20 to +10% (0 to 50%)", "+2% (100%) *"],
    ]


def test_the_command_lists_benches_and_json_has_the_documented_keys(bench, tmp_path):
    words = ["bench-estimators", bench, "--seeds", 2, "--estimators", "chapman", "--workers", 1, "--json"]
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    section = text.partition("\n## bench-estimators\n")[2].partition("\n## ")[0]
    cells = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]

    listed = clampdown("bench-estimators", folder=tmp_path).stdout
    found = json.loads(clampdown(*words, folder=tmp_path).stdout)

    assert "dialled-sign-flip: " in listed
    shown = keys_of(found) | {"failed[].variant", "failed[].seed", "failed[].error"}
    named = {re.sub(r"truth\.\w+", "truth.*", key) for key in shown} - {"failed[]"}
    assert named | {"benches[].id", "benches[].title"} == {
        key for cell in cells for key in re.findall(r"`([^`]+)`", cell)
    }
