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

import numpy as np
from scipy import stats

from clampdown.experiments.claims.forms import Moments, result
from clampdown.experiments.claims.panel import F8
from clampdown.schema.pattern import Pattern
from clampdown.schema.pattern_expect import INHERITED, Expectation, Quantity

COVERED = 0.9
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


def arms_of(one: Expectation, pattern: Pattern) -> Arms:
    """Return the pairs of arms that are compared: one, or two for a contrast of contrasts.

    A value has a single arm, which stands alone.
    """
    suffix = {"off": "_off", "on": "_on"}.get(one.effect or "on", "_on") if pattern.switch else ""
    if one.alone:
        return ((one.arm or "change", ""),)
    if one.effect == "interaction":
        return (("change_on", "base_on"), ("change_off", "base_off"))
    first = one.compare or (f"change{suffix}", f"base{suffix}")
    return (first, one.against) if one.against is not None else (first,)


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


def pooled(one: Expectation, arms: Arms, pairs: Sequence[Said], weights: F8) -> float:
    """Return the effect that an expectation speaks of, pooled over pairs with some weights."""
    if one.alone:
        return value_of(one, arms[0][0], pairs, weights)
    name = "over" if one.scale == "ratio" else "minus"
    contrasts = [
        combined(name, *(value_of(one, arm, pairs, weights) for arm in two)) for two in arms
    ]  # fmt: skip
    return contrasts[0] if len(contrasts) == 1 else combined(name, contrasts[0], contrasts[1])


def effect_of(one: Expectation, arms: Arms, pairs: Sequence[Said]) -> Effect:
    """Return the pooled effect of an expectation with its interval.

    Parameters
    ----------
    one : Expectation
    arms : from `arms_of`
    pairs : what the runs of each pair say; at least one
    """
    count = len(pairs)
    value = pooled(one, arms, pairs, np.ones(count))
    log = one.scale == "ratio"
    without = [pooled(one, arms, pairs, np.ones(count) - np.eye(count)[i]) for i in range(count)]
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


def fewest_seen(one: Expectation, arms: Arms, pairs: Sequence[Said]) -> dict[str, float]:
    """Return, for each arm, the simulated events behind the quantity that has fewest of them."""
    named = dict.fromkeys(name for two in arms for name in two if name)
    return {
        arm: min(sum(pair[arm, leaf].seen for pair in pairs) for leaf in leaves(one)) for arm in named
    }  # fmt: skip
