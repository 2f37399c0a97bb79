"""What a day brings that nobody orders: seasons, hunger, closed routes, more or fewer acts (M32)."""

import datetime

import numpy as np
from numpy.typing import NDArray

from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values

F8 = NDArray[np.float64]


def conditions(scenario: Scenario, catalogue: Catalogue, values: Values, t: int) -> tuple[F8, F8]:
    """Return the shortage of each place, and the factor on each offence there, on day `t`.

    Returns
    -------
    need : (places,) 0 to 1
    factor : (places, offences)
    """
    pack, date = scenario.pack, scenario.start + datetime.timedelta(days=t)
    need = np.full(len(pack.places), values["behaviour.need_usual"] * season(scenario, values, "need", date))
    factor = np.ones((len(pack.places), len(pack.offences)))
    for k, offence in enumerate(pack.offences):
        factor[:, k] = season(scenario, values, catalogue.offences[offence].season, date)
    for shock in scenario.shocks if scenario.mechanisms["M32"] else ():
        if not shock.first <= date <= (shock.until or date):
            continue
        hit = np.array([shock.area.covers(p.id, p.province_id, p.border) for p in pack.places])
        if shock.what == "need":
            need[hit] += shock.amount
        else:
            meant = np.array([shock.means(catalogue.offences[kind]) for kind in pack.offences])
            factor[np.ix_(hit, meant)] *= shock.factor
    return np.clip(need, 0.0, 1.0), factor


def season(scenario: Scenario, values: Values, name: str | None, date: datetime.date) -> float:
    """Return the factor of a series of the pack's calendar on a date; 1 where it plays no part."""
    series = scenario.pack.calendar.series.get(name or "")
    if series is None or not scenario.options.calendar or not scenario.mechanisms["M32"]:
        return 1.0
    strength = values[f"packs.{scenario.pack.id}.calendar.series.{name}.strength"]
    return 1.0 + (strength - 1.0) * series.months[date.month - 1]
