"""Forms that follow numbers through days and over places."""

import math
from collections.abc import Callable

import numpy as np

from clampdown.experiments.claims.counting import Fraction
from clampdown.experiments.claims.leaf import WEEK, Leaf, weekly
from clampdown.experiments.claims.panel import B1, F8
from clampdown.experiments.claims.spans import number_of
from clampdown.experiments.windows import Window
from clampdown.schema.pattern_quantity import Quantity

LEVEL, LEFT = 1.2, 0.5
FEWEST_PLACES, FEWEST_DAYS = 4, 2 * WEEK


def correlation_of(leaf: Leaf) -> Fraction:
    """Return the correlation with another quantity, across places or across days."""
    quantity = leaf.quantity
    written = (quantity.with_ or Quantity()).completed(quantity)
    other = Leaf(leaf.panel, leaf.setting, written, quantity.lag or 0)
    seen = min(float(one.series.seen.sum()) for one in (leaf, other))
    if quantity.across == "days":
        length = min(leaf.window.days, other.window.days)
        first, second = (one.daily()[one.window.first : one.window.first + length] for one in (leaf, other))
        fewest = FEWEST_DAYS
    else:
        both = leaf.places & other.places
        first, second = (_place_rates(one)[both] for one in (leaf, other))
        fewest = FEWEST_PLACES
    if len(first) < fewest or np.ptp(first) == 0.0 or np.ptp(second) == 0.0:
        return 0.0, 0.0, seen
    return float(np.corrcoef(first, second)[0, 1]), 1.0, seen


def _place_rates(leaf: Leaf) -> F8:
    """Return the daily rate, or the mean, of each place of the pack; its change, where a window is given."""
    found = _rates_in(leaf, leaf.window)
    return found - _rates_in(leaf, leaf.earlier()) if leaf.quantity.than is not None else found


def _rates_in(leaf: Leaf, window: Window) -> F8:
    series, days = leaf.whole, slice(window.first, window.stop)
    total = series.total[days].sum(axis=0)
    if series.heads is None:
        under = np.zeros(len(leaf.places))
        under[leaf.places] = leaf.people * max(1, window.days)
    else:
        under = series.heads[days].sum(axis=0)
    return np.asarray(np.divide(total, under, out=np.zeros_like(total), where=under > 0))


def first_day_of(leaf: Leaf) -> Fraction:
    """Return the first day on which a level is reached; of places, a quantile."""
    return _over_places(leaf, _first_day)


def recovery_of(leaf: Leaf) -> Fraction:
    """Return the days from the extreme until part of the change is left; of places, a quantile."""
    return _over_places(leaf, _recovery)


def peak_day_of(leaf: Leaf) -> Fraction:
    """Return the day with the highest week around it; of places, a quantile."""
    return _over_places(leaf, _peak_day)


def _over_places(leaf: Leaf, what: Callable[[Leaf, float, F8], float]) -> Fraction:
    """Return a form of the course of all places together, or a quantile of those of each of them."""
    seen = float(leaf.series.seen.sum())
    found = [what(leaf, *_course(leaf, mask)) for mask in _groups(leaf)]
    known = [value for value in found if not math.isnan(value)]
    if not known or not leaf.window.days:
        return 0.0, 0.0, seen
    return float(np.quantile(known, leaf.quantity.q or 0.5)), 1.0, seen


def _groups(leaf: Leaf) -> list[B1]:
    """Return the places whose course is followed together."""
    if leaf.quantity.by is None:
        return [leaf.places]
    names = leaf.panel.places.ids if leaf.quantity.by == "place" else leaf.panel.places.provinces
    labels = np.array(names)
    return [leaf.places & (labels == name) for name in dict.fromkeys(labels[leaf.places].tolist())]


def _course(leaf: Leaf, mask: B1) -> tuple[float, F8]:
    """Return the usual level of some places, and the weekly means of the window."""
    than, total = leaf.earlier(), leaf.whole.total[:, mask].sum(axis=1)
    if leaf.whole.heads is not None:
        heads = leaf.whole.heads[:, mask].sum(axis=1)
        total = np.divide(total, heads, out=np.zeros_like(total), where=heads > 0)
    usual = float(total[than.first : than.stop].mean()) if than.days else math.nan
    # Smoothed within the window, so that the days before it do not count as its first.
    return usual, weekly(total[leaf.window.first : leaf.window.stop])


def _first_day(leaf: Leaf, usual: float, course: F8) -> float:
    level = leaf.quantity.level or LEVEL
    if not usual > 0 or not len(course):
        return math.nan
    reached = course >= level * usual if level >= 1 else course <= level * usual
    day = leaf.window.first + int(np.argmax(reached)) if reached.any() else leaf.window.stop
    return float(number_of(day, leaf.anchor))


def _recovery(leaf: Leaf, usual: float, course: F8) -> float:
    if not len(course) or math.isnan(usual):
        return math.nan
    away = np.abs(course - usual)
    extreme = int(np.argmax(away))
    if away[extreme] == 0.0:
        return math.nan
    back = away[extreme:] <= (leaf.quantity.share or LEFT) * away[extreme]
    return float(np.argmax(back) if back.any() else len(back))


def _peak_day(leaf: Leaf, _usual: float, course: F8) -> float:
    if not len(course) or not course.max() > 0:
        return math.nan
    return float(number_of(leaf.window.first + int(np.argmax(course)), leaf.anchor))
