"""Parameter draws: same draw, same numbers, in whatever process; and never in a forked one."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

import clampdown as cd
from clampdown.errors import EngineError
from clampdown.experiments.draws import ENOUGH, Request, one_draw, refuse_fork, request_of, run_draws
from clampdown.experiments.preparing import Wishes, prepare

TINY = Request("toytown-drive", Wishes(settings=("days=30",)), days=30)


@pytest.mark.skipif(sys.platform == "win32", reason="nothing forks here")
def test_a_pool_that_forks_is_refused_with_what_to_pass():
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"))

    with pytest.raises(EngineError, match="get_context"):
        run_draws(TINY, 1, executor=pool)


@pytest.mark.skipif(sys.platform == "win32", reason="nothing forks here")
def test_a_pool_that_forks_is_refused_before_anything_is_run(tmp_path):
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"))

    with pytest.raises(EngineError):
        cd.run("toytown-drive", tmp_path / "run", draws=1, executor=pool)

    assert not (tmp_path / "run").exists()


def test_other_executors_are_welcome():
    refuse_fork(None)
    with ThreadPoolExecutor(1) as threads:
        refuse_fork(threads)
    refuse_fork(ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")))


def test_a_draw_is_the_same_here_and_in_a_spawned_process():
    seen = []

    found = run_draws(TINY, 2, workers=1, progress=lambda *said: seen.append(said))

    assert found[1] == one_draw(TINY, 1)
    assert [row["draw"] for row in found] == [0, 1]
    assert seen == [("2 parameter draws", 1, 2), ("2 parameter draws", 2, 2)]


def test_two_draws_differ():
    assert one_draw(TINY, 0) != one_draw(TINY, 1)


def test_a_small_scenario_is_drawn_as_it_is_to_the_end_of_the_campaign():
    request = request_of(prepare("toytown-drive"))

    assert (request.sample, request.places) == ((), ())
    assert request.days == 46


def test_the_nation_is_drawn_on_a_part_of_its_places_in_every_province():
    ready = prepare("hundred-day-battle")
    request = request_of(ready)

    chosen = [place for place in ready.scenario.pack.places if place.id in request.places]

    assert {place.province_id for place in chosen} == {
        province.id for province in ready.scenario.pack.provinces
    }
    assert {place.border for place in chosen} == {True, False}
    assert len(chosen) * 2 * 1_200 < 1.2 * ENOUGH
