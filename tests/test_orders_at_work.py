"""What orders of relaxation, curfew, rotation, closure and the like do on the street."""

import datetime

import pytest

from clampdown.engine.settling import UNUSED
from clampdown.schema.directive import Area, Day, InForce
from clampdown.schema.scenario import Shock
from conftest import exactly

DAYS = 60


def order_of(town, measure, amount, **changes):
    """Return a directive of the one order that the null order has of a measure."""
    null = town.directive("null-order")
    order = next(order for order in null.orders if order.measure == measure)
    own = order.model_copy(update={"amount": exactly(amount), **changes})
    until_the_end = InForce.model_validate({"from": town.scenario.start, "until": None})
    return null.model_copy(update={"id": measure, "orders": (own,), "in_force": until_the_end})


def counts(town, measure, amount, *names, off=(), settings=None, **changes):
    """Return sums of tallies without the order and with it."""
    ordered = [order_of(town, measure, amount, **changes)]
    lives = [town.live(DAYS, orders, off=off, settings=settings) for orders in ([], ordered)]
    return [tuple(life.total(name) for life in lives) for name in names]


def test_a_curfew_makes_offences_of_walks_that_were_lawful(toytown):
    offences, lawful = (
        tuple(int(life.count(name)[:, kind].sum()) for life in lives)
        for name in ("offences", "lawful")
        for lives in [[toytown.live(DAYS, orders) for orders in ([], [order_of(toytown, "curfew", 1.0)])]]
        for kind in [toytown.scenario.pack.offences.index("curfew")]
    )

    assert offences[1] > 2 * offences[0]
    assert lawful[1] < lawful[0]
    assert sum(pair[1] for pair in (offences, lawful)) < sum(pair[0] for pair in (offences, lawful))


def test_watch_lists_that_are_cleared_keep_only_people_with_a_mark(toytown):
    settings = {"behaviour.names_usual": 0.08}
    orders = [order_of(toytown, "clear_watch_lists", 1.0)]
    people = toytown.live(DAYS, orders, settings=settings).world.people
    twin = toytown.live(DAYS, settings=settings).world.people

    assert ((people.watch > 0) & (people.flagged == 0)).sum() < ((twin.watch > 0) & (twin.flagged == 0)).sum()
    assert ((people.watch > 0) & (people.flagged != 0)).sum() > 0


def felt(life, standing):
    """Return the mean grievance of people without (0) or with a mark (1), in thousandths."""
    grievance, surveyed = (life.count(name)[:, standing].sum() for name in ("grievance", "surveyed"))
    return grievance / surveyed


def test_lost_rights_are_resented_by_those_who_lost_them_only(toytown):
    twin, ordered = (toytown.live(DAYS, orders) for orders in ([], [order_of(toytown, "withdraw_rights", 1)]))

    assert felt(ordered, 1) > felt(twin, 1) + 10
    assert abs(felt(ordered, 0) - felt(twin, 0)) < 2


@pytest.mark.parametrize("measure", ["outside_team", "rotate_guards"])
def test_people_from_elsewhere_make_fewer_deals_at_first(border, measure):
    dear = {"behaviour.newcomer_wariness": 4}
    (deals,) = counts(border, measure, 1.0, "bought", settings=dear)

    assert deals[1] < 0.9 * deals[0]


def test_a_rotation_that_is_switched_off_changes_no_day(border):
    (deals,) = counts(border, "rotate_guards", 1.0, "bought", off=("M07",))

    assert deals[0] == deals[1]


def test_a_closed_border_is_crossed_by_nobody(border):
    order = order_of(border, "close_border", 1.0)
    settings = border.lively()
    kind = border.scenario.pack.offences.index("crossing")
    free = {"behaviour.tier_loss": 0.05, "behaviour.tier_spread": 0.01}
    closed = border.live(DAYS, [order], settings=settings | free, off=("M02", "M04"))

    assert closed.count("offences")[:, kind].sum() == 0
    assert border.live(DAYS, settings=settings | free).count("offences")[:, kind].sum() > 0


def test_reporting_in_real_time_brings_claims_closer_to_deeds_and_takes_hours(toytown):
    rounds = [order_of(toytown, "patrol", 12)]
    live = [*rounds, order_of(toytown, "realtime_reporting", 3)]
    plain, reported = (toytown.live(DAYS, orders) for orders in (rounds, live))

    def gap(life):
        return sum(float((today.claimed - today.executed).sum()) for today in life.days)

    assert gap(reported) < gap(plain)
    assert reported.total("rounds") < plain.total("rounds")


def test_relief_of_livelihoods_lowers_the_offences_of_want(toytown):
    (offences,) = counts(toytown, "relieve_livelihoods", 1.0, "offences", off=("M02",))

    assert offences[1] < offences[0]


@pytest.mark.parametrize("what", ["acts", "routes", "need"])
def test_a_shock_moves_offences_without_an_order(border, what):
    amount = {"acts": 0.2, "routes": 0.9, "need": 0.5}[what]
    shock = Shock.model_validate(
        {"id": "hard", "what": what, "amount": amount, "from": border.scenario.start, "area": "everywhere"}
    )
    twin, hit = (border.live(DAYS, shocks=shocks) for shocks in ((), (shock,)))

    assert (hit.total("offences") > twin.total("offences")) == (what == "need")


def test_a_shock_is_felt_only_where_it_strikes(border):
    place = border.scenario.pack.places.index(
        next(place for place in border.scenario.pack.places if place.province_id == "ryanggang")
    )
    area = Area(places=(border.scenario.pack.places[place].id,))
    shock = Shock.model_validate(
        {"id": "hard", "what": "acts", "amount": 0.0, "from": border.scenario.start, "area": area}
    )
    hit = border.live(10, shocks=(shock,)).count("offences").sum(axis=1)

    assert hit[place] == 0
    assert hit.sum() > 0


@pytest.mark.parametrize("mechanism", UNUSED)
def test_a_mechanism_that_needs_an_order_does_nothing_on_quiet_days(toytown, border, mechanism):
    for town in (toytown, border):
        usual = town.live(20, hashed=True)
        assert town.live(20, off=(mechanism,), hashed=True).hashes == usual.hashes


def reported(town, measure, amount, name, **changes):
    """Return a tally with and without an order that residents are told of."""
    order = order_of(town, measure, amount).model_copy(update={"announced": "public"} | changes)
    common = {"behaviour.tip_rate": 0.05, "behaviour.volunteers_usual": 4, "behaviour.invented_tips": 0.005}
    return [town.live(DAYS, orders, settings=common).total(name) for orders in ([], [order])]


def test_residents_tell_more_for_much_money_than_for_little_and_for_little_than_for_none(toytown):
    none, little = reported(toytown, "reward_for_tips", 0.5, "tips_resident")
    _, much = reported(toytown, "reward_for_tips", 20, "tips_resident")

    assert none < little < much


def test_money_brings_reports_about_nothing_too(toytown):
    without, paid = reported(toytown, "reward_for_tips", 20, "invented_resident")

    assert paid > 1.5 * without > 0


def test_a_call_that_residents_are_not_told_of_asks_nothing_of_them(toytown):
    kept_back = order_of(toytown, "call_for_tips", 1.0)
    read_out = kept_back.model_copy(update={"announced": "public"})
    called = [
        max(float(today.here.called.max()) for today in toytown.live(DAYS, [order]).days)
        for order in (kept_back, read_out)
    ]

    assert called[0] == 0.0 < called[1]


def test_being_asked_to_tell_on_neighbours_is_resented(toytown):
    order = order_of(toytown, "call_for_tips", 1.0).model_copy(update={"announced": "public"})
    felt = [toytown.live(DAYS, orders).total("grievance") for orders in ([], [order])]

    assert felt[1] > felt[0]


def test_people_pressed_to_inform_report_more_that_nobody_did(toytown):
    lives = [toytown.live(DAYS, orders) for orders in ([], [order_of(toytown, "press_informers", 4)])]

    assert lives[0].total("invented_pressed") == lives[0].total("tips_pressed") == 0
    assert lives[1].total("invented_pressed") > lives[1].total("invented_resident")


def test_fewer_come_to_a_second_lecture_than_to_the_first(toytown):
    first = order_of(toytown, "lectures", 1.0)
    day = first.orders[0].day.middle
    later = Day.model_validate(day + datetime.timedelta(days=14))
    second = first.model_copy(
        update={"id": "again", "orders": (first.orders[0].model_copy(update={"day": later}),)}
    )
    life = toytown.live(DAYS, [first, second])
    came = [int(life.count("attended", n).sum()) for n in range(DAYS)]
    called = [int(life.count("lectured", n).sum()) for n in range(DAYS)]

    held = [n for n in range(DAYS) if called[n]]
    assert len(held) == 2
    assert 0 < came[held[1]] / called[held[1]] < 0.8 * came[held[0]] / called[held[0]]


def test_a_lecture_changes_nothing_that_anybody_does(toytown):
    twin, told = (toytown.live(DAYS, orders) for orders in ([], [order_of(toytown, "lectures", 1.0)]))

    assert told.total("attended") > 0
    for name in ("offences", "detected", "households_afraid", "grievance"):
        assert told.total(name) == twin.total(name)


def surrenders(town, **settings):
    """Return a life with an offer to come forward that everybody hears of."""
    order = order_of(town, "surrender_offer", 1.0).model_copy(update={"announced": "public"})
    return town.live(DAYS, [order], settings={"behaviour.surrender_rate": 0.3} | settings)


def test_nobody_comes_forward_without_an_offer_and_the_watched_do_more_often(border):
    assert border.live(DAYS).total("surrenders") == 0

    dull = surrenders(border, **{"behaviour.supervision_weight": 0.001})
    assert surrenders(border).total("surrenders") > dull.total("surrenders") > 0


def test_who_comes_forward_is_punished_only_where_the_promise_is_broken(border):
    kept, broken = (surrenders(border, **{"behaviour.promise_kept": share}) for share in (1.0, 0.0))

    assert kept.total("promises_broken") == 0
    assert broken.total("promises_broken") == broken.total("surrenders") > 0
