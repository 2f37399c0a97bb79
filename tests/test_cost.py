"""What a run is expected to take, before it is run."""

import pytest

from clampdown.experiments.cost import FIRST_GUESS, STANDING, expected_cost, known_speed, note_speed
from clampdown.experiments.preparing import Wishes, prepare
from clampdown.experiments.run import values_of
from clampdown.experiments.took import TELLING, note_took
from clampdown.world.state import bytes_per_person


def cost_of(name: str, **wishes: str):
    ready = prepare(name, Wishes(**wishes))
    return expected_cost(ready.scenario, values_of(ready.scenario, ready.catalogue), 2)


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAMPDOWN_CACHE", str(tmp_path))


@pytest.mark.usefixtures("empty_cache")
def test_before_the_first_run_the_speed_is_a_guess():
    assert known_speed(2) == (2 * FIRST_GUESS, False)


@pytest.mark.usefixtures("empty_cache")
def test_after_a_run_the_speed_is_that_of_the_run():
    note_took({"person_days_per_second": 3e7, "person_days": TELLING, "threads": 2})

    assert known_speed(2) == (3e7, True)
    assert known_speed(1) == (FIRST_GUESS, False)


@pytest.mark.usefixtures("empty_cache")
def test_a_small_run_says_nothing_of_speed():
    note_took({"person_days_per_second": 3e5, "person_days": TELLING - 1, "threads": 2})

    assert known_speed(2) == (2 * FIRST_GUESS, False)


def test_a_cache_that_cannot_be_written_is_done_without(monkeypatch):
    monkeypatch.setenv("CLAMPDOWN_CACHE", "/dev/null/cache")

    note_speed(2, 1e7)

    assert known_speed(2) == (2 * FIRST_GUESS, False)


@pytest.mark.usefixtures("empty_cache")
def test_minutes_count_both_arms():
    alone, pair = cost_of("quiet-2015"), cost_of("hundred-day-battle")

    assert pair.minutes == pytest.approx(2 * alone.minutes)
    assert alone.minutes == pytest.approx(23_349_859 * 192 / (2 * FIRST_GUESS) / 60)


def test_memory_is_that_of_the_tables_and_of_the_program(toytown):
    expected = cost_of("toytown-quiet")

    tables = bytes_per_person(toytown.settled) * len(toytown.settled.people)

    assert expected.memory_bytes - STANDING == pytest.approx(tables, rel=0.15)


def test_the_people_of_a_sample_are_those_of_the_beats_built(border):
    expected = cost_of("quiet-2015", area="ryanggang", sample="0.000001")

    assert expected.people == pytest.approx(len(border.settled.people), rel=0.03)
