"""Writing a run, segment by segment."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import polars as pl
from numpy.typing import NDArray

from clampdown.engine import checkpoint, machine
from clampdown.errors import ResultsError, shown_path
from clampdown.results import events as event_files
from clampdown.results import metrics as metric_files
from clampdown.results import provenance
from clampdown.results.folder import Lock, require_vacant, unbroken, whole
from clampdown.results.keys import run_salt, salt_check
from clampdown.results.plan import Plan, required_bytes, segment
from clampdown.results.resuming import require_same_run, same_salt, sound_part, stored_plan
from clampdown.results.state import State, digest, plain, read_state, write_state
from clampdown.world.files import package_version, reported
from clampdown.world.state import World

CHECKPOINT = "checkpoint"


class Resumed(NamedTuple):
    """A run that goes on: its writer, the first day to simulate, the checkpoint to start from."""

    writer: "RunWriter"
    next_day: int
    checkpoint: Path | None


class RunWriter:
    """The one writer of a run folder; made by `create` or `resume`.

    Attributes
    ----------
    folder : Path
    plan : Plan
    salt : bytes, for `hashed_keys`; it is not stored with the results
    """

    def __init__(self, folder: Path, plan: Plan, state: State, salt: bytes, lock: Lock) -> None:
        self.folder, self.plan, self.salt = folder, plan, salt
        self._state, self._lock = state, lock

    @classmethod
    def create(
        cls,
        folder: Path,
        manifest: Mapping[str, Any],
        plan: Plan,
        *,
        overwrite: bool = False,
        needed: int = 0,
    ) -> Self:
        """Make the folder of a new run.

        Parameters
        ----------
        folder : Path
        manifest : mapping, all that decides the results (seed, hashes, versions of data …);
            `scenario` is the resolved scenario
        plan : Plan
        overwrite : bool, whether a run that is there already may go
        needed : int, bytes of checkpoints and events to be expected, on top of the metrics

        Raises
        ------
        ResultsError
            If the folder is taken, cannot be written, or another run writes to it.
        EngineError
            If the disk is too small.
        """
        require_vacant(folder, overwrite=overwrite)
        machine.require_disk(folder, required_bytes(plan) + needed)
        content = plain(manifest)
        state = State(plan.days, plan.segment_days, plan.start, digest(manifest), package_version())
        salt = run_salt(state.digest)
        with whole(folder) as aside:
            unbroken(lambda: metric_files.create_metrics(aside, plan))
            event_files.create_events(aside, plan)
            provenance.start(aside, content, salt_check(salt))
            write_state(aside, state)
        return cls(folder, plan, state, salt, Lock(folder))

    @classmethod
    def resume(cls, folder: Path, manifest: Mapping[str, Any]) -> Resumed:
        """Go on with a run that was broken off; what does not count is discarded.

        Parameters
        ----------
        folder : Path
        manifest : mapping, the same as when the run was created

        Returns
        -------
        Resumed

        Raises
        ------
        ResultsError
            If the folder holds no run, another run, one of another version, or nothing sound.
        """
        if not folder.is_dir():
            raise ResultsError(f"{shown_path(folder)} does not exist. Run without --resume to begin it.")
        require_same_run(folder, manifest)
        lock = Lock(folder)
        try:
            state = sound_part(folder / CHECKPOINT, read_state(folder))
            writer = cls(folder, stored_plan(folder, state), state, same_salt(folder, state), lock)
            with reported(f"{shown_path(folder)} cannot be written"):
                write_state(folder, state)
                writer._discard_rest()
                provenance.resumed(folder, state.committed)
        except BaseException:
            lock.close()
            raise
        marks = state.checkpoints
        return Resumed(writer, state.committed, folder / CHECKPOINT / marks[0].generation if marks else None)

    @property
    def next_day(self) -> int:
        """The first day that does not count yet."""
        return self._state.committed

    def commit(
        self,
        days: tuple[int, int],
        metrics: Mapping[str, NDArray[Any]],
        events: Mapping[str, pl.DataFrame],
        world: World | None = None,
        *,
        extras: Mapping[str, NDArray[Any]] | None = None,
    ) -> None:
        """Make the next segment count.

        Parameters
        ----------
        days : tuple of int, first and last day of the segment
        metrics : mapping of name to array, a row per day, for every daily variable
        events : mapping of kind to frame; kinds may be left out
        world : World or None, the state at the end of the last day; a run without checkpoints
            begins anew when resumed
        extras : mapping of name to array, state to be kept with the world's

        Raises
        ------
        ResultsError
            If something does not fit the plan or cannot be written. What counted before still does.
        """
        self._check(days, metrics, events)
        try:
            with reported(f"Days {days[0]} to {days[1]} of {shown_path(self.folder)} cannot be written"):
                state = self._written(days, metrics, events)
                state = self._with_checkpoint(state, days[1], world, extras)
                write_state(self.folder, state)
        except BaseException:
            with suppress(OSError, ResultsError):
                self._state = read_state(self.folder)
                self._discard_rest()
            raise
        self._state = state

    def finish(self, timings: Mapping[str, Any] | None = None) -> None:
        """Note that the run is complete and give the folder free.

        Parameters
        ----------
        timings : mapping, seconds by movement and whatever else tells what the run took; a run that was
            complete already keeps those of the first time
        """
        if not self._state.complete:
            raise ResultsError(f"Day {self.next_day} of {shown_path(self.folder)} is still to come.")
        with reported(f"{shown_path(self.folder)} cannot be written"):
            provenance.finish(self.folder, timings or {})
        self.close()

    def close(self) -> None:
        """Give the folder free; the run may be resumed."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check(
        self, days: tuple[int, int], metrics: Mapping[str, NDArray[Any]], events: Mapping[str, pl.DataFrame]
    ) -> None:
        """Refuse what does not fit, before anything is written."""
        if self._state.complete or days != segment(self.plan, self.next_day):
            raise ResultsError(f"Days {days} are not the next segment; {self.next_day} days count so far.")
        metric_files.check_metrics(self.plan, days, metrics)
        event_files.check_events(self.plan, events)

    def _written(
        self, days: tuple[int, int], metrics: Mapping[str, NDArray[Any]], events: Mapping[str, pl.DataFrame]
    ) -> State:
        """Write metrics and events; return the state that names them."""
        unbroken(lambda: metric_files.write_metrics(self.folder, self.plan, days[0], metrics))
        parts = event_files.write_events(self.folder, days, events)
        entry = {"first": days[0], "last": days[1], "events": parts}
        return replace(self._state, committed=days[1] + 1, segments=(*self._state.segments, entry))

    def _with_checkpoint(
        self, state: State, day: int, world: World | None, extras: Mapping[str, NDArray[Any]] | None
    ) -> State:
        """Write a checkpoint; return the state that names it and the one before."""
        if world is None:
            return state
        newest = state.checkpoints[0] if state.checkpoints else None
        mark = checkpoint.write_checkpoint(self.folder / CHECKPOINT, world, day, after=newest, extras=extras)
        return replace(state, checkpoints=(mark, *state.checkpoints)[:2])

    def _discard_rest(self) -> None:
        """Remove whatever the state does not name."""
        event_files.discard_events(self.folder, self._state.named_parts())
        metric_files.discard_partial(self.folder)
        checkpoint.tidy(self.folder / CHECKPOINT, {mark.generation for mark in self._state.checkpoints})
