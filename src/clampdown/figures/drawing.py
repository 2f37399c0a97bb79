"""Every figure by name, human cost first."""

from collections.abc import Callable, Mapping
from typing import Any

from clampdown.figures.flow import flow
from clampdown.figures.groups import bribes, cases, held, taken
from clampdown.figures.maps import of_orders, over_days
from clampdown.figures.ratios import cost, outsiders
from clampdown.figures.time import days, orders

FIGURES: dict[str, Callable[[Mapping[str, Any]], Any | None]] = {
    "cost": cost, "held": held, "taken": taken, "bribes": bribes, "flow": flow, "orders": orders,
    "cases": cases, "map": over_days, "map-orders": of_orders, "days": days, "outsiders": outsiders,
}  # fmt: skip
