"""Which figures of a report a record moves on the first day on which it moves any of them."""

import numpy as np

from clampdown.experiments.event_kinds import OF_OUTCOME, OF_RUNG
from clampdown.world.state import BANISHED, HELD, OUTCOMES, TO_CUSTODY

DAYS = 8
COUNTS = (
    "named_innocent",
    "households_afraid",
    "households_punished",
    "bribes_paid",
    "bribes_sum",
    "extorted",
)
WAYS = {"reached": "ordered", "executed": "executed", "claimed": "claimed", "believed": "believed"}


def of_day(life, today):
    """Return the figures of a day as arrays, by key; the directed orders only."""
    directed = life.simulation.orders.lines.directed == 1
    people = life.count("people", today.t)
    found = {key: getattr(today, way)[directed] for key, way in WAYS.items()}
    found |= {key: life.count(key, today.t) for key in COUNTS}
    found |= {
        "held": people[:, HELD],
        "banished": people[:, BANISHED],
        "clash": life.count("participants", today.t),
    }
    kinds = kinds_of(today.cases, life.simulation.pack)
    return found | {
        kind: np.sort(today.cases.row[kinds == kind]) for kind in set(OF_RUNG.values()) | {"leaving", "fine"}
    }


def kinds_of(cases, pack):
    """Return the kind of event of each case, empty for none."""
    rungs = np.array([OF_RUNG.get(rung.kind, "") for rung in pack.ladder])
    outcomes = np.array([OF_OUTCOME.get(outcome, "") for outcome in OUTCOMES])
    return np.where(cases.outcome == TO_CUSTODY, rungs[cases.rung], outcomes[cases.outcome])


def days_of(life):
    """Yield the figures of each day."""
    for t in range(DAYS):
        life.days.append(life.simulation.step(t))
        yield of_day(life, life.days[-1])


def first_moved(usual, life):
    """Return the figures that differ on the first day on which any does."""
    for old, new in zip(usual, days_of(life), strict=True):
        found = {key for key in old if not np.array_equal(old[key], new[key])}
        if found:
            return found
    return set()
