"""Prices of food and of wares from abroad (9.1)."""

import math

from reference.borders import great_circle
from reference.orders import sum_in_order
from reference.settling import count
from reference.tables import clip

FOOD, WARES = 0, 1
OVER, CARRIED = 0, 1
IMPORT, CARRY = 1, 2


def shares(model, place, good: int) -> tuple[float, float]:
    """Return which shares of a good a place makes itself, and gets straight over the border."""
    border = 1.0 if place.border else 0.0
    if good == WARES:
        made = model.values["behaviour.home_made"]
        return made, (1.0 - made) * border
    brought = model.values["behaviour.food_brought"] * place.urban_share
    return 1.0 - brought, brought * model.values["behaviour.food_imported"] * border


def near(model, p: int, q: int) -> float:
    """Return how near two places are to each other."""
    places = model.scenario.pack.places
    return math.exp(-great_circle(places[p], places[q]) / model.values["behaviour.border_reach"])


def sending(model, p: int, good: int) -> list[tuple[int, float]]:
    """Return the other places from which a good is carried to a place, each with its weight."""
    found = []
    for q, place in enumerate(model.scenario.pack.places):
        if q != p and model.state.places[q].beats:
            own, over = shares(model, place, good)
            sent = over if good == WARES else own + over
            found.append((q, near(model, p, q) * (float(place.population) * sent)))
    return found


def landing(model, p: int) -> list[tuple[int, float]]:
    """Return the places at the border whose loads reach a place, each with its weight."""
    places = model.scenario.pack.places
    return [
        (q, near(model, p, q)) for q in range(len(places))
        if places[q].border and model.state.places[q].beats
    ]  # fmt: skip


def loads(day, place, part: int) -> float:
    """Return what the offences of a part in trade have brought to a place today (9.1, 1)."""
    arrived = 0
    for k, kind in enumerate(day.kinds):
        if kind.trade == part:
            for block in ("lawful", "passes", "offences", "bought"):
                arrived += count(place, block, k, day.tallies)
            arrived -= count(place, "detected", k, day.tallies)
    return arrived * (place.beats[0].weight if place.beats else 1.0)


def take_in(day, place) -> None:
    """Add today's loads to the stocks of a place (9.1, 2)."""
    empty = place.market_days == 0
    place.market_days += 1 if day.t < 0 else 0
    for flow, part in ((OVER, IMPORT), (CARRIED, CARRY)):
        fresh = loads(day, place, part)
        stock, usual = place.stock[flow], place.usual_flow[flow]
        place.stock[flow] = fresh if empty else stock + (fresh - stock) / day.rules.stock_days
        if day.t < 0:
            place.usual_flow[flow] = usual + (fresh - usual) / place.market_days


def against(now: float, usual: float) -> float:
    """Return a sum against the usual one; 1 where nothing is usual."""
    return now / usual if usual > 0.0 else 1.0


def reaching(day, p: int, good: int, elasticity: float) -> float:
    """Return how much of a good reaches a market (9.1, 3 and 4)."""
    model, places = day.model, day.model.state.places
    there = landing(model, p)
    border = against(
        sum_in_order([weight * places[q].stock[OVER] for q, weight in there]),
        sum_in_order([weight * places[q].usual_flow[OVER] for q, weight in there]),
    )
    carried = against(places[p].stock[CARRIED], places[p].usual_flow[CARRIED])
    sources = sending(model, p, good)
    found = against(
        sum_in_order([weight * math.exp(-(elasticity * places[q].log_price[good])) for q, weight in sources]),
        sum_in_order([weight for _, weight in sources]),
    )
    own, over = shares(model, model.scenario.pack.places[p], good)
    harvest = day.here[p].harvest if good == FOOD else 1.0
    return own * harvest + over * border + (1.0 - own - over) * carried * found


def trade(day) -> None:
    """Set tomorrow's prices (9.1)."""
    r, places = day.rules, day.model.state.places
    if not r.on[32]:
        return
    for place in places:
        take_in(day, place)
    limit, tomorrow = math.log(r.dearest), []
    for p, place in enumerate(places):
        prices = []
        for good, elasticity in ((FOOD, r.food_elasticity), (WARES, r.wares_elasticity)):
            supply = reaching(day, p, good, elasticity)
            wanted = clip(-math.log(supply) / elasticity, -limit, limit) if supply > 0.0 else limit
            wanted = clip(wanted + struck(day, p, good), -limit, limit)
            now = place.log_price[good]
            prices.append(now + (wanted - now) / r.price_days)
        tomorrow.append(prices)
    for place, prices in zip(places, tomorrow, strict=True):
        place.log_price = prices


def struck(day, p: int, good: int) -> float:
    """Return what shocks add to the logarithm of a price."""
    goods = ("food", "wares")
    shocks = [s for s in day.model.shocks(day.t, p) if s.what == "price" and s.good in (None, goods[good])]
    return sum_in_order([math.log(shock.amount) for shock in shocks])
