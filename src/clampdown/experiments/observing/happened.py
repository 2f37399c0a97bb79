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


def neighbours(run: Finished, beats: I8) -> pl.DataFrame:
    """Return who lives in some beats, one row per person.

    Parameters
    ----------
    beats : rows of beats, each once

    Returns
    -------
    pl.DataFrame with key, person (national id), beat (national id), unit and home (rows)
    """
    world, tables = run.world, []
    first, last = world.beats.first_person.astype(np.int64), world.beats.last_person.astype(np.int64)
    units = world.units.last_person.astype(np.int64)
    for beat in beats:
        rows = np.arange(first[beat], last[beat], dtype=np.int64)
        tables.append(
            pl.DataFrame({
                "person": rows - first[beat] + world.beats.national_person[beat],
                "beat": np.full(len(rows), world.beats.national_beat[beat]),
                "unit": np.searchsorted(units, rows, side="right"),
                "home": world.people.household[rows].astype(np.int64),
            })
        )  # fmt: skip
    schema = {"person": pl.Int64, "beat": pl.Int64, "unit": pl.Int64, "home": pl.Int64}
    found = pl.concat([pl.DataFrame(schema=schema), *tables])
    return found.with_columns(key=pl.Series(hashed_keys(found["person"].to_numpy(), run.salt)))
