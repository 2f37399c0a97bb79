"""Rows of items, people and key, put together from what an observer tells."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.day.outside import TOLD, numbers_of
from clampdown.results.observed import SCHEMAS, Observed, item_ids

I8 = NDArray[np.int64]


def observed(observer: str, items: pl.DataFrame, lines: pl.DataFrame, salt: bytes) -> Observed:
    """Return what an observer tells in the columns of `results.observed`.

    Parameters
    ----------
    observer : str, id
    items : one row per item: `number` from 0, each once; published, kind, told_from, told_to,
        province, place, count, event, invented
    lines : one row per person told of: `number` of the item, `line` from 1, sex, age_band, event,
        case, invented
    salt : bytes, of the run
    """
    ids = dict(zip(items["number"], item_ids(observer, items["number"].to_numpy(), salt), strict=True))
    named = pl.col("number").replace_strict(ids, default=None, return_dtype=pl.String).alias("item")
    given = items.with_columns(
        named,
        observer=pl.lit(observer),
        corrects=pl.lit(None, dtype=pl.String),
        line=pl.lit(0, dtype=pl.Int16),
        case=pl.lit(None, dtype=pl.UInt64),
    )
    people = lines.with_columns(named)
    return Observed(
        _in_columns(given, "items"),
        _in_columns(people, "people"),
        pl.concat([_in_columns(given, "key"), _in_columns(people, "key")]),
    )


def _in_columns(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the columns of a table of observed items, in their types."""
    schema = SCHEMAS[name]
    return frame.select(pl.col(column).cast(kind) for column, kind in schema.items())


def lines_of(number: I8) -> I8:
    """Return the line of each person within an item; the people of an item stand together.

    Examples
    --------
    >>> lines_of(np.array([4, 4, 9])).tolist()
    [1, 2, 1]
    """
    starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]]) if len(number) else number
    sizes = np.diff(np.r_[starts, len(number)])
    within: I8 = np.arange(len(number)) - np.repeat(starts, sizes) + 1
    return within


def kind_codes(kinds: pl.Series) -> I8:
    """Return the number of each kind of event, its place in `TOLD`."""
    codes: I8 = kinds.replace_strict(
        {kind: n for n, kind in enumerate(TOLD)}, return_dtype=pl.Int64
    ).to_numpy()
    return codes


def event_ids(frame: pl.DataFrame) -> pl.Series:
    """Return the number of what befell the people of each row's beat (national id) on its day in its way."""
    beat, day = frame["beat"].to_numpy(), frame["day"].to_numpy().astype(np.int64)
    return pl.Series(numbers_of(beat, kind_codes(frame["kind"]), day))


def month_end(date: pl.Expr) -> pl.Expr:
    """Return the last day of the month that a date lies in."""
    return date.dt.month_end()
