"""Why people were held: from offence to outcome, as shares over groups, never one person."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from clampdown.experiments.arms import FEWEST
from clampdown.experiments.windows import Window
from clampdown.report.numbers import number, shown
from clampdown.report.source import Arm, Source
from clampdown.results import RunReader

NOTE = (
    "Shares of all who were taken into custody, banished or worse during the campaign, over groups. A case "
    "does not say which order led to it: an order stands beside an offence that it names, or that its work "
    "finds. What the campaign added is the ratio to the twin."
)
AXES = ("quintile", "class", "sex", "age")  # of the people in cases
TELLING = 2  # groups that stand out, at most, in each row
APART = 1.25  # times as large a share as among all, from which a group stands out


class Custody(NamedTuple):
    """Who was taken during a campaign, weighted up.

    Attributes
    ----------
    cells : `kind`, `rung`, `people`, `simulated`
    groups : `kind`, `axis`, `label`, `people`, `simulated`
    """

    cells: pl.DataFrame
    groups: pl.DataFrame


def custody_of(run: RunReader, window: Window) -> Custody:
    """Return who was taken during the days of a window, by offence, rung and group."""
    taken = (
        run.events("cases")
        .filter(pl.col("day").is_between(window.first, window.stop - 1))
        .filter(pl.col("outcome").cast(pl.String) == "custody")
        .select(pl.col("kind", "rung", "sex", "age", "class", "quintile").cast(pl.String), "weight")
        .collect()
    )
    both = (pl.col("weight").sum().alias("people"), pl.len().alias("simulated"))
    groups = [taken.group_by("kind", label=axis).agg(*both).with_columns(axis=pl.lit(axis)) for axis in AXES]
    return Custody(taken.group_by("kind", "rung").agg(*both), pl.concat(groups))


def why_held(source: Source) -> list[dict[str, Any]]:
    """Return, for each arm, which offences led to custody, where to, and which orders speak of them."""
    found = []
    for n, arm, other in source.held_against():
        if n in source.cases:
            base = source.cases[source.arms.index(other)] if other is not None else None
            found.append({
                "scenario": n, "against": arm.against, "note": NOTE,
                "rows": _rows(source.cases[n], base, arm, source.pack),
            })  # fmt: skip
    return found


def _rows(own: Custody, base: Custody | None, arm: Arm, pack: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each offence with enough cases, the most frequent first."""
    total = float(own.cells["people"].sum())
    sums = own.cells.group_by("kind").agg(pl.col("people", "simulated").sum()).sort("people", descending=True)
    rows = []
    for kind, people, simulated in sums.iter_rows():
        if simulated < FEWEST:
            continue
        inside = own.cells.filter(pl.col("kind") == kind).sort("people", descending=True)
        rows.append({
            "offence": kind, "title": pack["offences"][kind], "share": number(people / total),
            "ratio": _ratio(people, simulated, base, kind),
            "outcomes": [
                {"rung": rung, "title": pack["rungs"].get(rung, rung), "share": shown(some / people, behind)}
                for _, rung, some, behind in inside.select("kind", "rung", "people", "simulated").iter_rows()
            ],
            "orders": _orders(kind, arm), "groups": _groups(own, kind, pack),
        })  # fmt: skip
    return rows


def _ratio(people: float, simulated: int, base: Custody | None, kind: str) -> float | None:
    """Return how many times as many were taken for an offence as in the base."""
    if base is None:
        return None
    other = base.cells.filter(pl.col("kind") == kind)
    beside = float(other["people"].sum())
    return number(people / beside) if beside > 0.0 and simulated >= FEWEST else None


def _orders(kind: str, arm: Arm) -> list[dict[str, str]]:
    """Return the orders that speak of an offence."""
    return [
        {"order": f"{one['id']}/{order['id']}", "title": order["title"], "measure": order["measure"],
         "directive": one["title"]}
        for one in arm.directives for order in one["orders"] if kind in order["offences"]
    ]  # fmt: skip


def _groups(own: Custody, kind: str, pack: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the groups that are most overrepresented among those taken for an offence, against all taken."""
    found = []
    for axis in AXES:
        every = own.groups.filter(pl.col("axis") == axis)
        here = every.filter(pl.col("kind") == kind)
        for label, people, behind in here.select("label", "people", "simulated").iter_rows():
            share = people / float(here["people"].sum())
            usual = float(every.filter(pl.col("label") == label)["people"].sum()) / float(
                every["people"].sum()
            )
            if behind >= FEWEST and share >= APART * usual:
                found.append((share / usual, {
                    "axis": axis, "key": label, "title": pack.get(axis, {}).get(label, label),
                    "share": number(share),
                }))  # fmt: skip
    return [row for _, row in sorted(found, key=lambda one: -one[0])[:TELLING]]
