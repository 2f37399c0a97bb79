"""Where the nation's people live: the layout of places, beats, people's units and households.

The layout of the whole nation is worked out first, even when only some beats are wanted. It is
cheap, and with it every beat can be built alone and keep its national numbers.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from clampdown.errors import PackError
from clampdown.rules.draws import STREAM_BUILD, STREAM_SAMPLE, day_key, uniform53
from clampdown.world import streams
from clampdown.world.apportionment import mean_size, place_groups
from clampdown.world.arrays import F8, I8, U8
from clampdown.world.households import Library
from clampdown.world.sampling import even_spread, search, shuffle
from clampdown.world.specification import PlaceMargins, Territory


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
    keys: U8
    beat_place: I8
    beat_unit: I8
    beat_household: I8
    beat_person: I8


def divide_into_units(households: I8, territory: Territory) -> tuple[I8, I8]:
    """Return the number of units per place, and by how many households a boundary may shift.

    Raises
    ------
    PackError, naming the first place whose households no number of units can hold

    Examples
    --------
    >>> [int(n[0]) for n in divide_into_units(np.array([3000]), Territory(1200.0, 30.0, 20, 40))]
    [100, 5]
    """
    fewest, most = -(-households // territory.unit_high), households // territory.unit_low
    if np.any(fewest > most):
        place = int(np.argmax(fewest > most))
        raise PackError(
            f"Place {place + 1} of the pack has {households[place]} households, which cannot be divided "
            f"into people's units of {territory.unit_low} to {territory.unit_high}."
        )
    units = np.clip(np.rint(households / territory.unit_households).astype(np.int64), fewest, most)
    below = households // units - territory.unit_low
    above = territory.unit_high + (-households // units)
    return units, np.minimum(below, above) // 2


def _closed(counts: I8) -> I8:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def lay_out(places: PlaceMargins, territory: Territory, library: Library, seed: int) -> Layout:
    """Return the nation's layout.

    Raises
    ------
    PackError, if a place's margins cannot be met or its households not divided into units
    """
    people = np.array(places.population, dtype=np.int64)
    households = np.rint(people / mean_size(library)).astype(np.int64)
    units, play = divide_into_units(households, territory)
    beats = np.clip(np.rint(people / territory.beat_people).astype(np.int64), 1, units)
    first_unit, first_beat = _closed(units), _closed(beats)
    beat_place = np.repeat(np.arange(len(people)), beats)
    ordinal = np.arange(len(beat_place)) - first_beat[beat_place]
    beat_unit = first_unit[beat_place] + ordinal * units[beat_place] // beats[beat_place]
    homes, heads = np.zeros_like(beat_place), np.zeros_like(beat_place)
    layout = Layout(
        households, people, units, beats, _closed(households), _closed(people), first_unit, first_beat,
        play, _groups(library, people, households, places.male), _keys(seed, len(people)),
        beat_place, np.append(beat_unit, first_unit[-1]), homes, heads,
    )  # fmt: skip
    count_beats(layout, library.group_size, homes, heads)
    return layout._replace(beat_household=_closed(homes), beat_person=_closed(heads))


def _groups(library: Library, people: I8, households: I8, male: I8) -> I8:
    rows = zip(people.tolist(), households.tolist(), male.tolist(), strict=True)
    return np.stack([np.cumsum(place_groups(library, *row)) for row in rows])


def _keys(seed: int, places: int) -> U8:
    keys = np.zeros((places, streams.COUNT), dtype=np.uint64)
    for place in range(places):
        for stream in range(streams.COUNT):
            keys[place, stream] = day_key(seed, STREAM_BUILD + stream, place)
    return keys


@njit(cache=True)
def unit_start(unit: int, place: int, layout: Layout) -> int:
    """Return the first household, counted within the place, of the place's unit number `unit`."""
    households, units, play = layout.households[place], layout.units[place], layout.play[place]
    start = int(unit * households // units)
    if unit <= 0 or unit >= units:
        return start
    u = even_spread(unit, units, layout.keys[place, streams.BOUNDARY])
    return int(start + math.floor(u * (2 * play + 1)) - play)


@njit(cache=True)
def beat_start(beat: int, place: int, layout: Layout) -> int:
    """Return the first unit, counted within the place, of the place's beat number `beat`."""
    return int(beat * layout.units[place] // layout.beats[place])


@njit(cache=True)
def household_group(household: int, count: int, groups: I8, key: np.uint64) -> tuple[int, int, int]:
    """Return the household's group, its number among the place's of that group, and how many those are."""
    position = shuffle(household, count, key)
    group = search(groups, 0, len(groups), position)
    before = groups[group - 1] if group > 0 else np.int64(0)
    return group, position - before, groups[group] - before


@njit(parallel=True, cache=True)
def count_beats(layout: Layout, group_size: I8, homes: I8, heads: I8) -> None:
    """Write the numbers of households and of people of every beat of the nation."""
    for index in prange(len(heads)):
        number = np.int64(index)
        place = layout.beat_place[number]
        beat = number - layout.first_beat[place]
        first = unit_start(beat_start(beat, place, layout), place, layout)
        last = unit_start(beat_start(beat + 1, place, layout), place, layout)
        groups, key = layout.groups[place], layout.keys[place, streams.COMPOSITION]
        people = np.int64(0)
        for household in range(first, last):
            people += group_size[household_group(household, layout.households[place], groups, key)[0]]
        homes[number] = last - first
        heads[number] = people


def choose_beats(
    layout: Layout, seed: int, sample: F8 | None, area: NDArray[np.bool_] | None
) -> tuple[I8, F8]:
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
        order = np.argsort([uniform53(key, beat) for beat in range(beats)]).tolist()
        chosen.extend(sorted(int(layout.first_beat[place]) + beat for beat in order[:count]))
        weight.extend([beats / count] * count)
    return np.array(chosen, dtype=np.int64), np.array(weight)
