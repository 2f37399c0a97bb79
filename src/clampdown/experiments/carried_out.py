"""What became of orders for work: asked for, done, claimed, believed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from clampdown.experiments.arms import B1, F8, Arm
from clampdown.experiments.saying import say
from clampdown.experiments.windows import Window
from clampdown.schema.loading import Catalogue

WAY = ("ordered", "executed", "claimed", "believed")


def carried_out(
    own: Arm, scenario: Mapping[str, Any], catalogue: Catalogue, window: Window, places: B1 | None = None
) -> dict[str, Any]:
    """Return how orders for work fared, on average over the campaign and the people concerned.

    Only orders that take hours can be carried out in part, so only they are shown. Days and places
    that an order has not reached, or where it is no longer in force, do not count.

    Parameters
    ----------
    own : Arm
    scenario : mapping, as the run records it
    catalogue : Catalogue
    window : Window, the campaign
    places : which places; None for all

    Returns
    -------
    dict with `each` (one entry per order) and `mean` (over orders), each with the keys of `WAY`
    """
    chosen = np.ones(len(own.weight), dtype=np.bool_) if places is None else places
    people = (own.people * own.weight)[chosen]
    labels = own.metrics["order"].to_numpy().tolist()
    days = slice(window.first, window.stop)
    each = []
    for directive in scenario["directives"]:
        for order in directive["orders"]:
            rows = [n for n, label in enumerate(labels) if label == f"{directive['id']}/{order['id']}"]
            if catalogue.measures[order["measure"]].lever != "hours" or not rows:
                continue
            way = {name: own.way(name)[days][:, rows][:, :, chosen] for name in WAY}
            means = _means(way, people)
            title = catalogue.measures[order["measure"]].title
            each.append({
                "order": order["id"], "directive": directive["id"], "title": title,
                "asked": asked(order, catalogue), "report": order["report"], **means,
            })  # fmt: skip
    return {"each": each, "mean": {name: _mean([row[name] for row in each]) for name in WAY}}


def _means(way: Mapping[str, F8], people: F8) -> dict[str, float | None]:
    """Return means over the days, organs and places that an order has reached, by people concerned."""
    weight = (way["ordered"] > 0) * people
    total = float(weight.sum())
    if total <= 0:
        return dict.fromkeys(WAY)
    return {name: float((way[name] * weight).sum()) / total for name in WAY}


def _mean(found: list[float | None]) -> float | None:
    numbers = [number for number in found if number is not None]
    return sum(numbers) / len(numbers) if numbers else None


def asked(order: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Return what an order asks for, in the report's own unit."""
    if order.get("intensity"):
        return say("asked.intensity", value=float(f"{order['intensity']['value']:.2g}"))
    unit = catalogue.measures[order["measure"]].unit(order.get("unit"))
    value = order["amount"]["value"]
    return say("asked.amount", value=value, unit=unit.title) if unit else say("asked.bare", value=value)
