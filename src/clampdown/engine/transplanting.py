"""Giving a world the state of another one: every row takes over from a row like it."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clampdown.rules import draws
from clampdown.world.records import Table
from clampdown.world.state import World, columns

I8 = NDArray[np.int64]
ADULT, TIERS = 128, 16  # bit of a profile; tiers of offending propensity in its last bits


@njit(cache=True, nogil=True)
def strata_of(people, households, out):
    """Write each person's stratum: profile, fifth of wealth, flags held."""
    for i in range(len(people)):
        fifth = np.int64(households[people[i].household].rank) * 5 // 256
        out[i] = (np.int64(people[i].profile) * 5 + fifth) * 256 + np.int64(people[i].flagged)


@njit(cache=True, nogil=True)
def home_strata_of(people, households, out):
    """Write each household's stratum: wealth in 32 steps, and its busiest member's tier."""
    for h in range(len(households)):
        busiest = np.int64(0)
        for i in range(np.int64(households[h].first), np.int64(households[h].last)):
            if np.int64(people[i].profile) >= ADULT:
                busiest = max(busiest, np.int64(people[i].profile) % TIERS)
        out[h] = (np.int64(households[h].rank) // 8) * TIERS + busiest


@njit(cache=True, nogil=True)
def choose_donors(strata, order, start, count, key, out):
    """Write, for each row, a donor drawn among those of its stratum; -1 where there is none."""
    for i in range(len(strata)):
        stratum = strata[i]
        out[i] = -1
        if count[stratum] > 0:
            pick = np.int64(draws.uniform53(key, i) / draws.SCALE * count[stratum])
            out[i] = order[start[stratum] + pick]


def donors_for(both: tuple[I8, I8], strata: int, seed: int, table: int) -> I8:
    """Return a donor row for each row of the second world, of the same stratum in the first."""
    theirs, ours = both
    order = np.argsort(theirs, kind="stable")
    count = np.bincount(theirs, minlength=strata)
    start = np.cumsum(count) - count
    out = np.empty(len(ours), dtype=np.int64)
    choose_donors(ours, order, start, count, draws.key(seed, draws.STREAM_SETTLE, table), out)
    return out


def transplant(source: World, target: World, *, seed: int) -> None:
    """Give every row of a world the state of a row like it in another one."""
    people, homes = [], []
    for world in (source, target):
        people.append(np.empty(len(world.people), dtype=np.int64))
        strata_of(world.people, world.households, people[-1])
        homes.append(np.empty(len(world.households), dtype=np.int64))
        home_strata_of(world.people, world.households, homes[-1])
    take_over(
        "people", source.people, target.people, donors_for((people[0], people[1]), 256 * 5 * 256, seed, 0)
    )
    donors = donors_for((homes[0], homes[1]), 32 * TIERS, seed, 1)
    take_over("households", source.households, target.households, donors, skip=("cash",))
    spend_alike(source.households, target.households, donors)
    informers = (source.units.informers.astype(np.int64), target.units.informers.astype(np.int64))
    take_over("units", source.units, target.units, donors_for(informers, 256, seed, 2))
    place = (source.beats.place.astype(np.int64), target.beats.place.astype(np.int64))
    donors = donors_for(place, len(source.places), seed, 3)
    take_over("beats", source.beats, target.beats, donors, skip=("bribes",))
    for table in ("places", "provinces", "centre"):
        same = np.arange(len(getattr(target, table)))
        take_over(table, getattr(source, table), getattr(target, table), same, skip=("free",))


def spend_alike(source: Table, target: Table, donor: I8) -> None:
    """Leave households with the same share of their wealth at hand as their donors."""
    has = donor >= 0
    share = source.cash[donor[has]] / np.maximum(source.wealth[donor[has]], 1)
    target.cash[has] = (target.wealth[has] * share).astype(np.int32)


def take_over(table: str, source: Table, target: Table, donor: I8, skip: tuple[str, ...] = ()) -> None:
    """Copy the saved columns of chosen rows."""
    has = donor >= 0
    for name, column in columns(table).items():
        if column.keep == "saved" and name not in skip:
            target[name][has] = source[name][donor[has]]
