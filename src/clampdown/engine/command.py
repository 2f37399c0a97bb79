"""Sending directives on their way: from the order as issued to what arrives in each place, and when.

Who passes an order on, how fast and how strongly, does not depend on what happens in the streets,
so the whole way down is worked out once, when a run is set up.
"""

import datetime
import math
import zlib
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from clampdown.engine.numbers import duty_name
from clampdown.errors import EngineError
from clampdown.rules import compliance, draws
from clampdown.rules.rule import INCOME
from clampdown.schema.directive import Directive, Order
from clampdown.schema.loading import Catalogue
from clampdown.schema.measure import STAFFING, WORK, Measure
from clampdown.schema.pack import Organ, Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values
from clampdown.world.parameters import LEVERS, Here, OrderLines, Orders, Waiting
from clampdown.world.records import rows

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
FOREVER = 1 << 30
MONTH = 30.0
MILD = ("release", "relief", "unwatch", "pay", "surrender", "lecture")  # levers that relax, or only speak
# Mechanisms that work through orders alone: switched off, such orders are not passed on.
BY_ORDER = ("M03", "M04", "M06", "M07", "M10", "M19", "M27", "M29", "M32")
COPIED = (  # columns of a line that are taken over as they are
    "hours", "amount", "announced", "refresh", "task", "organ", "last", "rung", "practised", "receiver",
)  # fmt: skip


@dataclass
class Line:
    """One order as one organ receives it.

    Attributes
    ----------
    name : of the order, for people
    directive : id; "" for a routine duty
    report : paragraph that says it
    unit : of the amount as written
    written : the amount as written
    """

    name: str
    directive: str
    lever: str
    amount: float
    task: int
    organ: int
    hours: float
    strength: F8
    arrival: I8
    last: int
    issued: int = 0
    report: str = ""
    unit: str = ""
    written: float = 0.0
    offences: tuple[int, ...] = ()
    flagged: tuple[int, ...] = ()
    exempt: tuple[int, ...] = ()
    announced: float = 0.0
    domains: tuple[int, ...] = ()
    practised: bool = False
    rung: int = 0
    receiver: int = -1
    refresh: float = 0.0


class Dispatch:
    """Sends the directives of a scenario down the tiers of its pack.

    Parameters
    ----------
    scenario : Scenario
    catalogue : Catalogue
    values : Values
    """

    def __init__(self, scenario: Scenario, catalogue: Catalogue, values: Values) -> None:
        self.scenario, self.catalogue, self.values = scenario, catalogue, values
        self.pack: Pack = scenario.pack
        self.organs = [organ.id for organ in self.pack.organs]
        provinces = [province.id for province in self.pack.provinces]
        self.province = np.array([provinces.index(place.province_id) for place in self.pack.places])

    def lines(self) -> list[Line]:
        """Return every order of the scenario, routine duties first."""
        found = self.duties()
        for directive in self.scenario.directives:
            for order in directive.orders:
                if self.is_sent(order):
                    found += self.order_lines(directive, order)
        return found

    def is_sent(self, order: Order) -> bool:
        """Return whether an order goes out: not if it belongs to a mechanism that is off."""
        measure = self.catalogue.measures[order.measure]
        eases = measure.lever in WORK and order.amount is not None and order.amount.value < 0
        rows = (*measure.mechanisms, "M06") if eases else measure.mechanisms
        return all(self.scenario.mechanisms.get(row, True) for row in rows if row in BY_ORDER)

    def duties(self) -> list[Line]:
        """Return what organs do when nobody orders anything."""
        places, lines = len(self.pack.places), []
        for i, duty in enumerate(self.pack.duties):
            hours = self.values[duty_name(self.pack, i, "hours")]
            weight = self.values[duty_name(self.pack, i, "weight")]
            task, organ = self.pack.tasks.index(duty.task), self.organs.index(duty.organ)
            strength, since = np.full(places, weight), np.full(places, -FOREVER)
            name = f"{duty.organ}: {duty.task}"
            lines.append(Line(name, "", "hours", hours, task, organ, hours, strength, since, FOREVER))
        return lines

    def order_lines(self, directive: Directive, order: Order) -> list[Line]:
        """Return an order as each organ that carries it out receives it."""
        measure = self.catalogue.measures[order.measure]
        task = order.task or measure.task
        addressed = [self.pack.organs[self.organs.index(name)] for name in directive.addressees]
        if not self.scenario.mechanisms["M01"]:
            addressed = addressed[:1]
        if measure.lever in (*WORK, *STAFFING):
            addressed = [organ for organ in addressed if task in organ.tasks and organ.id != order.organ]
        elif measure.lever != "emergency":
            addressed = addressed[:1]
        return [self.line(directive, order, measure, task, organ) for organ in addressed]

    def line(
        self, directive: Directive, order: Order, measure: Measure, task: str | None, organ: Organ
    ) -> Line:
        """Return one order as one organ receives it in every place."""
        amount, written, unit = self.amount(directive, order, measure)
        strength, arrival = self.way_down(directive, self.organs.index(organ.id))
        exempt = directive.exemptions.flags if directive.exemptions else ()
        flags = [flag.id for flag in self.pack.flags]
        rungs = [rung.id for rung in self.pack.ladder]
        return Line(
            name=order.id, directive=directive.id, lever=measure.lever,
            amount=amount, task=self.pack.tasks.index(task) if task else -1,
            organ=self.organs.index(organ.id), hours=amount if measure.lever in WORK else 0.0,
            strength=strength, arrival=arrival, last=self.last_day(directive, order),
            issued=self.issued(directive),
            report=order.report, unit=unit, written=written, offences=self.offences(order, measure),
            flagged=tuple(flags.index(name) for name in (order.flags or measure.flags)),
            exempt=tuple(flags.index(name) for name in exempt),
            announced=self.reach(directive), domains=self.domains(order, measure, task),
            practised=(order.practice or measure.practice) == "practised",
            rung=rungs.index(order.rung or measure.rung or rungs[-1]), refresh=self.refresh(directive),
            receiver=self.organs.index(order.organ) if order.organ else -1,
        )  # fmt: skip

    def amount(self, directive: Directive, order: Order, measure: Measure) -> tuple[float, float, str]:
        """Return the lever's amount, the amount as written, and its unit."""
        name = f"directives.{directive.id}.{order.id}"
        if order.intensity is not None:
            share = self.values.amount(f"{name}.intensity", order.intensity)
            full = self.values[f"measures.{measure.id}.full"] if measure.full else 1.0
            return self.scaled(measure, share * full), share, "of full intensity"
        unit = measure.unit(order.unit)
        if order.amount is None or unit is None:
            raise EngineError(
                f"{name} has neither an amount in a known unit nor an intensity. This is a bug."
            )
        written = self.values.amount(f"{name}.amount", order.amount)
        factor = self.values[f"measures.{measure.id}.units.{unit.id}.factor"] if unit.factor else 1.0
        if unit.rounds:
            factor *= self.values[f"tasks.{order.task or measure.task}.hours_per_round"]
        return self.scaled(measure, written * factor), written, unit.title

    def scaled(self, measure: Measure, amount: float) -> float:
        """Return an amount in the engine's own unit."""
        if measure.lever == "emergency":  # clock hours beyond the usual day, as a share of all there are
            usual = self.values["behaviour.capacity_hours"]
            return max(0.0, (amount - usual) / (24.0 - usual))
        if measure.lever == "absence_fine":
            return amount * INCOME
        if measure.lever == "recall":  # a monthly chance
            return float(1.0 - (1.0 - min(amount, 1.0)) ** (1.0 / MONTH))
        return amount

    def way_down(self, directive: Directive, organ: int) -> tuple[F8, I8]:
        """Return strength on arrival and day of arrival in each place (M04, E1)."""
        issued, places = self.issued(directive), self.pack.places
        covered = np.array([directive.area.covers(p.id, p.province_id, p.border) for p in places])
        if not self.scenario.mechanisms["M01"]:
            covered &= self.province == 0
        strength, arrival = np.ones(len(places)), np.full(len(places), issued, dtype=np.int64)
        for p in range(len(places)) if self.scenario.mechanisms["M04"] else ():
            for tier in range(len(self.pack.tiers) - 1):
                strength[p], waited = self.hop(directive, organ, tier, p, strength[p])
                arrival[p] += waited
        return np.where(covered, np.minimum(strength, self.values["behaviour.strength_most"]), 0.0), arrival

    def issued(self, directive: Directive) -> int:
        """Return the day a directive is issued."""
        return self.day_of(self.values.day(f"directives.{directive.id}.from", directive.in_force.start))

    def hop(
        self, directive: Directive, organ: int, tier: int, place: int, strength: float
    ) -> tuple[float, int]:
        """Pass an order on into one tier, counted from the officers; returns strength and days waited.

        The chief's character belongs to the post and is the same for every directive; the delay is
        each directive's own.
        """
        seed, node = self.scenario.seed, (place, place, int(self.province[place]))[tier] if tier < 3 else 0
        post = (tier << 40) | (organ << 20) | node
        trait = NormalDist().inv_cdf(draws.uniform(seed, draws.STREAM_DISTORT, 0, post) + 2**-54)
        number = zlib.crc32(directive.id.encode())
        u = draws.uniform(seed, draws.STREAM_DELAY, number, post)
        mean = self.values["behaviour.tier_delay"]
        waited = math.floor(math.log(1.0 - u) / math.log(mean / (1.0 + mean)))
        loss, spread = self.values["behaviour.tier_loss"], self.values["behaviour.tier_spread"]
        return compliance.passed_on(strength, loss, spread, trait), waited

    def day_of(self, date: datetime.date) -> int:
        """Return the engine's day of a date; day 0 is the scenario's first."""
        return (date - self.scenario.start).days

    def last_day(self, directive: Directive, order: Order) -> int:
        """Return the last day in force; for a release its own day."""
        if order.day is not None:
            return self.day_of(self.values.day(f"directives.{directive.id}.{order.id}.day", order.day))
        return FOREVER if directive.in_force.until is None else self.day_of(directive.in_force.until)

    def offences(self, order: Order, measure: Measure) -> tuple[int, ...]:
        """Return the offences an order speaks of; all where it does not say."""
        meant = order.offences or measure.offences
        kinds = [self.catalogue.offences[name] for name in self.pack.offences]
        if measure.lever == "handover" and meant is None:
            return tuple(k for k, kind in enumerate(kinds) if (order.task or measure.task) in kind.found_by)
        over_border = [kind.needs.border is not None or measure.lever != "closure" for kind in kinds]
        return tuple(
            k for k, kind in enumerate(kinds) if over_border[k] and (meant is None or meant.covers(kind))
        )

    def domains(self, order: Order, measure: Measure, task: str | None) -> tuple[int, ...]:
        """Return the domains of life that an announcement of the order speaks of."""
        if task is not None:
            return tuple(
                self.pack.domains.index(d)
                for d in self.catalogue.tasks[task].seen_in
                if d in self.pack.domains
            )
        kinds = [self.catalogue.offences[self.pack.offences[k]] for k in self.offences(order, measure)]
        return tuple({self.pack.domains.index(kind.domain) for kind in kinds})

    def reach(self, directive: Directive) -> float:
        """Return the share of people who are told."""
        if directive.announced == "internal" or not self.scenario.mechanisms["M04"]:
            return 0.0
        return self.values[f"behaviour.reach_{directive.announced}"]

    def refresh(self, directive: Directive) -> float:
        """Return days between two follow-up instructions; 0 for none (M03)."""
        if directive.follow_ups is None or not self.scenario.mechanisms["M03"]:
            return 0.0
        per_month = self.values.amount(
            f"directives.{directive.id}.follow_ups", directive.follow_ups.per_month
        )
        return MONTH / per_month if per_month > 0 else 0.0


def orders_of(lines: list[Line], pack: Pack) -> Orders:
    """Return the lines as records."""
    table, levels = rows(OrderLines, len(lines)), [organ.level for organ in pack.organs]
    for m, line in enumerate(lines):
        row = table[m]
        for name in COPIED:
            row[name] = getattr(line, name)
        row.directed = line.directive != ""
        row.mild = line.lever in MILD or line.amount < 0
        row.on_beat = levels[line.organ] == "beat" and line.lever in WORK and line.hours >= 0
        for name in ("offences", "flagged", "exempt", "domains"):
            row[name][list(getattr(line, name))] = 1
    levers = np.array([line.lever for line in lines])
    return Orders(
        lines=table,
        by_lever={name: np.flatnonzero(levers == name) for name in LEVERS},
        strength=np.array([line.strength for line in lines]),
        arrival=np.array([line.arrival for line in lines], dtype=np.int64),
        wait=np.array([line.arrival - line.issued for line in lines], dtype=np.int64),
        waiting=rows(Waiting, 0), listened=np.zeros((0, len(pack.provinces))),
        tiers=max(0, len(pack.tiers) - 2), beat_organ=levels.index("beat") if "beat" in levels else 0,
        unordered=rows(Here, 0),
    )  # fmt: skip
