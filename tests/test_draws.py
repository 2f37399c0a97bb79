"""Parameter draws: same draw, same numbers, in whatever process; and never in a forked one."""

import json
import multiprocessing
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

import clampdown as cd
from clampdown.errors import EngineError, ResultsError
from clampdown.experiments.courses.drawn import FILE as TABLE
from clampdown.experiments.courses.drawn import read_table, write_table
from clampdown.experiments.courses.kinds import COURSES, axes_of, tallies_of
from clampdown.experiments.draws import ENOUGH, Request, one_draw, request_of, run_draws
from clampdown.experiments.kept_draws import draws_beside, places_of_draws, read_draws
from clampdown.experiments.pairs import lived_pair
from clampdown.experiments.preparing import Wishes, prepare
from clampdown.experiments.replicates import refuse_fork
from clampdown.world.files import NOTICE, write_json

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

    assert found[1] == one_draw(TINY, 1).row
    assert [row["draw"] for row in found] == [0, 1]
    assert seen == [("2 parameter draws", n, 2) for n in range(3)]


def test_a_draw_that_fails_is_told_by_its_number_once_the_others_are_done():
    kept = []
    broken = Request("toytown-nowhere", Wishes(), days=30)

    with pytest.raises(EngineError, match=r"(?s)^Draw 0 failed: .*toytown-nowhere.*Draw 1 failed"):
        run_draws(broken, 2, workers=1, keep=kept.append)
    assert kept == []


def test_two_draws_differ():
    first, second = one_draw(TINY, 0), one_draw(TINY, 1)

    assert first.row["ratio"] != second.row["ratio"]
    assert not first.courses["value"].equals(second.courses["value"])


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


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A short run with two draws."""
    ready = cd.load_scenario("toytown-drive", settings={"days": 30})
    folder = tmp_path_factory.mktemp("draws") / "run"
    with ThreadPoolExecutor(1) as here:
        return cd.run(ready, folder, threads=1, draws=2, executor=here)


@pytest.fixture
def spoiled(drawn, tmp_path):
    """A copy of its folder that a test may spoil."""
    return Path(shutil.copytree(drawn.run.folder, tmp_path / "run"))


def axes():
    return axes_of(cd.load_scenario("toytown-drive").scenario.pack)


@pytest.mark.parametrize("arm", ["run", "twin"])
def test_a_draw_keeps_what_both_its_arms_counted_each_night(drawn, arm):
    ready = cd.load_scenario("toytown-drive", settings={"days": 30})
    lived = getattr(lived_pair(ready.scenario, ready.catalogue, draw=1, threads=1), arm)
    afraid = lived["households_afraid"].sum("place").to_numpy()
    at = [course.key for course in COURSES].index("households_afraid")

    found = getattr(read_draws(drawn.run, 2, axes()), arm)

    assert found.daily_behind[1, at].tolist() == afraid.tolist()
    assert found.daily[1, at] == pytest.approx(1000 * afraid / lived["simulated"].sum().item(), rel=1e-6)


def test_a_draw_keeps_who_pays_and_who_is_held(drawn):
    ready = cd.load_scenario("toytown-drive", settings={"days": 30})
    lived = lived_pair(ready.scenario, ready.catalogue, draw=0, threads=1).run.isel(day=slice(25, 30))
    labels = [label for label, _ in tallies_of(axes())]

    found = read_draws(drawn.run, 2, axes()).run

    poorest = lived["bribes_paid"].sel(quintile="1").sum().item()
    assert found.tallied[0, labels.index("bribes_paid:1")] == poorest > 0


def test_the_table_of_draws_says_that_nobody_in_it_exists(drawn):
    assert pl.read_parquet_metadata(drawn.run.folder / TABLE)["notice"] == NOTICE


def test_draws_that_the_summary_does_not_rest_on_are_not_read(drawn):
    assert len(read_draws(drawn.run, 1, axes()).run.daily) == 1
    assert read_draws(drawn.run, 3, axes()) is None
    assert places_of_draws(drawn.run) == 0


def gone_on_with(folder):
    """Go on with a run and its two draws; return what it kept and which draws were run."""
    ready = cd.load_scenario("toytown-drive", settings={"days": 30})
    ran = []
    with ThreadPoolExecutor(1) as here:
        cd.run(ready, folder, threads=1, draws=2, resume=True, executor=here,
               progress=lambda what, done, _of: ran.append(done) if "draws" in what else None)  # fmt: skip
    return read_table(folder), max(ran, default=2) - min(ran, default=2)


def test_a_draw_whose_days_are_missing_is_run_again_to_the_same_numbers(drawn, spoiled):
    whole = read_table(spoiled)
    write_table(spoiled, whole.filter(pl.col("draw") == 0))

    found, ran = gone_on_with(spoiled)

    assert found.equals(whole)
    assert ran == 1


def test_a_draw_that_was_killed_before_it_counted_is_run_again(drawn, spoiled):
    whole = read_table(spoiled)
    about = json.loads((spoiled / "draws.json").read_text(encoding="utf-8"))
    content = {name: about[name] for name in ("run", "days", "places")} | {"draws": about["draws"][:1]}
    write_json(spoiled / "draws.json", content, version=about["format_version"])

    found, ran = gone_on_with(spoiled)

    assert found.equals(whole)
    assert ran == 1


def test_a_damaged_table_of_draws_is_told(spoiled):
    (spoiled / TABLE).write_bytes((spoiled / TABLE).read_bytes()[:-20])

    with pytest.raises(ResultsError, match=f"{TABLE} is damaged"):
        read_table(spoiled)


def test_a_table_of_draws_of_another_format_is_told(spoiled):
    read_table(spoiled).write_parquet(spoiled / TABLE, metadata={"format_version": "99"})

    with pytest.raises(ResultsError, match="has format 99"):
        read_table(spoiled)


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
