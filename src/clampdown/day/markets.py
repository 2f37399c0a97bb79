"""What food and wares from abroad cost in each place, and what follows from it (M32)."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clampdown.rules import belief, trading
from clampdown.rules.rule import rule
from clampdown.world.parameters import CARRY, IMPORT, SELL, Parameters
from clampdown.world.records import Table
from clampdown.world.state import CARRIED, FLOWS, FOOD, GOODS, OVER, WARES

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
M32 = 32
PART = {OVER: IMPORT, CARRIED: CARRY}  # the part in trade of the offences behind each flow


class Routes(NamedTuple):
    """Where the goods of each place come from; P places.

    Attributes
    ----------
    own, over : (GOODS, P) shares of the usual supply that are home-made, and that come straight over the
        border; the rest is carried in from other places
    near : (P, P) weight of each place at the border in what comes over the border for a place
    sources : (GOODS, P, P) weight of each other place in what is carried to a place
    """

    own: F8
    over: F8
    near: F8
    sources: F8


@rule
def dearness(rules, places, kinds, here):
    """Let this morning's prices tell on shortage and on offences."""
    for p in range(len(places)):
        here[p].harvest = 1.0 + rules.need_usual - here[p].need
        if rules.on[M32] == 1:
            food, wares = places[p].log_price[FOOD], places[p].log_price[WARES]
            here[p].need = trading.dear_need(here[p].need, rules.market_food, rules.food_elasticity, food)
            sellers = trading.to_sell(
                rules.foreign_wares, trading.bought(rules.wares_elasticity, wares),
                trading.bought(rules.food_elasticity, food),
            )  # fmt: skip
            for k in range(len(kinds)):
                if kinds[k].trade == IMPORT:
                    here[p].season[k] *= trading.drawn(rules.profit_weight, wares)
                elif kinds[k].trade == SELL:
                    here[p].season[k] *= sellers


def deliveries(par: Parameters, lay: Table, tally: I8, weight: F8) -> F8:
    """Return today's loads of each flow by place, weighted up, shape (P, FLOWS).

    A load arrives unless somebody found it and could not be bought.
    """
    count = len(par.kinds)
    blocks = {
        name: tally[:, lay[name] : lay[name] + count]
        for name in ("lawful", "passes", "offences", "bought", "detected")
    }
    loads = sum(blocks[name] for name in ("lawful", "passes", "offences", "bought")) - blocks["detected"]
    arrived = [loads[:, par.kinds.trade == PART[flow]].sum(axis=1) for flow in range(FLOWS)]
    return np.stack(arrived, axis=1) * weight[:, None]


@rule
def stocks(rules, place, loads, t):
    """Add today's loads of one place to its stocks, and while the run has not begun to what is usual."""
    first = place.market_days == 0
    if t < 0:
        place.market_days += 1
    for j in range(FLOWS):
        if first:
            place.stock[j] = loads[j]
        else:
            place.stock[j] = belief.habit_tomorrow(place.stock[j], loads[j], rules.stock_days)
        if t < 0:
            days = np.float64(place.market_days)
            place.usual_flow[j] = belief.habit_tomorrow(place.usual_flow[j], loads[j], days)


@rule
def over_border(places, near, p):
    """Return what comes over the border for a place against the usual; 1 where nothing ever does."""
    now, usual = 0.0, 0.0
    for q in range(len(places)):
        now += near[p, q] * places[q].stock[OVER]
        usual += near[p, q] * places[q].usual_flow[OVER]
    return now / usual if usual > 0.0 else 1.0


@rule
def at_sources(bought, sources, good, p):
    """Return how much of a good there is where a place fetches it, against the usual."""
    there, whole = 0.0, 0.0
    for q in range(len(bought)):
        there += sources[good, p, q] * bought[q, good]
        whole += sources[good, p, q]
    return there / whole if whole > 0.0 else 1.0


@rule
def trade(rules, places, here, routes, loads, shock, t):
    """Take in today's loads and set tomorrow's prices; all places look at this morning's.

    Parameters
    ----------
    loads : (P, FLOWS), from `deliveries`
    shock : (P, GOODS) added to the log price that the market tends to
    """
    fresh, bought = np.zeros((len(places), GOODS)), np.zeros((len(places), GOODS))
    limit = math.log(rules.dearest)
    for p in range(len(places)):
        stocks(rules, places[p], loads[p], t)
        bought[p, FOOD] = trading.bought(rules.food_elasticity, places[p].log_price[FOOD])
        bought[p, WARES] = trading.bought(rules.wares_elasticity, places[p].log_price[WARES])
    for p in range(len(places)):
        usual = places[p].usual_flow[CARRIED]
        carried = places[p].stock[CARRIED] / usual if usual > 0.0 else 1.0
        border = over_border(places, routes.near, p)
        for good in range(GOODS):
            elasticity, harvest = rules.food_elasticity, here[p].harvest
            if good == WARES:
                elasticity, harvest = rules.wares_elasticity, 1.0
            own, over = routes.own[good, p], routes.over[good, p]
            reaching = trading.supply(
                own, harvest, over, border, 1.0 - own - over, carried,
                at_sources(bought, routes.sources, good, p),
            )  # fmt: skip
            target = trading.clearing(reaching, elasticity, limit) + shock[p, good]
            target = min(limit, max(-limit, target))
            fresh[p, good] = belief.habit_tomorrow(places[p].log_price[good], target, rules.price_days)
    for p in range(len(places)):
        for good in range(GOODS):
            places[p].log_price[good] = fresh[p, good]
