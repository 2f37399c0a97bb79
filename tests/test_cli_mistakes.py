"""What a user does wrong is told in a sentence, with exit code 2 and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOURS = "behaviour.capacity_hours"
MISTAKES = {
    "a scenario misspelt": (["explain", "hundred-day-batle"], "Did you mean 'hundred-day-battle'?"),
    "a scenario that is nowhere": (["explain", "narnia"], ", hundred-day-battle, "),
    "a file that is not there": (["explain", "nowhere.yaml"], "There is no file 'nowhere.yaml'."),
    "an area misspelt": (["explain", "quiet-2015", "--area", "ryangang"], "Did you mean 'ryanggang'?"),
    "an area that is nowhere": (["explain", "quiet-2015", "--area", "narnia"], "Known: border, jagang"),
    "a sample above one": (["explain", "quiet-2015", "--sample", "2"], "'2' is no share of beats."),
    "a sample of nothing": (["explain", "quiet-2015", "--sample", "0"], "'0' is no share of beats."),
    "a sample in words": (["explain", "quiet-2015", "--sample", "few"], "Write 0.01, or border=0.2"),
    "a sample without a rest": (["explain", "quiet-2015", "--sample", "border=0.2"], "Add rest=0.01."),
    "a sample of nowhere": (["explain", "quiet-2015", "--sample", "x=0.2,rest=1"], "'x' is no part"),
    "a sample that is no number": (["explain", "quiet-2015", "--sample", "rest=x"], "'rest=x' is no share"),
    "a setting without a value": (["explain", "quiet-2015", "--set", "days"], "Write path=value."),
    "a record misspelt": (
        ["explain", "quiet-2015", "--set", "behaviour.capacity_hour=8"], f"Did you mean '{HOURS}'?",
    ),
    "a record in words": (["explain", "quiet-2015", "--set", f"{HOURS}=many"], "a number is wanted"),
    "a record that cannot be": (["explain", "quiet-2015", "--set", f"{HOURS}=-3"], "is negative"),
    "a record without end": (["explain", "quiet-2015", "--set", f"{HOURS}=inf"], "not a finite number"),
    "a mechanism that is not": (["explain", "quiet-2015", "--set", "mechanisms.M99=off"], "no mechanism"),
    "a switch in between": (["explain", "quiet-2015", "--set", "mechanisms.M05=maybe"], "neither on nor off"),
    "an option that is not": (["explain", "quiet-2015", "--set", "options.levels=tall"], "grades, layers"),
    "a negative length": (["explain", "quiet-2015", "--set", "days=-3"], "at least 1"),
    "a half day": (["explain", "quiet-2015", "--set", "days=2.5"], "a whole number"),
    "a negative seed": (["explain", "quiet-2015", "--seed", "-1"], "--seed"),
    "no threads": (["run", "toytown-quiet", "--threads", "0"], "--threads"),
    "an option unheard of": (["explain", "quiet-2015", "--sampel", "1"], "--sampel"),
    "a command unheard of": (["xplain", "quiet-2015"], "xplain"),
    "a pack that is nowhere": (["groups", "--pack", "dprkk"], "Did you mean 'dprk'?"),
    "a prefix of nothing": (["evidence", "bhaviour"], "Did you mean 'behaviour'?"),
    "no name for a directive": (["new", "directive", "Big Sweep"], "cannot be the name of a directive"),
    "a run that is not there": (["schedule", "--run", "runs/none"], "does not exist"),
    "a folder that cannot be": (["new", "directive", "x", "--out", "/dev/null/x"], "cannot be written"),
    "draws without a twin": (["run", "toytown-quiet", "--draws", "2"], "names no twin"),
    "a run into a file": (["run", "toytown-quiet", "--out", "/dev/null/x"], "cannot be written"),
}  # fmt: skip


def clampdown(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "clampdown", *map(str, words)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_and_nothing_is_written(tmp_path, mistake):
    words, sentence = MISTAKES[mistake]

    done = clampdown(*words, folder=tmp_path)

    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_all_mistakes_are_told_at_once(tmp_path):
    words = ["--set", "days=0", "--set", "behaviour.nothing=1", "--set", "mechanisms.M99=off"]

    told = clampdown("explain", "quiet-2015", *words, folder=tmp_path).stderr

    assert len(told.strip().splitlines()) == 3


def test_a_mistake_in_a_file_is_told_with_line_and_column(tmp_path):
    clampdown("new", "directive", "sweep", folder=tmp_path)
    path = tmp_path / "sweep.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("measure: patrol", "measure: patrl"), encoding="utf-8")
    line = text.split("\n").index("    measure: patrol") + 1

    told = clampdown("explain", "sweep-run.yaml", folder=tmp_path).stderr

    assert f"sweep.yaml has 1 problem:\n  line {line}, column 14, orders[0].measure: 'patrl' is not" in told
    assert "Did you mean 'patrol'?" in told


def test_a_directive_given_for_a_scenario_is_told_apart(tmp_path):
    clampdown("new", "directive", "sweep", folder=tmp_path)

    done = clampdown("explain", "sweep.yaml", folder=tmp_path)

    assert done.returncode == 2
    assert "This is a directive, not a scenario." in done.stderr


def test_a_new_directive_does_not_replace_one_that_is_there(tmp_path):
    clampdown("new", "directive", "sweep", folder=tmp_path)
    path = tmp_path / "sweep.yaml"
    path.write_text("mine", encoding="utf-8")

    refused = clampdown("new", "directive", "sweep", folder=tmp_path)
    kept = path.read_text(encoding="utf-8")
    replaced = clampdown("new", "directive", "sweep", "--overwrite", folder=tmp_path)

    assert (refused.returncode, kept, replaced.returncode) == (2, "mine", 0)
    assert path.read_text(encoding="utf-8") != "mine"
