"""Scores of estimators against a known truth: bias, coverage of intervals, sign of the trend."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from clampdown.bench.estimator_design import WINDOWS
from clampdown.schema.bench import Bench

STEPS = (("before", "during"), ("during", "after"))
Row = Mapping[str, Any]


def scores_of(bench: Bench, rows: Sequence[Row]) -> dict[str, Any]:
    """Return how estimators did, variant by variant, for reading and as JSON.

    Parameters
    ----------
    bench : Bench
    rows : of tasks, as they are kept
    """
    variants = []
    for variant in bench.variants:
        own = [row for row in rows if row["variant"] == variant.id]
        if own:
            variants.append({"variant": variant.id, "title": variant.title, **_variant(own)})
    return {
        "bench": bench.id, "title": bench.title, "what": bench.what, "universe": bench.universe.what,
        "simulated": bench.scenario is not None, "variants": variants,
    }  # fmt: skip


def _variant(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the truth, the levels and the trends of a variant."""
    by_window = {name: [w for row in rows for w in row["windows"] if w["window"] == name] for name in WINDOWS}
    names = list(dict.fromkeys(key for row in rows for w in row["windows"] for key in w["figures"]))
    return {
        "seeds": len(rows),
        "truth": {name: float(np.mean([w["truth"] for w in ws])) for name, ws in by_window.items() if ws},
        "levels": [
            level(name, window, found) for window, found in by_window.items() if found for name in names
        ],
        "trends": [
            trend(name, step, rows) for step in STEPS if all(by_window[end] for end in step)
            for name in ["truth", *names]
        ],
    }  # fmt: skip


def level(estimator: str, window: str, found: Sequence[Row]) -> dict[str, Any]:
    """Return bias and coverage of an estimator in a window.

    Parameters
    ----------
    estimator : name of a figure
    window : name
    found : windows of all seeds, each with its figures and its truth

    Returns
    -------
    dict
        `bias` is the mean of figure over truth less one, `middle` its median, `covered` the share of
        intervals that hold the truth; windows in which nobody was harmed are left out
    """
    some = [w for w in found if w["truth"] > 0]
    told = [(w["figures"][estimator], w["truth"]) for w in some if _has(w, estimator)]
    ratios = [figure["population"] / truth for figure, truth in told]
    intervals = [(figure["low"] <= truth <= figure["high"]) for figure, truth in told if _spans(figure)]
    return {
        "estimator": estimator, "window": window, "tables": len(some), "told": len(told),
        "bias": float(np.mean(ratios)) - 1.0 if ratios else None,
        "middle": float(np.median(ratios)) - 1.0 if ratios else None,
        "intervals": len(intervals), "covered": float(np.mean(intervals)) if intervals else None,
    }  # fmt: skip


def trend(estimator: str, step: tuple[str, str], rows: Sequence[Row]) -> dict[str, Any]:
    """Return how often an estimator says rightly whether harm per day rose or fell from window to window.

    Parameters
    ----------
    estimator : name of a figure, or `truth`
    step : names of two windows
    rows : of a variant

    Returns
    -------
    dict
        `ratio` is the geometric mean of later over earlier, per day; `right` the share of seeds with a
        figure in both windows, and a truth that moved, in which figure and truth move the same way
    """
    moves, right = [], []
    for row in rows:
        ends = [next((w for w in row["windows"] if w["window"] == name), None) for name in step]
        if ends[0] is None or ends[1] is None:
            continue
        own, true = _log_ratio(ends[0], ends[1], estimator), _log_ratio(ends[0], ends[1], "truth")
        if own is not None:
            moves.append(own)
        if own is not None and true:
            right.append(own * true > 0)
    return {
        "estimator": estimator, "from": step[0], "to": step[1], "told": len(moves),
        "ratio": math.exp(float(np.mean(moves))) if moves else None,
        "judged": len(right), "right": float(np.mean(right)) if right else None,
    }  # fmt: skip


def _log_ratio(earlier: Row, later: Row, estimator: str) -> float | None:
    """Return the log ratio of people per day; None where either window has none, or no figure."""
    rates = [_people(w, estimator) / w["days"] for w in (earlier, later)]
    return math.log(rates[1] / rates[0]) if min(rates) > 0 else None


def _people(window: Row, estimator: str) -> float:
    if estimator == "truth":
        return float(window["truth"])
    return float(window["figures"][estimator]["population"]) if _has(window, estimator) else 0.0


def _has(window: Row, estimator: str) -> bool:
    return bool(window["figures"].get(estimator, {}).get("population") is not None)


def _spans(figure: Row) -> bool:
    return figure["low"] is not None
