"""The runs that `rows.py` compares: lived in memory, counted by place."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clampdown.engine.settling import settled_world
from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.run import simulation_of, values_of
from clampdown.schema.directive import Area
from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_scenario, load_twin
from clampdown.world.state import (
    AT_LIBERTY,
    BOUGHT,
    CONCEALED,
    FINED,
    NAMED,
    STATUSES,
    TO_CUSTODY,
    WARNED,
)

F8 = NDArray[np.float64]
DAYS = 140  # the campaign's 102 days begin on day 30
LONG = 270  # until arrivals abroad tell what was tried during the campaign
CAMPAIGN = slice(30, 132)
MORE_ATTEMPTS = 10  # attempts to leave are too rare for a sample; the rows on them have so many times as many
# What is counted of people on watch lists and of everybody else.
COUNTED = ("adults", "offended", "cases", "custody", "named")
CASES = (BOUGHT, CONCEALED, WARNED, FINED, TO_CUSTODY)


@dataclasses.dataclass
class Arm:
    """What one run leaves behind, summed over beats: (days, places) per metric."""

    tallies: NDArray[np.int64]
    weight: F8
    lay: Any
    names: dict[str, list[str]]
    gap: F8  # (days, places) believed less executed share of the campaign's orders, salience-weighted
    turned_away: NDArray[np.int64]
    idle: F8  # (places,) adults at liberty without an offence in the last month
    listed: NDArray[np.int64]  # (days, COUNTED, places, 2): others, people whose flags put them on lists

    def count(self, block: str, item: str = "", days: slice = CAMPAIGN) -> F8:
        """Return a metric summed over days, by place, weighted to the country."""
        start, length = int(self.lay[block]), len(self.names.get(block, [""]))
        columns = slice(start, start + length)
        if item:
            column = start + self.names[block].index(item)
            columns = slice(column, column + 1)
        total: F8 = self.tallies[days, :, columns].sum(axis=(0, 2)) * self.weight
        return total

    def apart(self, item: str, of: str, days: slice = CAMPAIGN) -> tuple[F8, ...]:
        """Return one count and another, of people on watch lists and of everybody else, by place."""
        found = [self.listed[days, COUNTED.index(name)].sum(axis=0).T * self.weight for name in (item, of)]
        return found[0][1], found[1][1], found[0][0], found[1][0]


def live(scenario: Scenario, catalogue: Catalogue, threads: int) -> Arm:
    """Run one arm in memory."""
    values = values_of(scenario, catalogue)
    world = settled_world(scenario, catalogue, values, threads=threads)
    simulation = simulation_of(scenario, catalogue, values, world, threads)
    directed = (simulation.orders.lines.directed == 1) & (simulation.orders.lines.hours > 0)
    tallies, gaps, turned, apart = [], [], [], []
    for t in range(scenario.days):
        today = simulation.step(t)
        tallies.append(today.tally)
        apart.append(apart_on(simulation, today))
        weight = today.ordered * directed[:, None]
        gaps.append(
            (weight * (today.believed - today.executed)).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-12)
        )
        turned.append(
            np.bincount(today.cases.place, today.cases.turned_away, minlength=len(simulation.weight))
        )
    pack, people = simulation.pack, simulation.world.people
    idle = (people.profile >= 128) & (people.status == 0) & (people.last_offence < scenario.days - 30)
    idle_by_place = np.bincount(place_of(simulation), idle, minlength=len(simulation.weight))
    names = {block: list(pack.offences) for block in ("offences", "hidden", "detected", "bought")}
    names |= {block: [rung.id for rung in pack.ladder] for block in ("sanctioned", "held")}
    names |= {
        "minutes": list(pack.tasks),
        "people": list(STATUSES),
        "held_flag": [flag.id for flag in pack.flags],
    }
    return Arm(
        np.array(tallies), simulation.weight, simulation.lay, names, np.array(gaps)[CAMPAIGN].mean(axis=0),
        np.array(turned), idle_by_place * simulation.weight, np.array(apart),
    )  # fmt: skip


def place_of(simulation: Simulation) -> NDArray[np.int64]:
    """Return the place of each person."""
    beats = simulation.world.beats
    places: NDArray[np.int64] = np.repeat(beats.place, beats.last_person - beats.first_person).astype(
        np.int64
    )
    return places


def apart_on(simulation: Simulation, today: Today) -> NDArray[np.int64]:
    """Return a day's COUNTED, by place, of people whose flags put them on watch lists and of others.

    A flag is what a person has whether lists are kept or not, so both arms compare the same people.
    """
    people, cases, place = simulation.world.people, today.cases, place_of(simulation)
    bits = sum(1 << n for n, flag in enumerate(simulation.pack.flags) if flag.watch_floor is not None)
    group = 2 * place + ((people.flagged & bits) != 0)
    at_liberty = (people.profile >= 128) & (people.status == AT_LIBERTY)
    rows = [group[at_liberty], group[people.last_offence == today.t]]
    kinds = (CASES, (TO_CUSTODY,), (NAMED,))
    rows += [group[cases.row[np.isin(cases.outcome, outcomes)]] for outcomes in kinds]
    size = 2 * len(simulation.weight)
    return np.array([np.bincount(row, minlength=size).reshape(-1, 2) for row in rows])


def pair(base: Scenario, catalogue: Catalogue, off: str, threads: int) -> tuple[Arm, Arm]:
    """Return campaign and quiet run with one mechanism off ("" for none)."""
    on = {**base.mechanisms, **({off: False} if off else {})}
    scenario = dataclasses.replace(base, mechanisms=on)
    return live(scenario, catalogue, threads), live(load_twin(scenario, catalogue), catalogue, threads)


def bases_of(catalogue: Catalogue, sample: float, border: float) -> dict[str, Scenario]:
    """Return where rows are measured: "" for the nation, the border densely, and there for longer."""
    base = dataclasses.replace(load_scenario("hundred-day-battle", catalogue=catalogue), days=DAYS)
    dense = dataclasses.replace(base, sample={"border": border, "rest": 0.0}, area=Area(border=True))
    attempts = "offences.crossing.base_rate"
    often = {**base.settings, attempts: MORE_ATTEMPTS * values_of(base, catalogue).peek(attempts)}
    return {
        "": dataclasses.replace(base, sample={"rest": sample}),
        "border": dense,
        "leaving": dataclasses.replace(dense, settings=often, days=LONG),
    }
