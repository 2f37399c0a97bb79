"""Checking claims: from patterns to runs, and from runs to verdicts."""

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from clampdown.experiments.claims import effects
from clampdown.experiments.claims.arms import run_key
from clampdown.experiments.claims.density import Density, density
from clampdown.experiments.claims.forms import Moments
from clampdown.experiments.claims.reading import Claim, reference_arms
from clampdown.experiments.claims.running import (
    Arm,
    Ask,
    Luck,
    Progress,
    Said,
    batches,
    run_batches,
)
from clampdown.experiments.claims.verdicts import CANNOT, FEW, Clause, in_range, judge, overall
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.pattern_expect import Expectation
from clampdown.schema.pattern_quantity import Quantity
from clampdown.schema.scenario import Scenario

PAIRS = 20


@dataclass(frozen=True)
class Plan:
    """How claims are to be checked.

    Attributes
    ----------
    pairs : of runs at default values; None for what each pattern says, or 20
    draws : pairs of runs with drawn parameters besides
    sample : share of beats where a pattern says nothing; None for what it takes
    seed : of the first pair; None for the scenario's own
    workers, executor : where to run
    progress : called with (what, done, of)
    """

    pairs: int | None = None
    draws: int = 0
    sample: float | None = None
    seed: int | None = None
    workers: int | None = None
    executor: Executor | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Broken:
    """A pair that was not completed.

    Attributes
    ----------
    seed, draw : of the pair
    arm : that broke off
    why : in words
    """

    seed: int
    draw: int | None
    arm: str
    why: str


@dataclass(frozen=True)
class Checked:
    """A claim with its verdict.

    Attributes
    ----------
    claim : Claim
    verdict : one of VERDICTS
    clauses : in the order of what is expected
    pairs, draws : completed
    share_pairs, share_draws : of them, in which every clause that was judged lies in its range
    density : part of the country simulated
    broken : pairs that were not completed
    """

    claim: Claim
    verdict: str
    clauses: tuple[Clause, ...]
    pairs: int
    draws: int
    share_pairs: float
    share_draws: float
    density: Density
    broken: tuple[Broken, ...] = field(default=())


class Question(NamedTuple):
    """A quantity asked of an arm.

    Attributes
    ----------
    arm : name
    leaf : quantity without combinations
    refers : the arm to which its words refer, and the base of that arm
    """

    arm: str
    leaf: Quantity
    refers: tuple[str, str]


@dataclass(frozen=True)
class _Prepared:
    """A claim with the runs it needs.

    Attributes
    ----------
    claim : Claim
    density : part of the country simulated
    keys : of its arms, the same for arms that are equal but for their luck
    lucks : of its pairs and draws
    asked : by expectation
    """

    claim: Claim
    density: Density
    keys: dict[str, str]
    lucks: tuple[Luck, ...]
    asked: tuple[tuple[Question, ...], ...]

    def scenario(self, arm: str, luck: Luck) -> Scenario:
        """Return an arm as it is run."""
        return replace(self.density.of(self.claim.arms[arm]), seed=luck.seed)

    def key(self, arm: str, luck: Luck) -> str:
        """Return a text that is the same for runs that are the same."""
        return f"{luck.seed} {self.keys[arm]}"

    def name(self, question: Question) -> str:
        """Return a name under which a quantity is asked for: what it is, and what its words refer to."""
        words = question.leaf.model_dump_json(exclude_none=True)
        return f"{self.claim.pattern.id} {question.refers} {words}"


def check(claims: Sequence[Claim], plan: Plan, catalogue: Catalogue | None = None) -> list[Checked]:
    """Run what claims need and return their verdicts, in the same order.

    Parameters
    ----------
    claims : from `read_claims`
    plan : Plan
    catalogue : Catalogue; None loads the package's own
    """
    known = catalogue or load_catalogue()
    prepared = [_prepare(claim, plan, known) for claim in claims]
    wanted = batches(pair for one in prepared for pair in _arms(one))
    said: dict[tuple[Luck, str], Said] = {}
    for luck, key, one in run_batches(
        wanted, workers=plan.workers, executor=plan.executor, progress=plan.progress
    ):
        said[luck, key] = one
    return [_judged(one, said) for one in prepared]


def _prepare(claim: Claim, plan: Plan, catalogue: Catalogue) -> _Prepared:
    first = plan.seed if plan.seed is not None else claim.arms["base"].seed
    pairs = plan.pairs or claim.pattern.pairs or PAIRS
    lucks = [Luck(first + n, None) for n in range(pairs)] + [Luck(first, n) for n in range(plan.draws)]
    asked = tuple(_asked(one, claim) for one in claim.pattern.expect)
    part = density(claim, catalogue, plan.sample)
    keys = {name: run_key(replace(part.of(arm), seed=0)) for name, arm in claim.arms.items()}
    return _Prepared(claim, part, keys, tuple(lucks), asked)


def _asked(one: Expectation, claim: Claim) -> tuple[Question, ...]:
    """Return what an expectation asks of which arm."""
    if one.cannot:
        return ()
    return tuple(
        Question(arm, leaf, reference_arms(term.names, claim.arms))
        for term in effects.terms_of(one, claim.pattern)
        for arm in term.names
        for leaf in effects.leaves(term.quantity)
    )


def _arms(one: _Prepared) -> Iterator[tuple[Luck, Arm]]:
    """Yield every run that a claim needs, with what is asked of it."""
    questions = dict.fromkeys(item for asked in one.asked for item in asked)
    for luck in one.lucks:
        # One object for each arm, so that a worker can tell what words refer to without comparing.
        scenarios = {name: one.scenario(name, luck) for name in one.claim.arms}
        for question in questions:
            change, base = (scenarios[arm] for arm in question.refers)
            asks = {one.name(question): Ask(question.leaf, change, base)}
            yield luck, Arm(one.key(question.arm, luck), scenarios[question.arm], asks)


def _judged(one: _Prepared, said: dict[tuple[Luck, str], Said]) -> Checked:
    pattern = one.claim.pattern
    broken = tuple(_broken(one, said))
    lost = {(item.seed, item.draw) for item in broken}
    whole = [luck for luck in one.lucks if luck not in lost and any(one.asked)]
    pairs, draws = ([luck for luck in whole if (luck.draw is None) == plain] for plain in (True, False))
    clauses, inside = [], dict.fromkeys(whole, True)
    for expectation, asked in zip(pattern.expect, one.asked, strict=True):
        missing = _missing(one, asked, whole, said)
        heard = {luck: _heard(one, asked, luck, said) for luck in whole} if asked and not missing else {}
        clauses.append(
            judge(
                expectation, pattern, [heard[luck] for luck in pairs if heard],
                [heard[luck] for luck in draws if heard], missing,
            )
        )  # fmt: skip
        if clauses[-1].verdict != FEW:
            for luck, pair in heard.items():
                inside[luck] &= in_range(expectation, pattern, pair)
    judged = any(clause.verdict not in (FEW, CANNOT) for clause in clauses)
    return Checked(
        one.claim, overall(clauses), tuple(clauses), len(pairs), len(draws),
        _part([inside[luck] for luck in pairs], judged), _part([inside[luck] for luck in draws], judged),
        one.density, broken,
    )  # fmt: skip


def _part(inside: Sequence[bool], judged: bool) -> float:
    return sum(inside) / len(inside) if inside and judged else math.nan


def _broken(one: _Prepared, said: dict[tuple[Luck, str], Said]) -> Iterator[Broken]:
    """Yield each pair of a claim that was not completed, with the first arm that broke off."""
    names = dict.fromkeys(question.arm for asked in one.asked for question in asked)
    for luck in one.lucks:
        for arm in names:
            found = said.get((luck, one.key(arm, luck)))
            if found is None or found.error:
                yield Broken(luck.seed, luck.draw, arm, found.error if found else "It was not run.")
                break


def _missing(
    one: _Prepared, asked: Sequence[Question], lucks: Sequence[Luck], said: dict[tuple[Luck, str], Said]
) -> str:
    """Return why the runs could not say what was asked of them; empty if they could."""
    for luck in lucks[:1]:
        for question in asked:
            missing = said[luck, one.key(question.arm, luck)].missing
            if one.name(question) in missing:
                return missing[one.name(question)]
    return ""


def _heard(
    one: _Prepared, asked: Sequence[Question], luck: Luck, said: dict[tuple[Luck, str], Said]
) -> dict[tuple[str, Quantity], Moments]:
    """Return what the runs of a pair say, by arm and quantity."""
    return {
        (question.arm, question.leaf): said[luck, one.key(question.arm, luck)].moments[one.name(question)]
        for question in asked
    }
