"""Files that survive a killed process: written aside, synced, then named."""

import errno
import glob
import json
import os
import secrets
import shutil
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

from clampdown.errors import ResultsError, shown_path

NOTICE = "Simulation of synthetic people; not a record of events."
ASIDE = ".tmp"  # ending of anything not yet in its place
_SYNCED: ContextVar[bool] = ContextVar("synced", default=True)
_CLOCK_SLACK = 2.0  # seconds by which the start of a process may be given too late


def package_version() -> str:
    """Return the version of the installed package, or `unversioned` when it runs from a source tree."""
    try:
        return metadata.version("clampdown")
    except metadata.PackageNotFoundError:
        return "unversioned"


@contextmanager
def reported(what: str) -> Iterator[None]:
    """Turn an operating-system error into a sentence with a remedy.

    Parameters
    ----------
    what : str, start of the sentence, such as `runs/x cannot be written`
    """
    try:
        yield
    except OSError as error:
        raise ResultsError(f"{what}: {error.strerror or error}. {_remedy(error)}") from error


def _remedy(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return "Free some space or choose a folder on another disk, then go on with --resume."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "Choose a folder that you may write to, or change its permissions."
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return "Check the path; the folder may be incomplete or not be one of ours."
    return "Check the disk and the path, then try again."


@contextmanager
def unsynced() -> Iterator[None]:
    """Leave it to the system when files reach the disk: they outlive a killed process, but no power cut.

    For results that somebody waits for and can have again.
    """
    before = _SYNCED.set(False)
    try:
        yield
    finally:
        _SYNCED.reset(before)


def synced() -> bool:
    """Return whether what is written has to reach the disk before it counts."""
    return _SYNCED.get()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; nothing to do where folders cannot be opened."""
    if sys.platform == "win32" or not synced():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make the contents of a file durable."""
    if not synced():
        return
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_tree(folder: Path) -> None:
    """Make a folder with everything below it durable."""
    if not synced():
        return
    for root, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync_file(Path(root) / name)
        sync_folder(Path(root))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file so that at any moment either the old or the whole new content is there."""
    aside = path.with_name(f".{path.name}{ASIDE}")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            if synced():
                os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        with suppress(OSError):
            aside.unlink()
        raise
    sync_folder(path.parent)


def aside_of(folder: Path) -> Path:
    """Return an unused name beside a folder, to fill it under; remove what killed processes left there."""
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.*{ASIDE}"):
        if _is_orphan(left):
            shutil.rmtree(left, ignore_errors=True)
    return folder.with_name(f".{folder.name}.{os.getpid()}-{secrets.token_hex(4)}{ASIDE}")


def _is_orphan(aside: Path) -> bool:
    """Return whether the process that made a folder has ended, even if another now bears its number."""
    try:
        owner = psutil.Process(int(aside.name.split(".")[-2].split("-")[0]))
        return bool(aside.stat().st_mtime < owner.create_time() - _CLOCK_SLACK)
    except (ValueError, OSError, psutil.Error):
        return True


def move_into_place(aside: Path, folder: Path) -> None:
    """Give a finished folder its name, replacing what bore that name before."""
    old = aside.with_name(f"{aside.name.removesuffix(ASIDE)}-old{ASIDE}")
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
        folder.replace(old)
    aside.replace(folder)
    sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one JSON text that equal contents share.

    Examples
    --------
    >>> canonical({"b": 1, "a": (1, 2)})
    b'{"a":[1,2],"b":1}'
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain)
    return text.encode()


def plain(value: Any) -> Any:
    """Return what stands in JSON for a value it does not know: a number for NumPy's, else text."""
    import numpy as np  # here, as those who only read a name or write a text need not wait for it

    return value.item() if isinstance(value, np.generic) else str(value)


def write_json(path: Path, content: Mapping[str, Any], *, version: int, sealed: bool = True) -> None:
    """Write content with format version, package version and notice.

    Parameters
    ----------
    path : Path
    content : mapping, anything JSON can hold
    version : int, version of the file's format
    sealed : bool, whether to add a checksum that `read_json` insists on
    """
    whole = {"format_version": version, "written_by": package_version(), "notice": NOTICE, **content}
    if sealed:
        whole["checksum"] = zlib.crc32(canonical(whole))
    write_bytes(path, json.dumps(whole, indent=1, ensure_ascii=False, default=plain).encode() + b"\n")


def read_json(path: Path, *, version: int, sealed: bool = True) -> dict[str, Any]:
    """Return the content of a file written by `write_json`.

    Raises
    ------
    ResultsError
        If the file is missing, damaged or of another format version.
    """
    with reported(f"{shown_path(path)} cannot be read"):
        raw = path.read_bytes()
    try:
        whole = json.loads(raw)
        found = int(whole["format_version"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ResultsError(damage(path)) from error
    if found != version:
        raise ResultsError(
            f"{shown_path(path)} has format {found}, written by clampdown {whole.get('written_by')}; this is "
            f"clampdown {package_version()}, which reads format {version}. Use that version to read it."
        )
    if sealed and whole.pop("checksum", None) != zlib.crc32(canonical(whole)):
        raise ResultsError(damage(path))
    return dict(whole)


def damage(path: Path) -> str:
    """Return the sentence that says a file is damaged."""
    return f"{shown_path(path)} is damaged. Restore it from a copy or run again with --overwrite."
