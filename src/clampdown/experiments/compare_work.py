"""One replicate of a comparison: every arm lives with the same seed, the same people, the same draw."""

from typing import NamedTuple

import numpy as np
import polars as pl
import xarray as xr

from clampdown.engine.settling import settled_key, settled_world
from clampdown.experiments.arms import B1, F8, THOUSAND, Arm
from clampdown.experiments.carried_out import WAY, carried_out
from clampdown.experiments.compare_design import (
    METRICS,
    Request,
    Task,
    arms_of,
    traced_orders,
    windows_for,
    with_seed,
)
from clampdown.experiments.courses.keeping import BLOCKS, Followed, followed
from clampdown.experiments.outsiders.counts import KINDS, Told
from clampdown.experiments.outsiders.memory import Seen, cases_of, items_of, told_in_memory
from clampdown.experiments.pairs import dataset
from clampdown.experiments.preparing import Prepared
from clampdown.experiments.run import simulation_of, values_of
from clampdown.experiments.windows import NAMES, Window, resolved
from clampdown.schema.pack import Pack
from clampdown.schema.values import Values
from clampdown.world.state import World

SPAN = 16  # days whose counts are gathered together; a run of years would not fit into memory whole
WANTED = sorted({"weight", "simulated", "participants", *WAY, *(f.block for f in METRICS), *BLOCKS})


class Measured(NamedTuple):
    """What one replicate showed; not a number where nothing was simulated.

    Attributes
    ----------
    per_1000 : per 1,000 people, by arm, window, metric and area
    counted : simulated people or events behind it, on the same axes
    orders : shares of the orders for work during the campaign, by arm and way
    told : what happened and what was published of it, by arm, window, kind and what is told
    followed : of each arm, over the days, by place, group and order
    people : simulated, and residents they stand for
    """

    per_1000: F8
    counted: F8
    orders: F8
    told: F8
    followed: tuple[Followed, ...]
    people: tuple[int, int]

    def part(self, name: str) -> F8:
        """Return one variable of the dataset, the arms in a row."""
        if name in Followed._fields:
            return np.array([getattr(arm, name) for arm in self.followed])
        found: F8 = getattr(self, name)
        return found


def measured(request: Request, task: Task) -> Measured:
    """Return what a replicate shows; nothing is written to disk but a settled population.

    Parameters
    ----------
    request : Request
    task : Task
    """
    arms = arms_of(request)
    windows = windows_for([arm.scenario for arm in arms])
    settled = Settled(task)
    rates, counts, orders, outside, courses, people = [], [], [], [], [], (0, 0)
    for ready in arms:
        lived, seen = settled.lived(ready)
        rate, count = _figures(lived, ready.scenario.pack, windows)
        rates.append(rate)
        counts.append(count)
        way = carried_out(lived, resolved(ready.scenario), ready.catalogue, windows["during"])["mean"]
        orders.append([np.nan if way[name] is None else way[name] for name in WAY])
        outside.append(_outside(told_in_memory(seen, lived, windows, ready.scenario), lived))
        courses.append(followed(lived, seen.cases, ready, windows["during"], traced_orders(arms)))
        everywhere = np.ones(len(lived.people), dtype=np.bool_)
        people = int(lived.people.sum()), round(lived.residents(everywhere))
    ways = np.array(orders, dtype=np.float64)
    return Measured(np.array(rates), np.array(counts), ways, np.array(outside), tuple(courses), people)


def _outside(found: Told | None, lived: Arm) -> F8:
    """Return what was told in the order of `Told`, what happened per 1,000 people; (windows, kinds, 5)."""
    if found is None:
        return np.full((len(NAMES), len(KINDS), len(Told._fields)), np.nan)
    everywhere = np.ones(len(lived.people), dtype=np.bool_)
    rate = found.happened * (THOUSAND / max(1.0, lived.residents(everywhere)))
    return np.stack(found._replace(happened=rate), axis=-1)


class Settled:
    """The populations of a replicate, each settled once and lived in by all arms that share it.

    Parameters
    ----------
    task : Task
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._worlds: dict[str, World] = {}

    def lived(self, ready: Prepared) -> tuple[Arm, Seen]:
        """Return what an arm counted over all its days, and what it leaves for outsiders."""
        scenario = with_seed(ready.scenario, self._task.seed)
        values = values_of(scenario, ready.catalogue, self._task.draw)
        simulation = simulation_of(scenario, ready.catalogue, values, self._world(ready, values), 1)
        spans = [range(scenario.days)[first : first + SPAN] for first in range(0, scenario.days, SPAN)]
        parts, cases = [], []
        for span in spans:
            days = [simulation.step(t) for t in span]
            parts.append(dataset(simulation, days)[WANTED])
            cases.append(cases_of(simulation, days))
        whole = xr.concat(parts, "day", data_vars="minimal", coords="minimal", compat="override")
        return Arm(whole), Seen(pl.concat(cases), items_of(simulation))

    def _world(self, ready: Prepared, values: Values) -> World:
        """Return a copy of the settled population that an arm begins with."""
        scenario = with_seed(ready.scenario, self._task.seed)
        key = settled_key(scenario, ready.catalogue, values)
        if key not in self._worlds:
            keep = self._task.draw is None
            self._worlds[key] = settled_world(scenario, ready.catalogue, values, threads=1, keep=keep)
        return World(*(table.copy() for table in self._worlds[key]))


def _figures(lived: Arm, pack: Pack, windows: dict[str, Window]) -> tuple[F8, F8]:
    """Return each metric per 1,000 people, and the simulated count behind it, by window and area."""
    places = _places(lived, pack)
    shape = (len(NAMES), len(METRICS), len(places))
    rates, counts = np.full(shape, np.nan), np.full(shape, np.nan)
    for w, name in enumerate(NAMES):
        for m, figure in enumerate(METRICS):
            for a, inside in enumerate(places):
                residents = lived.residents(inside)
                if windows[name].days and residents:
                    value, counts[w, m, a] = lived.value(figure, windows[name], inside)
                    rates[w, m, a] = THOUSAND * value / residents
    return rates, counts


def _places(lived: Arm, pack: Pack) -> list[B1]:
    """Return which places are in each area: in all of them, in each province."""
    provinces = np.array([place.province_id for place in pack.places])
    everywhere = np.ones(len(lived.people), dtype=np.bool_)
    return [everywhere, *(np.asarray(provinces == province.id) for province in pack.provinces)]
