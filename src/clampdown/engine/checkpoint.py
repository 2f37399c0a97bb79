"""Checkpoints: the state of a run at the end of a day, in two generations written alternately.

A generation is complete before anything names it, and while one is being written the other stays as
it was. Which of them count is said by the run's `state.json`, not here.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from clampdown.errors import ResultsError
from clampdown.world.files import ASIDE
from clampdown.world.state import World
from clampdown.world.storage import (
    column_names,
    load_extras,
    load_tables,
    problems,
    read_note,
    save_tables,
    stored_bytes,
)

GENERATIONS = ("a", "b")
KEPT = {"saved"}


class Mark(NamedTuple):
    """One generation: its name and the last day it has seen."""

    generation: str
    day: int


def checkpoint_bytes(world: World) -> int:
    """Return the disk space two generations need at most, in bytes."""
    return len(GENERATIONS) * stored_bytes(world, KEPT)


def write_checkpoint(
    folder: Path,
    world: World,
    day: int,
    *,
    after: Mark | None = None,
    extras: Mapping[str, NDArray[Any]] | None = None,
) -> Mark:
    """Write the state at the end of a day into the generation that is not in use.

    Parameters
    ----------
    folder : Path, the run's `checkpoint/`
    world : World
    day : int, last day the world has seen
    after : Mark or None, the newest generation; it is left alone
    extras : mapping of name to array, state that belongs to no table

    Returns
    -------
    Mark
    """
    generation = GENERATIONS[1] if after and after.generation == GENERATIONS[0] else GENERATIONS[0]
    shutil.rmtree(folder / generation, ignore_errors=True)
    save_tables(folder / generation, world, KEPT, extras=extras, note={"day": day})
    return Mark(generation, day)


def read_checkpoint(generation: Path, into: World) -> tuple[World, dict[str, NDArray[Any]], int]:
    """Return the world as it was, the other arrays saved with it, and the last day it has seen.

    Parameters
    ----------
    generation : Path, such as `runs/x/checkpoint/a`
    into : World, the run's population; its fixed columns stay, its changing columns are overwritten
    """
    return load_tables(generation, into), load_extras(generation), int(read_note(generation)["day"])


def is_sound(folder: Path, mark: Mark) -> bool:
    """Return whether a generation is complete, unharmed and of the day it should be."""
    try:
        return int(read_note(folder / mark.generation)["day"]) == mark.day and not problems(
            folder / mark.generation
        )
    except (ResultsError, KeyError):
        return False


def stored_columns(generation: Path) -> list[str]:
    """Return the names of the columns a generation holds."""
    return column_names(generation)


def tidy(folder: Path, keep: set[str]) -> None:
    """Remove unfinished folders and every generation whose name is not in `keep`."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.endswith(ASIDE) or path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
