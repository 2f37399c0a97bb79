"""A campaign in toytown that is killed and resumed over and over, for test_kill.py.

One process compiles, loads and settles, and forks for everything else, so that a run starts at once
and whatever happens to it leaves this process alone. Usage: `killed_toytown.py FOLDER`.
"""

import dataclasses
import signal
import sys
from pathlib import Path

from clampdown.engine.settling import settled_world
from clampdown.experiments import variables
from clampdown.experiments.run import Job, run, simulation_of, values_of
from clampdown.results import RunReader, same_results
from clampdown.schema.loading import load_catalogue
from clampdown.schema.scenarios import load_scenario
from killing import forked, moment, seconds

KILLS, DAYS, SEGMENT = 20, 192, 12


def compare(whole: Path, killed: Path) -> None:
    assert same_results(whole, killed) == []
    assert RunReader.open(killed).problems() == []


def main(base: Path) -> None:
    variables.SEGMENT = SEGMENT
    catalogue = load_catalogue()
    scenario = dataclasses.replace(load_scenario("toytown-drive", catalogue=catalogue), days=DAYS)
    values = values_of(scenario, catalogue)
    world = settled_world(scenario, catalogue, values, threads=1)  # compiles, and fills the cache
    simulation_of(scenario, catalogue, values, world, threads=1).step(0)
    whole = base / "whole"

    def go(job: Job) -> None:
        run(scenario, job, catalogue)

    span = 4 * seconds(lambda: go(Job(whole, threads=1))) / (DAYS / SEGMENT)

    kills, number = 0, 0
    while kills < KILLS:  # a run that was quicker than its killer is compared, and another begun
        job = Job(base / f"killed{number}", threads=1, resume=True)
        ended = forked(lambda job=job: go(job), delay=moment(kills, span))
        kills += ended == -signal.SIGKILL
        if ended == 0:
            assert forked(lambda job=job: compare(whole, job.folder)) == 0
            number += 1
    job = Job(base / f"killed{number}", threads=1, resume=True)
    assert forked(lambda: go(job)) == 0
    assert forked(lambda: compare(whole, job.folder)) == 0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
