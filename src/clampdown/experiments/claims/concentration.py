"""How unequally something is shared out: from the Lorenz curve of weighted units."""

import numpy as np

from clampdown.experiments.claims.panel import F8


def lorenz(worth: F8, weight: F8) -> tuple[F8, F8]:
    """Return cumulative shares of units and of what they have, the poorest first, from 0 to 1.

    Parameters
    ----------
    worth : what each simulated unit has
    weight : units that each stands for
    """
    order = np.argsort(worth, kind="stable")
    units = np.concatenate([[0.0], np.cumsum(weight[order])])
    total = np.concatenate([[0.0], np.cumsum((worth * weight)[order])])
    return units / units[-1], total / total[-1]


def top_share(worth: F8, weight: F8, top: float) -> float:
    """Return the share of everything that the top part of the units has.

    Examples
    --------
    >>> top_share(np.array([1.0, 1.0, 1.0, 7.0]), np.ones(4), 0.25)
    0.7
    """
    units, total = lorenz(worth, weight)
    return round(float(1.0 - np.interp(1.0 - top, units, total)), 12)


def gini(worth: F8, weight: F8) -> float:
    """Return the Gini coefficient, 0 where all have the same.

    Examples
    --------
    >>> gini(np.array([2.0, 2.0, 2.0]), np.ones(3))
    0.0
    """
    units, total = lorenz(worth, weight)
    area = float(np.sum(np.diff(units) * (total[1:] + total[:-1]) / 2.0))
    return round(max(0.0, 1.0 - 2.0 * area), 12)
