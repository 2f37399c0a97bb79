"""Where the food and the wares of each place come from."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clampdown.day.markets import Routes
from clampdown.engine.borders import Point, distances, points_of
from clampdown.schema.pack import Pack
from clampdown.schema.values import Values
from clampdown.world.state import FOOD, GOODS, WARES

F8 = NDArray[np.float64]


def trade_routes(pack: Pack, values: Values, lived: NDArray[np.bool_]) -> Routes:
    """Return where the goods of each place come from.

    Parameters
    ----------
    lived : (P,) places of which anything is simulated; the others send nothing
    """
    border = np.array([place.border for place in pack.places])
    own, over = usual_supply(pack, values, border)
    near = nearness(points_of(pack), values["behaviour.border_reach"])
    residents = np.array([float(place.population) for place in pack.places]) * lived
    sources = np.zeros((GOODS, len(pack.places), len(pack.places)))
    for good, sent in ((FOOD, own[FOOD] + over[FOOD]), (WARES, over[WARES])):
        sources[good] = near * (residents * sent)
        np.fill_diagonal(sources[good], 0.0)
    return Routes(own, over, near * (border & lived), sources)


def usual_supply(pack: Pack, values: Values, border: NDArray[np.bool_]) -> tuple[F8, F8]:
    """Return the shares of the usual supply that are home-made, and that come straight over the border."""
    urban = np.array([max(0.0, place.urban_share) for place in pack.places])
    brought = values["behaviour.food_brought"] * urban
    made = np.full(len(urban), values["behaviour.home_made"])
    over = np.stack([brought * values["behaviour.food_imported"], 1.0 - made]) * border
    return np.stack([1.0 - brought, made]), over


@cache
def nearness(points: tuple[Point, ...], reach: float) -> F8:
    """Return how near places are to each other, shape (P, P): 1 for itself, less with distance.

    Not to be written to.
    """
    table = np.array([[math.exp(-km / reach) for km in row] for row in distances(points)])
    table.flags.writeable = False
    return table
