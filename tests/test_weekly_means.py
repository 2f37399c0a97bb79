"""Tests that a line over the days neither rises nor falls at its ends by how a week is averaged."""

import numpy as np
import pytest

from clampdown.experiments.courses.counting import WEEK, daily
from clampdown.experiments.courses.kinds import COURSES

DAYS = 30
LEFT = next(course for course in COURSES if course.key == "departures")
ANGRY = next(course for course in COURSES if course.key == "grievance")
EVERYWHERE = [np.ones(2, dtype=np.bool_)]


class Lived:
    """Two places of 500 people, each standing for two, in which so many things happen a day."""

    weight, people, days = np.full(2, 2.0), np.full(2, 500.0), DAYS
    orders: tuple[str, ...] = ()

    def __init__(self, happened, asked=10.0):
        self._happened, self._asked = happened, asked

    def daily(self, figure):
        found = self._asked if figure.block == "surveyed" else self._happened
        return np.repeat(np.broadcast_to(found, DAYS)[:, None] / 2.0, 2, axis=1)


def line(own, course):
    return daily(own, [course], EVERYWHERE, []).value[0, :, 0]


@pytest.mark.parametrize("course", [LEFT, ANGRY], ids=lambda course: course.key)
def test_where_every_day_is_alike_the_line_is_level_from_the_first_day_to_the_last(course):
    found = line(Lived(4.0), course)

    np.testing.assert_allclose(found, found[0])


def test_a_rate_is_of_one_day_however_many_days_are_averaged():
    np.testing.assert_allclose(line(Lived(4.0), LEFT), 4.0)


def test_a_lasting_change_is_in_the_line_after_a_week_and_not_before():
    happened = np.where(np.arange(DAYS) < DAYS - WEEK, 1.0, 2.0)

    rise = line(Lived(happened), LEFT)[-WEEK - 1 :]

    np.testing.assert_allclose(rise, 1.0 + np.arange(WEEK + 1) / WEEK)


def test_a_mean_of_those_asked_is_divided_by_the_same_days():
    asked = np.where(np.arange(DAYS) < DAYS - 3, 10.0, 40.0)

    np.testing.assert_allclose(line(Lived(asked * 300.0, asked), ANGRY), 0.3)
