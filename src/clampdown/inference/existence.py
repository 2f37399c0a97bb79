"""Whether a log-linear model has an estimate at all on a table with zeros.

With zeros in the table the likelihood may have its maximum only at infinity: some cells are then fitted as
exactly empty (the extended estimate). That does no harm as long as the number on no list is still told by the
cells that remain; where it is not, any number a program prints is an accident of where it stopped.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from clampdown.inference.table import Floats

Mask = NDArray[np.bool_]
FLAT = 1e-8  # below this a singular value, or what a linear programme leaves, counts as nought


def reachable(design: Floats, counts: Floats) -> Mask:
    """Return which cells the extended estimate fits as not empty, (cells,).

    They are the cells that some table with the same margins fills: the smallest face of the marginal cone
    that holds the observed margins. Cells below an empty margin are out; for the rest one linear programme
    finds the table that fills most.

    Parameters
    ----------
    design : (cells, parameters), noughts and ones
    counts : (cells,), people

    Notes
    -----
    Fienberg and Rinaldo 2012, Annals of Statistics 40: 996-1023; for lists without overlap Chan, Silverman
    and Vincent 2021, JASA 116: 1297-1306.
    """
    empty = (counts @ design) == 0
    alive = ~(design[:, empty] > 0).any(axis=1)
    if (counts[alive] > 0).all():
        return np.asarray(alive)
    found = np.zeros(len(counts), dtype=bool)
    found[alive] = _filled(design[alive], counts[alive])
    return found


def _filled(design: Floats, counts: Floats) -> Mask:
    """Return the cells that are filled in the table, of these margins times any factor, that fills most.

    Variables: the filling of each cell up to 1, the table, and the factor.
    """
    cells = len(counts)
    margins = design.T @ counts
    objective = np.concatenate([-np.ones(cells), np.zeros(cells + 1)])
    held = hstack([csr_array((design.shape[1], cells)), csr_array(design.T), csr_array(-margins[:, None])])
    below = hstack([eye_array(cells), -eye_array(cells), csr_array((cells, 1))])
    bounds = [(0, 1)] * cells + [(0, None)] * (cells + 1)
    solved = linprog(
        objective, A_ub=vstack([below]), b_ub=np.zeros(cells), A_eq=held, b_eq=np.zeros(design.shape[1]),
        bounds=bounds, method="highs",
    )  # fmt: skip
    return np.asarray(solved.x[:cells] > 0.5, dtype=bool)


def tells_the_unseen(design: Floats, face: Mask) -> bool:
    """Return whether the cells of a face fix the intercept, and with it the number on no list.

    Parameters
    ----------
    design : (cells, parameters)
    face : (cells,), from `reachable`
    """
    rows = design[face]
    unseen = np.zeros(design.shape[1])
    unseen[0] = 1.0
    combination = np.linalg.lstsq(rows.T, unseen, rcond=None)[0]
    return bool(np.abs(rows.T @ combination - unseen).max() < FLAT)


def has_estimate(design: Floats, counts: Floats) -> bool:
    """Return whether a model gives a finite number on no list for this table.

    Parameters
    ----------
    design : (cells, parameters)
    counts : (cells,), people
    """
    return tells_the_unseen(design, reachable(design, counts))
