"""Whole numbers of households per place that meet the place's people and males exactly."""

import numpy as np

from clampdown.errors import PackError
from clampdown.world.arrays import F8, I8
from clampdown.world.households import Library

_NEWTON_TURNS = 50


def mean_size(library: Library) -> float:
    """Return persons per household over the nation."""
    return float(library.group_share @ library.group_size)


def place_groups(library: Library, people: int, households: int, male: int) -> I8:
    """Return how many households of each group of patterns a place has.

    Parameters
    ----------
    people, households : int
    male : int, males to be met; -1 leaves the nation's share

    Raises
    ------
    PackError, if no such numbers exist
    """
    largest = int(library.group_size.max())
    by_size = np.bincount(library.group_size - 1, library.group_share, largest).astype(np.float64)
    sizes = reach(largest_remainder(households, by_size), np.arange(1, largest + 1), people)
    if male < 0:
        male = round(people * float(library.group_share @ library.group_males) / mean_size(library))
    wanted = tilt(library, sizes, male)
    counts = np.zeros(len(wanted), dtype=np.int64)
    for size in np.flatnonzero(sizes) + 1:
        mine = library.group_size == size
        counts[mine] = largest_remainder(int(sizes[size - 1]), wanted[mine] / wanted[mine].sum())
    return reach(counts, library.group_males, male)


def largest_remainder(total: int, shares: F8) -> I8:
    """Return whole numbers near total·shares that sum to total.

    Examples
    --------
    >>> largest_remainder(10, np.array([0.25, 0.25, 0.5])).tolist()
    [3, 2, 5]
    """
    exact = total * shares
    counts = np.floor(exact).astype(np.int64)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts


def reach(counts: I8, amounts: I8, wanted: int) -> I8:
    """Return counts after the fewest moves to a neighbour that make counts·amounts `wanted`.

    Parameters
    ----------
    counts : array, households
    amounts : array, persons per household; a move is allowed where neighbours differ by one

    Examples
    --------
    >>> reach(np.array([2, 6, 2]), np.array([1, 2, 3]), 21).tolist()
    [2, 5, 3]
    """
    counts = counts.copy()
    missing = wanted - int(counts @ amounts)
    step = 1 if missing > 0 else -1
    open_to_move = np.zeros(len(counts), dtype=bool)
    open_to_move[slice(0, -1) if step > 0 else slice(1, None)] = np.diff(amounts) == 1
    for _ in range(abs(missing)):
        giver = int(np.argmax(np.where(open_to_move, counts, 0)))
        if not open_to_move[giver] or counts[giver] == 0:
            raise _unreachable()
        counts[giver] -= 1
        counts[giver + step] += 1
    return counts


def tilt(library: Library, sizes: I8, male: int) -> F8:
    """Return households by group with the numbers of each size given and `male` males.

    Groups are weighted by exp(slope · males), the least change from the nation's shares; the slope
    is found by Newton's method.
    """
    slope, size, males = 0.0, library.group_size - 1, library.group_males
    for _ in range(_NEWTON_TURNS):
        weight: F8 = library.group_share * np.exp(np.clip(slope * males, -300.0, 300.0))
        weight *= (sizes / np.maximum(np.bincount(size, weight), 1e-300))[size]
        missing = male - float(weight @ males)
        if abs(missing) < 1e-3:
            return weight
        mean = np.bincount(size, weight * males) / np.maximum(sizes, 1)
        slope += missing / max(float(weight @ (males - mean[size]) ** 2), 1e-9)
    raise _unreachable()


def _unreachable() -> PackError:
    return PackError(
        "A place's population and males cannot be put into households of the sizes asked for. "
        "Check its counts and the mean size and spread of households."
    )
