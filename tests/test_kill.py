"""A run that is killed at many moments and resumed is the run that nobody killed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clampdown.experiments import verbs
from clampdown.experiments.run import Job, run_with_twin
from clampdown.experiments.took import took, took_in_words
from clampdown.results import same_results
from clampdown.schema.scenarios import load_scenario

DRIVER = Path(__file__).with_name("killed_toytown.py")


def test_a_campaign_killed_at_twenty_moments_and_resumed_ends_as_one_that_was_left_alone(tmp_path):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, DRIVER, tmp_path],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr


class BrokenOffError(Exception):
    """Stands for whatever ends a run before its time."""


@pytest.mark.parametrize("day", [28, 45])
def test_a_campaign_broken_off_before_its_twin_began_is_resumed_with_its_twin(tmp_path, catalogue, day):
    scenario = load_scenario("toytown-drive", catalogue=catalogue)

    def give_up(title, done, of):
        if title == scenario.title and done == day:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        run_with_twin(scenario, Job(tmp_path / "drive", threads=1, progress=give_up), catalogue)
    run_with_twin(scenario, Job(tmp_path / "drive", threads=1, resume=True), catalogue)
    run_with_twin(scenario, Job(tmp_path / "whole", threads=1), catalogue)

    assert same_results(tmp_path / "drive", tmp_path / "whole") == []
    assert same_results(tmp_path / "drive" / "twin", tmp_path / "whole" / "twin") == []
    assert names(tmp_path / "drive") == names(tmp_path / "whole")


def test_a_campaign_that_is_there_already_keeps_what_it_took_the_first_time(tmp_path):
    outcome = verbs.run("toytown-drive", tmp_path / "drive", threads=1)
    first = took(outcome)

    again = verbs.run("toytown-drive", tmp_path / "drive", threads=1, resume=True)

    assert first["seconds"] > 0
    for before, after in ((outcome.run, again.run), (outcome.twin, again.twin)):
        for what in ("timings", "finished", "peak_memory_bytes"):
            assert after.provenance[what] == before.provenance[what]
    assert (took(again)["seconds"], took(again)["person_days"]) == (0, 0)
    assert took_in_words(took(again), tmp_path)[0].startswith("Everything was there already")


def test_a_campaign_whose_twin_is_missing_counts_what_the_twin_took(tmp_path):
    first = verbs.run("toytown-drive", tmp_path / "drive", threads=1)
    shutil.rmtree(tmp_path / "drive" / "twin")

    again = verbs.run("toytown-drive", tmp_path / "drive", threads=1, resume=True)

    assert again.run.provenance["timings"] == first.run.provenance["timings"]
    assert took(again)["seconds"] == again.twin.provenance["timings"]["seconds"] > 0


def names(folder):
    return {path.name for path in folder.iterdir()}
