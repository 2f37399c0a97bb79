"""A run that is killed at many moments and resumed is the run that nobody killed."""

import os
import subprocess
import sys
from pathlib import Path

DRIVER = Path(__file__).with_name("killed_toytown.py")


def test_a_campaign_killed_at_twenty_moments_and_resumed_ends_as_one_that_was_left_alone(tmp_path):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, DRIVER, tmp_path],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
