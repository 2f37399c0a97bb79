"""Parameter draws: the same pair of runs again and again, each with other numbers from their ranges.

Seed noise is not uncertainty. At the numbers written down a pair of runs says what the model does;
over draws it says what is known. Every draw runs in a process of its own, spawned and on one thread.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from clampdown.errors import EngineError
from clampdown.experiments.preparing import Prepared, Wishes, prepare
from clampdown.experiments.replicates import replicate

if TYPE_CHECKING:
    import polars as pl

    from clampdown.experiments.arms import Arm
    from clampdown.experiments.windows import Window

Progress = Callable[[str, int, int], None]
ENOUGH = 120_000  # people in a draw; a larger scenario is drawn on a part of its places
ENOUGH_DRAWS = 0.9  # share of draws in which a figure must be large enough for a range
FEW = {"rest": 0.001}  # the fewest beats there are: two in each place


@dataclass(frozen=True)
class Request:
    """What a draw is made of, small enough to be sent to another process.

    Attributes
    ----------
    ref : the scenario, by id or path
    wishes : as given to the run that the draws belong to
    days : length of each run, to the end of the campaign
    sample, places : part of the country; empty for what the scenario says
    """

    ref: str
    wishes: Wishes
    days: int
    sample: tuple[tuple[str, float], ...] = ()
    places: tuple[str, ...] = ()


class Drawn(NamedTuple):
    """What one draw showed.

    Attributes
    ----------
    row : `draw`, `ratio` (by human cost), `orders` (means) and, where somebody watches, `told` (by what
        happened and what was published, and kind of event)
    courses : both arms over the days and by group, as `courses.drawn.table_of` gives them
    """

    row: dict[str, Any]
    courses: "pl.DataFrame"


def request_of(prepared: Prepared) -> Request:
    """Return the request for draws on a scenario, on a part of it where the whole would take too long.

    The part is chosen evenly: every so many places of each province, at the border and away from it,
    with two beats in each.

    Parameters
    ----------
    prepared : Prepared
    """
    from clampdown.experiments.cost import expected_cost
    from clampdown.experiments.run import values_of
    from clampdown.experiments.windows import resolved, windows_of

    scenario = prepared.scenario
    days = windows_of(resolved(scenario), scenario.days)["during"].stop
    request = Request(prepared.ref, prepared.wishes, max(1, days))
    values = values_of(scenario, prepared.catalogue)
    if expected_cost(scenario, values, 1).people <= ENOUGH:
        return request
    few = replace(scenario, sample=dict(FEW))
    people = expected_cost(few, values, 1).people
    return replace(request, sample=tuple(FEW.items()), places=_part(prepared, -(-people // ENOUGH)))


def _part(prepared: Prepared, step: int) -> tuple[str, ...]:
    """Return every so many of the simulated places, in order of province and border."""
    from clampdown.experiments.cost import in_area

    scenario = prepared.scenario
    inside = [place for place in scenario.pack.places if in_area(scenario, place)]
    ordered = sorted(inside, key=lambda place: (place.province_id, place.border, place.id))
    return tuple(place.id for place in ordered[::step])


def run_draws(  # noqa: PLR0913  (all but two by keyword)
    request: Request,
    count: int,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    done: Iterable[int] = (),
    keep: Callable[[Drawn], None] | None = None,
) -> list[dict[str, Any]]:
    """Run a scenario and its twin with drawn parameters, the same draw in both.

    Parameters
    ----------
    request : Request
    count : int, draws, numbered from 0
    executor : Executor to run on; None for processes of our own
    workers : int, processes; None for one per core
    progress : called with (what, done, of)
    done : numbers of draws that need not be run
    keep : called with each draw as it ends

    Returns
    -------
    list of dict, the `row` of each draw, in order of draws

    Raises
    ------
    EngineError
        If the executor forks its workers, or a draw fails; those that do not fail are done first.
    """
    left = [n for n in range(count) if n not in set(done)]
    said = partial(progress, f"{count} parameter draws") if progress else _silence
    found: list[dict[str, Any]] = []
    failed: list[str] = []
    for outcome in replicate(
        left, partial(one_draw, request), workers=workers, executor=executor,
        progress=lambda ended, _of: said(count - len(left) + ended, count),
    ):  # fmt: skip
        if outcome.result is None:
            failed.append(f"Draw {outcome.task} failed: {outcome.error}")
            continue
        found.append(outcome.result.row)
        if keep:
            keep(outcome.result)
    if failed:
        raise EngineError("\n".join(sorted(failed)))
    return sorted(found, key=lambda row: int(row["draw"]))


def _silence(_done: int, _of: int) -> None:
    """Say nothing, where nobody asked to be told."""


def one_draw(request: Request, number: int) -> Drawn:
    """Run one draw of a scenario and its twin; return what the campaign changed."""
    from clampdown.experiments.arms import Arm
    from clampdown.experiments.carried_out import carried_out
    from clampdown.experiments.outsiders.memory import told_in_memory
    from clampdown.experiments.outsiders.summary import campaign_told
    from clampdown.experiments.pairs import lived_pair
    from clampdown.experiments.summary import campaign_ratios
    from clampdown.experiments.windows import resolved, windows_of
    from clampdown.schema.directive import Area

    prepared = _prepared(request.ref, request.wishes)
    scenario = replace(prepared.scenario, days=request.days)
    if request.places:
        scenario = replace(scenario, sample=dict(request.sample), area=Area(places=request.places))
    pair = lived_pair(scenario, prepared.catalogue, draw=number, threads=1)
    own, twin, plain = Arm(pair.run), Arm(pair.twin), resolved(scenario)
    windows = windows_of(plain, own.days)
    window = windows["during"]
    orders = carried_out(own, plain, prepared.catalogue, window)["mean"]
    row = {"draw": number, "ratio": campaign_ratios(own, twin, window), "orders": orders}
    told = told_in_memory(pair.run_seen, own, windows, scenario)
    beside = told_in_memory(pair.twin_seen, twin, windows, scenario)
    row |= {"told": campaign_told(told, beside)} if told and beside else {}
    return Drawn(row, _courses(request, number, {"run": own, "twin": twin}, window))


def _courses(request: Request, number: int, arms: "dict[str, Arm]", window: "Window") -> "pl.DataFrame":
    """Return both arms of a draw over the days and by group."""
    from clampdown.experiments.courses.drawn import table_of
    from clampdown.experiments.courses.keeping import charted, work_of
    from clampdown.experiments.courses.kinds import axes_of

    ready = {"run": _prepared(request.ref, request.wishes), "twin": _twin(request.ref, request.wishes)}
    axes = axes_of(ready["run"].scenario.pack)
    found = {name: charted(arm, work_of(ready[name]), window, axes) for name, arm in arms.items()}
    return table_of(number, found, axes)


@cache
def _prepared(ref: str, wishes: Wishes) -> Prepared:
    """Return a scenario, read once by each worker."""
    return prepare(ref, wishes)


@cache
def _twin(ref: str, wishes: Wishes) -> Prepared:
    """Return its twin, read once by each worker."""
    from clampdown.schema.scenarios import load_twin

    ready = _prepared(ref, wishes)
    return replace(ready, scenario=load_twin(ready.scenario, ready.catalogue))


def spread(found: Sequence[float]) -> dict[str, float]:
    """Return the middle half and the 90 % range of some numbers.

    Examples
    --------
    >>> spread([1.0, 2.0, 3.0])["high50"]
    2.5
    """
    import numpy as np

    low, lower, upper, high = (float(q) for q in np.quantile(found, [0.05, 0.25, 0.75, 0.95]))
    return {"low90": low, "low50": lower, "high50": upper, "high90": high, "draws": len(found)}


def range_of(found: Sequence[float | None]) -> dict[str, float] | None:
    """Return the middle half and the 90 % range of a ratio over draws; None without draws.

    Where too many draws have too few people or events for a ratio, those that have enough are not
    like the others, and there is no range.

    Examples
    --------
    >>> range_of([1.0, None, None]) is None
    True
    """
    known = [ratio for ratio in found if ratio is not None]
    return spread(known) if known and len(known) >= ENOUGH_DRAWS * len(found) else None
