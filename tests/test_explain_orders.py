"""What is said of orders before anything is run: who carries them out, when they come, what is left out."""

import pytest

from clampdown.experiments.explain import receivers
from clampdown.experiments.explain_text import _waits
from clampdown.experiments.left_out import left_out_of_directive
from clampdown.schema.when import Repetition
from waiting_orders import short


@pytest.mark.parametrize(
    ("measure", "carried_out_by"),
    [
        ("realtime_reporting", ["wardens"]),  # a report takes the hours of those who have the task
        ("hand_over", ["gatekeepers"]),  # whoever takes a duty over does not give it up
    ],
)
def test_an_order_is_carried_out_by_those_whose_work_it_is(toytown, catalogue, measure, carried_out_by):
    null = toytown.directive("null-order").model_copy(update={"addressees": ("wardens", "gatekeepers")})
    order = next(one for one in null.orders if one.measure == measure)
    order = order.model_copy(update={"task": "paperwork"}) if measure == "realtime_reporting" else order
    titles = {organ.title: organ.id for organ in toytown.scenario.pack.organs}

    found = receivers(order, null, catalogue.measures[measure], toytown.scenario.pack)

    assert [titles[title] for title in found] == carried_out_by


def test_an_order_to_report_that_nobody_has_the_hours_for_is_left_out(toytown, catalogue):
    null = toytown.directive("null-order")
    order = next(one for one in null.orders if one.measure == "realtime_reporting")
    alone = null.model_copy(
        update={"addressees": ("gatekeepers",), "orders": (order.model_copy(update={"task": "paperwork"}),)}
    )

    found = left_out_of_directive(alone, toytown.scenario, catalogue)

    assert any("nobody it is addressed to does this work" in text for text in found)


def test_an_order_whose_first_term_is_over_may_still_come_again(toytown, catalogue):
    days = {"days": 5, "first": -10}
    once = short(toytown, "once", {"patrol": 1}, **days)
    again = short(toytown, "again", {"patrol": 1}, repetition=Repetition(every=12, times=2), **days)
    always = short(toytown, "always", {"patrol": 1}, repetition=Repetition(every=12), **days)
    early = short(toytown, "early", {"patrol": 1}, repetition=Repetition(every=6, times=2), days=3, first=-20)

    def said(directive):
        return " ".join(left_out_of_directive(directive, toytown.scenario, catalogue))

    outside, after = "its dates lie outside", str(toytown.scenario.last)
    assert outside in said(once)
    assert outside in said(early)
    assert outside not in said(again)
    assert after not in said(again)
    assert outside not in said(always)
    assert after in said(always)


@pytest.mark.parametrize(("heeded", "said"), [(None, "every 9 days"), (True, "at the earliest after 9 days")])
def test_what_comes_by_date_comes_as_often_as_it_says(heeded, said):
    threshold = {"value": 0.5, "low": 0.5, "high": 0.5, "range": None}
    trigger = heeded and {"what": "x", "threshold": threshold, "heeded": heeded, "because": "made up"}

    lines = _waits({"trigger": trigger, "repetition": {"every": 9, "times": 3}})

    assert f"issued again: {said}, 3 times in all" in lines[-1]
