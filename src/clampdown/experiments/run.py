"""Running a scenario, and its twin beside it."""

import dataclasses
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from clampdown.day.custody import national_ids
from clampdown.engine import machine
from clampdown.engine.checkpoint import checkpoint_bytes, read_checkpoint, write_checkpoint
from clampdown.engine.custody_places import open_custody
from clampdown.engine.leading import first_issue
from clampdown.engine.settling import settled_key, settled_world
from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.observing.after import observe_after
from clampdown.experiments.observing.happened import Finished
from clampdown.experiments.outlets import published_by_outlets
from clampdown.experiments.variables import cases_of, metrics_of, plan_of
from clampdown.results import RunReader, RunWriter
from clampdown.results.observed import Observed, write_observed
from clampdown.results.plan import segment
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_twin
from clampdown.schema.values import Values
from clampdown.world.state import World

Progress = Callable[[str, int, int], None]
Watch = Callable[[Today], None]
CASE_BYTES = 60  # of an event on disk, compressed, a generous estimate


@dataclasses.dataclass(frozen=True)
class Job:
    """How a scenario is to be run.

    Parameters
    ----------
    folder : where the results go
    threads : to share the street among; None for one per core
    resume, overwrite : go on with a run that was broken off; replace one that is there
    draw : number of a parameter draw; None for the values written down
    keep_population : whether to use the cache of settled populations
    progress : called with (what, done, of) as work goes on
    """

    folder: Path
    threads: int | None = None
    resume: bool = False
    overwrite: bool = False
    draw: int | None = None
    keep_population: bool = True
    progress: Progress | None = None


def values_of(scenario: Scenario, catalogue: Catalogue, draw: int | None = None) -> Values:
    """Return the numbers behind the records a scenario uses."""
    records = {**catalogue.records(), **scenario.pack.records()}
    return Values(records, draw=draw, settings=scenario.settings)


def prepared(scenario: Scenario, catalogue: Catalogue, job: Job) -> Simulation:
    """Return a simulation ready for day 0, its population settled."""
    values = values_of(scenario, catalogue, job.draw)
    threads = job.threads or machine.cores()
    world = settled_world(
        scenario, catalogue, values, threads=threads, progress=job.progress, keep=job.keep_population
    )
    return simulation_of(scenario, catalogue, values, world, threads)


def simulation_of(
    scenario: Scenario, catalogue: Catalogue, values: Values, world: World, threads: int
) -> Simulation:
    """Return a simulation over a world, custody opened for the people held in it."""
    open_custody(world, scenario.pack, values, scenario.seed)
    return Simulation(scenario, catalogue, values, world, threads=threads)


def manifest_of(simulation: Simulation, draw: int | None) -> dict[str, Any]:
    """Return all that decides the results of a run."""
    scenario, values = simulation.scenario, simulation.values
    return {
        "scenario": {
            "id": scenario.id, "title": scenario.title, "pack": scenario.pack.id,
            "start": str(scenario.start),
            "days": scenario.days, "seed": scenario.seed, "sample": scenario.sample,
            "area": scenario.area.model_dump(mode="json"), "mechanisms": scenario.mechanisms,
            "shocks": [shock.model_dump(mode="json", by_alias=True) for shock in scenario.shocks],
            "attention": [one.model_dump(mode="json", by_alias=True) for one in scenario.attention],
            "settings": scenario.settings, "options": scenario.options.model_dump(mode="json"),
            "twin": scenario.twin, "notes": list(scenario.notes),
            "directives": [d.model_dump(mode="json", by_alias=True) for d in scenario.directives],
        },
        "draw": draw,
        "values": {name: values.peek(name) for name in sorted(values)},
        "population": settled_key(scenario, simulation.catalogue, values),
    }  # fmt: skip


def run(scenario: Scenario, job: Job, catalogue: Catalogue | None = None) -> RunReader:
    """Run a scenario and write its results.

    Parameters
    ----------
    scenario : Scenario
    job : Job
    catalogue : Catalogue; None loads the package's own

    Raises
    ------
    InputError, EngineError, ResultsError
    """
    known = catalogue or load_catalogue()
    return carry_out(prepared(scenario, known, job), job)


def carry_out(
    simulation: Simulation, job: Job, *, lived: list[Today] | None = None, watch: Watch | None = None
) -> RunReader:
    """Take a prepared simulation through its days, segment by segment.

    Parameters
    ----------
    lived : days that another arm of the comparison has lived through already, from day 0 on; the
        simulation stands at the evening of the last of them
    watch : called with each day as it ends
    """
    for today in days_of(simulation, job, lived=lived):
        if watch:
            watch(today)
    return RunReader.open(job.folder)


def days_of(simulation: Simulation, job: Job, *, lived: list[Today] | None = None) -> Iterator[Today]:
    """Yield the days of a run as they end; the results are written as they are asked for.

    Parameters
    ----------
    lived : as in `carry_out`
    """
    plan, manifest = plan_of(simulation), manifest_of(simulation, job.draw)
    if job.resume and (job.folder / "state.json").exists():
        writer, day, checkpoint = RunWriter.resume(job.folder, manifest)
        if checkpoint is not None:
            _, extras, _ = read_checkpoint(checkpoint, simulation.world)
            simulation.take_up(extras)
    else:
        needed = checkpoint_bytes(simulation.world) + CASE_BYTES * len(simulation.world.people) // 100
        writer = RunWriter.create(job.folder, manifest, plan, overwrite=job.overwrite, needed=needed)
        day = 0
    began, first = time.perf_counter(), max(day, len(lived or []))
    with writer:
        while day < plan.days:
            yield from _segment(simulation, writer, day, job, lived or [])
            day = segment(plan, day)[1] + 1
        seconds = time.perf_counter() - began
        if simulation.outside is not None:
            write_observed(job.folder, observed_by_all(simulation, RunReader.open(job.folder), writer.salt))
        writer.finish(timings_of(simulation, plan.days - first, seconds))


def _segment(
    simulation: Simulation, writer: RunWriter, day: int, job: Job, lived: list[Today]
) -> Iterator[Today]:
    """Simulate the segment that begins on `day`, yield its days, and commit it."""
    plan = writer.plan
    _, last = segment(plan, day)
    days: list[Today] = []
    cases: list[pl.DataFrame] = []
    for t in range(day, last + 1):
        today = lived[t] if t < len(lived) else simulation.step(t)
        days.append(today)
        yield today
        ids = national_ids(simulation.world, today.cases.row, today.cases.beat)
        cases.append(cases_of(simulation, today, ids, writer.salt))
        if job.progress:
            job.progress(simulation.scenario.title, t + 1, plan.days)
    # Between days that were only taken over, the world stands at another day than the segment's end.
    world = simulation.world if last + 1 >= len(lived) else None
    told = {"cases": pl.concat(cases)}
    writer.commit((day, last), metrics_of(simulation, days), told, world, extras=simulation.extras())


def observed_by_all(simulation: Simulation, reader: RunReader, salt: bytes) -> list[Observed]:
    """Return what all who look in from outside have published, one part each or several together."""
    run = Finished(reader, simulation.world, simulation.pack, simulation.scenario.seed, salt)
    return [published_by_outlets(simulation, salt), *observe_after(run, simulation.values)]


def timings_of(simulation: Simulation, days: int, seconds: float) -> dict[str, Any]:
    """Return what the run took, for the record."""
    people = len(simulation.world.people)
    return {
        "seconds": seconds, "by_line": simulation.seconds, "people": people, "days": days,
        "person_days_per_second": people * days / max(seconds, 1e-9),
        "peak_memory_bytes": machine.peak_memory(),
        "threads": simulation.threads,
    }  # fmt: skip


def run_with_twin(
    scenario: Scenario, job: Job, catalogue: Catalogue | None = None
) -> tuple[RunReader, RunReader]:
    """Run a scenario and, beside it in `twin/`, the same days without its campaign.

    The twin shares population, luck and parameters, so that every difference is the campaign's. Up
    to the evening before the first order is issued both are the same run: it is lived once, and the
    twin forks from there. A twin with orders of its own lives all of its days itself.
    """
    known = catalogue or load_catalogue()
    twin = load_twin(scenario, known)
    beside = dataclasses.replace(job, folder=job.folder / "twin")
    simulation = prepared(scenario, known, job)
    fork = Fork(simulation, job.folder)
    own = carry_out(simulation, job, watch=fork.watch)
    if twin.directives or not fork.complete or (job.resume and (beside.folder / "state.json").exists()):
        fork.forget()
        return own, run(twin, beside, known)
    other = Simulation(twin, known, simulation.values, simulation.world, threads=simulation.threads)
    fork.restore(other)
    return own, carry_out(other, beside, lived=fork.days)


class Fork:
    """The evening at which a twin leaves the run it belongs to.

    Attributes
    ----------
    days : the days lived in common, without the campaign's orders
    """

    def __init__(self, simulation: Simulation, folder: Path) -> None:
        self._simulation, self._folder = simulation, folder / "fork"
        self._routine = int((simulation.orders.lines.directed == 0).sum())
        self._last = first_issue(simulation) - 1
        self.days: list[Today] = []

    @property
    def complete(self) -> bool:
        """Whether every common day was seen, in this process, and the evening kept."""
        return 0 < len(self.days) == self._last + 1

    def watch(self, today: Today) -> None:
        """Take note of a day of the run."""
        if today.t > self._last or today.t != len(self.days):
            return
        rows = slice(0, self._routine)
        common = {name: getattr(today, name)[rows] for name in ("ordered", "executed", "claimed", "believed")}
        self.days.append(dataclasses.replace(today, **common))
        if today.t == self._last:
            extras = self._simulation.extras()
            write_checkpoint(self._folder, self._simulation.world, today.t, extras=extras)

    def restore(self, simulation: Simulation) -> None:
        """Put the world back to the evening of the fork, for another simulation to go on from."""
        generation = next(path for path in self._folder.iterdir() if path.is_dir())
        _, extras, _ = read_checkpoint(generation, simulation.world)
        simulation.take_up(extras)
        self.forget()

    def forget(self) -> None:
        """Remove the evening that was kept; a run that was broken off may have left one behind."""
        shutil.rmtree(self._folder, ignore_errors=True)
