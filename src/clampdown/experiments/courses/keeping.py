"""What is kept of each arm of a comparison, so that its days and places can be shown later."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from clampdown.experiments.arms import B1, F8, Arm
from clampdown.experiments.courses.counting import Counted, by_place, daily, tallies, traced
from clampdown.experiments.courses.kinds import COURSES, GROUPED, MAPPED, PARTS, axes_of
from clampdown.experiments.preparing import Prepared
from clampdown.experiments.windows import Window
from clampdown.schema.scenario import Scenario

BLOCKS = {
    *GROUPED, *PARTS,
    *(figure.block for course in COURSES for figure in (course.figure, course.over) if figure),
}  # fmt: skip


class Charted(NamedTuple):
    """An arm over the days and by group; or several draws of it, their number then the first axis.

    Attributes
    ----------
    daily, tallied : courses by day; groups and parts over the campaign
    daily_behind, tallied_behind : simulated people or events behind each
    """

    daily: F8
    daily_behind: F8
    tallied: F8
    tallied_behind: F8


class Followed(NamedTuple):
    """An arm over the days, by place, group and order; see `compare_layout.VARIABLES` for the axes.

    Attributes
    ----------
    daily, mapped, placed, tallied : courses by day, by day and province, by place; groups and parts
    daily_behind, mapped_behind, placed_behind, tallied_behind : simulated people or events behind each
    traced : what became of each order, in all and by province
    taken, taken_behind : people taken into custody, banished or worse over the campaign, by offence and
        rung, weighted up; simulated
    """

    daily: F8
    daily_behind: F8
    mapped: F8
    mapped_behind: F8
    placed: F8
    placed_behind: F8
    tallied: F8
    tallied_behind: F8
    traced: F8
    taken: F8
    taken_behind: F8


def followed(
    own: Arm, cases: pl.DataFrame, ready: Prepared, during: Window, orders: Sequence[str]
) -> Followed:
    """Return an arm over the days, by place, group and order.

    Parameters
    ----------
    own : Arm
    cases : of all days, with `day`, `kind`, `outcome`, `rung` and `weight`
    ready : its scenario
    during : the campaign
    orders : labels of all orders of the comparison, also those that this arm does not give
    """
    pack = ready.scenario.pack
    provinces = np.array([place.province_id for place in pack.places])
    inside: list[B1] = [np.asarray(provinces == province.id) for province in pack.provinces]
    found = taken(cases, during, list(pack.offences), [rung.id for rung in pack.ladder])
    return followed_run(own, found, inside, work_of(ready), orders, during, axes_of(pack))


def followed_run(  # noqa: PLR0913, PLR0917  (what a scenario tells, where there is only its run)
    own: Arm,
    found: Counted,
    provinces: Sequence[B1],
    work: Sequence[str],
    orders: Sequence[str],
    during: Window,
    axes: dict[str, list[str]],
) -> Followed:
    """Return an arm over the days, by place, group and order.

    Parameters
    ----------
    own : Arm
    found : who was taken, from `taken`
    provinces : which places are in each
    work : labels of the orders that ask for hours of work
    orders : labels of all orders
    during : the campaign
    axes : labels of the axes that groups run over
    """
    everywhere = np.ones(len(own.weight), dtype=np.bool_)
    whole = charted(own, work, during, axes)
    return Followed(
        whole.daily, whole.daily_behind, *daily(own, MAPPED, provinces, work), *by_place(own, during, work),
        whole.tallied, whole.tallied_behind,
        np.array([traced(own, order, [everywhere, *provinces]) for order in orders]), *found,
    )  # fmt: skip


def charted(own: Arm, work: Sequence[str], during: Window, axes: dict[str, list[str]]) -> Charted:
    """Return an arm over the days, everywhere together, and by group.

    Parameters
    ----------
    own : Arm
    work : labels of the orders that ask for hours of work
    during : the campaign
    axes : labels of the axes that groups run over
    """
    everywhere = np.ones(len(own.weight), dtype=np.bool_)
    whole = daily(own, COURSES, [everywhere], work)
    return Charted(whole.value[:, :, 0], whole.behind[:, :, 0], *tallies(own, during, axes))


def taken(cases: pl.DataFrame, during: Window, offences: list[str], rungs: list[str]) -> Counted:
    """Return who was taken during the campaign, of shape (offence, rung)."""
    sums = (
        cases.filter(pl.col("outcome") == "custody")
        .filter(pl.col("day").is_between(during.first, during.stop - 1))
        .group_by("kind", "rung")
        .agg(pl.col("weight").sum(), pl.len().alias("behind"))
    )
    value, behind = np.zeros((len(offences), len(rungs))), np.zeros((len(offences), len(rungs)))
    for kind, rung, people, count in sums.iter_rows():
        cell = offences.index(kind), rungs.index(rung)
        value[cell], behind[cell] = people, count
    return Counted(value, behind)


def orders_of(scenario: Scenario) -> list[str]:
    """Return the labels of the orders of a scenario: `directive/order`."""
    return [f"{one.id}/{order.id}" for one in scenario.directives for order in one.orders]


def work_of(ready: Prepared) -> list[str]:
    """Return the labels of those that ask for hours of work."""
    measures = ready.catalogue.measures
    return [
        f"{one.id}/{order.id}"
        for one in ready.scenario.directives for order in one.orders
        if measures[order.measure].lever == "hours"
    ]  # fmt: skip
