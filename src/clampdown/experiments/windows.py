"""Before, during and after a campaign, in days of a run."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from clampdown.schema.scenario import Scenario

NAMES = ("before", "during", "after")


class Window(NamedTuple):
    """Days of a run.

    Attributes
    ----------
    first : number of the first day
    stop : number of the day after the last
    """

    first: int
    stop: int

    @property
    def days(self) -> int:
        """How many days there are."""
        return max(0, self.stop - self.first)


def windows_of(scenario: Mapping[str, Any], days: int) -> dict[str, Window]:
    """Return the days before, during and after the campaign of a resolved scenario.

    The campaign lasts from the first day on which any directive is issued to the last on which any is
    in force; where a day is a range, its middle counts. A directive that waits for a sign may be in force
    on any day. Without directives every day is `during`.

    Parameters
    ----------
    scenario : mapping, as a run records it
    days : int, length of the run

    Examples
    --------
    >>> order = {"from": {"earliest": "2015-07-01", "latest": "2015-07-01"}, "until": "2015-07-10"}
    >>> windows_of({"start": "2015-06-21", "directives": [{"in_force": order}]}, 40)["during"]
    Window(first=10, stop=20)
    """
    start = _date(scenario["start"])
    heeds = scenario.get("mechanisms", {}).get("M36", True)
    reacts = heeds and scenario.get("options", {}).get("leader") == "reactive"
    spans = [_span(directive, start, days, reacts=reacts) for directive in scenario["directives"]]
    if not spans:
        return {"before": Window(0, 0), "during": Window(0, days), "after": Window(days, days)}
    first = min(max(min(span.first for span in spans), 0), days)
    stop = min(max(span.stop for span in spans), days)
    return {"before": Window(0, first), "during": Window(first, stop), "after": Window(stop, days)}


def resolved(scenario: "Scenario") -> dict[str, Any]:
    """Return a scenario's first day, directives, options and mechanisms as a run records them."""
    directives = [one.model_dump(mode="json", by_alias=True) for one in scenario.directives]
    options = scenario.options.model_dump(mode="json")
    mechanisms = dict(scenario.mechanisms)
    return {
        "start": scenario.start, "directives": directives, "options": options, "mechanisms": mechanisms
    }  # fmt: skip


def _span(directive: Mapping[str, Any], start: datetime.date, days: int, *, reacts: bool) -> Window:
    """Return the days on which a directive is, or may be, in force."""
    in_force, again = directive["in_force"], directive.get("repetition")
    if reacts and directive.get("trigger"):
        return Window(0, days)
    earliest, latest = (_date(in_force["from"][end]) for end in ("earliest", "latest"))
    issued = earliest + (latest - earliest) // 2
    until = in_force.get("until")
    stop = days if until is None else (_date(until) - start).days + 1
    if again:
        stop = stop + again["every"] * (again["times"] - 1) if again["times"] else days
    return Window((issued - start).days, stop)


def _date(value: Any) -> datetime.date:
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))


def dates_of(windows: Mapping[str, Window], start: Any) -> dict[str, Sequence[datetime.date] | None]:
    """Return the first and last date of each window; None for one without days."""
    first = _date(start)
    return {
        name: [first + datetime.timedelta(days=n) for n in (window.first, window.stop - 1)]
        if window.days
        else None
        for name, window in windows.items()
    }
