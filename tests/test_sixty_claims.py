"""Sixty claims about crackdowns, written without looking at the code: they load, and some of them are run."""

import math
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clampdown.experiments.claims.check import Checked, Plan, check
from clampdown.experiments.claims.reading import Claim, read_claims
from clampdown.experiments.claims.verdicts import CANNOT
from clampdown.schema.loading import Catalogue

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "tests" / "data" / "sixty"
PAGE = ROOT / "docs" / "sixty-claims.md"
EXPRESSED = 53
ROW = re.compile(r"^\| (B\d\d) \| .* \| `(\S+)` \| (yes|no) \|$", re.MULTILINE)
QUICK = ("B22", "B23", "B30", "B42")


@pytest.fixture(scope="module")
def claims(catalogue: Catalogue) -> dict[str, Claim]:
    return {claim.pattern.id: claim for claim in read_claims([FILES], catalogue)}


@pytest.fixture(scope="module")
def found(claims: dict[str, Claim], catalogue: Catalogue) -> list[Checked]:
    with ThreadPoolExecutor(1) as pool:
        return check([claims[name] for name in QUICK], Plan(pairs=2, executor=pool), catalogue)


def in_full(claim: Claim) -> bool:
    return not any(one.cannot for one in claim.pattern.expect)


def test_all_sixty_load(claims):
    assert sorted(claims) == [f"B{n:02}" for n in range(1, 61)]


def test_as_many_as_the_page_says_are_expressed_in_full(claims):
    assert sum(in_full(claim) for claim in claims.values()) == EXPRESSED
    assert f"{EXPRESSED} of the 60" in PAGE.read_text(encoding="utf-8")


def test_the_page_tells_each_claim_its_file_and_whether_it_is_expressed(claims):
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))

    told = {name: (file, word == "yes") for name, file, word in rows}
    assert told == {name: (claim.file.name, in_full(claim)) for name, claim in claims.items()}


def test_what_cannot_be_expressed_names_its_clause(claims):
    silent = [
        name
        for name, claim in claims.items()
        if any(one.cannot and not one.clause for one in claim.pattern.expect)
    ]
    assert silent == []


def test_a_claim_that_is_expressed_in_full_runs_in_full(found):
    for one in found:
        assert one.broken == ()
        assert CANNOT not in [clause.verdict for clause in one.clauses]
        assert all(not math.isnan(clause.effect.value) for clause in one.clauses)
