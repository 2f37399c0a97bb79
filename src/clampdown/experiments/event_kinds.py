"""Which kind of event a case of a run is, as outsiders name it: the one mapping behind all counts."""

from collections.abc import Collection, Mapping

import polars as pl

from clampdown.schema.pack import Pack

CUSTODY = "custody"  # outcome of those taken in: what befalls them is told by the rung
OF_OUTCOME = {"fined": "fine", "left": "leaving", "kin": "exile"}
OF_RUNG = {"custody": "detention", "camp": "detention", "banishment": "exile", "death": "execution"}
KINDS = ("detention", "execution", "exile", "leaving", "fine")


def kind_of(pack: Pack) -> pl.Expr:
    """Return the kind of event of a case, by its columns `outcome` and `rung`.

    It is null for whoever bought himself off, was warned, or was turned away from a full custody.

    Parameters
    ----------
    pack : country of the run
    """
    held = pl.col("outcome").cast(pl.String) == CUSTODY
    return pl.when(held).then(_renamed("rung", _rungs(pack))).otherwise(_renamed("outcome", OF_OUTCOME))


def is_of(pack: Pack, kinds: Collection[str]) -> pl.Expr:
    """Return whether a case is of some kinds of events, without turning the codes of all cases into words.

    Parameters
    ----------
    pack : country of the run
    kinds : of `KINDS`
    """
    inside = [rung for rung, kind in _rungs(pack).items() if kind in kinds]
    straight = [outcome for outcome, kind in OF_OUTCOME.items() if kind in kinds]
    held = (pl.col("outcome") == CUSTODY) & pl.col("rung").is_in(inside)
    return pl.col("outcome").is_in(straight) | held


def _rungs(pack: Pack) -> dict[str, str]:
    return {rung.id: OF_RUNG[rung.kind] for rung in pack.ladder if rung.kind in OF_RUNG}


def _renamed(column: str, names: Mapping[str, str]) -> pl.Expr:
    text = pl.col(column).cast(pl.String)
    return text.replace_strict(dict(names), default=None, return_dtype=pl.String)
