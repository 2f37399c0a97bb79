"""Comparing scenarios over many seeds and parameter draws, pair by pair."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import xarray as xr

from clampdown.errors import EngineError
from clampdown.experiments.background import background_of
from clampdown.experiments.compare_design import Design
from clampdown.experiments.compare_layout import open_dataset
from clampdown.experiments.compare_store import Store, read_state
from clampdown.experiments.compare_summary import summarise
from clampdown.experiments.compare_work import measured
from clampdown.experiments.cost import expected_cost
from clampdown.experiments.kept_summary import keep_summary
from clampdown.experiments.outsiders.box import box_of_comparison, keep_box
from clampdown.experiments.replicates import refuse_fork, replicate
from clampdown.experiments.resting import counts_by_figure
from clampdown.experiments.run import values_of
from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import Scenario

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Comparison:
    """Scenarios that have been compared.

    Attributes
    ----------
    folder : where the dataset lies
    dataset : arm × replicate × draw × window × metric × area, read when asked for
    failed : replicates that failed, each with `replicate`, `draw`, `seed` and `error`
    summary : each effect with its intervals, human cost first
    """

    folder: Path
    dataset: xr.Dataset
    failed: list[Mapping[str, Any]]
    summary: dict[str, Any]


def carry_out(  # noqa: PLR0913  (all but two by keyword)
    design: Design,
    folder: Path,
    *,
    resume: bool = False,
    overwrite: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the arms of a design, and write what each replicate shows as it ends.

    Parameters
    ----------
    design : Design
    folder : where the dataset goes
    resume, overwrite : go on with a comparison that is there, which may have had fewer replicates or
        draws; replace it
    workers : processes; None for one per core
    executor : any `concurrent.futures` executor; None for processes of our own
    progress : called with (what, done, of)

    Raises
    ------
    EngineError
        If the executor forks, memory will not do, workers cannot start, or every replicate failed.
    ResultsError
        If the folder is taken, holds another comparison, or cannot be written.
    """
    refuse_fork(executor)
    if executor is None:
        _require_memory(design, workers)
    with Store(folder, design, resume=resume, overwrite=overwrite) as store:
        tasks, before = store.left, len(design.tasks) - len(store.left)
        said = partial(progress, f"Comparing {' and '.join(design.labels)}") if progress else None
        for outcome in replicate(
            tasks, partial(measured, design.request), workers=workers, executor=executor,
            progress=(lambda done, _of: said(before + done, len(design.tasks))) if said else None,
        ):  # fmt: skip
            if outcome.result is None:
                store.fail(outcome.task, outcome.error or "")
            else:
                store.keep(outcome.task, outcome.result)
    return _comparison(design, folder)


def _comparison(design: Design, folder: Path) -> Comparison:
    """Return what a folder holds of a comparison."""
    asked = {(task.replicate, task.draw) for task in design.tasks}
    state = {
        name: [row for row in rows if (row["replicate"], row["draw"]) in asked]
        for name, rows in read_state(folder).items()
    }
    if not state["done"]:
        first = state["failed"][0]
        raise EngineError(
            f"All {len(state['failed'])} replicates failed; the first, with seed {first['seed']}: "
            f"{first['error']}"
        )
    dataset = open_dataset(folder)
    summary = summarise(design, dataset, state)
    background = background_of(*_arms(design))
    summary["figures"] = counts_by_figure(background["resting"])
    summary["writing"] = box_of_comparison(summary)
    keep_box(folder, summary["writing"])
    keep_summary(folder, summary, background)
    return Comparison(folder, dataset, state["failed"], summary)


def _arms(design: Design) -> tuple[dict[str, Scenario], Catalogue]:
    """Return the scenarios of a comparison by label, and the catalogue they share."""
    scenarios = {label: ready.scenario for label, ready in design.arms.items()}
    return scenarios, next(iter(design.arms.values())).catalogue


def _require_memory(design: Design, workers: int | None) -> None:
    """Refuse a comparison whose workers would not fit into memory together."""
    from clampdown.engine.machine import cores, require_memory

    base = next(iter(design.arms.values()))
    cost = expected_cost(base.scenario, values_of(base.scenario, base.catalogue), 1)
    require_memory(cost.memory_bytes * min(workers or cores(), len(design.tasks)))
