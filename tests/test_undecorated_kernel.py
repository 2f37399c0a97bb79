"""The kernel as plain Python against the kernel as it is compiled."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

import clampdown
from clampdown.engine.population import build_world
from clampdown.experiments.run import values_of
from clampdown.schema.scenarios import load_scenario
from clampdown.world.storage import save_tables
from undecorated_days import hashes

DAYS = 60
# A small part of toytown under the drive, and from the fifth day on under an order of everything else.
SCENARIO = """
id: undecorated
title: A few lanes of Toytown under every order there is
base: toytown-drive
changes:
  set:
    sample: 0.15
    behaviour.confrontation_threshold: 0.01
    behaviour.confrontation_rate: 0.5
  add:
    - id: everything-else
      title: Every order that the drive does not give
      issuer: council
      addressees: [wardens, gatekeepers]
      announced: work_units
      in_force: {from: 2015-07-05, until: 2015-08-20}
      area: everywhere
      orders:
        - {measure: home_checks, amount: 2}
        - {measure: borrowed_staff, task: patrol, amount: 0.5}
        - {measure: no_pardon, amount: 0.5}
        - {measure: superiors_liable, amount: 0.5}
        - {measure: call_for_results, amount: 0.8}
        - {measure: press_informers, amount: 0.5}
        - {measure: supervise_flagged, flags: [record, newcomer], amount: 2}
        - {measure: audit_claims, amount: 0.3}
        - {measure: punish_kin, amount: 0.5}
        - {measure: release, rung: lock_up, day: 2015-08-10, amount: 0.5}
        - {measure: absence_fine, amount: 3}
        - {measure: recall, amount: 0.5}
        - {measure: exemplary_sentence, rung: expulsion, amount: 0.1}
"""


def undecorated(*arguments: object) -> list[str]:
    """Return the hashes that a process without a compiler comes to."""
    script = Path(__file__).with_name("undecorated_days.py")
    source = str(Path(clampdown.__path__[0]).parent)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", script, *map(str, arguments)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": source},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled here")
def test_the_kernel_as_plain_python_lives_the_same_sixty_days_as_the_compiled_one(tmp_path, catalogue):
    file = tmp_path / "undecorated.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    scenario = load_scenario(file, catalogue=catalogue)
    world = build_world(scenario, values_of(scenario, catalogue))
    save_tables(tmp_path / "world", world, {"fixed", "saved", "day"})

    compiled = list(hashes(file, tmp_path / "world", DAYS))
    plain = undecorated(file, tmp_path / "world", DAYS)

    assert plain == compiled
