"""Tables of the world on disk: one compressed file per column and an index.

The index, `tables.json`, names every declared column with its type and shape; a column file holds a
line of plain text and then spans of rows, each with its length and checksum. The folder is written
aside and named when all of it is on disk.

Records are taken apart because a column alone packs better and faster than rows do. All columns of
a span are done together, while its rows are in the cache.
"""

import os
import shutil
import struct
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numcodecs.blosc import Blosc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from clampdown.errors import ResultsError, shown_path
from clampdown.world.files import (
    NOTICE,
    aside_of,
    damage,
    move_into_place,
    read_json,
    reported,
    sync_folder,
    synced,
    write_json,
)
from clampdown.world.state import TABLES, World, allocate, columns

FORMAT_VERSION = 1
INDEX = "tables.json"
EXTRA = "extra"  # the index lists arrays that belong to no table under this name
ENDING = ".column"

SPAN = 1 << 17  # rows done at a time
THREADS = 4
_HEADER = f"clampdown column, format {FORMAT_VERSION}. {NOTICE}\n".encode()
_FRAME = struct.Struct("<II")  # compressed bytes of the span, their checksum
# Measured on a nation's beliefs: zstd saves a third of the space and takes twice the time or more.
_CODEC = Blosc(cname="lz4", clevel=5, shuffle=Blosc.SHUFFLE)

Array = NDArray[Any]


def stored_bytes(world: World, keeps: set[str]) -> int:
    """Return the uncompressed size of the columns of the given kinds, in bytes."""
    return sum(array.nbytes for _, array, keep in _all_columns(world) if keep in keeps)


def save_tables(
    folder: Path,
    world: World,
    keeps: set[str],
    *,
    extras: Mapping[str, Array] | None = None,
    note: Mapping[str, Any] | None = None,
) -> None:
    """Write the columns of the given kinds, compressed, and make them durable.

    Parameters
    ----------
    folder : Path, replaced whole if it exists
    world : World
    keeps : set of "fixed", "saved", "day"
    extras : mapping of name to array, more state that belongs to no table
    note : mapping, a few words or numbers to keep beside, such as the day

    Raises
    ------
    ResultsError
        If the folder cannot be written; an earlier content of `folder` is then untouched.
    """
    aside = aside_of(folder)
    groups, index = _index(world, keeps, extras or {})
    try:
        with reported(f"{shown_path(folder)} cannot be written"):
            aside.mkdir(parents=True)
            for arrays in groups:
                _write_columns(aside, arrays)
            write_json(aside / INDEX, {"note": dict(note or {}), "tables": index}, version=FORMAT_VERSION)
            sync_folder(aside)
            move_into_place(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def load_tables(folder: Path, into: World | None = None) -> World:
    """Read tables that `save_tables` wrote.

    Parameters
    ----------
    folder : Path
    into : World or None, a world of the same shape whose columns are overwritten where the folder
        holds them; None makes a new one, for which all fixed and saved columns have to be there

    Returns
    -------
    World, `into` itself if given; writable tables either way

    Raises
    ------
    ResultsError
        If something is missing, damaged, or of another shape. `into` is then unusable.
    """
    tables = _read_index(folder)["tables"]
    world = _empty_world(folder, tables) if into is None else into
    groups: dict[str, dict[str, Array]] = {table: {} for table in TABLES}
    for name, array, _ in _all_columns(world):
        table, column = name.split(".")
        entry = tables[table][column]
        if array.dtype.str != entry["dtype"] or list(array.shape) != entry["shape"]:
            raise ResultsError(
                f"{shown_path(folder)} holds {name} as {entry['dtype']} {entry['shape']}, not "
                f"{array.dtype.str} {list(array.shape)}: it was made from another population. Use its own."
            )
        if entry["stored"]:
            groups[table][name] = array
    for arrays in groups.values():
        _read_columns(folder, arrays)
    return world


def load_extras(folder: Path) -> dict[str, Array]:
    """Return the arrays that were saved beside the tables, by name."""
    return {name: read_column(folder, f"{EXTRA}.{name}") for name in _read_index(folder)["tables"][EXTRA]}


def read_note(folder: Path) -> dict[str, Any]:
    """Return the note that was saved with the tables."""
    return dict(_read_index(folder)["note"])


def column_names(folder: Path) -> list[str]:
    """Return the names of all stored columns, such as `people.status`."""
    tables = _read_index(folder)["tables"]
    return [f"{table}.{name}" for table in tables for name, entry in tables[table].items() if entry["stored"]]


def read_column(folder: Path, name: str) -> Array:
    """Return one stored column by its name, such as `people.status`."""
    table, column = name.split(".", 1)
    entry = _read_index(folder)["tables"][table][column]
    array: Array = np.empty(entry["shape"], dtype=entry["dtype"])
    _read_columns(folder, {name: array})
    return array


def problems(folder: Path) -> list[str]:
    """Return what is damaged or missing in a folder, one sentence each; empty if it is sound."""
    found = []
    try:
        for name in column_names(folder):
            read_column(folder, name)
    except ResultsError as error:
        found.append(str(error))
    return found


def _all_columns(world: World) -> Iterator[tuple[str, Array, str]]:
    """Yield (table.column, view of its values, keep) for every declared column."""
    for table, rows in zip(TABLES, world, strict=True):
        for name, column in columns(table).items():
            yield f"{table}.{name}", rows[name], column.keep


def _index(
    world: World, keeps: set[str], extras: Mapping[str, Array]
) -> tuple[list[dict[str, Array]], dict[str, dict[str, Any]]]:
    """Return the columns to store, those of a table together, and what the index says of all."""
    everything = [(name, array, keep in keeps) for name, array, keep in _all_columns(world)]
    everything += [(f"{EXTRA}.{name}", np.atleast_1d(array), True) for name, array in extras.items()]
    groups: dict[str, dict[str, Array]] = {}
    index: dict[str, dict[str, Any]] = {table: {} for table in (*TABLES, EXTRA)}
    for name, array, stored in everything:
        table, column = name.split(".", 1)
        index[table][column] = {"dtype": array.dtype.str, "shape": list(array.shape), "stored": stored}
        if stored:
            groups.setdefault(name if table == EXTRA else table, {})[name] = array
    return list(groups.values()), index


def _read_index(folder: Path) -> dict[str, Any]:
    """Return the index of a folder whose columns are those declared today."""
    index = read_json(folder / INDEX, version=FORMAT_VERSION)
    found = {f"{table}.{name}" for table in TABLES for name in index["tables"].get(table, {})}
    declared = {f"{table}.{name}" for table in TABLES for name in columns(table)}
    if found != declared:
        raise ResultsError(
            f"{shown_path(folder)} was written by another version of clampdown: the columns "
            f"{', '.join(sorted(found ^ declared))} differ. Run again with --overwrite."
        )
    return index


def _empty_world(folder: Path, tables: Mapping[str, Any]) -> World:
    """Return a world of the shapes in the index, filled with start values."""
    for table in TABLES:
        for name, column in columns(table).items():
            if column.keep != "day" and not tables[table][name]["stored"]:
                raise ResultsError(
                    f"{shown_path(folder)} does not hold {table}.{name}. "
                    "Load it into the world it was saved from."
                )
    return World(**{table: allocate(table, _rows(tables[table])) for table in TABLES})


def _rows(entries: Mapping[str, Any]) -> int:
    """Return the number of rows of a table, from its entries in the index."""
    return int(next(iter(entries.values()))["shape"][0])


def _spans(arrays: Mapping[str, Array]) -> list[slice]:
    """Return the spans of rows that the columns of a table, all equally long, are done in."""
    count = len(next(iter(arrays.values()))) if arrays else 0
    return [slice(start, start + SPAN) for start in range(0, count, SPAN)]


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1))


def _write_columns(folder: Path, arrays: Mapping[str, Array]) -> None:
    """Write columns of one table and make them durable."""

    def packed(span: slice) -> list[bytes]:
        return [_CODEC.encode(np.ascontiguousarray(array[span])) for array in arrays.values()]

    with ExitStack() as stack, _pool() as pool:
        files = [stack.enter_context((folder / f"{name}{ENDING}").open("wb")) for name in arrays]
        for file in files:
            file.write(_HEADER)
        for frames in pool.map(packed, _spans(arrays)):
            for file, frame in zip(files, frames, strict=True):
                file.write(_FRAME.pack(len(frame), zlib.crc32(frame)))
                file.write(frame)
        for file in files:
            file.flush()
        for _ in pool.map(lambda file: os.fsync(file.fileno()), files if synced() else ()):
            pass


def _read_columns(folder: Path, arrays: Mapping[str, Array]) -> None:
    """Fill columns of one table from their files."""
    paths = {name: folder / f"{name}{ENDING}" for name in arrays}

    def unpack(job: tuple[slice, dict[str, bytes]]) -> None:
        span, frames = job
        for name, frame in frames.items():
            target = arrays[name][span]
            values = np.empty(target.shape, target.dtype)
            if not _decode(frame, values):
                raise ResultsError(damage(paths[name]))
            target[...] = values

    with reported(f"{shown_path(folder)} cannot be read"), ExitStack() as stack, _pool() as pool:
        files = {name: stack.enter_context(path.open("rb")) for name, path in paths.items()}
        for name, file in files.items():
            if file.read(len(_HEADER)) != _HEADER:
                raise ResultsError(damage(paths[name]))
        jobs = ((span, {name: _frame(file) for name, file in files.items()}) for span in _spans(arrays))
        for _ in pool.map(unpack, jobs):
            pass
        for name, file in files.items():
            if file.read(1):
                raise ResultsError(damage(paths[name]))


def _frame(file: BinaryIO) -> bytes:
    """Return the next frame of a column file, its length and checksum included."""
    head = file.read(_FRAME.size)
    return head + file.read(_FRAME.unpack(head)[0]) if len(head) == _FRAME.size else b""


def _decode(frame: bytes, values: Array) -> bool:
    """Fill an array from a frame; return False if the frame is not what was written."""
    if len(frame) < _FRAME.size:
        return False
    length, checksum = _FRAME.unpack_from(frame)
    packed = frame[_FRAME.size :]
    if len(packed) != length or zlib.crc32(packed) != checksum:
        return False
    try:
        _CODEC.decode(packed, out=values)
    except (RuntimeError, ValueError):
        return False
    return True
