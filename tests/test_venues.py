"""Where acts are done, and through whom: jammed signals, the way to the hills, ties to brokers."""

import datetime

import numpy as np
import pytest

from clampdown.schema.directive import Day
from conftest import exactly

DAYS, MOVED = 30, 20
AT_ONCE = ("M02", "M04")  # without them an order arrives in full on its first day and does not wear off


def order_of(town, measure, **changes):
    """Return the null order cut down to one measure at its most."""
    null = town.directive("null-order")
    orders = [order for order in null.orders if order.measure == measure]
    full = tuple(order.model_copy(update={"amount": exactly(1.0), **changes}) for order in orders)
    return null.model_copy(update={"id": "one", "orders": full, "in_force": town.term(0, DAYS)})


def moved(town):
    """Return an order that replaces every officer on a day."""
    date = town.scenario.start + datetime.timedelta(days=MOVED)
    return order_of(town, "rotate_guards", day=Day(earliest=date, latest=date))


@pytest.fixture(scope="module")
def quiet(border):
    return border.live(DAYS, settings=border.lively(), off=AT_ONCE)


def calls(border, life, block):
    return int(life.count(block).sum(axis=0)[border.scenario.pack.offences.index("call_abroad")])


def test_where_all_signals_are_jammed_nobody_calls_from_the_open(border, quiet):
    jammed = border.live(DAYS, [order_of(border, "jam_signals")], settings=border.lively(), off=AT_ONCE)

    assert calls(border, quiet, "offences") > calls(border, quiet, "hidden") > 0
    assert calls(border, jammed, "offences") == calls(border, jammed, "hidden")
    assert calls(border, jammed, "given_up") > calls(border, quiet, "given_up") > 0


def test_jammers_jam_nothing_where_the_blockade_is_off(border):
    off = (*AT_ONCE, "M34")
    jammed = border.live(DAYS, [order_of(border, "jam_signals")], settings=border.lively(), off=off)

    assert calls(border, jammed, "offences") > calls(border, jammed, "hidden")


def test_the_longer_way_is_never_gone_more_often_than_the_shorter_one(quiet):
    assert (quiet.count("remote") <= quiet.count("hidden")).all()
    assert (quiet.count("hidden") <= quiet.count("offences")).all()


def test_every_call_lasts_longer_than_nothing_and_what_has_no_length_takes_no_time(border, quiet):
    seconds = quiet.count("duration").sum(axis=0)
    measured = np.array([kind == "call_abroad" for kind in border.scenario.pack.offences])

    assert seconds[measured] > calls(border, quiet, "offences")
    assert (seconds[~measured] == 0).all()


def test_ties_end_with_the_officers_who_leave_and_never_exceed_brokers(border, quiet):
    life = border.live(DAYS, [moved(border)], settings=border.lively(), off=AT_ONCE)
    before, after = (int(life.count("ties", day).sum()) for day in (MOVED - 1, MOVED))
    beats = life.world.beats

    assert after < before / 2
    assert int(quiet.count("ties", MOVED).sum()) > after
    assert (beats.ties <= beats.brokers).all()
    assert (beats.ties >= 0).all()


def test_without_newcomers_every_broker_is_known(border):
    life = border.live(DAYS, settings=border.lively(), off=("M07",))

    assert (life.world.beats.ties == life.world.beats.brokers).all()
    assert life.total("ties") == life.total("brokers") > 0
