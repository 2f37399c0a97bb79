"""When a directive reaches the street in each province, and with how much of its force."""

import datetime
from typing import TYPE_CHECKING, Any

from clampdown.experiments.cost import in_area
from clampdown.schema.directive import Directive

if TYPE_CHECKING:
    from clampdown.engine.command import Dispatch


def arrivals(dispatch: "Dispatch", directive: Directive) -> list[dict[str, Any]]:
    """Return, by province, the days on which a directive reaches its places.

    Parameters
    ----------
    dispatch : Dispatch of the scenario
    directive : Directive

    Returns
    -------
    list of dict with `province`, `places`, `first`, `median`, `last` (dates) and `strength` (mean force
    on arrival, 1 as issued), over all organs addressed
    """
    pack, found = dispatch.pack, []
    ways: list[Any] = [
        dispatch.way_down(directive, dispatch.organs.index(name)) for name in directive.addressees
    ]
    for province in pack.provinces:
        here = [
            p for p, place in enumerate(pack.places)
            if place.province_id == province.id and ways[0][0][p] > 0 and in_area(dispatch.scenario, place)
        ]  # fmt: skip
        if not here:
            continue
        days = sorted(int(arrival[p]) for _, arrival in ways for p in here)
        force = [float(strength[p]) for strength, _ in ways for p in here]
        dates = [_date(dispatch, days[i]) for i in (0, len(days) // 2, -1)]
        found.append({
            "province": province.title, "places": len(here), "first": dates[0], "median": dates[1],
            "last": dates[2], "strength": round(sum(force) / len(force), 3),
        })  # fmt: skip
    return found


def _date(dispatch: "Dispatch", day: int) -> datetime.date:
    return dispatch.scenario.start + datetime.timedelta(days=day)
