"""All that claims can be asked of one run: its acts, counts, orders, states and people.

A panel is filled while a run goes on and lives in memory only. It is the one place that knows how
the engine hands these things over; everything else of this package reads panels.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.errors import ClampdownError
from clampdown.schema.pack import Pack
from clampdown.schema.pattern_where import Where

F8 = NDArray[np.float64]
B1 = NDArray[np.bool_]
I8 = NDArray[np.int64]
HEADS = "heads"  # no state of its own: how many people are meant, where that changes with time
TONIGHT = "tonight"  # what is counted each night says so in its meaning
# Columns of the table of acts, each a row of what one person did or suffered on one day.
ACT_COLUMNS: dict[str, str] = {
    "day": "day of the run", "row": "the person, valid within the run only", "place": "id", "beat": "row",
    "kind": "offence, or empty for a naming without one",
    "source": "act, lawful, pass, named, given_up, invented or surrendered",
    "hidden": "0 or 1", "venue": "open, hidden or remote", "found": "no, officer, tip or lured",
    "outcome": "how it ended",
    "rung": "of the ladder, or empty",
    "amount": "daily incomes paid", "guilty": "0 or 1", "watch": "level before",
    "since_case": "days since the last sanction", "since_act": "days since the last offence",
    "kin_since": "days since the last evening on which somebody else of the household was held",
    "since_out": "days since the person was let out", "early": "yes where an order let the person out",
    "quintile": "1 to 5", "sex": "female or male", "age": "band", "class": "id", "flags": "bits",
    "outsider": "0 or 1", "declined": "0 or 1", "tenure": "days of the officer in the post",
    "origin": "who dealt with it", "contested": "0 or 1",
    "teller": "none, informer, pressed or resident",
    "weight": "beats that this one stands for",
}  # fmt: skip


class NotNotedError(ClampdownError):
    """A claim asks for something that the run does not note."""


class Geography(NamedTuple):
    """Places in the pack's order.

    Attributes
    ----------
    ids, provinces : of each place
    border : whether it touches the border
    lat, lon : degrees; not a number where the pack gives none
    weight : beats that one simulated beat stands for; 0 where nothing is simulated
    """

    ids: tuple[str, ...]
    provinces: tuple[str, ...]
    border: B1
    lat: F8
    lon: F8
    weight: F8

    @property
    def lived(self) -> B1:
        """Places of which anything is simulated."""
        return self.weight > 0


class Counts(NamedTuple):
    """What is counted each day in each place.

    Attributes
    ----------
    array : (days, places), or (days, places, labels)
    axis : what its labels are of; "" for none
    labels : along the axis
    stock : whether it holds each night, rather than happens on a day
    """

    array: NDArray[np.int64]
    axis: str = ""
    labels: tuple[str, ...] = ()
    stock: bool = False


class Names(NamedTuple):
    """Lists of the pack that filters speak of, in its order.

    Attributes
    ----------
    flags, rungs, domains, classes : ids
    domain_of, organ_of, roles_of : of each offence
    watch_levels : highest level of supervision
    """

    flags: tuple[str, ...]
    rungs: tuple[str, ...]
    domains: tuple[str, ...]
    classes: tuple[str, ...]
    domain_of: Mapping[str, str]
    organ_of: Mapping[str, str]
    roles_of: Mapping[str, frozenset[str]]
    watch_levels: int


class StateKey(NamedTuple):
    """A state of some people or officers, or a count of some officers: what, and whose."""

    metric: str
    where: Where


class Level(NamedTuple):
    """A state by evening and place: (days, places) sums over those meant, and how many they are.

    Attributes
    ----------
    total, heads : weighted
    seen : simulated heads
    """

    total: F8
    heads: F8
    seen: F8


@dataclass(frozen=True)
class Panel:
    """One run, as claims see it.

    Attributes
    ----------
    places, names : of the pack
    start, days : first date, and length
    people : one row per kind of people in a place: place (number), quintile, sex, age, class, flags, people
    beats : one row per beat: beat, place (number), and the qualities of its officer at the start
    counts : by name
    orders : labels `directive/order`, in the order of the axis
    at_work : whether each asks for hours, more or fewer, so that it can be carried out in part; empty: all do
    ways : (days, orders, places) by name
    acts : the table of acts; None where it was not asked for
    states : those asked for
    """

    places: Geography
    names: Names
    start: datetime.date
    days: int
    people: pl.DataFrame
    beats: pl.DataFrame
    counts: Mapping[str, Counts] = field(default_factory=dict)
    orders: tuple[str, ...] = ()
    at_work: tuple[bool, ...] = ()
    ways: Mapping[str, F8] = field(default_factory=dict)
    acts: pl.DataFrame | None = None
    states: Mapping[StateKey, Level] = field(default_factory=dict)

    def noted_acts(self) -> pl.DataFrame:
        """Return the table of acts.

        Raises
        ------
        NotNotedError
            If the run kept none.
        """
        if self.acts is None:
            raise NotNotedError("The run keeps no table of acts, which this needs.")
        return self.acts


def geography(pack: Pack, weight: F8) -> Geography:
    """Return the places of a pack, with the weight of each simulated beat."""
    nowhere = float("nan")
    return Geography(
        ids=tuple(place.id for place in pack.places),
        provinces=tuple(place.province_id for place in pack.places),
        border=np.array([place.border for place in pack.places]),
        lat=np.array([nowhere if place.lat is None else place.lat for place in pack.places]),
        lon=np.array([nowhere if place.lon is None else place.lon for place in pack.places]),
        weight=np.asarray(weight, dtype=np.float64),
    )
