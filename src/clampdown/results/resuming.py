"""What a run can go on from."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from clampdown.engine.checkpoint import is_sound
from clampdown.errors import ResultsError, shown_path
from clampdown.results import provenance
from clampdown.results.events import FOLDER, SCHEMA, columns_of
from clampdown.results.keys import run_salt, salt_check
from clampdown.results.metrics import stored_variables
from clampdown.results.plan import Plan
from clampdown.results.state import State, differing, digest, plain, read_state
from clampdown.world.files import package_version


def require_same_run(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse a folder that was made from something else or by another version of the package."""
    state = read_state(folder)
    if state.digest != digest(manifest):
        paths = differing(provenance.read(folder)["manifest"], plain(manifest))
        raise ResultsError(
            f"{shown_path(folder)} was made from another scenario: {', '.join(paths)} differ. "
            "Choose another folder with --out, or replace it with --overwrite."
        )
    if state.written_by != package_version():
        raise ResultsError(
            f"{shown_path(folder)} was begun by clampdown {state.written_by}; this is {package_version()}, "
            "and the days would not match. Go on with that version, or begin anew with --overwrite."
        )


def same_salt(folder: Path, state: State) -> bytes:
    """Return the salt the run began with."""
    salt = run_salt(state.digest)
    if provenance.read(folder)["salt_check"] != salt_check(salt):
        raise ResultsError(
            f"{shown_path(folder)} was begun under another secret, on another machine or by another user, "
            "and the keys of its people would not match. Go on there, or begin anew with --overwrite."
        )
    return salt


def sound_part(checkpoints: Path, state: State) -> State:
    """Return the state up to the newest checkpoint that is unharmed.

    A run that saved none begins anew; a complete one stays as it is.

    Parameters
    ----------
    checkpoints : Path, the run's `checkpoint/`
    state : State
    """
    if state.complete:
        return state
    sound = next((i for i, mark in enumerate(state.checkpoints) if is_sound(checkpoints, mark)), None)
    if sound is None and state.checkpoints:
        raise ResultsError(
            f"Both checkpoints in {shown_path(checkpoints)} are damaged. The {state.committed} days done can "
            "still be read; to go on, run again with --overwrite."
        )
    marks = () if sound is None else state.checkpoints[sound:]
    committed = marks[0].day + 1 if marks else 0
    segments = tuple(segment for segment in state.segments if segment["last"] < committed)
    return replace(state, committed=committed, checkpoints=marks, segments=segments)


def stored_plan(folder: Path, state: State) -> Plan:
    """Return the plan a run was laid out by."""
    variables, coords, fixed = stored_variables(folder)
    kinds = {path.parent.name: columns_of(path) for path in (folder / FOLDER).glob(f"*/{SCHEMA}")}
    return Plan(variables, coords, state.days, state.segment_days, state.start, fixed, kinds)
