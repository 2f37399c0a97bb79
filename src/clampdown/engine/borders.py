"""How far a place lies from the border, and what that does to offences that need the border."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clampdown.schema.loading import Catalogue
from clampdown.schema.pack import Pack
from clampdown.schema.values import Values

EARTH_KM = 6371.0
F8 = NDArray[np.float64]
Point = tuple[float, float] | None


def border_distance(pack: Pack) -> list[float]:
    """Return the distance of each place from the border, km.

    It is that between the inner points of the place and of the nearest place at the border: 0 at the
    border, and 0 where a made-up country has no coordinates.
    """
    at_border = [place.border for place in pack.places]
    if not any(at_border):
        return [0.0 for _ in pack.places]
    nearest: list[float] = distances(points_of(pack))[:, at_border].min(axis=1).tolist()
    return nearest


def points_of(pack: Pack) -> tuple[Point, ...]:
    """Return the inner point of each place, latitude and longitude in degrees; None where it has none."""
    return tuple(
        None if place.lat is None or place.lon is None else (place.lat, place.lon) for place in pack.places
    )


@cache
def distances(points: tuple[Point, ...]) -> F8:
    """Return the distance of every place from every other, km, shape (places, places); not to be written to.

    Every run over a pack asks for the same table, which takes longer than a day of a small run.
    """
    table = np.array([[distance(a, b) for b in points] for a in points])
    table.flags.writeable = False
    return table


def distance(a: Point, b: Point) -> float:
    """Return the great-circle distance between two points, km; 0 without points."""
    if a is None or b is None:
        return 0.0
    north, south = math.radians(a[0]), math.radians(b[0])
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(math.radians(a[1] - b[1]) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def access(pack: Pack, catalogue: Catalogue, values: Values) -> F8:
    """Return the factor on each offence in each place, shape (places, offences); 1 at the border.

    Offences that need the border thin out with distance from it, exponentially.
    """
    reach = values["behaviour.border_reach"]
    factor = np.ones((len(pack.places), len(pack.offences)))
    for k, name in enumerate(pack.offences):
        if catalogue.offences[name].needs.border is not None:
            factor[:, k] = [math.exp(-km / reach) for km in border_distance(pack)]
    return factor
