"""Events on disk: Parquet parts, one per kind and segment, each written aside and then named."""

import io
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from clampdown.errors import ResultsError, did_you_mean, shown_path
from clampdown.results.plan import FORMAT_VERSION, Plan
from clampdown.world.files import ASIDE, NOTICE, damage, package_version, reported, sync_folder, write_bytes

FOLDER = "events"
SCHEMA = "schema.parquet"  # a table without rows, so that a kind without events has its columns


def create_events(folder: Path, plan: Plan) -> None:
    """Make a folder for each kind of events."""
    for kind in plan.events:
        (folder / FOLDER / kind).mkdir(parents=True)
        empty = pl.DataFrame(schema=plan.schema(kind))
        (folder / FOLDER / kind / SCHEMA).write_bytes(_encoded(empty))


def check_events(plan: Plan, events: Mapping[str, pl.DataFrame]) -> None:
    """Refuse events of a kind or with columns that were not announced, before any is written."""
    for kind, frame in events.items():
        if kind not in plan.events:
            raise ResultsError(
                f"'{kind}' is no kind of events of this run. {did_you_mean(kind, plan.events)}"
            )
        if frame.schema != plan.schema(kind):
            raise ResultsError(f"Events '{kind}' have {frame.schema}, not {plan.schema(kind)}.")


def write_events(folder: Path, days: tuple[int, int], events: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """Write the events of one segment.

    Parameters
    ----------
    folder : Path, the run's folder
    days : tuple of int, first and last day of the segment
    events : mapping of kind to frame; one without rows leaves no part

    Returns
    -------
    dict of kind to what `state.json` has to say of the part
    """
    parts = {}
    for kind, frame in events.items():
        if not frame.height:
            continue
        name = f"part-{days[0]:05}-{days[1]:05}.parquet"
        data = _encoded(frame)
        write_bytes(folder / FOLDER / kind / name, data)
        parts[kind] = {"file": name, "rows": frame.height, "bytes": len(data), "crc32": zlib.crc32(data)}
    return parts


def _encoded(frame: pl.DataFrame) -> bytes:
    """Return a frame as the bytes of a Parquet file that says what it is."""
    buffer = io.BytesIO()
    about = {"notice": NOTICE, "format_version": str(FORMAT_VERSION), "written_by": package_version()}
    frame.write_parquet(buffer, metadata=about)
    return buffer.getvalue()


def discard_events(folder: Path, named: set[str]) -> None:
    """Remove every part that is not named, given as `kind/file`, and everything unfinished."""
    for path in (folder / FOLDER).glob("*/*"):
        stray = path.name.startswith("part-") and f"{path.parent.name}/{path.name}" not in named
        if stray or path.name.endswith(ASIDE):
            path.unlink(missing_ok=True)
            sync_folder(path.parent)


def open_events(folder: Path, kind: str, parts: list[dict[str, Any]]) -> pl.LazyFrame:
    """Return the events of a kind, in order of days.

    Parameters
    ----------
    folder : Path, the run's folder
    kind : str
    parts : list, what `state.json` says of each part of this kind
    """
    known = sorted(path.parent.name for path in (folder / FOLDER).glob(f"*/{SCHEMA}"))
    if kind not in known:
        raise ResultsError(f"{shown_path(folder)} has no events '{kind}'. {did_you_mean(kind, known)}")
    schema = folder / FOLDER / kind / SCHEMA
    columns, paths = columns_of(schema), [schema]
    for part in parts:
        path = folder / FOLDER / kind / part["file"]
        with reported(f"{shown_path(path)} cannot be read"):
            if zlib.crc32(path.read_bytes()) != part["crc32"]:
                raise ResultsError(damage(path))
        if columns_of(path) != columns:
            raise ResultsError(damage(schema))
        paths.append(path)
    return pl.scan_parquet(paths)


def columns_of(path: Path) -> dict[str, pl.DataType]:
    """Return the columns of a file of events.

    Raises
    ------
    ResultsError
        If it is damaged.
    """
    with reported(f"{shown_path(path)} cannot be read"):
        try:
            return dict(pl.read_parquet_schema(path))
        except pl.exceptions.PolarsError as error:
            raise ResultsError(damage(path)) from error
