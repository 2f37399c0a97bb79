"""What a comparison shows: each effect with its 90 % interval over seeds and over draws."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import t as student

from clampdown.experiments.arms import F8, FEWEST
from clampdown.experiments.draws import ENOUGH_DRAWS, spread

INTERVAL = 0.90
UPPER = 0.5 + INTERVAL / 2.0


def effect(base: F8, arm: F8, counted: F8) -> dict[str, Any]:
    """Return how an arm differs from the base over seeds, pair by pair.

    The ratio is that of the sums over all pairs; its interval is Student's, on the logarithm of the
    ratio, from what each pair leaves over. The interval of the difference is that of a paired mean.

    Parameters
    ----------
    base, arm : per 1,000 people, by pair
    counted : simulated people or events behind them, of the base and of the arm, over all pairs

    Returns
    -------
    dict with `pairs`, `enough`, `only_here`, `per_1000`, `ratio`, `difference`, `variance_saved`

    Examples
    --------
    >>> found = effect(np.array([1.0, 2.0, 3.0]), np.array([2.1, 4.0, 5.9]), np.array([60, 120]))
    >>> round(found["ratio"]["value"], 2), round(found["variance_saved"], 2)
    (2.0, 0.82)
    """
    if not len(base) or not float(counted.max()) >= FEWEST:  # also where nothing was simulated
        return _nothing(len(base))
    before, after = float(base.mean()), float(arm.mean())
    return {
        "pairs": len(base), "enough": True, "only_here": before == 0.0,
        "per_1000": {
            name: rate if float(behind) >= FEWEST else None
            for name, rate, behind in zip(("base", "arm"), (before, after), counted, strict=True)
        },
        "ratio": _ratio(base, arm) if before > 0.0 else None,
        "difference": _interval(float((arm - base).mean()), _error(arm - base), len(base)),
        "variance_saved": _saved(base, arm),
    }  # fmt: skip


def _nothing(pairs: int) -> dict[str, Any]:
    """Return an effect behind which too little stands to be shown."""
    return {
        "pairs": pairs, "enough": False, "only_here": False, "per_1000": {"base": None, "arm": None},
        "ratio": None, "difference": None, "variance_saved": None,
    }  # fmt: skip


def _error(values: F8) -> float:
    """Return the standard error of a mean; not a number for fewer than two values."""
    return float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def _interval(middle: float, error: float, count: int) -> dict[str, float | None]:
    """Return a value and its 90 % interval; none for a single pair."""
    if count < 2:
        return {"value": middle, "low90": None, "high90": None}
    reach = float(student.ppf(UPPER, count - 1)) * error
    return {"value": middle, "low90": middle - reach, "high90": middle + reach}


def _ratio(base: F8, arm: F8) -> dict[str, float | None]:
    """Return the ratio of two means and its 90 % interval."""
    middle = float(arm.mean()) / float(base.mean())
    if middle == 0.0 or len(base) < 2:
        return {"value": middle, "low90": None, "high90": None}
    relative = _error(arm - middle * base) / float(arm.mean())
    reach = float(student.ppf(UPPER, len(base) - 1)) * relative
    return {"value": middle, "low90": middle * math.exp(-reach), "high90": middle * math.exp(reach)}


def _saved(base: F8, arm: F8) -> float | None:
    """Return the share of the variance of a difference that the same luck in both arms takes away.

    Without pairing the variance of the difference is the sum of the two variances. Negative where
    the same luck works in opposite directions.
    """
    if len(base) < 2:
        return None
    apart = float(base.var(ddof=1)) + float(arm.var(ddof=1))
    return 1.0 - float((arm - base).var(ddof=1)) / apart if apart > 0.0 else None


def over_draws(base: F8, arm: F8, counted: F8) -> dict[str, Any] | None:
    """Return the ranges of ratio and difference over parameter draws; None where too few can tell.

    Parameters
    ----------
    base, arm : per 1,000 people, by draw
    counted : simulated people or events behind each, of the base and of the arm, by draw

    Examples
    --------
    >>> over_draws(np.ones(2), np.array([2.0, 4.0]), np.full((2, 2), 50.0))["ratio"]["low90"]
    2.1
    """
    if len(base) < 2:
        return None
    full = counted.max(axis=0) >= FEWEST
    told = full & (base > 0.0)
    if full.sum() < ENOUGH_DRAWS * len(base):
        return None
    ratios = arm[told] / base[told] if told.sum() >= ENOUGH_DRAWS * len(base) else None
    return {
        "ratio": spread(ratios.tolist()) if ratios is not None else None,
        "difference": spread((arm - base)[full].tolist()),
    }


def mean_share(values: Sequence[float] | F8) -> dict[str, float | None]:
    """Return the mean of shares over seeds and its 90 % interval; missing ones do not count.

    Examples
    --------
    >>> mean_share([0.2, float("nan")])
    {'value': 0.2, 'low90': None, 'high90': None}
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not len(known):
        return {"value": None, "low90": None, "high90": None}
    return _interval(float(known.mean()), _error(known), len(known))
