"""Which log-linear model: all hierarchical ones by AIC or BIC, or step by step where they are too many."""

from dataclasses import dataclass
from typing import Literal

from clampdown.inference.existence import has_estimate
from clampdown.inference.loglinear import Fit, fit
from clampdown.inference.models import (
    Model,
    design,
    hierarchical_models,
    independence,
    pairs,
    with_term,
    without_term,
)
from clampdown.inference.table import CaptureTable

Criterion = Literal["aic", "bic"]
ALL_UP_TO = 4  # lists; five have 6,893 hierarchical models, and few tables that could tell them apart


@dataclass(frozen=True)
class Ranking:
    """Models of a table that have an estimate, best first, and those that have none.

    Attributes
    ----------
    criterion : "aic" or "bic"
    fits : best first
    without : models tried that have no finite estimate
    """

    criterion: Criterion
    fits: tuple[Fit, ...]
    without: tuple[Model, ...]

    @property
    def best(self) -> Fit:
        """The model of the lowest criterion."""
        return self.fits[0]

    def rivals(self, within: float = 2.0) -> tuple[Fit, ...]:
        """Return the models that the criterion hardly tells from the best.

        Two is the usual reading of both criteria: less is "not worth more than a bare mention" (Kass and
        Raftery 1995, JASA 90: 773-795; Burnham and Anderson 2002).
        """
        limit = score(self.best, self.criterion) + within
        return tuple(f for f in self.fits if score(f, self.criterion) <= limit)


def score(found: Fit, criterion: Criterion) -> float:
    """Return a fit's criterion; lower is better."""
    return found.aic if criterion == "aic" else found.bic


class Trials:
    """Fits of models to one table, each made once.

    Parameters
    ----------
    table : CaptureTable
    """

    def __init__(self, table: CaptureTable) -> None:
        self.table = table
        self.known: dict[Model, Fit | None] = {}

    def __call__(self, model: Model) -> Fit | None:
        """Return the fit of a model; None if it has no finite estimate."""
        if model not in self.known:
            matrix = design(len(self.table.lists), model)
            exists = has_estimate(matrix, self.table.vector)
            self.known[model] = fit(self.table, model) if exists else None
        return self.known[model]

    def ranking(self, criterion: Criterion) -> Ranking:
        """Return everything tried, best first."""
        fits = sorted((f for f in self.known.values() if f), key=lambda f: (score(f, criterion), f.model))
        return Ranking(criterion, tuple(fits), tuple(m for m, f in self.known.items() if not f))


def rank_models(table: CaptureTable, criterion: Criterion) -> Ranking:
    """Return the models of a table by a criterion; the ranking is empty if none has an estimate.

    Up to four lists all hierarchical models are tried, extended estimates included (Silverman, Chan and
    Vincent 2024, Statistics and Computing 34: 44). With more, interactions of two lists are added and taken
    away one by one from independence as long as the criterion falls; of pairs that share nobody none is
    tried (Bales, Hesketh and Silverman 2015, Significance 12(3); Silverman 2020, JRSS A 183: 691-736).

    Parameters
    ----------
    table : CaptureTable
    criterion : "aic" or "bic"
    """
    trials = Trials(table)
    if len(table.lists) <= ALL_UP_TO:
        for model in hierarchical_models(len(table.lists)):
            trials(model)
    else:
        _step(trials, criterion)
    return trials.ranking(criterion)


def _step(trials: Trials, criterion: Criterion) -> None:
    """Try models from independence along the steepest fall of the criterion."""
    table = trials.table
    open_to = [term for term in pairs(len(table.lists)) if table.on_all_of(term) > 0]
    best = trials(independence(len(table.lists)))
    while best is not None:
        here = best
        around = [with_term(here.model, t) for t in open_to if t not in here.model]
        around += [without_term(here.model, t) for t in open_to if t in here.model]
        found = [f for f in map(trials, around) if f is not None]
        better = [f for f in found if score(f, criterion) < score(here, criterion) - 1e-9]
        best = min(better, key=lambda f: (score(f, criterion), f.model), default=None)
