"""Errors that this package raises on purpose, and how they read.

An `InputError` is a mistake in something a user wrote. It carries every problem found, not only the
first, and prints each with file, line, column, what is wrong and what was probably meant.
"""

import difflib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path


class ClampdownError(Exception):
    """Any error this package raises on purpose."""

    exit_code = 1


class EngineError(ClampdownError):
    """The run cannot start or go on."""


class ResultsError(ClampdownError):
    """A result folder cannot be written, read or resumed."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    what : str, a full sentence
    remedy : str, what to do about it; may be empty
    file : str, as shown to the user; empty when the input is no file
    line, column : int, counted from 1; 0 when not known
    path : str, place within the file such as `directives[0].orders[1].measure`
    """

    what: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""

    def __str__(self) -> str:
        """Return one line without the file's name."""
        where = [f"line {self.line}, column {self.column}"] if self.line else []
        where += [self.path] if self.path else []
        sentence = f"{self.what} {self.remedy}".strip()
        return ": ".join([", ".join(where), sentence]) if where else sentence


class InputError(ClampdownError):
    """Something a user wrote is wrong.

    Parameters
    ----------
    problems : str or sequence of Problem
    """

    exit_code = 2

    def __init__(self, problems: str | Sequence[Problem]) -> None:
        found = [Problem(problems)] if isinstance(problems, str) else list(problems)
        self.problems: tuple[Problem, ...] = tuple(dict.fromkeys(found))
        super().__init__(_in_words(self.problems))


class ScenarioError(InputError):
    """A scenario or a directive is wrong."""


class CatalogueError(InputError):
    """A file of the catalogue is wrong."""


class EvidenceError(InputError):
    """An evidence record is wrong."""


class PackError(InputError):
    """A country pack is wrong."""


def _in_words(problems: tuple[Problem, ...]) -> str:
    """Return the problems as text, grouped by file in order of lines."""
    ordered = sorted(problems, key=lambda p: (p.file, p.line, p.column))
    blocks = []
    for file, group in groupby(ordered, key=lambda p: p.file):
        found = list(group)
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        lines = [f"  {problem}" for problem in found]
        blocks.append("\n".join([f"{file} has {count}:", *lines] if file else [str(p) for p in found]))
    return "\n".join(blocks)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that helps somebody who wrote an unknown word.

    Parameters
    ----------
    word : str, what was written
    known : iterable of str, what could have been written

    Examples
    --------
    >>> did_you_mean("partol", ["patrol", "search"])
    "Did you mean 'patrol'?"
    >>> did_you_mean("xyz", ["patrol", "search"])
    'Known: patrol, search.'
    """
    names = sorted(set(known))
    lowered = {name.lower(): name for name in names}
    close = difflib.get_close_matches(str(word).lower(), list(lowered), n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{lowered[close[0]]}'?"
    if not names:
        return ""
    shown = ", ".join(names[:12])
    return f"Known: {shown}." if len(names) <= 12 else f"Known: {shown} and {len(names) - 12} more."


def shown_path(path: str | Path) -> str:
    """Return a path as a user would write it: relative to the working folder where it lies below."""
    absolute = Path(path).absolute()
    here = Path.cwd()
    return os.path.relpath(absolute, here) if absolute.is_relative_to(here) else str(absolute)
