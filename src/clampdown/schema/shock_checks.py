"""Check what a shock names, and that luck has room for it."""

import datetime
import math
from collections.abc import Mapping

from clampdown.errors import Problem
from clampdown.schema.checks import unknown, unknown_all
from clampdown.schema.offence import Offence
from clampdown.schema.order_checks import area_problems
from clampdown.schema.pack import Pack, Place
from clampdown.schema.reading import Document
from clampdown.schema.scenario import Scenario, Shock

Loc = tuple[str | int, ...]


def shock_problems(shock: Shock, room: float, document: Document, loc: Loc, pack: Pack) -> list[Problem]:
    """Return what is wrong with a shock that is well formed.

    Parameters
    ----------
    shock : Shock
    room : float, `options.room` of the scenario
    document, loc : where it stands
    pack : what it may name
    """
    found = area_problems(shock.area, document, (*loc, "area"), pack)
    if shock.offences is not None:
        names = list(pack.offences)
        found += unknown_all(document, (*loc, "offences", "ids"), "offence", shock.offences.ids, names)
    if shock.series is not None:
        one = unknown(document, (*loc, "series"), "season of this pack", shock.series, pack.calendar.series)
        found += [one] if one is not None else []
    what = {
        "acts": f"Offences {shock.amount:g} times as frequent need",
        "season": f"A season {shock.amount:g} times as strong needs" if shock.series != "need" else "",
    }.get(shock.what, "")
    if what and shock.amount > room:
        what = f"{what} more room than {room:g}."
        found.append(document.problem((*loc, "amount"), what, f"Set options.room to {shock.amount:g}."))
    return found


def crowded(
    scenario: Scenario, kinds: Mapping[str, Offence], document: Document, loc: tuple[str | int, ...]
) -> list[Problem]:
    """Return whether shocks that hold together make some offence more frequent than luck has room for.

    Parameters
    ----------
    scenario : Scenario
    kinds : offences by id
    document, loc : where to say so
    """
    shocks = [shock for shock in scenario.shocks if shock.what in ("acts", "routes", "season")]
    if len(shocks) < 2:
        return []  # one alone is looked at by itself
    after = {shock.until + datetime.timedelta(days=1) for shock in shocks if shock.until is not None}
    most = max(
        _times(shocks, kinds[name], place, date)
        for date in {shock.first for shock in shocks} | after
        for name in scenario.pack.offences
        for place in scenario.pack.places
    )
    if most <= scenario.options.room:
        return []
    what = f"Shocks that hold together make offences {most:g} times as frequent; there is room for "
    remedy = f"Set options.room to {math.ceil(most):g}, or part them."
    return [document.problem(loc, f"{what}{scenario.options.room:g}.", remedy)]


def _times(shocks: list[Shock], kind: Offence, place: Place, date: datetime.date) -> float:
    """Return how many times as frequent an offence is in a place on a date."""
    times = 1.0
    for shock in shocks:
        holds = shock.first <= date <= (shock.until or date)
        if not holds or not shock.area.covers(place.id, place.province_id, place.border):
            continue
        if shock.what == "season":
            times *= max(1.0, shock.amount) if shock.series == kind.season else 1.0
        elif shock.means(kind):
            times *= shock.factor
    return times
