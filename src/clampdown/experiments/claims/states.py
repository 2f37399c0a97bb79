"""What people, officers and places are in, looked at each evening of a run."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from clampdown.day.custody import beat_of
from clampdown.engine.custody_places import BOUNDLESS
from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.claims.freed import Freed
from clampdown.experiments.claims.grammar import NEVER, STATES
from clampdown.experiments.claims.homes import SHORT, Homes
from clampdown.experiments.claims.officers import BLOCK, Budget, counted_by_beat, officers, tenure
from clampdown.experiments.claims.panel import B1, F8, HEADS, I8, Level, StateKey
from clampdown.experiments.variables import AGES
from clampdown.rules.rule import INCOME, QUINTILES
from clampdown.schema.pattern_officers import Limits
from clampdown.schema.pattern_people import History
from clampdown.schema.pattern_where import Where
from clampdown.schema.scenario import GOODS
from clampdown.world.parameters import FADING
from clampdown.world.state import FIXED_POINT, HELD

BYTE = 256
BANDS = (17, 35, 60)  # first years of the bands of age but the first


class States:
    """Looks at states each evening and keeps sums by place.

    Parameters
    ----------
    simulation : Simulation
    keys : states asked for
    """

    def __init__(self, simulation: Simulation, keys: Iterable[StateKey]) -> None:
        self.simulation, self.world = simulation, simulation.world
        self.keys = list(dict.fromkeys(keys))
        self.places = len(self.world.places)
        people = np.arange(len(self.world.people), dtype=np.int64)
        self.person_beat = beat_of(self.world, people)
        self.person_place = self.world.beats.place[self.person_beat].astype(np.int64)
        self.person_unit = np.searchsorted(self.world.units.last_person, people, side="right")
        self.traits = traits_of(simulation)
        self.freed = Freed(simulation)
        self._fixed = {key: self._fixed_mask(key) for key in self.keys}
        self.homes = Homes(simulation)
        self._today: Today | None = None
        self._bribes = self.world.beats.bribes.astype(np.float64)
        self._rows: dict[StateKey, list[tuple[F8, F8]]] = {key: [] for key in self.keys}

    def look(self, t: int, today: Today | None = None) -> None:
        """Look at everything asked for, at the end of day `t`; incomes and shortages need `today`."""
        self._today = today
        values: dict[tuple[str, Where | tuple[str, ...]], F8] = {}
        self._budget = Budget(self.simulation, np.zeros(self.places) if today is None else today.here.pay)
        for key in self.keys:
            level = level_of(key.metric)
            if level == "places":
                self._rows[key].append(self._of_places(key))
                continue
            counted = key.metric in BLOCK
            name = (
                key.metric,
                key.where.model_copy(update={"officer": None}) if counted else key.where.domain,
            )
            if name not in values:
                values[name] = self._values(key, t)
            mask, place = self._who(key, level, t)
            inside = place[mask]
            total = np.bincount(inside, weights=values[name][mask], minlength=self.places)
            heads = np.bincount(inside, minlength=self.places)
            self._rows[key].append((total.astype(np.float64), heads.astype(np.float64)))
        self._bribes = self.world.beats.bribes.astype(np.float64)

    def levels(self, weight: F8) -> dict[StateKey, Level]:
        """Return what was seen, weighted up by place."""
        found = {}
        for key, rows in self._rows.items():
            total, heads = (
                np.array([row[i] for row in rows]).reshape(len(rows), self.places) for i in (0, 1)
            )
            found[key] = Level(total * weight, heads * weight, total if key.metric in BLOCK else heads)
        return found

    def _who(self, key: StateKey, level: str, t: int) -> tuple[B1, I8]:
        """Return who is meant tonight, and the place of each."""
        mask, people, where = self._fixed[key], self.world.people, key.where
        served = where.officer.tenure if where.officer is not None else None
        if served is not None:
            long = limited(tenure(self.world, t), served)
            mask = mask & (long if level == "officers" else long[self.person_beat])
        if level == "officers":
            return mask, self.world.beats.place.astype(np.int64)
        if where.watch is not None:
            mask = mask & limited(people.watch, where.watch)
        if where.history is not None:
            mask = mask & lived(people, where.history, t)
        if where.kin_held is not None:
            mask = mask & self.homes.kin_held(where.kin_held, t)
        if where.released is not None:
            mask = mask & self.freed.meant(where.released, t)
        return mask, self.person_place

    def _fixed_mask(self, key: StateKey) -> B1:
        """Return the people, or the officers, whom the lasting part of a filter means."""
        where = key.where
        if level_of(key.metric) != "people":
            return officers(self.world, where)
        mask = officers(self.world, where)[self.person_beat]
        for name in set(where.given) & set(self.traits):
            wanted = getattr(where, "social_class" if name == "class" else name)
            labels, codes = self.traits[name]
            meant = [label in (wanted if isinstance(wanted, tuple) else (wanted,)) for label in labels]
            mask &= np.array(meant)[codes]
        if where.years is not None:
            mask &= limited(self.world.people.age, where.years)
        return mask & self._flagged(where) if where.flag else mask

    def _flagged(self, where: Where) -> B1:
        bits = self.world.people.flagged.astype(np.int64)
        flags = [flag.id for flag in self.simulation.pack.flags]
        masks = {flag: (bits >> i) & 1 == 1 for i, flag in enumerate(flags)}
        masks |= {"any": bits != 0, "none": bits == 0}
        return np.asarray(np.any([masks[flag] for flag in where.flag], axis=0))

    def _values(self, key: StateKey, t: int) -> F8:
        """Return a state of every person, or every officer."""
        if key.metric in BLOCK:
            return counted_by_beat(self.simulation, key.metric, key.where)
        read: dict[str, Callable[[], Any]] = {
            HEADS: lambda: np.ones(len(self.world.people)),
            "discontent": lambda: self._discontent(t),
            "certainty": lambda: self._certainty(key.where.domain, t),
            "watch_level": lambda: self.world.people.watch,
            "watched_share": lambda: self.world.people.watch > 0,
            "cash": lambda: self.homes.cash(t)[self.homes.home] / INCOME,
            "income": lambda: self.homes.income(self._of_today())[self.homes.home],
            "shortage": lambda: self._shortage(t),
            "short_share": lambda: self._shortage(t) >= SHORT,
            "returned": self.freed.returned,
            "trust": lambda: self.world.units.trust[self.person_unit],
            "officer_takings": lambda: (self.world.beats.bribes - self._bribes) / INCOME,
            "officer_purse": lambda: self.world.beats.purse,
            "officer_pay": self._budget.pay,
            "officer_dues": self._budget.dues,
            "officer_fatigue": lambda: self.world.beats.fatigue,
            "officer_dread": lambda: self.world.beats.dread,
            "officer_strain": self._budget.strain,
        }
        return np.asarray(read[key.metric](), dtype=np.float64)

    def _age(self, day: Any, t: int) -> I8:
        return np.asarray(np.clip(t - day.astype(np.int64), 0, FADING - 1))

    def _discontent(self, t: int) -> F8:
        """Return grievance above its resting level: the unit's, and one's own as faded to day `t`."""
        people = self.world.people
        fade = self.simulation.par.rules[0].grievance_fade[self._age(people.grievance_day, t)]
        own = people.grievance.astype(np.float64) / FIXED_POINT * fade
        return np.asarray(self.world.units.grievance.astype(np.float64)[self.person_unit] + own)

    def _certainty(self, domains: tuple[str, ...], t: int) -> F8:
        """Return the own shift of perceived certainty as faded to day `t`, over some domains."""
        people, known = self.world.people, [str(one) for one in self.simulation.pack.domains]
        columns = [known.index(name) for name in domains] or list(range(len(known)))
        fade = self.simulation.par.rules[0].belief_fade[self._age(people.belief_day, t)]
        return np.asarray(people.belief[:, columns].astype(np.float64).mean(axis=1) / FIXED_POINT * fade)

    def _of_today(self) -> Today:
        if self._today is None:
            raise ValueError("Incomes and shortages need what a day leaves behind.")
        return self._today

    def _shortage(self, t: int) -> F8:
        """Return the shortage that each person's household feels, 0-1."""
        need = self._of_today().here.need[self.person_place[self.world.households.first.astype(np.int64)]]
        return np.asarray(self.homes.shortage(need, t)[self.homes.home])

    def _of_places(self, key: StateKey) -> tuple[F8, F8]:
        """Return what stands over and under the line of a state of places, by place."""
        if key.metric == "occupancy":
            return self._occupancy()
        if key.metric == "price":
            return self._price(key.where)
        if key.metric == "discontent_told":
            return self._told()
        places = self.world.places
        return places.helped - places.lured, places.helped.copy()

    def _price(self, where: Where) -> tuple[F8, F8]:
        """Return the price of one good, or the mean of all, summed over the people of each place."""
        meant = [where.good in (None, good) for good in GOODS]
        price = np.exp(self.world.places.log_price[:, meant]).mean(axis=1)
        people = np.bincount(self.person_place, minlength=self.places).astype(np.float64)
        return price * people, people

    def _told(self) -> tuple[F8, F8]:
        """Return what the centre has been told of each place's province, times people, and people."""
        people = np.bincount(self.person_place, minlength=self.places).astype(np.float64)
        return self.world.provinces.discontent[self.world.places.province] * people, people

    def _occupancy(self) -> tuple[F8, F8]:
        """Return people held and places for them, by place, of custody that has a limit."""
        pack, world = self.simulation.pack, self.world
        names = [facility.id for facility in pack.facilities]
        codes = np.array([names.index(rung.facility) if rung.facility else -1 for rung in pack.ladder])
        free = world.places.free[:, : len(names)].astype(np.float64)
        limited_ = free.max(axis=0) < BOUNDLESS / 2
        rows = np.flatnonzero(world.people.status == HELD)
        facility = codes[world.people.rung[rows].astype(np.int64)]
        walled = (facility >= 0) & limited_[facility]
        held = np.bincount(self.person_place[rows[walled]], minlength=self.places).astype(np.float64)
        return held, held + np.where(limited_, free, 0.0).sum(axis=1)


def traits_of(simulation: Simulation) -> dict[str, tuple[list[Any], I8]]:
    """Return who each person is, in the words of filters: labels, and everybody's place among them."""
    people, homes, pack = simulation.world.people, simulation.world.households, simulation.pack
    codes = {
        "quintile": homes.rank[people.household].astype(np.int64) * QUINTILES // BYTE,
        "sex": people.sex, "age": sum((people.age >= start).astype(np.int64) for start in BANDS),
        "class": people.social_class, "occupation": people.occupation,
        "kin": (homes.last.astype(np.int64) - homes.first > 1)[people.household],
    }  # fmt: skip
    labels: dict[str, list[Any]] = {
        "quintile": [n + 1 for n in range(QUINTILES)], "sex": ["female", "male"], "age": list(AGES),
        "class": [one.id for one in pack.classes], "occupation": [one.id for one in pack.occupations],
        "kin": [False, True],
    }  # fmt: skip
    return {name: (labels[name], np.asarray(codes[name]).astype(np.uint8)) for name in labels}


def limited(values: Any, limits: Limits) -> B1:
    """Return which values lie within limits."""
    low = -np.inf if limits.min is None else limits.min
    high = np.inf if limits.max is None else limits.max
    return np.asarray((values >= low) & (values <= high))


def lived(people: Any, history: History, t: int) -> B1:
    """Return who has a history by the end of day `t`."""
    act, case = (
        np.where(day <= -NEVER, NEVER, t - day)
        for day in (people.last_offence.astype(np.int64), people.last_case.astype(np.int64))
    )
    return np.asarray({
        "never": act >= NEVER, "active": act <= history.within,
        "lapsed": (act > history.within) & (act < NEVER),
        "punished": case <= history.within, "first_case": case >= NEVER,
    }[history.what])  # fmt: skip


def level_of(metric: str) -> str:
    """Return whom a state is a mean over; counts are looked at by officer."""
    if metric == HEADS:
        return "people"
    return "officers" if metric in BLOCK else STATES[metric].level
