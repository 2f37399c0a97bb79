"""Why people were held: from order to offence to outcome, as shares over groups, never one person."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from clampdown.errors import ResultsError
from clampdown.experiments.arms import F8, FEWEST
from clampdown.experiments.saying import say
from clampdown.experiments.windows import Window
from clampdown.report.numbers import number, shown
from clampdown.report.source import Arm, Source, group_title
from clampdown.results import RunReader
from clampdown.results.events import FOLDER
from clampdown.world.files import damage

AXES = ("quintile", "class", "sex", "age")  # of the people in cases
TELLING = 2  # groups that stand out, at most, in each row
APART = 1.25  # times as large a share as among all, from which a group stands out


def taken_in(run: RunReader, window: Window) -> pl.DataFrame:
    """Return the cases of a run that ended in custody during the days of a window."""
    held = (
        run.events("cases")
        .filter(pl.col("day").is_between(window.first, window.stop - 1))
        .filter(pl.col("outcome").cast(pl.String) == "custody")
        .select("day", pl.col("kind", "outcome", "rung", *AXES).cast(pl.String), "weight")
    )
    try:
        return held.collect()
    except pl.exceptions.PolarsError as error:
        raise ResultsError(damage(run.folder / FOLDER / "cases")) from error


def groups_of(cases: pl.DataFrame) -> pl.DataFrame:
    """Return how many were taken, by offence and group: `kind`, `label`, `people`, `simulated`, `axis`."""
    both = (pl.col("weight").sum().alias("people"), pl.len().alias("simulated"))
    parts = [cases.group_by("kind", label=axis).agg(*both).with_columns(axis=pl.lit(axis)) for axis in AXES]
    return pl.concat(parts)


def why_held(source: Source) -> list[dict[str, Any]]:
    """Return, for each arm, which offences led to custody, where to, and which orders speak of them."""
    return [
        {
            "scenario": n, "against": arm.against, "note": say("held.note"),
            "rows": _rows(arm, other, source.groups.get(n), source.pack),
        }
        for n, arm, other in source.held_against()
    ]  # fmt: skip


def _rows(
    arm: Arm, other: Arm | None, groups: pl.DataFrame | None, pack: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return a row for each offence with enough cases, the most frequent first."""
    people, behind = _taken(arm)
    total, rows = float(people.sum()), []
    for k, kind in enumerate(pack["offences"]):
        if behind[k].sum() < FEWEST:
            continue
        rows.append({
            "offence": kind, "title": pack["offences"][kind], "share": number(people[k].sum() / total),
            "ratio": _ratio(people[k], other, k), "outcomes": _outcomes(people[k], behind[k], pack["rungs"]),
            "orders": _orders(kind, arm), "groups": None if groups is None else _groups(groups, kind, pack),
        })  # fmt: skip
    return sorted(rows, key=lambda row: -float(row["share"] or 0.0))


def _taken(arm: Arm) -> tuple[F8, F8]:
    """Return who was taken by offence and rung, over all seeds or draws together, and simulated."""
    people: F8 = arm.parts["taken"].sum(axis=0)
    behind: F8 = arm.parts["taken_behind"].sum(axis=0)
    return people, behind


def _ratio(people: F8, other: Arm | None, k: int) -> float | None:
    """Return how many times as many were taken for an offence as in the base."""
    beside = 0.0 if other is None else float(_taken(other)[0][k].sum())
    return number(float(people.sum()) / beside) if beside > 0.0 else None


def _outcomes(people: F8, behind: F8, rungs: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return where those taken for an offence went, most of them first."""
    named = zip(rungs.items(), people.tolist(), behind.tolist(), strict=True)
    found = [(some, rung, title, count) for (rung, title), some, count in named if count]
    return [
        {"rung": rung, "title": title, "share": shown(some / float(people.sum()), count)}
        for some, rung, title, count in sorted(found, reverse=True)
    ]


def _orders(kind: str, arm: Arm) -> list[dict[str, str]]:
    """Return the orders that speak of an offence."""
    return [
        {"order": f"{one['id']}/{order['id']}", "title": order["title"], "measure": order["measure"],
         "directive": one["title"]}
        for one in arm.directives for order in one["orders"] if kind in order["offences"]
    ]  # fmt: skip


def _groups(groups: pl.DataFrame, kind: str, pack: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the groups that stand out among those taken for an offence, beside their share of all taken."""
    found = []
    for axis in AXES:
        every = groups.filter(pl.col("axis") == axis)
        here = every.filter(pl.col("kind") == kind)
        for label, people, behind in here.select("label", "people", "simulated").iter_rows():
            share = people / float(here["people"].sum())
            of_all = every.filter(pl.col("label") == label)
            usual = float(of_all["people"].sum()) / float(every["people"].sum())
            if behind >= FEWEST and share >= APART * usual:
                row = {
                    "axis": axis, "key": label, "title": group_title(pack, axis, label),
                    "share": number(share), "of_all": number(usual),
                }  # fmt: skip
                found.append((share / usual, row))
    return [row for _, row in sorted(found, key=lambda one: -one[0])[:TELLING]]
