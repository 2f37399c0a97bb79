"""Forms that count, add up and share out what happens in a window."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from clampdown.experiments.claims.concentration import gini, top_share
from clampdown.experiments.claims.grammar import EVENTS, WAYS
from clampdown.experiments.claims.groups import act_rows, officer_beats
from clampdown.experiments.claims.leaf import MONTH, Leaf
from clampdown.experiments.claims.panel import B1, F8
from clampdown.experiments.claims.series import Series
from clampdown.schema.pattern_officers import Limits
from clampdown.schema.pattern_where import Where

THOUSAND = 1000.0
TOP = 0.1
COLUMN = {"person": "row", "officer": "beat", "place": "place", "province": "province"}

# What one run says of a form: over the line, under it, and simulated events behind it.
Fraction = tuple[float, float, float]


def count_of(leaf: Leaf) -> Fraction:
    """Return the events of the window, or the mean night of what holds each night."""
    series, nights = leaf.series, max(1, leaf.window.days)
    if series.stock:
        return float(series.total.sum()) / nights, 1.0, float(series.seen.sum()) / nights
    return float(series.total.sum()), 1.0, float(series.seen.sum())


def rate_of(leaf: Leaf) -> Fraction:
    """Return the count per 1,000 people and, of what happens, per 30 days."""
    total, _, seen = count_of(leaf)
    months = 1.0 if leaf.series.stock else leaf.window.days / MONTH
    return total, float(leaf.people.sum()) / THOUSAND * months, seen


def mean_of(leaf: Leaf) -> Fraction:
    """Return the mean amount of an event, or the mean of those whom a state is of."""
    series = leaf.other(amounts=True) if leaf.metric in EVENTS else leaf.series
    heads = 0.0 if series.heads is None else float(series.heads.sum())
    # People and officers are the same every night; an order is carried out anew each day.
    nights = max(1, leaf.window.days) if series.stock and leaf.metric not in WAYS else 1
    return float(series.total.sum()), heads, float(series.seen.sum()) / nights


def sum_of(leaf: Leaf) -> Fraction:
    """Return the sum of the amounts."""
    series = leaf.other(amounts=True)
    return float(series.total.sum()), 1.0, float(series.seen.sum())


def share_of(leaf: Leaf) -> Fraction:
    """Return the part that a narrower filter holds too."""
    narrow = leaf.other(narrow=leaf.quantity.of_which or Where())
    nights = max(1, leaf.window.days) if leaf.series.stock else 1
    return float(narrow.total.sum()), float(leaf.series.total.sum()), float(leaf.series.seen.sum()) / nights


def quantile_of(leaf: Leaf) -> Fraction:
    """Return a quantile of the amounts, weighted."""
    rows = _rows(leaf)
    if not len(rows):
        return 0.0, 0.0, 0.0
    level = 0.5 if leaf.form == "median" else leaf.quantity.q or 0.5
    ordered = rows.sort("amount")
    passed = ordered["weight"].cum_sum() >= level * float(ordered["weight"].sum())
    value = float(ordered["amount"].filter(passed)[0])
    return value * len(rows), float(len(rows)), float(len(rows))


def concentration_of(leaf: Leaf) -> Fraction:
    """Return how unequally events or amounts are shared out among units with any."""
    worth, weight, seen = _by_unit(leaf)
    if not worth.sum() > 0:
        return 0.0, 0.0, seen
    if leaf.quantity.among == "all":
        without = max(0.0, units_of(leaf) - float(weight.sum()))
        worth, weight = np.append(worth, 0.0), np.append(weight, without)
    value = gini(worth, weight) if leaf.form == "gini" else top_share(worth, weight, leaf.quantity.top or TOP)
    return value * seen, seen, seen


def _by_unit(leaf: Leaf) -> tuple[F8, F8, float]:
    """Return what each person, officer, place or province with any has, its weight, and simulated events."""
    by, amounts = leaf.quantity.by, leaf.quantity.of == "amount"
    if by in ("place", "province"):
        series = leaf.other(amounts=True) if amounts else leaf.series
        places = leaf.panel.places
        worth = _of_place(series, places.ids if by == "place" else places.provinces, leaf.places)
        return worth[worth > 0], np.ones(int((worth > 0).sum())), float(series.seen.sum())
    rows_ = _rows(leaf)
    each = pl.col("amount").sum() if amounts else pl.len()
    column = "row" if by == "person" else "beat"
    units = rows_.group_by(column, maintain_order=True).agg(
        each.cast(pl.Float64).alias("worth"), pl.col("weight").first()
    )  # fmt: skip
    units = units.filter(pl.col("worth") > 0)
    return units["worth"].to_numpy(), units["weight"].to_numpy().astype(np.float64), float(len(rows_))


def _of_place(series: Series, names: Sequence[str], meant: B1) -> F8:
    """Return what each place, or province, has in the window: a sum, or the mean of a mean over heads."""
    found, rows = np.unique(np.array(names)[meant], return_inverse=True)

    def summed(part: F8) -> F8:
        return np.bincount(rows, weights=part.sum(axis=0), minlength=len(found)).astype(np.float64)

    total = summed(series.total)
    if series.heads is None or not series.stock:
        return total
    heads = summed(series.heads)
    return np.asarray(np.divide(total, heads, out=np.zeros_like(total), where=heads > 0))


def _rows(leaf: Leaf) -> pl.DataFrame:
    """Return the rows of the table of acts of the days and places meant."""
    rows = act_rows(leaf.panel, EVENTS[leaf.metric].rows, leaf.where)
    inside = [name for name, there in zip(leaf.panel.places.ids, leaf.places, strict=True) if there]
    days = pl.col("day").is_between(leaf.window.first, leaf.window.stop - 1)
    return rows.filter(days & pl.col("place").cast(pl.String).is_in(inside))


def distinct_of(leaf: Leaf) -> Fraction:
    """Return how many different people, officers, places or provinces have any."""
    rows = _rows(leaf)
    units = rows.group_by(_unit(leaf)).agg(pl.col("weight").first())
    several = leaf.quantity.by in ("place", "province")
    return float(len(units) if several else units["weight"].sum()), 1.0, float(len(rows))


def unit_days_of(leaf: Leaf) -> Fraction:
    """Return the share of the days of all people, officers or places on which each has so many events."""
    rows, limits = _rows(leaf), leaf.quantity.number or Limits(min=1)
    units = units_of(leaf)
    each = pl.col("weight").first() if leaf.quantity.by != "place" else pl.lit(1.0)
    found = rows.group_by("day", _unit(leaf)).agg(pl.len().alias("number"), each.alias("stands_for"))
    low = -np.inf if limits.min is None else limits.min
    high = np.inf if limits.max is None else limits.max
    inside = found.filter(pl.col("number").is_between(low, high))["stands_for"].sum()
    none = units * leaf.window.days - float(found["stands_for"].sum()) if low <= 0 else 0.0
    return float(inside) + none, units * leaf.window.days, float(len(rows))


def units_of(leaf: Leaf) -> float:
    """Return how many people, officers, places or provinces are meant, weighted up."""
    by = leaf.quantity.by
    if by == "person":
        return float(leaf.people.sum())
    if by == "place":
        return float(leaf.places.sum())
    if by == "province":
        return float(len(set(np.array(leaf.panel.places.provinces)[leaf.places].tolist())))
    beats = leaf.panel.beats.filter(pl.col("beat").is_in(officer_beats(leaf.panel, leaf.where).to_list()))
    here = np.bincount(beats["place"].to_numpy(), minlength=len(leaf.places))
    return float((here * leaf.panel.places.weight)[leaf.places].sum())


def _unit(leaf: Leaf) -> pl.Expr:
    """Return the column that tells units apart."""
    if leaf.quantity.by != "province":
        return pl.col(COLUMN[str(leaf.quantity.by)])
    province = dict(zip(leaf.panel.places.ids, leaf.panel.places.provinces, strict=True))
    return pl.col("place").cast(pl.String).replace_strict(province).alias("province")
