"""Many pieces of work that do not depend on one another, on all cores: pairs of runs, parameter draws.

Workers are spawned, never forked, and compute on one thread each. What goes wrong with one piece is
kept with it, and the rest go on: also where a worker is killed, which takes the whole pool with it.
"""

import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass
from multiprocessing import get_context, parent_process, util
from pathlib import Path
from typing import Generic, TypeVar

from clampdown.errors import ClampdownError, EngineError

T = TypeVar("T")
R = TypeVar("R")
Job = Future[tuple[R | None, str | None]]
Told = Callable[[int, int], None]

ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
REFUSED = (
    "This pool forks its workers, and a fork after a parallel run kills the pool. Hand in "
    "ProcessPoolExecutor(mp_context=multiprocessing.get_context('spawn')), or none at all."
)
NO_START = (
    "The worker processes end as soon as they begin. In a script, put what starts the work below "
    "if __name__ == '__main__': so that a worker can read the script without starting it again."
)
KILLED = "Its worker process was killed or ended by itself; too little memory is the usual reason."
GONE = "The executor that was handed in broke down before this was done: {}"


@dataclass(frozen=True)
class Outcome(Generic[T, R]):
    """What became of one piece of work.

    Attributes
    ----------
    task : as it was given
    result : what the work returned; None where it failed
    error : why it failed, in a sentence; None where it did not
    """

    task: T
    result: R | None
    error: str | None


def replicate(
    tasks: Sequence[T],
    work: Callable[[T], R],
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Told | None = None,
) -> Iterator[Outcome[T, R]]:
    """Do some work on each task; give what became of each as it ends, in whatever order they end.

    A task whose worker dies is tried once more, alone; if it dies again, that is its outcome. With an
    executor handed in, a breakdown of the executor is the outcome of all that it had not done.

    Parameters
    ----------
    tasks : anything that can be sent to another process
    work : a function of a module, which can be sent there too
    workers : int, processes; None for one per core
    executor : any `concurrent.futures` executor; None for processes of our own
    progress : called with (done, of), first before anything is done

    Raises
    ------
    EngineError
        If the executor forks its workers, or workers of our own cannot start.
    """
    refuse_fork(executor)
    run = _on(executor, tasks, work) if executor else _on_own(tasks, work, workers or _cores())
    return _told(run, len(tasks), progress)


def refuse_fork(executor: Executor | None) -> None:
    """Raise EngineError for a pool whose workers are forked from this process."""
    for name in ("_mp_context", "_context"):
        context = getattr(executor, name, None)
        method = getattr(context, "get_start_method", None)
        if method is not None and method() == "fork":
            raise EngineError(REFUSED)


def own_pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of spawned processes that compute on one thread each."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)


def _told(
    run: Generator[Outcome[T, R], None, None], total: int, progress: Told | None
) -> Iterator[Outcome[T, R]]:
    """Pass outcomes on, and say how far the work has gone."""
    if progress:
        progress(0, total)
    try:
        for done, outcome in enumerate(run, start=1):
            yield outcome
            if progress:
                progress(done, total)
    finally:
        run.close()


def _on(
    executor: Executor, tasks: Sequence[T], work: Callable[[T], R]
) -> Generator[Outcome[T, R], None, None]:
    """Work on an executor that was handed in."""
    jobs = _submitted(executor, work, tasks)
    for task in tasks[len(jobs) :]:
        yield Outcome(task, None, GONE.format("it takes no more work"))
    try:
        while jobs:
            for job in wait(jobs, return_when=FIRST_COMPLETED).done:
                yield _outcome(jobs.pop(job), job)
    finally:
        for job in jobs:
            job.cancel()


def _submitted(executor: Executor, work: Callable[[T], R], tasks: Sequence[T]) -> dict[Job[R], T]:
    """Hand tasks over, as many as the executor takes."""
    jobs: dict[Job[R], T] = {}
    for task in tasks:
        try:
            jobs[executor.submit(_attempt, work, task)] = task
        except RuntimeError:  # broken, or shut down
            break
    return jobs


def _outcome(task: T, job: Job[R]) -> Outcome[T, R]:
    try:
        return Outcome(task, *job.result())
    except (BrokenExecutor, CancelledError) as error:
        return Outcome(task, None, GONE.format(str(error) or type(error).__name__))
    except Exception as error:  # noqa: BLE001 - an executor may fail in any way, and the rest go on
        return Outcome(task, None, _sentence(error))


def _on_own(tasks: Sequence[T], work: Callable[[T], R], workers: int) -> Generator[Outcome[T, R], None, None]:
    """Work on processes of our own, a fresh pool after each death."""
    left = deque(tasks)
    while left:
        suspects = yield from _until_broken(left, work, min(workers, len(left)))
        for task in suspects:
            alone = deque([task])
            if (yield from _until_broken(alone, work, 1)):
                yield Outcome(task, None, KILLED)


def _until_broken(
    left: deque[T], work: Callable[[T], R], workers: int
) -> Generator[Outcome[T, R], None, list[T]]:
    """Work in one pool until all is done or a worker dies; return what was being done at its death."""
    pool = _started(workers)
    jobs: dict[Job[R], T] = {}
    try:
        while left or jobs:
            while left and len(jobs) <= workers:  # one more than are at work, so that none has to wait
                jobs[pool.submit(_attempt, work, left[0])] = left[0]
                left.popleft()
            for job in wait(jobs, return_when=FIRST_COMPLETED).done:
                if isinstance(job.exception(), BrokenExecutor):
                    continue
                yield _outcome(jobs.pop(job), job)
            if any(isinstance(job.exception(), BrokenExecutor) for job in jobs if job.done()):
                return [task for job, task in jobs.items()]
        return []
    except BrokenExecutor:  # it died between two tasks
        return list(jobs.values())
    finally:
        _stop(pool, at_once=bool(jobs))


def _started(workers: int) -> ProcessPoolExecutor:
    """Return a pool of our own whose workers are known to start."""
    pool = own_pool(workers)
    try:
        pool.submit(os.getpid).result()
    except BrokenExecutor:
        _stop(pool, at_once=True)
        raise EngineError(NO_START) from None
    return pool


def _stop(pool: ProcessPoolExecutor, *, at_once: bool) -> None:
    """End a pool; at once where nobody waits for what it is doing."""
    processes = list((getattr(pool, "_processes", None) or {}).values()) if at_once else []
    for process in processes:
        process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Prepare a worker: one thread, no life after its parent's."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    belong_to_parent()


def belong_to_parent() -> None:
    """Leave the end of this process to the one that started it, and end with that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted parent ends its workers itself
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process once the one that started it has ended, killed or not."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        _leave()


def _leave(*_: object) -> None:
    """End this process at once, giving back the locks that libraries have asked the system for."""
    util._exit_function()  # type: ignore[attr-defined]  # noqa: SLF001  (what a worker does at its usual end)
    os._exit(1)


def _attempt(work: Callable[[T], R], task: T) -> tuple[R | None, str | None]:
    """Return what the work returns, or why it failed."""
    try:
        return work(task), None
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome of this task
        return None, _sentence(error)


def _sentence(error: BaseException) -> str:
    """Return an error in words: ours as they are, others with their kind and where they arose."""
    if isinstance(error, ClampdownError):
        return str(error)
    steps = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(steps[-1].filename).name}, line {steps[-1].lineno})" if steps else ""
    return f"{type(error).__name__}: {error}{where}"


def _cores() -> int:
    """Return the cores this process may use; asked here so that a worker imports little."""
    from clampdown.engine.machine import cores

    return cores()
