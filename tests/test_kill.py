"""A run that is killed at many moments and resumed is the run that nobody killed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clampdown.experiments.run import Job, run_with_twin
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


def names(folder):
    return {path.name for path in folder.iterdir()}
