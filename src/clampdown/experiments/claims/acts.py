"""The table of acts of a run, in the words of filters."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from clampdown.engine.simulation import Simulation
from clampdown.experiments.claims.panel import F8
from clampdown.experiments.claims.states import traits_of
from clampdown.rules.rule import INCOME
from clampdown.world.notes import FOUND, INVENTED, NAMING, ORIGINS, OWN, SOURCES, TELLERS
from clampdown.world.parameters import OPEN, PLACES_OF_ACTS
from clampdown.world.state import FINED, OUTCOMES, TO_CUSTODY, WARNED

# Columns of acts that filters read as they are noted, and those that stand for a list of words.
NOTED = (
    "day", "beat", "guilty", "watch", "since_case", "since_act", "contested", "since_out", "early",
    "kin_since", "declined", "tenure",
)  # fmt: skip
AS_NOTED = {"row": "person"} | {name: name for name in NOTED}
CODED = {
    "source": SOURCES, "found": FOUND, "teller": TELLERS, "origin": ORIGINS, "venue": PLACES_OF_ACTS,
    "outcome": OUTCOMES,
}  # fmt: skip
PLAIN = {"flags": "flagged", "years": "age"}  # columns of people that filters read as they are
SANCTIONED = (WARNED, FINED, TO_CUSTODY)


def acts_table(
    simulation: Simulation, days: list[dict[str, Any]], weight: F8, asked: frozenset[str] | None = None
) -> pl.DataFrame:
    """Return the table of acts of some days.

    Parameters
    ----------
    days : columns as noted, by name, a dict a day
    weight : (places,) residents that a simulated one stands for
    asked : columns wanted; None for all
    """
    columns = _columns(simulation, Raw(days), weight)
    return pl.DataFrame({name: make() for name, make in columns.items() if asked is None or name in asked})


class Raw:
    """Columns of acts as they were noted, each put together from all days when it is first asked for.

    Parameters
    ----------
    days : columns by name, a dict a day
    """

    def __init__(self, days: list[dict[str, Any]]) -> None:
        self._days, self._found = days, dict[str, Any]()

    def __contains__(self, name: str) -> bool:
        return bool(self._days) and name in self._days[0]

    def __getitem__(self, name: str) -> Any:
        if name not in self._found:
            self._found[name] = np.concatenate([day[name] for day in self._days])
        return self._found[name]


def _columns(simulation: Simulation, raw: Raw, weight: F8) -> dict[str, Callable[[], Any]]:
    """Return how to make each column of the table of acts, in the words of filters."""
    pack, world = simulation.pack, simulation.world
    offences, rungs = [*pack.offences, ""], [*(rung.id for rung in pack.ladder), ""]

    def place() -> Any:
        return world.beats.place[raw["beat"]].astype(np.int64)

    def kind() -> pl.Series:
        nameless = np.isin(raw["source"], (NAMING, INVENTED))
        return labelled(offences, np.where(nameless, len(offences) - 1, raw["kind"]))

    def rung() -> pl.Series:
        sanctioned = np.isin(raw["outcome"], SANCTIONED)
        return labelled(rungs, np.where(sanctioned, raw["rung"], len(rungs) - 1))

    def trait(labels: list[Any], codes: Any) -> pl.Series:
        return column_of(labels, codes[raw["person"]])

    made = {
        "place": lambda: labelled([one.id for one in pack.places], place()), "kind": kind, "rung": rung,
        "hidden": lambda: raw["venue"] != OPEN, "weight": lambda: weight[place()].astype(np.float32),
        "amount": lambda: (raw["amount"] / INCOME).astype(np.float32),
        "outsider": lambda: (raw["origin"] != OWN).astype(np.uint8),
    }  # fmt: skip
    coded = {
        name: partial(lambda one, all_: labelled(list(all_), raw[one]), name, all_)
        for name, all_ in CODED.items()
    }
    plain = {name: partial(raw.__getitem__, own) for name, own in AS_NOTED.items() if own in raw}
    own = {
        name: partial(lambda one: world.people[one][raw["person"]], column) for name, column in PLAIN.items()
    }
    traits = {name: partial(trait, *found) for name, found in traits_of(simulation).items()}
    return {**made, **coded, **plain, **own, **traits}


def column_of(labels: list[Any], codes: Any) -> pl.Series:
    """Return the label of each code as a column as narrow as its labels allow."""
    if isinstance(labels[0], str):
        return labelled(labels, codes)
    kind = pl.Boolean if isinstance(labels[0], bool) else pl.UInt8
    return pl.Series(labels, dtype=kind).gather(np.asarray(codes, dtype=np.uint32))


def labelled(labels: list[str], codes: Any) -> pl.Series:
    """Return the label of each code.

    Examples
    --------
    >>> labelled(["no", "yes"], np.array([1, 0])).to_list()
    ['yes', 'no']
    """
    return pl.Series(labels, dtype=pl.Enum(labels)).gather(np.asarray(codes, dtype=np.uint32))
