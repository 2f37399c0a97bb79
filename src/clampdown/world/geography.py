"""Where the nation's people live: the layout of places, beats, people's units and households.

The layout of the whole nation is worked out first, even when only some beats are wanted. It is
cheap, and with it every beat can be built alone and keep its national numbers.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit, prange

from clampdown.errors import EngineError
from clampdown.rules.draws import SCALE, STREAM_BUILD, STREAM_SAMPLE, day_key, uniform53
from clampdown.world.households import Library
from clampdown.world.sampling import even_spread, search, shuffle
from clampdown.world.state import F8, I4, I8, U1

# Streams of the build; the library of household patterns has the first.
COMPOSITION, BOUNDARY, CLASS, WEALTH, CASH, OCCUPATION, NERVE, TIER = range(1, 9)
INFORMERS, ZEAL, SKILL, PRICE, GROUP = range(9, 14)
FLAG = 16  # one for each of at most eight flags
STREAMS = 24


@dataclass(frozen=True)
class PlaceMargins:
    """What is counted or given for each place of the nation, in the order of the pack.

    Parameters
    ----------
    population : array (places,), persons, met exactly
    male : array (places,), male persons, met exactly; -1 where not counted
    province : array (places,), row of the province
    border : array (places,), 1 where the place touches the border
    urban_share : array (places,), share of people who live in towns
    informers_per_1000 : array (places,), informers per 1,000 adults
    """

    population: I8
    male: I8
    province: I4
    border: U1
    urban_share: F8
    informers_per_1000: F8


class Territory(NamedTuple):
    """How homes are grouped.

    Parameters
    ----------
    beat_people : float, people in one officer's beat
    unit_households : float, households in a people's unit, on average
    unit_low, unit_high : int, fewest and most households in a unit
    """

    beat_people: float
    unit_households: float
    unit_low: int
    unit_high: int


class Layout(NamedTuple):
    """The nation's layout: plain arrays over places, then over all the nation's beats.

    `first_…` are national numbers with a closing entry; `groups` are the cumulative numbers of
    households by group of household patterns within each place.
    """

    households: I8
    people: I8
    units: I8
    beats: I8
    first_household: I8
    first_person: I8
    first_unit: I8
    first_beat: I8
    play: I8
    groups: I8
    keys: np.ndarray
    beat_place: I8
    beat_unit: I8
    beat_household: I8
    beat_person: I8


def _largest_remainder(total: int, shares: F8) -> I8:
    """Return whole numbers near total·shares that sum to total.

    Examples
    --------
    >>> _largest_remainder(10, np.array([0.25, 0.25, 0.5])).tolist()
    [3, 2, 5]
    """
    exact = total * shares
    counts = np.floor(exact).astype(np.int64)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: total - counts.sum()]] += 1
    return counts


def _move(counts: I8, amount: I8, wanted: int) -> I8:
    """Return counts changed by the fewest single steps so that counts·amount is `wanted`.

    `amount` rises by one from each entry to its neighbour unless it starts anew.
    """
    counts = counts.copy()
    step = 1 if wanted > counts @ amount else -1
    lawful = np.zeros(len(counts), dtype=bool)
    inner = slice(0, -1) if step > 0 else slice(1, None)
    lawful[inner] = np.diff(amount) == 1
    for _ in range(abs(wanted - int(counts @ amount))):
        donor = int(np.argmax(np.where(lawful, counts, -1)))
        if not lawful[donor] or counts[donor] < 1:
            raise EngineError("A place's people cannot be put into households of the sizes asked for.")
        counts[donor] -= 1
        counts[donor + step] += 1
    return counts


def _tilt(share: F8, library: Library, size_counts: I8, male: float) -> F8:
    """Return households by group with the given sizes and about `male` males, by Newton's method."""
    slope, sizes, males = 0.0, library.group_size - 1, library.group_males
    for _ in range(30):
        weight = share * np.exp(slope * males)
        weight *= (size_counts / np.maximum(np.bincount(sizes, weight), 1e-300))[sizes]
        mean = np.bincount(sizes, weight * males) / np.maximum(size_counts, 1)
        change = (male - weight @ males) / (weight @ (males - mean[sizes]) ** 2)
        slope += change
        if abs(change) < 1e-9:
            break
    return weight


def place_groups(library: Library, people: int, households: int, male: int) -> I8:
    """Return the place's number of households by group: its people and males exactly.

    Parameters
    ----------
    people, households : int
    male : int, males to be met; -1 leaves the national share
    """
    largest = int(library.group_size.max())
    by_size = np.bincount(library.group_size - 1, library.group_share, largest)
    size_counts = _move(_largest_remainder(households, by_size), np.arange(1, largest + 1), people)
    if male < 0:
        male = round(people * float(library.group_share @ library.group_males) / _mean_size(library))
    wanted = _tilt(library.group_share, library, size_counts, male)
    counts = np.zeros(len(wanted), dtype=np.int64)
    for size in range(1, largest + 1):
        mine = library.group_size == size
        counts[mine] = _largest_remainder(int(size_counts[size - 1]), wanted[mine] / wanted[mine].sum())
    return _move(counts, library.group_males, male)


def _mean_size(library: Library) -> float:
    return float(library.group_share @ library.group_size)


def _units(households: I8, territory: Territory) -> tuple[I8, I8]:
    """Return the number of units per place and by how many households a boundary may shift."""
    units = np.maximum(np.rint(households / territory.unit_households).astype(np.int64), 1)
    fewest, most = -(-households // territory.unit_high), households // territory.unit_low
    if np.any(fewest > most):
        raise EngineError(
            f"Place {int(np.argmax(fewest > most))} has {int(households[np.argmax(fewest > most)])} households, "
            f"which no number of units of {territory.unit_low} to {territory.unit_high} can hold."
        )
    units = np.clip(units, fewest, most)
    below = households // units - territory.unit_low
    above = territory.unit_high + (-households // units)
    return units, np.maximum(np.minimum(below, above) // 2, 0)


def _closed(counts: I8) -> I8:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def lay_out(places: PlaceMargins, territory: Territory, library: Library, seed: int) -> Layout:
    """Return the nation's layout.

    Raises
    ------
    EngineError, if a place is too small for one unit or cannot be divided
    """
    people = np.ascontiguousarray(places.population, dtype=np.int64)
    households = np.maximum(np.rint(people / _mean_size(library)).astype(np.int64), 1)
    units, play = _units(households, territory)
    beats = np.clip(np.rint(people / territory.beat_people).astype(np.int64), 1, units)
    rows = zip(people.tolist(), households.tolist(), places.male.tolist(), strict=True)
    groups = np.stack([np.cumsum(place_groups(library, n, h, male)) for n, h, male in rows])
    keys = np.array(
        [[day_key(seed, STREAM_BUILD + s, p) for s in range(STREAMS)] for p in range(len(people))],
        dtype=np.uint64,
    )
    beat_place = np.repeat(np.arange(len(people)), beats)
    firsts = [_closed(counts) for counts in (households, people, units, beats)]
    ordinal = np.arange(len(beat_place)) - firsts[3][beat_place]
    beat_unit = np.append(firsts[2][beat_place] + ordinal * units[beat_place] // beats[beat_place], units.sum())
    homes, heads = np.zeros_like(beat_place), np.zeros_like(beat_place)
    layout = Layout(
        households, people, units, beats, *firsts, play, groups, keys, beat_place, beat_unit, homes, heads
    )  # fmt: skip
    count_beats(layout, library.group_size, homes, heads)
    return layout._replace(beat_household=_closed(homes), beat_person=_closed(heads))


@njit(cache=True)
def unit_start(unit, place, layout):
    """Return the first household, counted within the place, of the place's unit number `unit`."""
    households, units, play = layout.households[place], layout.units[place], layout.play[place]
    start = unit * households // units
    if unit <= 0 or unit >= units:
        return start
    u = even_spread(unit, units, layout.keys[place, BOUNDARY])
    return start + np.int64(math.floor(u * (2 * play + 1))) - play


@njit(cache=True)
def beat_start(beat, place, layout):
    """Return the first unit, counted within the place, of the place's beat number `beat`."""
    return beat * layout.units[place] // layout.beats[place]


@njit(cache=True)
def household_group(household, count, groups, key):
    """Return the household's group, its number among the place's of that group, and how many those are."""
    position = shuffle(household, count, key)
    group = search(groups, 0, len(groups), position)
    before = groups[group - 1] if group > 0 else np.int64(0)
    return group, position - before, groups[group] - before


@njit(parallel=True, cache=True)
def count_beats(layout, group_size, homes, heads):
    """Write the numbers of households and of people of every beat of the nation."""
    for index in prange(len(heads)):
        number = np.int64(index)
        place = layout.beat_place[number]
        beat = number - layout.first_beat[place]
        first = unit_start(beat_start(beat, place, layout), place, layout)
        last = unit_start(beat_start(beat + 1, place, layout), place, layout)
        groups, key = layout.groups[place], layout.keys[place, COMPOSITION]
        people = np.int64(0)
        for household in range(first, last):
            people += group_size[household_group(household, layout.households[place], groups, key)[0]]
        homes[number] = last - first
        heads[number] = people


def choose_beats(layout: Layout, seed: int, sample: F8 | None, area: np.ndarray | None) -> tuple[I8, F8]:
    """Return the national numbers of the beats to build, in order, and how many each stands for.

    Parameters
    ----------
    sample : array (places,), share of each place's beats, or None for all of them
    area : array of bool (places,), or None for everywhere
    """
    chosen, weight = [], []
    for place, beats in enumerate(layout.beats.tolist()):
        share = 1.0 if sample is None else float(sample[place])
        if share <= 0.0 or (area is not None and not area[place]):
            continue
        count = min(beats, max(2, math.floor(share * beats + 0.5)))
        key = np.uint64(day_key(seed, STREAM_SAMPLE, place))
        order = sorted(range(beats), key=lambda beat, key=key: uniform53(key, beat))
        chosen.extend(sorted(int(layout.first_beat[place]) + beat for beat in order[:count]))
        weight.extend([beats / count] * count)
    return np.array(chosen, dtype=np.int64), np.array(weight)
