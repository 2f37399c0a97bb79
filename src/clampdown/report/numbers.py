"""Numbers as a page is given them: few digits, null for what cannot be told or rests on too few."""

import base64
import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from clampdown.experiments.arms import F8, FEWEST

DIGITS = 4  # significant; a page shows two or three
TOP = 254  # byte of the highest value on a map
HIDDEN = 255  # byte of what is not shown
INTERVAL = (0.05, 0.25, 0.75, 0.95)
READABLE = 0.1  # a rate is told of so many people that the largest shown is not below it
FACTORS = (1, 100, 1000)  # times as many people, at most


def number(value: float | None, digits: int = DIGITS) -> float | None:
    """Return a number with few digits; None for what is not a number.

    Examples
    --------
    >>> number(0.123456), number(float("nan")), number(120.0)
    (0.1235, None, 120.0)
    """
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{digits}g}")


def numbers(values: Iterable[float]) -> list[float | None]:
    """Return numbers with few digits."""
    return [number(float(value)) for value in values]


def shown(value: float | None, behind: float) -> float | None:
    """Return a number that rests on enough simulated people or events, else None.

    Examples
    --------
    >>> shown(0.5, 20), shown(0.5, 19)
    (0.5, None)
    """
    return number(value) if behind >= FEWEST else None


def share_of(part: F8, whole: F8) -> float:
    """Return the middle share of a whole over seeds or draws; those without anything to share do not count.

    Examples
    --------
    >>> share_of(np.array([1.0, 0.0, 3.0]), np.array([2.0, 0.0, 4.0]))
    0.625
    """
    some = whole > 0.0
    return float(np.median(part[some] / whole[some])) if some.any() else math.nan


def times_as_many(largest: float) -> int:
    """Return of how many times as many people a rate is told, so that it needs no string of zeros.

    Parameters
    ----------
    largest : the largest value shown beside it, of as many people as it was counted on

    Examples
    --------
    >>> [times_as_many(largest) for largest in (12.0, 0.02, 0.0002, 0.0)]
    [1, 100, 1000, 1]
    """
    if not largest > 0.0:
        return 1
    return next((factor for factor in FACTORS if largest * factor >= READABLE), FACTORS[-1])


def rate_of(arm: float | None, base: float | None, per: int) -> dict[str, float | int | None]:
    """Return two rates and the number of people that they are told of.

    Parameters
    ----------
    arm, base : with the orders, and in what they are held against
    per : people that both were counted on

    Examples
    --------
    >>> rate_of(0.044, 0.037, 1000)
    {'arm': 4.4, 'base': 3.7, 'per': 100000}
    """
    factor = times_as_many(max(value for value in (arm, base, 0.0) if value is not None))
    told = [None if value is None else number(value * factor) for value in (arm, base)]
    return {"arm": told[0], "base": told[1], "per": per * factor}


def range_of(found: dict[str, Any] | None, over: str, count: int) -> dict[str, Any] | None:
    """Return an interval with all its keys; None where there is none."""
    if not found or found.get("low90") is None:
        return None
    ends = {name: number(found.get(name)) for name in ("low90", "low50", "high50", "high90")}
    return ends | {"over": over, "count": count}


def spread_of(values: F8, over: str) -> dict[str, Any] | None:
    """Return the range of some values, one per seed or draw; None for fewer than two."""
    known = values[np.isfinite(values)]
    if len(known) < 2 or over == "one":
        return None
    ends = np.quantile(known, INTERVAL)
    keys = ("low90", "low50", "high50", "high90")
    return range_of(dict(zip(keys, ends.tolist(), strict=True)), over, len(known))


def as_bytes(values: F8, scale: tuple[float, float]) -> str:
    """Return values as base64 of a byte each: 0 to 254 along the scale, 255 where there is none.

    Examples
    --------
    >>> list(base64.b64decode(as_bytes(np.array([0.0, 1.0, np.nan]), (0.0, 1.0))))
    [0, 254, 255]
    """
    low, high = scale
    known = np.isfinite(values)
    steps = np.rint((np.where(known, values, low) - low) / ((high - low) or 1.0) * TOP)
    coded = np.where(known, np.clip(steps, 0, TOP), HIDDEN).astype(np.uint8)
    return base64.b64encode(coded.tobytes()).decode()


def as_marks(values: np.ndarray[Any, np.dtype[np.bool_]]) -> str:
    """Return marks as base64 of a byte each, 1 where set."""
    return base64.b64encode(values.astype(np.uint8).tobytes()).decode()
