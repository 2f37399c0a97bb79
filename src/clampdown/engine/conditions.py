"""What a day brings that nobody orders: seasons, hunger, closed routes, prices, more or fewer acts (M32)."""

import datetime
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import GOODS, Scenario, Shock
from clampdown.schema.values import Values

F8 = NDArray[np.float64]


class Conditions(NamedTuple):
    """What holds in P places on a day.

    Attributes
    ----------
    need : (P,) shortage at usual prices, 0 to 1
    factor : (P, offences) on the rate of each offence
    price : (P, goods) added to the log price that the market tends to
    """

    need: F8
    factor: F8
    price: F8


def conditions(scenario: Scenario, catalogue: Catalogue, values: Values, t: int) -> Conditions:
    """Return what day `t` brings to each place."""
    pack, date = scenario.pack, scenario.start + datetime.timedelta(days=t)
    shocks = shocks_of(scenario, date)
    usual = values["behaviour.need_usual"] * season(scenario, values, "need", date, shocks)
    struck = np.zeros(len(pack.places))
    factor = np.ones((len(pack.places), len(pack.offences)))
    price = np.zeros((len(pack.places), len(GOODS)))
    for k, offence in enumerate(pack.offences):
        factor[:, k] = season(scenario, values, catalogue.offences[offence].season, date, shocks)
    for shock, hit in shocks:
        if shock.what == "need":
            struck[hit] += shock.amount
        elif shock.what == "price":
            dearer = np.array([shock.good in (None, good) for good in GOODS])
            price[np.ix_(hit, dearer)] += math.log(shock.amount)
        elif shock.what != "season":
            meant = np.array([shock.means(catalogue.offences[kind]) for kind in pack.offences])
            factor[np.ix_(hit, meant)] *= shock.factor
    return Conditions(np.clip(usual + struck, 0.0, 1.0), factor, price)


def shocks_of(scenario: Scenario, date: datetime.date) -> list[tuple[Shock, NDArray[np.bool_]]]:
    """Return the shocks of a date, each with the places that it hits."""
    if not scenario.mechanisms["M32"]:
        return []
    return [
        (shock, np.array([shock.area.covers(p.id, p.province_id, p.border) for p in scenario.pack.places]))
        for shock in scenario.shocks
        if shock.first <= date <= (shock.until or date)
    ]


def season(
    scenario: Scenario,
    values: Values,
    name: str | None,
    date: datetime.date,
    shocks: list[tuple[Shock, NDArray[np.bool_]]],
) -> F8:
    """Return the factor of a series of the pack's calendar in each place; 1 where it plays no part.

    A shock of the season makes it more, or less, of a season: what it takes off the usual or adds to it
    is multiplied.
    """
    series = scenario.pack.calendar.series.get(name or "")
    swing = np.zeros(len(scenario.pack.places))
    if series is None or not scenario.options.calendar or not scenario.mechanisms["M32"]:
        return 1.0 + swing
    strength = values[f"packs.{scenario.pack.id}.calendar.series.{name}.strength"]
    swing += (strength - 1.0) * series.months[date.month - 1]
    for shock, hit in shocks:
        if shock.what == "season" and shock.series == name:
            swing[hit] *= shock.amount
    return np.asarray(np.maximum(0.0, 1.0 + swing))
