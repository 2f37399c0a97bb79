"""Linking entries of lists, with errors of known rate.

An entry of somebody listed before is taken for somebody new at a rate of missed matches, and somebody found
is taken for somebody else, of the same province, month, sex and age band, at a rate of false ones. What an
entry withholds makes both worse.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.errors import InputError, Problem
from clampdown.inference.draws import Identities, Shares, lots
from clampdown.inference.table import Floats, Integers

MISSED, FALSE, WHOM = 11, 12, 13  # purposes of draws
TOLD = ("province", "place", "sex", "age_band")  # what helps to recognise somebody
Truths = NDArray[np.bool_]
ALIKE = ("province", "month", "sex", "age_band")  # only who agrees in these is taken for somebody else


@dataclass(frozen=True)
class Errors:
    """How well people are recognised.

    Attributes
    ----------
    missed : share of entries of somebody listed before that are taken for somebody new
    false : share of people found who are taken for somebody else
    withheld : factor on the odds of both for each of province, place, sex and age band that is not told
    """

    missed: float
    false: float
    withheld: float = 1.0

    def __post_init__(self) -> None:
        """Refuse rates that are none."""
        problems = []
        if not 0.0 <= self.missed <= 1.0:
            what = f"A share of missed matches of {self.missed:g} cannot be."
            problems.append(Problem(what, "It lies within 0 and 1."))
        if not 0.0 <= self.false < 1.0:
            what = f"A share of false matches of {self.false:g} cannot be."
            problems.append(Problem(what, "It is 0 or more, and below 1."))
        if not self.withheld >= 1.0:
            what = f"A factor on odds of {self.withheld:g} cannot be."
            problems.append(Problem(what, "It is 1 or more."))
        if problems:
            raise InputError(problems)


def linked(entries: pl.DataFrame, errors: Errors, seed: int, *, deduplicate: bool = True) -> Integers:
    """Return for each entry the number of the person it is taken for.

    Parameters
    ----------
    entries : `list`, `named_in`, `line`, `person` (null where invented), `place`, `month` and strata, in
        order of publication
    errors : Errors
    seed : of the errors; an entry's luck does not depend on other entries
    deduplicate : whether entries of one list are linked with one another too; where not, the first entry of
        somebody on one list is linked with the first on another, the second with the second
    """
    if not entries.height:
        return np.empty(0, dtype=np.int64)
    names = _names_of(entries)
    lacking = np.array([entries[name].is_null().to_numpy() for name in TOLD]).sum(axis=0)
    people = _people(entries, deduplicate=deduplicate)
    first = _first_of(people)
    new = (first != np.arange(len(first))) & (
        lots(seed, MISSED, names) < worse(errors.missed, lacking, errors)
    )
    group = np.where(new, np.arange(len(first)), first)
    opening = np.flatnonzero(group == np.arange(len(group)))
    wrong = lots(seed, FALSE, names[opening]) < worse(errors.false, lacking[opening], errors)
    return _joined(group, opening, wrong, _blocks(entries)[opening], lots(seed, WHOM, names[opening]))


def worse(share: float, lacking: Integers, errors: Errors) -> Floats:
    """Return an error's share where so many things are not told.

    Examples
    --------
    >>> worse(0.1, np.array([0, 1]), Errors(0.1, 0.0, withheld=2.0)).round(3).tolist()
    [0.1, 0.182]
    """
    raised = share * errors.withheld ** lacking.astype(np.float64)
    return np.asarray(raised / (1.0 - share + raised))


def _names_of(entries: pl.DataFrame) -> Identities:
    """Return a number for each entry that is its own."""
    items = np.array([int(item, 16) for item in entries["named_in"]], dtype=np.uint64)
    return items ^ (entries["line"].to_numpy().astype(np.uint64) << np.uint64(48))


def _people(entries: pl.DataFrame, *, deduplicate: bool) -> pl.Series:
    """Return who is meant, told apart by text; everybody invented is somebody of their own."""
    rank = pl.int_range(pl.len()).over("person", "list") if not deduplicate else pl.lit(0)
    row = pl.int_range(pl.len()).cast(pl.String)
    known = pl.col("person").cast(pl.String) + "/" + rank.cast(pl.String)
    invented = pl.lit("invented ") + row
    return entries.select(who=pl.when(pl.col("person").is_null()).then(invented).otherwise(known))["who"]


def _first_of(people: pl.Series) -> Integers:
    """Return for each entry the place of the first one of the same person."""
    frame = pl.DataFrame({"who": people}).with_row_index("row")
    return frame.select(pl.col("row").min().over("who"))["row"].to_numpy().astype(np.int64)


def _blocks(entries: pl.DataFrame) -> Integers:
    """Return a number for all that agree in what is told of them."""
    frame = entries.select(ALIKE).with_row_index("row")
    return frame.select(pl.col("row").min().over(ALIKE))["row"].to_numpy().astype(np.int64)


def _joined(group: Integers, opening: Integers, wrong: Truths, blocks: Integers, whom: Shares) -> Integers:
    """Return groups with those taken for somebody else joined to them.

    Parameters
    ----------
    group : of each entry
    opening : entries that open a group
    wrong, blocks, whom : of these: whether taken for somebody else, block, and a lot that says for whom
    """
    target = np.arange(len(group))
    for place in np.flatnonzero(wrong):
        others = opening[(blocks == blocks[place]) & ~wrong]
        if len(others):
            target[opening[place]] = others[int(whom[place] * len(others))]
    return target[group]
