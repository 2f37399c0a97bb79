"""`state.json`: what of a run counts. It is replaced last, so that nothing counts before it is on disk."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clampdown.engine.checkpoint import Mark
from clampdown.results.plan import FORMAT_VERSION
from clampdown.world.files import canonical, read_json, write_json
from clampdown.world.files import plain as as_plain

FILE = "state.json"


@dataclass(frozen=True)
class State:
    """What counts.

    Parameters
    ----------
    days : int, length of the run
    segment_days : int
    start : str, date of day 0, or empty
    digest : str, digest of the manifest
    written_by : str, package and version
    committed : int, days that count, from day 0
    checkpoints : tuple of Mark, newest first, two at most
    segments : tuple of dict, each with `first`, `last` and, by kind, the part that holds its events
    """

    days: int
    segment_days: int
    start: str
    digest: str
    written_by: str
    committed: int = 0
    checkpoints: tuple[Mark, ...] = ()
    segments: tuple[dict[str, Any], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every day counts."""
        return self.committed == self.days

    def parts(self, kind: str) -> list[dict[str, Any]]:
        """Return the parts that hold the events of a kind, in order of days."""
        return [segment["events"][kind] for segment in self.segments if kind in segment["events"]]

    def named_parts(self) -> set[str]:
        """Return all parts as `kind/file`."""
        return {
            f"{kind}/{part['file']}" for segment in self.segments for kind, part in segment["events"].items()
        }


def read_state(folder: Path) -> State:
    """Return what counts of a run."""
    content = read_json(folder / FILE, version=FORMAT_VERSION)
    marks = tuple(Mark(*mark) for mark in content["checkpoints"])
    names = ("days", "segment_days", "start", "digest", "written_by", "committed")
    kept = {name: content[name] for name in names}
    return State(**kept, checkpoints=marks, segments=tuple(content["segments"]))


def write_state(folder: Path, state: State) -> None:
    """Make a state count."""
    content = asdict(state) | {"checkpoints": [list(mark) for mark in state.checkpoints]}
    write_json(folder / FILE, content, version=FORMAT_VERSION)


def plain(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest as JSON gives it back: dates as text, tuples as lists."""
    return dict(json.loads(json.dumps(manifest, default=as_plain)))


def digest(manifest: Mapping[str, Any]) -> str:
    """Return a digest that equal manifests share."""
    return hashlib.sha256(canonical(plain(manifest))).hexdigest()


def differing(ours: Mapping[str, Any], theirs: Mapping[str, Any], path: str = "") -> list[str]:
    """Return the paths at which two manifests differ.

    Examples
    --------
    >>> differing({"seed": 1, "scenario": {"days": 3}}, {"seed": 1, "scenario": {"days": 4}})
    ['scenario.days']
    """
    found: list[str] = []
    for name in sorted({*ours, *theirs}):
        one, other = ours.get(name), theirs.get(name)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            found += differing(one, other, f"{path}{name}.")
        elif one != other:
            found.append(f"{path}{name}")
    return found
