"""Lists with a known truth and dialled faults: kinds of people, differences between people, lists that copy.

Nothing here is simulated by the model: this is the plain counterpart to hold its lists against.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from clampdown.errors import InputError, Problem
from clampdown.inference.draws import stream
from clampdown.inference.table import Floats, Integers

PURPOSE = 3


@dataclass(frozen=True)
class Kind:
    """People who have the same chances of being listed.

    Attributes
    ----------
    share : share of all people
    chances : chance of being on each list, for somebody average who is on no earlier list
    """

    share: float
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Design:
    """How lists come about.

    Attributes
    ----------
    people : how many there are: the truth
    kinds : their shares add up to 1
    heterogeneity : standard deviation of a person's visibility, on the logit scale of every list; 0 for none
    dependence : (earlier list, later list, log odds): how much the odds of the later list change for those on
        the earlier one; lists are counted from 0
    """

    people: int
    kinds: tuple[Kind, ...]
    heterogeneity: float = 0.0
    dependence: tuple[tuple[int, int, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a design that says nothing, or two things."""
        widths = {len(kind.chances) for kind in self.kinds}
        chances = [chance for kind in self.kinds for chance in kind.chances]
        lists = min(widths, default=0)
        faults = {
            "There must be at least one person.": self.people < 1,
            "All kinds need a chance for each of the same two or more lists.": len(widths) != 1 or lists < 2,
            "Shares of kinds are above 0 and add up to 1.": (
                abs(sum(k.share for k in self.kinds) - 1.0) > 1e-9 or any(k.share <= 0 for k in self.kinds)
            ),
            "A chance lies above 0 and below 1.": not all(0.0 < chance < 1.0 for chance in chances),
            "Heterogeneity is 0 or more.": self.heterogeneity < 0.0,
            "Dependence leads from an earlier list to a later one.": any(
                not 0 <= i < j < lists for i, j, _ in self.dependence
            ),
        }
        if any(faults.values()):
            raise InputError([Problem(what) for what, wrong in faults.items() if wrong])


def draw_tables(design: Design, tables: int, seed: int) -> Integers:
    """Return tables of counts by pattern drawn from a design, (tables, patterns).

    They are bare counts: a table in which no two lists overlap can be drawn too, and is no capture table.

    Parameters
    ----------
    design : Design
    tables : int
    seed : int

    Examples
    --------
    >>> plain = Design(1000, (Kind(1.0, (0.5, 0.5)),))
    >>> draw_tables(plain, 2, seed=1).shape
    (2, 3)
    """
    random = stream(seed, PURPOSE)
    lists = len(design.kinds[0].chances)
    chances = logit(np.array([kind.chances for kind in design.kinds]))
    shares = np.cumsum([kind.share for kind in design.kinds])[:-1]
    found = np.empty((tables, 2**lists - 1), dtype=np.int64)
    for table in range(tables):
        kinds = np.searchsorted(shares, random.uniform(size=design.people))
        visibility = design.heterogeneity * random.standard_normal(design.people)
        luck = random.uniform(size=(lists, design.people))
        patterns = _listed(chances[kinds].T + visibility, luck, design.dependence)
        found[table] = np.bincount(patterns, minlength=2**lists)[1:]
    return found


def _listed(odds: Floats, luck: Floats, dependence: Sequence[tuple[int, int, float]]) -> Integers:
    """Return each person's pattern from log odds and luck, both (lists, people)."""
    patterns = np.zeros(odds.shape[1], dtype=np.int64)
    for later in range(len(odds)):
        own = odds[later].copy()
        for earlier, to, log_odds in dependence:
            if to == later:
                own += log_odds * (patterns >> earlier & 1)
        patterns |= (luck[later] < expit(own)).astype(np.int64) << later
    return patterns
