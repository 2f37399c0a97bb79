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
from clampdown.world.geography import household_group, unit_start
from clampdown.world.sampling import category, even, even_spread, normal_cdf, normal_quantile, search
from clampdown.world.state import F4, F8, I4, I8, U1, U4, World

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
    phone_flag: int
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


class Drawn(NamedTuple):
    """The columns this pass writes, taken out of the tables: fewer arrays compile sooner."""

    household: U4
    age: U1
    sex: U1
    social_class: U1
    occupation: U1
    flags: U1
    nerve: U1
    profile: U1
    first: U4
    rank: U1
    wealth: I4
    cash: I4
    first_household: U4
    informers: U1
    zeal: F4
    skill: F4
    price: F4

    @classmethod
    def of(cls, world: World) -> "Drawn":
        """Return the columns of a world."""
        tables = (world.people, world.households, world.units, world.beats)
        columns = {name: column for table in tables for name, column in table._asdict().items()}
        return cls(**{name: columns[name] for name in cls._fields})


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
def fill_beats(chosen, rows, layout, patterns, traits, drawn):
    """Write every row of the chosen beats, given by their national numbers."""
    for index in prange(len(chosen)):
        row = np.int64(index)
        fill_officer(row, chosen[row], layout, traits, drawn)
        fill_beat(row, chosen[row], rows, layout, patterns, traits, drawn)


@njit(cache=True)
def fill_beat(row, number, rows, layout, patterns, traits, drawn):
    """Write one beat's units, households and people, column by column."""
    place = layout.beat_place[number]
    keys, border = layout.keys[place], traits.border[place]
    start = layout.beat_household[number] - layout.first_household[place]
    homes = Span(rows.household[row], rows.household[row + 1], start, layout.households[place])
    start = layout.beat_person[number] - layout.first_person[place]
    heads = Span(rows.person[row], rows.person[row + 1], start, layout.people[place])
    seat(homes, heads.first, layout.groups[place], keys, patterns, drawn)
    classify(homes, keys[streams.CLASS], traits.class_cumulative, drawn)
    endow(homes, keys[streams.WEALTH], keys[streams.CASH], traits, drawn)
    fill_units(row, number, rows, heads, layout, traits, drawn)
    for flag in range(len(traits.flag_household)):
        key, share = keys[streams.FLAG + flag], traits.flag_share[flag, border]
        if traits.flag_household[flag]:
            flag_households(homes, flag, share, key, drawn)
        else:
            flag_adults(heads, flag, share, key, traits.adult_age, drawn)
    characterise(heads, keys[streams.NERVE], keys[streams.TIER], border, traits, drawn)


@njit(cache=True)
def seat(homes, person_row, groups, keys, patterns, drawn):
    """Write who lives in each household."""
    for row in range(homes.first, homes.last):
        number = homes.start + row - homes.first
        group, ordinal, count = household_group(number, homes.total, groups, keys[streams.COMPOSITION])
        shift = (uniform53(keys[streams.PATTERN], group) + 0.5) / SCALE
        first, last = patterns.group_first[group], patterns.group_first[group + 1]
        pattern = search(patterns.cumulative, first, last, (ordinal + shift) / count)
        drawn.first[row] = person_row
        for member in range(patterns.group_size[group]):
            code = patterns.members[pattern, member]
            drawn.household[person_row] = row
            drawn.age[person_row] = code & 127
            drawn.sex[person_row] = code >> 7
            person_row += 1


@njit(cache=True)
def classify(homes, key, cumulative, drawn):
    """Write each household's social class to its members."""
    for row in range(homes.first, homes.last):
        social_class = category(cumulative, even(homes.start + row - homes.first, homes.total, key))
        for person in range(drawn.first[row], drawn.first[row + 1]):
            drawn.social_class[person] = social_class


@njit(cache=True)
def endow(homes, key, cash_key, traits, drawn):
    """Write each household's wealth, its rank in the nation, and its money at hand."""
    for row in range(homes.first, homes.last):
        number = homes.start + row - homes.first
        z = normal_quantile(even_spread(number, homes.total, key))
        shift = traits.class_shift[drawn.social_class[drawn.first[row]]]
        position = shift + traits.wealth_sigma * z
        wealth = MONEY_STEP * math.exp(traits.wealth_centre + position)
        u = (uniform53(cash_key, number) + 0.5) / SCALE
        cash = wealth * traits.cash_share * (1.0 + traits.cash_spread * (2.0 * u - 1.0))
        drawn.wealth[row] = np.int64(min(wealth, MONEY_MOST))
        drawn.cash[row] = np.int64(min(cash, wealth, MONEY_MOST))
        below = 0.0
        for other in range(len(traits.class_share)):
            z = (position - traits.class_shift[other]) / traits.wealth_sigma
            below += traits.class_share[other] * normal_cdf(z)
        drawn.rank[row] = min(np.int64(256.0 * below), 255)


@njit(cache=True)
def fill_units(row, number, rows, heads, layout, traits, drawn):
    """Write the beat's units, and the occupations of their people, which differ in town and country."""
    place = layout.beat_place[number]
    first_unit = layout.beat_unit[number] - layout.first_unit[place]
    home_start = layout.beat_household[number] - layout.first_household[place] - rows.household[row]
    for unit_row in range(rows.unit[row], rows.unit[row + 1]):
        unit = first_unit + unit_row - rows.unit[row]
        first = unit_start(unit, place, layout) - home_start
        last = unit_start(unit + 1, place, layout) - home_start
        drawn.first_household[unit_row] = first
        span = Span(drawn.first[first], drawn.first[last], 0, heads.total)
        urban = np.int64((unit + 0.5) / layout.units[place] < traits.urban_share[place])
        employ(span, heads.start - heads.first, layout.keys[place, streams.OCCUPATION], traits, urban, drawn)
        adults = count_adults(span, drawn.age, traits.adult_age)
        u = even_spread(unit, layout.units[place], layout.keys[place, streams.INFORMERS])
        drawn.informers[unit_row] = min(np.int64(adults * traits.informers[place] + u), 255)


@njit(cache=True)
def employ(span, offset, key, traits, urban, drawn):
    """Write the occupations of one unit's people."""
    cumulative = traits.occupation[urban]
    for row in range(span.first, span.last):
        if traits.occupation_from <= drawn.age[row] <= traits.occupation_until:
            drawn.occupation[row] = category(cumulative, even(row + offset, span.total, key))


@njit(cache=True)
def count_adults(span, age, adult_age):
    """Return the number of adults in a span of people."""
    adults = np.int64(0)
    for row in range(span.first, span.last):
        adults += np.int64(age[row] >= adult_age)
    return adults


@njit(cache=True)
def flag_households(homes, flag, share, key, drawn):
    """Set a flag on whole households."""
    for row in range(homes.first, homes.last):
        if even(homes.start + row - homes.first, homes.total, key) < share:
            for person in range(drawn.first[row], drawn.first[row + 1]):
                drawn.flags[person] |= 1 << flag


@njit(cache=True)
def flag_adults(heads, flag, share, key, adult_age, drawn):
    """Set a flag on adults."""
    for row in range(heads.first, heads.last):
        if drawn.age[row] >= adult_age and even(heads.start + row - heads.first, heads.total, key) < share:
            drawn.flags[row] |= 1 << flag


@njit(cache=True)
def characterise(heads, nerve_key, tier_key, border, traits, drawn):
    """Write nerve and profile."""
    for row in range(heads.first, heads.last):
        number = heads.start + row - heads.first
        drawn.nerve[row] = np.int64(256.0 * even(number, heads.total, nerve_key))
        profile = np.int64(traits.tiers * even(number, heads.total, tier_key))
        profile |= ADULT_BIT * np.int64(drawn.age[row] >= traits.adult_age)
        profile |= BORDER_BIT * np.int64(border) | BOUND_BIT * np.int64(traits.bound[drawn.occupation[row]])
        if traits.phone_flag >= 0:
            profile |= PHONE_BIT * ((np.int64(drawn.flags[row]) >> traits.phone_flag) & 1)
        drawn.profile[row] = profile


@njit(cache=True)
def fill_officer(row, number, layout, traits, drawn):
    """Write zeal, skill and price of the beat's officer."""
    place = layout.beat_place[number]
    beat, count, keys = number - layout.first_beat[place], layout.beats[place], layout.keys[place]
    zeal = normal_quantile(even_spread(beat, count, keys[streams.ZEAL]))
    own = normal_quantile(even_spread(beat, count, keys[streams.SKILL]))
    price = normal_quantile(even_spread(beat, count, keys[streams.PRICE]))
    rho = traits.zeal_skill_correlation
    skill = rho * zeal + math.sqrt(max(1.0 - rho * rho, 0.0)) * own
    drawn.zeal[row] = zeal
    drawn.skill[row] = math.exp(traits.skill_sigma * skill - 0.5 * traits.skill_sigma * traits.skill_sigma)
    drawn.price[row] = math.exp(traits.price_sigma * price - 0.5 * traits.price_sigma * traits.price_sigma)
