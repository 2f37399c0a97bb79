"""Whether a log-linear model has an estimate at all on a table with zeros.

With zeros in the table the likelihood may have its maximum only at infinity: some cells are then fitted as
exactly empty (the extended estimate). That does no harm as long as the number on no list is still told by the
cells that remain; where it is not, any number a program prints is an accident of where it stopped.
"""

import numpy as np
from numpy.typing import NDArray

from clampdown.inference.table import Floats

Mask = NDArray[np.bool_]
FLAT = 1e-8  # what is left of designs of noughts and ones below this is nought


def reachable(design: Floats, counts: Floats) -> Mask:
    """Return which cells the extended estimate fits as not empty, (cells,).

    They are the cells that some table with the same margins fills: the smallest face of the marginal cone
    that holds the observed margins. Filled cells are; an empty one is if people can be moved into it, out of
    filled cells and into other empty ones, so that no margin changes.

    Parameters
    ----------
    design : (cells, parameters), noughts and ones
    counts : (cells,), people

    Notes
    -----
    Fienberg and Rinaldo 2012, Annals of Statistics 40: 996-1023; for lists without overlap Chan, Silverman
    and Vincent 2021, JASA 116: 1297-1306. Out of filled cells anything can be taken, so that only what their
    rows leave of the rows of empty cells has to cancel.
    """
    face: Mask = np.asarray(counts > 0, dtype=bool)
    left = _beyond(design[~face], design[face])
    can: Mask = np.logical_not(left.any(axis=1))
    for cell in np.flatnonzero(np.logical_not(can)):
        if not can[cell]:
            weights, distance = cone_weights(left.T, -left[cell])
            if distance < FLAT:
                can[cell] = True
                can |= weights > FLAT
    face[~face] = can
    return face


def _beyond(rows: Floats, others: Floats) -> Floats:
    """Return what is left of rows when everything along other rows is taken out."""
    sizes, directions = np.linalg.eigh(others.T @ others)
    left = rows @ directions[:, sizes < FLAT]
    left[np.abs(left) < FLAT] = 0.0
    return np.asarray(left)


def cone_weights(rays: Floats, point: Floats) -> tuple[Floats, float]:
    """Return weights, none negative, that bring a sum of rays nearest to a point, and how far that is off.

    Parameters
    ----------
    rays : (dimensions, rays)
    point : (dimensions,)

    Notes
    -----
    The active sets of Lawson and Hanson 1974, Solving Least Squares Problems, chapter 23.

    Examples
    --------
    >>> cone_weights(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([2.0, -1.0]))
    (array([2., 0.]), 1.0)
    """
    weights, used = np.zeros(rays.shape[1]), np.zeros(rays.shape[1], dtype=bool)
    for _ in range(3 * rays.shape[1]):
        pull = np.where(used, -np.inf, rays.T @ (point - rays @ weights))
        if pull.max() < FLAT:
            break
        used[pull.argmax()] = True
        weights = _shrunk(rays, point, weights, used)
    return weights, float(np.linalg.norm(point - rays @ weights))


def _shrunk(rays: Floats, point: Floats, weights: Floats, used: Mask) -> Floats:
    """Return the least-squares weights of the rays used; those that would be negative leave `used`."""
    while True:
        wanted = np.zeros_like(weights)
        wanted[used] = np.linalg.lstsq(rays[:, used], point, rcond=None)[0]
        bad = used & (wanted <= FLAT)
        if not bad.any():
            return wanted
        step = (weights[bad] / np.maximum(weights[bad] - wanted[bad], FLAT)).min()
        weights = weights + min(step, 1.0) * (wanted - weights)
        dropped = bad & (weights <= FLAT)
        used &= ~dropped
        weights = np.where(used, weights, 0.0)


def tells_the_unseen(design: Floats, face: Mask) -> bool:
    """Return whether the cells of a face fix the intercept, and with it the number on no list.

    Parameters
    ----------
    design : (cells, parameters)
    face : (cells,), from `reachable`
    """
    unseen = np.zeros((1, design.shape[1]))
    unseen[0, 0] = 1.0
    return not _beyond(unseen, design[face]).any()


def has_estimate(design: Floats, counts: Floats) -> bool:
    """Return whether a model gives a finite number on no list for this table.

    Parameters
    ----------
    design : (cells, parameters)
    counts : (cells,), people
    """
    return tells_the_unseen(design, reachable(design, counts))
