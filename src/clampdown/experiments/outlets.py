"""What the outlets of a run published, as items a researcher would receive, and the key to them."""

import calendar
import datetime
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.day.custody import luck
from clampdown.day.outside import CLASH, MIXER, ORDER, TOLD
from clampdown.engine.newsroom import NOWHERE, Item
from clampdown.engine.outside import Outside
from clampdown.engine.simulation import Simulation
from clampdown.experiments.variables import AGES
from clampdown.results import hashed_keys
from clampdown.results.observed import SCHEMAS, Observed, item_ids
from clampdown.rules import draws

I8 = NDArray[np.int64]
SEXES = ("female", "male")
CHOSEN, SEX, AGE, MADE_UP_SEX, MADE_UP_AGE = range(5)  # of a person in an item, each with luck of its own


class Person(NamedTuple):
    """Somebody whom an item tells apart.

    Attributes
    ----------
    sex, age_band : as told; None where the item does not say
    case : national id; NOWHERE for somebody who does not exist
    """

    sex: str | None
    age_band: str | None
    case: int


def published_by_outlets(simulation: Simulation, salt: bytes) -> Observed:
    """Return the items of all outlets so far, with the people named in them and the key.

    Parameters
    ----------
    simulation : Simulation, with observers
    salt : bytes, of the run

    Raises
    ------
    ValueError
        If the simulation has no observers.
    """
    outside = simulation.outside
    if outside is None:
        raise ValueError("Nobody watches this run.")
    items = outside.room.items
    ids = _ids(outside, items, salt)
    named = [_people(outside, item, n) for n, item in enumerate(items)]
    rows = [_row(simulation, items, ids, n) for n in range(len(items))]
    people = [(ids[n], line, one.sex, one.age_band) for n, line, one in _lines(named)]
    return Observed(
        pl.DataFrame(rows, SCHEMAS["items"], orient="row"),
        pl.DataFrame(people, SCHEMAS["people"], orient="row"),
        _key(items, ids, named, salt),
    )


def _ids(outside: Outside, items: Sequence[Item], salt: bytes) -> list[str]:
    """Return the id of each item."""
    ids = [""] * len(items)
    for o, outlet in enumerate(outside.outlets):
        own = [n for n, item in enumerate(items) if item.outlet == o]
        for n, name in zip(own, item_ids(outlet.id, np.array(own, dtype=np.int64), salt), strict=True):
            ids[n] = name
    return ids


def _row(simulation: Simulation, items: Sequence[Item], ids: Sequence[str], n: int) -> tuple[Any, ...]:
    """Return an item as published."""
    item, pack = items[n], simulation.pack
    day = simulation.date(item.day)
    first, last = (day, day) if item.exact else _month(day)
    return (
        ids[n], simulation.outside.outlets[item.outlet].id if simulation.outside else "",
        simulation.date(item.published), TOLD[item.kind], first, last,
        None if item.province == NOWHERE else pack.provinces[item.province].id,
        None if item.place == NOWHERE else pack.places[item.place].id,
        item.size, None if item.corrects == NOWHERE else ids[item.corrects],
    )  # fmt: skip


def _month(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _people(outside: Outside, item: Item, n: int) -> list[Person]:
    """Return the people whom an item tells apart, in an order that tells nothing."""
    if item.kind in (CLASH, ORDER):  # invented or not: a name would tell them apart
        return []
    real = outside.victims[outside.victims[:, 0] == item.number]
    entity = real[:, 1] if item.number >= 0 else np.arange(item.size) - (np.int64(n + 1) << 32)
    outlet, share = zlib.crc32(outside.outlets[item.outlet].id.encode()), outside.means.value
    u = [_uniform(outside.seed, outlet, what, entity) for what in range(5)]
    order = np.argsort(u[CHOSEN], kind="stable")
    named = [i for i in order.tolist() if u[CHOSEN][i] < share["named_share"]][: item.size]
    found = []
    for i in named:
        if item.number >= 0:
            sex, age, case = int(real[i, 2]), int(real[i, 3]), int(real[i, 1])
        else:
            sex, age, case = int(u[MADE_UP_SEX][i] * 2), int(u[MADE_UP_AGE][i] * len(AGES)), NOWHERE
        seen = [u[what][i] < share["detail_share"] for what in (SEX, AGE)]
        found.append(Person(SEXES[sex] if seen[0] else None, AGES[age] if seen[1] else None, case))
    return found


def _uniform(seed: int, outlet: int, what: int, entity: I8) -> NDArray[np.float64]:
    """Return a draw in [0, 1) for each person, the same in every item of an outlet."""
    mixed = entity.astype(np.int64) ^ (np.full(len(entity), what, dtype=np.int64) * MIXER)
    return luck(seed, draws.STREAM_PEOPLE, outlet, mixed) / draws.SCALE


def _lines(named: Sequence[Sequence[Person]]) -> list[tuple[int, int, Person]]:
    """Return (item, line, person) of everybody named, lines counted from 1."""
    return [(n, line, one) for n, people in enumerate(named) for line, one in enumerate(people, 1)]


def _key(
    items: Sequence[Item], ids: Sequence[str], named: Sequence[Sequence[Person]], salt: bytes
) -> pl.DataFrame:
    """Return what each item and each person in it goes back to."""
    event = [item.number if item.number >= 0 else None for item in items]
    rows = [(ids[n], 0, event[n], None, event[n] is None) for n in range(len(items))]
    lines = _lines(named)
    cases = np.array([max(one.case, 0) for _, _, one in lines], dtype=np.int64)
    for (n, line, one), case in zip(lines, hashed_keys(cases, salt).tolist(), strict=True):
        known = one.case != NOWHERE
        rows.append((ids[n], line, event[n], case if known else None, not known))
    return pl.DataFrame(rows, SCHEMAS["key"], orient="row")
