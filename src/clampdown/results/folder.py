"""Run folders: made whole or not at all, and written by one process at a time."""

import io
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from clampdown.errors import ResultsError, shown_path
from clampdown.results import provenance, state
from clampdown.world.files import NOTICE, aside_of, move_into_place, reported, sync_tree

LOCK = ".lock"
T = TypeVar("T")


class Lock:
    """The right to write to a run folder, held until closed or until the process ends.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        with reported(f"{shown_path(folder)} cannot be written"):
            self._file: io.TextIOWrapper | None = (folder / LOCK).open("w", encoding="utf-8")
        self._file.write(f"{NOTICE}\n")
        self._file.flush()
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                self.close()
                raise ResultsError(
                    f"Another run is writing to {shown_path(folder)}. Wait for it or choose another folder."
                ) from error

    def close(self) -> None:
        """Give the folder free."""
        if self._file is not None:
            self._file.close()
            self._file = None


def require_vacant(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that holds something, unless it holds a run that may be overwritten."""
    with reported(f"{shown_path(folder)} cannot be written"):
        if not folder.exists() or (folder.is_dir() and {p.name for p in folder.iterdir()} <= {LOCK}):
            return
    ours = (folder / state.FILE).exists() or (folder / provenance.FILE).exists()
    if not ours:
        raise ResultsError(
            f"{shown_path(folder)} exists and is no run folder, so it is left alone. "
            "Choose another with --out."
        )
    if not overwrite:
        raise ResultsError(
            f"{shown_path(folder)} exists. Go on with it with --resume, replace it with --overwrite, "
            "or choose another folder with --out."
        )


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes the name of `folder` once the block has ended well."""
    aside = aside_of(folder)
    old = Lock(folder) if folder.exists() else None
    try:
        with reported(f"{shown_path(folder)} cannot be written"):
            aside.mkdir(parents=True)
            yield aside
            sync_tree(aside)
            move_into_place(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if old:
            old.close()


def unbroken(work: Callable[[], T]) -> T:
    """Do work on files that an interrupt does not break off; the interrupt is heard afterwards.

    zarr writes in threads of its own, which would go on writing where a clean-up has begun.
    """
    usual = signal.getsignal(signal.SIGINT)
    if usual is None or threading.current_thread() is not threading.main_thread():
        return work()
    struck: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: struck.append(number))
    try:
        return work()
    finally:
        signal.signal(signal.SIGINT, usual)
        if struck:
            signal.raise_signal(signal.SIGINT)
