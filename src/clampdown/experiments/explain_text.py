"""An explanation as text."""

import math
from typing import Any

from clampdown.experiments import wording
from clampdown.experiments.explain import calendar
from clampdown.experiments.wording import as_date, as_list, paragraph, plain_number, table


def explanation_in_words(explanation: dict[str, Any]) -> list[str]:
    """Return an explanation as lines of plain English.

    Parameters
    ----------
    explanation : dict, from `explain`
    """
    lines = [*_heading(explanation["scenario"]), "", "Calendar"]
    lines += table(["", ""], [[as_date(day), what] for day, what in calendar(explanation)], left=2)
    if not explanation["directives"]:
        lines += ["", "Nothing is ordered: routine only."]
    for directive in explanation["directives"]:
        lines += ["", *_directive(directive)]
    lines += ["", *_changes(explanation), "", "Left out of every run"]
    lines += [line for text in explanation["left_out"] for line in paragraph(f"- {text}", 2, 2)]
    return [*lines, "", *_cost(explanation), "", explanation["notice"]]


def _heading(scenario: dict[str, Any]) -> list[str]:
    sample = ", ".join(f"{name} {share:g}" for name, share in scenario["sample"].items())
    return [
        f"{scenario['title']} ({scenario['id']})",
        f"  {scenario['days']} days from {as_date(scenario['first_day'])} to {as_date(scenario['last_day'])}",
        f"  pack {scenario['pack']}, area {scenario['area']}, seed {scenario['seed']}",
        f"  share of beats simulated: {sample}",
        f"  held against its twin: {scenario['twin'] or 'none is named'}",
        *[line for note in scenario["notes"] for line in paragraph(note, 2)],
    ]


def _directive(directive: dict[str, Any]) -> list[str]:
    until = f"until {as_date(directive['until'])}" if directive["until"] else "without an end"
    span = directive["from_range"]
    begins = f"from {as_date(directive['from'])}"
    if span:
        begins += f" (between {as_date(span[0])} and {as_date(span[1])}; with --draws the day is drawn)"
    lines = [
        f"{directive['title']} ({directive['id']})",
        f"  issued by {directive['issued_by']}; {directive['announced']}",
        *paragraph(f"to {as_list(directive['addressees'])}", 2, 2),
        f"  where: {directive['area']}",
        f"  when: {begins}, {until}",
    ]
    lines += _waits(directive)
    lines += [f"  does not hold for: {as_list(directive['exemptions'])}"] if directive["exemptions"] else []
    if directive["follow_ups_per_month"]:
        lines.append(f"  follow-up instructions a month: {_amount(directive['follow_ups_per_month'])}")
    lines += paragraph(directive["year_note"], 2) if directive["year_note"] else []
    for order in directive["orders"]:
        lines += ["", *_order(order, directive)]
    lines += [] if directive["orders"] else ["  It asks for nothing."]
    return [*lines, "", *_arrival(directive["arrival"]), *_left_out(directive["left_out"])]


def _waits(directive: dict[str, Any]) -> list[str]:
    """Return what moves the centre to issue a directive, and how often it comes."""
    lines, trigger, again = [], directive["trigger"], directive["repetition"]
    if trigger:
        heeded = "issued when it is so" if trigger["heeded"] else "not heeded: issued on the date written"
        text = (
            f"waits for: {trigger['what']} {_amount(trigger['threshold'])} ({heeded}): {trigger['because']}"
        )
        lines += paragraph(text, 2, 4)
    if again:
        often = f", {again['times']} times in all" if again["times"] else ""
        how = "at the earliest after" if trigger and trigger["heeded"] else "every"
        lines += paragraph(f"issued again: {how} {again['every']} days{often}", 2, 4)
    return lines


def _order(order: dict[str, Any], directive: dict[str, Any]) -> list[str]:
    lines = paragraph(f"{order['title']}: {_amount(order['amount'])} {order['unit']}", 2, 4)
    model = order["in_the_model"]
    if model:
        span = f"{model['value']:g}, {model['low']:g} to {model['high']:g}, {model['basis']}"
        amount = f"{wording.two_digits(model['amount'])} {model['unit']}"
        lines += paragraph(f"in the model: {amount} ({model['record']} = {span})", 4, 2)
    lines += paragraph(f"concerns: {as_list(order['concerns'])}", 4, 2) if order["concerns"] else []
    if order["to"] != directive["addressees"]:
        lines += paragraph(f"carried out by: {as_list(order['to']) or 'nobody'}", 4, 2)
    if (order["from"], order["until"]) != (directive["from"], directive["until"]):
        span = f" to {as_date(order['until'])}, on one of them" if order["until"] != order["from"] else ""
        lines.append(f"    on: {as_date(order['from'])}{span}")
    read = f"read from {order['report']}: " if order["report"] else "read so because: "
    return lines + paragraph(f"{read}{order['because']}", 4, 2) if order["because"] else lines


def _amount(amount: dict[str, float]) -> str:
    """Return an amount, with its range where there is one."""
    text = plain_number(amount["value"])
    ranged = amount["low"] < amount["high"]
    return f"{text} ({plain_number(amount['low'])} to {plain_number(amount['high'])})" if ranged else text


def _arrival(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    body = [
        [row["province"], str(row["places"]), *(str(row[name]) for name in ("first", "median", "last")),
         wording.as_share(row["strength"])]
        for row in rows
    ]  # fmt: skip
    head = ["province", "places", "first", "median", "last", "force left"]
    return ["  Expected on the street", *table(head, body, indent=4)]


def _left_out(sentences: list[str]) -> list[str]:
    lines = [line for text in sentences for line in paragraph(f"- {text}", 4, 2)]
    return ["", "  Left out", *lines] if lines else []


def _changes(explanation: dict[str, Any]) -> list[str]:
    lines = []
    for row in explanation["changed_values"]:
        ground = " ".join(text for text in (row["source"], row["locator"], row["reason"]) if text)
        usual = f"usually {row['default']:g}, {row['low']:g} to {row['high']:g} {row['unit']}"
        text = f"{row['name']} = {row['value']:g} ({usual}; {row['basis']}: {ground})"
        lines += paragraph(text, 2, 4)
    lines += [f"  {name} = {value}" for name, value in explanation["options"].items()]
    for row in explanation["switched_off"]:
        lines += paragraph(f"{row['id']} off, {row['title']}: {row['off']}", 2, 4)
    return ["Changed against the defaults", *(lines or ["  nothing"])]


def _cost(explanation: dict[str, Any]) -> list[str]:
    cost, twin = explanation["cost"], explanation["scenario"]["twin"]
    minutes = cost["minutes"]
    lasting = f"{minutes:.0f} minutes" if minutes >= 2 else f"{max(1, math.ceil(60 * minutes))} seconds"
    arms = "the run and its twin" if twin else "the run"
    basis = "at the speed of the last run here" if cost["measured"] else "a guess before the first run"
    return [
        "Expected cost",
        f"  {cost['people']:,} people simulated, standing for {cost['residents']:,}; {cost['days']} days",
        f"  about {wording.as_bytes(cost['memory_bytes'])} of memory",
        f"  about {lasting} for {arms} ({basis}), once compiled and with the population built",
    ]
