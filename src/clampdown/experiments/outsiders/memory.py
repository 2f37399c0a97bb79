"""What happened and what was published in runs that leave no folder: comparisons and parameter draws."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.arms import Arm
from clampdown.experiments.outlets import published_by_outlets
from clampdown.experiments.outsiders.counts import Told, news_of, told
from clampdown.experiments.outsiders.reading import outlets_of
from clampdown.experiments.variables import named
from clampdown.experiments.windows import Window
from clampdown.results.keys import SALT_BYTES
from clampdown.schema.scenario import Scenario
from clampdown.world.state import OUTCOMES

CASES = {
    "day": pl.Int32, "kind": pl.String, "outcome": pl.String, "rung": pl.String, "weight": pl.Float64
}  # fmt: skip


class Seen(NamedTuple):
    """What a run leaves behind for outsiders to be held against.

    Attributes
    ----------
    cases : with the columns of `CASES`
    items : as `results.observed` gives them; None where nobody watched
    """

    cases: pl.DataFrame
    items: pl.DataFrame | None


def seen(simulation: Simulation, days: Sequence[Today]) -> Seen:
    """Return what a run of some days leaves behind."""
    return Seen(cases_of(simulation, days), items_of(simulation))


def cases_of(simulation: Simulation, days: Sequence[Today]) -> pl.DataFrame:
    """Return the cases of some days, without the people they happened to."""
    rungs, kinds = [rung.id for rung in simulation.pack.ladder], list(simulation.pack.offences)
    frames = [
        pl.DataFrame(
            {
                "day": np.full(len(today.cases.row), today.t, dtype=np.int32),
                "kind": named(kinds, today.cases.kind),
                "outcome": named(list(OUTCOMES), today.cases.outcome),
                "rung": named(rungs, today.cases.rung), "weight": simulation.weight[today.cases.place],
            },
            schema=CASES,
        )
        for today in days
    ]  # fmt: skip
    return pl.concat([pl.DataFrame(schema=CASES), *frames])


def items_of(simulation: Simulation) -> pl.DataFrame | None:
    """Return what outlets have published so far; None where there are none, or nobody watches.

    Without a run folder there is no salt that keeps items of two runs apart, and no need of one: these
    items are counted and forgotten.
    """
    if simulation.outside is None or not simulation.outside.outlets:
        return None
    return published_by_outlets(simulation, bytes(SALT_BYTES)).items


def told_in_memory(seen: Seen, arm: Arm, windows: dict[str, Window], scenario: Scenario) -> Told | None:
    """Return what happened in an arm and what outlets published of it; None where nobody watched."""
    if seen.items is None:
        return None
    news = news_of(seen.items, outlets_of(scenario.pack), scenario.start)
    return told(arm, seen.cases.lazy(), news, windows, scenario.pack)
