"""Reading a run, finished or not."""

from functools import cached_property
from pathlib import Path
from typing import Any, Self

import polars as pl
import xarray as xr

from clampdown.errors import ResultsError, shown_path
from clampdown.results import provenance
from clampdown.results.events import FOLDER, SCHEMA, open_events
from clampdown.results.metrics import chunk, open_metrics
from clampdown.results.state import State, digest, read_state
from clampdown.world.files import damage, reported


class RunReader:
    """A run folder, up to the last day that counts.

    Attributes
    ----------
    folder : Path
    """

    def __init__(self, folder: Path, state: State) -> None:
        self.folder, self._state = folder, state

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a run folder.

        Raises
        ------
        ResultsError
            If it is no run folder, is damaged, or was written in a format of another version.
        """
        with reported(f"{shown_path(folder)} cannot be read"):
            there, whole = folder.exists(), folder.is_dir()
        if not whole:
            what = "is no folder" if there else "does not exist"
            raise ResultsError(f"{shown_path(folder)} {what}. Give the folder of a run, such as runs/x.")
        return cls(folder, read_state(folder))

    @property
    def days(self) -> int:
        """Length of the run, in days."""
        return self._state.days

    @property
    def committed_days(self) -> int:
        """Days that can be read, from day 0."""
        return self._state.committed

    @property
    def complete(self) -> bool:
        """Whether every day can be read."""
        return self._state.complete

    @property
    def start(self) -> str:
        """Date of day 0 as YYYY-MM-DD, or empty."""
        return self._state.start

    @cached_property
    def metrics(self) -> xr.Dataset:
        """All metrics of the days that count; values are read when asked for."""
        with reported(f"{shown_path(self.folder)} cannot be read"):
            return open_metrics(self.folder, self.committed_days)

    @property
    def event_kinds(self) -> list[str]:
        """The kinds of events this run records."""
        return sorted(path.parent.name for path in (self.folder / FOLDER).glob(f"*/{SCHEMA}"))

    def events(self, kind: str) -> pl.LazyFrame:
        """Return the events of a kind, in order of days; without rows if there were none."""
        return open_events(self.folder, kind, self._state.parts(kind))

    @cached_property
    def scenario(self) -> dict[str, Any]:
        """The resolved scenario."""
        found = provenance.read_scenario(self.folder)
        if found != self.provenance["manifest"]["scenario"]:
            raise ResultsError(damage(self.folder / provenance.SCENARIO))
        return found

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Versions, manifest with seed and hashes, machine, command, times."""
        found = provenance.read(self.folder)
        if digest(found["manifest"]) != self._state.digest:
            raise ResultsError(damage(self.folder / provenance.FILE))
        return found

    @property
    def checkpoint(self) -> Path | None:
        """The newest checkpoint, or None."""
        marks = self._state.checkpoints
        return self.folder / "checkpoint" / marks[0].generation if marks else None

    def problems(self) -> list[str]:
        """Read everything that counts and return what is damaged, one sentence each."""
        found = []
        segments = -(-self.committed_days // self._state.segment_days)
        for name, variable in self.metrics.data_vars.items():
            daily = "day" in variable.dims
            paths = [chunk(self.folder, str(name), variable.ndim, i) for i in range(segments if daily else 0)]
            paths += [] if daily else [self.folder / "metrics.zarr" / str(name) / "c" / "0"]
            found += [damage(path) for path in paths if not path.exists()]
            try:
                variable.copy().load()
            except (RuntimeError, ValueError, OSError):
                found.append(damage(self.folder / "metrics.zarr" / str(name)))
        for kind in self.event_kinds:
            try:
                self.events(kind)
            except ResultsError as error:
                found.append(str(error))
        return found
