"""Work on many processes: what fails is kept with its task, and the rest go on."""

import dataclasses
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from clampdown.engine.settling import LONG, settled_world
from clampdown.errors import EngineError
from clampdown.experiments.replicates import KILLED, Outcome, replicate
from clampdown.experiments.run import values_of
from clampdown.rules import cache_root
from clampdown.schema.loading import load_catalogue
from clampdown.schema.scenario import Scenario

NOT_WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="nothing forks here, and no SIGKILL")


def doubled(number: int) -> int:
    if number == 3:
        raise ValueError("three is odd")
    return 2 * number


def deadly(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def deadly_once(path: Path) -> str:
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def threads_and_start(_task: int) -> tuple[str | None, str]:
    return os.environ.get("NUMBA_NUM_THREADS"), multiprocessing.get_start_method(allow_none=True) or "unset"


def by_task(outcomes) -> dict:
    return {outcome.task: outcome for outcome in outcomes}


def test_every_task_has_its_outcome_and_a_failed_one_its_reason():
    found = by_task(replicate([1, 2, 3, 4], doubled, workers=2))

    assert {task: outcome.result for task, outcome in found.items()} == {1: 2, 2: 4, 3: None, 4: 8}
    assert found[3].error == f"ValueError: three is odd (test_replicates.py, line {raising_line()})"
    assert [found[task].error for task in (1, 2, 4)] == [None, None, None]


def raising_line() -> int:
    return doubled.__code__.co_firstlineno + 2


def test_progress_is_told_from_nothing_to_all():
    seen = []

    list(replicate([1, 2], doubled, workers=1, progress=lambda *said: seen.append(said)))

    assert seen == [(0, 2), (1, 2), (2, 2)]


@NOT_WINDOWS
def test_a_task_that_kills_its_worker_is_recorded_and_the_rest_go_on():
    found = by_task(replicate(list(range(6)), deadly, workers=2))

    assert found[2] == Outcome(2, None, KILLED)
    assert {task: outcome.result for task, outcome in found.items() if task != 2} == {
        n: n for n in (0, 1, 3, 4, 5)
    }


@NOT_WINDOWS
def test_a_task_whose_worker_is_killed_once_is_done_again(tmp_path):
    found = list(replicate([tmp_path / "once"], deadly_once, workers=1))

    assert found == [Outcome(tmp_path / "once", "once", None)]


def test_workers_of_our_own_are_spawned_and_compute_on_one_thread():
    (outcome,) = replicate([0], threads_and_start, workers=1)

    assert outcome.result == ("1", "spawn")


def test_a_worker_begins_before_numba_is_imported():
    """Numba reads the number of threads when it is imported."""
    script = (
        "from clampdown.experiments.replicates import own_pool\n"
        "import sys\n"
        "if __name__ == '__main__':\n"
        "    with own_pool(1) as pool:\n"
        "        code = \"'numba' in __import__('sys').modules\"\n"
        "        sys.exit(pool.submit(eval, code).result())\n"
    )

    assert run_script(script).returncode == 0


def test_a_script_that_would_start_itself_again_is_told_what_to_write(tmp_path):
    script = "from clampdown.experiments.replicates import replicate\nprint(list(replicate([1], abs)))\n"

    done = run_script(script)

    assert done.returncode == 1
    assert "if __name__ == '__main__':" in done.stderr.splitlines()[-1]


def run_script(text: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    path = Path(os.environ["XDG_STATE_HOME"]) / "script.py"
    path.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, path], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@NOT_WINDOWS
def test_a_pool_that_forks_is_refused_before_anything_is_done():
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"))

    with pytest.raises(EngineError, match="get_context"):
        replicate([1], doubled, executor=pool)


def test_work_runs_on_an_executor_that_is_handed_in_and_leaves_it_open():
    with ThreadPoolExecutor(1) as threads:
        found = by_task(replicate([1, 3], doubled, executor=threads))

        assert threads.submit(abs, -1).result() == 1
    assert found[1].result == 2
    assert "three is odd" in found[3].error


class Brittle(Executor):
    """Does one task and then breaks down."""

    def __init__(self) -> None:
        self.taken = 0

    def submit(self, work, /, *arguments, **named):
        self.taken += 1
        job = Future()
        if self.taken == 3:
            raise BrokenExecutor
        if self.taken == 2:
            job.set_exception(BrokenExecutor("lost"))
        else:
            job.set_result(work(*arguments, **named))
        return job


def test_a_breakdown_of_an_executor_handed_in_is_the_outcome_of_what_it_had_not_done():
    found = by_task(replicate([1, 2, 4, 5], doubled, executor=Brittle()))

    assert found[1].result == 2
    assert "handed in broke down" in found[2].error
    assert "takes no more work" in found[4].error
    assert "takes no more work" in found[5].error


def patient(_task: int) -> None:
    time.sleep(60)


def test_who_stops_listening_does_not_wait_for_what_is_being_done():
    begun = time.monotonic()
    run = replicate([doubled, patient, patient], call, workers=2)

    next(run)
    run.close()

    assert time.monotonic() - begun < 30
    assert not [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]


def call(work):
    return work(1)


@NOT_WINDOWS
def test_workers_end_with_the_process_that_started_them():
    script = (
        "import sys, os, time\n"
        "from clampdown.experiments.replicates import own_pool\n"
        "if __name__ == '__main__':\n"
        "    pool = own_pool(1)\n"
        "    print(pool.submit(os.getpid).result(), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )

    worker = int(run_script(script).stdout)

    assert ended(worker)


def ended(process: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and psutil.pid_exists(process):
        if psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return not psutil.pid_exists(process)


def settle_a_little(scenario: Scenario) -> int:
    """Return how many days this process had to let the population live through."""
    catalogue, days = load_catalogue(), []
    settled_world(
        scenario,
        catalogue,
        values_of(scenario, catalogue),
        threads=1,
        progress=lambda *said: days.append(said),
    )
    return len(days)


def test_workers_that_want_the_same_population_build_it_once(tmp_path, monkeypatch, toytown):
    kernels = cache_root() / "kernels"
    monkeypatch.setenv("CLAMPDOWN_CACHE", str(tmp_path))
    (tmp_path / "kernels").symlink_to(kernels)
    scenario = dataclasses.replace(toytown.scenario, seed=11)

    found = list(replicate([scenario] * 3, settle_a_little, workers=3))

    assert sorted(outcome.result for outcome in found) == [0, 0, LONG]
