"""Officers with a beat, one by one: who is meant, what they live on, what happens on their beats."""

from dataclasses import dataclass

import numpy as np

from clampdown.day.custody import beat_of
from clampdown.day.tally import BLOCKS
from clampdown.engine.simulation import Simulation
from clampdown.experiments.claims.grammar import EVENTS, NEVER, PLACES
from clampdown.experiments.claims.panel import B1, F8, I8
from clampdown.experiments.claims.series import AXES, labels_of
from clampdown.experiments.variables import coords_of
from clampdown.schema.pattern_where import Where
from clampdown.world.state import ABROAD, World

BLOCK = {name: over for name, over, *_ in BLOCKS if name not in EVENTS}  # counts, and lists they run over
AS_STORED = ("zeal", "skill", "price", "purse", "fatigue", "dread", "latent")


@dataclass(frozen=True)
class Budget:
    """What officers with a beat live on, and what they have to find, on one evening.

    Attributes
    ----------
    simulation : Simulation
    raised : (places,) share added to their pay today
    """

    simulation: Simulation
    raised: F8

    def usual(self) -> float:
        """Return the usual pay, daily incomes a day."""
        return float(self.simulation.par.rules[0].officer_pay)

    def pay(self) -> F8:
        """Return the pay of each officer."""
        return np.asarray(self.usual() * (1.0 + self.raised[self.simulation.world.beats.place]))

    def dues(self) -> F8:
        """Return what each officer has to take a day."""
        dues = float(self.simulation.par.rules[0].dues)
        raised = self.raised[self.simulation.world.beats.place]
        return np.asarray(np.maximum(0.0, dues - self.usual() * raised))

    def strain(self) -> F8:
        """Return how far each officer's takings of late fall short of what has to be taken, 0-1."""
        takings, dues = self.simulation.world.beats.takings.astype(np.float64), self.dues()
        return np.where(takings < dues, 1.0 - takings / np.where(dues > 0.0, dues, 1.0), 0.0)


def qualities(world: World) -> dict[str, F8]:
    """Return what is known of every officer with a beat now."""
    columns = {name: name for name in AS_STORED} | {"takings": "bribes"}
    found = {name: world.beats[column].astype(np.float64) for name, column in columns.items()}
    left = beat_of(world, np.flatnonzero(world.people.status == ABROAD))
    return found | {"gone": np.bincount(left, minlength=len(world.beats)).astype(np.float64)}


def tenure(world: World, t: int) -> I8:
    """Return the days for which every officer has been in the post by day `t`, at most `NEVER`."""
    return np.asarray(np.clip(t - world.beats.posted.astype(np.int64), 0, NEVER))


def officers(world: World, where: Where) -> B1:
    """Return the officers that a filter means, as they stand now: halves at the median of each quality."""
    mask = np.ones(len(world.beats), dtype=np.bool_)
    if where.officer is None:
        return mask
    known = qualities(world)
    for name, half in where.officer.halves.items():
        high = known[name] > np.median(known[name])
        mask &= high if half == "high" else ~high
    return mask


def counted_by_beat(simulation: Simulation, metric: str, where: Where) -> F8:
    """Return today's count of each beat, of all labels or of those that a filter names."""
    fields = [name for name in where.given if name not in (*PLACES, "officer")]
    name = metric
    if fields and BLOCK[metric] != AXES.get(fields[0], fields[0]):
        name = f"{metric}_{fields[0]}"
    first = int(simulation.lay[name])
    labels = coords_of(simulation).get(BLOCK[name], [""])
    block = simulation.sheets[0][:, first : first + len(labels)]
    if fields:
        wanted = {str(label) for label in labels_of(where, fields[0])}
        block = block[:, [label in wanted for label in labels]]
    return np.asarray(block.sum(axis=1), dtype=np.float64)
