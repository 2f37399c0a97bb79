"""Finding the steady state in which a run begins."""

import numpy as np

from clampdown.rules import draws
from clampdown.schema.pack import Pack
from clampdown.schema.values import Values
from clampdown.world.state import World

BOUNDLESS = 1 << 40  # free places of a facility without a local limit


def open_custody(world: World, pack: Pack, values: Values, seed: int) -> None:
    """Set the free custody places of each place from its residents and the pack's capacities.

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


def sampled_weight(world: World, place: int) -> float:
    """Return how many beats of a place each simulated one stands for; 1 where none is simulated."""
    row = world.places[place]
    return float(world.beats.weight[row.first_beat]) if row.last_beat > row.first_beat else 1.0
