"""One run of the explorer, in a process of its own: scenarios live side by side, a day at a time."""

import dataclasses
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clampdown.engine import machine
from clampdown.engine.settling import settled_key, settled_world
from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.preparing import Prepared
from clampdown.experiments.run import Job, days_of, simulation_of, values_of
from clampdown.experiments.saying import say
from clampdown.experiments.verbs import TWIN, summed_up
from clampdown.explorer.asking import ready
from clampdown.explorer.compiling import Progress, compiling
from clampdown.explorer.frames import Frames, legend
from clampdown.explorer.limits import Limits
from clampdown.explorer.requests import Errand, Request
from clampdown.explorer.results import payload_text
from clampdown.explorer.telling import Teller
from clampdown.results import RunReader
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_twin
from clampdown.world.files import NOTICE, unsynced
from clampdown.world.state import World


class Settled:
    """Steady states that a worker has in memory; each arm begins with a copy."""

    def __init__(self) -> None:
        self._worlds: dict[str, World] = {}

    def world(self, arm: Prepared, told: Progress) -> World:
        """Return a copy of the population that an arm begins with."""
        values = values_of(arm.scenario, arm.catalogue)
        key = settled_key(arm.scenario, arm.catalogue, values)
        if key not in self._worlds:
            said = say("doing.settling")
            self._worlds[key] = settled_world(
                arm.scenario, arm.catalogue, values, threads=machine.cores(),
                progress=lambda _, done, of: told(said, done, of),
            )  # fmt: skip
        return World(*(table.copy() for table in self._worlds[key]))


def warmed(
    scenarios: Sequence[str], sample: float, told: Progress, hurried: Callable[[], bool]
) -> tuple[Catalogue, Settled]:
    """Return the catalogue, and what these scenarios begin with; the kernels are compiled.

    Parameters
    ----------
    scenarios : ids
    sample : share of beats
    told : called with (what, done, of) as work goes on
    hurried : asked whether somebody waits already; no day is lived beforehand then
    """
    told(say("doing.reading"), 0, 0)
    catalogue, settled = load_catalogue(), Settled()
    with compiling(told):
        for name in scenarios:
            if hurried():
                break
            asked = Request.model_validate({"scenarios": [{"id": name}], "sample": sample, "days": 1})
            arm = ready(asked, Path(), catalogue, Limits())[0]
            _begun(arm, settled.world(arm, told)).step(0)
    return catalogue, settled


def carry_out(errand: Errand, catalogue: Catalogue, settled: Settled, teller: Teller) -> None:
    """Live a request through and tell the page of each day.

    Parameters
    ----------
    errand : Errand
    catalogue, settled : from `warmed`
    teller : sends every line of the answer
    """
    with compiling(teller.working):
        _carried_out(errand, catalogue, settled, teller)


def _carried_out(errand: Errand, catalogue: Catalogue, settled: Settled, teller: Teller) -> None:
    began = time.perf_counter()
    arms = ready(errand.request, errand.folder, catalogue, errand.limits)
    runs = [_begun(arm, settled.world(arm, teller.working)) for arm in arms]
    teller.tell(_opening(errand, arms, runs))
    lives = [
        _life(number, arm, run, errand.folder / str(number))
        for number, (arm, run) in enumerate(zip(arms, runs, strict=True))
    ]
    with unsynced():  # the page waits for the first day, and can ask for all of them again
        for day in zip(*lives, strict=True):
            for line in day:
                teller.tell(line)
        _concluded(arms, errand.folder, settled, teller.working)
        payload_text(errand.folder)  # which the page asks for next; all that it takes is loaded here
    seconds = round(time.perf_counter() - began, 2)
    said = [shlex.join(command_of(arm)) for arm in arms]
    teller.tell({"kind": "done", "run": errand.run, "seconds": seconds, "commands": said})


def _begun(arm: Prepared, world: World) -> Simulation:
    values = values_of(arm.scenario, arm.catalogue)
    return simulation_of(arm.scenario, arm.catalogue, values, world, machine.cores())


def _life(number: int, arm: Prepared, run: Simulation, folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the line of each day of a run while its results are written."""
    frames = Frames(arm, run)
    sys.argv = command_of(arm)  # which the results keep, so that the run can be repeated
    for today in days_of(run, Job(folder)):
        yield _line(number, today, frames)


def _line(number: int, today: Today, frames: Frames) -> dict[str, Any]:
    return {"kind": "day", "day": today.t, "scenario": number, **frames.day(today)}


def _concluded(arms: Sequence[Prepared], folder: Path, settled: Settled, told: Progress) -> None:
    """Put the days without the campaign beside each run, and sum the two up."""
    twins: list[tuple[Scenario, Path]] = []
    for number, arm in enumerate(arms):
        own = folder / str(number)
        if arm.scenario.twin is not None and own.is_dir():
            twin = load_twin(arm.scenario, arm.catalogue)
            _put_beside(own / TWIN, twin, arm, settled, told, [*twins, *_others(number, arms, folder)])
            twins.append((twin, own / TWIN))
    for number, arm in enumerate(arms):
        own = folder / str(number)
        if own.is_dir():
            told(say("doing.summing"), number, len(arms))
            other = RunReader.open(own / TWIN) if arm.scenario.twin is not None else None
            summed_up(arm, RunReader.open(own), other)


def _others(number: int, arms: Sequence[Prepared], folder: Path) -> list[tuple[Scenario, Path]]:
    """Return the other scenarios of a run, each with its results."""
    return [(arm.scenario, folder / str(n)) for n, arm in enumerate(arms) if n != number]


def _put_beside(
    target: Path,
    twin: Scenario,
    arm: Prepared,
    settled: Settled,
    told: Progress,
    lived: Sequence[tuple[Scenario, Path]],
) -> None:
    """Put the run of a twin where it belongs: one that was lived already, or one lived now."""
    for scenario, folder in lived:
        if scenario == twin and folder.is_dir():
            if folder.name == TWIN:
                shutil.copytree(folder, target)
            else:
                folder.rename(target)  # it is shown as the twin, and not once more by itself
            return
    run = dataclasses.replace(arm, scenario=twin)
    for today in days_of(_begun(run, settled.world(run, told)), Job(target)):
        told(twin.title, today.t + 1, twin.days)


def _opening(errand: Errand, arms: Sequence[Prepared], runs: Sequence[Simulation]) -> dict[str, Any]:
    first, world = arms[0].scenario, runs[0].world
    simulated = len(world.people)
    stand_for = sum(
        place.population
        for place, beats in zip(
            first.pack.places, world.places.last_beat > world.places.first_beat, strict=True
        )
        if beats
    )
    return {
        "kind": "begun", "run": errand.run, "notice": NOTICE, "start": str(first.start), "days": first.days,
        "people": {"simulated": simulated, "stand_for": stand_for},
        "scenarios": [{"id": arm.scenario.id, "title": arm.scenario.title} for arm in arms],
        **legend(arms[0]),
    }  # fmt: skip


def command_of(arm: Prepared) -> list[str]:
    """Return what to type for the same run in a terminal, word by word."""
    asked = arm.wishes
    words = ["clampdown", "run", Path(arm.ref).name if Path(arm.ref).suffix else arm.ref]
    words += ["--sample", asked.sample] if asked.sample else []
    words += ["--area", asked.area] if asked.area else []
    words += ["--seed", str(asked.seed)] if asked.seed is not None else []
    return words + [word for setting in asked.settings for word in ("--set", setting)]
