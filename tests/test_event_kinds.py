"""Which kind of event a case is: the same in the day's numbers as in the files of a run."""

import itertools
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from clampdown.day.outside import TOLD, kinds_of
from clampdown.experiments.event_kinds import CUSTODY, KINDS, is_of, kind_of
from clampdown.schema.loading import load_pack
from clampdown.world.parameters import RUNG_KINDS
from clampdown.world.state import OUTCOMES

COLUMNS = {"outcome": pl.Categorical(), "rung": pl.Categorical()}


@pytest.fixture(scope="module", params=["dprk", "toytown"])
def pack(request):
    return load_pack(request.param)


@pytest.fixture(scope="module")
def cases(pack):
    """Every outcome with every rung on which it can be."""
    kept = [
        (outcome, rung)
        for outcome, rung in itertools.product(OUTCOMES, pack.ladder)
        if outcome != CUSTODY or rung.kind not in ("warning", "fine")
    ]
    return [(outcome, rung.id) for outcome, rung in kept]


def test_cases_of_a_file_are_the_events_that_sources_came_to_know_of(pack, cases):
    ladder = [rung.id for rung in pack.ladder]
    kinds = np.array([RUNG_KINDS.index(rung.kind) for rung in pack.ladder])
    day = SimpleNamespace(
        row=np.arange(len(cases)),
        outcome=np.array([OUTCOMES.index(outcome) for outcome, _ in cases]),
        rung=np.array([ladder.index(rung) for _, rung in cases]),
    )

    codes = kinds_of(day, SimpleNamespace(rungs=SimpleNamespace(kind=kinds)))

    in_day = [TOLD[code] if code >= 0 else None for code in codes.tolist()]
    assert pl.DataFrame(cases, COLUMNS, orient="row").select(kind_of(pack)).to_series().to_list() == in_day


@pytest.mark.parametrize("kinds", [(kind,) for kind in KINDS] + [KINDS])
def test_asking_for_kinds_gives_the_cases_of_these_kinds_and_no_others(pack, cases, kinds):
    frame = pl.DataFrame(cases, COLUMNS, orient="row").with_columns(kind=kind_of(pack))

    assert frame.filter(is_of(pack, kinds)).equals(frame.filter(pl.col("kind").is_in(kinds)))
