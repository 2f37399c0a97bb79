"""Intervals that know that the model was chosen too: the bootstrap repeats the choice.

An interval read off the chosen model takes the choice as given and is too narrow. Here tables are drawn anew
from the observed one, a model is chosen for each by the same criterion, and the spread of what comes out is
corrected for bias and skewness (BCa).
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from clampdown.inference.draws import stream
from clampdown.inference.estimate import LEVEL, Interval
from clampdown.inference.existence import has_estimate
from clampdown.inference.loglinear import fit_tables
from clampdown.inference.models import Model, design
from clampdown.inference.search import Criterion, Ranking
from clampdown.inference.table import CaptureTable, Floats

PURPOSE = 1
# Models that stay in the choice, by number of lists: the best of the observed table. More change nothing
# (Silverman, Chan and Vincent 2024, tables 2 and 4).
KEPT = {2: 1, 3: 8, 4: 20}
KEPT_OF_MORE_LISTS = 100


@dataclass(frozen=True)
class Bootstrap:
    """What the bootstrap over the choice of a model found.

    Attributes
    ----------
    interval : BCa, 95 %
    populations : (replicates that had an estimate,), people
    without : replicates in which no model had one
    share_of_best : share of replicates that chose the model chosen on the table itself
    """

    interval: Interval
    populations: Floats
    without: int
    share_of_best: float


def bootstrap(table: CaptureTable, ranking: Ranking, replicates: int, seed: int) -> Bootstrap | None:
    """Return the BCa interval of a population over the choice of its model.

    None if most replicates have no estimate.

    Parameters
    ----------
    table : CaptureTable
    ranking : from `rank_models`
    replicates : int, tables drawn
    seed : int

    Notes
    -----
    Silverman, Chan and Vincent 2024, Statistics and Computing 34: 44; BCa after Efron 1987, JASA 82: 171-185,
    with the acceleration from leaving one person out.
    """
    kept = KEPT.get(len(table.lists), KEPT_OF_MORE_LISTS)
    models = tuple(f.model for f in ranking.fits[:kept])
    chances = table.vector / table.seen
    drawn = stream(seed, PURPOSE).multinomial(table.seen, chances, size=replicates).astype(np.float64)
    filled = np.flatnonzero(table.vector)
    lacking = table.vector - np.eye(len(table.vector))[filled]
    chooser = Chooser(models, len(table.lists), ranking.criterion)
    populations, chosen = chooser(drawn)
    jackknife, _ = chooser(lacking)
    good = np.isfinite(populations)
    if good.sum() < replicates / 2 or not np.isfinite(jackknife).all():
        return None
    bend = acceleration(jackknife, table.vector[filled])
    low, high = bca(populations[good], ranking.best.population, bend)
    interval = Interval(max(low, table.seen), high, "bootstrap over the choice of the model")
    share = float((chosen[good] == 0).mean())
    return Bootstrap(interval, populations[good], int((~good).sum()), share)


class Chooser:
    """The choice among some models, table by table.

    Parameters
    ----------
    models : tuple of Model
    lists : int
    criterion : "aic" or "bic"
    """

    def __init__(self, models: tuple[Model, ...], lists: int, criterion: Criterion) -> None:
        self.models = models
        self.lists = lists
        self.criterion = criterion
        self._known: dict[tuple[int, bytes], bool] = {}

    def __call__(self, tables: Floats) -> tuple[Floats, Floats]:
        """Return the population of each table by its best model that has an estimate, and that model's place.

        Parameters
        ----------
        tables : (tables, patterns), people

        Returns
        -------
        populations : (tables,), nan where no model has an estimate
        chosen : (tables,), place of the model
        """
        seen = tables.sum(axis=1)
        weight = np.log(seen) if self.criterion == "bic" else np.full(len(tables), 2.0)
        fits = [fit_tables(design(self.lists, model), tables) for model in self.models]
        sizes = np.array([1 + len(model) for model in self.models])
        scores = np.array([f.deviance for f in fits]) + sizes[:, None] * weight
        populations, chosen = np.full(len(tables), np.nan), np.full(len(tables), -1.0)
        for row, order in enumerate(np.argsort(scores, axis=0, kind="stable").T):
            place = next((int(m) for m in order if self._exists(int(m), tables[row])), -1)
            if place >= 0:
                populations[row] = seen[row] + np.exp(fits[place].intercept[row])
                chosen[row] = place
        return populations, chosen

    def _exists(self, place: int, counts: Floats) -> bool:
        """Return whether a model has an estimate; only the zeros of the table decide."""
        key = (place, np.packbits(counts > 0).tobytes())
        if key not in self._known:
            self._known[key] = has_estimate(
                design(self.lists, self.models[place]), (counts > 0).astype(np.float64)
            )
        return self._known[key]


def acceleration(jackknife: Floats, people: Floats) -> float:
    """Return the acceleration of BCa from leaving out one person of each pattern.

    Parameters
    ----------
    jackknife : (patterns,), estimates without one person of the pattern
    people : (patterns,), how many persons that stands for
    """
    mean = (jackknife * people).sum() / people.sum()
    away = mean - jackknife
    square = (people * away**2).sum()
    return float((people * away**3).sum() / (6.0 * square**1.5)) if square > 0 else 0.0


def bca(populations: Floats, population: float, bend: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the ends of the bias-corrected and accelerated interval.

    Parameters
    ----------
    populations : (replicates,), bootstrap estimates
    population : the estimate itself
    bend : acceleration
    level : coverage asked for

    Examples
    --------
    >>> bca(np.arange(1000.0), 500.0, 0.0)
    (24.975, 974.025)
    """
    below = (populations < population).mean()
    shift = norm.ppf(np.clip(below, 1.0 / len(populations), 1.0 - 1.0 / len(populations)))
    wanted = shift + norm.ppf([(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    room = np.maximum(
        1.0 - bend * wanted, 1e-6
    )  # an end that the skewness pushes beyond all draws is the last one
    low, high = np.quantile(populations, norm.cdf(shift + wanted / room))
    return float(low), float(high)
