"""What a scenario was understood to ask for, before anything is run."""

import datetime
from dataclasses import asdict
from typing import Any

from clampdown.experiments.arrival import arrivals
from clampdown.experiments.cost import expected_cost
from clampdown.experiments.left_out import left_out_of_directive, left_out_of_scenario
from clampdown.experiments.preparing import Prepared
from clampdown.experiments.saying import say
from clampdown.schema.directive import Amount, Area, Directive, Order
from clampdown.schema.evidence import Evidence
from clampdown.schema.measure import STAFFING, WORK, Measure
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Choices, Scenario
from clampdown.schema.values import Values
from clampdown.world.files import NOTICE

TOLD = {
    "internal": say("announced.internal"),
    "work_units": say("announced.work_units"),
    "public": say("announced.public"),
}
SIGN_WORDS = {
    "carried_out": "share of its orders that the centre believes carried out",
    "discontent": "discontent as told to the centre",
    "opposition": "confrontations as told to the centre, per 10,000 residents a day",
    "attention": "attention of the world abroad",
}
RULED = (*WORK, *STAFFING)  # levers that only organs with the task can pull


def explain(prepared: Prepared, *, threads: int = 1) -> dict[str, Any]:
    """Return what a scenario asks for, in words and numbers; nothing is run.

    Parameters
    ----------
    prepared : Prepared
    threads : int, for the estimate of time

    Returns
    -------
    dict, with the keys that `docs/json.md` lists under `explain`
    """
    from clampdown.engine.command import Dispatch

    scenario, catalogue = prepared.scenario, prepared.catalogue
    records = {**catalogue.records(), **scenario.pack.records()}
    values = Values(records, settings=scenario.settings)
    dispatch = Dispatch(scenario, catalogue, values)
    return {
        "notice": NOTICE,
        "scenario": _heading(scenario),
        "directives": [
            _directive(directive, prepared, records)
            | {"arrival": arrivals(dispatch, directive)}
            | {"left_out": left_out_of_directive(directive, scenario, catalogue)}
            for directive in scenario.directives
        ],
        "changed_values": [_changed(name, records[name], value) for name, value in scenario.settings.items()],
        "options": _changed_options(scenario.options),
        "switched_off": [
            {"id": name, "title": catalogue.mechanisms[name].title, "off": catalogue.mechanisms[name].off}
            for name, on in scenario.mechanisms.items() if not on
        ],
        "left_out": left_out_of_scenario(scenario, catalogue),
        "cost": asdict(expected_cost(scenario, values, threads)),
    }  # fmt: skip


def _heading(scenario: Scenario) -> dict[str, Any]:
    return {
        "id": scenario.id, "title": scenario.title, "pack": scenario.pack.id, "twin": scenario.twin,
        "first_day": scenario.start, "last_day": scenario.last, "days": scenario.days, "seed": scenario.seed,
        "sample": scenario.sample, "area": area_in_words(scenario.area, scenario.pack),
        "notes": list(scenario.notes),
    }  # fmt: skip


def _directive(directive: Directive, prepared: Prepared, records: dict[str, Evidence]) -> dict[str, Any]:
    scenario = prepared.scenario
    pack, start = scenario.pack, directive.in_force.start
    organs = {organ.id: organ.title for organ in pack.organs}
    return {
        "id": directive.id, "title": directive.title, "issued_by": directive.issued_by or directive.issuer,
        "addressees": [organs[name] for name in directive.addressees], "announced": TOLD[directive.announced],
        "from": start.middle, "until": directive.in_force.until,
        "trigger": trigger_in_words(directive, scenario),
        "repetition": directive.repetition.model_dump() if directive.repetition else None,
        "from_range": [start.earliest, start.latest] if start.is_range else None,
        "area": area_in_words(directive.area, pack),
        "report": directive.report.model_dump() if directive.report else None,
        "exemptions": _flags(directive.exemptions.flags, pack) if directive.exemptions else [],
        "follow_ups_per_month": amount_of(directive.follow_ups.per_month) if directive.follow_ups else None,
        "year_note": directive.year_note,
        "orders": [order_in_words(order, directive, prepared, records) for order in directive.orders],
    }  # fmt: skip


def trigger_in_words(directive: Directive, scenario: Scenario) -> dict[str, Any] | None:
    """Return what a directive waits for, whether the centre heeds it, and why it is read so."""
    trigger = directive.trigger
    if trigger is None:
        return None
    if trigger.sign == "event":
        event = next(one for one in scenario.pack.calendar.events if one.id == trigger.event)
        what = f"days until {event.title}, at most"
    else:
        what = f"{SIGN_WORDS[trigger.sign]}, {'above' if trigger.above else 'below'}"
    return {
        "sign": trigger.sign, "what": what, "threshold": amount_of(trigger.threshold),
        "delay": amount_of(trigger.delay) if trigger.delay else None, "heeded": scenario.reacts,
        "report": trigger.report, "because": trigger.because,
    }  # fmt: skip


def order_in_words(
    order: Order, directive: Directive, prepared: Prepared, records: dict[str, Evidence]
) -> dict[str, Any]:
    """Return one order: what is asked, of whom, when, where it was read and why it is read so."""
    pack, measure = prepared.scenario.pack, prepared.catalogue.measures[order.measure]
    unit = measure.unit(order.unit)
    amount = order.intensity or order.amount
    return {
        "id": order.id, "measure": measure.id, "title": measure.title, "what": measure.what,
        "amount": amount_of(amount) if amount else None,
        "unit": "of full intensity" if order.intensity or unit is None else unit.title,
        "in_the_model": _full(order, measure, records),
        "concerns": concerns(order, measure, prepared),
        "to": receivers(order, directive, measure, pack),
        "from": order.day.earliest if order.day else directive.in_force.start.middle,
        "until": order.day.latest if order.day else directive.in_force.until,
        "report": order.report, "because": order.because,
    }  # fmt: skip


def amount_of(amount: Amount) -> dict[str, float]:
    """Return an amount with its range."""
    return {"value": amount.value, "low": amount.low, "high": amount.high}


def _full(order: Order, measure: Measure, records: dict[str, Evidence]) -> dict[str, Any] | None:
    """Return the record that turns what is written into the model's own unit, if there is one."""
    unit = measure.unit(order.unit)
    if order.intensity is not None and measure.full is not None:
        name, part = f"measures.{measure.id}.full", order.intensity.value
    elif order.amount is not None and unit is not None and unit.factor is not None:
        name, part = f"measures.{measure.id}.units.{unit.id}.factor", order.amount.value
    else:
        return None
    record = records[name]
    return {
        "amount": part * record.value, "unit": measure.units[0].title, "record": name, "value": record.value,
        "low": record.low, "high": record.high, "basis": record.basis,
    }  # fmt: skip


def concerns(order: Order, measure: Measure, prepared: Prepared) -> list[str]:
    """Return whom or what an order speaks of: groups, offences, a task, a rung."""
    pack, catalogue = prepared.scenario.pack, prepared.catalogue
    found = _flags(order.flags or measure.flags, pack)
    if measure.lever in STAFFING and (task := order.task or measure.task):
        found.append(f"for {catalogue.tasks[task].title}")
    if order.organ is not None:
        found.append(f"to {next(organ.title for organ in pack.organs if organ.id == order.organ)}")
    offences = order.offences or measure.offences
    if offences is not None:
        kinds = [catalogue.offences[name] for name in pack.offences]
        found += [kind.title for kind in kinds if offences.covers(kind)]
    if rung := order.rung or measure.rung:
        way = "ending in" if measure.lever == "sentence" else "up to"
        found.append(f"{way} {next(one.title for one in pack.ladder if one.id == rung)}")
    if practice := order.practice or measure.practice:
        found.append({"practised": "carried out", "feared": "feared only"}[practice])
    return found


def receivers(order: Order, directive: Directive, measure: Measure, pack: Pack) -> list[str]:
    """Return the organs that carry an order out, by title."""
    addressed = [next(organ for organ in pack.organs if organ.id == name) for name in directive.addressees]
    if measure.lever in RULED:
        task = order.task or measure.task
        return [organ.title for organ in addressed if task in organ.tasks and organ.id != order.organ]
    return [organ.title for organ in addressed]


def _flags(names: tuple[str, ...], pack: Pack) -> list[str]:
    titles = {flag.id: flag.title for flag in pack.flags}
    return [titles[name] for name in names]


def area_in_words(area: Area, pack: Pack) -> str:
    """Return an area as a reader would say it."""
    if area.everywhere:
        return "everywhere"
    provinces = {province.id: province.title for province in pack.provinces}
    places = {place.id: place.name for place in pack.places}
    words = [provinces[name] for name in area.provinces] + [places[name] for name in area.places]
    return ", ".join([*(["the border"] if area.border else []), *words])


def _changed(name: str, record: Evidence, value: float) -> dict[str, Any]:
    kept = ("low", "high", "unit", "basis", "source", "locator", "reason")
    own = {"name": name, "value": value, "default": record.value}
    return own | {key: getattr(record, key) for key in kept}


def _changed_options(options: Choices) -> dict[str, Any]:
    """Return the rival readings that differ from the usual ones."""
    usual = Choices().model_dump()
    return {name: value for name, value in options.model_dump().items() if value != usual[name]}


def calendar(explanation: dict[str, Any]) -> list[tuple[datetime.date, str]]:
    """Return the dates of an explanation in order, each with what happens."""
    heading = explanation["scenario"]
    days = [(heading["first_day"], "first simulated day"), (heading["last_day"], "last simulated day")]
    for directive in explanation["directives"]:
        title, span = directive["title"], directive["from_range"]
        drawn = f" (between {span[0]} and {span[1]})" if span else ""
        days.append((directive["from"], f"issued: {title}{drawn}"))
        days += [(directive["until"], f"last day in force: {title}")] if directive["until"] else []
        single = [order for order in directive["orders"] if order["from"] != directive["from"]]
        days += [(order["from"], f"{order['title']} ({title})") for order in single]
        if directive["arrival"]:
            first = min(row["first"] for row in directive["arrival"])
            last = max(row["last"] for row in directive["arrival"])
            days.append((first, f"reaches the first places: {title}"))
            days.append((last, f"reaches the last place: {title}"))
    return sorted(days, key=lambda entry: entry[0])
