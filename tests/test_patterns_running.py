"""Claims checked on Toytown, in this process."""

import dataclasses
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

import clampdown as cd
from clampdown.cli import app
from clampdown.engine.simulation import Simulation
from clampdown.experiments.claims import running
from clampdown.experiments.claims.check import Broken, Plan, check
from clampdown.experiments.claims.density import density
from clampdown.experiments.claims.grammar import EVENTS
from clampdown.experiments.claims.reading import read_claims
from clampdown.experiments.claims.report import as_data, as_junit, in_words
from clampdown.experiments.claims.running import Luck, batches
from clampdown.experiments.claims.series import series_of
from clampdown.experiments.claims.watching import Watcher
from clampdown.experiments.cost import expected_cost
from clampdown.experiments.run import values_of
from clampdown.schema.pattern_where import Where

PATTERNS = Path(__file__).parent / "data" / "patterns"
DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture
def here():
    """Give an executor that works in this process, one task after another."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture(scope="module")
def found(catalogue):
    with ThreadPoolExecutor(1) as pool:
        claims = read_claims([PATTERNS / "toytown.yaml"], catalogue)
        return {one.claim.pattern.id: one for one in check(claims, Plan(3, 1, executor=pool), catalogue)}


def test_a_claim_that_the_orders_fulfil_holds(found):
    assert found["walks"].verdict == "holds"
    assert found["walks"].share_pairs == 1.0


def test_the_same_claim_the_other_way_round_fails(found):
    assert found["strolls"].verdict == "fails"
    assert found["strolls"].share_pairs == 0.0


def test_a_placebo_has_no_effect_and_fails_where_one_is_claimed(found):
    assert [clause.verdict for clause in found["placebo"].clauses] == ["holds", "fails"]


def test_a_mechanism_switched_off_takes_its_effect_away(found):
    assert found["tired"].verdict == "holds"
    on, off, interaction = (clause.effect.value for clause in found["tired"].clauses)
    assert interaction == pytest.approx(on / off)


def test_what_happens_too_seldom_is_no_pass(found):
    assert found["seldom"].verdict == "too few events"


def test_what_the_model_lacks_cannot_be_expressed(found):
    assert found["chess"].verdict == "cannot be expressed"


def test_a_draw_is_counted_apart(found):
    walks = found["walks"]

    assert (walks.pairs, walks.draws, walks.share_draws) == (3, 1, 1.0)


def test_runs_that_several_claims_need_are_made_once(catalogue, here, monkeypatch):
    made: Counter[tuple[int, int]] = Counter()
    lives = running.said_by

    def counted(arm, world, *rest):
        made[arm.scenario.seed, len(arm.scenario.directives)] += 1
        return lives(arm, world, *rest)

    monkeypatch.setattr(running, "said_by", counted)
    claims = [claim for claim in read_claims([PATTERNS / "toytown.yaml"], catalogue)
              if claim.pattern.id in ("walks", "strolls")]  # fmt: skip

    check(claims, Plan(2, executor=here), catalogue)

    assert made == {(7, 0): 1, (7, 1): 1, (8, 0): 1, (8, 1): 1}


def test_a_pair_that_breaks_off_is_told_of_and_the_rest_go_on(catalogue, here, monkeypatch):
    lives = running.said_by

    def broken(arm, world, *rest):
        if arm.scenario.seed == 8 and arm.scenario.directives:
            raise ZeroDivisionError("made to break")
        return lives(arm, world, *rest)

    monkeypatch.setattr(running, "said_by", broken)
    claim = next(
        one for one in read_claims([PATTERNS / "toytown.yaml"], catalogue) if one.pattern.id == "walks"
    )

    one = check([claim], Plan(3, executor=here), catalogue)[0]

    assert (one.verdict, one.pairs) == ("holds", 2)
    assert [(item.seed, item.arm) for item in one.broken] == [(8, "change")]
    assert "made to break" in one.broken[0].why
    assert "seed 8" in "\n".join(in_words([one]))


def test_acts_and_counts_tell_the_same_story(toytown, catalogue):
    town = toytown.changed([toytown.directive("three-week-drive")], days=30)
    life = toytown.begin([toytown.directive("three-week-drive")], days=30)
    simulation = Simulation(town, catalogue, toytown.values(), life.world, acts=True)
    watcher = Watcher(simulation)
    for t in range(30):
        watcher.see(simulation.step(t))
    panel = watcher.panel()
    bare = dataclasses.replace(panel, counts={})

    for name, event in EVENTS.items():
        if event.block:
            counted, noted = (series_of(one, None, name, Where()).total for one in (panel, bare))
            np.testing.assert_allclose(noted, counted, err_msg=name)


def test_arms_over_one_population_go_to_one_worker(catalogue):
    claim = next(
        one for one in read_claims([PATTERNS / "toytown.yaml"], catalogue) if one.pattern.id == "tired"
    )
    arms = [running.Arm(name, arm, {}) for name, arm in claim.arms.items() if "_" in name]

    found = batches((Luck(1, None), arm) for arm in arms)

    assert sorted(sorted(arm.key for arm in batch.arms) for batch in found) == [
        ["base_off", "change_off"],
        ["base_on", "change_on"],
    ]


def test_junit_counts_failures_and_what_was_not_judged(found):
    suite = ElementTree.fromstring(as_junit(list(found.values()))).find("testsuite")

    assert suite.attrib["tests"] == str(len(found))
    assert suite.attrib["failures"] == "2"
    assert suite.attrib["skipped"] == "2"


def test_no_bare_totals_are_shown(found):
    data = as_data([found["walks"]])["patterns"][0]
    by_scale = {row["expected"].split()[0]: row for row in data["expect"]}

    assert by_scale["ratio"]["effect"]["value"] > 1
    assert by_scale["difference"]["effect"] is None
    assert by_scale["difference"]["direction"] == "clearly higher"


def test_the_command_prints_verdicts_as_json(tmp_path):
    report = tmp_path / "claims.xml"
    command = ["check", str(PATTERNS / "chess.yaml"), "--pairs", "2", "--workers", "1", "--json"]

    ran = CliRunner().invoke(app, [*command, "--junit", str(report)])

    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["count"]["cannot be expressed"] == 1
    assert report.read_text().startswith("<?xml")


def test_the_same_verb_is_there_in_python(here):
    found = cd.check([PATTERNS / "chess.yaml"], pairs=2, executor=here)

    assert [one.verdict for one in found] == ["cannot be expressed"]


def test_the_command_ends_with_2_on_a_mistake(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("id: P1\nclaim: nothing\n", encoding="utf-8")

    ran = CliRunner().invoke(app, ["check", str(wrong)])

    assert ran.exit_code == 2
    assert "'expect' is missing" in ran.stderr


def test_the_page_on_json_lists_the_keys_that_are_printed(found):
    broken = dataclasses.replace(found["walks"], broken=(Broken(1, None, "change", "made to break"),))
    sourced = found["tired"].claim.pattern.model_copy(update={"source": ("made up",)})
    claim = dataclasses.replace(found["tired"].claim, pattern=sourced)
    placed = found["tired"].density._replace(places=("millside",))
    data = as_data(
        [*found.values(), broken, dataclasses.replace(found["tired"], claim=claim, density=placed)]
    )

    section = (DOCS / "json.md").read_text().partition("\n## check\n")[2].partition("\n## ")[0]
    listed = {key for line in section.splitlines() if line.startswith("| `")
              for key in re.findall(r"`([a-z\[][^`]*)`", line.split(" | ")[0])}  # fmt: skip

    assert keys(data) == listed


def keys(value, path=""):
    """Return every key below a value, as the page on JSON writes it."""
    if isinstance(value, list):
        return set().union(*(keys(one, f"{path}[]") for one in value)) if value else set()
    if not isinstance(value, dict):
        return {path}
    if path.rpartition(".")[2] in ("count", "sample", "events"):
        return {f"{path}.*"}
    return set().union(*(keys(one, f"{path}.{name}".lstrip(".")) for name, one in value.items()))


@pytest.mark.parametrize(
    "text", re.findall(r"```yaml\n(.*?)```", (DOCS / "patterns.md").read_text(), re.DOTALL)
)
def test_examples_of_the_page_are_patterns(tmp_path, catalogue, text):
    frame = {
        "id": "X1", "claim": "an example", "base": "toytown-quiet", "change": {"add": ["three-week-drive"]},
        "expect": [{"metric": "minutes", "ratio": "> 1"}],
    }  # fmt: skip
    path = tmp_path / "example.yaml"
    short = text.replace("{month: 18}", "{month: 1}").replace("{month: 3}", "{week: -1}")
    given = {line.partition(":")[0] for line in short.splitlines()}
    rest = [f"{key}: {json.dumps(value)}\n" for key, value in frame.items() if key not in given]
    path.write_text("".join(rest) + short.replace("call_abroad", "market_trade"), encoding="utf-8")

    assert len(read_claims([path], catalogue)) == 1


def test_what_was_never_run_counts_no_pairs(found):
    assert found["chess"].pairs == 0


def test_too_few_events_do_not_spoil_the_share_of_pairs(catalogue, here, tmp_path):
    path = tmp_path / "both.yaml"
    path.write_text(
        "id: both\nclaim: two things\nbase: {base: toytown-quiet, set: {days: 40}}\n"
        "change: {add: [three-week-drive]}\nexpect:\n"
        '  - {metric: minutes, where: {task: patrol}, days: [1, 14], ratio: "> 1.1"}\n'
        '  - {metric: confrontations, days: [1, 2], ratio: "> 1.5"}\n',
        encoding="utf-8",
    )

    one = check(read_claims([path], catalogue), Plan(2, executor=here), catalogue)[0]

    assert (one.verdict, one.share_pairs) == ("partly holds", 1.0)


NATION = """\
id: X1
claim: calls at the border
base: quiet-2015
change:
  add:
    - id: border-calls
      title: Calls
      issuer: centre
      addressees: [security]
      announced: internal
      in_force: {from: 2015-07-01, until: 2015-09-30}
      area: {provinces: [ryanggang]}
      orders: [{measure: call_monitoring, amount: 8}]
expect:
  - {metric: offences, where: {area: treated, kind: call_abroad}, days: [1, 60], ratio: "< 0.95"}
"""


def test_the_places_that_a_claim_speaks_of_are_sampled_densely(catalogue, tmp_path):
    (tmp_path / "x.yaml").write_text(NATION, encoding="utf-8")
    claim = read_claims([tmp_path], catalogue)[0]
    base = claim.arms["base"]
    there = [place.id for place in base.pack.places if place.province_id == "ryanggang"]

    chosen = density(claim, catalogue)
    asked = density(claim, catalogue, 0.01)

    assert set(there) < set(chosen.places)
    assert len(there) + 5 < len(chosen.places) < len(there) + 20
    assert min(chosen.sample[place] for place in there) > 1000 * chosen.sample["rest"]
    assert (asked.sample["rest"], asked.sample[there[0]], asked.places) == (0.01, 0.1, ())
    people = expected_cost(chosen.of(base), values_of(base, catalogue), 1).people
    assert 45_000 < people < 75_000
