"""The estimator bench: many tables with a known truth, every estimator held against it."""

from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

from clampdown.bench.estimator_design import BenchDesign, Task
from clampdown.bench.estimator_scores import scores_of
from clampdown.bench.estimator_work import row_of
from clampdown.errors import EngineError, ResultsError, shown_path
from clampdown.experiments.replicates import replicate
from clampdown.results.folder import LOCK, Lock
from clampdown.schema.bench import Bench
from clampdown.world.files import read_json, reported, write_json

FILE = "bench.json"
FORMAT_VERSION = 1
Progress = Callable[[str, int, int], None]


def carry_out(  # noqa: PLR0913  (all but two by keyword)
    design: BenchDesign,
    folder: Path,
    *,
    resume: bool = False,
    overwrite: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Run a bench, keep each row as it ends, and return the scores.

    Parameters
    ----------
    design : BenchDesign
    folder : where the rows go
    resume, overwrite : go on with a bench that is there, which may have had fewer seeds; replace it
    workers : processes; None for one per core
    executor : any `concurrent.futures` executor; None for processes of our own
    progress : called with (what, done, of)

    Raises
    ------
    ResultsError
        If the folder is taken or holds another bench.
    EngineError
        If nothing succeeded.
    """
    _require_vacant(folder, resume=resume, overwrite=overwrite)
    with reported(f"{shown_path(folder)} cannot be written"):
        folder.mkdir(parents=True, exist_ok=True)
    lock = Lock(folder)
    try:
        rows, failed = _kept(folder, design) if resume else [], []
        done = {(row["variant"], row["seed"]) for row in rows}
        left = [task for task in design.tasks if (task.variant, task.seed) not in done]
        before, title = len(design.tasks) - len(left), design.bench.title
        said = (lambda n, _of: progress(title, before + n, len(design.tasks))) if progress else None
        for outcome in replicate(
            left, partial(row_of, design.request), workers=workers, executor=executor, progress=said
        ):
            if outcome.result is None:
                failed.append(_failure(outcome.task, outcome.error))
                continue
            rows.append(outcome.result)
            write_json(folder / FILE, design.about | {"rows": _ordered(rows)}, version=FORMAT_VERSION)
    finally:
        lock.close()
    return _scored(design, rows, failed)


def _scored(design: BenchDesign, rows: list[dict[str, Any]], failed: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the scores of the rows that were asked for."""
    asked = {(task.variant, task.seed) for task in design.tasks}
    rows = [row for row in _ordered(rows) if (row["variant"], row["seed"]) in asked]
    if not rows:
        raise EngineError(f"Nothing succeeded; first, with seed {failed[0]['seed']}: {failed[0]['error']}")
    effort = {"replicates": design.request.replicates, "iterations": design.request.iterations}
    return scores_of(design.bench, rows) | effort | {"failed": failed}


def read_scores(folder: Path) -> dict[str, Any]:
    """Return the scores of a bench that was run.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    ResultsError
        If it holds no bench, or a damaged one.
    """
    content = read_json(folder / FILE, version=FORMAT_VERSION)
    effort = {name: content[name] for name in ("replicates", "iterations")}
    return scores_of(Bench.model_validate(content["bench"]), content["rows"]) | effort | {"failed": []}


def _kept(folder: Path, design: BenchDesign) -> list[dict[str, Any]]:
    """Return the rows of a folder, if they are this bench's; none where nothing was kept."""
    if not (folder / FILE).exists():
        return []
    content = read_json(folder / FILE, version=FORMAT_VERSION)
    others = [name for name, value in design.about.items() if content.get(name) != value]
    if others:
        raise ResultsError(
            f"{shown_path(folder)} holds another bench: {', '.join(others)} differ. Ask for the same as "
            "then, choose another folder with --out, or replace it with --overwrite."
        )
    return list(content["rows"])


def _require_vacant(folder: Path, *, resume: bool, overwrite: bool) -> None:
    """Refuse a folder that holds something, unless it is a bench that may be replaced or gone on with."""
    with reported(f"{shown_path(folder)} cannot be read"):
        if not folder.exists() or (folder.is_dir() and {p.name for p in folder.iterdir()} <= {LOCK}):
            return
        ours = (folder / FILE).exists()
    if not ours:
        raise ResultsError(f"{shown_path(folder)} exists and holds no bench. Choose another with --out.")
    if not (resume or overwrite):
        raise ResultsError(
            f"{shown_path(folder)} exists. Go on with it with --resume, replace it with --overwrite, or "
            "choose another folder with --out."
        )


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["seed"], row["variant"]))


def _failure(task: Task, error: str | None) -> dict[str, Any]:
    return {"variant": task.variant, "seed": task.seed, "error": error or ""}
