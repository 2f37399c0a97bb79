"""Running all arms that claims ask for, each once, and measuring them on the spot.

Runs that are equal are one run, whoever asks for it. All arms over one settled population go to one
worker, which settles it once and copies it for each arm, so that the arms of a pair share population
and luck. What a worker sends back is small: what was measured, or why it could not be.
"""

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from clampdown.engine.custody_places import open_custody
from clampdown.engine.settling import settled_world
from clampdown.engine.simulation import Simulation
from clampdown.errors import ClampdownError
from clampdown.experiments.claims.arms import run_key
from clampdown.experiments.claims.forms import Moments, measure
from clampdown.experiments.claims.needs import needs_of
from clampdown.experiments.claims.panel import NotNotedError, Panel
from clampdown.experiments.claims.spans import Setting, setting_of
from clampdown.experiments.claims.watching import Watcher, names_of
from clampdown.experiments.cost import expected_cost, in_area
from clampdown.experiments.replicates import replicate
from clampdown.experiments.run import values_of
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.pattern_quantity import Quantity
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values
from clampdown.world.state import World

Progress = Callable[[str, int, int], None]
TOGETHER = 24  # arms over one population that one worker runs in a row
KEPT = 100_000  # people in a settled population that is worth its room on disk


class Luck(NamedTuple):
    """What the arms of a pair share: seed, and number of a parameter draw or None."""

    seed: int
    draw: int | None


class Ask(NamedTuple):
    """A quantity asked of a run.

    Attributes
    ----------
    quantity : without combinations
    change, base : scenarios to which its words refer
    """

    quantity: Quantity
    change: Scenario
    base: Scenario


@dataclass(frozen=True)
class Arm:
    """A run and all that is asked of it.

    Attributes
    ----------
    key : the same for equal runs
    scenario : with seed and sample
    asks : by name
    """

    key: str
    scenario: Scenario
    asks: dict[str, Ask]


@dataclass(frozen=True)
class Batch:
    """Arms that begin with the same population.

    Attributes
    ----------
    luck : Luck
    arms : Arm
    """

    luck: Luck
    arms: tuple[Arm, ...]


class Said(NamedTuple):
    """What became of one run.

    Attributes
    ----------
    moments : what was measured, by name
    missing : why it could not be, by name
    error : why the run broke off; empty if it did not
    """

    moments: dict[str, Moments]
    missing: dict[str, str]
    error: str = ""


def batches(arms: Iterable[tuple[Luck, Arm]]) -> list[Batch]:
    """Return runs in batches of those that begin with the same population; equal runs become one."""
    merged: dict[tuple[Luck, str], Arm] = {}
    for luck, arm in arms:
        other = merged.get((luck, arm.key))
        asks = {**other.asks, **arm.asks} if other else arm.asks
        merged[luck, arm.key] = replace(arm, asks=asks)
    worlds: dict[tuple[Luck, str], list[Arm]] = {}
    for (luck, _), arm in merged.items():
        worlds.setdefault((luck, world_key(arm.scenario)), []).append(arm)
    found = []
    for (luck, _), group in worlds.items():
        # A population of a draw is not kept on disk, so all its arms stay together.
        step = TOGETHER if luck.draw is None else len(group)
        found += [Batch(luck, tuple(group[i : i + step])) for i in range(0, len(group), step)]
    # The longest come first, so that no worker is left with one while the others have nothing to do.
    return sorted(found, key=lambda batch: -sum(cost_of(arm.scenario) for arm in batch.arms))


def cost_of(scenario: Scenario) -> float:
    """Return what a run is expected to take, in residents simulated times days; good for ordering only."""
    places = [place for place in scenario.pack.places if in_area(scenario, place)]
    return scenario.days * sum(place.population * scenario.sample_of(place) for place in places)


def world_key(scenario: Scenario) -> str:
    """Return a text that is the same for scenarios that begin with the same population."""
    quiet = replace(scenario, directives=(), shocks=(), days=1)
    return run_key(quiet)


def run_batches(
    found: list[Batch],
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[Luck, str, Said]]:
    """Run batches on all cores; give (luck, key of the run, what it said) as they end.

    A run that breaks off, or a worker that dies, is told of in what is given; the rest go on.
    """
    total = sum(len(batch.arms) for batch in found)
    done = 0
    if progress:
        progress("Runs", 0, total)
    for outcome in replicate(found, run_batch, workers=workers, executor=executor):
        batch, said = outcome.task, outcome.result
        if said is None:
            said = {arm.key: Said({}, {}, outcome.error or "It broke off.") for arm in batch.arms}
        done += len(batch.arms)
        if progress:
            progress("Runs", done, total)
        for key, one in said.items():
            yield batch.luck, key, one


def run_batch(batch: Batch) -> dict[str, Said]:
    """Run the arms of a batch one after another; return what each said, by its key."""
    catalogue, threads = _catalogue(), _threads()
    first = batch.arms[0].scenario
    values = values_of(first, catalogue, batch.luck.draw)
    keep = batch.luck.draw is None and expected_cost(first, values, threads).people <= KEPT
    settled = settled_world(first, catalogue, values, threads=threads, keep=keep)
    found = {}
    for arm in batch.arms:
        world = World(*(table.copy() for table in settled))
        try:
            found[arm.key] = said_by(arm, world, catalogue, batch.luck.draw, threads)
        except Exception as error:  # noqa: BLE001  (whatever it is, the other arms go on)
            found[arm.key] = Said({}, {}, _sentence(error))
    return found


def said_by(arm: Arm, world: World, catalogue: Catalogue, draw: int | None, threads: int) -> Said:
    """Run one arm over a world of its own and return what it says."""
    scenario = arm.scenario
    values = values_of(scenario, catalogue, draw)
    needs = needs_of([ask.quantity for ask in arm.asks.values()], names_of(scenario.pack, catalogue))
    open_custody(world, scenario.pack, values, scenario.seed)
    simulation = Simulation(scenario, catalogue, values, world, threads=threads, acts=needs.acts)
    watch_unheard(simulation, published=needs.published)
    watcher = Watcher(simulation, needs)
    for t in range(scenario.days):
        watcher.see(simulation.step(t))
    return answers(watcher.panel(), arm.asks, partial(_setting, catalogue, draw))


def watch_unheard(simulation: Simulation, *, published: bool) -> None:
    """Let nobody inside hear what outlets publish, and nobody watch at all where nothing is asked of it.

    Watching takes time; and what a run does must not depend on what is asked of it.
    """
    if not published:
        simulation.outside = None
    elif simulation.outside is not None:
        simulation.outside.broadcasts = None


def answers(panel: Panel, asks: Mapping[str, Ask], setting: Callable[[Ask], Setting]) -> Said:
    """Return what a panel says to some questions."""
    moments, missing = {}, {}
    settings: dict[tuple[int, int], Setting] = {}  # by identity: most questions refer to the same two arms
    for name, ask in asks.items():
        refers = id(ask.change), id(ask.base)
        if refers not in settings:
            settings[refers] = setting(ask)
        try:
            moments[name] = measure(panel, settings[refers], ask.quantity)
        except NotNotedError as error:
            missing[name] = str(error)
    return Said(moments, missing)


def _setting(catalogue: Catalogue, draw: int | None, ask: Ask) -> Setting:
    values: Values = values_of(ask.change, catalogue, draw)
    return setting_of(ask.change, ask.base, catalogue, values)


@cache
def _catalogue() -> Catalogue:
    """Return the catalogue, read once by each worker."""
    return load_catalogue()


def _threads() -> int:
    """Return the threads that this process was told to compute on."""
    return int(os.environ.get("NUMBA_NUM_THREADS", "1"))


def _sentence(error: Exception) -> str:
    """Return an error in words: ours as they are, others with the place where they arose."""
    if isinstance(error, ClampdownError):
        return str(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})"
