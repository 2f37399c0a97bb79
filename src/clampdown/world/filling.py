"""The compiled pass that writes the rows of chosen beats, each beat alone.

Whatever a row holds follows from the seed and from numbers counted within its place, never from
which other beats are built.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

from clampdown.rules.draws import SCALE, uniform53
from clampdown.world import streams
from clampdown.world.arrays import F8, I8, U1
from clampdown.world.geography import household_group, unit_start
from clampdown.world.sampling import category, even, even_spread, normal_cdf, normal_quantile, search

# Stored money is in sixteenths of a daily income, and int32 holds no more than this.
MONEY_STEP = 16.0
MONEY_MOST = 2.0**31 - 1.0

ADULT_BIT, PHONE_BIT, BORDER_BIT, BOUND_BIT = 128, 64, 32, 16


class Patterns(NamedTuple):
    """The library of household patterns as plain arrays, see `households.Library`."""

    members: U1
    cumulative: F8
    group_first: I8
    group_size: I8


class Traits(NamedTuple):
    """What people, households and officers are drawn from, as plain numbers.

    Parameters
    ----------
    border, urban_share, informers : arrays (places,); informers per adult
    class_share, class_cumulative, class_shift : arrays (classes,); shift of log wealth
    occupation : array (2, occupations), cumulative shares, rural and urban
    bound : array (occupations,), 1 where bound to a state workplace
    flag_share : array (flags, 2), share of adults elsewhere and at the border
    flag_household : array (flags,), 1 where a whole household shares the flag
    wealth_centre : float, log wealth of the nation's median household before shifts
    others : see `specification.PopulationSpec`
    """

    border: U1
    urban_share: F8
    informers: F8
    class_share: F8
    class_cumulative: F8
    class_shift: F8
    occupation: F8
    bound: U1
    flag_share: F8
    flag_household: U1
    phone_flags: int
    occupation_from: int
    occupation_until: int
    adult_age: int
    tiers: int
    wealth_centre: float
    wealth_sigma: float
    cash_share: float
    cash_spread: float
    zeal_skill_correlation: float
    skill_sigma: float
    price_sigma: float


class Rows(NamedTuple):
    """First rows of every chosen beat, each with a closing entry."""

    unit: I8
    household: I8
    person: I8


class Span(NamedTuple):
    """A beat's rows of one table: rows first … last − 1 are numbers `start` … of `total` in the place."""

    first: int
    last: int
    start: int
    total: int


@njit(parallel=True, cache=True)
def fill_beats(chosen, rows, layout, patterns, traits, world):
    """Write every row of the chosen beats, given by their national numbers."""
    for index in prange(len(chosen)):
        row = np.int64(index)
        fill_officer(world.beats[row], chosen[row], layout, traits)
        fill_beat(row, chosen[row], rows, layout, patterns, traits, world)


@njit(cache=True)
def fill_beat(row, number, rows, layout, patterns, traits, world):
    """Write one beat's units, households and people, trait by trait."""
    people, households = world.people, world.households
    place = layout.beat_place[number]
    keys, border = layout.keys[place], traits.border[place]
    start = layout.beat_household[number] - layout.first_household[place]
    homes = Span(rows.household[row], rows.household[row + 1], start, layout.households[place])
    start = layout.beat_person[number] - layout.first_person[place]
    heads = Span(rows.person[row], rows.person[row + 1], start, layout.people[place])
    seat(homes, heads.first, layout.groups[place], keys, patterns, people, households)
    classify(homes, keys[streams.CLASS], traits.class_cumulative, people, households)
    endow(homes, keys[streams.WEALTH], keys[streams.CASH], traits, people, households)
    fill_units(row, number, rows, heads, layout, traits, people, households, world.units)
    for flag in range(len(traits.flag_household)):
        key, share = keys[streams.FLAG + flag], traits.flag_share[flag, border]
        if traits.flag_household[flag]:
            flag_households(homes, flag, share, key, people, households)
        else:
            flag_adults(heads, flag, share, key, traits.adult_age, people)
    characterise(heads, keys[streams.NERVE], keys[streams.TIER], border, traits, people)


@njit(cache=True)
def seat(homes, person_row, groups, keys, patterns, people, households):
    """Write who lives in each household."""
    for row in range(homes.first, homes.last):
        number = homes.start + row - homes.first
        group, ordinal, count = household_group(number, homes.total, groups, keys[streams.COMPOSITION])
        shift = (uniform53(keys[streams.PATTERN], group) + 0.5) / SCALE
        first, last = patterns.group_first[group], patterns.group_first[group + 1]
        pattern = search(patterns.cumulative, first, last, (ordinal + shift) / count)
        households[row].first = person_row
        for member in range(patterns.group_size[group]):
            code, person = patterns.members[pattern, member], people[person_row]
            person.household = row
            person.age = code & 127
            person.sex = code >> 7
            person_row += 1
        households[row].last = person_row


@njit(cache=True)
def classify(homes, key, cumulative, people, households):
    """Write each household's social class to its members."""
    for row in range(homes.first, homes.last):
        social_class = category(cumulative, even(homes.start + row - homes.first, homes.total, key))
        for member in range(households[row].first, households[row].last):
            people[member].social_class = social_class


@njit(cache=True)
def endow(homes, key, cash_key, traits, people, households):
    """Write each household's wealth, its rank in the nation, and its money at hand."""
    for row in range(homes.first, homes.last):
        household, number = households[row], homes.start + row - homes.first
        z = normal_quantile(even_spread(number, homes.total, key))
        position = traits.class_shift[people[household.first].social_class] + traits.wealth_sigma * z
        wealth = MONEY_STEP * math.exp(traits.wealth_centre + position)
        u = (uniform53(cash_key, number) + 0.5) / SCALE
        cash = wealth * traits.cash_share * (1.0 + traits.cash_spread * (2.0 * u - 1.0))
        household.wealth = np.int64(min(wealth, MONEY_MOST))
        household.cash = np.int64(min(cash, wealth, MONEY_MOST))
        below = 0.0
        for other in range(len(traits.class_share)):
            z = (position - traits.class_shift[other]) / traits.wealth_sigma
            below += traits.class_share[other] * normal_cdf(z)
        household.rank = min(np.int64(256.0 * below), 255)


@njit(cache=True)
def fill_units(row, number, rows, heads, layout, traits, people, households, units):
    """Write the beat's units, and the occupations of their people, which differ in town and country."""
    place = layout.beat_place[number]
    first_unit = layout.beat_unit[number] - layout.first_unit[place]
    home_start = layout.beat_household[number] - layout.first_household[place] - rows.household[row]
    for unit_row in range(rows.unit[row], rows.unit[row + 1]):
        unit, number = units[unit_row], first_unit + unit_row - rows.unit[row]
        unit.first_household = unit_start(number, place, layout) - home_start
        unit.last_household = unit_start(number + 1, place, layout) - home_start
        unit.first_person = households[unit.first_household].first
        unit.last_person = households[unit.last_household - 1].last
        urban = np.int64((number + 0.5) / layout.units[place] < traits.urban_share[place])
        key, start = layout.keys[place, streams.OCCUPATION], heads.start + unit.first_person - heads.first
        employ(Span(unit.first_person, unit.last_person, start, heads.total), key, urban, traits, people)
        adults = count_adults(unit.first_person, unit.last_person, traits.adult_age, people)
        u = even_spread(number, layout.units[place], layout.keys[place, streams.INFORMERS])
        unit.informers = min(np.int64(adults * traits.informers[place] + u), 255)


@njit(cache=True)
def employ(heads, key, urban, traits, people):
    """Write the occupations of one unit's people."""
    cumulative = traits.occupation[urban]
    for row in range(heads.first, heads.last):
        if traits.occupation_from <= people[row].age <= traits.occupation_until:
            u = even(heads.start + row - heads.first, heads.total, key)
            people[row].occupation = category(cumulative, u)


@njit(cache=True)
def count_adults(first, last, adult_age, people):
    """Return the number of adults in rows first … last − 1."""
    adults = np.int64(0)
    for row in range(first, last):
        adults += np.int64(people[row].age >= adult_age)
    return adults


@njit(cache=True)
def flag_households(homes, flag, share, key, people, households):
    """Set a flag on whole households."""
    for row in range(homes.first, homes.last):
        if even(homes.start + row - homes.first, homes.total, key) < share:
            for member in range(households[row].first, households[row].last):
                people[member].flagged |= 1 << flag


@njit(cache=True)
def flag_adults(heads, flag, share, key, adult_age, people):
    """Set a flag on adults."""
    for row in range(heads.first, heads.last):
        holds = even(heads.start + row - heads.first, heads.total, key) < share
        if holds and people[row].age >= adult_age:
            people[row].flagged |= 1 << flag


@njit(cache=True)
def characterise(heads, nerve_key, tier_key, border, traits, people):
    """Write nerve and profile."""
    for row in range(heads.first, heads.last):
        person, number = people[row], heads.start + row - heads.first
        person.nerve = np.int64(256.0 * even(number, heads.total, nerve_key))
        profile = np.int64(traits.tiers * even(number, heads.total, tier_key))
        profile |= ADULT_BIT * np.int64(person.age >= traits.adult_age)
        profile |= BORDER_BIT * np.int64(border) | BOUND_BIT * np.int64(traits.bound[person.occupation])
        if np.int64(person.flagged) & traits.phone_flags != 0:
            profile |= PHONE_BIT
        person.profile = profile


@njit(cache=True)
def fill_officer(officer, number, layout, traits):
    """Write zeal, skill and price of a beat's officer."""
    place = layout.beat_place[number]
    beat, count, keys = number - layout.first_beat[place], layout.beats[place], layout.keys[place]
    zeal = normal_quantile(even_spread(beat, count, keys[streams.ZEAL]))
    own = normal_quantile(even_spread(beat, count, keys[streams.SKILL]))
    price = normal_quantile(even_spread(beat, count, keys[streams.PRICE]))
    rho = traits.zeal_skill_correlation
    skill = rho * zeal + math.sqrt(max(1.0 - rho * rho, 0.0)) * own
    officer.zeal = zeal
    officer.skill = math.exp(traits.skill_sigma * (skill - 0.5 * traits.skill_sigma))
    officer.price = math.exp(traits.price_sigma * (price - 0.5 * traits.price_sigma))
