"""Filling a panel while a run goes on."""

from typing import Any

import numpy as np
import polars as pl

from clampdown.day.custody import beat_of
from clampdown.day.tally import BLOCKS
from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.claims.needs import Needs
from clampdown.experiments.claims.officers import qualities, tenure
from clampdown.experiments.claims.panel import (
    F8,
    TONIGHT,
    Counts,
    Names,
    Panel,
    geography,
)
from clampdown.experiments.claims.states import States, traits_of
from clampdown.experiments.variables import WAY, coords_of, metrics_of, simulated_people
from clampdown.rules.rule import INCOME
from clampdown.schema.loading import Catalogue
from clampdown.schema.pack import Pack
from clampdown.world.notes import FOUND, INVENTED, NAMING, ORIGINS, OWN, SOURCES, TELLERS
from clampdown.world.parameters import OPEN, PLACES_OF_ACTS
from clampdown.world.state import FINED, OUTCOMES, TO_CUSTODY, WARNED

# Columns of acts that filters read as they are noted.
NOTED = (
    "guilty", "watch", "since_case", "since_act", "contested", "since_out", "early", "kin_since",
    "declined", "tenure",
)  # fmt: skip
PLAIN = {"flags": "flagged", "years": "age"}  # columns of people that filters read as they are
SANCTIONED = (WARNED, FINED, TO_CUSTODY)


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
        columns = {name: np.array(acts[name]) for name in acts.dtype.names}
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
        simulation = self.simulation
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
            acts=_acts(simulation, self._acts, self.places.weight) if simulation.acts else None,
            states=self.states.levels(self.places.weight),
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


def _acts(simulation: Simulation, days: list[dict[str, Any]], weight: F8) -> pl.DataFrame:
    """Return the table of acts of some days, in the words of filters."""
    pack, world = simulation.pack, simulation.world
    names = [*(days[0] if days else ())]
    raw = {name: np.concatenate([day[name] for day in days]) for name in names}
    row, beat = raw["person"], raw["beat"]
    place = world.beats.place[beat].astype(np.int64)
    offences, rungs = [*pack.offences, ""], [*(rung.id for rung in pack.ladder), ""]
    kind = np.where(np.isin(raw["source"], (NAMING, INVENTED)), len(offences) - 1, raw["kind"])
    rung = np.where(np.isin(raw["outcome"], SANCTIONED), raw["rung"], len(rungs) - 1)
    traits = {name: column_of(labels, codes[row]) for name, (labels, codes) in traits_of(simulation).items()}
    own = {name: world.people[column][row] for name, column in PLAIN.items()}
    plain = {name: raw[name] for name in NOTED if name in raw}
    plain["outsider"] = (raw["origin"] != OWN).astype(np.uint8)
    return pl.DataFrame(
        {
            "day": raw["day"], "row": row, "place": labelled([one.id for one in pack.places], place),
            "beat": beat, "kind": labelled(offences, kind), "source": labelled(list(SOURCES), raw["source"]),
            "found": labelled(list(FOUND), raw["found"]), "teller": labelled(list(TELLERS), raw["teller"]),
            "origin": labelled(list(ORIGINS), raw["origin"]),
            "venue": labelled(list(PLACES_OF_ACTS), raw["venue"]), "hidden": raw["venue"] != OPEN,
            "outcome": labelled(list(OUTCOMES), raw["outcome"]), "rung": labelled(rungs, rung),
            "amount": (raw["amount"] / INCOME).astype(np.float32), "weight": weight[place].astype(np.float32),
        } | plain | own | traits
    )  # fmt: skip


def column_of(labels: list[Any], codes: Any) -> pl.Series:
    """Return the label of each code as a column as narrow as its labels allow."""
    if isinstance(labels[0], str):
        return labelled(labels, codes)
    kind = pl.Boolean if isinstance(labels[0], bool) else pl.UInt8
    return pl.Series(labels, dtype=kind).gather(np.asarray(codes, dtype=np.uint32))


def labelled(labels: list[str], codes: Any) -> pl.Series:
    """Return the label of each code.

    Examples
    --------
    >>> labelled(["no", "yes"], np.array([1, 0])).to_list()
    ['yes', 'no']
    """
    return pl.Series(labels, dtype=pl.Enum(labels)).gather(np.asarray(codes, dtype=np.uint32))
