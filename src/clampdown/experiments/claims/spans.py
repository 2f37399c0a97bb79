"""From days as a pattern writes them to days of a run."""

import calendar
import datetime
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from clampdown.engine.command import Dispatch
from clampdown.experiments.windows import Window
from clampdown.schema.directive import Area, Directive
from clampdown.schema.loading import Catalogue
from clampdown.schema.pattern_where import Days
from clampdown.schema.scenario import Scenario, Shock
from clampdown.schema.values import Values


class Term(NamedTuple):
    """Days of one directive or shock: its issue, its first in any place, and the day after its last.

    Of a directive that waits for a sign, issue and first day are those written for it.
    """

    issue: int
    start: int
    end: int


class Setting(NamedTuple):
    """What a change does, where and when: that to which the words of a pattern refer.

    Attributes
    ----------
    days, start : length and first date of the run
    day_one : day of the run that patterns call 1
    terms : of each directive, by id
    during : from the first to the last day of what the change adds or removes
    areas : where that holds; empty for everywhere
    directives : ids of what the change adds or removes
    """

    days: int
    start: datetime.date
    day_one: int
    terms: dict[str, Term]
    during: Window
    areas: tuple[Area, ...]
    directives: tuple[str, ...]


def setting_of(change: Scenario, base: Scenario, catalogue: Catalogue, values: Values) -> Setting:
    """Return when and where a change differs from its base.

    Parameters
    ----------
    change, base : Scenario
    catalogue : Catalogue
    values : Values, with the draw of the run, as days may be drawn
    """
    dispatch = Dispatch(change, catalogue, values)
    differing = [one for one in change.directives if one not in base.directives]
    differing += [one for one in base.directives if one not in change.directives]
    everyone = {one.id: one for one in (*base.directives, *change.directives)}
    terms = {name: _term(one, dispatch) for name, one in everyone.items()}
    shocks = _shocks(change, base)
    spans = [terms[one.id] for one in differing] + [_shock_term(one, change) for one in shocks]
    first = min((span.issue for span in spans), default=0)
    stop = max((span.end for span in spans), default=change.days)
    areas = [one.area for one in differing] + [one.area for one in shocks]
    everywhere = not areas or any(area.everywhere for area in areas)
    return Setting(
        days=change.days, start=change.start, day_one=first, terms=terms,
        during=Window(max(0, first), min(stop, change.days)), areas=() if everywhere else tuple(areas),
        directives=tuple(one.id for one in differing),
    )  # fmt: skip


def _term(directive: Directive, dispatch: Dispatch) -> Term:
    issue = dispatch.issued(directive)
    arrivals = [
        int(line.arrival[line.strength > 0].min())
        for order in directive.orders
        for line in dispatch.order_lines(directive, order)
        if np.any(line.strength > 0)
    ]
    until, again, scenario = directive.in_force.until, directive.repetition, dispatch.scenario
    end = scenario.days if until is None else (until - scenario.start).days + 1
    if again is not None:
        end = end + again.every * (again.times - 1) if again.times else scenario.days
    if directive.trigger is not None and scenario.reacts:
        end = scenario.days  # it may be issued on any day
    return Term(issue, min(arrivals, default=issue), end)


def _shocks(change: Scenario, base: Scenario) -> list[Shock]:
    """Return the shocks that one of the two has and the other has not."""
    own, other = change.shocks, base.shocks
    return [one for one in own if one not in other] + [one for one in other if one not in own]


def _shock_term(shock: Shock, scenario: Scenario) -> Term:
    first = (shock.first - scenario.start).days
    end = scenario.days if shock.until is None else (shock.until - scenario.start).days + 1
    return Term(first, first, end)


def window_of(days: Days | None, setting: Setting, peak: int | None = None) -> Window:
    """Return the days of the run that a pattern means; they may lie outside it.

    Parameters
    ----------
    days : as written; None for the days during the change
    setting : Setting
    peak : day of the peak, where the window lies around it
    """
    if days is None or days.span is not None:
        return _named(days.span if days is not None else "during", setting)
    if days.calendar:
        return _months(days.calendar, setting.start)
    anchor = anchor_of(days, setting)
    if days.around == "peak":
        middle = setting.day_one if peak is None else peak
        return Window(middle + (days.start or 0), middle + (days.to or 0) + 1)
    return Window(day_of(days.start or 1, anchor), day_of(days.to or 1, anchor) + 1)


def day_of(number: int, anchor: int) -> int:
    """Return the day of the run that a pattern's number means; there is no number 0.

    Examples
    --------
    >>> day_of(1, 30), day_of(-1, 30)
    (30, 29)
    """
    return anchor + number - 1 if number > 0 else anchor + number


def number_of(day: float, anchor: int) -> float:
    """Return the number by which a pattern calls a day of the run.

    Examples
    --------
    >>> number_of(30, 30), number_of(29, 30)
    (1, -1)
    """
    return day - anchor + 1 if day >= anchor else day - anchor


def anchor_of(days: Days | None, setting: Setting) -> int:
    """Return the day of the run that a window's numbers call 1."""
    if days is None or days.of is None:
        return setting.day_one
    term = setting.terms[str(days.of)]
    return int(getattr(term, days.at))


def _named(name: str | None, setting: Setting) -> Window:
    if name == "before":
        return Window(0, setting.during.first)
    if name == "after":
        return Window(setting.during.stop, setting.days)
    return Window(0, setting.days) if name == "all" else setting.during


def _months(months: Iterable[str], start: datetime.date) -> Window:
    """Return the days from the first of the earliest month to the last of the latest."""
    ordered = sorted(months)
    year, month = (int(part) for part in ordered[0].split("-"))
    last_year, last_month = (int(part) for part in ordered[-1].split("-"))
    last = calendar.monthrange(last_year, last_month)[1]
    return Window(
        (datetime.date(year, month, 1) - start).days,
        (datetime.date(last_year, last_month, last) - start).days + 1,
    )  # fmt: skip


def clipped(window: Window, days: int) -> Window:
    """Return the part of a window that lies in a run."""
    first = min(max(window.first, 0), days)
    return Window(first, max(first, min(window.stop, days)))
