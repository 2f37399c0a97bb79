"""Tables of the world on disk: one compressed file per column and an index.

The index, `tables.json`, names every declared column with its type and shape; a column file holds a
line of plain text and then blocks, each with its length and checksum. The folder is written aside
and named when all of it is on disk.
"""

import os
import shutil
import struct
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numcodecs.blosc import Blosc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from clampdown.errors import ResultsError, shown_path
from clampdown.world.files import (
    ASIDE,
    NOTICE,
    damage,
    move_into_place,
    read_json,
    reported,
    sync_folder,
    write_json,
)
from clampdown.world.state import TABLES, World, columns

FORMAT_VERSION = 1
INDEX = "tables.json"
EXTRA = "extra"  # the index lists arrays that belong to no table under this name

BLOCK_BYTES = 16 << 20
THREADS = 4
_HEADER = f"clampdown column, format {FORMAT_VERSION}. {NOTICE}\n".encode()
_FRAME = struct.Struct("<II")  # compressed bytes of the block, their checksum
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
    aside = folder.with_name(f".{folder.name}.{os.getpid()}{ASIDE}")
    arrays, index = _index(world, keeps, extras or {})
    try:
        with reported(f"{shown_path(folder)} cannot be written"):
            aside.mkdir(parents=True)
            _in_parallel(_write_column, [(aside / name, array) for name, array in arrays.items()])
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
    World, `into` itself if given; contiguous, writable arrays either way

    Raises
    ------
    ResultsError
        If something is missing, damaged, or of another shape. `into` is then unusable.
    """
    tables = _read_index(folder)["tables"]
    world = _empty_world(folder, tables) if into is None else into
    jobs = []
    for name, array, _ in _all_columns(world):
        table, column = name.split(".")
        entry = tables[table][column]
        if array.dtype.str != entry["dtype"] or list(array.shape) != entry["shape"]:
            raise ResultsError(
                f"{shown_path(folder)} holds {name} as {entry['dtype']} {entry['shape']}, not "
                f"{array.dtype.str} {list(array.shape)}: it was made from another population. Use its own."
            )
        if entry["stored"]:
            jobs.append((folder / f"{name}.column", array))
    _in_parallel(_read_column, jobs)
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
    _read_column(folder / f"{name}.column", array)
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
    """Yield (table.column, array, keep) for every declared column."""
    for table, arrays in zip(TABLES, world, strict=True):
        for name, column in columns(table).items():
            yield f"{table}.{name}", getattr(arrays, name), column.keep


def _index(
    world: World, keeps: set[str], extras: Mapping[str, Array]
) -> tuple[dict[str, Array], dict[str, dict[str, Any]]]:
    """Return the arrays to store by file name, and what the index says of all columns."""
    everything = [(name, array, keep in keeps) for name, array, keep in _all_columns(world)]
    everything += [(f"{EXTRA}.{name}", array, True) for name, array in extras.items()]
    index: dict[str, dict[str, Any]] = {table: {} for table in (*TABLES, EXTRA)}
    for name, array, stored in everything:
        table, column = name.split(".", 1)
        index[table][column] = {"dtype": array.dtype.str, "shape": list(array.shape), "stored": stored}
    return {f"{name}.column": array for name, array, stored in everything if stored}, index


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
    """Return a world of the shapes in the index; columns that are not stored hold their start values."""
    made = {}
    for table, kind in TABLES.items():
        arrays = {}
        for name, column in columns(table).items():
            entry = tables[table][name]
            if not entry["stored"] and column.keep != "day":
                raise ResultsError(
                    f"{shown_path(folder)} does not hold {table}.{name}. "
                    "Load it into the world it was saved from."
                )
            arrays[name] = np.empty(entry["shape"], dtype=column.dtype)
            if not entry["stored"]:
                arrays[name].fill(column.start)
        made[table] = kind(**arrays)
    return World(**made)


def _in_parallel(task: Any, jobs: list[tuple[Path, Array]]) -> None:
    """Do one task per column, the largest columns first."""
    ordered = sorted(jobs, key=lambda job: -job[1].nbytes)
    with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as pool:
        for _ in pool.map(lambda job: task(*job), ordered):
            pass


def _blocks(array: Array) -> Iterator[Array]:
    """Yield consecutive flat pieces of an array."""
    flat = array.reshape(-1)
    step = BLOCK_BYTES // flat.itemsize
    for start in range(0, flat.size, step):
        yield flat[start : start + step]


def _write_column(path: Path, array: Array) -> None:
    """Write one column and make it durable."""
    with path.open("wb") as file:
        file.write(_HEADER)
        for block in _blocks(np.ascontiguousarray(array)):
            packed = _CODEC.encode(block)
            file.write(_FRAME.pack(len(packed), zlib.crc32(packed)))
            file.write(packed)
        file.flush()
        os.fsync(file.fileno())


def _read_column(path: Path, array: Array) -> None:
    """Fill a contiguous array from a column file."""
    if not (array.flags.c_contiguous and array.flags.writeable):
        raise ResultsError(f"{path.stem} can only be read into a contiguous, writable array.")
    with reported(f"{shown_path(path)} cannot be read"), path.open("rb") as file:
        sound = file.read(len(_HEADER)) == _HEADER
        sound = sound and all(_read_block(file, block) for block in _blocks(array))
        if not sound or file.read(1):
            raise ResultsError(damage(path))


def _read_block(file: BinaryIO, block: Array) -> bool:
    """Fill one block; return False if the file does not hold it unharmed."""
    frame = file.read(_FRAME.size)
    if len(frame) < _FRAME.size:
        return False
    length, checksum = _FRAME.unpack(frame)
    packed = file.read(length)
    if len(packed) != length or zlib.crc32(packed) != checksum:
        return False
    try:
        _CODEC.decode(packed, out=block)
    except (RuntimeError, ValueError):
        return False
    return True
