"""How a pattern is sampled: the places that it speaks of densely, and an even selection of the others."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from clampdown.experiments.claims.areas import adjacent, treated
from clampdown.experiments.claims.effects import terms_of
from clampdown.experiments.claims.panel import B1, Geography, geography
from clampdown.experiments.claims.reading import Claim, default_setting
from clampdown.experiments.cost import FEWEST_BEATS, in_area
from clampdown.experiments.run import values_of
from clampdown.schema.directive import Area
from clampdown.schema.loading import Catalogue
from clampdown.schema.pattern_quantity import Quantity
from clampdown.schema.pattern_where import Near, Where
from clampdown.schema.scenario import Scenario

DENSE, EVEN = 40_000, 20_000  # people simulated in the places meant, and in the others
DENSER = 10.0  # how much more densely the places meant are taken, where a share is given
LEAST = 1e-6  # a share that yields the fewest beats a place can have


class Density(NamedTuple):
    """What part of the country is simulated.

    Attributes
    ----------
    sample : share of beats by part of the country
    places : ids of the places simulated; empty for those of the scenario
    """

    sample: dict[str, float]
    places: tuple[str, ...] = ()

    def of(self, scenario: Scenario) -> Scenario:
        """Return a scenario with this density."""
        if not self.places:
            return replace(scenario, sample=dict(self.sample))
        return replace(scenario, sample=dict(self.sample), area=Area(places=self.places))


def density(claim: Claim, catalogue: Catalogue, share: float | None = None) -> Density:
    """Return what part of the country a pattern is checked on.

    Where a share is asked for, it is that of all places, and those that the pattern speaks of are taken ten
    times as densely. Otherwise a pattern's own sample is taken; where it gives none, about 40,000 people are
    simulated in the places that it speaks of, and 20,000 in an even selection of the others.

    Parameters
    ----------
    claim : Claim
    catalogue : Catalogue
    share : of beats; None for what suits the pattern
    """
    if claim.pattern.sample is not None and share is None:
        return Density(dict(claim.pattern.sample))
    base = claim.arms["base"]
    places = base.pack.places
    inside = spoken_of(claim, catalogue)
    if share is not None:
        dense = min(1.0, DENSER * share) if not inside.all() else share
        own = {place.id: dense for place, meant in zip(places, inside, strict=True) if meant}
        return Density((own if dense > share else {}) | {"rest": share})
    lived = np.array([in_area(base, place) for place in places])
    if sum(place.population for place, here in zip(places, lived, strict=True) if here) <= DENSE + EVEN:
        return Density({"rest": 1.0})
    beat = values_of(base, catalogue)[f"packs.{base.pack.id}.beat_people"] * FEWEST_BEATS
    meant, others = lived & inside, lived & ~inside
    room = DENSE if others.any() and meant.any() else DENSE + EVEN
    first = _evenly(base, meant, room / beat)
    second = _evenly(base, others, (EVEN if meant.any() else room) / beat)
    people = sum(place.population for place in places if place.id in first)
    dense = _rounded(room / people) if people else LEAST
    sample = dict.fromkeys(first, dense) if dense > LEAST else {}
    return Density(sample | {"rest": LEAST}, tuple(sorted({*first, *second})))


def spoken_of(claim: Claim, catalogue: Catalogue) -> B1:
    """Return the places that a pattern speaks of: where the change holds, unless everywhere; those named."""
    pack = claim.arms["base"].pack
    places = geography(pack, np.ones(len(pack.places)))
    found = np.zeros(len(pack.places), dtype=np.bool_)
    for one in claim.pattern.expect:
        for term in terms_of(one, claim.pattern) if not one.cannot else ():
            here = treated(places, default_setting(claim.arms, term.names, catalogue))
            found |= here & (not here.all())
            for where in _filters(term.quantity):
                found |= _named(where, places, here)
    return found


def _filters(quantity: Quantity) -> list[Where]:
    """Return every filter of a quantity and of those it is combined with."""
    own = [where for where in (quantity.where, quantity.of_which) if where is not None]
    below = [
        one for one in (quantity.over, quantity.minus, quantity.times, quantity.plus, quantity.with_) if one
    ]
    return own + [where for one in below for where in _filters(one)]


def _named(where: Where, places: Geography, here: B1) -> B1:
    """Return the places that a filter names, but for those that are the rest of the country."""
    found = np.zeros_like(here)
    for term in where.area:
        name = term.near if isinstance(term, Near) else str(term)
        found |= (np.array(places.ids) == name) | (np.array(places.provinces) == name)
        found |= places.border & (name == "border")
        found |= adjacent(places, here) & (name == "adjacent")
    return found | (places.border & (where.zone == "border"))


def _evenly(base: Scenario, mask: B1, most: float) -> tuple[str, ...]:
    """Return an even selection of some places, at most so many, in order of province and border."""
    inside = [place for place, meant in zip(base.pack.places, mask, strict=True) if meant]
    ordered = sorted(inside, key=lambda place: (place.province_id, place.border, place.id))
    step = max(1, -(-len(ordered) // max(1, int(most))))
    return tuple(place.id for place in ordered[::step])


def _rounded(share: float) -> float:
    """Return a share with two digits, at most 1."""
    return min(1.0, float(f"{share:.2g}"))
