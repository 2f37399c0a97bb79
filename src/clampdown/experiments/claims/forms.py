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

from clampdown.experiments.claims.counting import (
    Fraction,
    concentration_of,
    count_of,
    distinct_of,
    mean_of,
    quantile_of,
    rate_of,
    share_of,
    sum_of,
    unit_days_of,
)
from clampdown.experiments.claims.courses import correlation_of, first_day_of, peak_day_of, recovery_of
from clampdown.experiments.claims.leaf import Leaf
from clampdown.experiments.claims.panel import F8, Names, Panel
from clampdown.experiments.claims.spans import Setting
from clampdown.experiments.variables import AGES
from clampdown.schema.pattern_officers import Limits
from clampdown.schema.pattern_quantity import Quantity
from clampdown.schema.pattern_where import Near, Where

STEP_KM, STEPS = 50.0, 6


class Moments(NamedTuple):
    """What one run says of a quantity.

    Attributes
    ----------
    over, under : sums over and under the line; one of each, or one per label of a group
    seen : simulated events, or heads, that stand behind it
    each : what one simulated event more would add over the line
    """

    over: tuple[float, ...]
    under: tuple[float, ...]
    seen: float
    each: float = 1.0


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
    lived = panel.places.weight[leaf.places]
    return Moments((over_,), (under,), seen, float(lived.max()) if len(lived) else 1.0)


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


FORMS_IN: dict[str, Callable[[Leaf], Fraction]] = {
    "count": count_of, "rate": rate_of, "mean": mean_of, "sum": sum_of, "median": quantile_of,
    "quantile": quantile_of, "share": share_of, "top_share": concentration_of, "gini": concentration_of,
    "distinct": distinct_of, "unit_days": unit_days_of, "correlation": correlation_of,
    "first_day": first_day_of, "recovery": recovery_of, "peak_day": peak_day_of,
}  # fmt: skip
