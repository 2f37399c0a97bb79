"""Whether two runs are the same: in what they say, not in the bytes they say it with."""

from collections.abc import Hashable, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.results import observed
from clampdown.results.metrics import FOLDER, or_damaged
from clampdown.results.plan import DAY
from clampdown.results.reader import RunReader
from clampdown.results.state import differing
from clampdown.world.storage import column_names, read_column


def same_results(folder: Path, other: Path) -> list[str]:
    """Return in what two runs differ, one sentence each; empty if they are identical.

    Compared are the manifests, the days that count, every metric, every event in order, what was
    published, and the newest checkpoints. When, where and by how many steps a run was computed is left aside.
    """
    one, two = RunReader.open(folder), RunReader.open(other)
    paths = differing(one.provenance["manifest"], two.provenance["manifest"])
    found = [f"manifest: {path} differs" for path in paths]
    plain = ("days", "committed_days", "start", "scenario", "event_kinds")
    found += [f"{name} differs" for name in plain if getattr(one, name) != getattr(two, name)]
    found += _of_metrics(one, two)
    for kind in sorted({*one.event_kinds} & {*two.event_kinds}):
        found += _of_events(kind, one.events(kind).collect(), two.events(kind).collect())
    return found + _of_observed(folder, other) + _of_checkpoints(one.checkpoint, two.checkpoint)


def _of_observed(folder: Path, other: Path) -> list[str]:
    """Return the differences between what outsiders published on two runs."""
    if observed.has_observed(folder) != observed.has_observed(other):
        return ["observed: one run only has observers"]
    if not observed.has_observed(folder):
        return []
    readers = {"items": observed.open_items, "people": observed.open_people, "key": observed.open_key}
    return [
        f"observed: {name} differ" for name, read in readers.items() if not read(folder).equals(read(other))
    ]


def _of_metrics(one: RunReader, two: RunReader) -> list[str]:
    """Return the differences between the metrics of two runs."""
    names = {str(name) for name in one.metrics.variables}, {str(name) for name in two.metrics.variables}
    found = [f"metrics: {name} is in one run only" for name in sorted(names[0] ^ names[1])]
    for name in sorted(names[0] & names[1]):
        first, second = one.metrics[name], two.metrics[name]
        if first.dims != second.dims or first.dtype != second.dtype or first.attrs != second.attrs:
            found.append(f"metrics: {name} is declared differently")
            continue
        values, others = _values(one, name), _values(two, name)
        if not _equal(values, others):
            found.append(f"metrics: {name} differs{_first_day(first.dims, values, others)}")
    return found


def _values(run: RunReader, name: str) -> NDArray[np.generic]:
    """Return the values of one variable of a run."""
    with or_damaged(run.folder / FOLDER / name):
        values: NDArray[np.generic] = run.metrics[name].to_numpy()
    return values


def _first_day(dims: Sequence[Hashable], first: NDArray[np.generic], second: NDArray[np.generic]) -> str:
    """Return the words that say from which day on two daily variables differ."""
    if dims[:1] != (DAY,) or first.shape != second.shape:
        return ""
    days = enumerate(zip(first, second, strict=True))
    return f" from day {next(day for day, (a, b) in days if not _equal(np.array(a), np.array(b)))}"


def _of_events(kind: str, one: pl.DataFrame, two: pl.DataFrame) -> list[str]:
    """Return the differences between the events of a kind."""
    if one.schema != two.schema:
        return [f"events: {kind} have other columns"]
    if one.height != two.height:
        return [f"events: {one.height} and {two.height} {kind}"]
    return [f"events: {kind} differ in {name}" for name in one.columns if not one[name].equals(two[name])]


def _of_checkpoints(one: Path | None, two: Path | None) -> list[str]:
    """Return the differences between two saved states."""
    if one is None or two is None:
        return [] if one is two else ["checkpoint: in one run only"]
    names = set(column_names(one)), set(column_names(two))
    found = [f"checkpoint: {name} is in one run only" for name in sorted(names[0] ^ names[1])]
    common = sorted(names[0] & names[1])
    pairs = ((name, read_column(one, name), read_column(two, name)) for name in common)
    return found + [
        f"checkpoint: {name} differs" for name, first, second in pairs if not _equal(first, second)
    ]


def _equal(one: NDArray[np.generic], two: NDArray[np.generic]) -> bool:
    """Return whether two arrays hold the same; two missing values are the same."""
    return np.array_equal(one, two, equal_nan=one.dtype.kind == "f")
