"""Who got out, and what each of them could know of: the neighbourhood they lived in until they left."""

import numpy as np
import polars as pl

from clampdown.day.custody import beat_of, national_ids
from clampdown.experiments.event_kinds import KINDS
from clampdown.experiments.observing.happened import I8, Finished, cases_of, neighbours
from clampdown.results import hashed_keys
from clampdown.world.state import ABROAD

HOME, UNIT, BEAT = 0, 1, 2  # how near something happened
SIGHTS = {"household": HOME, "unit": UNIT, "beat": BEAT}


def witnesses(run: Finished) -> pl.DataFrame:
    """Return everybody who left during the run and was not brought back, one row per person.

    Who left before the first day knows nothing of the run's days and is not among them.

    Returns
    -------
    pl.DataFrame with witness (national id), key, place, province, home (row), beat (national id),
        beat_row, left and arrives (days of the run); arrives may lie after its end
    """
    world = run.world
    row = np.flatnonzero(world.people.status == ABROAD).astype(np.int64)
    beat = beat_of(world, row)
    ids = national_ids(world, row, beat)
    abroad = pl.DataFrame({
        "witness": ids, "key": hashed_keys(ids, run.salt),
        "home": world.people.household[row].astype(np.int64),
        "unit": np.searchsorted(world.units.last_person.astype(np.int64), row, side="right"),
        "beat": world.beats.national_beat[beat], "beat_row": beat,
        "arrives": world.people.until[row].astype(np.int64),
    })  # fmt: skip
    leavings = cases_of(run, ["leaving"])
    last = leavings.sort("day").unique("key", keep="last")
    gone = last.select("key", "place", "province", left=pl.col("day").cast(pl.Int64))
    return abroad.join(gone, on="key", how="inner").sort("witness")


def known_of(run: Finished, who: pl.DataFrame, sights: list[int]) -> pl.DataFrame:
    """Return what each witness could know of, one row per witness and person it befell.

    An event is what befell people of one beat on one day in one way. What came after the witness left
    is not among it, nor is the witness's own way out, which would name the one who tells.

    Parameters
    ----------
    who : rows of `witnesses`
    sights : how near an event must have come, of `HOME`, `UNIT` and `BEAT`

    Returns
    -------
    pl.DataFrame with the columns of `witnesses`, and day, kind, sex, age, case (key), size (people whom
        the event befell), near (`HOME`, `UNIT` or `BEAT` for this person) and nearest (for the event)
    """
    beats: I8 = who["beat_row"].unique().sort().to_numpy()
    event = ["beat", "day", "kind"]
    here = cases_of(run, KINDS, who["place"].unique().to_list()).drop("place", "province")
    befell = here.join(neighbours(run, beats, here["key"]), on="key", how="inner")
    befell = befell.with_columns(size=pl.len().over(event)).rename({"key": "case"})
    pairs = who.join(befell, on="beat", suffix="_theirs")
    pairs = pairs.filter((pl.col("day") <= pl.col("left")) & (pl.col("case") != pl.col("key")))
    near = (
        pl.when(pl.col("home") == pl.col("home_theirs")).then(HOME)
        .when(pl.col("unit") == pl.col("unit_theirs")).then(UNIT).otherwise(BEAT)
    )  # fmt: skip
    pairs = pairs.with_columns(near=near).with_columns(nearest=pl.col("near").min().over("witness", *event))
    return pairs.filter(pl.col("nearest").is_in(sights)).sort("witness", "day", "kind", "case")
