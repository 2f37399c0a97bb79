"""What is made of a quantity in one run: sums over and under the line, from which any form follows.

Every form is a fraction, or a row of fractions for a form that runs over a group. Runs are pooled by
adding up what stands over and under the line, so that a pooled rate is the rate of all runs together.
A form that is no fraction (a median, a first day) stands over the line once per run, times the weight
under it.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl

from clampdown.experiments.claims.concentration import gini, top_share
from clampdown.experiments.claims.grammar import EVENTS
from clampdown.experiments.claims.groups import act_rows
from clampdown.experiments.claims.leaf import MONTH, WEEK, Leaf, weekly
from clampdown.experiments.claims.panel import F8, Names, Panel
from clampdown.experiments.claims.spans import Setting, number_of
from clampdown.experiments.variables import AGES
from clampdown.schema.pattern_expect import Quantity
from clampdown.schema.pattern_where import Limits, Near, Where

THOUSAND = 1000.0
TOP, LEVEL, LEFT = 0.1, 1.2, 0.5
STEP_KM, STEPS = 50.0, 6
FEWEST_PLACES, FEWEST_DAYS = 4, 2 * WEEK


class Moments(NamedTuple):
    """What one run says of a quantity.

    Attributes
    ----------
    over, under : sums over and under the line; one of each, or one per label of a group
    seen : simulated events, or heads, that stand behind it
    """

    over: tuple[float, ...]
    under: tuple[float, ...]
    seen: float


def measure(panel: Panel, setting: Setting, quantity: Quantity) -> Moments:
    """Return what a run says of a quantity.

    Parameters
    ----------
    panel : Panel of the run
    setting : Setting that the words of the pattern refer to
    quantity : Quantity without combinations, everything inherited filled in

    Raises
    ------
    NotNotedError
        If the run does not note what is asked for.
    """
    leaf = Leaf(panel, setting, quantity)
    if leaf.form in ("rank", "gradient"):
        parts = [measure(panel, setting, one) for one in by_label(quantity, panel.names)]
        over = tuple(part.over[0] for part in parts)
        return Moments(over, tuple(part.under[0] for part in parts), sum(part.seen for part in parts))
    over_, under, seen = FORMS_IN[leaf.form](leaf)
    if not (math.isfinite(over_) and math.isfinite(under)):
        return Moments((0.0,), (0.0,), seen)
    return Moments((over_,), (under,), seen)


def result(quantity: Quantity, over: F8, under: F8) -> float:
    """Return a quantity from its pooled sums over and under the line; no number where it is undefined."""
    known = under > 0
    if quantity.form == "rank":
        if not known[0]:
            return math.nan
        values = over[known] / under[known]
        return float(1 + np.sum(values[1:] > values[0]))
    if quantity.form == "gradient":
        return _slope(np.flatnonzero(known).astype(np.float64), over[known] / under[known])
    return float(over[0] / under[0]) if known[0] else math.nan


def by_label(quantity: Quantity, names: Names) -> list[Quantity]:
    """Return a quantity once for each label of its group; that whose rank is meant comes first."""
    form = "rate" if quantity.form == "rank" else quantity.each or "rate"
    where, by = quantity.where or Where(), str(quantity.by)
    plain = {"form": form, "by": None, "label": None, "each": None}
    labels = labels_of(by, names)
    if quantity.form == "rank":
        labels = sorted(labels, key=lambda label: str(label) != str(quantity.label))
    return [
        quantity.model_copy(update=plain | {"where": where.model_copy(update=_narrowed(by, label))})
        for label in labels
    ]


def labels_of(by: str, names: Names) -> list[object]:
    """Return the labels of a group in its order."""
    lists: dict[str, list[object]] = {
        "quintile": [1, 2, 3, 4, 5], "sex": ["female", "male"], "age": list(AGES), "flag": list(names.flags),
        "class": list(names.classes), "watch": list(range(names.watch_levels + 1)), "rung": list(names.rungs),
        "distance": list(range(STEPS)),
    }  # fmt: skip
    return lists[by]


def _narrowed(by: str, label: object) -> dict[str, object]:
    """Return the fields of a filter that pick one label of a group."""
    if by == "distance":
        step = int(str(label))
        low = math.nextafter(step * STEP_KM, math.inf) if step else 0.0
        return {"area": (Near(near="treated", km=(low, (step + 1) * STEP_KM)),)}
    if by == "watch":
        return {"watch": Limits(min=float(str(label)), max=float(str(label)))}
    if by == "sex":
        return {"sex": label}
    return {"social_class" if by == "class" else by: (label,)}


def _slope(steps: F8, values: F8) -> float:
    """Return the slope of a line through some points, over their mean."""
    if len(values) < 2 or values.mean() == 0.0:
        return math.nan
    away = steps - steps.mean()
    return float((away * values).sum() / (away * away).sum() / values.mean())


Fraction = tuple[float, float, float]


def _count(leaf: Leaf) -> Fraction:
    series, nights = leaf.series, max(1, leaf.window.days)
    if series.stock:
        return float(series.total.sum()) / nights, 1.0, float(series.seen.sum()) / nights
    return float(series.total.sum()), 1.0, float(series.seen.sum())


def _rate(leaf: Leaf) -> Fraction:
    total, _, seen = _count(leaf)
    months = 1.0 if leaf.series.stock else leaf.window.days / MONTH
    return total, float(leaf.people.sum()) / THOUSAND * months, seen


def _mean(leaf: Leaf) -> Fraction:
    series = leaf.other(amounts=True) if leaf.metric in EVENTS else leaf.series
    heads = 0.0 if series.heads is None else float(series.heads.sum())
    nights = max(1, leaf.window.days) if series.stock else 1
    return float(series.total.sum()), heads, float(series.seen.sum()) / nights


def _sum(leaf: Leaf) -> Fraction:
    series = leaf.other(amounts=True)
    return float(series.total.sum()), 1.0, float(series.seen.sum())


def _share(leaf: Leaf) -> Fraction:
    narrow = leaf.other(narrow=leaf.quantity.of_which or Where())
    nights = max(1, leaf.window.days) if leaf.series.stock else 1
    return float(narrow.total.sum()), float(leaf.series.total.sum()), float(leaf.series.seen.sum()) / nights


def _quantile(leaf: Leaf) -> Fraction:
    rows = _rows(leaf)
    if not len(rows):
        return 0.0, 0.0, 0.0
    level = 0.5 if leaf.form == "median" else leaf.quantity.q or 0.5
    ordered = rows.sort("amount")
    passed = ordered["weight"].cum_sum() >= level * float(ordered["weight"].sum())
    value = float(ordered["amount"].filter(passed)[0])
    return value * len(rows), float(len(rows)), float(len(rows))


def _concentration(leaf: Leaf) -> Fraction:
    worth, weight, seen = _by_unit(leaf)
    if not worth.sum() > 0:
        return 0.0, 0.0, seen
    value = gini(worth, weight) if leaf.form == "gini" else top_share(worth, weight, leaf.quantity.top or TOP)
    return value * seen, seen, seen


def _by_unit(leaf: Leaf) -> tuple[F8, F8, float]:
    """Return what each person, officer, place or province with any has, its weight, and simulated events."""
    by, amounts = leaf.quantity.by, leaf.quantity.of == "amount"
    if by in ("place", "province"):
        series = leaf.other(amounts=True) if amounts else leaf.series
        worth, ids = series.total.sum(axis=0), np.array(leaf.panel.places.ids)[leaf.places]
        if by == "province":
            provinces = np.array(leaf.panel.places.provinces)[leaf.places]
            ids, rows = np.unique(provinces, return_inverse=True)
            worth = np.bincount(rows, weights=worth, minlength=len(ids))
        return worth[worth > 0], np.ones(int((worth > 0).sum())), float(series.seen.sum())
    rows_ = _rows(leaf)
    each = pl.col("amount").sum() if amounts else pl.len()
    column = "row" if by == "person" else "beat"
    units = rows_.group_by(column, maintain_order=True).agg(
        each.cast(pl.Float64).alias("worth"), pl.col("weight").first()
    )  # fmt: skip
    units = units.filter(pl.col("worth") > 0)
    return units["worth"].to_numpy(), units["weight"].to_numpy().astype(np.float64), float(len(rows_))


def _rows(leaf: Leaf) -> pl.DataFrame:
    """Return the rows of the table of acts of the days and places meant."""
    rows = act_rows(leaf.panel, EVENTS[leaf.metric].rows, leaf.where)
    inside = [name for name, there in zip(leaf.panel.places.ids, leaf.places, strict=True) if there]
    days = pl.col("day").is_between(leaf.window.first, leaf.window.stop - 1)
    return rows.filter(days & pl.col("place").cast(pl.String).is_in(inside))


def _correlation(leaf: Leaf) -> Fraction:
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
    """Return the rate, or the mean, of each place of the pack over the window."""
    found = np.zeros(len(leaf.places))
    series = leaf.series
    under = leaf.people if series.heads is None else series.heads.sum(axis=0)
    total = series.total.sum(axis=0)
    found[leaf.places] = np.divide(total, under, out=np.zeros_like(total), where=under > 0)
    return found


def _first_day(leaf: Leaf) -> Fraction:
    level = leaf.quantity.level or LEVEL
    usual, course, seen = _course(leaf)
    if not usual > 0 or not len(course):
        return 0.0, 0.0, seen
    reached = course >= level * usual if level >= 1 else course <= level * usual
    day = leaf.window.first + int(np.argmax(reached)) if reached.any() else leaf.window.stop
    return float(number_of(day, leaf.setting.day_one)), 1.0, seen


def _recovery(leaf: Leaf) -> Fraction:
    usual, course, seen = _course(leaf)
    if not len(course) or math.isnan(usual):
        return 0.0, 0.0, seen
    away = np.abs(course - usual)
    extreme = int(np.argmax(away))
    if away[extreme] == 0.0:
        return 0.0, 0.0, seen
    back = away[extreme:] <= (leaf.quantity.share or LEFT) * away[extreme]
    return float(np.argmax(back) if back.any() else len(back)), 1.0, seen


def _course(leaf: Leaf) -> tuple[float, F8, float]:
    """Return the usual level, the weekly means of the window, and the simulated events behind both."""
    than, total = leaf.earlier(), leaf.whole.total[:, leaf.places].sum(axis=1)
    if leaf.whole.heads is not None:
        heads = leaf.whole.heads[:, leaf.places].sum(axis=1)
        total = np.divide(total, heads, out=np.zeros_like(total), where=heads > 0)
    usual = float(total[than.first : than.stop].mean()) if than.days else math.nan
    # Smoothed within the window, so that the days before it do not count as its first.
    course = weekly(total[leaf.window.first : leaf.window.stop])
    return usual, course, float(leaf.series.seen.sum())


FORMS_IN: dict[str, Callable[[Leaf], Fraction]] = {
    "count": _count, "rate": _rate, "mean": _mean, "sum": _sum, "median": _quantile, "quantile": _quantile,
    "share": _share, "top_share": _concentration, "gini": _concentration, "correlation": _correlation,
    "first_day": _first_day, "recovery": _recovery,
}  # fmt: skip
