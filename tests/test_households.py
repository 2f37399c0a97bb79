"""What households earn, miss and lack."""

import numpy as np
import pytest

from clampdown.day import access
from clampdown.experiments.claims.homes import Homes
from clampdown.schema.pattern_history import KinHeld
from clampdown.world.state import AT_LIBERTY, HELD
from patterns_panels import acts, panel, value

HARSH = {"patrol": 4, "harsher_penalties": 3, "no_pardon": 0.9, "name_quota": 3}


def cash(life, home, t):
    return int(access.cash_now(life.simulation.par.rules[0], life.world.households[home], t))


def earns_still(life, home, t):
    """Reckon the wages of a household anew."""
    world, par = life.world, life.simulation.par
    access.set_wage(par.rules[0], world.people, par.profiles, world.households[home], t)


def family(world):
    """Return a household of two adults, of the middle of the order of wealth, and its members."""
    homes, adult = world.households, world.people.profile >= access.ADULT
    adults = np.add.reduceat(adult.astype(np.int64), homes.first.astype(np.int64))
    home = int(np.flatnonzero((adults == 2) & (abs(homes.rank.astype(int) - 128) < 8))[0])
    return home, np.flatnonzero((world.people.household == home) & adult)


def test_money_runs_down_while_an_earner_is_held_and_comes_back_when_he_does(toytown):
    life = toytown.begin()
    home, members = family(life.world)
    usual = int(life.world.households.wealth[home] * life.simulation.par.rules[0].cash_share)
    life.world.people.status[members] = AT_LIBERTY
    earns_still(life, home, 0)
    life.world.households.cash[home] = usual
    both = cash(life, home, 30)

    life.world.people.status[members[0]] = HELD
    earns_still(life, home, 0)
    one = [cash(life, home, t) for t in (0, 30, 60)]
    earns_still(life, home, 60)
    life.world.people.status[members[0]] = AT_LIBERTY
    earns_still(life, home, 60)

    assert usual == one[0] > one[1] > one[2]
    assert one[1] < both
    assert cash(life, home, 90) > one[2]


def test_a_household_of_which_nobody_earns_runs_out_of_money(toytown):
    life = toytown.begin()
    home, members = family(life.world)
    life.world.people.status[members] = HELD
    earns_still(life, home, 0)

    assert life.world.households.wage[home] == 0
    assert cash(life, home, 1500) == 0


def test_what_acts_bring_in_on_a_quiet_day_is_what_households_earn_less_without_them(toytown):
    life = toytown.live(60)
    usual = life.world.households.wealth / life.simulation.par.rules[0].income_days

    earned = life.total("earned") / 60
    less = (usual * (1.0 - life.world.households.wage / 255.0)).sum()

    assert earned == pytest.approx(less, rel=0.15)


@pytest.mark.parametrize("name", ["toytown", "border"])
def test_wages_are_those_of_the_members_at_liberty_every_evening(name, request):
    town = request.getfixturevalue(name)
    life = town.begin([town.everything(HARSH)])
    world, par = life.world, life.simulation.par
    away = 0

    for t in range(40):
        life.simulation.step(t)
        away += int((world.people.status != AT_LIBERTY).sum())
    kept = world.households.wage.copy()
    access.set_all_wages(par.rules, world.people, par.profiles, world.households)

    assert away > 0
    assert (kept == world.households.wage).all()


def test_without_what_people_do_that_is_forbidden_nothing_changes_what_is_earned(border):
    life = border.live(20, [border.everything(HARSH)], off=["M22"])

    assert life.total("earned") == 0
    assert (life.world.households.wage == 255).all()


def test_a_household_short_of_money_offends_more_for_want_and_not_otherwise(toytown):
    def offences(share):
        life = toytown.begin(settings={"behaviour.cash_recovery": 120.0})
        life.world.households.cash[:] = (life.world.households.cash * share).astype(np.int32)
        life.days += [life.simulation.step(t) for t in range(20)]
        found = life.count("offences").sum(axis=0)
        kinds = toytown.scenario.pack.offences
        return found[kinds.index("market_trade")], found[kinds.index("critical_speech")]

    poor, usual = offences(0.0), offences(1.0)

    assert poor[0] > 1.15 * usual[0]
    assert poor[1] == pytest.approx(usual[1], rel=0.05)


def test_a_filter_knows_of_whose_household_somebody_else_is_held(toytown):
    life = toytown.begin()
    people = life.world.people
    home, (one, other) = family(life.world)
    people.status[:] = AT_LIBERTY
    homes = Homes(life.simulation)
    people.status[one] = HELD
    homes.look(3)
    people.status[one] = AT_LIBERTY
    homes.look(10)
    kin = np.flatnonzero((people.household == home) & (np.arange(len(people)) != one))

    assert set(np.flatnonzero(homes.kin_held(KinHeld(within=7), 10))) == set(kin)
    assert other in kin
    assert not homes.kin_held(KinHeld(), 10).any()
    assert homes.kin_held(KinHeld(held=False, within=6), 10).all()
    assert homes.kin_since(np.array([one, other]), 10).tolist() == [32767, 7]


def test_acts_of_people_with_kin_in_custody_are_picked_by_the_evening_before():
    run = panel(acts(3, kin_since=1) + acts(4, kin_since=20) + acts(5))

    kin = [{"kin_held": "yes"}, {"kin_held": {"within": 30}}, {"kin_held": "no"}]
    assert [value(run, metric="offences", where=one, days=[1, 30]) for one in kin] == [3, 7, 9]
