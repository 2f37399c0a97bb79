"""Poisson log-linear models: fitting one model to one table, or to many at once."""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from clampdown.inference.models import Model, design
from clampdown.inference.table import CaptureTable, Floats

ROUNDS = 60
SETTLED = 1e-9
RIDGE = (
    1e-11  # relative to the largest information; keeps a model that has no estimate from stopping the others
)
STEEPEST = 40.0  # no log of an expected count goes further from 0: e^40 people are more than there are


@dataclass(frozen=True)
class Fits:
    """One model fitted to many tables.

    Attributes
    ----------
    intercept : (tables,), log of the expected number on no list
    spread : (tables,), its variance
    deviance : (tables,)
    """

    intercept: Floats
    spread: Floats
    deviance: Floats


@dataclass(frozen=True)
class Fit:
    """One model fitted to one table.

    Attributes
    ----------
    model : Model
    population : estimate, people
    error : standard error, people
    deviance : from the table itself
    parameters : all of the model's, also those at minus infinity
    aic, bic : with the constants of the Poisson likelihood; the sample size of BIC is the people seen
    """

    model: Model
    population: float
    error: float
    deviance: float
    parameters: int
    aic: float
    bic: float


def fit_tables(matrix: Floats, tables: Floats) -> Fits:
    """Fit one design to many tables by iteratively reweighted least squares.

    Cells below an empty margin are left out and the parameter of that margin is held at minus infinity (the
    extended estimate). Whether the rest has an estimate is not asked here: see `existence`.

    Parameters
    ----------
    matrix : (cells, parameters), from `design`
    tables : (tables, cells), people
    """
    empty = (tables @ matrix) == 0
    alive = (empty.astype(np.float64) @ matrix.T) == 0
    predictor, intercept = np.log(tables + 0.5), np.full(len(tables), np.inf)
    moving, solved = np.arange(len(tables)), np.zeros((len(tables), matrix.shape[1]))
    for n in range(ROUNDS):
        before = np.exp(predictor[moving]) * alive[moving]
        # From the second round on the step is solved for, so that the ridge pulls at no estimate.
        known = before * predictor[moving] if n == 0 else 0.0
        target = (known + (tables[moving] - before) * alive[moving]) @ matrix
        step = np.linalg.solve(_information(matrix, before, empty[moving]), target[:, :, None])[:, :, 0]
        solved = solved + step
        predictor[moving] = np.clip(solved @ matrix.T, -STEEPEST, STEEPEST)
        after = np.exp(predictor[moving]) * alive[moving]
        moved = np.maximum(np.abs(solved[:, 0] - intercept[moving]), _most(after, before))
        intercept[moving] = solved[:, 0]
        moving, solved = moving[moved >= SETTLED], solved[moved >= SETTLED]
        if not len(moving):
            break
    fitted = np.exp(predictor) * alive
    unit = np.zeros((len(tables), matrix.shape[1], 1))
    unit[:, 0] = 1.0
    spread = np.asarray(np.linalg.solve(_information(matrix, fitted, empty), unit)[:, 0, 0], dtype=np.float64)
    ratio = np.where(fitted > 0, tables / np.where(fitted > 0, fitted, 1.0), 1.0)
    deviance = 2.0 * (xlogy(tables, np.where(ratio > 0, ratio, 1.0)) - tables + fitted).sum(axis=1)
    return Fits(np.minimum(intercept, STEEPEST), spread, deviance)


def _information(matrix: Floats, fitted: Floats, empty: NDArray[np.bool_]) -> Floats:
    """Return the information about the parameters of each table, (tables, parameters, parameters)."""
    width = matrix.shape[1]
    products = (matrix[:, :, None] * matrix[:, None, :]).reshape(len(matrix), -1)
    information = (fitted @ products).reshape(-1, width, width)
    scale = np.maximum(information.max(axis=(1, 2)), 1.0)
    information[:, range(width), range(width)] += np.where(empty, 1.0, (RIDGE * scale)[:, None])
    return np.asarray(information)


def _most(after: Floats, before: Floats) -> Floats:
    """Return how far the cell of each table moved that moved most."""
    return np.asarray((np.abs(after - before) / (1.0 + before)).max(axis=1))


def fit(table: CaptureTable, model: Model) -> Fit:
    """Return a model fitted to a table, with the variance of the population that varies itself.

    Parameters
    ----------
    table : CaptureTable
    model : Model

    Notes
    -----
    The variance is that of e^α plus that of drawing so many: e^α + e^2α var(α) (Rivest and Lévesque 2001,
    Canadian Journal of Statistics 29: 555-572).
    """
    found = fit_tables(design(len(table.lists), model), table.vector[None, :])
    unseen = float(np.exp(found.intercept[0]))
    error = float(np.sqrt(unseen + unseen**2 * max(found.spread[0], 0.0)))
    deviance, parameters = float(found.deviance[0]), 1 + len(model)
    full = deviance - 2.0 * saturated_likelihood(table)
    return Fit(
        model, table.seen + unseen, error, deviance, parameters,
        aic=full + 2.0 * parameters, bic=full + log(table.seen) * parameters,
    )  # fmt: skip


def saturated_likelihood(table: CaptureTable) -> float:
    """Return the log-likelihood of the table under itself."""
    counts = table.vector
    return float((xlogy(counts, counts) - counts - gammaln(counts + 1.0)).sum())
