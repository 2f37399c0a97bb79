"""One variant of a bench with one seed: the lists, the truth, and what each estimator says."""

from collections.abc import Iterator, Sequence
from typing import Any

from clampdown.bench.estimator_design import WINDOWS, Request, Task, bench_of, lists_of
from clampdown.bench.estimator_runs import Counted, simulated
from clampdown.errors import InputError
from clampdown.inference.estimate import Estimate
from clampdown.inference.estimators import Effort, estimate
from clampdown.inference.generator import draw_tables
from clampdown.inference.table import CaptureTable
from clampdown.schema.bench import BenchVariant, Found

SEEN = "on any list"  # the count itself, held against the truth like an estimator
OF_PAIRS = ("lincoln-petersen", "chapman")


def row_of(request: Request, task: Task) -> dict[str, Any]:
    """Return what a variant shows with a seed, as it is kept.

    Parameters
    ----------
    request : Request
    task : Task
    """
    found = bench_of(request.ref)
    variant = next(one for one in found.bench.variants if one.id == task.variant)
    effort = Effort(request.replicates, request.iterations, task.seed)
    source = simulated if found.bench.scenario else drawn
    windows = [window_row(one, request.estimators, effort) for one in source(found, variant, task.seed)]
    return {"variant": task.variant, "seed": task.seed, "windows": windows}


def drawn(found: Found, variant: BenchVariant, seed: int) -> Iterator[Counted]:
    """Yield what lists drawn from the plain generator show of each window of a variant.

    Parameters
    ----------
    found : a bench without a scenario
    variant : one of its variants
    seed : of all random numbers; windows of a seed are independent of one another
    """
    names = tuple(found.bench.lists)
    for one in variant.drawn:
        own = seed * len(WINDOWS) + WINDOWS.index(one.window)
        counts = draw_tables(lists_of(one, names), 1, own)[0]
        yield Counted(one.window, one.days, one.people, names, tuple(int(n) for n in counts))


def window_row(found: Counted, estimators: Sequence[str], effort: Effort) -> dict[str, Any]:
    """Return a window as it is kept: counts, truth, and a figure of each estimator or why there is none.

    Parameters
    ----------
    found : Counted
    estimators : names
    effort : Effort
    """
    figures = {SEEN: _figure(Estimate(SEEN, population=float(sum(found.counts))))}
    if found.published is not None:
        figures["published"] = _figure(Estimate("published", population=float(found.published)))
    try:
        table = CaptureTable(found.lists, found.counts)
    except InputError as error:
        return _kept(found, figures, str(error))
    for one in estimate(table, estimators, effort):
        figures[f"{one.estimator} {one.about}" if one.estimator in OF_PAIRS else one.estimator] = _figure(one)
    return _kept(found, figures, "")


def _kept(found: Counted, figures: dict[str, Any], why: str) -> dict[str, Any]:
    return {
        "window": found.window, "days": found.days, "truth": found.truth, "lists": list(found.lists),
        "counts": list(found.counts), "no_table": why, "figures": figures,
    }  # fmt: skip


def _figure(found: Estimate) -> dict[str, Any]:
    interval = found.interval
    return {
        "population": found.population,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "refused": found.refused,
    }
