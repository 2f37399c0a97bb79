"""Distributions and decays as tables that the engine looks things up in."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv

from clampdown.schema.values import Values
from clampdown.world.parameters import FADING, QUANTILES

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
TIERS = 16


def arrival_days(values: Values) -> I8:
    """Return quantiles of the days from leaving to arrival, lognormal."""
    median, spread = values["behaviour.arrival_lag_median"], values["behaviour.arrival_lag_spread"]
    quantile = NormalDist().inv_cdf
    shares = ((n + 0.5) / QUANTILES for n in range(QUANTILES))
    days = [max(1, round(median * math.exp(spread * quantile(share)))) for share in shares]
    return np.array(days, dtype=np.int64)


def propensities(shape: float, alike: bool) -> F8:
    """Return the mean offending propensity in each of 16 equal tiers; their mean is 1.

    Parameters
    ----------
    shape : float, of the gamma distribution; small means few account for most
    alike : bool, whether everybody is alike
    """
    if alike:
        return np.ones(TIERS)
    edges = gammaincinv(shape, np.linspace(0, 1, TIERS + 1))
    below = np.where(np.isfinite(edges), gammainc(shape + 1, np.where(np.isfinite(edges), edges, 1.0)), 1.0)
    return np.diff(below) * TIERS


def fading(half_life: float) -> F8:
    """Return the share left of a value by days since it was written."""
    days = np.arange(FADING, dtype=np.float64)
    table: F8 = np.exp2(-days / half_life)
    table[-1] = 0.0
    return table
