"""Directives that wait for a sign or are issued several times, made from a pack's null order."""

import datetime

from clampdown.schema.scenario import Attention, Choices
from clampdown.schema.when import Amount, InForce, Repetition, Trigger

REACTIVE = Choices(leader="reactive")


def exactly(value):
    return Amount(value=value, low=value, high=value)


def trigger(sign, **fields):
    numbers = {name: exactly(value) for name, value in fields.items() if name != "event"}
    return Trigger(sign=sign, because="made up", **{**fields, **numbers})


def short(town, name, amounts, trigger=None, repetition=None, days=5, first=3):
    """Return a directive of some measures that lasts some days, from a day of the run on."""
    null, start = town.directive("null-order"), town.scenario.start + datetime.timedelta(days=first)
    until = start + datetime.timedelta(days=days - 1)
    orders = tuple(
        order.model_copy(update={"amount": exactly(amounts[order.id])})
        for order in null.orders
        if order.id in amounts
    )
    assert len(orders) == len(amounts)
    in_force = InForce.model_validate({"from": start, "until": until})
    changes = {"id": name, "orders": orders, "in_force": in_force, "announced": "public"}
    return null.model_copy(update={**changes, "trigger": trigger, "repetition": repetition})


def one_for_each_sign(town, event):
    """Return directives that wait for each sign, one that is issued by date, and attention abroad."""
    signs = {
        "carried-out": trigger("carried_out", below=0.99, delay=1),
        "discontent": trigger("discontent", above=0.001, delay=2),
        "opposition": trigger("opposition", above=0.00000001, delay=0),
        "attention": trigger("attention", above=0.4, delay=1),
        "event": trigger("event", event=event, within=400, delay=3),
        "content": trigger("discontent", below=0.9, delay=4),
    }
    amounts = {"patrol": 4, "harsher_penalties": 1, "relieve_livelihoods": 0.2}
    found = [
        short(town, name, amounts, sign, Repetition(every=6, times=2)) for name, sign in signs.items()
    ]  # fmt: skip
    found.append(short(town, "by-date", {"home_checks": 3, "curfew": 0.5}, None, Repetition(every=7)))
    return found


def abroad(town, *levels):
    """Return attention of the world abroad, each level from the days of the run given as (first, last)."""
    start = town.scenario.start
    return tuple(
        Attention.model_validate({
            "from": start + datetime.timedelta(days=first), "until": start + datetime.timedelta(days=last),
            "level": level, "because": "made up",
        })
        for level, first, last in levels
    )  # fmt: skip
