"""What became of claims: as data, as lines, and as JUnit XML for machines that run tests."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as Xml

from clampdown.errors import shown_path
from clampdown.experiments.claims.check import Broken, Checked
from clampdown.experiments.claims.phrases import (
    compared_in_words,
    effect_in_words,
    is_total,
    quantity_in_words,
    range_in_words,
)
from clampdown.experiments.claims.verdicts import CANNOT, FEW, HOLDS, VERDICTS, Clause
from clampdown.experiments.wording import as_share, paragraph, two_digits
from clampdown.schema.pattern import Pattern
from clampdown.schema.pattern_expect import Expectation

NOTICE = "Simulation of synthetic people; not a record of events."


def as_data(found: Sequence[Checked]) -> dict[str, Any]:
    """Return claims with their verdicts, in the keys of `docs/json.md`."""
    count = Counter(one.verdict for one in found)
    return {
        "notice": NOTICE, "count": {verdict: count[verdict] for verdict in VERDICTS},
        "patterns": [_claim(one) for one in found],
    }  # fmt: skip


def _claim(one: Checked) -> dict[str, Any]:
    pattern = one.claim.pattern
    return {
        "id": pattern.id, "claim": pattern.claim, "file": shown_path(one.claim.file), "kind": pattern.kind,
        "row": pattern.row, "signature": pattern.signature, "basis": pattern.basis,
        "source": [*pattern.source, *pattern.report], "thin": pattern.thin, "verdict": one.verdict,
        "pairs": one.pairs, "draws": one.draws, "share_of_pairs": one.share_pairs,
        "share_of_draws": one.share_draws, "sample": one.density.sample,
        "places": list(one.density.places),
        "expect": [
            _clause(expected, pattern, clause)
            for expected, clause in zip(pattern.expect, one.clauses, strict=True)
        ],
        "broken": [
            {"seed": item.seed, "draw": item.draw, "arm": item.arm, "why": item.why} for item in one.broken
        ],
    }  # fmt: skip


def _clause(expected: Expectation, pattern: Pattern, clause: Clause) -> dict[str, Any]:
    row: dict[str, Any] = {"clause": expected.clause, "verdict": clause.verdict, "why": clause.why}
    if expected.cannot:
        return row
    row |= {
        "quantity": quantity_in_words(expected), "compared": compared_in_words(expected, pattern),
        "expected": range_in_words(expected), "events": clause.seen, "share_of_pairs": clause.pairs,
        "share_of_draws": clause.draws, "effect": None, "draws": None, "direction": None,
    }  # fmt: skip
    effect = clause.effect
    if effect is not None and not is_total(expected):
        row["effect"] = {"value": effect.value, "low90": effect.low, "high90": effect.high}
    if clause.spread and not is_total(expected):
        row["draws"] = dict(zip(("low90", "median", "high90"), clause.spread, strict=True))
    if effect is not None and is_total(expected):
        row["direction"] = effect_in_words(expected, effect)
    return row


def in_words(found: Sequence[Checked]) -> list[str]:
    """Return claims with their verdicts as lines."""
    lines = [NOTICE]
    for one in found:
        lines += ["", *_told(one)]
    count = Counter(one.verdict for one in found)
    said = ", ".join(f"{count[verdict]} {verdict}" for verdict in VERDICTS if count[verdict])
    return [*lines, "", f"{len(found)} {'claim' if len(found) == 1 else 'claims'}: {said}."]


def _told(one: Checked) -> list[str]:
    pattern = one.claim.pattern
    lines = paragraph(f"{pattern.id}  {one.verdict.upper()}: {pattern.claim}", 0, 4)
    lines += paragraph(_shares(one), 4)
    for expected, clause in zip(pattern.expect, one.clauses, strict=True):
        lines += paragraph(_line(expected, pattern, clause), 4, 2)
    for item in one.broken:
        lines += paragraph(broken_in_words(item), 4, 2)
    return lines


def _shares(one: Checked) -> str:
    """Return how many pairs and draws there were, and in how many everything lies in its range."""
    if math.isnan(one.share_pairs):
        return f"{one.pairs} pairs were run; nothing could be judged."
    said = f"Everything in range in {as_share(one.share_pairs)} of {one.pairs} seeds at default values"
    return (
        f"{said}, in {as_share(one.share_draws)} of {one.draws} draws." if one.draws else f"{said}; no draws."
    )


def _line(expected: Expectation, pattern: Pattern, clause: Clause) -> str:
    if expected.cannot:
        head = f"{expected.clause}: " if expected.clause else ""
        return f"- {CANNOT}: {head}{clause.why}"
    compared = compared_in_words(expected, pattern)
    said = f"- {clause.verdict}: {quantity_in_words(expected)}{f', {compared}' if compared else ''}"
    wanted = f"expected {range_in_words(expected)}"
    if clause.effect is None:
        return f"{said}: {wanted}. {clause.why}"
    draws = ""
    if clause.spread and not is_total(expected):
        low, _, high = (two_digits(number) for number in clause.spread)
        draws = f"; over draws {low} to {high}"
    found = effect_in_words(expected, clause.effect)
    return f"{said}: {found}{draws}; {wanted}. {clause.why}"


def broken_in_words(item: Broken) -> str:
    """Return which pair was not completed, and why."""
    draw = "" if item.draw is None else f", draw {item.draw}"
    return f"- not completed: seed {item.seed}{draw}, arm {item.arm}: {item.why}"


def as_junit(found: Sequence[Checked]) -> str:
    """Return JUnit XML: a test for each claim, failed if it fails, skipped if it could not be judged."""
    judged = [one for one in found if one.verdict not in (FEW, CANNOT)]
    failures = [one for one in judged if one.verdict != HOLDS]
    suite = Xml.Element("testsuite", {
        "name": "clampdown check", "tests": str(len(found)), "failures": str(len(failures)),
        "skipped": str(len(found) - len(judged)), "errors": "0",
    })  # fmt: skip
    for one in found:
        pattern = one.claim.pattern
        case = Xml.SubElement(
            suite, "testcase", {"classname": shown_path(one.claim.file), "name": pattern.id}
        )
        text = "\n".join(_told(one))
        if one.verdict in (FEW, CANNOT):
            Xml.SubElement(case, "skipped", {"message": one.verdict})
        elif one.verdict != HOLDS:
            Xml.SubElement(case, "failure", {"type": one.verdict, "message": pattern.claim}).text = text
        Xml.SubElement(case, "system-out").text = text
    suites = Xml.Element("testsuites")
    suites.append(suite)
    Xml.indent(suites)
    return Xml.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"
