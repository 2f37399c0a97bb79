"""The tutorial, step by step: files are written, commands run, and what it shows is compared."""

import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(console|text|yaml)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def said(command: str, folder: Path) -> str:
    """Return what a command of the tutorial prints."""
    words = shlex.split(command)
    assert words[0] == "clampdown"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_each_step_of_the_tutorial_prints_what_it_shows(tmp_path):
    printed = ""
    missing = []
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "yaml":
            name = text.partition("\n")[0].removeprefix("# file: ")
            (tmp_path / name).write_text(text, encoding="utf-8")
        elif kind == "console":
            printed = said(text.strip().removeprefix("$ "), tmp_path)
        else:
            missing += [line for line in text.splitlines() if line.rstrip() not in printed]

    assert missing == []


def test_each_command_of_the_tutorial_is_followed_by_what_it_prints():
    kinds = [kind for kind, _ in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]

    assert kinds.count("console") == kinds.count("text")
    assert all(after == "text" for kind, after in pairwise(kinds) if kind == "console")
