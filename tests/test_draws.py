"""Parameter draws: same draw, same numbers, in whatever process; and never in a forked one."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

import clampdown as cd
from clampdown.errors import EngineError
from clampdown.experiments.draws import ENOUGH, Request, one_draw, request_of, run_draws
from clampdown.experiments.kept_draws import draws_beside
from clampdown.experiments.preparing import Wishes, prepare
from clampdown.experiments.replicates import refuse_fork

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
    assert seen == [("2 parameter draws", n, 2) for n in range(3)]


def test_a_draw_that_fails_is_told_by_its_number_once_the_others_are_done():
    kept = []
    broken = Request("toytown-nowhere", Wishes(), days=30)

    with pytest.raises(EngineError, match=r"(?s)^Draw 0 failed: .*toytown-nowhere.*Draw 1 failed"):
        run_draws(broken, 2, workers=1, keep=kept.append)
    assert kept == []


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


def test_draws_stay_with_their_run_and_are_gone_on_with(tmp_path):
    ready = cd.load_scenario("toytown-drive", settings={"days": 30})
    first = cd.run(ready, tmp_path / "run", threads=1, draws=1)
    seen = []

    again = cd.run(
        ready, tmp_path / "run", threads=1, draws=2, resume=True, progress=lambda *said: seen.append(said)
    )

    assert first.summary["draws"] == 1
    assert again.summary["draws"] == 2
    assert [said for said in seen if "draws" in said[0]] == [("2 parameter draws", n, 2) for n in (1, 2)]


def test_draws_of_another_run_are_not_taken_over(tmp_path):
    cd.run(cd.load_scenario("toytown-drive", settings={"days": 30}), tmp_path / "run", threads=1, draws=1)
    other = cd.load_scenario("toytown-drive", seed=9, settings={"days": 30})
    kept = (tmp_path / "run" / "draws.json").read_bytes()
    own = cd.run(other, tmp_path / "other", threads=1)
    (tmp_path / "other" / "draws.json").write_bytes(kept)

    found = draws_beside(own.run, other, 1)

    assert found == run_draws(request_of(other), 1)


def test_open_results_reads_what_a_run_wrote(tmp_path):
    ready = cd.load_scenario("toytown-quiet", settings={"days": 3})
    cd.run(ready, tmp_path / "run", threads=1)

    assert cd.open_results(tmp_path / "run").committed_days == 3


def test_explain_takes_a_scenario_or_its_name():
    assert cd.explain("toytown-drive") == cd.explain(cd.load_scenario("toytown-drive"))


def test_an_unknown_verb_is_told():
    with pytest.raises(AttributeError, match="no attribute 'conquer'"):
        _ = cd.conquer
