"""The days of a run counted as they end: the same numbers as of a data set of these days."""

import numpy as np
import pytest

from clampdown.engine.population import build_world
from clampdown.experiments.arms import Arm
from clampdown.experiments.courses.counting import WEEK, daily
from clampdown.experiments.courses.keeping import work_of
from clampdown.experiments.courses.kinds import COURSES
from clampdown.experiments.courses.lately import Lately
from clampdown.experiments.pairs import dataset
from clampdown.experiments.preparing import prepare
from clampdown.experiments.run import simulation_of, values_of

DAYS = 40  # into the campaign, and further than the days that are remembered
KEYS = [course.key for course in COURSES]
REACHED = KEYS.index("reached")  # of the places that orders get to in the whole run
LASTING = [n for n, key in enumerate(KEYS) if key != "reached"]
FIGURES = {figure for course in COURSES for figure in (course.figure, course.over) if figure}


@pytest.fixture(scope="module")
def campaign():
    """Toytown's campaign: the scenario, its run and its days."""
    ready = prepare("toytown-drive")
    values = values_of(ready.scenario, ready.catalogue)
    world = build_world(ready.scenario, values)
    simulation = simulation_of(ready.scenario, ready.catalogue, values, world, 1)
    return ready, simulation, [simulation.step(t) for t in range(DAYS)]


def counted(own, ready):
    everywhere = np.ones(len(ready.scenario.pack.places), dtype=np.bool_)
    return daily(own, COURSES, [everywhere], work_of(ready))


@pytest.mark.parametrize("length", [1, 3, WEEK, DAYS])
def test_the_last_days_are_counted_as_a_data_set_of_them_is(campaign, length):
    ready, simulation, days = campaign
    lately = Lately(simulation, FIGURES, WEEK)

    for today in days[:length]:
        lately.add(today)

    last = days[max(0, length - WEEK) : length]
    for own, other in zip(
        counted(lately, ready), counted(Arm(dataset(simulation, last)), ready), strict=True
    ):
        np.testing.assert_array_equal(own[LASTING], other[LASTING])


def test_an_order_on_its_way_has_arrived_in_the_share_of_places_that_the_whole_run_tells(campaign):
    ready, simulation, days = campaign
    reached = counted(Arm(dataset(simulation, days)), ready).value[REACHED, :, 0]
    lately, told = Lately(simulation, FIGURES, WEEK), []

    for today in days:
        lately.add(today)
        told.append(counted(lately, ready).value[REACHED, -1, 0])

    np.testing.assert_array_equal(told, reached)


def test_an_order_of_the_campaign_is_on_its_way_for_some_days(campaign):
    ready, simulation, days = campaign

    reached = counted(Arm(dataset(simulation, days)), ready).value[REACHED, :, 0]

    assert np.nanmin(reached) < 1.0


def test_days_before_the_span_are_forgotten(campaign):
    _, simulation, days = campaign
    lately = Lately(simulation, FIGURES, WEEK)

    for today in days:
        lately.add(today)

    assert lately.days == WEEK


def test_something_happens_on_the_days_that_are_counted(campaign):
    ready, simulation, days = campaign
    lately = Lately(simulation, FIGURES, WEEK)

    for today in days:
        lately.add(today)

    assert np.nanmax(counted(lately, ready).value[:, -1, 0], initial=0.0) > 0.0
