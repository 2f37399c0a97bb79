"""How much room each place has for people in custody."""

import numpy as np

from clampdown.day.custody import beat_of
from clampdown.rules import draws
from clampdown.schema.pack import Pack
from clampdown.schema.values import Values
from clampdown.world.state import HELD, World

BOUNDLESS = 1 << 40  # free places of a facility without a local limit


def open_custody(world: World, pack: Pack, values: Values, seed: int) -> None:
    """Set the free custody places of each place: capacity by residents, less the people held now.

    A sampled place has as much less room as it has fewer people; what is left of a place after
    dividing is given by a hashed draw, so that no sample is tighter than the nation.
    """
    for f, facility in enumerate(pack.facilities):
        name = f"packs.{pack.id}.facilities.{facility.id}.capacity"
        for p, place in enumerate(pack.places):
            if name not in values:
                world.places.free[p, f] = BOUNDLESS
                continue
            exact = values[name] * place.population / 1000.0 / sampled_weight(world, p)
            part = draws.uniform(seed, draws.STREAM_ROUNDING, f, p) < exact - np.floor(exact)
            world.places.free[p, f] = int(exact) + int(part)
    take_held(world, pack)


def take_held(world: World, pack: Pack) -> None:
    """Take the places of those already held."""
    facilities = [facility.id for facility in pack.facilities]
    codes = np.array([facilities.index(rung.facility) if rung.facility else -1 for rung in pack.ladder])
    rows = np.flatnonzero(world.people.status == HELD)
    facility = codes[world.people.rung[rows].astype(np.int64)]
    place = world.beats.place[beat_of(world, rows.astype(np.int64))]
    np.subtract.at(world.places.free, (place[facility >= 0], facility[facility >= 0]), 1)


def sampled_weight(world: World, place: int) -> float:
    """Return how many beats of a place each simulated one stands for; 1 where none is simulated."""
    row = world.places[place]
    return float(world.beats.weight[row.first_beat]) if row.last_beat > row.first_beat else 1.0
