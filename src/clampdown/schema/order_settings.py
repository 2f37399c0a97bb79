"""What an order asks for, set anew: `directives.hundred-rounds.rounds.amount`."""

from dataclasses import replace

from clampdown.errors import did_you_mean
from clampdown.schema.directive import Amount, Directive, Order
from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import Scenario

PARTS = ("amount", "intensity")


def order_settings(scenario: Scenario) -> dict[str, tuple[Directive, Order, Amount]]:
    """Return every amount and intensity of a scenario's orders by the name under which it is set."""
    return {
        f"directives.{directive.id}.{order.id}.{part}": (directive, order, amount)
        for directive in scenario.directives
        for order in directive.orders
        for part in PARTS
        if (amount := getattr(order, part)) is not None
    }


def bounds_of(order: Order, catalogue: Catalogue) -> tuple[float, float]:
    """Return the least and the most that an order can ask for, in its own unit."""
    unit = catalogue.measures[order.measure].unit(order.unit)
    return (unit.low, unit.high) if order.intensity is None and unit is not None else (0.0, 1.0)


def with_order(
    scenario: Scenario, name: str, value: object, catalogue: Catalogue
) -> tuple[Scenario, tuple[str, str] | None]:
    """Return a scenario whose order asks for another amount, the same in every draw.

    Parameters
    ----------
    scenario : Scenario
    name : `directives.DIRECTIVE.ORDER.amount`, or `.intensity` where the order has that
    value : the new amount, in the order's own unit
    catalogue : Catalogue

    Returns
    -------
    scenario, and what is wrong and what to do about it; None if nothing is
    """
    known = order_settings(scenario)
    if name not in known:
        stem = name.rpartition(".")[0]
        near = [one for one in known if one.rpartition(".")[0] == stem] or list(known)
        what = f"No order of '{scenario.id}' is called so."
        return scenario, (what, did_you_mean(name, near) or "The scenario has no orders.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return scenario, (f"'{value}' stands where a number is wanted.", "")
    directive, order, _ = known[name]
    low, high = bounds_of(order, catalogue)
    if not low <= value <= high:
        return scenario, (
            f"{value:g} is out of range for '{order.measure}'.",
            f"It takes {low:g} to {high:g}.",
        )
    exact = Amount(value=float(value), low=float(value), high=float(value))
    asked = order.model_copy(update={name.rpartition(".")[2]: exact})
    orders = tuple(asked if one.id == order.id else one for one in directive.orders)
    told = directive.model_copy(update={"orders": orders})
    changed = tuple(told if one.id == directive.id else one for one in scenario.directives)
    return replace(scenario, directives=changed), None
