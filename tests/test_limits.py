"""Limiting cases: what is left when one thing is taken away, or taken to its end."""

import numpy as np
import pytest

from clampdown.world.state import AT_LIBERTY

DAYS = 60
DRIVE = {"emergency_working": 16, "rounds": 12, "patrol": 4, "name_quota": 3, "harsher_penalties": 3}
TOWNS = pytest.mark.parametrize("name", ["toytown", "border"])


@pytest.fixture
def town(request, name):
    return request.getfixturevalue(name)


def without(order, *measures):
    """Return a directive without its orders of some measures."""
    return order.model_copy(update={"orders": tuple(o for o in order.orders if o.measure not in measures)})


def only(order, *measures):
    return order.model_copy(update={"orders": tuple(o for o in order.orders if o.measure in measures)})


@TOWNS
def test_without_officers_and_informers_nothing_is_found_out(town):
    efficacies = {f"tasks.{task}.efficacy": 0.0 for task in town.scenario.pack.tasks}

    # Nor do officers set traps, and nobody comes forward.
    life = town.live(DAYS, [town.everything(DRIVE)], off=["M06", "M09", "M21"], settings=efficacies)

    assert life.total("offences") > 0
    assert life.total("detected") == 0


@TOWNS
def test_officers_without_hours_find_nothing_out(town):
    life = town.live(DAYS, off=["M21", "M05"], settings={"behaviour.capacity_hours": 0.0})

    assert life.total("minutes") == 0
    assert life.total("detected") == 0


@TOWNS
def test_where_nobody_informs_there_are_no_tips(town):
    life = town.live(DAYS, [town.everything(DRIVE)], off=["M21"])

    assert life.total("detected") > 0
    assert life.total("tips") == 0


@TOWNS
def test_without_a_quota_nobody_is_named(town):
    none = {"behaviour.names_usual": 0.0}

    life = town.live(DAYS, [without(town.everything(DRIVE), "name_quota")], settings=none)

    assert [life.total(name) for name in ("named", "named_innocent", "names_claimed", "extorted")] == [0] * 4


@TOWNS
def test_a_quota_that_is_not_passed_on_is_no_quota(town):
    none, orders = {"behaviour.names_usual": 0.0}, [town.everything(DRIVE)]

    life = town.live(DAYS, orders, settings=none, off=["M11"])

    assert life.total("named") == 0


@TOWNS
def test_an_audit_of_everything_leaves_no_claim_above_its_deed(town):
    life = town.live(DAYS, [town.everything(DRIVE)], settings={"behaviour.audit_usual": 1.0})

    for today in life.days:
        assert (today.claimed == today.executed).all(), today.t
        assert (today.believed == today.executed).all(), today.t


@TOWNS
def test_an_order_to_check_every_claim_leaves_no_claim_above_its_deed(town):
    unspent = {"behaviour.tier_loss": 0.0, "behaviour.tier_spread": 0.0, "behaviour.salience_floor": 1.0}

    life = town.live(DAYS, [town.everything(DRIVE | {"audit_claims": 1})], settings=unspent)

    line = [line.lever for line in life.simulation.lines].index("audit")
    checked = [(today, today.ordered[line] >= 1.0) for today in life.days]
    assert sum(everywhere.sum() for _, everywhere in checked) > 0
    for today, everywhere in checked:
        assert (today.claimed == today.executed)[:, everywhere].all(), today.t


@TOWNS
def test_claims_exceed_deeds_where_nobody_checks(town):
    life = town.live(DAYS, [town.everything(DRIVE)], settings={"behaviour.audit_usual": 0.0})

    directed = life.simulation.orders.lines.directed == 1
    assert sum((today.claimed - today.executed)[directed].sum() for today in life.days) > 0


@TOWNS
def test_people_who_learn_and_hear_nothing_offend_as_in_the_twin(town):
    """Compared are people at liberty in both arms whose day no officer cut short; nobody buys leave.

    Fines make nobody offend out of want, prices stand still, and neighbours trust each other as before.
    """
    frozen, rich = ("M21", "M24", "M26", "M27", "M30", "M32"), {"behaviour.shortfall_need": 0.0}
    searches = ("patrol", "station_search", "market_watch", "name_quota")
    order = only(town.everything(DRIVE, announced="public"), *searches)
    campaign, twin = town.begin([order], off=frozen, settings=rich), town.begin(off=frozen, settings=rich)

    away = 0
    for t in range(DAYS):
        free = [life.world.people.status == AT_LIBERTY for life in (campaign, twin)]
        campaign.simulation.step(t), twin.simulation.step(t)
        people = campaign.world.people, twin.world.people
        same = free[0] & free[1] & (people[0].outcome == 0) & (people[1].outcome == 0)
        offended = [some.last_offence == t for some in people]
        assert (offended[0] == offended[1])[same].all(), t
        away += int((free[0] != free[1]).sum())
    assert away > 0


@TOWNS
def test_where_nobody_can_be_bribed_nobody_pays(town):
    life = town.live(DAYS, [town.everything(DRIVE)], off=["M27"])

    assert [life.total(name) for name in ("bribes_paid", "bribes_sum", "bought", "passes", "extorted")] == [
        0
    ] * 5


@TOWNS
def test_officers_too_dear_for_everybody_take_nothing_but_the_price_of_leave(town):
    life = town.live(DAYS, [town.everything(DRIVE)], settings={"behaviour.reservation_share": 1e6})

    assert (life.total("bought"), life.total("extorted")) == (0, 0)
    assert life.total("bribes_paid") == life.total("passes")


@TOWNS
def test_where_officials_never_sell_leave_none_is_bought(town):
    life = town.live(DAYS, settings={"behaviour.willing_usual": 0.0})

    assert life.total("passes") == 0
    assert life.total("lawful") > 0


@TOWNS
def test_where_every_case_is_pardoned_nobody_is_sanctioned_for_an_offence(town):
    life = town.live(DAYS, settings={"behaviour.pardon_usual": 1.0, "behaviour.names_usual": 0.0})

    assert life.total("pardoned") == life.total("detected") > 0
    assert life.total("sanctioned") == 0


@TOWNS
def test_with_no_chance_of_custody_after_a_name_names_lead_to_nothing_but_a_list(town):
    life = town.live(DAYS, [town.everything(DRIVE)], settings={"behaviour.named_custody": 0.0})

    assert life.total("named") > 0
    assert life.total("extorted") == 0


@TOWNS
def test_where_all_hours_are_free_every_order_is_carried_out(town):
    life = town.live(DAYS, [town.everything(DRIVE)], off=["M08"])

    asked = (life.simulation.orders.lines.hours > 0)[:, None] & here(life)
    for today in life.days:
        due = asked & (today.ordered > 0)
        np.testing.assert_allclose(today.executed[due], 1.0)


@TOWNS
def test_without_loss_delay_decay_and_pressure_an_order_pulls_everywhere_as_it_was_issued(town):
    content = {"behaviour.pressure_gain": 0.0}

    life = town.live(DAYS, [town.everything(DRIVE)], off=["M02", "M04"], settings=content)

    orders = life.simulation.orders.lines
    pull = np.array([today.ordered[orders.directed == 1] for today in life.days])
    issued = min(line.issued for line in life.simulation.lines if line.directive)
    assert set(np.unique(pull)) == {0.0, 1.0}
    assert (pull[issued] == 1.0).all()
    assert (pull[: max(0, issued)] == 0.0).all()


def here(life):
    """Return which places have people."""
    return life.world.places.last_beat > life.world.places.first_beat
