"""How far a place lies from the border, and what that does to offences that need the border."""

import math

import numpy as np
from numpy.typing import NDArray

from clampdown.schema.loading import Catalogue
from clampdown.schema.pack import Pack, Place
from clampdown.schema.values import Values

EARTH_KM = 6371.0
F8 = NDArray[np.float64]


def border_distance(pack: Pack) -> list[float]:
    """Return the distance of each place from the border, km.

    It is that between the inner points of the place and of the nearest place at the border: 0 at the
    border, and 0 where a made-up country has no coordinates.
    """
    at_border = [place for place in pack.places if place.border]
    return [min((distance(place, other) for other in at_border), default=0.0) for place in pack.places]


def distance(a: Place, b: Place) -> float:
    """Return the great-circle distance between the inner points of two places, km; 0 without points."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return 0.0
    north, south = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(math.radians(a.lon - b.lon) / 2) ** 2
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
