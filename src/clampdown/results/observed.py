"""What outsiders published: items as a researcher would receive them, and the key to the truth apart.

`observed/items.parquet` and `observed/people.parquet` can be handed on; `observed/key.parquet` alone
leads back to what happened. All three name the run and the set of items they belong to.
"""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.day.outside import TOLD as KINDS
from clampdown.errors import ResultsError, shown_path
from clampdown.results import provenance
from clampdown.results.keys import hashed_keys
from clampdown.results.plan import FORMAT_VERSION
from clampdown.results.resuming import same_salt
from clampdown.results.state import read_state
from clampdown.world.files import (
    NOTICE,
    aside_of,
    damage,
    move_into_place,
    package_version,
    reported,
    sync_tree,
)

FOLDER = "observed"
SCHEMAS: dict[str, pl.Schema] = {
    "items": pl.Schema({
        "item": pl.String, "observer": pl.String, "published": pl.Date, "kind": pl.String,
        "told_from": pl.Date, "told_to": pl.Date, "province": pl.String, "place": pl.String,
        "count": pl.Int32, "corrects": pl.String,
    }),
    "people": pl.Schema({
        "item": pl.String, "line": pl.Int16, "sex": pl.String, "age_band": pl.String,
    }),
    "key": pl.Schema({
        "item": pl.String, "line": pl.Int16, "event": pl.Int64, "case": pl.UInt64, "invented": pl.Boolean,
    }),
}  # fmt: skip
_ORDER = {
    "items": ["published", "item"],
    "people": ["item", "line"],
    "key": ["item", "line", "event", "case"],
}


class Observed(NamedTuple):
    """What one or several observers published.

    Attributes
    ----------
    items : a row per item
    people : a row per person whom an item names, lines counted from 1 within an item
    key : a row per item (line 0) and per person named (1 …); `event` is null where there was none.
        An item that tells of several events has a row of line 0 for each
    """

    items: pl.DataFrame
    people: pl.DataFrame
    key: pl.DataFrame


def nothing() -> Observed:
    """Return what an observer has published who has published nothing."""
    return Observed(*[pl.DataFrame(schema=SCHEMAS[name]) for name in Observed._fields])


def together(parts: Iterable[Observed]) -> Observed:
    """Return what several observers published, in an order that tells nothing of where it comes from."""
    several = [nothing(), *parts]
    frames = {name: pl.concat([getattr(part, name) for part in several]) for name in Observed._fields}
    return Observed(**{name: frame.sort(_ORDER[name]) for name, frame in frames.items()})


def item_ids(observer: str, numbers: NDArray[Any], salt: bytes) -> list[str]:
    """Return an id of 16 hex digits for each item of an observer, which tells nothing without the salt.

    Parameters
    ----------
    observer : str, id
    numbers : array of int from 0 to 2**31 - 1, each of the observer's items another
    salt : bytes, of the run, see `salt_of`

    Examples
    --------
    >>> item_ids("gazette", np.array([3]), bytes(16)) == item_ids("gazette", np.array([4]), bytes(16))
    False
    """
    digest = hashlib.blake2b(observer.encode(), digest_size=4, person=b"observer").digest()
    high = np.int64(int.from_bytes(digest, "little") >> 1) << np.int64(31)
    return [f"{key:016x}" for key in hashed_keys(np.asarray(numbers, dtype=np.int64) | high, salt).tolist()]


def salt_of(folder: Path) -> bytes:
    """Return the salt of a run that was made on this machine, for `item_ids`."""
    return same_salt(folder, read_state(folder))


def write_observed(folder: Path, parts: Iterable[Observed]) -> None:
    """Write what all observers of a run have published, replacing what was there.

    Parameters
    ----------
    folder : Path, the run's folder
    parts : of Observed, one per observer or group of observers

    Raises
    ------
    ResultsError
        If columns are not those of `SCHEMAS`, rows do not belong together, or nothing can be written.
    """
    several = list(parts)
    for part in several:
        _check_columns(part)
    whole = together(several)
    _check_rows(whole)
    about = {
        "notice": NOTICE, "format_version": str(FORMAT_VERSION), "written_by": package_version(),
        "run": provenance.read(folder)["salt_check"], "set": _name_of(whole.items),
    }  # fmt: skip
    aside = aside_of(folder / FOLDER)
    with reported(f"{shown_path(folder / FOLDER)} cannot be written"):
        aside.mkdir(parents=True)
        for name in Observed._fields:
            buffer = io.BytesIO()
            getattr(whole, name).write_parquet(buffer, metadata=about)
            (aside / f"{name}.parquet").write_bytes(buffer.getvalue())
        sync_tree(aside)
        move_into_place(aside, folder / FOLDER)


def has_observed(folder: Path) -> bool:
    """Return whether a run has observers."""
    return (folder / FOLDER / "items.parquet").is_file()


def open_items(folder: Path) -> pl.DataFrame:
    """Return the items of a run, in order of publication."""
    return _read(folder, "items")


def open_people(folder: Path) -> pl.DataFrame:
    """Return the people whom the items of a run name.

    Raises
    ------
    ResultsError
        If the file belongs to other items.
    """
    return _belonging(folder, "people", None)


def open_key(folder: Path, key: Path | None = None) -> pl.DataFrame:
    """Return the key to the items of a run.

    Parameters
    ----------
    folder : Path, the run's folder
    key : Path or None, the file of the key; None for the one beside the items

    Raises
    ------
    ResultsError
        If the key belongs to another run or to other items.
    """
    return _belonging(folder, "key", key)


def _belonging(folder: Path, name: str, file: Path | None) -> pl.DataFrame:
    """Return a table that must be of the same run and set as the items."""
    frame, path = _read(folder, name, file), file or folder / FOLDER / f"{name}.parquet"
    own, items = _about(path), _about(folder / FOLDER / "items.parquet")
    for what, title in (("run", "run"), ("set", "set of items")):
        if own[what] != items[what]:
            raise ResultsError(
                f"{shown_path(path)} belongs to another {title} than {shown_path(folder / FOLDER)}. "
                f"Give the {name} file that was written with these items."
            )
    return frame


def _read(folder: Path, name: str, file: Path | None = None) -> pl.DataFrame:
    """Return a table, once it is known to be what it should be."""
    path = file or folder / FOLDER / f"{name}.parquet"
    about = _about(path)
    if about.get("format_version") != str(FORMAT_VERSION) or not {"run", "set"} <= about.keys():
        raise ResultsError(f"{shown_path(path)} is no file of items in format {FORMAT_VERSION}.")
    with reported(f"{shown_path(path)} cannot be read"):
        try:
            frame = pl.read_parquet(path)
        except pl.exceptions.PolarsError as error:
            raise ResultsError(damage(path)) from error
    if frame.schema != SCHEMAS[name]:
        raise ResultsError(f"{shown_path(path)} does not have the columns of {name}.")
    return frame


def _about(path: Path) -> dict[str, str]:
    """Return what a file says of itself."""
    with reported(f"{shown_path(path)} cannot be read"):
        try:
            return dict(pl.read_parquet_metadata(path))
        except pl.exceptions.PolarsError as error:
            raise ResultsError(damage(path)) from error


def _name_of(items: pl.DataFrame) -> str:
    """Return a word that stands for a set of items."""
    return hashlib.blake2b("".join(items["item"]).encode(), digest_size=8).hexdigest()


def _check_columns(part: Observed) -> None:
    """Refuse other columns than those of `SCHEMAS`, and kinds that nobody tells of."""
    for name in Observed._fields:
        found = getattr(part, name).schema
        if found != SCHEMAS[name]:
            raise ResultsError(f"The {name} have {dict(found)}, not {dict(SCHEMAS[name])}.")
    strange = set(part.items["kind"]) - set(KINDS)
    if strange:
        raise ResultsError(f"Nobody tells of {', '.join(sorted(map(str, strange)))}.")


def _check_rows(whole: Observed) -> None:
    """Refuse items given twice, or rows of people or of the key that belong to no item."""
    items = set(whole.items["item"])
    if len(items) != whole.items.height:
        raise ResultsError("Two items have the same id. Number an observer's items anew.")
    named, known = (
        set(getattr(whole, name).select("item", "line").iter_rows()) for name in ("people", "key")
    )
    strays = {item for item, _ in named | known} - items
    if strays or not named | {(item, 0) for item in items} <= known:
        raise ResultsError(
            "Items, people and key do not fit: each item has a line 0 in the key, each person a line of the "
            "same number, and nothing else belongs to no item."
        )
    if len(named) != whole.people.height or (whole.people["line"] < 1).any():
        raise ResultsError("The people of an item are numbered from 1, each with a number of its own.")
