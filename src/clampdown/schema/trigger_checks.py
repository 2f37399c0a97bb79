"""Check that the signs for which directives wait can be seen in the scenario that has them."""

import datetime
from collections.abc import Sequence

from clampdown.errors import Problem
from clampdown.schema.checks import unknown
from clampdown.schema.directive import Directive
from clampdown.schema.pack import Pack
from clampdown.schema.reading import Document
from clampdown.schema.scenario import Scenario
from clampdown.schema.when import Trigger

Loc = tuple[str | int, ...]
MOST = 16  # directives that can wait or be repeated in one scenario: the width of columns of state


def trigger_problems(directive: Directive, document: Document, loc: Loc, pack: Pack) -> list[Problem]:
    """Return what a directive's trigger names that the pack has not."""
    trigger = directive.trigger
    if trigger is None or trigger.event is None:
        return []
    names = [event.id for event in pack.calendar.events]
    found = unknown(document, (*loc, "trigger", "event"), "event of the pack", trigger.event, names)
    return [found] if found is not None else []


def unheard(scenario: Scenario, document: Document, loc: Loc) -> list[Problem]:
    """Return the triggers that nothing in a scenario can ever set off, and whether there are too many.

    Parameters
    ----------
    scenario : Scenario
    document, loc : where to say so
    """
    waiting = waiting_directives(scenario)
    found = [
        document.problem(loc, f"The directive '{one.id}' waits for a sign that never comes: {why}", remedy)
        for one in waiting
        if scenario.reacts and one.trigger is not None
        for why, remedy in _never(one.trigger, scenario)
    ]
    if len(waiting) > MOST:
        what = f"{len(waiting)} directives wait for a sign or are repeated."
        found.append(document.problem(loc, what, f"There can be {MOST}."))
    return found


def waiting_directives(scenario: Scenario) -> Sequence[Directive]:
    """Return the directives whose days are not known beforehand, or that are issued several times."""
    return [
        one for one in scenario.directives
        if one.repetition is not None or (one.trigger is not None and scenario.reacts)
    ]  # fmt: skip


def _never(trigger: Trigger, scenario: Scenario) -> list[tuple[str, str]]:
    """Return why a sign cannot be seen within the run, and what to do."""
    if trigger.sign == "attention" and trigger.above is not None:
        levels = [one.level for one in scenario.attention if one.first <= scenario.last]
        most = max(levels, default=0.0)
        if trigger.above.low >= most:
            why = f"attention abroad is never above {most:g}."
            return [(why, "Give the scenario 'attention', or the trigger a lower threshold.")]
    if trigger.sign == "event" and trigger.within is not None:
        days = (scenario.start + datetime.timedelta(days=n) for n in range(scenario.days))
        if not any(days_until(trigger, scenario, date) <= trigger.within.high for date in days):
            why = f"'{trigger.event}' does not draw near on the days simulated."
            return [(why, "Simulate other days, or wait for another event.")]
    return []


def days_until(trigger: Trigger, scenario: Scenario, date: datetime.date) -> float:
    """Return the days from a date to the next event of a trigger; infinite where none comes."""
    event = next((one for one in scenario.pack.calendar.events if one.id == trigger.event), None)
    coming = event.coming(date) if event is not None and scenario.options.calendar else None
    return float("inf") if coming is None else float((coming - date).days)


def attention_on(scenario: Scenario, date: datetime.date) -> float:
    """Return how much the world abroad speaks of the country on a date, 0 to 1."""
    now = [one.level for one in scenario.attention if one.first <= date <= (one.until or date)]
    return max(now, default=0.0)
