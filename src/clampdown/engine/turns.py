"""One process at a time: who comes second waits, and finds what the first has made."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clampdown.errors import shown_path
from clampdown.world.files import reported

ENDING = ".lock"


@contextmanager
def taking_turns(folder: Path) -> Iterator[None]:
    """Hold the right to make a folder of a cache, after waiting for whoever holds it.

    The right ends with the block, or with the process. On a file system without locks nobody waits:
    folders are named only when they are whole, so that work is done twice and nothing is lost.

    Parameters
    ----------
    folder : Path, need not exist
    """
    path = folder.with_name(f".{folder.name}{ENDING}")
    with reported(f"{shown_path(path)} cannot be written"):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w", encoding="utf-8")
    with file:
        if sys.platform != "win32":
            import fcntl

            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
