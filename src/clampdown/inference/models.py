"""Hierarchical log-linear models of a capture table: which there are, their names and their designs.

A model is the set of its terms without the intercept. A term is a pattern of lists; a term's every part
is a term too. All models hold every list by itself and none holds the term of all lists together, whose
size no table can tell.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import numpy as np

from clampdown.inference.table import CaptureTable, Floats

Model = tuple[int, ...]


def independence(lists: int) -> Model:
    """Return the model in which lists have nothing to do with one another."""
    return tuple(1 << i for i in range(lists))


def pairs(lists: int) -> tuple[int, ...]:
    """Return the terms of two lists.

    Examples
    --------
    >>> pairs(3)
    (3, 5, 6)
    """
    return tuple(1 << i | 1 << j for i, j in combinations(range(lists), 2))


def hierarchical_models(lists: int) -> Iterator[Model]:
    """Yield every hierarchical model: 1 for two lists, 8 for three, 113 for four, 6,893 for five.

    Examples
    --------
    >>> [len(list(hierarchical_models(lists))) for lists in (2, 3, 4)]
    [1, 8, 113]
    """
    yield from _grown(frozenset(independence(lists)), 2, lists)


def _grown(terms: frozenset[int], order: int, lists: int) -> Iterator[Model]:
    """Yield the models that add terms of this order or higher to a model complete below it."""
    if order == lists:
        yield tuple(sorted(terms, key=_rank))
        return
    wide = [sum(1 << i for i in chosen) for chosen in combinations(range(lists), order)]
    open_to = [term for term in wide if all(part in terms for part in _parts(term))]
    for size in range(len(open_to) + 1):
        for added in combinations(open_to, size):
            if added or order == 2:
                yield from _grown(terms | set(added), order + 1, lists)
    if order > 2:
        yield tuple(sorted(terms, key=_rank))


def _parts(term: int) -> list[int]:
    """Return a term with each of its lists taken out in turn."""
    return [term & ~(1 << i) for i in range(term.bit_length()) if term >> i & 1]


def _rank(term: int) -> tuple[int, int]:
    return term.bit_count(), term


def with_term(model: Model, term: int) -> Model:
    """Return a model with one term more."""
    return tuple(sorted({*model, term}, key=_rank))


def without_term(model: Model, term: int) -> Model:
    """Return a model with one term less."""
    return tuple(t for t in model if t != term)


def model_name(table: CaptureTable, model: Model) -> str:
    """Return a model as the sum of its largest terms of two lists or more.

    Examples
    --------
    >>> model_name(CaptureTable(("a", "b", "c"), (1,) * 7), (1, 2, 4, 3))
    'a·b'
    """
    largest = [t for t in model if t.bit_count() > 1 and not any(t != o and t & o == t for o in model)]
    return " + ".join(table.name(term) for term in largest) or "independence"


@lru_cache(maxsize=1024)
def design(lists: int, model: Model) -> Floats:
    """Return the design matrix, (patterns, 1 + terms): 1 where a pattern has all lists of a term.

    The first column is the intercept: its coefficient is the log of the expected number on no list.
    """
    patterns = np.arange(1, 2**lists)[:, None]
    terms = np.array([0, *model])[None, :]
    made: Floats = ((patterns & terms) == terms).astype(np.float64)
    made.setflags(write=False)
    return made
