"""Effects pooled over pairs of runs, each with its 90 % interval.

The interval is a delete-one jackknife over pairs: the effect is worked out again without each pair in
turn, and the spread of those values gives the standard error (Efron and Stein 1981, Annals of
Statistics 9). It is scaled by Student's t with one degree of freedom less than there are pairs, which
keeps it honest for few pairs, and is taken on the logarithm for ratios. Both arms of a pair are left
out together, so that the luck they share cancels. No random numbers are needed.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy import stats

from clampdown.experiments.claims.forms import Moments, result
from clampdown.experiments.claims.panel import F8
from clampdown.schema.pattern import Pattern
from clampdown.schema.pattern_expect import Expectation, Versus
from clampdown.schema.pattern_quantity import INHERITED, Quantity

COVERED = 0.9
SURE = 0.95  # of a bound on one side
Arms = tuple[tuple[str, str], ...]
# What the runs of one pair say: by arm and quantity.
Said = Mapping[tuple[str, Quantity], Moments]


@dataclass(frozen=True)
class Effect:
    """An effect with its interval.

    Attributes
    ----------
    value : pooled over pairs; no number where it is undefined
    low, high : of the 90 % interval; infinite where nothing is known
    """

    value: float
    low: float
    high: float


def leaves(quantity: Quantity) -> list[Quantity]:
    """Return the quantities without combinations that a quantity is made of."""
    here = [plain(quantity)]
    if quantity.second is not None:
        here += leaves(quantity.second[1].completed(quantity))
    return here


def plain(quantity: Quantity) -> Quantity:
    """Return a quantity without what is combined with it, and without what is expected of it."""
    fields = {name: getattr(quantity, name) for name in (*INHERITED, "with_")}
    return Quantity.model_construct(_fields_set=set(fields), **fields)


class Term(NamedTuple):
    """A quantity and the arms in which it is compared.

    Attributes
    ----------
    quantity : Quantity
    arms : one pair of arms, or two for a contrast of contrasts; an empty second arm: the first by itself
    """

    quantity: Quantity
    arms: Arms

    @property
    def names(self) -> list[str]:
        """Every arm, once."""
        return list(dict.fromkeys(name for two in self.arms for name in two if name))


def terms_of(one: Expectation, pattern: Pattern) -> list[Term]:
    """Return what an expectation is made of: its own effect first, then those that it is held against."""
    others = ([one.versus] if one.versus is not None else []) + list(one.part_of)
    whole = [other.completed(one) for other in others]
    return [Term(one, arms_of(one, pattern)), *(Term(other, _pair(other, pattern)) for other in whole)]


def arms_of(one: Expectation, pattern: Pattern) -> Arms:
    """Return the pairs of arms that are compared: one, or two for a contrast of contrasts.

    A value has a single arm, which stands alone.
    """
    if one.alone:
        return ((one.arm or "change", ""),)
    found = _pair(one, pattern)
    return (*found, one.against) if one.against is not None else found


def _pair(one: Expectation | Versus, pattern: Pattern) -> Arms:
    if one.effect == "interaction":
        return (("change_on", "base_on"), ("change_off", "base_off"))
    suffix = f"_{one.effect or 'on'}" if pattern.switch else ""
    return (one.compare or (f"change{suffix}", f"base{suffix}"),)


def value_of(quantity: Quantity, arm: str, pairs: Sequence[Said], weights: F8) -> float:
    """Return a quantity of an arm, pooled over pairs with some weights."""
    leaf = plain(quantity)
    said = [pair[arm, leaf] for pair in pairs]
    over = weights @ np.array([one.over for one in said])
    under = weights @ np.array([one.under for one in said])
    found = result(leaf, over, under)
    if quantity.second is None:
        return found
    name, second = quantity.second
    other = value_of(second.completed(quantity), arm, pairs, weights)
    return combined(name, found, other)


def combined(name: str, first: float, second: float) -> float:
    """Return two numbers combined as a pattern says.

    Examples
    --------
    >>> combined("over", 3.0, 2.0), combined("minus", 3.0, 2.0)
    (1.5, 1.0)
    """
    if name == "over":
        return first / second if second != 0.0 else math.nan
    return {"minus": first - second, "times": first * second, "plus": first + second}[name]


def pooled(one: Expectation, terms: Sequence[Term], pairs: Sequence[Said], weights: F8) -> float:
    """Return the effect that an expectation speaks of, pooled over pairs with some weights."""
    own, *others = [_contrast(one, term, pairs, weights) for term in terms]
    if one.part_of:
        return combined("over", own, sum(others))
    return _against(one, own, others[0]) if others else own


def _contrast(one: Expectation, term: Term, pairs: Sequence[Said], weights: F8) -> float:
    """Return the effect on one quantity, as the expectation compares arms."""
    found = []
    for first, second in term.arms:
        value = value_of(term.quantity, first, pairs, weights)
        if second:
            other = value_of(term.quantity, second, pairs, weights)
            joint = "minus" if one.scale == "difference" else "over"
            value = combined(joint, value, other) - (1.0 if one.scale == "relative" else 0.0)
        found.append(value)
    return found[0] if len(found) == 1 else _against(one, *found)


def _against(one: Expectation, first: float, second: float) -> float:
    """Return one effect held against another: ratios are divided, other effects subtracted."""
    return combined("over" if one.scale == "ratio" else "minus", first, second)


def effect_of(one: Expectation, terms: Sequence[Term], pairs: Sequence[Said]) -> Effect:
    """Return the pooled effect of an expectation with its interval.

    Parameters
    ----------
    one : Expectation
    terms : from `terms_of`
    pairs : what the runs of each pair say; at least one
    """
    count = len(pairs)
    value = pooled(one, terms, pairs, np.ones(count))
    log = one.scale == "ratio"
    without = [pooled(one, terms, pairs, np.ones(count) - np.eye(count)[i]) for i in range(count)]
    low, high = interval(value, without, log=log) if count > 1 else (-math.inf, math.inf)
    return Effect(value, max(low, 0.0) if log else low, high)


def interval(value: float, without: Sequence[float], *, log: bool) -> tuple[float, float]:
    """Return the 90 % interval of a value from its values without each pair in turn.

    Parameters
    ----------
    value : with all pairs
    without : with each left out
    log : whether to take it on the logarithm, for a ratio

    Examples
    --------
    >>> low, high = interval(2.0, [1.9, 2.0, 2.1], log=False)
    >>> round(low, 2), round(high, 2)
    (1.66, 2.34)
    """
    here: Callable[[float], float] = (lambda x: math.log(x) if x > 0 else math.nan) if log else float
    values = np.array([here(one) for one in without])
    centre, count = here(value), len(values)
    if math.isnan(centre) or np.isnan(values).any():
        return -math.inf, math.inf
    spread = math.sqrt((count - 1) / count * float(((values - values.mean()) ** 2).sum()))
    reach = quantile_t(count - 1) * spread
    ends = (centre - reach, centre + reach)
    return (math.exp(ends[0]), _exp(ends[1])) if log else ends


def _exp(number: float) -> float:
    """Return the exponential; infinite where it is too large for a float."""
    return math.exp(number) if number < math.log(1e300) else math.inf


@cache
def quantile_t(freedom: int) -> float:
    """Return Student's t that 90 % of draws stay within."""
    return float(stats.t.ppf((1 + COVERED) / 2, freedom))


def highest_rate(one: Expectation, arm: str, pairs: Sequence[Said]) -> float:
    """Return the highest count or rate of an arm that the events seen agree with (95 %, one-sided).

    Events are taken as a Poisson count; where none is seen, three are still possible (the rule of three).

    Parameters
    ----------
    one : Expectation of a value, without a second quantity
    arm : name
    pairs : what the runs of each pair say
    """
    said = [pair[arm, plain(one)] for pair in pairs]
    events, under = sum(part.seen for part in said), sum(part.under[0] for part in said)
    most = float(stats.chi2.ppf(SURE, 2.0 * events + 2.0)) / 2.0
    return most * max(part.each for part in said) / under if under > 0 else math.inf


def fewest_seen(terms: Sequence[Term], pairs: Sequence[Said]) -> dict[str, float]:
    """Return, for each arm, the simulated events behind the quantity that has fewest of them."""
    found: dict[str, float] = {}
    for term in terms:
        for arm in term.names:
            fewest = min(sum(pair[arm, leaf].seen for pair in pairs) for leaf in leaves(term.quantity))
            found[arm] = min(found.get(arm, math.inf), fewest)
    return found
