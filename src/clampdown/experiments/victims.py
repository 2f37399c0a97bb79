"""Who was harmed in a run, by kind of event as outsiders name it: the truth behind lists."""

import datetime
from collections.abc import Mapping

import polars as pl

from clampdown.results import RunReader
from clampdown.schema.pack import Pack

BY_OUTCOME = {"fined": "fine", "left": "leaving", "kin": "exile"}
BY_RUNG = {"custody": "detention", "camp": "detention", "banishment": "exile", "death": "execution"}


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
    rungs = {rung.id: BY_RUNG.get(rung.kind) for rung in pack.ladder}
    start = datetime.date.fromisoformat(run.start)
    held = pl.col("outcome").cast(pl.String) == "custody"
    event = pl.when(held).then(_renamed("rung", rungs)).otherwise(_renamed("outcome", BY_OUTCOME))
    found = (
        run.events("cases")
        .filter(~pl.col("turned_away"))
        .select(
            "key",
            event=event,
            day=pl.lit(start) + pl.duration(days=pl.col("day")),
            province=pl.col("province").cast(pl.String),
            place=pl.col("place").cast(pl.String),
            sex=pl.col("sex").cast(pl.String),
            age_band=pl.col("age").cast(pl.String),
        )
        .filter(pl.col("event").is_not_null())
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


def _renamed(column: str, names: Mapping[str, str | None]) -> pl.Expr:
    text = pl.col(column).cast(pl.String)
    return text.replace_strict(dict(names), default=None, return_dtype=pl.String)
