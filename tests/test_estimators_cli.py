"""The command `estimate`, as a process of its own, as a user starts it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
QUICK = ["--bootstrap", "20", "--iterations", "200"]


def clampdown(*words, folder=None):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "clampdown", *map(str, words)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def keys_of(value, path=""):
    """Return the paths of everything in parsed JSON; `[]` marks an element."""
    if isinstance(value, dict):
        return {key for name, child in value.items() for key in keys_of(child, f"{path}.{name}".lstrip("."))}
    if isinstance(value, list):
        return {key for child in value for key in keys_of(child, f"{path}[]")}
    return {path}


def test_the_table_names_every_estimator_with_a_figure_and_says_why_others_have_none():
    told = clampdown("estimate", "kosovo-1999", *QUICK).stdout

    assert re.search(
        r"^loglinear-bic +EXH·HRW \+ OSCE·HRW \+ EXH·ABA·OSCE +10,357 ", told, flags=re.MULTILINE
    )
    assert re.search(r"^independence +lists independent +7,395 ", told, flags=re.MULTILINE)
    assert "latent-class: no figure. The chains do not agree" in " ".join(told.split())
    assert "hardly tells apart (within 2) give 10,357 to 18,393" in told


def test_json_has_the_documented_keys_and_no_others(tmp_path):
    target = tmp_path / "out.csv"
    words = ["estimate", "uk-2013", *QUICK, "--estimators", "chapman,chao", "--export", f"lcmcr={target}"]
    section = (
        (DOCS / "json.md").read_text(encoding="utf-8").partition("\n## estimate\n")[2].partition("\n## ")[0]
    )
    cells = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]

    found = json.loads(clampdown(*words, "--json").stdout)

    assert keys_of(found) == {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}
    assert target.exists()


def test_only_the_estimators_asked_for_are_told():
    found = json.loads(clampdown("estimate", "kosovo-1999", "--estimators", "chao", "--json").stdout)

    assert [row["estimator"] for row in found["estimates"]] == ["chao"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["kosovo-1999", "--estimators", "chapmann"], "Did you mean 'chapman'?"),
        (["kosovo-1999", "--export", "spss=x.csv"], "'spss' is no format"),
        (["kosovo-1999", "--export", "lcmcr=no/where/x.csv"], "cannot be written"),
        (["people.csv"], "Rows per person are refused"),
    ],
)
def test_a_mistake_ends_in_a_sentence_and_writes_nothing(words, reason, tmp_path):
    (tmp_path / "people.csv").write_text("name,a,b\nSomebody,1,0\n", encoding="utf-8")

    done = clampdown("estimate", *words, folder=tmp_path)

    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert "Somebody" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_the_worked_example_of_the_page_is_what_the_program_says(tmp_path):
    page = (DOCS / "estimators.md").read_text(encoding="utf-8")
    table, command, told = re.search(
        r"```csv\n(.*?)```.*?```\nclampdown (estimate example\.csv[^\n]*)\n```.*?```text\n(.*?)```",
        page,
        re.DOTALL,
    ).groups()
    (tmp_path / "example.csv").write_text(table, encoding="utf-8")

    done = clampdown(*command.split(), folder=tmp_path)

    assert done.stdout.split() == told.split()
