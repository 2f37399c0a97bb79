"""A run and its twin without a result folder: what short comparisons, many of them, are made of."""

from typing import NamedTuple

import numpy as np
import xarray as xr

from clampdown.engine.leading import first_issue
from clampdown.engine.machine import cores
from clampdown.engine.settling import settled_world
from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.outsiders.memory import Seen, seen
from clampdown.experiments.run import simulation_of, values_of
from clampdown.experiments.variables import coords_of, metrics_of, plan_of
from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_twin
from clampdown.world.state import World


class Pair(NamedTuple):
    """What two arms of a comparison counted, with the axes of a run's metrics.

    Attributes
    ----------
    run, twin : xarray.Dataset
    run_seen, twin_seen : what they leave for outsiders to be held against
    """

    run: xr.Dataset
    twin: xr.Dataset
    run_seen: Seen
    twin_seen: Seen


def lived_pair(
    scenario: Scenario, catalogue: Catalogue, *, draw: int | None = None, threads: int | None = None
) -> Pair:
    """Run a scenario and its twin and return what they counted; nothing is written to disk.

    The days before the first order are lived once, as in `run_with_twin`, unless the twin has orders.

    Parameters
    ----------
    scenario : Scenario
    catalogue : Catalogue
    draw : number of a parameter draw, the same in both arms; None for the values written down
    threads : int; None for one per core
    """
    values, twin = values_of(scenario, catalogue, draw), load_twin(scenario, catalogue)
    share = threads or cores()
    world = settled_world(scenario, catalogue, values, threads=share, keep=draw is None)
    simulation = simulation_of(scenario, catalogue, values, world, share)
    eve = 0 if twin.directives else max(0, first_issue(simulation))
    common = [simulation.step(t) for t in range(eve)]
    kept, extras = World(*(table.copy() for table in world)), simulation.extras()
    own = common + [simulation.step(t) for t in range(eve, scenario.days)]
    for table, evening in zip(world, kept, strict=True):
        table[:] = evening
    other = Simulation(twin, catalogue, values, world, threads=share)
    other.take_up(extras)
    rest = [other.step(t) for t in range(eve, scenario.days)]
    routine = int((simulation.orders.lines.directed == 0).sum())
    plain = [_routine(day, routine) for day in common] + rest
    return Pair(dataset(simulation, own), dataset(other, plain), seen(simulation, own), seen(other, plain))


def _routine(day: Today, lines: int) -> Today:
    """Return a day without the rows of orders that the twin does not have."""
    day = Today(**vars(day))
    for name in ("ordered", "executed", "claimed", "believed"):
        setattr(day, name, getattr(day, name)[:lines])
    return day


def dataset(simulation: Simulation, days: list[Today]) -> xr.Dataset:
    """Return days as the dataset that a run folder with the same days would hold."""
    plan, counted = plan_of(simulation), metrics_of(simulation, days)
    variables = {
        variable.name: (
            variable.dims, counted[variable.name] if variable.daily else plan.fixed[variable.name],
            {"unit": variable.unit, "meaning": variable.meaning, "level": variable.level},
        )
        for variable in plan.variables
    }  # fmt: skip
    axes = {name: np.array(labels) for name, labels in coords_of(simulation).items()}
    return xr.Dataset(variables, coords={"day": np.arange(len(days)), **axes})
