"""What the centre waits for, in numbers, and what it sees on a morning (M36)."""

import datetime
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clampdown.day.deciding import DATE, FOREVER, decide
from clampdown.engine.command import Dispatch, Line
from clampdown.schema.directive import Directive
from clampdown.schema.scenario import Scenario
from clampdown.schema.trigger_checks import attention_on, days_until, waiting_directives
from clampdown.world.parameters import SIGNS, Orders, Waiting
from clampdown.world.records import Table, rows
from clampdown.world.state import World

F8 = NDArray[np.float64]
FROM_PROVINCES = ("carried_out", "discontent", "opposition")
COLUMN = {"carried_out": "claimed"}  # where the column is not called like the sign


class Leader:
    """The centre of one run.

    Parameters
    ----------
    scenario : Scenario
    dispatch : Dispatch of the scenario
    lines : every order as each organ receives it
    world : World, which holds what the centre believes and has decided
    """

    def __init__(self, scenario: Scenario, dispatch: Dispatch, lines: list[Line], world: World) -> None:
        self.scenario, self.world = scenario, world
        self.waiting: Sequence[Directive] = waiting_directives(scenario)
        self._rows = waiting_rows(self.waiting, scenario, dispatch)
        self._listened = np.array([listened(one, scenario, world) for one in self.waiting])
        self._lines = lines

    def taken_into(self, orders: Orders) -> Orders:
        """Return orders with what the centre waits for."""
        ids = [one.id for one in self.waiting]
        for m, line in enumerate(self._lines):
            if line.directive in ids:
                orders.lines.waits[m] = ids.index(line.directive)
                orders.lines.term[m] = line.last - line.issued + 1
        return orders._replace(waiting=self._rows, listened=self._listened)

    def morning(self, orders: Orders, t: int) -> None:
        """Decide about the directives that wait."""
        if len(self.waiting):
            date = self.scenario.start + datetime.timedelta(days=t)
            seen = [self.seen(one, w, date) for w, one in enumerate(self.waiting)]
            decide(self.world.centre, orders, np.array(seen), t)

    def seen(self, directive: Directive, w: int, date: datetime.date) -> float:
        """Return what the sign of a directive reads on a morning."""
        sign = SIGNS[self._rows.sign[w]]
        if sign in FROM_PROVINCES:
            told = self.world.provinces[COLUMN.get(sign, sign)].tolist()
            total = 0.0
            for share, value in zip(self._listened[w].tolist(), told, strict=True):
                total += share * value
            return total
        if sign == "attention":
            return attention_on(self.scenario, date)
        if sign == "event" and directive.trigger is not None:
            return days_until(directive.trigger, self.scenario, date)
        return 0.0


def waiting_rows(waiting: Sequence[Directive], scenario: Scenario, dispatch: Dispatch) -> Table:
    """Return what each directive waits for as records."""
    values, table = dispatch.values, rows(Waiting, len(waiting))
    pause = values["behaviour.decision_delay"]
    for row, directive in zip(table, waiting, strict=True):
        trigger, again = directive.trigger, directive.repetition
        heeds = trigger is not None and scenario.reacts
        row.first, row.every = dispatch.issued(directive), again.every if again else 1
        row.times = 1 if again is None else again.times or FOREVER
        row.sign = SIGNS.index(trigger.sign) if trigger is not None and heeds else DATE
        if trigger is not None and heeds:
            name = f"directives.{directive.id}.trigger"
            limit = values.amount(f"{name}.threshold", trigger.threshold)
            delay = values.amount(f"{name}.delay", trigger.delay) if trigger.delay else pause
            # The days before an event are whole and the last of them counts.
            row.threshold = round(limit) + 0.5 if trigger.sign == "event" else limit
            row.above, row.delay = trigger.above is not None, round(delay)
    return table


def listened(directive: Directive, scenario: Scenario, world: World) -> F8:
    """Return the shares that provinces have among the residents whom a directive is about.

    Places where nobody is simulated tell nothing.
    """
    total = np.zeros(len(world.provinces))
    for p, place in enumerate(scenario.pack.places):
        lived = world.places.last_beat[p] > world.places.first_beat[p]
        if lived and directive.area.covers(place.id, place.province_id, place.border):
            total[world.places.province[p]] += place.population
    return total / max(1.0, float(total.sum()))


class Run(Protocol):
    """What is needed of a simulation to tell when orders may begin."""

    scenario: Scenario
    lines: list[Line]
    orders: Orders


def first_issue(run: Run) -> int:
    """Return the first day on which an order may be issued; the run's length where none is."""
    waits = run.orders.lines.waits
    days = [run.scenario.days]
    for m, line in enumerate(run.lines):
        if line.directive:
            heeds = waits[m] >= 0 and run.orders.waiting.sign[waits[m]] != DATE
            days.append(0 if heeds else line.issued)
    return min(days)
