"""Fourth movement: what gets out. Sources come to know, some get through, outlets publish.

The movement only watches: nothing here changes a person, a place or an order. What outlets broadcast is
left in `Outside.broadcasts`, for the next morning.
"""

import zlib
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clampdown.day import outside
from clampdown.day.custody import Cases, luck, national_ids
from clampdown.day.outside import B1, DAY_BITS, F8, I8, MIXER, ORDER, TOLD, Events
from clampdown.engine.broadcasts import broadcasts_of
from clampdown.engine.command import Line
from clampdown.engine.means import house_of, means_of
from clampdown.engine.newsroom import Dispatch, Newsroom, counted
from clampdown.engine.sources import networks_of, sources_of
from clampdown.rules import draws, witnessing
from clampdown.schema.loading import Catalogue
from clampdown.schema.observer import Outlet
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values
from clampdown.world.parameters import Parameters
from clampdown.world.records import Table
from clampdown.world.state import AT_LIBERTY, World

MEMORIES = 7  # times source_memory after which nobody tells of something any more: one in a thousand would
DIRECTIVES = 1 << 33  # above the numbers of all neighbourhoods
STATE = "outside_"  # before the names of arrays in a checkpoint


class Known(NamedTuple):
    """An event that at least one source knows of.

    Attributes
    ----------
    number, kind, place, day, size : as in `Events`; for an order its first day in force, and how many
        provinces it holds in
    """

    number: int
    kind: int
    place: int
    day: int
    size: int


class Day(NamedTuple):
    """What the movement looks at of a day.

    Attributes
    ----------
    t : day
    cases : the day's cases
    participants : in confrontations, by beat
    here : what holds in each place
    ordered : (lines, places) salience
    """

    t: int
    cases: Cases
    participants: I8
    here: Table
    ordered: F8


class Outside:
    """Sources, what they know, and the outlets they tell.

    Parameters
    ----------
    scenario, catalogue, values : the model in names
    par : the numbers it runs on
    world : the population
    lines : every order as each organ receives it

    Attributes
    ----------
    room : the outlets' desks
    known : events that a source knows of, by number
    victims : rows of event, national id, sex and age band of whom it happened to
    broadcasts : what people inside hear of it; None where nobody broadcasts
    """

    def __init__(
        self,
        scenario: Scenario,
        catalogue: Catalogue,
        values: Values,
        par: Parameters,
        world: World,
        lines: Sequence[Line],
    ) -> None:
        self.par, self.world, self.seed = par, world, scenario.seed
        self.outlets = [one for one in scenario.pack.observers if isinstance(one, Outlet)]
        self.networks = networks_of(self.outlets)
        self.sources = sources_of(scenario.pack, world, self.outlets, self.seed)
        self.means = means = means_of(scenario, catalogue, values)
        sent = [line.directive for line in lines]
        self.directives = [one for one in scenario.directives if one.id in sent]
        self.lines = [np.flatnonzero([name == one.id for name in sent]) for one in self.directives]
        self.covers = [np.any([lines[m].strength > 0 for m in own.tolist()], axis=0) for own in self.lines]
        self.province = world.places.province.astype(np.int64)
        self.usual = means.usual[self.sources.place]
        seen = {order_number(one.id): means.read_out[one.announced] for one in self.directives}
        self.room = Newsroom(house_of(self.outlets, scenario.pack, self.province, means, seen))
        self.silent = np.full(len(self.sources.row), -1, dtype=np.int64)
        self.calls = np.zeros(len(self.sources.row))
        self.read = np.zeros((0, 2), dtype=np.int64)  # source, order it has heard of
        self.memory = np.zeros((0, 3), dtype=np.int64)  # source, event, day it came to know
        self.known: dict[int, Known] = {}
        self.victims = np.zeros((0, 4), dtype=np.int64)
        rules = par.rules[0]
        self.broadcasts = broadcasts_of(self.outlets, float(rules.news_days), float(rules.news_memory))

    def step(self, day: Day) -> I8:
        """Take sources and outlets through a day; return new items by place and kind."""
        free = np.asarray(self.world.people.status[self.sources.row] == AT_LIBERTY)
        self._witness(day, free)
        self._hear_orders(day, free)
        self._tell(day, np.flatnonzero(self._gets_through(day, free)))
        items = self.room.print_due(day.t)
        if self.broadcasts is not None:
            self.broadcasts.hear(items)
        return counted(items, self.province, len(self.province))

    def _witness(self, day: Day, free: B1) -> None:
        """Let sources come to know of what happened today."""
        number = outside.case_events(self.world, self.par, day.cases, day.t)
        events = outside.events_of(self.world, number, day.cases, day.participants, day.t)
        units = outside.units_of_cases(self.world, number, day.cases, events)
        key = draws.key(self.seed, draws.STREAM_AWARE, day.t)
        how = (self.means.value["source_reach"], self.means.nearness, self.means.visible)
        pairs = outside.aware(self.sources, free, events, units, how, key)
        if not len(pairs):
            return
        known = np.unique(pairs[:, 1])
        self._keep(events, known, day.t)
        hit = np.flatnonzero(np.isin(number, events.number[known]))
        people = self.world.people[day.cases.row[hit]]
        band = (people.age >= 17).astype(np.int64) + (people.age >= 35) + (people.age >= 60)
        ids = national_ids(self.world, day.cases.row[hit], day.cases.beat[hit])
        self.victims = np.concatenate([self.victims, np.stack([number[hit], ids, people.sex, band], axis=1)])
        self._remember(pairs[:, 0], events.number[pairs[:, 1]], day.t)

    def _keep(self, events: Events, which: I8, t: int) -> None:
        """Keep what there is to say of some events."""
        for e in which.tolist():
            number = int(events.number[e])
            self.known[number] = Known(
                number, int(events.kind[e]), int(events.place[e]), t, int(events.size[e])
            )

    def _remember(self, source: I8, number: I8, t: int) -> None:
        fresh = np.stack([source, number, np.full(len(source), t)], axis=1).astype(np.int64)
        self.memory = np.concatenate([self.memory, fresh])

    def _hear_orders(self, day: Day, free: B1) -> None:
        """Let sources come to know of orders that hold where they live."""
        reach = self.means.value["source_reach"]
        for directive, lines, covers in zip(self.directives, self.lines, self.covers, strict=True):
            holds = np.asarray((day.ordered[lines] > 0).any(axis=0), dtype=np.bool_)
            if not holds.any():
                continue
            number = order_number(directive.id)
            wide = len(np.unique(self.province[covers]))
            self.known.setdefault(number, Known(number, ORDER, int(holds.argmax()), day.t, wide))
            who = np.flatnonzero(free & holds[self.sources.place])
            who = np.setdiff1d(who, self.read[self.read[:, 1] == number, 0])
            heard = np.full(len(who), number)
            p = witnessing.awareness(reach, self.means.read_out[directive.announced], 1.0, 1.0)
            turn = luck(self.seed, draws.STREAM_AWARE, day.t, self.sources.key[who] ^ (heard * MIXER))
            learn = np.asarray(turn < draws.threshold(p))
            self.read = np.concatenate([self.read, np.stack([who[learn], heard[learn]], axis=1)])
            self._remember(who[learn], heard[learn], day.t)

    def _gets_through(self, day: Day, free: B1) -> B1:
        """Return which sources get through today; some of them are traced and fall silent."""
        sources, gap = (
            self.sources,
            outside.fears(self.world, self.par, day.here, self.sources, day.t, self.means.domain),
        )
        jammed = day.here.jammed[:, self.means.calls_as].max(axis=1)[sources.place]
        chance = np.empty(len(gap))
        outside.contact_each(self.usual, jammed, self.means.value["contact_fear"], gap, chance)
        through = free & (self.silent < day.t) & self._happens(draws.STREAM_CONTACT, day.t, chance)
        days = self.means.value["tracing_days"]
        self.calls = np.array([witnessing.late_calls(calls, days) for calls in self.calls.tolist()])
        self.calls += through
        detect = self.world.beats.detect[sources.beat][:, self.means.calls_as].mean(axis=1)
        outside.traced_each(self.means.value["tracing"], detect, self.calls, chance)
        traced = through & self._happens(draws.STREAM_TRACE, day.t, chance)
        self.silent[traced] = day.t + round(self.means.value["silence_days"])
        return np.asarray(through)

    def _happens(self, stream: int, t: int, chance: F8) -> B1:
        """Return for which sources something happens today."""
        turn = luck(self.seed, stream, t, self.sources.key)
        return np.asarray(turn < np.floor(np.minimum(chance, 1.0) * draws.SCALE))

    def _tell(self, day: Day, through: I8) -> None:
        """Let those who get through tell what they will; the rest of what they know they let go."""
        age, memory = day.t - self.memory[:, 2], self.means.value["source_memory"]
        calls = np.isin(self.memory[:, 0], through)
        said = self.memory[calls]
        kind = (said[:, 1] >> DAY_BITS) % len(TOLD)
        chance = np.empty(len(said))
        outside.telling_each(self.means.told[kind], age[calls].astype(float), memory, chance)
        pair = self.sources.key[said[:, 0]] ^ (said[:, 1] * MIXER)
        turn = luck(self.seed, draws.STREAM_TELL, day.t, pair)
        told = turn < np.floor(chance * draws.SCALE)
        for (source, number, _), entity in zip(said[told].tolist(), pair[told].tolist(), strict=True):
            self._send(source, self.known[number], day.t, entity)
        self.memory = self.memory[~calls & (age < MEMORIES * memory)]

    def _send(self, source: int, event: Known, t: int, entity: int) -> None:
        """Send a dispatch to every outlet of the network, and now and then another one about nothing."""
        u = [draws.uniform(self.seed, draws.STREAM_ERROR, n, entity) for n in range(6)]
        own = int(self.sources.place[source]) if event.kind == ORDER else event.place
        place = self._elsewhere(own, u[1]) if u[0] < self.means.value["place_error"] else own
        jitter = round(witnessing.misdated(self.means.value["date_error"], u[2]))
        exact = int(t - event.day <= self.means.value["exact_days"])
        spread = self.means.value["count_error"]
        count = max(1, round(witnessing.misheard(float(event.size), spread, _deviate(u[3]))))
        if event.kind == ORDER:
            wide, count = int(event.size > 1), 0
        else:
            wide = 0
        told = (event.number, event.kind, place, min(t, event.day + jitter), exact, count, wide)
        self._post(source, told, t, entity)
        if event.kind != ORDER and u[4] < witnessing.inventing(self.means.value["invention"]):
            nothing = -1 - (entity & ((1 << 62) - 1))
            day = t - round(u[5] * self.means.value["date_error"])
            self._post(
                source, (nothing, event.kind, int(self.sources.place[source]), day, 1, count, 0), t, ~entity
            )

    def _elsewhere(self, place: int, u: float) -> int:
        """Return another county of the same province, or the same where there is none."""
        others = np.flatnonzero(self.province == self.province[place])
        others = others[others != place]
        return int(others[int(u * len(others))]) if len(others) else place

    def _post(self, source: int, told: tuple[int, ...], t: int, entity: int) -> None:
        """Bring a dispatch to each outlet of the source's network."""
        median, spread = self.means.value["editing_median"], self.means.value["editing_spread"]
        teller, province = int(self.sources.row[source]), int(self.sources.province[source])
        for o, networks in enumerate(self.networks.by_outlet):
            if int(self.sources.network[source]) in networks:
                u = draws.uniform(
                    self.seed, draws.STREAM_EDIT, zlib.crc32(self.outlets[o].id.encode()), entity
                )
                due = t + int(witnessing.editing(median, spread, _deviate(u)))
                self.room.receive([Dispatch(due, o, teller, province, *told)])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the state, for a checkpoint."""
        known = np.array(list(self.known.values()), dtype=np.int64).reshape(-1, len(Known._fields))
        own: dict[str, NDArray[Any]] = {
            "silent": self.silent, "calls": self.calls, "read": self.read, "memory": self.memory,
            "known": known, "victims": self.victims,
        }  # fmt: skip
        if self.broadcasts is not None:
            own["broadcasts"] = self.broadcasts.means
        return {STATE + name: array.copy() for name, array in (own | self.room.arrays()).items()}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up a state that `arrays` gave."""
        found = {name.removeprefix(STATE): np.array(array) for name, array in arrays.items()}
        for name in ("silent", "calls", "read", "memory", "victims"):
            setattr(self, name, found[name])
        self.known = {row[0]: Known(*row) for row in found["known"].tolist()}
        self.room.restore(found)
        if self.broadcasts is not None:
            self.broadcasts.means = found["broadcasts"]


def _deviate(u: float) -> float:
    """Return the standard normal deviate at quantile `u`."""
    return NormalDist().inv_cdf(min(max(u, 2.0**-54), 1.0 - 2.0**-53))


def order_number(directive: str) -> int:
    """Return the number that a directive goes by as an event."""
    return ((DIRECTIVES + zlib.crc32(directive.encode())) * len(TOLD) + ORDER) << DAY_BITS
