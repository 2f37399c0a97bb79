"""Nobody appears or vanishes, no place holds more than it can, no rate leaves its bound."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clampdown.day import person as street
from clampdown.day.custody import pools_of
from clampdown.day.draws import keys_of
from clampdown.engine import numbers
from clampdown.rules import draws
from clampdown.schema.values import Values
from clampdown.world.notes import Acts
from clampdown.world.parameters import Here
from clampdown.world.records import rows
from clampdown.world.state import AT_LIBERTY, HELD, KIN, LEFT, TO_CUSTODY, allocate

DRIVE = {"emergency_working": 16, "rounds": 12, "patrol": 4, "name_quota": 3, "harsher_penalties": 3}
TOWNS = pytest.mark.parametrize("name", ["toytown", "border"])
EVERYBODY = 255  # adult, with a phone, at the border, bound to work, of the busiest tier
# Money at hand differs from household to household; without this it changes nothing.
NO_MONEY = {"behaviour.shortfall_need": 0.0}
INSTRUMENTS = ("M14", "M15", "M16", "M17", "M18", "M20", "M21", "M24", "M26", "M27", "M30", "M33")
AS_USUAL = (*INSTRUMENTS, "M32")  # seasons and prices at rest, too


@pytest.fixture
def town(request, name):
    return request.getfixturevalue(name)


def pooled(world):
    """Return free custody places by pool."""
    pools = pools_of(world)
    free = np.zeros((pools.max() + 1, world.places.free.shape[1]), dtype=np.int64)
    np.add.at(free, pools, world.places.free)
    return free


def held(life):
    """Return the people in each facility of each place, counted one by one."""
    world, rungs = life.world, life.simulation.par.rungs
    row = np.flatnonzero(world.people.status == HELD)
    people = world.beats.last_person - world.beats.first_person.astype(np.int64)
    place = np.repeat(world.beats.place, people)[row]
    count = np.zeros(world.places.free.shape, dtype=np.int64)
    facility = rungs.facility[world.people.rung[row].astype(np.int64)]
    np.add.at(count, (place[facility >= 0], facility[facility >= 0]), 1)
    return count


@TOWNS
def test_everybody_has_one_status_every_day(town):
    life = town.live(60, [town.everything(DRIVE)])
    beats = life.world.beats
    people = np.bincount(
        beats.place, beats.last_person - beats.first_person.astype(np.int64), len(life.world.places)
    )

    counted = np.array([life.count("people", day).sum(axis=1) for day in range(60)])

    assert (counted == people).all()


@TOWNS
def test_those_who_are_gone_tonight_are_those_whose_case_was_taken_today(town):
    life = town.begin([town.everything(DRIVE)])
    people = life.world.people

    for t in range(60):
        away = people.status != AT_LIBERTY
        cases = life.simulation.step(t).cases
        taken = np.isin(cases.outcome, (TO_CUSTODY, LEFT, KIN)) & (cases.turned_away == 0)
        gone = np.flatnonzero((people.status != AT_LIBERTY) & ~away)
        assert set(gone) == set(cases.row[taken]), t


@TOWNS
def test_custody_never_holds_more_than_its_places(town):
    life = town.begin([town.everything(DRIVE)])
    capacity = life.world.places.free + held(life)

    for t in range(60):
        life.simulation.step(t)
        assert (pooled(life.world) >= 0).all(), t
        assert (life.world.places.free == capacity - held(life)).all(), t


def test_custody_turns_people_away_when_it_is_full(toytown):
    tight = {"packs.toytown.facilities.lock_up.capacity": 0.4}

    life = toytown.live(60, [toytown.everything(DRIVE)], settings=tight)

    assert sum(int(today.cases.turned_away.sum()) for today in life.days) > 0
    assert (pooled(life.world) >= 0).all()


@TOWNS
@settings(max_examples=25)
@given(data=st.data())
def test_no_rate_leaves_its_bound_whatever_is_drawn_believed_wanted_and_resented(name, request, data):
    town = request.getfixturevalue(name)
    par = drawn_parameters(town, data.draw(st.integers(0, 10_000), label="draw"))
    unit, home, person = (allocate(table, 1)[0] for table in ("units", "households", "people"))
    here = rows(Here, 1)[0]
    shares, wide = st.floats(0, 1), st.floats(-1, 1)
    here.need, here.kin_fear = data.draw(shares, label="need"), data.draw(shares, label="kin fear")
    here.severity[:] = data.draw(st.floats(-0.5, 5), label="severity")
    unit.trust = data.draw(shares, label="trust")
    unit.grievance, home.rank = data.draw(wide), data.draw(st.integers(0, 255), label="rank")
    person.grievance, home.last = data.draw(st.integers(-16384, 16384)), 4
    home.wealth, home.cash = 1600, data.draw(st.integers(0, 5000), label="cash")
    certainty = data.draw(shares, label="certainty")

    for k, kind in enumerate(par.kinds):
        x = street.log_factor(par.rules[0], here, unit, kind, home, person, 0, k, certainty)
        accepted = np.floor(par.profiles.rate[:, k] * most_season(town, k) * math.exp(x) * draws.SCALE)
        before = par.profiles.bound[:, k - 1] if k else np.zeros(256, dtype=np.int64)
        assert (accepted <= par.profiles.bound[:, k] - before).all(), town.scenario.pack.offences[k]


def drawn_parameters(town, draw):
    records = {**town.catalogue.records(), **town.scenario.pack.records()}
    town.drawn = Values(records, draw=draw)
    return numbers.parameters(town.scenario, town.catalogue, town.drawn)


def most_season(town, k):
    """Return the largest factor that the calendar and prices put on an offence in any month."""
    kind = town.catalogue.offences[town.scenario.pack.offences[k]]
    dear = town.drawn.peek("behaviour.dearest") ** town.drawn.peek("behaviour.profit_weight")
    return calendar_season(town, k) * (dear if kind.trade == "import" else 1.0)


def calendar_season(town, k):
    """Return the largest factor that the calendar puts on an offence in any month."""
    pack = town.scenario.pack
    name = town.catalogue.offences[pack.offences[k]].season
    if name not in pack.calendar.series:
        return 1.0
    strength = town.drawn.peek(f"packs.{pack.id}.calendar.series.{name}.strength")
    return max(1.0, *(1.0 + (strength - 1.0) * month for month in pack.calendar.series[name].months))


@TOWNS
def test_the_bounds_of_one_try_never_add_up_to_certainty(town):
    for draw in range(20):
        profiles = drawn_parameters(town, draw).profiles
        assert (profiles.total < draws.WHOLE).all()
        assert (np.diff(profiles.bound[:, : len(town.scenario.pack.offences)], axis=1) >= 0).all()


def test_each_offence_is_accepted_for_exactly_its_rate_of_all_draws(toytown):
    life = toytown.begin(off=AS_USUAL, settings=NO_MONEY)
    simulation, world = life.simulation, life.world
    par, keys = simulation.par, keys_of(1, 0)
    here, _, _ = simulation.morning(0)
    profile = par.profiles[EVERYBODY]
    beat, unit, home = world.beats[0], world.units[0], world.households[0]
    unnoted = rows(Acts, 1), np.zeros(2, dtype=np.int64)

    def commits(k, draw):
        tally = np.zeros(int(simulation.lay.width), dtype=np.int64)
        street.act(
            par.rules[0], par.rungs, profile, par.kinds, simulation.lay, keys, here[0], beat, unit, home,
            world.people[0], tally, 0, 1, 100.0, draw, *unnoted,
        )  # fmt: skip
        return sum(tally[int(simulation.lay[block]) + k] for block in ("offences", "lawful", "passes"))

    before = 0
    for k in range(len(par.kinds)):
        usual = par.rules[0].certainty[par.kinds.domain[k]]
        x = street.log_factor(par.rules[0], here[0], unit, par.kinds[k], home, world.people[0], 0, k, usual)
        rate = profile.rate[k] * math.exp(x)
        accepted = draws.threshold(rate)
        ends = (before, before + accepted - 1, before + accepted, int(profile.bound[k]) - 1)
        assert [commits(k, draw) for draw in ends] == [1, 1, 0, 0], k
        before = int(profile.bound[k])


def test_the_fast_law_agrees_with_a_coin_for_each_person_day_and_offence(toytown):
    days, kinds = 20, len(toytown.scenario.pack.offences)
    life = toytown.live(days, off=AS_USUAL, settings=NO_MONEY)
    par, need = life.simulation.par, life.days[0].here.need[0]
    chance = chances(life.world, par, need)[:, :kinds]
    coin = np.random.Generator(np.random.PCG64(1)).random((days, *chance.shape))

    counted = sum(life.count(block).sum(axis=0) for block in ("offences", "lawful", "passes"))
    naive = (coin < chance).sum(axis=(0, 1))

    spread = np.sqrt(days * (chance * (1 - chance)).sum(axis=0))
    assert len(chance) * days > 200_000
    assert (abs(counted - days * chance.sum(axis=0)) < 4 * spread).all()
    assert (((counted - naive) ** 2 / (2 * spread**2)).sum()) < kinds + 4 * math.sqrt(2 * kinds)


def chances(world, par, need):
    """Return each person's expected number of acts a day by kind, written out without the kernel."""
    rank = world.households.rank[world.people.household] / 256.0
    gap = np.clip(2.0 * need * (1.0 - rank), 0.0, 1.0) - par.rules[0].need_usual
    x = np.outer(gap, par.rules[0].need_weight * par.kinds.need)
    profile = world.people.profile.astype(np.int64)
    rate = par.profiles.rate[profile, : len(par.kinds)] * par.profiles.tries[profile, None]
    return rate * np.exp(x)


def test_a_season_in_which_less_is_done_leaves_room_for_the_months_in_which_more_is(border):
    strength, pack = 0.4, border.scenario.pack
    k = pack.offences.index("crossing")

    def room(settings):
        profiles = numbers.parameters(border.scenario, border.catalogue, border.values(settings)).profiles
        bound = profiles.bound[EVERYBODY, k] - profiles.bound[EVERYBODY, k - 1]
        return bound / draws.SCALE / profiles.rate[EVERYBODY, k]

    season = "packs.dprk.calendar.series.crossing.strength"
    assert room({season: strength}) == pytest.approx(room({season: 1.0}) * (1 + (1 - strength)), rel=1e-9)
