"""Plausible households, weighted until the nation's ages and sexes come out.

A library of a few thousand household patterns is composed from a short family story: a couple or
one adult alone, children not yet married, sometimes the older generation. Raking then weights the
patterns, so that the story decides who lives with whom and the census decides how many of each age
there are. The library is a description and takes no part in the luck of a run: it is the same for
every seed.
"""

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from clampdown.errors import PackError
from clampdown.rules.draws import SCALE, STREAM_BUILD, day_key, uniform53
from clampdown.world import streams
from clampdown.world.arrays import F8, I8, U1
from clampdown.world.sampling import normal_quantile
from clampdown.world.specification import HouseholdForm

OLDEST = 100
AGES = OLDEST + 1
# Ages between which the story lets women bear children, years.
BIRTH_FROM, BIRTH_UNTIL = 16, 49

_TRIES_PER_SIZE = 6000
_FEWEST_PATTERNS = 20  # of a size, or there are no households of it
_RAKING_TURNS = 400
_RAKING_MISFIT = 1e-6
_MISFIT_MOST = 0.005  # shares of people of one age and sex; half a point


@dataclass(frozen=True)
class Library:
    """Household patterns, sorted by group and within it by the age of the middle generation.

    A group holds the patterns of one size with the same number of men and boys.

    Parameters
    ----------
    members : array (patterns, largest), age + 128 for males; 255 where there is no member
    weight : array (patterns,), share of the nation's households, summing to 1
    group_first : array (groups + 1,), first pattern of each group and a closing entry
    group_size, group_males : arrays (groups,), persons
    """

    members: U1
    weight: F8
    group_first: I8
    group_size: I8
    group_males: I8

    @property
    def group_share(self) -> F8:
        """Share of the nation's households by group."""
        shares: F8 = np.add.reduceat(self.weight, self.group_first[:-1])
        return shares

    @property
    def cumulative(self) -> F8:
        """Cumulative weight within each pattern's own group, 1 at the group's last."""
        total = np.cumsum(self.weight)
        before = np.concatenate([[0.0], total])[self.group_first[:-1]]
        patterns = np.diff(self.group_first)
        within: F8 = (total - np.repeat(before, patterns)) / np.repeat(self.group_share, patterns)
        return within


def size_shares(mean: float, spread: float, largest: int) -> F8:
    """Return the shares of households by size 1 … largest: the least arbitrary with mean and spread.

    Raises
    ------
    PackError, if no distribution over these sizes has this mean and spread

    Examples
    --------
    >>> shares = size_shares(3.0, 1.0, 8)
    >>> round(float(shares @ np.arange(1, 9)), 6)
    3.0
    """
    sizes = np.arange(1, largest + 1, dtype=np.float64)
    powers = np.stack([sizes, sizes * sizes])
    wanted = np.array([mean, mean * mean + spread * spread])
    slope = np.array([mean, -0.5]) / (spread * spread)
    for _ in range(100):
        exponent = slope @ powers
        shares: F8 = np.exp(exponent - exponent.max())
        shares /= shares.sum()
        gap = wanted - powers @ shares
        if np.abs(gap).max() < 1e-10:
            return shares
        covariance = (powers * shares) @ powers.T - np.outer(powers @ shares, powers @ shares)
        if not np.linalg.cond(covariance) < 1e14:
            break
        slope = slope + np.linalg.solve(covariance, gap)
    raise PackError(
        f"Households of 1 to {largest} people cannot have a mean size of {mean:g} and a spread of {spread:g}."
    )


@njit(cache=True)
def _draw(key, row, ordinal):
    return (uniform53(key, row * 64 + ordinal) + 0.5) / SCALE


@njit(cache=True)
def _near(mean, spread, u):
    return np.int64(math.floor(mean + spread * normal_quantile(u) + 0.5))


@njit(cache=True)
def _married(age, male, form):
    middle = form.marriage_male if male else form.marriage_female
    return 1.0 / (1.0 + math.exp((middle - age) / form.marriage_spread))


@njit(cache=True)
def _add_children(members, first, woman, key, row, form):
    """Fill the remaining places with children of `woman`; return how likely they all still live there."""
    likely = 1.0
    for place in range(first, len(members)):
        birth = _near(form.birth_age, form.birth_age_spread, _draw(key, row, 10 + place))
        age, male = woman - birth, _draw(key, row, 30 + place) < 0.5
        if age < 0 or birth < BIRTH_FROM or birth > BIRTH_UNTIL:
            return 0.0
        members[place] = age + 128 * male
        for earlier in range(first, place):
            if members[earlier] & 127 == age:
                return 0.0
        likely *= 1.0 - _married(age, male, form)
    return likely


@njit(cache=True)
def _add_elders(members, first, count, child, key, row, form):
    """Add one or both parents of an adult aged `child`; return whether their ages are possible."""
    if count == 0:
        return True
    birth = _near(form.birth_age, form.birth_age_spread, _draw(key, row, 5))
    mother = child + birth
    father = mother + _near(form.couple_gap, form.couple_gap_spread, _draw(key, row, 6))
    if birth < BIRTH_FROM or birth > BIRTH_UNTIL or max(mother, father) > OLDEST:
        return False
    only_father = count == 1 and _draw(key, row, 7) < 0.5
    members[first] = father + 128 if only_father else mother
    if count > 1:
        members[first + 1] = father + 128
    return True


@njit(cache=True)
def _compose(members, key, row, adult_age, form):
    """Fill one household of len(members) people; return its weight in the story, 0 if impossible."""
    size = len(members)
    woman = adult_age + np.int64(_draw(key, row, 0) * (AGES - adult_age))
    man = woman + _near(form.couple_gap, form.couple_gap_spread, _draw(key, row, 1))
    elders = 0
    if size > 2 and _draw(key, row, 2) < form.elder_share:
        elders = 1 + np.int64(size > 3 and _draw(key, row, 3) < 0.5)
    lone = size - elders == 1 or _draw(key, row, 4) < form.lone_share
    heads = 1 if lone else 2
    only_man = lone and _draw(key, row, 8) < 0.5
    possible = adult_age <= man <= OLDEST or (lone and not only_man)
    if not possible or size - heads - elders > form.children_most:
        return 0.0
    members[0] = man + 128 if only_man else woman
    likely = 1.0
    if not lone:
        members[1] = man + 128
        likely = _married(woman, False, form) * _married(man, True, form)
    if not _add_elders(members, heads, elders, man if only_man else woman, key, row, form):
        return 0.0
    return likely * _add_children(members, heads + elders, woman, key, row, form)


@njit(cache=True)
def compose_all(members, weight, seniority, tries, adult_age, form):
    """Fill `tries` patterns of every size, row by row, with their weights in the story."""
    key = day_key(0, STREAM_BUILD + streams.LIBRARY, 0)
    for row in range(len(members)):
        size = row // tries + 1
        weight[row] = _compose(members[row, :size], key, row, adult_age, form)
        seniority[row] = members[row, 0] & 127


def rake(cells: I8, sizes: I8, weight: F8, size_share: F8, wanted: F8) -> F8:
    """Return weights under which the patterns' people have the wanted shares of age and sex.

    Each turn multiplies a pattern by the geometric mean of its members' shortages (wanted over
    present), then restores the shares of sizes: generalised iterative scaling, Darroch and
    Ratcliff (1972).

    Parameters
    ----------
    cells : array (patterns, largest), number of each member's age and sex; len(wanted) for nobody
    sizes : array (patterns,), persons
    weight : array (patterns,), weights to begin with, positive
    size_share : array (largest,), shares of households by size
    wanted : array (cells,), shares of people, summing to 1

    Raises
    ------
    PackError, if an age and sex stays more than half a point off
    """
    people = float(size_share @ np.arange(1, len(size_share) + 1))
    for _ in range(_RAKING_TURNS):
        weight = weight * (size_share / np.bincount(sizes - 1, weight, len(size_share)))[sizes - 1]
        counts = np.bincount(cells.ravel(), np.repeat(weight, cells.shape[1]), len(wanted) + 1)[:-1]
        present: F8 = counts / people
        if np.abs(present - wanted).max() < _RAKING_MISFIT:
            break
        shortage = np.log(np.maximum(wanted, 1e-12) / np.maximum(present, 1e-12))
        weight = weight * np.exp(np.append(shortage, 0.0)[cells].sum(axis=1) / sizes)
    refuse_misfit(present, wanted)
    restored: F8 = weight * (size_share / np.bincount(sizes - 1, weight, len(size_share)))[sizes - 1]
    return restored


def build_library(form: HouseholdForm, age_sex: F8, adult_age: int) -> Library:
    """Return the nation's household patterns.

    Parameters
    ----------
    form : HouseholdForm
    age_sex : array (101, 2), shares of people by age and sex (0 female, 1 male), summing to 1
    adult_age : int, youngest age at which someone may head a household, years

    Raises
    ------
    PackError, if the form leaves no way to have the ages, sexes or sizes asked for
    """
    rows = form.largest * _TRIES_PER_SIZE
    members = np.full((rows, form.largest), 255, dtype=np.uint8)
    weight, seniority = np.zeros(rows), np.zeros(rows, dtype=np.int64)
    compose_all(members, weight, seniority, _TRIES_PER_SIZE, adult_age, form)
    sizes = np.repeat(np.arange(1, form.largest + 1), _TRIES_PER_SIZE)
    males = ((members >= 128) & (members < 255)).sum(axis=1)
    largest = largest_composed(sizes[weight > 0.0])
    order = np.lexsort((seniority, males, sizes))
    order = order[(weight[order] > 0.0) & (sizes[order] <= largest)]
    members, sizes, males = members[order], sizes[order], males[order]
    cells = np.where(members == 255, 2 * AGES, (members & 127) * 2 + (members >> 7)).astype(np.int64)
    shares = size_shares(form.size_mean, form.size_spread, largest)
    weight = rake(cells, sizes, weight[order], shares, np.ascontiguousarray(age_sex).ravel())
    starts = np.flatnonzero(np.diff(sizes * 64 + males, prepend=-1))
    first = np.append(starts, len(sizes)).astype(np.int64)
    return Library(members, weight, first, sizes[starts], males[starts])


def largest_composed(sizes: I8) -> int:
    """Return the largest size up to which the story has patterns enough of every size.

    Examples
    --------
    >>> largest_composed(np.repeat([1, 2, 3, 5], 1000))
    3
    """
    enough = np.bincount(sizes, minlength=2)[1:] >= _FEWEST_PATTERNS
    return len(enough) if enough.all() else int(np.argmin(enough))


def refuse_misfit(present: F8, wanted: F8) -> None:
    """Raise PackError if shares of people by age and sex stay too far from those wanted."""
    cell = int(np.abs(present - wanted).argmax())
    if not abs(present[cell] - wanted[cell]) <= _MISFIT_MOST:
        raise PackError(
            f"Households of this form cannot have the ages asked for: {present[cell]:.2%} of people would be "
            f"{cell // 2}-year-old {('females', 'males')[cell % 2]} instead of {wanted[cell]:.2%}."
        )
