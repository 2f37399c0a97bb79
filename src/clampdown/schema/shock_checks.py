"""Check what a shock names, and that luck has room for it."""

from clampdown.errors import Problem
from clampdown.schema.checks import unknown, unknown_all
from clampdown.schema.order_checks import area_problems
from clampdown.schema.pack import Pack
from clampdown.schema.reading import Document
from clampdown.schema.scenario import Shock

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
