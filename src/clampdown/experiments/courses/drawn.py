"""Days and groups of parameter draws as one table, kept in the folder of the run that they belong to.

A draw shows what the campaign changes; that only its ratios stood beside the run left each line over the
days without a range. One row is a draw, an arm and a figure, on a day or over the whole campaign.
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from clampdown.errors import ResultsError, shown_path
from clampdown.experiments.arms import F8
from clampdown.experiments.courses.keeping import Charted
from clampdown.experiments.courses.kinds import COURSES, tallies_of
from clampdown.world.files import NOTICE, damage, package_version, reported, write_bytes

FILE = "draws.parquet"
FORMAT_VERSION = 1
ARMS = ("run", "twin")
SCHEMA = {
    "draw": pl.Int32, "arm": pl.String, "figure": pl.String, "day": pl.Int32,
    "value": pl.Float32, "behind": pl.Float32,
}  # fmt: skip


def table_of(draw: int, arms: Mapping[str, Charted], axes: dict[str, list[str]]) -> pl.DataFrame:
    """Return both arms of a draw as rows, with the columns of `SCHEMA`.

    Parameters
    ----------
    draw : number of the draw
    arms : by name, those of `ARMS`
    axes : labels of the axes that groups run over

    Returns
    -------
    DataFrame; `day` is null for what is counted over the whole campaign, `value` where there is nothing to
    divide by
    """
    days = next(iter(arms.values())).daily.shape[1]
    every: list[tuple[str, int | None]] = [(course.key, day) for course in COURSES for day in range(days)]
    every += [(label, None) for label, _ in tallies_of(axes)]
    figures, over = zip(*every, strict=True)
    parts = [
        pl.DataFrame({
            "draw": [draw] * len(every), "arm": [arm] * len(every), "figure": figures, "day": over,
            "value": np.concatenate([found.daily.ravel(), found.tallied]),
            "behind": np.concatenate([found.daily_behind.ravel(), found.tallied_behind]),
        }, schema_overrides=SCHEMA)
        for arm, found in arms.items()
    ]  # fmt: skip
    return pl.concat(parts).with_columns(pl.col("value").fill_nan(None))


def write_table(folder: Path, table: pl.DataFrame) -> None:
    """Write the draws of a run; at any moment either the old or the new ones are there."""
    held = io.BytesIO()
    about = {"notice": NOTICE, "format_version": str(FORMAT_VERSION), "written_by": package_version()}
    table.sort("draw", maintain_order=True).write_parquet(held, metadata=about)
    with reported(f"{shown_path(folder)} cannot be written"):
        write_bytes(folder / FILE, held.getvalue())


def read_table(folder: Path) -> pl.DataFrame:
    """Return the draws that a folder keeps; a table without rows where it keeps none.

    Raises
    ------
    ResultsError
        If the file is damaged or of another version.
    """
    path = folder / FILE
    if not path.exists():
        return pl.DataFrame(schema=SCHEMA)
    with reported(f"{shown_path(path)} cannot be read"):
        held = io.BytesIO(path.read_bytes())
    try:
        found = pl.read_parquet_metadata(held)["format_version"]
        held.seek(0)
        table = pl.read_parquet(held)
    except (pl.exceptions.PolarsError, KeyError, OSError) as error:
        raise ResultsError(damage(path)) from error
    if found != str(FORMAT_VERSION) or dict(table.schema) != SCHEMA:
        raise ResultsError(
            f"{shown_path(path)} has format {found}; this is clampdown {package_version()}, which reads "
            f"format {FORMAT_VERSION}. Use the version that wrote it, or run again with --overwrite."
        )
    return table


def arm_of(
    table: pl.DataFrame, arm: str, draws: Sequence[int], days: int, axes: dict[str, list[str]]
) -> Charted:
    """Return one arm of some draws, their number the first axis.

    Parameters
    ----------
    table : from `read_table`
    arm : one of `ARMS`
    draws : numbers of draws, all of them in the table
    days : length of each draw
    axes : as in `table_of`
    """
    rows = table.filter(pl.col("arm") == arm, pl.col("draw").is_in(list(draws)))
    courses = [course.key for course in COURSES]
    labels = [label for label, _ in tallies_of(axes)]
    by_day, whole = rows.filter(pl.col("day").is_not_null()), rows.filter(pl.col("day").is_null())
    daily = _arrays(by_day, draws, courses, days)
    tallied = _arrays(whole, draws, labels, 1)
    return Charted(*daily, *(part[:, :, 0] for part in tallied))


def _arrays(rows: pl.DataFrame, draws: Sequence[int], figures: Sequence[str], days: int) -> tuple[F8, F8]:
    """Return value and what is behind it, each of shape (draw, figure, day)."""
    at = (
        rows["draw"].replace_strict(list(draws), range(len(draws)), return_dtype=pl.Int64).to_numpy(),
        rows["figure"].replace_strict(list(figures), range(len(figures)), return_dtype=pl.Int64).to_numpy(),
        rows["day"].fill_null(0).to_numpy(),
    )
    value = np.full((len(draws), len(figures), days), np.nan)
    behind = np.zeros(value.shape)
    value[at] = rows["value"].to_numpy()
    behind[at] = rows["behind"].to_numpy()
    return value, behind
