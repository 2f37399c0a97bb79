"""What a run must keep so that a quantity can be read from it."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from clampdown.day.tally import BLOCKS
from clampdown.experiments.claims.forms import by_label
from clampdown.experiments.claims.grammar import EVENTS, STATES
from clampdown.experiments.claims.groups import act_columns
from clampdown.experiments.claims.leaf import default_form
from clampdown.experiments.claims.panel import Counts, Names, StateKey
from clampdown.experiments.claims.series import counts_of_event, heads_key, merge, of_officers, state_key
from clampdown.schema.pattern_quantity import Quantity
from clampdown.schema.pattern_where import Where

# Forms for which counts by day and place do not do.
FOLLOWED = ("returned",)  # states that are made of acts
BY_ROW = ("mean", "sum", "median", "quantile", "distinct", "unit_days")
READ = ("day", "row", "beat", "place", "weight", "amount")  # of the table of acts, whatever is asked
KNOWN = {name: Counts(np.zeros((0, 0), dtype=np.int64), over) for name, over, *_ in BLOCKS}


class Needs(NamedTuple):
    """What a run must keep.

    Attributes
    ----------
    acts : whether every act is to be noted
    states : to be looked at each evening
    kin : whether to follow whose kin are held
    freed : whether to follow who was let out
    published : whether anybody has to look in from outside
    columns : of the table of acts; None for all
    """

    acts: bool
    states: frozenset[StateKey]
    kin: bool = True
    freed: bool = True
    published: bool = True
    columns: frozenset[str] | None = None


def needs_of(quantities: Iterable[Quantity], names: Names) -> Needs:
    """Return what a run must keep for some quantities without combinations."""
    acts, kin, freed, published, states, columns = False, False, False, False, set(), set(READ)
    for quantity in quantities:
        for one in _parts(quantity, names):
            where, metric = one.where or Where(), one.metric or ""
            acts |= _needs_acts(one, where) or metric == "income"
            if metric in STATES:
                states.add(state_key(metric, where))
            published |= metric == "published"
            filters = (where, merge(where, one.of_which))
            rows = (EVENTS[metric].rows,) if metric in EVENTS else ()
            columns |= act_columns(names, *rows, *filters)
            kin |= any(meant.kin_held is not None for meant in filters)
            freed |= metric in FOLLOWED or any(meant.released is not None for meant in filters)
            states |= {state_key(metric, meant) for meant in filters if of_officers(metric, meant)}
            by_head = metric not in STATES and not of_officers(metric, where)
            key = heads_key(where) if by_head else None
            states |= {key} if key is not None else set()
    return Needs(acts, frozenset(states), kin, freed, published, frozenset(columns))


def _parts(quantity: Quantity, names: Names) -> list[Quantity]:
    """Return a quantity as it is measured: label by label, with that which it is correlated with."""
    parts = by_label(quantity, names) if quantity.form in ("rank", "gradient") else [quantity]
    if quantity.with_ is not None:
        parts.append(quantity.with_.completed(quantity))
    return parts


def _needs_acts(quantity: Quantity, where: Where) -> bool:
    metric = quantity.metric or ""
    if metric not in EVENTS:
        return metric in FOLLOWED
    form = quantity.form or default_form(metric)
    if form in BY_ROW or quantity.of == "amount" or quantity.by in ("person", "officer"):
        return True
    filters = [where, merge(where, quantity.of_which)]
    return any(counts_of_event(KNOWN, metric, one) is None for one in filters)
