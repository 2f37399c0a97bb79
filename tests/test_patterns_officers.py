"""What patterns read of officers, and of those whom officers let go for money."""

import numpy as np
import pytest

from clampdown.engine.simulation import Simulation
from clampdown.experiments.claims.panel import StateKey
from clampdown.experiments.claims.states import States
from clampdown.schema.pattern_where import Where
from patterns_panels import acts, level, panel, value

STRAIN = StateKey("officer_strain", Where())


def test_strain_is_the_share_of_what_is_owed_that_was_not_taken(toytown, catalogue):
    life = toytown.begin([], days=2)
    simulation = Simulation(toytown.changed([], days=2), catalogue, toytown.values(), life.world)
    beats, dues = simulation.world.beats, float(simulation.par.rules[0].dues)
    takings = dues * np.resize([0.0, 0.25, 1.0, 2.0], len(beats))
    beats.takings[:] = takings
    states = States(simulation, [STRAIN])

    states.look(0)

    seen = states.levels(np.ones(states.places))[STRAIN]
    expected = np.resize([1.0, 0.75, 0.0, 0.0], len(beats)).sum()
    assert seen.total.sum() == pytest.approx(expected, abs=1e-5)
    assert seen.heads.sum() == len(beats)


def test_whoever_leaves_with_bought_leave_is_among_the_offenders_of_a_group():
    bought = {"source": "pass", "kind": "crossing", "outcome": "left", "amount": 400.0}
    permit = {"source": "pass", "kind": "trade", "outcome": "none", "guilty": 0}
    run = panel(
        acts(4, **bought) + acts(2, kind="crossing", found="officer", outcome="custody") + acts(9, **permit)
    )

    poorest = {"quintile": 1}
    assert value(run, metric="offences", where=poorest, days=[1, 30]) == 6
    assert value(run, metric="undetected", where=poorest, days=[1, 30]) == 4
    assert value(run, metric="encounters", where=poorest, days=[1, 30]) == 2
    assert value(run, metric="passes", where=poorest, days=[1, 30]) == 13


def test_counts_of_some_officers_are_related_to_those_officers():
    high = StateKey("quits", Where.model_validate({"officer": {"purse": "high"}}))
    run = panel(states={high: level(np.full((100, 6), 2.0), 4.0)})
    quits = {"metric": "quits", "where": {"officer": {"purse": "high"}}, "days": [1, 30]}

    assert value(run, **quits) == 360
    assert value(run, **quits, form="rate") == pytest.approx(15_000)  # each of 24 every other day
