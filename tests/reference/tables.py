"""Tables as lists of plain objects, linked to each other, and back again for comparison.

The only module that sees NumPy arrays; it reads and writes them and computes nothing.
"""

import struct
from types import SimpleNamespace
from typing import Any

import numpy as np

from clampdown.day.tally import BLOCKS
from clampdown.world.state import TABLES, World, columns

Row = SimpleNamespace


def rows_of(table: Any) -> list[Row]:
    """Return the rows of a table as objects of Python numbers and lists of them."""
    lists = {name: table[name].tolist() for name in table.dtype.names}
    return [Row(**dict(zip(lists, row, strict=True))) for row in zip(*lists.values(), strict=True)]


def single(x: float) -> float:
    """Return a float rounded to the nearest float32, as columns of type f4 hold it."""
    return struct.unpack("f", struct.pack("f", x))[0]


def clip(x: float, low: float, high: float) -> float:
    """Return x held between two bounds."""
    return min(high, max(low, x))


class State:
    """A population: rows of each table, and who belongs to whom.

    Parameters
    ----------
    world : World, copied
    """

    def __init__(self, world: World) -> None:
        self.people, self.households, self.units = (rows_of(table) for table in world[:3])
        self.beats, self.places, self.provinces, self.centre = (rows_of(table) for table in world[3:])
        for place in self.places:
            place.beats = self.beats[place.first_beat : place.last_beat]
            place.government = self.provinces[place.province]
        for row, beat in enumerate(self.beats):
            self._link(row, beat)
        for home in self.households:
            home.people = self.people[home.first : home.last]
            for person in home.people:
                person.home = home
                person.gone = None  # day of the last evening that took the person away

    def _link(self, row: int, beat: Row) -> None:
        beat.row, beat.people = row, self.people[beat.first_person : beat.last_person]
        beat.units = self.units[beat.first_unit : beat.last_unit]
        for n, person in enumerate(beat.people):
            person.id, person.beat = beat.national_person + n, beat
        for n, unit in enumerate(beat.units):
            unit.id, unit.people = beat.national_unit + n, self.people[unit.first_person : unit.last_person]
            unit.homes = self.households[unit.first_household : unit.last_household]

    def differences(self, world: World) -> list[str]:
        """Return what differs from a world in the columns that a day writes, one sentence per column."""
        found = []
        for table in TABLES:
            for name, column in columns(table).items():
                if column.keep != "fixed":
                    own = [getattr(row, name) for row in getattr(self, table)]
                    found += compared(f"{table}.{name}", own, getattr(world, table)[name])
        return found


def compared(name: str, own: list[Any], theirs: Any) -> list[str]:
    """Return a sentence if numbers differ, naming the first row, else nothing.

    Where lists are shorter than the column is wide, the rest of the column has to be 0.
    """
    mine = np.zeros(theirs.shape, dtype=theirs.dtype)
    mine[tuple(slice(n) for n in np.shape(own))] = own
    wrong = np.flatnonzero((mine != theirs).reshape(len(theirs), -1).any(axis=1))
    if not len(wrong):
        return []
    row = wrong[0]
    return [f"{name}: {len(wrong)} rows, first {row}: {mine[row]!r} here, {theirs[row]!r} there"]


def empty_tally(lengths: dict[str, int]) -> dict[str, list[int]]:
    """Return a beat's counts at dawn by block."""
    return {name: [0] * lengths[over] for name, over, *_ in BLOCKS}


def flat(tally: dict[str, list[int]]) -> list[int]:
    """Return a beat's counts as one row, blocks in order."""
    return [count for name, *_ in BLOCKS for count in tally[name]]
