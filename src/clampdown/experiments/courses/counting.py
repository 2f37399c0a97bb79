"""Counting courses: what each is on every day and in every area, and on how many it rests."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from clampdown.experiments.arms import B1, F8, THOUSAND, Arm, Figure
from clampdown.experiments.courses.kinds import MAPPED, WORK, Course, tallies_of
from clampdown.experiments.windows import Window

WEEK = 7  # days over which what happens is averaged
WAYS = ("strength", "executed", "claimed", "believed")
FIRST, MEDIAN, LAST = "first", "median", "last"
TRACED = (FIRST, MEDIAN, LAST, *WAYS)


class Counts(Protocol):
    """What courses are counted from: an `Arm`, or the days that have just been lived.

    Attributes
    ----------
    weight : beats that one simulated beat of each place stands for
    people : of each place, simulated
    """

    weight: F8
    people: F8

    @property
    def days(self) -> int:
        """How many were counted."""

    @property
    def orders(self) -> list[str]:
        """Labels of the orders, one for each organ."""

    def daily(self, figure: Figure) -> F8:
        """Return the simulated count of each day and place."""

    def way(self, name: str) -> F8:
        """Return `ordered`, `executed`, `claimed` or `believed` of each day, order and place."""

    def meant(self) -> B1:
        """Return which places each order ever gets to in the whole run, of shape (order, place)."""


class Counted(NamedTuple):
    """A value, and the simulated people or events that it rests on; not a number where there is none.

    Attributes
    ----------
    value, behind : arrays of one shape
    """

    value: F8
    behind: F8


def daily(own: Counts, courses: Sequence[Course], areas: Sequence[B1], work: Sequence[str]) -> Counted:
    """Return courses by day and area, of shape (course, day, area).

    Parameters
    ----------
    own : Counts
    courses : Sequence of Course
    areas : which places are in each
    work : labels of the orders that ask for hours of work
    """
    inside = np.array(areas, dtype=np.float64).T
    residents = (own.people * own.weight) @ inside
    ways = _work(own, inside, work) if any(course.figure is None for course in courses) else {}
    found = [
        ways[course.key] if course.figure is None else _course(own, course, course.figure, inside, residents)
        for course in courses
    ]
    return Counted(np.array([one.value for one in found]), np.array([one.behind for one in found]))


def _course(own: Counts, course: Course, figure: Figure, inside: F8, residents: F8) -> Counted:
    """Return one course of something that is counted, each of shape (day, area)."""
    counts, span = own.daily(figure), 1 if figure.how == "mean" else WEEK
    full = _trailing((counts * own.weight) @ inside, span) * figure.factor
    if course.over is None:
        nights = np.minimum(np.arange(1, own.days + 1), span)[:, None]
        return Counted(_divided(full * THOUSAND, residents * nights), _trailing(counts @ inside, span))
    others = own.daily(course.over)
    whole = _trailing((others * own.weight) @ inside, span)
    return Counted(_divided(full, whole), _trailing(others @ inside, span))


def _trailing(values: F8, span: int) -> F8:
    """Return the sum of each day and those before it, `span` in all, fewer at the start."""
    sums: F8 = np.cumsum(values, axis=0)
    sums[span:] -= sums[:-span].copy()
    return values if span == 1 else sums


def _divided(part: F8, whole: F8) -> F8:
    """Return part / whole; not a number where there is nothing to divide by."""
    wide = np.broadcast_to(whole, part.shape)
    found: F8 = np.divide(part, wide, out=np.full(part.shape, np.nan), where=wide > 0.0)
    return found


def _work(own: Counts, inside: F8, work: Sequence[str]) -> dict[str, Counted]:
    """Return how far orders for work have come each day: means over orders and the people concerned.

    Reached is the share of those people, in all places that an order ever gets to, whose place it has
    reached on a day on which it holds anywhere. The rest are shares of what reached them.
    """
    rows = rows_of(own, work)
    days, areas = own.days, inside.shape[1]
    nothing = Counted(np.full((days, areas), np.nan), np.zeros((days, areas)))
    if not rows:
        return dict.fromkeys(WORK, nothing)
    there, ever = own.way("ordered")[:, rows] > 0.0, own.meant()[rows]
    people, simulated = own.people * own.weight, own.people
    behind = (there.any(axis=1) * simulated) @ inside
    meant = there.any(axis=2).astype(np.float64) @ (ever * people) @ inside
    each = (there.sum(axis=1) * people) @ inside
    found = {"reached": Counted(_divided(each, meant), behind)}
    for name in WORK[1:]:
        done = ((own.way(name)[:, rows] * there).sum(axis=1) * people) @ inside
        found[name] = Counted(_divided(done, each), behind)
    return found


def rows_of(own: Counts, labels: Sequence[str]) -> list[int]:
    """Return the rows of the orders with some labels; an order has one for each organ."""
    return [n for n, label in enumerate(own.orders) if label in set(labels)]


def by_place(own: Arm, window: Window, work: Sequence[str]) -> Counted:
    """Return the mapped courses over the campaign in each place, of shape (course, place)."""
    every = daily(own, MAPPED, list(np.eye(len(own.weight), dtype=np.bool_)), work)
    days = slice(window.first, window.stop)
    value, behind = every.value[:, days], every.behind[:, days]
    known = np.isfinite(value)
    means = _divided(np.where(known, value, 0.0).sum(axis=1), known.sum(axis=1).astype(np.float64))
    return Counted(means, behind.mean(axis=1) if window.days else np.zeros(means.shape))


def tallies(own: Arm, window: Window, axes: dict[str, list[str]]) -> Counted:
    """Return each group and part over the campaign, weighted up, of shape (tally,)."""
    everywhere = np.ones(len(own.weight), dtype=np.bool_)
    pairs = [own.value(figure, window, everywhere) for _, figure in tallies_of(axes)]
    value, behind = np.array(pairs, dtype=np.float64).T
    return Counted(value, behind)


def traced(own: Arm, order: str, areas: Sequence[B1]) -> F8:
    """Return what became of one order in each area, of shape (area, traced).

    When it reached the first, the median and the last place; with how much force it came; and, while it
    held, the shares carried out, claimed and believed, by people concerned. All its organs count.

    Parameters
    ----------
    own : Arm
    order : its label
    areas : which places are in each
    """
    found = np.full((len(areas), len(TRACED)), np.nan)
    rows = rows_of(own, [order])
    if not rows:
        return found
    ordered = own.way("ordered")[:, rows]
    there = ordered > 0.0
    arrived, first = there.any(axis=0), there.argmax(axis=0)
    force = np.take_along_axis(ordered, first[None], axis=0)[0]
    for a, inside in enumerate(areas):
        some = arrived & (inside & (own.people > 0))
        if not some.any():
            continue
        days = np.sort(first[some])
        weight = there * some * (own.people * own.weight)
        found[a] = [days[0], days[len(days) // 2], days[-1], _mean(force, some * own.people * own.weight),
                    *(_mean(own.way(name)[:, rows], weight) for name in WAYS[1:])]  # fmt: skip
    return found


def _mean(values: F8, weight: F8) -> float:
    total = float(weight.sum())
    return float((values * weight).sum()) / total if total > 0.0 else float("nan")
