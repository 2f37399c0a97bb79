"""Who was harmed in a run, by kind of event as outsiders name it: the truth behind lists."""

import datetime

import polars as pl

from clampdown.experiments.event_kinds import KINDS, is_of, kind_of
from clampdown.results import RunReader
from clampdown.schema.pack import Pack


def victims_of(run: RunReader, pack: Pack) -> pl.DataFrame:
    """Return what befell people in a run, one row per person and time.

    Who bought himself off, was warned, or was turned away from a full custody is not among them.

    Parameters
    ----------
    run : RunReader
    pack : country of the run

    Returns
    -------
    DataFrame with `key` (of the person), `event`, `day` (date), `province`, `place`, `sex`, `age_band`
    """
    start = datetime.date.fromisoformat(run.start)
    found = (
        run.events("cases")
        .filter(is_of(pack, KINDS))
        .select(
            "key",
            event=kind_of(pack),
            day=pl.lit(start) + pl.duration(days=pl.col("day")),
            province=pl.col("province").cast(pl.String),
            place=pl.col("place").cast(pl.String),
            sex=pl.col("sex").cast(pl.String),
            age_band=pl.col("age").cast(pl.String),
        )
    )
    return found.collect()


def people_among(victims: pl.DataFrame, event: str, where: pl.Expr) -> int:
    """Return how many people an event befell, once or more often.

    Parameters
    ----------
    victims : from `victims_of`
    event : kind of event
    where : which rows count, by `day`, `province`, `place` and `sex`
    """
    return int(victims.filter((pl.col("event") == event) & where)["key"].n_unique())
