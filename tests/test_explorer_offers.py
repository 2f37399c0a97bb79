"""Tests of what the page offers to change, and of amounts of orders that are set by name."""

import dataclasses

import pytest

from clampdown.errors import ScenarioError
from clampdown.experiments.preparing import Wishes, prepare
from clampdown.explorer.offering import offered
from clampdown.schema.loading import pack_ids
from clampdown.schema.order_settings import order_settings
from clampdown.schema.scenarios import load_scenario, load_twin

ROUNDS = "directives.three-week-drive.rounds.amount"
STALLS = "directives.three-week-drive.stalls.intensity"


@pytest.fixture(scope="module")
def settings():
    return offered()["settings"]


@pytest.fixture(scope="module")
def drive(catalogue):
    return load_scenario("toytown-drive", catalogue=catalogue)


def of_drive(**settings):
    wishes = tuple(f"{name}={value}" for name, value in settings.items())
    return prepare("toytown-drive", Wishes(settings=wishes)).scenario


def complaint(name, value):
    with pytest.raises(ScenarioError) as caught:
        of_drive(**{name: value})
    return str(caught.value)


def test_every_pack_offers_something_to_a_lesson(settings):
    assert {one["pack"] for one in settings if one["lesson"]} == set(pack_ids())


def test_every_setting_lies_within_its_ends(settings):
    assert [one["path"] for one in settings if not one["low"] <= one["usual"] <= one["high"]] == []


def test_every_setting_says_what_it_rests_on(settings):
    assert [one["path"] for one in settings if not (one["reason"] or one["source"])] == []


def test_every_setting_that_is_open_belongs_to_a_shipped_scenario(settings):
    known = {one["id"] for one in offered()["scenarios"]}

    assert [one["path"] for one in settings if one["open"] and not set(one["scenarios"]) <= known] == []


@pytest.mark.parametrize("end", ["low", "high"])
def test_every_setting_can_be_moved_to_its_ends(settings, end, catalogue):
    refused = []
    for one in settings:
        value = one[end] if one["kind"] != "mechanism" else ("on" if one[end] else "off")
        try:
            prepare(one["scenarios"][0], Wishes(settings=(f"{one['path']}={value}",)), catalogue)
        except ScenarioError as error:
            refused.append((one["path"], str(error)))

    assert refused == []


def test_ends_and_reason_of_a_record_are_those_of_its_evidence(settings, catalogue):
    shown = next(one for one in settings if one["path"] == "behaviour.capacity_hours")
    record = catalogue.behaviour["capacity_hours"]

    assert (shown["low"], shown["high"], shown["reason"]) == (record.low, record.high, record.reason)


def test_an_order_is_offered_with_the_paragraph_that_gave_it(settings):
    shown = next(one for one in settings if one["path"] == "directives.hundred-rounds.rounds.amount")

    assert (shown["source"], shown["locator"], shown["usual"]) == ("report:004", "¶2", 100)


def test_the_text_of_each_scenario_is_offered():
    texts = {one["id"]: one["text"] for one in offered()["scenarios"]}

    assert texts["toytown-drive"].startswith("id: toytown-drive\n")


def test_an_amount_that_is_set_replaces_the_one_ordered():
    order = of_drive(**{ROUNDS: 50}).directives[0].orders[0]

    assert (order.amount.value, order.amount.low, order.amount.high) == (50, 50, 50)


def test_an_intensity_that_is_set_is_the_same_in_every_draw():
    order = of_drive(**{STALLS: 0.5}).directives[0].orders[2]

    assert not order.intensity.is_range


def test_other_orders_keep_their_amounts(drive):
    moved, usual = of_drive(**{ROUNDS: 50}), drive

    assert moved.directives[0].orders[1:] == usual.directives[0].orders[1:]


def test_the_twin_of_a_run_with_another_amount_is_the_usual_twin(drive, catalogue):
    moved = dataclasses.replace(of_drive(**{ROUNDS: 50}), settings=drive.settings)

    assert load_twin(moved, catalogue) == load_twin(drive, catalogue)


def test_an_amount_out_of_range_is_told_with_the_range():
    assert complaint(ROUNDS, 301).endswith("301 is out of range for 'patrol'. It takes -300 to 300.")


def test_an_order_misspelt_is_told_with_the_right_one():
    assert f"Did you mean '{ROUNDS}'?" in complaint(ROUNDS.replace("rounds", "round"), 5)


def test_an_amount_in_words_is_refused():
    assert "a number is wanted" in complaint(ROUNDS, "many")


def test_an_order_with_an_intensity_has_no_amount_to_set():
    assert f"Did you mean '{STALLS}'?" in complaint(STALLS.replace("intensity", "amount"), 1)


def test_every_order_of_a_scenario_can_be_set(drive):
    orders = [order for directive in drive.directives for order in directive.orders]

    assert len(order_settings(drive)) == len(orders)
