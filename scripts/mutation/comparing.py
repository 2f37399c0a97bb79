"""Comparing days and tables with those of the plain-Python reference and of unchanged code."""

import pickle
from typing import Any

from mutation.town import MORNING

TALLY_EDGES: dict[str, tuple[int, int]] = {}  # block of tallies: first and last position


def lived_by_reference(run: Any, days: int, wrong: set[str]) -> list[dict[str, Any]]:
    """Live some days by reference and by code; return the columns of each evening as the reference has them.

    Columns in which unchanged code differs are left out and added to `wrong`.
    """
    from reference.model import Reference

    plain, evenings = Reference(run.scenario, run.catalogue, run.values, run.world, run.par, run.orders), []
    for t in range(MORNING, MORNING + days):
        run.step(t)
        tally = plain.step(t)
        own = columns_of(plain.state, tally, run)
        theirs = seen_in(run)
        wrong |= {name for name, column in own.items() if not (column == theirs[name]).all()}
        evenings.append(own)
    for evening in evenings:
        for name in wrong & set(evening):
            del evening[name]
    return evenings


def columns_of(state: Any, tally: list[list[int]], run: Any) -> dict[str, Any]:
    """Return the columns of a state of the reference, shaped and typed like those of a run."""
    import numpy as np

    own = {}
    for name, theirs in seen_in(run).items():
        table, column = name.split(".")
        rows = tally if table == "tally" else [getattr(row, column) for row in getattr(state, table)]
        if table == "tally":
            rows = [row[slice(*TALLY_EDGES[column])] for row in tally]
        own[name] = np.zeros(theirs.shape, dtype=theirs.dtype)
        own[name][tuple(slice(n) for n in np.shape(rows))] = rows
    return own


def seen_in(run: Any) -> dict[str, Any]:
    """Return the columns that a day writes, and the blocks of tallies, by name."""
    from clampdown.day.tally import BLOCKS
    from clampdown.world.state import TABLES, columns

    found = {
        f"{table}.{name}": getattr(run.world, table)[name]
        for table in TABLES for name, column in columns(table).items() if column.keep != "fixed"
    }  # fmt: skip
    edges = [int(run.lay[name]) for name, *_ in BLOCKS] + [int(run.lay.width)]
    for (name, *_), first, last in zip(BLOCKS, edges, edges[1:], strict=False):
        TALLY_EDGES[name] = (first, last)
        found[f"tally.{name}"] = run.sheets[0][:, first:last]
    return found


def numbers(simulation: Any) -> bytes:
    """Return the tables and orders of a run as bytes."""
    tables = (*simulation.par, simulation.orders.lines, simulation.orders.strength, simulation.orders.arrival)
    return b"".join(table.tobytes() for table in tables)


def differs_from_reference(prepared: dict[str, Any]) -> str:
    """Return what differs first from the reference, or nothing."""
    if differs_in_luck():
        return "draws outside the day"
    for morning, evenings in prepared["cases"]:
        run = pickle.loads(morning)  # noqa: S301  (written by this script, in this run)
        for n, expected in enumerate(evenings):
            run.step(MORNING + n)
            own = seen_in(run)
            for name, column in expected.items():
                if not (own[name] == column).all():
                    return f"{name} on day {n + 1}"
    return ""


def differs_in_luck() -> bool:
    """Return whether keys and draws that no step of a day takes differ from the reference's."""
    from clampdown.rules import draws
    from reference.luck import ALL, Luck, key_of

    for seed, stream, day, entity in ((7, 3, 12, 41), (2**63 - 1, 20, -5, 10**9)):
        drawn = Luck(seed, day).draw(stream, entity) / ALL
        if int(draws.key(seed, stream, day)) != key_of(seed, stream, day):
            return True
        if draws.uniform(seed, stream, day, entity) != drawn:
            return True
    return False


def differs_in_set_up(prepared: dict[str, Any]) -> str:
    run = pickle.loads(prepared["cases"][0][0])  # noqa: S301  (written by this script, in this run)
    again = type(run)(run.scenario, run.catalogue, run.values, run.world)
    return "" if numbers(again) == prepared["numbers"] else "tables or orders"
