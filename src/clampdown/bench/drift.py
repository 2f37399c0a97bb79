"""Does the quiet twin stand still? `python -m clampdown.bench --drift`."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clampdown.engine import machine
from clampdown.engine.settling import settled_world
from clampdown.experiments.run import simulation_of, values_of
from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import Scenario

DAYS = 250
SHARE = 0.12  # of beats: large enough to go the nation's way of settling
MOST = 0.03  # drift of a headline metric that counts as standing still
HEADLINES = {
    "held": "people held",
    "households_afraid": "households afraid",
    "households_punished": "households punished",
    "bribes_paid": "bribes paid",
    "bribes_sum": "paid in bribes",
    "detected": "offences found out",
    "named_innocent": "named who had done nothing",
}


def drift(scenario: Scenario, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the drift of each headline metric over 250 quiet days without calendar effects.

    The drift is that of a straight line through the days, relative to the mean, with its standard
    error from 25-day means, because days are not independent.
    """
    still = scenario.options.model_copy(update={"calendar": False})
    quiet = dataclasses.replace(scenario, directives=(), sample={"rest": SHARE}, options=still)
    values, threads = values_of(quiet, catalogue), machine.cores()
    world = settled_world(quiet, catalogue, values, threads=threads)
    simulation = simulation_of(quiet, catalogue, values, world, threads)
    tallies = np.array([simulation.weight @ simulation.step(t).tally for t in range(DAYS)])
    found = []
    for name, title in HEADLINES.items():
        start = int(simulation.lay[name])
        block = tallies[:, start : start + _length(simulation.pack, name)].sum(axis=1)
        trend, error = line_through(block)
        still_enough = abs(trend) <= MOST + 2 * error
        found.append({"metric": title, "drift": trend, "error": error, "stands_still": bool(still_enough)})
    return found


def _length(pack: Any, name: str) -> int:
    lengths = {"held": len(pack.ladder), "bribes_paid": 5, "bribes_sum": 5, "detected": len(pack.offences)}
    return lengths.get(name, 1)


def line_through(days: NDArray[np.float64]) -> tuple[float, float]:
    """Return the drift of a series over its length, relative to its mean, and its standard error.

    Examples
    --------
    >>> [round(x, 4) + 0.0 for x in line_through(np.linspace(99.0, 101.0, 250))]
    [0.0201, 0.0]
    """
    means = days.reshape(10, -1).mean(axis=1)
    at = (np.arange(10) + 0.5) / 10 - 0.5
    slope = float(at @ means / (at @ at))
    rest = means - means.mean() - slope * at
    error = float(np.sqrt((rest @ rest) / 8 / (at @ at)))
    return slope / float(means.mean()), error / float(means.mean())
