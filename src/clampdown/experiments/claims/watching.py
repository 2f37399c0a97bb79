"""Filling a panel while a run goes on."""

from typing import Any

import numpy as np
import polars as pl

from clampdown.day.custody import beat_of
from clampdown.day.tally import BLOCKS
from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.claims.acts import PLAIN, acts_table, column_of
from clampdown.experiments.claims.needs import Needs
from clampdown.experiments.claims.officers import qualities, tenure
from clampdown.experiments.claims.panel import (
    TONIGHT,
    Counts,
    Names,
    Panel,
    geography,
)
from clampdown.experiments.claims.states import States, traits_of
from clampdown.experiments.variables import WAY, coords_of, metrics_of, simulated_people
from clampdown.schema.loading import Catalogue
from clampdown.schema.pack import Pack


class Watcher:
    """Sees the days of one run and makes a panel of them.

    Parameters
    ----------
    simulation : Simulation, before its first day; it notes acts if the panel is to have them
    needs : what to look at each evening; without, whatever acts can be asked about
    """

    def __init__(self, simulation: Simulation, needs: Needs | None = None) -> None:
        self.simulation = simulation
        self.needs = needs or Needs(acts=simulation.acts, states=frozenset())
        self.states = States(simulation, self.needs.states)
        lived = simulated_people(simulation) > 0
        self.places = geography(simulation.pack, np.where(lived, simulation.weight, 0.0))
        self.names = names_of(simulation.pack, simulation.catalogue)
        self.people, self.beats = _people(simulation), _beats(simulation)
        self._days: list[Today] = []
        self._acts: list[Any] = []

    def see(self, today: Today) -> None:
        """Take note of a day."""
        if self.needs.freed:
            self.states.freed.follow(today)
        if today.acts is not None:
            self._acts.append(self._with_day(today))
        if self.needs.kin:
            self.states.homes.look(today.t)
        self.states.look(today.t, today)
        today.acts = None
        self._days.append(today)

    def _with_day(self, today: Today) -> dict[str, Any]:
        """Return a day's acts as plain columns, with the day, and what is known of officer and kin."""
        acts: Any = today.acts
        columns = {name: np.asarray(acts[name]) for name in acts.dtype.names}
        rows, freed = columns["person"].astype(np.int64), self.states.freed
        columns["day"] = np.full(len(rows), today.t, dtype=np.int16)
        columns["tenure"] = tenure(self.simulation.world, today.t)[columns["beat"]].astype(np.int32)
        if self.needs.kin:
            columns["kin_since"] = self.states.homes.kin_since(rows, today.t).astype(np.int16)
        if self.needs.freed:
            columns["since_out"] = freed.since(rows, today.t).astype(np.int16)
            columns["early"] = freed.early[rows]
        return columns

    def panel(self) -> Panel:
        """Return the panel of the days seen."""
        simulation, weight = self.simulation, self.places.weight
        counted = metrics_of(simulation, self._days)
        labels = coords_of(simulation)
        counts = {
            name: Counts(counted[name], over, tuple(labels.get(over, ())), TONIGHT in meaning)
            for name, over, _, meaning in BLOCKS
        }
        counts["turned_away"] = Counts(counted["turned_away"])
        counts["published"] = Counts(counted["published"], "told", tuple(labels["told"]))
        return Panel(
            places=self.places, names=self.names, start=simulation.scenario.start, days=len(self._days),
            people=self.people, beats=self.beats, counts=counts, orders=tuple(labels["order"]),
            at_work=tuple(line.hours != 0 for line in simulation.lines),
            ways={name: counted[name] for name in WAY},
            acts=acts_table(simulation, self._acts, weight, self.needs.columns) if simulation.acts else None,
            states=self.states.levels(weight),
        )  # fmt: skip


def names_of(pack: Pack, catalogue: Catalogue) -> Names:
    """Return the lists of a pack that filters speak of."""
    organs = {name: pack.organ_for(catalogue.offences[name].organ_role) for name in pack.offences}
    return Names(
        flags=tuple(flag.id for flag in pack.flags), rungs=tuple(rung.id for rung in pack.ladder),
        domains=tuple(pack.domains), classes=tuple(one.id for one in pack.classes),
        domain_of={name: catalogue.offences[name].domain for name in pack.offences},
        organ_of={name: organ.id for name, organ in organs.items() if organ is not None},
        roles_of={name: frozenset(organ.roles) for name, organ in organs.items() if organ is not None},
        watch_levels=pack.watch_levels,
    )  # fmt: skip


def _people(simulation: Simulation) -> pl.DataFrame:
    """Return how many people of each kind live in each place."""
    world = simulation.world
    rows = np.arange(len(world.people), dtype=np.int64)
    frame = pl.DataFrame(
        {"place": world.beats.place[beat_of(world, rows)].astype(np.int64)}
        | {name: column_of(labels, codes) for name, (labels, codes) in traits_of(simulation).items()}
        | {name: np.ascontiguousarray(world.people[column]) for name, column in PLAIN.items()}
    )
    return frame.group_by(frame.columns, maintain_order=True).len("people")


def _beats(simulation: Simulation) -> pl.DataFrame:
    """Return every officer with a beat as the run begins."""
    beats = simulation.world.beats
    place = beats.place.astype(np.int64)
    return pl.DataFrame(
        {"beat": np.arange(len(beats), dtype=np.int64), "place": place} | qualities(simulation.world)
    )
