"""Whom networks know inside: people drawn by hash, so many in each place.

In a sample a place keeps the number of sources it has in the nation, drawn among the people who are
simulated; they see no more than these, so fewer items come of a smaller sample.
"""

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clampdown.day.custody import beat_of, luck, national_ids
from clampdown.day.outside import I8
from clampdown.day.outside import Sources as Rows
from clampdown.rules import draws
from clampdown.schema.observer import Outlet, Sources
from clampdown.schema.pack import Pack, Place
from clampdown.world.filling import ADULT_BIT, PHONE_BIT
from clampdown.world.state import World

PER = 100_000.0
KEY_BITS = 20


class Networks(NamedTuple):
    """Networks in order of their names.

    Attributes
    ----------
    names : of all networks
    by_outlet : numbers of each outlet's networks
    """

    names: list[str]
    by_outlet: list[set[int]]


def networks_of(outlets: Sequence[Outlet]) -> Networks:
    """Return which networks there are and who listens to which."""
    names = sorted({one.network for outlet in outlets for one in outlet.sources})
    return Networks(names, [{names.index(one.network) for one in outlet.sources} for outlet in outlets])


def sources_of(pack: Pack, world: World, outlets: Sequence[Outlet], seed: int) -> Rows:
    """Return the sources of all networks, by place in row order."""
    names = networks_of(outlets).names
    row: list[int] = []
    network: list[int] = []
    for outlet in outlets:
        for n, entry in enumerate(outlet.sources):
            code = zlib.crc32(f"{entry.network}/{n}".encode())
            for p, place in enumerate(pack.places):
                count = _count(entry, place, p, code, seed)
                chosen = _chosen(world, p, count, code, seed) if count else []
                row += chosen
                network += [names.index(entry.network)] * len(chosen)
    return _rows(world, np.array(row, dtype=np.int64), np.array(network, dtype=np.int64), names)


def _count(entry: Sources, place: Place, p: int, code: int, seed: int) -> int:
    """Return how many sources a place has; what is left of one is given by a hashed draw."""
    here = not entry.provinces or place.province_id in entry.provinces
    if entry.per_100000 is None or not here or (entry.zone and place.border != (entry.zone == "border")):
        return 0
    exact = entry.per_100000 * place.population / PER
    return int(exact) + int(draws.uniform(seed, draws.STREAM_SOURCE, code, p) < exact - int(exact))


def _chosen(world: World, p: int, count: int, code: int, seed: int) -> list[int]:
    """Return the people of a place who are its sources: at the border adults with a foreign phone, if any."""
    place, beats = world.places[p], world.beats
    if place.last_beat <= place.first_beat:
        return []
    first = int(beats.first_person[place.first_beat])
    last = int(beats.last_person[place.last_beat - 1])
    profile = world.people.profile[first:last].astype(np.int64)
    adult = profile & ADULT_BIT > 0
    phones = adult & (profile & PHONE_BIT > 0)
    row = first + np.flatnonzero(phones if place.border and phones.any() else adult)
    turn = luck(seed, draws.STREAM_SOURCE, -1 - code, national_ids(world, row, beat_of(world, row)))
    picked: list[int] = np.sort(row[np.argsort(turn, kind="stable")[:count]]).tolist()
    return picked


def _rows(world: World, row: I8, network: I8, names: list[str]) -> Rows:
    """Return the sources with all that is asked of where they are, nobody twice in a network."""
    row, network = np.unique(np.stack([row, network]), axis=1)
    beat = beat_of(world, row)
    unit = np.searchsorted(world.units.last_person.astype(np.int64), row, side="right").astype(np.int64)
    place = world.beats.place[beat].astype(np.int64)
    mark = np.array([zlib.crc32(name.encode()) & ((1 << KEY_BITS) - 1) for name in names], dtype=np.int64)
    key = (national_ids(world, row, beat) << KEY_BITS) ^ mark[network]
    return Rows(row, unit, beat, place, world.places.province[place].astype(np.int64), network, key)
