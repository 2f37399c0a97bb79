"""Runs that are killed and resumed, for test_results.py.

One process that only imports, and forks for everything else: a run then starts at once, and whatever
happens to it leaves this process alone. Usage: `killed_run.py steps|moments FOLDER`.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from clampdown.engine.checkpoint import read_checkpoint
from clampdown.results import Plan, RunReader, RunWriter, Variable, hashed_keys, same_results
from clampdown.world.state import TABLES, World, allocate
from killing import forked, moment, seconds

MANIFEST = {"scenario": {"id": "killed"}, "seed": 3}
KILLS = 20
# Audited operations that change which names stand for what.
OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"}


def plan_of(days: int) -> Plan:
    acts = Variable("acts", ("day", "place"), "int64", "acts", "acts a day")
    mean = Variable("mean", ("day",), "float64", "1", "mean belief", human_cost=True)
    coords = {"place": ["north", "south", "west"]}
    return Plan(
        [acts, mean], coords, days, 2, "2015-05-26", events={"cases": {"key": pl.UInt64, "day": pl.Int64}}
    )


def advance(world: World, pending: np.ndarray, day: int) -> None:
    """Each day depends on all days before."""
    people = world.people
    people["belief"][:, 0] = (
        people["belief"][:, 0].astype(np.int64) * 7 + day + np.arange(len(people))
    ) % 9973
    people["watch"] += people["belief"][:, 0] % 5 == 0
    pending[:] = np.roll(pending, 1) + day


def simulate(folder: Path, days: int) -> None:
    """Begin or go on with a run, to its end."""
    world = World(**{name: allocate(name, 300) for name in TABLES})
    pending, first = np.zeros(4), 0
    if folder.exists():
        writer, first, checkpoint = RunWriter.resume(folder, MANIFEST)
        if checkpoint:
            world, extras, day = read_checkpoint(checkpoint, world)
            pending = extras["pending"]
            assert day == first - 1
    else:
        writer = RunWriter.create(folder, MANIFEST, plan_of(days))
    for start in range(first, days, 2):
        commit_segment(writer, world, pending, (start, min(start + 2, days) - 1))
    writer.finish()


def commit_segment(writer: RunWriter, world: World, pending: np.ndarray, days: tuple[int, int]) -> None:
    acts, means, cases = [], [], []
    for day in range(days[0], days[1] + 1):
        advance(world, pending, day)
        belief = world.people["belief"][:, 0].astype(np.int64)
        acts.append(belief.reshape(3, -1).sum(axis=1))
        means.append(belief.mean() + pending.sum())
        ids = np.flatnonzero(belief % 50 == 0)
        cases.append(pl.DataFrame({"key": hashed_keys(ids, writer.salt), "day": np.full(len(ids), day)}))
    metrics = {"acts": np.array(acts), "mean": np.array(means)}
    writer.commit(days, metrics, {"cases": pl.concat(cases)}, world, extras={"pending": pending})


def count_operations(folder: Path, seen: Callable[[int], None]) -> None:
    """Call `seen` with a running number before each operation on the run's files."""
    done = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if event in OPERATIONS and str(folder.name) in str(arguments[0]):
            done += 1
            seen(done)

    sys.addaudithook(hook)


def simulate_until(folder: Path, days: int, step: int) -> None:
    """Run, and be killed before the given operation."""

    def kill(number: int) -> None:
        if number == step:
            os.kill(os.getpid(), signal.SIGKILL)

    count_operations(folder, kill)
    simulate(folder, days)


def simulate_counting(folder: Path, days: int, log: Path) -> None:
    """Run, and leave the number of operations behind."""
    numbers = [0]
    count_operations(folder, numbers.append)
    simulate(folder, days)
    log.write_text(str(numbers[-1]))


def inspect(folder: Path, whole: Path) -> None:
    """What counts of a killed run is sound and is the beginning of the whole run."""
    if not folder.exists():
        return
    found, reference = RunReader.open(folder), RunReader.open(whole)
    days = found.committed_days
    assert found.problems() == []
    assert found.metrics.identical(reference.metrics.isel(day=slice(0, days)))
    cases = reference.events("cases").filter(pl.col("day") < days).collect()
    assert found.events("cases").collect().equals(cases)
    assert found.scenario == reference.scenario


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def finish(folder: Path, whole: Path, days: int) -> None:
    """A killed run, resumed, ends as the whole run did, and nothing is left over."""
    inspect(folder, whole)
    simulate(folder, days)
    assert same_results(whole, folder) == []
    assert names(folder) == names(whole)
    assert list(folder.parent.glob(f".{folder.name}.*")) == []


def kill_at(step: int, whole: Path) -> None:
    folder = whole.with_name(f"killed{step}end")
    assert forked(lambda: simulate_until(folder, 5, step)) == -signal.SIGKILL, step
    assert forked(lambda: finish(folder, whole, 5)) == 0, step


def steps(base: Path) -> None:
    """Kill before many an operation of a short run; before every one if STEPS is large."""
    whole, log = base / "whole", base / "log.txt"
    assert forked(lambda: simulate_counting(whole, 5, log)) == 0
    count = int(log.read_text())
    for step in range(1, count + 1, max(1, count // int(os.environ.get("STEPS", "14")))):
        kill_at(step, whole)


def moments(base: Path) -> None:
    """Kill one run over and over, at moments spread evenly over some segments."""
    days = 60
    whole, folder = base / "whole", base / "killed"
    span = 3 * seconds(lambda: simulate(whole, days)) / (days / 2)
    for number in range(KILLS):
        while (end := forked(lambda: simulate(folder, days), delay=moment(number, span))) == 0:
            shutil.rmtree(folder)  # it was faster than the one that was timed; begin again
        assert end == -signal.SIGKILL, number
        assert forked(lambda: inspect(folder, whole)) == 0, number
    assert forked(lambda: finish(folder, whole, days)) == 0


if __name__ == "__main__":
    {"steps": steps, "moments": moments}[sys.argv[1]](Path(sys.argv[2]))
