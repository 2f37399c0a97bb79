"""A metric as numbers by day and place, from whichever part of a panel knows it."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from clampdown.day.tally import BLOCKS
from clampdown.experiments.claims.grammar import CHANGING, EVENTS, PEOPLE, PLACES, STATES, WAYS
from clampdown.experiments.claims.groups import act_rows, headcounts
from clampdown.experiments.claims.panel import F8, HEADS, TONIGHT, Counts, NotNotedError, Panel, StateKey
from clampdown.experiments.claims.spans import Setting
from clampdown.schema.pattern_where import Where

STOCKS = {name: TONIGHT in meaning for name, _, _, meaning in BLOCKS}  # what holds each night
AXES = {"kind": "offence"}  # where the axis of a count is called otherwise than the field of a filter


class Series(NamedTuple):
    """Numbers by day and place.

    Attributes
    ----------
    total : weighted sums
    heads : what a mean is taken over, weighted; None for what is only counted
    seen : simulated events or heads
    stock : whether it holds each night, rather than happens on a day
    """

    total: F8
    heads: F8 | None
    seen: F8
    stock: bool = False


def series_of(
    panel: Panel,
    setting: Setting,
    metric: str,
    where: Where,
    *,
    narrow: Where | None = None,
    amounts: bool = False,
) -> Series:
    """Return a metric by day and place; the places of the filter are left to the caller.

    Parameters
    ----------
    panel : Panel
    setting : Setting, which says which orders are the change's
    metric : name
    where : filter
    narrow : a second filter that must hold too
    amounts : whether amounts are added up, rather than events counted
    """
    if metric in STATES:
        level = panel.states[state_key(metric, where)]
        return Series(level.total, level.heads, level.seen, stock=True)
    if metric in WAYS:
        return _way(panel, setting, metric, where)
    merged = merge(where, narrow)
    if of_officers(metric, merged):
        found = panel.states[state_key(metric, merged)]
        return Series(found.total, found.heads, found.seen, stock=STOCKS[metric])
    if metric in EVENTS:
        if amounts or counts_of_event(panel.counts, metric, merged) is None:
            return _events(panel, metric, (where, narrow), amounts=amounts)
        return _counted(panel, EVENTS[metric].block, merged)
    return _counted(panel, metric, merged)


def merge(where: Where, narrow: Where | None) -> Where:
    """Return a filter with the fields of a narrower one in place of its own; places stay."""
    if narrow is None:
        return where
    fields = Where.model_fields
    names = [name for name in fields if (fields[name].alias or name) in set(narrow.given) - set(PLACES)]
    return where.model_copy(update={name: getattr(narrow, name) for name in names})


def fields_of(where: Where) -> tuple[str, ...]:
    """Return the fields of a filter that say more than the place."""
    return tuple(name for name in where.given if name not in PLACES)


def counts_of_event(counts: Mapping[str, Counts], metric: str, where: Where) -> str | None:
    """Return the count that knows all a filter asks of an event; None if only the acts do."""
    block, fields = EVENTS[metric].block, fields_of(where)
    if block not in counts or len(fields) > 1:
        return None
    return block if not fields else axis_block(counts, block, fields[0])


def axis_block(counts: Mapping[str, Counts], name: str, field: str) -> str | None:
    """Return the count that tells `name` apart by a field: itself, or the one beside it; None for none.

    Examples
    --------
    >>> import numpy as np
    >>> none = np.zeros((1, 1, 2), dtype=np.int64)
    >>> axis_block({"held": Counts(none, "rung"), "held_sex": Counts(none, "sex")}, "held", "sex")
    'held_sex'
    """
    if name in counts and counts[name].axis == AXES.get(field, field):
        return name
    beside = f"{name}_{field}"
    return beside if beside in counts and counts[beside].axis == AXES.get(field, field) else None


def of_officers(metric: str, where: Where) -> bool:
    """Return whether a filter asks for a count of some officers, which is taken beat by beat."""
    return metric in STOCKS and metric not in EVENTS and where.officer is not None


def state_key(metric: str, where: Where) -> StateKey:
    """Return the key under which a panel keeps a state: what, and whose, wherever they are."""
    return StateKey(metric, where.model_copy(update={"area": (), "zone": None}))


def _counted(panel: Panel, name: str, where: Where) -> Series:
    """Return a count of the run, of all labels or of some."""
    fields = fields_of(where)
    block = axis_block(panel.counts, name, fields[0]) if fields else name
    if block is None or block not in panel.counts or len(fields) > 1:
        raise NotNotedError(f"'{name}' is not counted by {' and '.join(fields) or 'place'}.")
    counts = panel.counts[block]
    array = counts.array
    if fields:
        wanted = {str(label) for label in labels_of(where, fields[0])}
        array = array[:, :, [label in wanted for label in counts.labels]]
    raw = (array.sum(axis=2) if array.ndim > 2 else array).astype(np.float64)
    return Series(raw * panel.places.weight, None, raw, stock=counts.stock)


def labels_of(where: Where, field: str) -> tuple[object, ...]:
    """Return the labels that a field of a filter names."""
    found = getattr(where, "social_class" if field == "class" else field)
    return found if isinstance(found, tuple) else (found,)


def _events(panel: Panel, metric: str, filters: tuple[Where | None, ...], *, amounts: bool) -> Series:
    """Return rows of the table of acts, counted or with their amounts added up."""
    rows = act_rows(panel, EVENTS[metric].rows, *(one for one in filters if one is not None))
    worth = pl.col("weight") * pl.col("amount") if amounts else pl.col("weight")
    sums = rows.group_by("day", "place").agg(worth.sum().alias("total"), pl.len().alias("seen"))
    shape = (panel.days, len(panel.places.ids))
    total, heads, seen = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    index = {name: row for row, name in enumerate(panel.places.ids)}
    day = sums["day"].to_numpy().astype(np.int64)
    place = np.array([index[str(name)] for name in sums["place"]], dtype=np.int64)
    total[day, place] = sums["total"].to_numpy()
    seen[day, place] = sums["seen"].to_numpy()
    heads[:] = seen * panel.places.weight
    return Series(total, heads if amounts else None, seen)


def _way(panel: Panel, setting: Setting, name: str, where: Where) -> Series:
    """Return shares of orders by day and place, over the orders that hold there on that day."""
    directives = where.directive or (() if where.order else setting.directives)
    meant = [
        (not where.order or label in where.order)
        and (not directives or label.partition("/")[0] in directives)
        for label in panel.orders
    ]
    if name != "ordered" and panel.at_work:
        meant = _at_work(panel, name, meant)
    holds = (panel.ways["ordered"][:, meant] > 0) & panel.places.lived
    total = np.where(holds, panel.ways[name][:, meant], 0.0).sum(axis=1)
    heads = holds.sum(axis=1).astype(np.float64)
    return Series(total, heads, heads, stock=True)


def _at_work(panel: Panel, name: str, meant: list[bool]) -> list[bool]:
    """Return which orders are meant and ask for hours: others are neither carried out nor claimed in part."""
    found = [one and hours for one, hours in zip(meant, panel.at_work, strict=True)]
    if any(meant) and not any(found):
        named = ", ".join(label for label, one in zip(panel.orders, meant, strict=True) if one)
        raise NotNotedError(f"'{name}' is known of orders for hours; {named} asks for none.")
    return found


def heads_key(where: Where) -> StateKey | None:
    """Return the key of how many people a filter means, where that changes or goes by beat; else None."""
    if not {*CHANGING, "officer"} & set(where.given):
        return None
    fields = Where.model_fields
    others = {name for name in fields if (fields[name].alias or name) not in (*PEOPLE, "officer")}
    empty = {name: fields[name].default for name in others}
    return StateKey(HEADS, where.model_copy(update=empty))


def people_of(panel: Panel, where: Where) -> F8:
    """Return the people of each place whom a filter means, weighted up."""
    rows = headcounts(panel, where)
    simulated = np.bincount(
        rows["place"].to_numpy(), weights=rows["people"].to_numpy(), minlength=len(panel.places.ids)
    )  # fmt: skip
    return np.asarray(simulated * panel.places.weight, dtype=np.float64)
