"""From effects to verdicts: which clauses of a claim hold, and whether the claim does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from clampdown.day.tally import BLOCKS
from clampdown.experiments.claims.effects import (
    Effect,
    Said,
    Term,
    effect_of,
    fewest_seen,
    highest_rate,
    pooled,
    terms_of,
)
from clampdown.experiments.claims.grammar import STATES, WAYS
from clampdown.experiments.claims.panel import TONIGHT
from clampdown.schema.pattern import Pattern
from clampdown.schema.pattern_expect import Expectation

HOLDS, PARTLY, FAILS = "holds", "partly holds", "fails"
FEW, CANNOT = "too few events", "cannot be expressed"
VERDICTS = (HOLDS, PARTLY, FAILS, FEW, CANNOT)
COUNTED = ("count", "rate")  # forms of which nothing is a number like any other
TONIGHTS = {name for name, *_, meaning in BLOCKS if TONIGHT in meaning}  # counted anew each night
NO_EFFECT = {"ratio": 1.0, "relative": 0.0, "difference": 0.0}


@dataclass(frozen=True)
class Clause:
    """What became of one expectation.

    Attributes
    ----------
    verdict : one of VERDICTS
    why : in words
    effect : pooled over pairs at default values; None where there is none
    seen : simulated events behind it, by arm
    pairs : share of pairs whose own effect lies in the range; no number without pairs
    draws : the same of parameter draws
    spread : 5 %, 50 % and 95 % of the effects of the draws; empty without draws
    """

    verdict: str
    why: str
    effect: Effect | None = None
    seen: dict[str, float] = field(default_factory=dict)
    pairs: float = math.nan
    draws: float = math.nan
    spread: tuple[float, ...] = ()


def judge(
    one: Expectation, pattern: Pattern, pairs: Sequence[Said], draws: Sequence[Said], missing: str = ""
) -> Clause:
    """Return what became of an expectation.

    Parameters
    ----------
    one : Expectation
    pattern : Pattern that it belongs to
    pairs : what the runs of each pair at default values say
    draws : the same of each parameter draw
    missing : why the runs cannot say it; empty where they can
    """
    if one.cannot or missing:
        return Clause(CANNOT, one.cannot or missing)
    if not pairs:
        return Clause(FEW, "No pair of runs was completed.")
    terms = terms_of(one, pattern)
    seen = fewest_seen(terms, pairs)
    effect = effect_of(one, terms, pairs)
    verdict, why = _verdict(one, pattern, effect, seen, pairs)
    drawn = [_alone(one, terms, pair) for pair in draws]
    known = [value for value in drawn if not math.isnan(value)]
    spread = tuple(float(q) for q in np.quantile(known, [0.05, 0.5, 0.95])) if known else ()
    return Clause(
        verdict, why, effect, seen, _share(one, [_alone(one, terms, pair) for pair in pairs]),
        _share(one, drawn), spread,
    )  # fmt: skip


def in_range(one: Expectation, pattern: Pattern, pair: Said) -> bool:
    """Return whether the effect of one pair by itself lies in the range expected."""
    return one.range.holds(_alone(one, terms_of(one, pattern), pair))


def _alone(one: Expectation, terms: Sequence[Term], pair: Said) -> float:
    return pooled(one, terms, [pair], np.ones(1))


def _share(one: Expectation, effects: Sequence[float]) -> float:
    return sum(one.range.holds(value) for value in effects) / len(effects) if effects else math.nan


def is_of_nothing(one: Expectation) -> bool:
    """Return whether a count or rate is expected to be none, or next to none, in one arm."""
    return one.value is not None and _counts(one) and one.value.holds(0.0)


def is_a_difference(one: Expectation) -> bool:
    """Return whether two counts are subtracted, so that one of them can well be nothing."""
    return one.scale == "difference" and _counts(one) and one.versus is None and not one.part_of


def _counts(one: Expectation) -> bool:
    """Return whether an expectation is about what happens, counted by itself."""
    lasts = one.metric in STATES or one.metric in WAYS or one.metric in TONIGHTS
    return one.form in (None, *COUNTED) and one.second is None and not lasts


def _by_bound(one: Expectation, arm: str, pairs: Sequence[Said]) -> tuple[str, str]:
    """Return the verdict on a count of nothing, from the highest that its few events agree with."""
    highest = highest_rate(one, arm, pairs)
    if one.value is not None and one.value.holds(highest):
        return HOLDS, f"What was seen agrees with {highest:.3g} at most."
    return FEW, f"What was seen agrees with anything up to {highest:.3g}."


def _verdict(
    one: Expectation, pattern: Pattern, effect: Effect, seen: dict[str, float], data: Sequence[Said]
) -> tuple[str, str]:
    pairs = len(data)
    fewest = one.min_events or pattern.min_events
    short = {arm: count for arm, count in seen.items() if count < fewest}
    if short and is_of_nothing(one):
        return _by_bound(one, next(iter(seen)), data)
    if short and not (is_a_difference(one) and max(seen.values()) >= fewest):
        named = ", ".join(f"{count:.0f} in {arm}" for arm, count in short.items())
        return FEW, f"{named}; {fewest} are needed."
    if math.isnan(effect.value):
        return FEW, "There is nothing under the line."
    if pairs < 2:
        return FEW, "One pair gives no interval."
    return _by_interval(one, effect)


def _by_interval(one: Expectation, effect: Effect) -> tuple[str, str]:
    """Return the verdict on an effect that enough events stand behind."""
    inside, whole = one.range.holds(effect.value), one.range.covers(effect.low, effect.high)
    none = None if one.part_of else NO_EFFECT.get(one.scale)
    if one.null is not None or none is None or one.range.side(none) == 0:
        # A range that holds no effect, or has none to speak of: the whole interval must lie inside.
        if whole:
            return HOLDS, "The whole interval lies in the range."
        return (
            (PARTLY, "The interval reaches beyond the range.")
            if inside
            else (FAILS, "It lies outside the range.")
        )
    side = one.range.side(none)
    excluded = effect.low > none if side > 0 else effect.high < none
    if inside and excluded:
        return HOLDS, "It lies in the range and its interval excludes no effect."
    if inside:
        return PARTLY, "It lies in the range, but its interval does not exclude no effect."
    if excluded:
        return PARTLY, "The direction is right, the size is not."
    return FAILS, "It lies outside the range."


def overall(clauses: Sequence[Clause]) -> str:
    """Return the verdict on a pattern from those on its expectations.

    It holds when all of them hold. It partly holds when some hold, wholly or partly. Where none does, it
    fails if any was judged, and otherwise says why none could be.

    Examples
    --------
    >>> overall([Clause("holds", ""), Clause("too few events", "")])
    'partly holds'
    >>> overall([Clause("fails", ""), Clause("cannot be expressed", "")])
    'fails'
    """
    found = [clause.verdict for clause in clauses]
    if all(one == HOLDS for one in found):
        return HOLDS
    if HOLDS in found or PARTLY in found:
        return PARTLY
    return next(one for one in (FAILS, FEW, CANNOT) if one in found)
