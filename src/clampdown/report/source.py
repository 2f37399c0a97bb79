"""What a report is made from, whether runs or a comparison: arms with the same arrays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from clampdown.experiments.arms import F8
from clampdown.experiments.courses.kinds import COURSES, MAPPED, tallies_of
from clampdown.experiments.saying import say
from clampdown.experiments.summary import FIFTHS
from clampdown.experiments.windows import Window

ONE, SEEDS, DRAWS = "one", "seeds", "draws"
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)  # of seeds or draws, at which the bands of a figure end


@dataclass(frozen=True)
class Arm:
    """One scenario as it is shown.

    Attributes
    ----------
    label, title : name in the results, name for people
    role : `base`, `twin` or `arm`
    against : index of the arm it is held against
    directives : in words, from the background
    window : the days its figures are taken over
    parts : arrays by name as in `courses.keeping.Followed`, each with seeds or draws as its first axis
    orders : labels of the orders in `traced`
    drawn : days and groups of parameter draws, where `parts` are one run, each with draws as first axis;
        they end with the campaign
    """

    label: str
    title: str
    role: str
    against: int | None
    directives: list[dict[str, Any]]
    window: Window
    parts: Mapping[str, F8]
    orders: list[str]
    drawn: Mapping[str, F8] = field(default_factory=dict)

    @property
    def draws(self) -> int:
        """How many draws there are beside one run."""
        return len(self.drawn["daily"]) if self.drawn else 0

    def course(self, key: str) -> tuple[F8, F8]:
        """Return a course by seed or draw and day, and what is behind it."""
        at = [course.key for course in COURSES].index(key)
        return self.parts["daily"][:, at], self.parts["daily_behind"][:, at]

    def drawn_course(self, key: str) -> tuple[F8, F8]:
        """Return a course by draw and day, up to the end of the campaign, and what is behind it."""
        at = [course.key for course in COURSES].index(key)
        return self.drawn["daily"][:, at], self.drawn["daily_behind"][:, at]

    def mapped(self, key: str, name: str = "mapped") -> tuple[F8, F8]:
        """Return a mapped course by seed or draw and what follows, and what is behind it."""
        at = [course.key for course in MAPPED].index(key)
        return self.parts[name][:, at], self.parts[f"{name}_behind"][:, at]


@dataclass(frozen=True)
class Source:
    """All that a report is made from.

    Attributes
    ----------
    kind : `run`, `runs` or `comparison`
    arms : as shown, those that others are held against before those
    over, count : what `parts` run over, and how many there are
    about : title, command, versions, seeds, sample, start, days, people, draws, replicates
    pack : names of the country's parts and groups
    records : every number of the model with its source
    counts : how many have each basis
    costs, outsiders : by index of the arm, rows of the summary in one shape
    work : by index of the arm, shares of the work ordered with their intervals
    resting : from `experiments.resting`; empty where an older version made the files
    writing : what may be written and what not
    groups : by index of the arm, who was taken by offence and group; only runs keep it
    repeat, gaps : commands; what the files do not hold
    """

    kind: str
    arms: list[Arm]
    over: str
    count: int
    about: dict[str, Any]
    pack: dict[str, Any]
    records: list[dict[str, Any]]
    counts: dict[str, int]
    costs: dict[int, list[dict[str, Any]]]
    outsiders: dict[int, list[dict[str, Any]]]
    work: dict[int, dict[str, Any]]
    writing: dict[str, list[str]]
    resting: Mapping[str, Any] = field(default_factory=dict)
    groups: dict[int, pl.DataFrame] = field(default_factory=dict)
    repeat: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def tally(self, arm: Arm, label: str) -> tuple[F8, F8]:
        """Return a tally by seed or draw, and what is behind it."""
        at = [name for name, _ in tallies_of(self.pack["axes"])].index(label)
        return arm.parts["tallied"][:, at], arm.parts["tallied_behind"][:, at]

    def drawn_tally(self, arm: Arm, label: str) -> tuple[F8, F8]:
        """Return a tally by draw, and what is behind it."""
        at = [name for name, _ in tallies_of(self.pack["axes"])].index(label)
        return arm.drawn["tallied"][:, at], arm.drawn["tallied_behind"][:, at]

    def held_against(self) -> list[tuple[int, Arm, Arm | None]]:
        """Return each arm that is shown for itself, with its number and what it is held against."""
        return [
            (n, arm, None if arm.against is None else self.arms[arm.against])
            for n, arm in enumerate(self.arms)
            if arm.role == "arm"
        ]


def campaigns(source: Source) -> list[Arm]:
    """Return the arms whose days are those of a campaign: all that are shown, where none has directives."""
    shown = [arm for _, arm, _ in source.held_against()] or source.arms
    return [arm for arm in shown if arm.directives] or shown


def group_title(pack: Mapping[str, Any], axis: str, label: str) -> str:
    """Return a group's name for people.

    Parameters
    ----------
    pack : names of the country's parts and groups
    axis, label : such as quintile and 5, or class and that of a pack
    """
    if axis == "quintile":
        return FIFTHS[int(label) - 1]
    if axis == "sex":
        return say(f"sex.{label}")
    return str(pack.get(axis, {}).get(label, label))


def quantiles(values: F8) -> F8:
    """Return 5, 25, 50, 75 and 95 % along the first axis; not a number where nothing is known.

    What `numpy.nanquantile` gives, to the last digit, which goes through the columns one by one.

    Examples
    --------
    >>> quantiles(np.array([[1.0, np.nan], [np.nan, np.nan], [2.0, np.nan]]))[:, 0].tolist()
    [1.05, 1.25, 1.5, 1.75, 1.95]
    """
    ordered = np.sort(values, axis=0)  # what is not a number comes last
    count = (~np.isnan(values)).sum(axis=0)
    last = np.maximum(count - 1, 0)
    at = np.array(SHARES).reshape(-1, *[1] * (values.ndim - 1)) * last
    below = np.floor(at).astype(np.int64)
    low = np.take_along_axis(ordered, below, axis=0)
    high = np.take_along_axis(ordered, np.minimum(below + 1, last), axis=0)
    part, step = at - below, high - low
    found: F8 = np.where(part < 0.5, low + step * part, high - step * (1.0 - part))
    return np.where(count > 0, found, np.nan)
