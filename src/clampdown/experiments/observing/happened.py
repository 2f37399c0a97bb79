"""What happened in a finished run, as those could tell it who look back on it."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.experiments.event_kinds import is_of, kind_of
from clampdown.results import RunReader, hashed_keys
from clampdown.schema.pack import Pack
from clampdown.world.state import World

I8 = NDArray[np.int64]
BEATS_AT_ONCE = 256  # some 300,000 people; all of a nation's would take a gigabyte


class Finished(NamedTuple):
    """A run that has ended.

    Attributes
    ----------
    reader : its result files
    world : the state on its last evening, which knows who lives beside whom and who got abroad
    pack : its country
    seed : of the scenario
    salt : for keys and ids
    """

    reader: RunReader
    world: World
    pack: Pack
    seed: int
    salt: bytes

    @property
    def start(self) -> datetime.date:
        """Date of day 0."""
        return datetime.date.fromisoformat(self.reader.start)


def cases_of(run: Finished, kinds: Sequence[str], places: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the cases that outsiders count, with the kind of event each is.

    Who was let off, bought himself off or was turned away from a full custody is not among them.

    Parameters
    ----------
    kinds : of events
    places : ids; None for everywhere

    Returns
    -------
    pl.DataFrame with day, place, province, kind, sex, age, key
    """
    where = pl.lit(value=True) if places is None else pl.col("place").is_in(list(places))
    words = [pl.col(name).cast(pl.String) for name in ("place", "province", "sex", "age")]
    # Only what is wanted is turned from codes into words: there are millions of cases in a nation.
    wanted = run.reader.events("cases").filter(where & is_of(run.pack, kinds))
    return wanted.select("day", *words, "key", kind=kind_of(run.pack)).collect()


def neighbours(run: Finished, beats: I8, keys: pl.Series) -> pl.DataFrame:
    """Return where those live whom keys stand for, as far as they live in some beats; one row per person.

    Keys cannot be turned back into people, so that those of all who live there are looked at, part by part.

    Parameters
    ----------
    beats : rows of beats, each once
    keys : of people

    Returns
    -------
    pl.DataFrame with key, person (national id), beat (national id), unit and home (rows)
    """
    wanted = pl.DataFrame({"key": keys.unique()})
    parts = np.array_split(beats, len(beats) // BEATS_AT_ONCE + 1)
    return pl.concat([_residents(run, part).join(wanted, on="key", how="semi") for part in parts])


def _residents(run: Finished, beats: I8) -> pl.DataFrame:
    """Return everybody who lives in some beats, with the columns of `neighbours`."""
    own, world = run.world.beats[beats], run.world
    first, last = own.first_person.astype(np.int64), own.last_person.astype(np.int64)
    size = last - first
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    row, person = np.repeat(first, size) + within, np.repeat(own.national_person, size) + within
    return pl.DataFrame({
        "key": hashed_keys(person, run.salt), "person": person,
        "beat": np.repeat(own.national_beat, size).astype(np.int64),
        "unit": np.searchsorted(world.units.last_person.astype(np.int64), row, side="right"),
        "home": world.people.household[row].astype(np.int64),
    })  # fmt: skip
