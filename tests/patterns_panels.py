"""Panels that nobody lived: runs made up so that every answer is known beforehand."""

import datetime
from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from clampdown.experiments.claims.forms import Moments, measure, result
from clampdown.experiments.claims.panel import Counts, Geography, Level, Names, Panel
from clampdown.experiments.claims.spans import Setting, Term
from clampdown.experiments.windows import Window
from clampdown.schema.directive import Area
from clampdown.schema.pattern_quantity import Quantity

DAYS, DAY_ONE = 100, 40
PLACES = ("north-a", "north-b", "south-a", "south-b", "south-c", "south-d")
PROVINCES = ("north", "north", "south", "south", "south", "south")
FIFTH = 200  # people of each fifth in each place
ACT = {
    "day": 50, "row": 0, "place": "north-a", "beat": 0, "kind": "trade", "source": "act", "hidden": 0,
    "venue": "open",
    "found": "no", "outcome": "none", "rung": "", "amount": 0.0, "guilty": 1, "watch": 0, "since_case": 32767,
    "since_act": 32767, "kin_since": 32767,
    "quintile": 1, "sex": "female", "age": "17-34", "years": 20, "class": "core", "flags": 0,
    "outsider": 0, "declined": 0, "tenure": 32767, "teller": "none", "origin": "own", "contested": 0,
    "since_out": 32767, "early": False, "weight": 1.0,
}  # fmt: skip


def setting(area: Area | None = None, **changes: Any) -> Setting:
    """Return an order in the first place from day 40 to day 69 of the run."""
    areas = (area or Area(places=("north-a",)),)
    term = {"order": Term(DAY_ONE, DAY_ONE + 2, 70)}
    found = Setting(DAYS, datetime.date(2015, 6, 1), DAY_ONE, term, Window(DAY_ONE, 70), areas, ("order",))
    return found._replace(**changes)


def places(weight: float = 1.0) -> Geography:
    """Return six places in a row, 33 km from one to the next; the first touches the border."""
    return Geography(
        PLACES, PROVINCES, np.arange(6) == 0, 40.0 - 0.3 * np.arange(6.0), np.full(6, 126.0),
        np.full(6, weight),
    )  # fmt: skip


def panel(acts: Iterable[dict[str, Any]] | None = (), weight: float = 1.0, **parts: Any) -> Panel:
    """Return a panel with some acts; a thousand people live in each place, two hundred of each fifth."""
    rows = [ACT | {"weight": weight} | act for act in acts or ()]
    table = pl.DataFrame(rows) if rows else pl.DataFrame([ACT]).clear()
    people = [
        {
            "place": place,
            "quintile": q,
            "sex": "female",
            "age": "17-34",
            "class": "core",
            "flags": 0,
            "people": FIFTH,
        }
        for place in range(6)
        for q in range(1, 6)
    ]
    beats = [
        {"beat": n, "place": n, "zeal": float(n), "skill": 1.0, "price": 1.0, "takings": 0.0, "fatigue": 0.0,
         "dread": 0.0}
        for n in range(6)
    ]  # fmt: skip
    given = {"acts": None if acts is None else table} | parts
    names = Names(
        flags=("phone", "record"), rungs=("warning", "fine", "camp"), domains=("everyday", "border"),
        classes=("core", "other"), domain_of={"trade": "everyday", "crossing": "border"},
        organ_of={"trade": "police", "crossing": "guards"}, watch_levels=3,
        roles_of={"trade": frozenset({"neighbourhood"}), "crossing": frozenset({"border"})},
    )  # fmt: skip
    return Panel(
        places(weight),
        names,
        datetime.date(2015, 6, 1),
        DAYS,
        pl.DataFrame(people),
        pl.DataFrame(beats),
        **given,
    )


def flow(daily: np.ndarray, axis: str = "", labels: tuple[str, ...] = (), *, stock: bool = False) -> Counts:
    return Counts(daily.astype(np.int64), axis, labels, stock)


def level(total: np.ndarray, heads: np.ndarray | float = 1.0) -> Level:
    full = np.broadcast_to(np.asarray(heads, dtype=float), total.shape).copy()
    return Level(total.astype(float), full, full)


def said(run: Panel, at: Setting | None = None, /, **fields: Any) -> Moments:
    """Return what a panel says of a quantity."""
    return measure(run, at or setting(), quantity(**fields))


def value(run: Panel, at: Setting | None = None, /, **fields: Any) -> float:
    """Return a quantity of one run."""
    moments = said(run, at, **fields)
    return result(quantity(**fields), np.array(moments.over), np.array(moments.under))


def quantity(**fields: Any) -> Quantity:
    return Quantity.model_validate({name.rstrip("_"): given for name, given in fields.items()})


def acts(count: int, **fields: Any) -> list[dict[str, Any]]:
    """Return equal acts of different people."""
    return [{"row": n, **fields} for n in range(count)]
