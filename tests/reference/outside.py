"""Movement 4: what gets out (13), for one run, from the day's cases to the items of outlets."""

import math
import zlib
from collections import Counter
from dataclasses import dataclass, field
from statistics import NormalDist, median
from typing import NamedTuple

import numpy as np

from clampdown.day.outside import fears
from clampdown.world.state import AT_LIBERTY, OUTCOMES
from reference.luck import ALL, GOLDEN, MASK, key_of, mix, threshold

SOURCE, AWARE, CONTACT, TRACE, TELL, ERROR, EDIT = range(80, 87)
MU = 0x2545F4914F6CDD1D
KINDS = ("detention", "execution", "exile", "leaving", "fine", "clash", "order")
CLASH, ORDER = 5, 6
OF_RUNG = {"custody": 0, "camp": 0, "death": 1, "banishment": 2}
OF_OUTCOME = {"kin": 2, "left": 3, "fined": 4}
ADULT, PHONE = 128, 64


class Source(NamedTuple):
    """Somebody whom a network knows inside."""

    row: int
    unit: int
    beat: int
    place: int
    network: str
    key: int


class Event(NamedTuple):
    """What befell people of one beat on one day in one way; an order has no beat."""

    number: int
    kind: int
    beat: int
    place: int
    size: int
    units: frozenset[int]
    day: int


class Dispatch(NamedTuple):
    """What an outlet was told; `about` is the event's number, or of nothing that happened the entity."""

    person: int
    about: object
    kind: int
    place: int
    day: int
    exact: bool
    count: int
    wide: bool


class Item(NamedTuple):
    """What an outlet printed; `corrects` is the day of what it corrects."""

    outlet: str
    published: int
    kind: int
    day: int
    exact: bool
    province: int | None
    place: int | None
    count: int
    corrects: int | None


@dataclass
class Story:
    """What an outlet takes for one event."""

    first: Dispatch
    told: dict[int, int] = field(default_factory=dict)
    printed: list[Item] = field(default_factory=list)


def draw(seed: int, stream: int, day: int, entity: int) -> int:
    """Return an integer in [0, 2^53)."""
    return mix(key_of(seed, stream, day) ^ (entity * GOLDEN & MASK)) >> 11


def crc(text: str) -> int:
    return zlib.crc32(text.encode())


class Outside:
    """All sources and outlets of a simulation, followed day by day."""

    def __init__(self, simulation) -> None:
        self.s, self.world, self.pack = simulation, simulation.world, simulation.pack
        self.seed = simulation.scenario.seed
        self.outlets = [one for one in self.pack.observers if one.kind == "outlet"]
        self.province = self.world.places.province.astype(int).tolist()
        self.sources = self._sources()
        self.silent = [-1] * len(self.sources)
        self.calls = [0.0] * len(self.sources)
        self.heard: set[tuple[int, int]] = set()
        self.memory: list[tuple[int, Event, int]] = []
        self.orders: dict[int, Event] = {}
        self.post: list[tuple[int, int, Dispatch]] = []
        self.stories: list[list[Story]] = [[] for _ in self.outlets]
        self.items: list[Item] = []

    def __getitem__(self, name: str) -> float:
        """Return a number of the behaviour."""
        return self.s.values[f"behaviour.{name}"]

    def _sources(self) -> list[Source]:
        """Return the sources (13.1)."""
        found: set[tuple[int, str]] = set()
        for outlet in self.outlets:
            for n, entry in enumerate(outlet.sources):
                for p, place in enumerate(self.pack.places):
                    inside = not entry.provinces or place.province_id in entry.provinces
                    zone = entry.zone is None or (entry.zone == "border") == place.border
                    if entry.per_100000 is not None and inside and zone:
                        c, x = crc(f"{entry.network}/{n}"), entry.per_100000 * place.population / 100_000
                        more = draw(self.seed, SOURCE, c, p) / ALL < x - math.floor(x)
                        found |= {(row, entry.network) for row in self._lowest(p, c, math.floor(x) + more)}
        return [self._source(row, network) for row, network in sorted(found)]

    def _lowest(self, p: int, c: int, count: int) -> list[int]:
        """Return the people of a place with the lowest draws."""
        beats = self.world.beats[self.world.beats.place == p]
        if not len(beats):
            return []
        rows = range(int(beats.first_person.min()), int(beats.last_person.max()))
        some = [row for row in rows if self.world.people.profile[row] & ADULT]
        phones = [row for row in some if self.world.people.profile[row] & PHONE]
        if self.pack.places[p].border and phones:
            some = phones
        return sorted(some, key=lambda row: draw(self.seed, SOURCE, -1 - c, self.id_of(row)))[:count]

    def id_of(self, row: int) -> int:
        """Return the national id of a person."""
        b = int(np.searchsorted(self.world.beats.last_person, row, side="right"))
        beat = self.world.beats[b]
        return int(beat.national_person) + row - int(beat.first_person)

    def _source(self, row: int, network: str) -> Source:
        unit, beat = (
            int(np.searchsorted(table.last_person, row, side="right"))
            for table in (self.world.units, self.world.beats)
        )
        key = (self.id_of(row) << 20) ^ (crc(network) % (1 << 20))
        return Source(row, unit, beat, int(self.world.beats.place[beat]), network, key)

    def step(self, t: int, today) -> None:
        """Take sources and outlets through a day."""
        free = [self.world.people.status[source.row] == AT_LIBERTY for source in self.sources]
        events = self._events(t, today)
        for s, source in enumerate(self.sources):
            if free[s]:
                for event in events:
                    self._witness(s, source, event, t)
                self._orders(s, source, t, today)
        through = self._through(t, today, free)
        self._tell(t, through)
        for o, outlet in enumerate(self.outlets):
            ready = sorted(one for due, to, one in self.post if due == t and to == o)
            for dispatch in ready:
                self._file(o, outlet, dispatch, t)

    def _events(self, t: int, today) -> list[Event]:
        """Return the events of a day (13.2)."""
        cases, groups = today.cases, {}
        for n in range(len(cases.row)):
            outcome = OUTCOMES[cases.outcome[n]]
            kind = OF_OUTCOME.get(outcome)
            if outcome == "custody":
                kind = OF_RUNG[self.pack.ladder[cases.rung[n]].kind]
            if kind is not None:
                groups.setdefault((int(cases.beat[n]), kind), []).append(int(cases.row[n]))
        last = self.world.units.last_person
        found = [
            self._event(beat, kind, len(rows), {int(np.searchsorted(last, r, side="right")) for r in rows}, t)
            for (beat, kind), rows in groups.items()
        ]
        fought = self.s.sheets[0][:, self.s.lay.participants]
        return found + [self._event(b, CLASH, int(n), set(), t) for b, n in enumerate(fought) if n]

    def _event(self, beat: int, kind: int, size: int, units: set[int], t: int) -> Event:
        national, place = int(self.world.beats.national_beat[beat]), int(self.world.beats.place[beat])
        number = ((national * 8 + kind) << 13) ^ (t % (1 << 13)) ^ ((t >> 13) << 52)
        return Event(number, kind, beat, place, size, frozenset(units), t)

    def known_with(self, visible: float, size: float, near: float) -> float:
        """Return a of 13.3."""
        return 1.0 - math.exp(-self["source_reach"] * visible * math.sqrt(size) * near)

    def _witness(self, s: int, source: Source, event: Event, t: int) -> None:
        """Let a source come to know of an event (13.3)."""
        if self.province[event.place] != self.province[source.place]:
            return
        near = self["closeness_province"]
        if event.place == source.place:
            near = self["closeness_place"]
        if event.beat == source.beat:
            near = 1.0 if source.unit in event.units else self["closeness_beat"]
        a = self.known_with(self[f"visible_{KINDS[event.kind]}"], event.size, near)
        if draw(self.seed, AWARE, t, source.key ^ (event.number * MU)) < threshold(a):
            self.memory.append((s, event, t))

    def _orders(self, s: int, source: Source, t: int, today) -> None:
        """Let a source hear of orders that hold where it lives (13.3)."""
        for directive in self.s.scenario.directives:
            lines = [m for m, line in enumerate(self.s.lines) if line.directive == directive.id]
            holds = (today.ordered[lines] > 0.0).any(axis=0) if lines else np.zeros(len(self.province))
            number = ((((1 << 33) + crc(directive.id)) * 8) + ORDER) << 13
            if holds.any() and number not in self.orders:
                covers = {
                    self.province[p] for m in lines for p in np.flatnonzero(self.s.lines[m].strength > 0)
                }
                self.orders[number] = Event(number, ORDER, -1, -1, len(covers), frozenset(), t)
            if not holds[source.place] or (s, number) in self.heard:
                continue
            a = self.known_with(self[f"visible_{directive.announced}"], 1.0, 1.0)
            if draw(self.seed, AWARE, t, source.key ^ (number * MU)) < threshold(a):
                self.heard.add((s, number))
                self.memory.append((s, self.orders[number], t))

    def _through(self, t: int, today, free: list[bool]) -> list[bool]:
        """Return who gets through; some are traced (13.4)."""
        kinds = [self.s.catalogue.offences[name] for name in self.pack.offences]
        spoken = [k for k, kind in enumerate(kinds) if kind.domain == "communication"]
        ks = [k for k, kind in enumerate(kinds) if kind.informs] or spoken
        domain = self.pack.domains.index("communication")
        g = fears(self.world, self.s.par, today.here, self.s.outside.sources, t, domain)  # of 5.4
        found = []
        for s, source in enumerate(self.sources):
            usual = self["contact_border" if self.pack.places[source.place].border else "contact_inland"]
            j = max(float(today.here.jammed[source.place, k]) for k in ks)
            p = min(1.0, usual * (1.0 - j) * math.exp(-self["contact_fear"] * g[s]))
            through = free[s] and self.silent[s] < t
            through = through and draw(self.seed, CONTACT, t, source.key) < threshold(p)
            self.calls[s] = self.calls[s] * (1.0 - 1.0 / self["tracing_days"]) + through
            d = sum(float(self.world.beats.detect[source.beat, k]) for k in ks) / len(ks)
            p = 1.0 - math.exp(-self["tracing"] * d * self.calls[s])
            if through and draw(self.seed, TRACE, t, source.key) < threshold(p):
                self.silent[s] = t + round(self["silence_days"])
            found.append(through)
        return found

    def _tell(self, t: int, through: list[bool]) -> None:
        """Let those who got through tell what they will (13.5)."""
        kept = []
        for s, event, learnt in self.memory:
            age = t - learnt
            if not through[s]:
                if age < 7.0 * self["source_memory"]:
                    kept.append((s, event, learnt))
                continue
            entity = self.sources[s].key ^ (event.number * MU)
            p = self[f"told_{KINDS[event.kind]}"] * math.exp(-age / self["source_memory"])
            if draw(self.seed, TELL, t, entity) < threshold(p):
                self._send(self.sources[s], event, t, entity)
        self.memory = kept

    def _send(self, source: Source, event: Event, t: int, entity: int) -> None:
        """Send a dispatch, and now and then one about nothing."""
        u = [draw(self.seed, ERROR, n, entity) / ALL for n in range(6)]
        order = event.kind == ORDER
        place = source.place if order else event.place
        if u[0] < self["place_error"]:
            others = [
                p
                for p in range(len(self.province))
                if self.province[p] == self.province[place] and p != place
            ]
            place = others[int(u[1] * len(others))] if others else place
        day = min(t, event.day + round((2.0 * u[2] - 1.0) * self["date_error"]))
        count = 0 if order else max(1, round(event.size * math.exp(self["count_error"] * deviate(u[3]))))
        exact, wide = t - event.day <= self["exact_days"], order and event.size > 1
        told = Dispatch(source.row, event.number, event.kind, place, day, exact, count, wide)
        self._post(source, told, t, entity)
        share = self["invention"]
        if not order and u[4] < share / (1.0 - share):
            about, when = -1 - (entity & MASK), t - round(u[5] * self["date_error"])
            told = Dispatch(source.row, about, event.kind, source.place, when, True, count, False)
            self._post(source, told, t, ~entity)

    def _post(self, source: Source, told: Dispatch, t: int, entity: int) -> None:
        """Bring a dispatch to the outlets of a network."""
        for o, outlet in enumerate(self.outlets):
            if source.network in {entry.network for entry in outlet.sources}:
                u = draw(self.seed, EDIT, crc(outlet.id), entity) / ALL
                days = self["editing_median"] * math.exp(self["editing_spread"] * deviate(u))
                self.post.append((t + math.floor(days), o, told))

    def _file(self, o: int, outlet, told: Dispatch, t: int) -> None:
        """Put a dispatch to its story; publish or correct it (13.6)."""
        for story in self.stories[o]:
            first = story.first
            near = first.place == told.place and abs(first.day - told.day) <= self["same_days"]
            if first.about == told.about and (near or told.kind == ORDER):
                break
        else:
            story = Story(told)
            self.stories[o].append(story)
        new = told.person not in story.told
        story.told.setdefault(told.person, told.count)
        count = round(median(story.told.values()))
        if not story.printed:
            if self._borne_out(story, outlet):
                self._print(story, outlet, count, t)
        elif new and story.printed[-1].count and count:
            low, high = sorted((story.printed[-1].count, count))
            if high / low >= self["correction_factor"]:
                self._print(story, outlet, count, t)

    def _borne_out(self, story: Story, outlet) -> bool:
        if not story.first.wide:
            return len(story.told) >= outlet.local.sources
        lived = {next(s.place for s in self.sources if s.row == person) for person in story.told}
        provinces = Counter(self.province[place] for place in lived)
        return len(story.told) >= outlet.rule.sources and len(provinces) >= outlet.rule.provinces

    def _print(self, story: Story, outlet, count: int, t: int) -> None:
        """Print an item."""
        first, before = story.first, story.printed[-1] if story.printed else None
        where = (before.province, before.place) if before else self._where(first, outlet, count)
        item = Item(
            outlet.id, t, first.kind, min(first.day, t), first.exact, *where, count,
            before.published if before else None,
        )  # fmt: skip
        story.printed.append(item)
        self.items.append(item)

    def _where(self, told: Dispatch, outlet, count: int) -> tuple[int | None, int | None]:
        """Return province and county as printed (13.6, place)."""
        if told.wide:
            return None, None
        if told.kind == ORDER:
            visible = next(
                self[f"visible_{one.announced}"] for one in self.s.scenario.directives
                if ((((1 << 33) + crc(one.id)) * 8) + ORDER) << 13 == told.about
            )  # fmt: skip
        else:
            visible = self[f"visible_{KINDS[told.kind]}"]
        near, far = (
            self.known_with(visible, max(1, count), self[f"closeness_{what}"])
            for what in ("place", "province")
        )
        province, people = self.province[told.place], [place.population for place in self.pack.places]
        inside = people[told.place] * near
        beyond = far * sum(
            n for p, n in enumerate(people) if self.province[p] == province and p != told.place
        )
        if inside >= outlet.withhold and told.kind != ORDER:
            return province, told.place
        return (province if inside + beyond >= outlet.withhold else None), None


def deviate(u: float) -> float:
    """Return the standard normal deviate at a quantile."""
    return NormalDist().inv_cdf(min(max(u, 2.0**-54), 1.0 - 2.0**-53))
