"""Distance from the border and what it does to offences that need one (4.2)."""

import math


def access(pack, catalogue, values) -> list[list[float]]:
    """Return the factor on each offence in each place."""
    reach = values["behaviour.border_reach"]
    border = [place for place in pack.places if place.border]
    rows = []
    for place in pack.places:
        km = min((great_circle(place, other) for other in border), default=0.0)
        needs = [catalogue.offences[name].needs.border is not None for name in pack.offences]
        rows.append([math.exp(-km / reach) if need else 1.0 for need in needs])
    return rows


def great_circle(a, b) -> float:
    """Return the haversine distance of two inner points, km; 0 without points."""
    if None in (a.lat, a.lon, b.lat, b.lon):
        return 0.0
    first, second = math.radians(a.lat), math.radians(b.lat)
    h = math.sin((first - second) / 2) ** 2
    h += math.cos(first) * math.cos(second) * math.sin(math.radians(a.lon - b.lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))
