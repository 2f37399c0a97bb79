"""A comparison on disk: one dataset that xarray opens, written as replicates end.

A replicate counts once `replicates.json`, replaced last, names it. What a killed process left beyond
that is written again, to the same numbers.
"""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from clampdown.engine import machine
from clampdown.engine.settling import settled_key
from clampdown.errors import ResultsError, shown_path
from clampdown.experiments.compare_design import METRICS, Design, Task
from clampdown.experiments.compare_layout import FORMAT_VERSION, lay_out, write_outcomes, write_replicate
from clampdown.experiments.compare_work import Measured
from clampdown.experiments.outsiders.counts import KINDS
from clampdown.experiments.run import values_of
from clampdown.results.folder import LOCK, Lock, unbroken, whole
from clampdown.results.provenance import versions
from clampdown.results.state import differing, plain
from clampdown.schema.scenario import Scenario
from clampdown.world.files import read_json, reported, write_json

ABOUT, STATE = "comparison.json", "replicates.json"
TALK = ("title", "pack", "twin", "notes", "file", "base")  # of a scenario, and moving no result
EMPTY_STATE: dict[str, Any] = {"done": [], "failed": []}


class Store:
    """The folder of a comparison, held by one process at a time.

    Parameters
    ----------
    folder : Path
    design : Design
    resume, overwrite : go on with what is there; replace it

    Attributes
    ----------
    state : `done` and `failed` replicates, as in `replicates.json`
    """

    def __init__(self, folder: Path, design: Design, *, resume: bool, overwrite: bool) -> None:
        self.folder, self.design = folder, design
        about = manifest_of(design)
        if resume and (folder / ABOUT).exists():
            self._lock = Lock(folder)
            self.state = self._gone_on_with(about)
        else:
            require_vacant(folder, overwrite=overwrite)
            with whole(folder) as aside:
                self._begin(aside, about)
            self._lock = Lock(folder)
            self.state = {name: list(rows) for name, rows in EMPTY_STATE.items()}
        try:
            self._lay_out()
        except BaseException:
            self.__exit__()
            raise

    def _lay_out(self) -> None:
        with reported(f"{shown_path(self.folder)} cannot be written"):
            unbroken(lambda: lay_out(self.folder, self.design))
            write_outcomes(self.folder, self.state["done"], self.state["failed"])

    def __enter__(self) -> "Store":
        """Return the store, open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the folder free; remove it if nothing was done in it."""
        if not self.state["done"] and not self.state["failed"]:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()

    @property
    def left(self) -> list[Task]:
        """What is still to do; what has failed before is tried again."""
        done = {(row["replicate"], row["draw"]) for row in self.state["done"]}
        return [task for task in self.design.tasks if (task.replicate, task.draw) not in done]

    def keep(self, task: Task, found: Measured) -> None:
        """Write down what a replicate showed, and make it count."""
        with reported(f"{shown_path(self.folder)} cannot be written"):
            write_replicate(self.folder, task, found)
        people = dict(zip(("simulated", "stand_for"), found.people, strict=True))
        self._note("done", task, people)

    def fail(self, task: Task, error: str) -> None:
        """Write down that a replicate failed, with its seed and the reason."""
        self._note("failed", task, {"error": error})

    def _note(self, what: str, task: Task, more: Mapping[str, Any]) -> None:
        row = {"replicate": task.replicate, "draw": task.draw, "seed": task.seed, **more}
        for name, rows in self.state.items():
            kept = [one for one in rows if (one["replicate"], one["draw"]) != (task.replicate, task.draw)]
            self.state[name] = sorted([*kept, row] if name == what else kept, key=_in_order)
        with reported(f"{shown_path(self.folder)} cannot be written"):
            write_outcomes(self.folder, self.state["done"], self.state["failed"])
            write_json(self.folder / STATE, self.state, version=FORMAT_VERSION)

    def _begin(self, folder: Path, about: Mapping[str, Any]) -> None:
        """Write what a comparison is, before anything is done."""
        first = {"versions": versions(), "machine": machine.describe(), "command": _command()}
        write_json(folder / ABOUT, {**first, "manifest": plain(about)}, version=FORMAT_VERSION, sealed=False)
        write_json(folder / STATE, EMPTY_STATE, version=FORMAT_VERSION)

    def _gone_on_with(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was done before, if it was this comparison."""
        kept = read_json(self.folder / ABOUT, version=FORMAT_VERSION, sealed=False)
        others = differing(plain(about), kept["manifest"])
        if others:
            self._lock.close()
            shown = ", ".join(others[:4]) + (f" and {len(others) - 4} more" if len(others) > 4 else "")
            raise ResultsError(
                f"{shown_path(self.folder)} holds another comparison: {shown} differ. Ask for the same as "
                "then, choose another folder with --out, or replace it with --overwrite."
            )
        return read_state(self.folder)


def _in_order(row: Mapping[str, Any]) -> tuple[bool, int]:
    return row["draw"] is not None, row["replicate"]


def manifest_of(design: Design) -> dict[str, Any]:
    """Return all that decides what a comparison shows, but for how many replicates it has."""
    arms = {}
    for label, ready in design.arms.items():
        values = values_of(ready.scenario, ready.catalogue)
        arms[label] = {
            "scenario": _resolved(ready.scenario),
            "values": {name: values.peek(name) for name in sorted(values)},
            "population": settled_key(ready.scenario, ready.catalogue, values),
        }
    return {
        "order": design.labels,
        "arms": arms,
        "metrics": [figure.key for figure in METRICS],
        "kinds": list(KINDS),
    }


def _resolved(scenario: Scenario) -> dict[str, Any]:
    """Return every field of a scenario that moves a result."""
    names = [field.name for field in fields(scenario) if field.name not in TALK]
    return {"pack": scenario.pack.id} | {name: _dumped(getattr(scenario, name)) for name in names}


def _dumped(value: Any) -> Any:
    """Return a field as plain data."""
    if isinstance(value, tuple):
        return [_dumped(one) for one in value]
    return value.model_dump(mode="json", by_alias=True) if hasattr(value, "model_dump") else value


def require_vacant(folder: Path, *, overwrite: bool) -> None:
    """Refuse a folder that holds something, unless it is a comparison that may be replaced."""
    with reported(f"{shown_path(folder)} cannot be written"):
        if not folder.exists() or (folder.is_dir() and {p.name for p in folder.iterdir()} <= {LOCK}):
            return
        ours = (folder / ABOUT).exists()
    if not ours:
        raise ResultsError(
            f"{shown_path(folder)} exists and holds no comparison, so it is left alone. "
            "Choose another with --out."
        )
    if not overwrite:
        raise ResultsError(
            f"{shown_path(folder)} exists. Go on with it with --resume, replace it with --overwrite, "
            "or choose another folder with --out."
        )


def read_state(folder: Path) -> dict[str, Any]:
    """Return which replicates of a comparison are done and which failed."""
    content = read_json(folder / STATE, version=FORMAT_VERSION)
    return {name: list(content[name]) for name in EMPTY_STATE}


def _command() -> list[str]:
    """Return what was typed, without the folder the program lies in."""
    return [Path(sys.argv[0]).name, *sys.argv[1:]] if sys.argv else []
