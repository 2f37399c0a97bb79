"""What a run is going to write: its variables, its days, its kinds of events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.errors import ResultsError

FORMAT_VERSION = 1
DAY = "day"
DTYPES = ("int64", "float64")
LEVELS = ("anchored", "direction_only")
FIXED_COSTS = 1 << 20  # bytes for manifest, provenance, indexes


@dataclass(frozen=True)
class Variable:
    """One metric of a run.

    Parameters
    ----------
    name : str
    dims : tuple of str, axes; `day` comes first unless the variable does not change
    dtype : str, "int64" or "float64"
    unit : str
    meaning : str, one sentence
    level : str, "anchored" or "direction_only"
    survives_sampling : bool, whether a sampled run may show it
    human_cost : bool, whether summaries put it first
    """

    name: str
    dims: tuple[str, ...]
    dtype: str
    unit: str
    meaning: str
    level: str = "direction_only"
    survives_sampling: bool = True
    human_cost: bool = False

    @property
    def daily(self) -> bool:
        """Whether the variable has a value for each day."""
        return self.dims[:1] == (DAY,)


@dataclass(frozen=True)
class Plan:
    """Everything that is laid out before the first day.

    Parameters
    ----------
    variables : sequence of Variable
    coords : mapping of axis to its labels, in order; `day` is not among them
    days : int, length of the run; days are numbered from 0
    segment_days : int, days committed together; the last segment may be shorter
    start : str, date of day 0 as YYYY-MM-DD; empty if the run has no calendar
    fixed : mapping of name to array, values of the variables without a day axis
    events : mapping of kind to the types of its columns
    """

    variables: Sequence[Variable]
    coords: Mapping[str, Sequence[str]]
    days: int
    segment_days: int
    start: str = ""
    fixed: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    events: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a plan that cannot be laid out; every problem is named."""
        found = [sentence for variable in self.variables for sentence in self._problems(variable)]
        names = [variable.name for variable in self.variables]
        found += [f"{name} is declared twice." for name in sorted({n for n in names if names.count(n) > 1})]
        found += [f"{axis} has no labels." for axis, labels in self.coords.items() if not len(labels)]
        if self.days < 1 or self.segment_days < 1:
            found.append(
                f"A run has at least one day and so has a segment: {self.days}, {self.segment_days}."
            )
        if found:
            raise ResultsError("\n".join(["The results cannot be laid out:", *(f"  {s}" for s in found)]))

    def shape(self, variable: Variable) -> tuple[int, ...]:
        """Return the full shape of a variable."""
        return tuple(self.days if axis == DAY else len(self.coords[axis]) for axis in variable.dims)

    def schema(self, kind: str) -> pl.Schema:
        """Return the types of a kind of events."""
        return pl.Schema(self.events[kind])

    def _problems(self, variable: Variable) -> list[str]:
        """Return what is wrong with a variable, one sentence each."""
        found = [
            f"{variable.name}: axis {axis} has no coordinate."
            for axis in variable.dims
            if axis != DAY and axis not in self.coords
        ]
        if variable.name in {*self.coords, DAY, "date"}:
            found.append(f"{variable.name} is the name of an axis.")
        if variable.dtype not in DTYPES or variable.level not in LEVELS:
            found.append(f"{variable.name}: {variable.dtype}, {variable.level}; not {DTYPES}, {LEVELS}.")
        if DAY in variable.dims[1:]:
            found.append(f"{variable.name}: day has to be the first axis.")
        if not variable.daily and not found and variable.name not in self.fixed:
            found.append(f"{variable.name} does not change, so `fixed` has to hold its values.")
        return found


def required_bytes(plan: Plan, *, checkpoint_bytes: int = 0, event_bytes: int = 0) -> int:
    """Return the disk space a run needs at most, in bytes.

    Parameters
    ----------
    plan : Plan
    checkpoint_bytes : int, both generations, see `engine.checkpoint.checkpoint_bytes`
    event_bytes : int, an estimate for all events
    """
    sizes = (
        int(np.prod(plan.shape(variable), dtype=np.int64)) * np.dtype(variable.dtype).itemsize
        for variable in plan.variables
    )
    return sum(sizes) + checkpoint_bytes + event_bytes + FIXED_COSTS


def segment(plan: Plan, day: int) -> tuple[int, int]:
    """Return the first and last day of the segment that a day lies in.

    Examples
    --------
    >>> segment(Plan([], {}, days=25, segment_days=10), 23)
    (20, 24)
    """
    first = day // plan.segment_days * plan.segment_days
    return first, min(first + plan.segment_days, plan.days) - 1
