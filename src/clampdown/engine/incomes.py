"""What acts of trade usually bring in, so that a quiet day leaves every household what it has."""

import numpy as np
from numpy.typing import NDArray

from clampdown.rules.rule import BYTE
from clampdown.world.parameters import RANKS
from clampdown.world.records import Table

F8 = NDArray[np.float64]


def trade_of(kinds: Table, profiles: Table, rules: Table) -> F8:
    """Return the share of its household's usual income that a person earns by acts.

    Parameters
    ----------
    kinds, profiles : tables of Kinds and Profiles
    rules : record of Rules

    Returns
    -------
    (profiles, ranks) float; at the usual need and certainty, leaving season and access aside
    """
    usual = profiles.rate[:, : len(kinds)] * profiles.tries[:, None]
    rank = np.arange(RANKS) / BYTE
    gap = np.clip(2.0 * rules.need_usual * (1.0 - rank), 0.0, 1.0) - rules.need_usual
    factor = np.exp(np.outer(rules.need_weight * kinds.need, gap))
    share: F8 = (usual * kinds.earns) @ factor
    return share
