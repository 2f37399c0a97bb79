"""What a reader of results needs to know besides the numbers: names, orders in words, records.

It is written beside the results, so that whoever shows them needs neither pack nor catalogue, which may
have changed since.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from clampdown.engine.command import Dispatch
from clampdown.experiments.carried_out import asked
from clampdown.experiments.courses.kinds import axes_of
from clampdown.experiments.explain import TOLD
from clampdown.experiments.resting import resting_of
from clampdown.experiments.run import values_of
from clampdown.experiments.windows import resolved
from clampdown.schema.directive import Directive, Order
from clampdown.schema.loading import Catalogue
from clampdown.schema.measure import WORK
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario

FIELDS = (
    "low",
    "high",
    "unit",
    "basis",
    "source",
    "locator",
    "reason",
)  # of a record, that readers are shown


def background_of(arms: Mapping[str, Scenario], catalogue: Catalogue) -> dict[str, Any]:
    """Return names, orders in words and records behind some scenarios.

    Parameters
    ----------
    arms : scenarios of one pack, by label
    catalogue : Catalogue
    """
    first = next(iter(arms.values()))
    values = values_of(first, catalogue)
    records = {**catalogue.records(), **first.pack.records()}
    return {
        "pack": _pack(first.pack, catalogue),
        "arms": {label: _arm(scenario, catalogue) for label, scenario in arms.items()},
        "records": [
            {"name": name, "value": values.peek(name), **{field: getattr(record, field) for field in FIELDS}}
            for name, record in sorted(records.items())
        ],
        "resting": resting_of([resolved(one) for one in arms.values()], first.pack, catalogue),
    }


def _pack(pack: Pack, catalogue: Catalogue) -> dict[str, Any]:
    """Return the names of a country's parts and groups."""
    return {
        "id": pack.id, "title": pack.title, "tiers": list(pack.tiers), "axes": axes_of(pack),
        "provinces": [{"id": one.id, "title": one.title} for one in pack.provinces],
        "places": [{"id": p.id, "title": p.name, "province": p.province_id} for p in pack.places],
        "rungs": {one.id: one.title for one in pack.ladder},
        "class": {one.id: one.title for one in pack.classes},
        "flag": {one.id: one.title for one in pack.flags},
        "offences": {name: catalogue.offences[name].title for name in pack.offences},
        "outlets": [one.id for one in pack.observers if one.kind == "outlet"],
    }  # fmt: skip


def _arm(scenario: Scenario, catalogue: Catalogue) -> dict[str, Any]:
    """Return a scenario with its directives in words."""
    dispatch = Dispatch(scenario, catalogue, values_of(scenario, catalogue))
    return {
        "id": scenario.id, "title": scenario.title, "notes": list(scenario.notes),
        "directives": [_directive(one, dispatch, catalogue) for one in scenario.directives],
    }  # fmt: skip


def _directive(directive: Directive, dispatch: Dispatch, catalogue: Catalogue) -> dict[str, Any]:
    start = directive.in_force.start
    return {
        "id": directive.id, "title": directive.title, "issuer": directive.issued_by or directive.issuer,
        "announced": TOLD[directive.announced], "from": [start.earliest, start.latest],
        "until": directive.in_force.until,
        "report": {"file": directive.report.file, "paragraphs": list(directive.report.paragraphs)}
        if directive.report
        else None,
        "orders": [_order(order, dispatch, catalogue) for order in directive.orders],
        "tiers": way_by_tier(dispatch, directive),
    }  # fmt: skip


def _order(order: Order, dispatch: Dispatch, catalogue: Catalogue) -> dict[str, Any]:
    measure = catalogue.measures[order.measure]
    return {
        "id": order.id, "title": measure.title, "measure": measure.id, "report": order.report,
        "asked": asked(order.model_dump(mode="json", by_alias=True), catalogue),
        "hours": measure.lever == "hours", "offences": _spoken_of(order, dispatch, catalogue),
    }  # fmt: skip


def _spoken_of(order: Order, dispatch: Dispatch, catalogue: Catalogue) -> list[str]:
    """Return the offences that an order names, or that its task finds, if it is about any."""
    measure, kinds = catalogue.measures[order.measure], dispatch.pack.offences
    if measure.lever in WORK:
        task = order.task or measure.task
        return [name for name in kinds if task in catalogue.offences[name].found_by]
    if order.offences is None and measure.offences is None:
        return []
    return [kinds[k] for k in dispatch.offences(order, measure)]


def way_by_tier(dispatch: Dispatch, directive: Directive) -> list[dict[str, Any]]:
    """Return days since issue and force left as a directive reaches each tier, the uppermost first.

    Means over the places it covers and the organs it addresses, at the values written down and with the
    scenario's own seed. A directive that waits for a sign counts from its issue.

    Parameters
    ----------
    dispatch : Dispatch of the scenario
    directive : Directive
    """
    pack = dispatch.pack
    tiers = len(pack.tiers) - 1
    covered = [
        p for p, place in enumerate(pack.places)
        if directive.area.covers(place.id, place.province_id, place.border)
    ]  # fmt: skip
    if not covered or not dispatch.scenario.mechanisms["M04"]:
        return []
    days, force = np.zeros(tiers), np.zeros(tiers)
    ways = [(dispatch.organs.index(name), p) for name in directive.addressees for p in covered]
    for organ, p in ways:
        waited, left = 0, 1.0
        for step, tier in enumerate(reversed(range(tiers))):
            left, more = dispatch.hop(directive, organ, tier, p, left)
            waited += more
            days[step] += waited
            force[step] += left
    most = dispatch.values["behaviour.strength_most"]
    return [
        {"tier": name, "days": float(days[n] / len(ways)), "strength": min(most, float(force[n] / len(ways)))}
        for n, name in enumerate(pack.tiers[1:])
    ]
