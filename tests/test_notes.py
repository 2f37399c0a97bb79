"""Notes of single acts say what the counts say, and change nothing."""

import numpy as np
import pytest

from clampdown.engine.hashing import state_hash
from clampdown.engine.simulation import Simulation
from clampdown.world.notes import (
    ACT,
    INFORMER,
    INVENTED,
    LAWFUL,
    NAMING,
    PASS,
    PRESSED,
    RESIDENT,
    SOURCES,
    SURRENDER,
    UNFOUND,
)
from clampdown.world.state import BOUGHT, FINED

DAYS = 40


@pytest.fixture(scope="module")
def noted(border):
    """Return a life of which every act was noted, and the notes of each day."""
    life = border.begin(border.campaign(), settings=border.lively())
    simulation = life.simulation
    own = Simulation(
        simulation.scenario, simulation.catalogue, simulation.values, life.world, threads=2, acts=True
    )
    life.simulation = own
    for t in range(DAYS):
        life.days.append(own.step(t))
    return life


def of_source(life, source):
    return sum(int((today.acts.source == source).sum()) for today in life.days)


def told_by(life, teller, source):
    days = [today.acts for today in life.days]
    return sum(int(((acts.source == source) & (acts.teller == teller)).sum()) for acts in days)


@pytest.mark.parametrize(("source", "counted"), [(LAWFUL, "lawful"), (PASS, "passes")])
def test_as_many_acts_with_leave_are_noted_as_are_counted(noted, source, counted):
    assert of_source(noted, source) == noted.total(counted) > 0, SOURCES[source]


def test_as_many_offences_are_noted_as_are_counted(noted):
    paid = sum(
        int(((today.acts.source == PASS) & (today.acts.guilty == 1)).sum()) for today in noted.days
    )  # a crossing that a guard was paid for is an offence all the same

    assert of_source(noted, ACT) + paid == noted.total("offences") > 0


def test_as_many_names_are_noted_as_are_counted(noted):
    assert of_source(noted, NAMING) == noted.total("named") > 0


def test_as_many_reports_about_nothing_are_noted_as_are_counted(noted):
    assert of_source(noted, INVENTED) == noted.total("invented") > 0
    assert told_by(noted, PRESSED, INVENTED) == noted.total("invented_pressed") > 0
    assert told_by(noted, RESIDENT, INVENTED) == noted.total("invented_resident") > 0


def test_as_many_who_come_forward_are_noted_as_are_counted(noted):
    assert of_source(noted, SURRENDER) == noted.total("surrenders") > 0


def test_who_told_of_an_act_is_noted_as_it_is_counted(noted):
    assert told_by(noted, PRESSED, ACT) == noted.total("tips_pressed") > 0
    assert told_by(noted, RESIDENT, ACT) == noted.total("tips_resident") > 0
    all_told = sum(told_by(noted, teller, ACT) for teller in (INFORMER, PRESSED, RESIDENT))
    assert all_told == noted.total("tips")


def test_as_many_acts_are_found_out_in_notes_as_in_counts(noted):
    found = sum(int((today.acts.found != UNFOUND).sum()) for today in noted.days)

    assert found == noted.total("detected") > 0


def test_bribes_and_fines_in_notes_add_up_to_what_was_taken(noted):
    sums = dict.fromkeys((BOUGHT, FINED), 0)
    passes = 0
    for today in noted.days:
        for outcome in sums:
            sums[outcome] += int(today.acts.amount[today.acts.outcome == outcome].astype(np.int64).sum())
        passes += int(today.acts.amount[today.acts.source == PASS].astype(np.int64).sum())

    assert sums[FINED] == noted.total("fines_sum") > 0
    lost = sum(int(today.acts.lost.astype(np.int64).sum()) for today in noted.days)
    assert lost > 0  # to whom a rival took the case from
    assert sums[BOUGHT] + passes + lost == noted.total("bribes_sum")


def test_a_note_names_the_beat_its_person_lives_in(noted):
    beats = noted.world.beats
    for today in noted.days:
        acts = today.acts
        assert (acts.person >= beats.first_person[acts.beat]).all()
        assert (acts.person < beats.last_person[acts.beat]).all()


def test_taking_notes_changes_nothing(noted, border):
    plain = border.live(DAYS, border.campaign(), settings=border.lively())

    assert state_hash(plain.world) == state_hash(noted.world)


def test_notes_are_not_taken_unless_asked_for(toytown):
    assert toytown.live(1).days[0].acts is None
