"""All estimators by name, each asked for an estimate or a reason why it has none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from clampdown.errors import InputError, Problem, did_you_mean
from clampdown.inference.bootstrap import bootstrap
from clampdown.inference.closed_form import chao, chapman, lincoln_petersen
from clampdown.inference.estimate import Estimate, Interval, log_normal_interval
from clampdown.inference.existence import has_estimate
from clampdown.inference.latent import latent_class
from clampdown.inference.loglinear import Fit, fit
from clampdown.inference.models import design, independence, model_name
from clampdown.inference.search import ALL_UP_TO, Criterion, Ranking, rank_models
from clampdown.inference.table import CaptureTable

AGREE, DISAGREE = 1.05, 1.2  # scale reduction: above the first chains are doubted, above the second refused
HARDLY = 0.5  # standard error as a share of the estimate, above which it is hardly determined
NO_ESTIMATE = "The likelihood has no maximum on this table that fixes the number on no list."
ONE_MODEL = "Two lists leave one model only: independence."


@dataclass(frozen=True)
class Effort:
    """How hard the estimators that draw at random try.

    Attributes
    ----------
    replicates : tables of the bootstrap; 0 for none
    iterations : of each chain of the latent-class model
    seed : of all draws
    """

    replicates: int = 1000
    iterations: int = 30_000
    seed: int = 1


def estimate(table: CaptureTable, keys: Sequence[str] = (), effort: Effort | None = None) -> list[Estimate]:
    """Return what estimators say of a table; those of two lists once for each pair.

    Parameters
    ----------
    table : CaptureTable
    keys : names of estimators; empty for all
    effort : Effort

    Raises
    ------
    InputError
        if a name is unknown.
    """
    unknown = [key for key in keys if key not in ESTIMATORS]
    if unknown:
        known = list(ESTIMATORS)
        raise InputError([Problem(f"There is no estimator '{k}'.", did_you_mean(k, known)) for k in unknown])
    asked = [key for key in ESTIMATORS if not keys or key in keys]
    return [found for key in asked for found in ESTIMATORS[key](table, effort or Effort())]


def table_warnings(table: CaptureTable) -> list[str]:
    """Return what speaks against any estimate from a table.

    Parameters
    ----------
    table : CaptureTable
    """
    found = [
        f"{table.lists[i]} and {table.lists[j]} share nobody: either they work among different people, or "
        "matches were missed."
        for i, j in table.strangers()
    ]
    empty = table.counts.count(0)
    if empty:
        found.append(f"{empty} of {len(table.counts)} patterns have nobody: interactions rest on few people.")
    return found


def _by_pair(formula: Callable[[CaptureTable, int, int], Estimate], table: CaptureTable) -> list[Estimate]:
    """Return what a formula for two lists says of each pair."""
    found = [formula(table, i, j) for i, j in combinations(range(len(table.lists)), 2)]
    return [_below(table, estimate) for estimate in found]


def _below(table: CaptureTable, found: Estimate) -> Estimate:
    """Return an estimate with a warning if more people are on the other lists than it says there are."""
    if found.population is None or found.population >= table.seen:
        return found
    text = f"Fewer than the {table.seen:,} people on all the lists: its assumptions fail here."
    return replace(found, warnings=(*found.warnings, text))


def _independence(table: CaptureTable) -> Estimate:
    """Return the estimate of the model in which lists are independent and people alike."""
    model = independence(len(table.lists))
    if not has_estimate(design(len(table.lists), model), table.vector):
        return Estimate("independence", "independence", refused=NO_ESTIMATE)
    found = fit(table, model)
    interval = log_normal_interval(table.seen, found.population, found.error)
    about = "lists independent"
    return Estimate("independence", about, found.population, found.error, interval, tuple(_loose(found)))


def _selected(table: CaptureTable, criterion: Criterion, effort: Effort) -> Estimate:
    """Return the estimate of the model that a criterion chooses."""
    key = f"loglinear-{criterion}"
    if len(table.lists) == 2:
        return Estimate(key, refused=ONE_MODEL)
    ranking = rank_models(table, criterion)
    if not ranking.fits:
        return Estimate(key, refused=NO_ESTIMATE)
    best = ranking.best
    interval, notes = _interval(table, ranking, effort)
    warnings = (*_about_search(table, ranking), *_loose(best), *notes)
    return Estimate(key, model_name(table, best.model), best.population, best.error, interval, warnings)


def _interval(table: CaptureTable, ranking: Ranking, effort: Effort) -> tuple[Interval | None, list[str]]:
    """Return the interval of a chosen model, over the choice if asked for, and what to say of it."""
    best = ranking.best
    given = log_normal_interval(table.seen, best.population, best.error)
    if given is not None:
        given = Interval(given.low, given.high, "log-normal, given the model")
    if not effort.replicates:
        return given, ["The interval takes the chosen model as given and is too narrow: ask for a bootstrap."]
    found = bootstrap(table, ranking, effort.replicates, effort.seed)
    if found is None:
        why = "Most tables drawn anew have no estimate, or one person less leaves none: no interval."
        return None, [why]
    notes = [f"In {found.share_of_best:.0%} of tables drawn anew the same model is chosen."]
    if found.without:
        notes.append(f"In {found.without:,} of {effort.replicates:,} tables drawn no model has an estimate.")
    return found.interval, notes


def _about_search(table: CaptureTable, ranking: Ranking) -> list[str]:
    """Return what a reader must know of a search for a model."""
    found = []
    rivals = ranking.rivals()
    if len(rivals) > 1:
        low, high = min(f.population for f in rivals), max(f.population for f in rivals)
        name = ranking.criterion.upper()
        found.append(
            f"{len(rivals)} models that {name} hardly tells apart (within 2) give {low:,.0f} to {high:,.0f}."
        )
    if ranking.without:
        tried = len(ranking.without) + len(ranking.fits)
        found.append(f"{len(ranking.without)} of {tried} models have no finite estimate and were left out.")
    never = [t for t in ranking.best.model if table.on_all_of(t) == 0]
    if never:
        terms = ", ".join(table.name(t) for t in never)
        found.append(f"Nobody is on {terms}: fitted as impossible.")
    if len(table.lists) > ALL_UP_TO:
        found.append("Only interactions of two lists that share somebody were tried, step by step.")
    return found


def _loose(found: Fit) -> list[str]:
    """Return a warning about a figure that is hardly determined."""
    share = found.error / found.population
    return (
        [f"The standard error is {share:.0%} of the estimate: hardly determined."] if share > HARDLY else []
    )


def _latent(table: CaptureTable, effort: Effort) -> Estimate:
    """Return the median of the posterior under the latent-class model."""
    key, about = "latent-class", "median of the posterior"
    if len(table.lists) == 2:
        return Estimate(key, about, refused="Two lists cannot tell kinds of people from dependence.")
    found = latent_class(table, effort.iterations, effort.seed)
    far = f"{effort.iterations:,} iterations: scale reduction {found.reduction:.2f}"
    if not found.reduction <= DISAGREE:
        why = f"The chains do not agree after {far}. Ask for more; it may be that the table cannot tell."
        return Estimate(key, about, refused=why)
    doubts = (f"The chains hardly agree after {far}.",) if found.reduction > AGREE else ()
    spread = float(found.populations.std())
    median = float(np.median(found.populations))
    return Estimate(key, about, median, spread, found.interval(), doubts)


Estimator = Callable[[CaptureTable, Effort], list[Estimate]]
ESTIMATORS: dict[str, Estimator] = {
    "lincoln-petersen": lambda table, _: _by_pair(lincoln_petersen, table),
    "chapman": lambda table, _: _by_pair(chapman, table),
    "chao": lambda table, _: [chao(table)],
    "independence": lambda table, _: [_independence(table)],
    "loglinear-bic": lambda table, effort: [_selected(table, "bic", effort)],
    "loglinear-aic": lambda table, effort: [_selected(table, "aic", effort)],
    "latent-class": lambda table, effort: [_latent(table, effort)],
}
