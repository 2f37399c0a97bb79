"""Capture tables: how many people are on exactly these lists and on no other.

A pattern is a number whose bit i says whether list i, counted from 0, has the person. Pattern 0 is
nobody's: those whom no list has are what is asked for. So a table of t lists has 2^t - 1 counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from clampdown.errors import InputError, Problem

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
MOST_LISTS = 8
MOST_PEOPLE = 10_000_000_000  # on one pattern: more than live


@dataclass(frozen=True)
class CaptureTable:
    """Counts of people by capture pattern.

    Attributes
    ----------
    lists : names of the lists
    counts : people by pattern, pattern 1 first; 2^t - 1 of them
    """

    lists: tuple[str, ...]
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse a table from which nothing can be told."""
        problems = list(_faults(self.lists, self.counts))
        if problems:
            raise InputError(problems)

    @cached_property
    def vector(self) -> Floats:
        """The counts as an array, (patterns,)."""
        return np.array(self.counts, dtype=np.float64)

    @cached_property
    def seen(self) -> int:
        """People on at least one list."""
        return sum(self.counts)

    def on_all_of(self, pattern: int) -> int:
        """Return the number of people on every list of a pattern, whatever else they are on.

        Examples
        --------
        >>> CaptureTable(("a", "b"), (5, 3, 2)).on_all_of(0b01)
        7
        """
        return sum(n for cell, n in enumerate(self.counts, start=1) if cell & pattern == pattern)

    def on_exactly(self, lists: int) -> int:
        """Return the number of people on exactly so many lists."""
        return sum(n for cell, n in enumerate(self.counts, start=1) if cell.bit_count() == lists)

    def strangers(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs of lists that share nobody."""
        pairs = combinations(range(len(self.lists)), 2)
        return tuple((i, j) for i, j in pairs if self.on_all_of(1 << i | 1 << j) == 0)

    def name(self, pattern: int) -> str:
        """Return the names of the lists of a pattern, joined by a dot."""
        return "·".join(name for i, name in enumerate(self.lists) if pattern >> i & 1)


def pattern_of(marks: Sequence[int]) -> int:
    """Return the pattern of a row of noughts and ones, first list first.

    Examples
    --------
    >>> pattern_of([1, 0, 1])
    5
    """
    return sum(mark << i for i, mark in enumerate(marks))


def table_of(lists: Sequence[str], cells: Mapping[str, int]) -> CaptureTable:
    """Return the table of counts given by patterns such as `0101`, first list first; others are 0.

    Examples
    --------
    >>> table_of(["a", "b"], {"10": 5, "01": 3, "11": 2}).counts
    (5, 3, 2)
    """
    counts = [0] * (2 ** len(lists) - 1)
    for marks, count in cells.items():
        counts[pattern_of([int(mark) for mark in marks]) - 1] = count
    return CaptureTable(tuple(lists), tuple(counts))


def _faults(lists: tuple[str, ...], counts: tuple[int, ...]) -> list[Problem]:
    """Return why nothing can be told from a table."""
    if len(lists) < 2:
        what = "There is one list only." if lists else "There is no list."
        return [Problem(what, "How many were missed shows only where two lists or more overlap.")]
    if len(lists) > MOST_LISTS:
        what = f"There are {len(lists)} lists; at most {MOST_LISTS} are taken."
        return [Problem(what, "Combine the smallest ones.")]
    if len(set(lists)) < len(lists):
        return [Problem("Two lists have the same name.")]
    if len(counts) != 2 ** len(lists) - 1 or min(counts) < 0:
        return [Problem(f"{len(lists)} lists have {2 ** len(lists) - 1} counts, each 0 or more.")]
    if max(counts) > MOST_PEOPLE:
        return [Problem("A pattern has more people than live.", "Write how many people have it.")]
    return _empty(lists, counts)


def _empty(lists: tuple[str, ...], counts: tuple[int, ...]) -> list[Problem]:
    """Return which lists hold nobody, and whether none overlap."""
    cells = list(enumerate(counts, start=1))
    problems = [
        Problem(f"The list '{name}' holds nobody.", "Leave it out.")
        for i, name in enumerate(lists)
        if not any(n for cell, n in cells if cell >> i & 1)
    ]
    if not problems and not any(n for cell, n in cells if cell.bit_count() > 1):
        what = "No two lists share a person: nothing can be told about those on none."
        problems.append(Problem(what, "Check how the lists were linked."))
    return problems
