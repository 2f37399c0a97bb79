"""How often the intervals of the estimators hold the truth, on lists whose truth is known.

The universe is `PEOPLE` invented persons, each on each list with the chances below, independently: the one
case in which every estimator's assumptions hold.
"""

from dataclasses import dataclass

import numpy as np

from clampdown.errors import InputError
from clampdown.inference.closed_form import chapman
from clampdown.inference.draws import stream
from clampdown.inference.estimate import Estimate, Interval
from clampdown.inference.estimators import Effort, estimate
from clampdown.inference.generator import Design, Kind, draw_tables
from clampdown.inference.latent import Sampler
from clampdown.inference.table import CaptureTable, Integers

PEOPLE = 2000
CHANCES = (0.35, 0.30, 0.25, 0.20)
PLAIN, COSTLY = 4000, 200
NOMINAL = (0.93, 0.97)


@dataclass(frozen=True)
class Coverage:
    """What became of one estimator's intervals.

    Attributes
    ----------
    estimator : what was judged
    replicates : tables that gave an interval
    covered : share of their intervals that hold the truth
    bias : mean of estimate over truth, less 1
    held_to : whether the nominal 95 % is promised
    """

    estimator: str
    replicates: int
    covered: float
    bias: float
    held_to: bool

    @property
    def kept(self) -> bool:
        """Whether a promise, if there is one, is kept."""
        return not self.held_to or NOMINAL[0] <= self.covered <= NOMINAL[1]


def coverage(plain: int = PLAIN, costly: int = COSTLY, seed: int = 1) -> list[Coverage]:
    """Return the coverage of each estimator on homogeneous and independent lists.

    Parameters
    ----------
    plain : tables for Chapman and independence
    costly : tables for the chosen models and the latent classes
    seed : of the tables
    """
    counts = draw_tables(Design(PEOPLE, (Kind(1.0, CHANCES),)), max(plain, costly), seed)
    tables = [table for table in map(_table, counts) if table is not None]
    few = tables[:costly]
    quick = Effort(replicates=0)
    return [
        _judged("chapman", [_told(chapman(table, 0, 1)) for table in tables[:plain]], held_to=True),
        _judged("independence", _asked(tables[:plain], "independence", quick), held_to=True),
        _judged("loglinear-bic, given the model", _asked(few, "loglinear-bic", quick)),
        _judged("loglinear-aic, given the model", _asked(few, "loglinear-aic", quick)),
        _judged("loglinear-bic, bootstrap", _asked(few, "loglinear-bic", Effort(replicates=200))),
        _judged("loglinear-aic, bootstrap", _asked(few, "loglinear-aic", Effort(replicates=200))),
        _judged("latent-class", _latent(counts[:costly], seed)),
    ]


def _table(counts: Integers) -> CaptureTable | None:
    """Return a drawn table, or None if nothing can be told from it."""
    try:
        return CaptureTable(tuple("ABCD"), tuple(int(n) for n in counts))
    except InputError:
        return None


Told = tuple[float, Interval] | None


def _told(found: Estimate) -> Told:
    """Return the figure and its interval; None where there is none."""
    if found.population is None or found.interval is None:
        return None
    return found.population, found.interval


def _asked(tables: list[CaptureTable], key: str, effort: Effort) -> list[Told]:
    return [_told(estimate(table, [key], effort)[0]) for table in tables]


def _latent(counts: Integers, seed: int, iterations: int = 3000) -> list[Told]:
    """Return medians and intervals of the latent-class posterior, one chain for each table."""
    sampler = Sampler(len(CHANCES), counts, stream(seed, 4))
    sampler.run(iterations // 3, iterations // 3)
    draws = sampler.run(iterations, 3)
    ends = np.quantile(draws, [0.025, 0.5, 0.975], axis=1).T
    return [(float(middle), Interval(float(low), float(high), "posterior")) for low, middle, high in ends]


def _judged(estimator: str, told: list[Told], *, held_to: bool = False) -> Coverage:
    """Return the coverage and bias of what an estimator told."""
    good = [t for t in told if t is not None]
    covered = np.mean([interval.low <= PEOPLE <= interval.high for _, interval in good])
    bias = np.mean([population / PEOPLE - 1.0 for population, _ in good])
    return Coverage(estimator, len(good), float(covered), float(bias), held_to)
