"""A short name for a state of the world, to tell whether two runs are the same."""

import hashlib

import numpy as np

from clampdown.world.state import TABLES, World, columns


def state_hash(world: World) -> str:
    """Return a hash of every saved column of every table."""
    digest = hashlib.blake2b(digest_size=16)
    for table in TABLES:
        rows = getattr(world, table)
        for name, column in columns(table).items():
            if column.keep == "saved":
                digest.update(np.ascontiguousarray(rows[name]).tobytes())
    return digest.hexdigest()


def place_hash(world: World, place: int) -> str:
    """Return a hash of everything that changes within one place."""
    digest, row = hashlib.blake2b(digest_size=16), world.places[place]
    beats = world.beats[int(row.first_beat) : int(row.last_beat)]
    parts = {"beats": beats, "places": world.places[place : place + 1]}
    if len(beats):
        units = world.units[int(beats.first_unit[0]) : int(beats.last_unit[-1])]
        people = world.people[int(beats.first_person[0]) : int(beats.last_person[-1])]
        homes = world.households[int(units.first_household[0]) : int(units.last_household[-1])]
        parts |= {"units": units, "people": people, "households": homes}
    for table, rows in parts.items():
        for name, column in columns(table).items():
            if column.keep == "saved":
                digest.update(np.ascontiguousarray(rows[name]).tobytes())
    return digest.hexdigest()
