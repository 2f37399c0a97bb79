"""The scoreboard's own arithmetic: which clauses are drawn for a row, and what has become of verdicts."""

import argparse
import importlib
import sys
from pathlib import Path

import pytest

from clampdown.experiments.claims.check import Plan, check
from clampdown.experiments.claims.reading import read_claims
from clampdown.experiments.claims.report import as_data
from clampdown.schema.pattern_expect import Expectation

ROOT = Path(__file__).resolve().parents[1]
SIGNATURES = ROOT / "src" / "clampdown" / "packs" / "dprk" / "patterns" / "signatures"
VERDICTS = ("holds", "fails")


@pytest.fixture(scope="module")
def scripts():
    """Return the modules of the scoreboard: those that compute, and the page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "scripts"))
        names = {"figure": "scoreboard_figure", "changes": "scoreboard_changes", "page": "scoreboard"}
        yield {name: importlib.import_module(module) for name, module in names.items()}
        for module in names.values():
            sys.modules.pop(module)


@pytest.fixture(scope="module")
def claims(catalogue):
    return read_claims([SIGNATURES], catalogue)


def test_every_row_has_a_clause_that_can_be_drawn_with_its_mechanism_on_and_off(scripts, claims):
    drawn = scripts["figure"].panel_claims(claims)

    assert [one.pattern.row for one in drawn] == [claim.pattern.row for claim in claims]


def test_a_clause_drawn_with_the_mechanism_off_is_the_same_but_for_its_arms(scripts, claims):
    for claim in scripts["figure"].panel_claims(claims):
        whole = next(one for one in claims if one.pattern.id == claim.pattern.id)
        extra = claim.pattern.expect[len(whole.pattern.expect) :]
        for on, off in zip(extra[::2], extra[1::2], strict=True):
            arms = ("arm", "compare", "effect")
            changed = {name for name in type(on).model_fields if getattr(on, name) != getattr(off, name)}
            assert changed
            assert changed <= set(arms)


@pytest.mark.parametrize(
    ("written", "arm", "compare", "effect"),
    [
        ({"ratio": "> 1"}, None, None, "off"),
        ({"value": "> 1"}, "change_off", None, None),
        ({"value": "> 1", "arm": "base_on"}, "base_off", None, None),
        ({"difference": "> 1", "compare": ["told", "base"]}, None, ("told_off", "base_off"), None),
    ],
)
def test_the_arms_without_the_mechanism_follow_from_those_with_it(scripts, written, arm, compare, effect):
    off = scripts["figure"].mirrored(Expectation.model_validate({"metric": "trust", **written}))

    assert (off.arm, off.compare, off.effect) == (arm, compare, effect)


def test_clauses_about_arms_without_the_mechanism_and_bare_totals_are_not_drawn(scripts):
    written = [
        {"metric": "offences", "ratio": "> 1", "effect": "off"}, {"metric": "offences", "difference": "> 1"},
        {"metric": "trust", "value": "> 1", "arm": "change_off"}, {"cannot": "no", "metric": None},
        {"metric": "offences", "ratio": "> 1"},
    ]  # fmt: skip
    found = scripts["figure"].drawable([Expectation.model_validate(one) for one in written])

    assert found == [Expectation.model_validate(written[-1])]


def test_a_row_is_drawn_from_the_first_clause_that_is_defined_both_ways(scripts, claims):
    claim = next(one for one in claims if one.pattern.id == "M05")
    front = [{"expected": "ratio > 1"}] * len(claim.pattern.expect)
    good, none = {"value": 2.0, "low90": 1.5, "high90": 2.5}, {"value": float("nan"), "low90": 0, "high90": 1}
    pairs = [("a", good), ("a", none), ("b", good), ("b", good)]
    extra = [{"expected": "ratio > 1", "quantity": name, "effect": effect} for name, effect in pairs]

    found = scripts["figure"].panels(
        {"patterns": [{"id": "M05", "row": "M05", "expect": front + extra}]}, [claim]
    )

    assert [(one.row, one.quantity, one.scale) for one in found] == [("M05", "b", "ratio")]


def test_the_figure_holds_a_panel_for_each_row_with_the_name_of_its_metric(scripts, tmp_path):
    effect = {"value": 2.0, "low90": 1.5, "high90": float("inf")}
    panel = scripts["figure"].Panel
    rows = [
        panel("M01", "minutes, days 8 to 21", "ratio", effect, None),
        panel("M02", "trust", "value", effect, effect),
    ]

    scripts["figure"].draw(rows, tmp_path / "x.svg")

    text = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert all(f"<!-- {words}" in text for words in ("M01: minutes", "M02: trust", "none", "ratio", "value"))


def checked(**claims):
    """Return a check as data: claims by id, each (verdict, clauses as words and verdict)."""
    return {
        "patterns": [
            {
                "id": name,
                "verdict": verdict,
                "expect": [{"clause": words, "verdict": v} for words, v in clauses],
            }
            for name, (verdict, clauses) in claims.items()
        ]
    }


def test_a_verdict_that_changed_is_told_with_the_clauses_that_changed_it(scripts):
    first = checked(P1=("fails", [("a", "fails"), ("b", "holds")]), P2=("holds", [("c", "holds")]))
    now = checked(P1=("holds", [("a", "holds"), ("b", "holds")]), P2=("holds", [("c", "holds")]))

    found = scripts["changes"].changes(first, now)

    assert [(one.claim, one.first, one.now, one.moved) for one in found] == [
        ("P1", "fails", "holds", True), ("P2", "holds", "holds", False),
    ]  # fmt: skip
    assert found[0].clauses == (("a", "fails", "holds"),)


def test_claims_and_clauses_that_came_or_went_are_told(scripts):
    first = checked(P1=("holds", [("a", "holds"), ("a", "fails")]), gone=("fails", []))
    now = checked(P1=("holds", [("a", "holds"), ("b", "holds")]), fresh=("fails", [("d", "fails")]))

    found = {one.claim: one for one in scripts["changes"].changes(first, now)}

    assert found["P1"].clauses == (("b", "not there", "holds"), ("a", "fails", "not there"))
    assert (found["fresh"].first, found["gone"].now) == ("not there", "not there")


def test_the_comparison_counts_verdicts_then_and_now(scripts):
    first = checked(P1=("fails", [("a", "fails")]), P2=("holds", []))
    now = checked(P1=("holds", [("a", "holds")]), P2=("holds", []))

    lines = scripts["changes"].section(scripts["changes"].changes(first, now), "first.json", VERDICTS)

    assert "First: `first.json`. 1 of 2 verdicts changed." in lines
    assert {"| first | 1 | 1 |", "| now | 2 | 0 |"} <= set(lines)
    assert "| **P1** | fails | holds | a: fails → holds |" in lines


def test_measuring_both_ways_leaves_the_verdict_of_a_signature_alone(scripts, claims, catalogue):
    own = [claim for claim in claims if claim.pattern.id == "M05"]
    both = scripts["figure"].panel_claims(own)

    found = as_data(check([*own, *both], Plan(2), catalogue))["patterns"]

    assert found[0]["expect"] == found[1]["expect"][: len(own[0].pattern.expect)]
    panel = scripts["figure"].panels({"patterns": found[1:]}, own)[0]
    assert panel.on["value"] > panel.off["value"]


def test_the_page_gives_the_reason_why_a_clause_cannot_be_expressed(scripts):
    clause = {
        "clause": "rumours run ahead",
        "verdict": "cannot be expressed",
        "why": "Nobody counts rumours.",
    }
    pattern = {"id": "P99", "claim": "a claim", "verdict": "cannot be expressed", "signature": None}
    args = argparse.Namespace(what="field", first=True, pairs=2, draws=0, against=None)

    page = scripts["page"].page_of({"patterns": [pattern | {"expect": [clause]}]}, args, "")

    assert "| rumours run ahead; Nobody counts rumours. |  | cannot be expressed |" in page
    assert "| their clauses | 0 | 0 | 0 | 0 | 1 | 1 |" in page
