"""One run, day by day: the four movements in order.

`DAY` is the day as a table of contents; `clampdown schedule` prints it and the timers carry its
names.
"""

import datetime
import itertools
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from clampdown.day import custody, markets, orders, reports, residents
from clampdown.day.access import set_all_wages
from clampdown.day.custody import Cases
from clampdown.day.draws import keys_of
from clampdown.day.noting import COUNT, LOST
from clampdown.day.outside import TOLD
from clampdown.day.street import street
from clampdown.day.tally import STANDINGS, layout
from clampdown.engine.borders import access
from clampdown.engine.command import Dispatch, Line, orders_of
from clampdown.engine.conditions import conditions
from clampdown.engine.custody_places import sampled_weight
from clampdown.engine.leading import Leader
from clampdown.engine.numbers import parameters
from clampdown.engine.outside import Day, Outside
from clampdown.engine.trade_routes import trade_routes
from clampdown.errors import EngineError
from clampdown.schema.loading import Catalogue
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values
from clampdown.world.notes import Acts
from clampdown.world.parameters import Orders, Parameters
from clampdown.world.records import Table, as_table, rows
from clampdown.world.state import World

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
T = TypeVar("T")
TEN_THOUSAND = 10_000.0  # residents to whom unrest is related
NOTES_PER_HEAD = 2  # room for notes; acts a day are far fewer than people
CHUNKS = 8  # pieces of a day's beats per thread, so that no thread waits long for another


@dataclass
class Today:
    """What a day leaves behind, for the record.

    Attributes
    ----------
    t : day, 0 the scenario's first
    tally : (places, layout.width) counts, of the beats simulated
    ordered, executed, claimed, believed : (orders, places) salience, and shares
    cases : the day's cases
    here : what held in each place
    price : (places, goods) tonight, against the usual
    published : (places, kinds) new items of outlets
    acts : table of Acts, a row per act and naming of the day; None unless asked for
    """

    t: int
    tally: I8
    ordered: F8
    executed: F8
    claimed: F8
    believed: F8
    cases: Cases
    here: Table
    price: F8
    published: I8
    acts: Table | None = None


@dataclass
class Simulation:
    """A population, the numbers it runs on, and the clock.

    Parameters
    ----------
    scenario, catalogue, values : the model in names
    world : the population
    threads : int, threads to share the street among
    acts : bool, whether every act is noted in memory, for claims about more than counts
    """

    scenario: Scenario
    catalogue: Catalogue
    values: Values
    world: World
    threads: int = 1
    acts: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pack: Pack = self.scenario.pack
        self.par: Parameters = parameters(self.scenario, self.catalogue, self.values)
        set_all_wages(self.par.rules, self.world.people, self.par.profiles, self.world.households)
        dispatch = Dispatch(self.scenario, self.catalogue, self.values)
        self.lines: list[Line] = dispatch.lines()
        self.leader = Leader(self.scenario, dispatch, self.lines, self.world)
        given = self.leader.taken_into(orders_of(self.lines, self.pack))
        self.orders: Orders = given._replace(unordered=orders.unordered(given, self.par))
        self.lay: Table = layout(lengths_of(self.pack))
        beats, lines = len(self.world.beats), len(self.lines)
        self._access = access(self.pack, self.catalogue, self.values)
        self.weight = np.array([sampled_weight(self.world, p) for p in range(len(self.world.places))])
        self._residents = np.array([place.population / TEN_THOUSAND for place in self.pack.places])
        lived = self.world.places.last_beat > self.world.places.first_beat
        self._routes = trade_routes(self.pack, self.values, np.asarray(lived))
        self.sheets = (
            np.zeros((beats, int(self.lay.width)), dtype=np.int64),
            np.zeros((beats, lines)),
            np.zeros((beats, lines)),
        )
        self.outside = self.observers() if self.scenario.mechanisms.get("M35", True) else None
        self._pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None

    def observers(self) -> Outside:
        """Return those who look in from outside, who know nothing yet."""
        return Outside(self.scenario, self.catalogue, self.values, self.par, self.world, self.lines)

    def extras(self) -> dict[str, NDArray[Any]]:
        """Return the state that belongs to no table, for a checkpoint."""
        return {} if self.outside is None else self.outside.arrays()

    def take_up(self, extras: Mapping[str, NDArray[Any]]) -> None:
        """Go on from the state that `extras` gave."""
        if self.outside is not None:
            self.outside.restore(extras)

    def step(self, t: int) -> Today:
        """Take the world through day `t` and return what it leaves behind."""
        here, weight, outside = self._timed("orders", lambda: self.morning(t))
        self._timed("street", lambda: self.street(here, weight, t))
        cases = self._timed("custody", lambda: self.settle(here, t))
        tally = self._timed("tallies", self.by_place)
        executed, claimed, believed = self._timed("reports", lambda: self.report(here, weight, outside))
        self.spread_word(tally)
        self._timed("markets", lambda: self.trade(tally, here, t))
        residents.remember(self.par.rules[0], self.world.places, here)
        self._timed("reports", lambda: self.listen(here, weight, tally))
        published = self._timed("outside", lambda: self.watch(cases, here, weight, t))
        acts = as_table(np.concatenate(self._noted)) if self.acts else None
        price = np.exp(np.array(self.world.places.log_price))
        return Today(t, tally, weight, executed, claimed, believed, cases, here, price, published, acts)

    def _timed(self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
        return result

    def date(self, t: int) -> datetime.date:
        """Return the date of an engine day."""
        return self.scenario.start + datetime.timedelta(days=t)

    def morning(self, t: int) -> tuple[Table, F8, F8]:
        """First movement: orders come down and are weighed."""
        today = self._conditions = conditions(self.scenario, self.catalogue, self.values, t)
        self.leader.morning(self.orders, t)
        orders.rotate(self.world, self.orders, self.scenario.seed, t)
        news = self.broadcast(t)
        return orders.morning_of(
            self.world,
            self.orders,
            self.par,
            t,
            need=today.need,
            season=today.factor * self._access,
            news=news,
        )

    def broadcast(self, t: int) -> float:
        """Return how much more is broadcast back in than people are used to, from -1 to 1 (M34).

        It is what outlets broadcast, and where none does, or nobody watches, all word that gets out.
        """
        heard = None if self.outside is None or t < 0 else self.outside.broadcasts
        if heard is not None:
            return heard.gap()
        return float(reports.broadcast(self.world.places, self._residents))

    def street(self, here: Table, weight: F8, t: int) -> None:
        """Second movement: every beat through its day, shared out among threads."""
        beats, keys = len(self.world.beats), keys_of(self.scenario.seed, t)
        salience = np.ascontiguousarray(weight.T)
        args = (self.world, self.par, self.lay, keys, here, self.orders.lines, salience, self.sheets)

        def stretch(ends: tuple[int, int]) -> Table:
            notes, noted = self.notebook(*ends), np.zeros(2, dtype=np.int64)
            street(*args, notes, noted, t, *ends)
            if self.acts and noted[LOST]:
                raise EngineError("There were more acts in a day than notes have room for. This is a bug.")
            return notes[: noted[COUNT]]

        parts = 1 if self._pool is None else min(beats, self.threads * CHUNKS)
        edges = itertools.pairwise(np.linspace(0, beats, parts + 1).astype(int).tolist())
        self._noted = list(map(stretch, edges) if self._pool is None else self._pool.map(stretch, edges))
        if self.world.beats.fault.any():
            raise EngineError(
                "A rate left its bound: the table of bounds does not cover a rule. This is a bug."
            )

    def notebook(self, first: int, last: int) -> Table:
        """Return a table for notes of the acts in some beats; of one row where none are wanted."""
        beats = self.world.beats
        heads = int(beats.last_person[last - 1]) - int(beats.first_person[first]) if last > first else 0
        return rows(Acts, NOTES_PER_HEAD * heads + 1 if self.acts else 1)

    def settle(self, here: Table, t: int) -> Cases:
        """Still the second movement: places admit their cases until they are full."""
        return custody.settle(self.world, self.par, here, self.scenario.seed, t)

    def report(self, here: Table, weight: F8, outside: F8) -> tuple[F8, F8, F8]:
        """Third movement: claims climb to the centre, and the centre answers."""
        return reports.report_up(self.world, self.par, here, weight, self.orders, self.sheets, outside)

    def by_place(self) -> I8:
        """Return today's counts by place and free the places of those released."""
        first = self.world.places.first_beat.astype(np.int64)
        tally = np.zeros((len(first), int(self.lay.width)), dtype=np.int64)
        some = np.flatnonzero(self.world.places.last_beat > self.world.places.first_beat)
        if len(some):
            tally[some] = np.add.reduceat(self.sheets[0], first[some], axis=0)
        facilities = len(self.pack.facilities)
        self.world.places.free[:, :facilities] += tally[:, self.lay.released : self.lay.released + facilities]
        return tally

    def spread_word(self, tally: I8) -> None:
        """Let places hear of today's confrontations and traps by tomorrow, and the world of what got out."""
        fresh = tally[:, self.lay.confrontations] * self.weight / self._residents
        out = tally[:, self.lay.news] * self.weight / self._residents
        sells = self.par.kinds.absence == 0  # leave from work is sold by managers
        lured, passes = (
            tally[:, first : first + len(sells)][:, sells].sum(axis=1).astype(np.float64)
            for first in (self.lay.lured, self.lay.passes)
        )
        reports.hear(self.par.rules[0], self.world.places, fresh, out, lured, lured + passes)

    def watch(self, cases: Cases, here: Table, weight: F8, t: int) -> I8:
        """Fourth movement: what gets out is told, compared and published (M35); not while settling."""
        if self.outside is None or t < 0:
            return np.zeros((len(self.pack.places), len(TOLD)), dtype=np.int64)
        participants = self.sheets[0][:, self.lay.participants]
        return self.outside.step(Day(t, cases, participants, here, weight))

    def trade(self, tally: I8, here: Table, t: int) -> None:
        """Let markets take in what has arrived, and set tomorrow's prices (M32)."""
        if not self.scenario.mechanisms["M32"]:
            return
        loads = markets.deliveries(self.par, self.lay, tally, self.weight)
        shock = self._conditions.price
        markets.trade(self.par.rules[0], self.world.places, here, self._routes, loads, shock, t)

    def listen(self, here: Table, weight: F8, tally: I8) -> None:
        """Let the centre hear, province by province, how people feel and where they stood up."""
        clashes = tally[:, self.lay.confrontations] * self.weight / self._residents
        moods = (tally[:, self.lay[name] : self.lay[name] + STANDINGS] for name in ("surveyed", "grievance"))
        asked, felt = (mood.sum(axis=1) for mood in moods)
        heard = reports.Heard(asked, felt, clashes, self._residents, reports.pulls(self.orders, weight))
        if self.scenario.mechanisms.get("M36", True):
            rules, world = self.par.rules[0], self.world
            reports.listen(rules, world.places, world.provinces, here, self.orders.tiers, heard)


def lengths_of(pack: Pack) -> dict[str, int]:
    """Return the lengths of the lists that blocks of tallies run over."""
    return {
        "offence": len(pack.offences), "rung": len(pack.ladder), "facility": len(pack.facilities),
        "task": len(pack.tasks), "class": len(pack.classes), "flag": len(pack.flags),
    }  # fmt: skip
