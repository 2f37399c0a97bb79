"""One signature pattern for each mechanism, and those that hold at small size keep holding.

`make check` runs all of them with more pairs; here three pairs of a named few run, chosen because they share
runs and hold with three pairs.
"""

from pathlib import Path

import pytest

from clampdown.experiments.claims.check import Plan, check
from clampdown.experiments.claims.reading import read_claims
from clampdown.schema.loading import load_catalogue

FOLDER = (
    Path(__file__).resolve().parents[1] / "src" / "clampdown" / "packs" / "dprk" / "patterns" / "signatures"
)
FILES = sorted(FOLDER.glob("*.yaml"))
ROWS = list(load_catalogue().mechanisms)
HOLDING = ("M04", "M05", "M14", "M19", "M22", "M29", "M30")
PAIRS = 3


@pytest.fixture(scope="module")
def claims(catalogue):
    return {claim.pattern.id: claim for claim in read_claims([FOLDER], catalogue)}


@pytest.fixture(scope="module")
def checked(claims, catalogue):
    found = check([claims[row] for row in HOLDING], Plan(PAIRS), catalogue)
    return {one.claim.pattern.id: one for one in found}


def off_arms(claim):
    """Return the expectations that look at an arm without the mechanism."""
    named = [
        (one, (one.effect or "", one.arm or "", *(one.compare or ()))) for one in claim.pattern.expect
    ]  # fmt: skip
    return [one for one, names in named if any(n == "off" or n.endswith("_off") for n in names)]


def test_every_row_has_a_file_of_its_own(claims):
    assert [path.stem for path in FILES] == [row.lower() for row in ROWS]
    assert sorted(claims) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_a_signature_is_that_of_its_row(claims, catalogue, row):
    pattern, mechanism = claims[row].pattern, catalogue.mechanisms[row]

    assert (pattern.kind, pattern.row, pattern.switch) == ("signature", row, row)
    assert (pattern.signature, pattern.basis) == (mechanism.kind, mechanism.basis)
    assert set(pattern.source) <= set(mechanism.reports)


@pytest.mark.parametrize("row", ROWS)
def test_a_signature_looks_at_runs_with_the_mechanism_and_without(claims, row):
    without = off_arms(claims[row])

    assert 0 < len(without) < len(claims[row].pattern.expect)


def test_the_paragraph_on_how_much_is_carried_out_is_not_cited():
    assert not [path.name for path in FILES if "004 ¶9" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("row", HOLDING)
def test_a_signature_that_holds_keeps_holding(checked, row):
    found = checked[row]
    missed = {str(clause.effect): clause.why for clause in found.clauses if clause.verdict != "holds"}

    assert not found.broken
    assert (found.pairs, found.verdict, missed) == (PAIRS, "holds", {})
