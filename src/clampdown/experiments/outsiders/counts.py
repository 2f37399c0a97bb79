"""What happened in one arm and what was published of it, by kind of event and window of days."""

import datetime
from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from clampdown.experiments.arms import B1, F8, Arm, Figure
from clampdown.experiments.event_kinds import kind_of
from clampdown.experiments.saying import say
from clampdown.experiments.windows import NAMES, Window
from clampdown.schema.pack import Pack

# What is counted of each kind: people, but for orders the places that one has reached.
KINDS = {
    "detention": say("kind.detention"), "execution": say("kind.execution"), "exile": say("kind.exile"),
    "leaving": say("kind.leaving"), "fine": say("kind.fine"), "clash": say("kind.clash"),
    "order": say("kind.order"),
}  # fmt: skip
CASES = ("day", "outcome", "rung", "weight")  # columns of cases that are read


class Told(NamedTuple):
    """What happened in an arm and what was published of it, each of shape (windows, kinds).

    Attributes
    ----------
    happened : people to whom it happened, weighted up to those they stand for
    events : simulated people, or places reached, behind it
    published : people told of in items; items for orders
    items : published items behind it
    outlets : observers whose items these are
    """

    happened: F8
    events: F8
    published: F8
    items: F8
    outlets: F8


def told(
    arm: Arm, cases: pl.LazyFrame, news: pl.LazyFrame, windows: Mapping[str, Window], pack: Pack
) -> Told:
    """Return what happened in an arm and what was published of it.

    Parameters
    ----------
    arm : Arm
    cases : events of the run, with the columns of `CASES`
    news : from `news_of`
    windows : days before, during and after the campaign
    pack : of the run
    """
    return Told(*_happened(arm, cases, windows, pack), *_published(news, windows))


def news_of(items: pl.DataFrame, observers: Collection[str], start: datetime.date) -> pl.LazyFrame:
    """Return the items of some observers, corrected ones left out, with the `day` of the run they tell of.

    An item that tells of a range of days tells of its middle. A correction stands for what it corrects.

    Parameters
    ----------
    items : as `results.observed` gives them
    observers : ids
    start : date of day 0
    """
    own = items.lazy().filter(pl.col("observer").is_in(list(observers)))
    corrected = own.select(item="corrects").drop_nulls()
    middle = pl.col("told_from") + (pl.col("told_to") - pl.col("told_from")) / 2
    day = (middle.cast(pl.Date) - pl.lit(start)).dt.total_days()
    return own.join(corrected, on="item", how="anti").with_columns(day=day)


def _happened(arm: Arm, cases: pl.LazyFrame, windows: Mapping[str, Window], pack: Pack) -> tuple[F8, F8]:
    """Return people to whom each kind of event happened, weighted and simulated."""
    days = by_day(cases, pack)
    full, raw = np.zeros((len(NAMES), len(KINDS))), np.zeros((len(NAMES), len(KINDS)))
    everywhere = np.ones(len(arm.weight), dtype=np.bool_)
    for w, name in enumerate(NAMES):
        window = windows[name]
        inside = days.filter(pl.col("day").is_between(window.first, window.stop - 1))
        for k, kind in enumerate(KINDS):
            if kind == "clash":
                full[w, k], raw[w, k] = arm.value(Figure(kind, "", "participants"), window, everywhere)
            elif kind == "order":
                full[w, k] = raw[w, k] = _reached(arm, window)
            else:
                found = inside.filter(pl.col("event") == kind)
                full[w, k], raw[w, k] = float(found["people"].sum()), float(found["simulated"].sum())
    return full, raw


def by_day(cases: pl.LazyFrame, pack: Pack) -> pl.DataFrame:
    """Return cases by day and kind of event: `day`, `event`, `people` (weighted up), `simulated`.

    Cases that ended in no event that outsiders could tell of, such as bribes, are left out.
    """
    # Only what is left after counting is turned from codes into words: a nation has millions of cases.
    some = cases.group_by("day", "outcome", "rung").agg(people=pl.col("weight").sum(), simulated=pl.len())
    named = some.select("day", "people", "simulated", event=kind_of(pack)).drop_nulls("event")
    return named.group_by("day", "event").agg(pl.col("people", "simulated").sum()).collect()


def _reached(arm: Arm, window: Window) -> float:
    """Return how often a directive reached a place for the first time within a window."""
    labels = arm.metrics["order"].to_numpy().tolist()
    issued = sorted({label.partition("/")[0] for label in labels} - {"routine"})
    reached = 0
    for directive in issued:
        rows = [n for n, label in enumerate(labels) if label.partition("/")[0] == directive]
        there: B1 = np.any(arm.way("ordered")[:, rows] > 0.0, axis=1)
        first = np.where(there.any(axis=0), there.argmax(axis=0), -1)
        reached += int(((first >= window.first) & (first < window.stop)).sum())
    return float(reached)


def _published(news: pl.LazyFrame, windows: Mapping[str, Window]) -> tuple[F8, F8, F8]:
    """Return people told of, items and observers by window of what is told and kind."""
    found = news.collect()
    shape = (len(NAMES), len(KINDS))
    people, number, outlets = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for w, name in enumerate(NAMES):
        inside = found.filter(pl.col("day").is_between(windows[name].first, windows[name].stop - 1))
        for k, kind in enumerate(KINDS):
            some = inside.filter(pl.col("kind") == kind)
            number[w, k], outlets[w, k] = some.height, some["observer"].n_unique()
            people[w, k] = some.height if kind == "order" else float(some["count"].sum())
    return people, number, outlets
