"""`clampdown compare` as it is typed: mistakes, JSON, and a kill in the middle."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from clampdown.experiments.compare_layout import open_dataset

DOCS = Path(__file__).resolve().parents[1] / "docs"
KEYS = DOCS / "json.md"
ARMS = ("toytown-quiet", "toytown-drive")
SHORT = ("--set", "days=28")
MISTAKES = {
    "a scenario misspelt": ([*ARMS, "toytown-drve"], "Did you mean 'toytown-drive'?"),
    "two misspelt": (["toytown-quit", "toytown-drve"], "Did you mean 'toytown-quiet'?"),
    "one scenario": (["toytown-quiet"], "two scenarios or more"),
    "one twice": (["toytown-quiet", "toytown-quiet"], "Two arms are called"),
    "two packs": (["toytown-quiet", "quiet-2015"], "Compare scenarios of one pack."),
    "no replicates": ([*ARMS, "--replicates", "0"], "--replicates"),
    "negative draws": ([*ARMS, "--draws", "-1"], "--draws"),
    "no workers": ([*ARMS, "--workers", "0"], "--workers"),
    "a sample above one": ([*ARMS, "--sample", "2"], "'2' is no share of beats."),
    "a folder that cannot be": ([*ARMS, "--out", "/dev/null/x"], "cannot be written"),
}


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "clampdown", "compare", *map(str, words)]


def compare(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), cwd=folder, env=environment(), capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_and_nothing_is_written(tmp_path, mistake):
    words, sentence = MISTAKES[mistake]

    done = compare(*words, folder=tmp_path)

    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def told_keys(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {
            key for name, child in value.items() for key in told_keys(child, f"{path}.{name}".lstrip("."))
        }
    if isinstance(value, list):
        return {key for child in value for key in told_keys(child, f"{path}[]")} or {f"{path}[]"}
    return {path}


def covers(pattern: str, key: str) -> bool:
    return key == pattern or (pattern.endswith(".*") and key.startswith(pattern[:-1]))


def test_json_has_the_documented_keys_and_no_totals(tmp_path):
    printed = compare(*ARMS, *SHORT, "--replicates", 2, "--draws", 2, "--json", folder=tmp_path)
    sections = re.split(r"^## ", KEYS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    mine = next(section for section in sections if section.startswith("compare\n"))
    cells = [line.split(" | ")[0] for line in mine.splitlines() if line.startswith("| `")]
    known = {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}

    keys = told_keys(json.loads(printed.stdout))

    assert printed.stderr == ""
    assert {key for key in keys if not any(covers(pattern, key) for pattern in known)} == set()
    missing = {pattern for pattern in known if not any(covers(pattern, key) for key in keys)}
    assert {key for key in missing if not key.startswith("failed[].")} <= {
        "arms[].metrics[].ratio", "arms[].metrics[].difference", "arms[].metrics[].over_draws",
        "arms[].metrics[].over_draws.ratio", "windows.before", "windows.during", "windows.after",
        "windows.after[]", "arms[].outsiders",
    }  # fmt: skip
    assert not any(word in key for key in keys for word in ("total", "count"))


def test_the_page_shows_what_the_command_prints(tmp_path):
    page = (DOCS / "compare.md").read_text(encoding="utf-8")
    typed, shown = re.search(
        r"\$ clampdown compare (.*?)\n```\n\n```text\n(.*?)```", page, re.DOTALL
    ).groups()

    printed = compare(*typed.split(), "--replicates", 2, "--draws", 2, folder=tmp_path).stdout

    assert rows(printed) == rows(shown)
    assert "What was done to people" in rows(shown)


def rows(text: str) -> list[str]:
    """Return the first cells of all tables."""
    return [line.split("  ")[0] for line in text.splitlines() if re.search(r"\S  +\S.*\S  +\S", line)]


def test_a_folder_of_a_run_is_no_comparison(tmp_path):
    folder = tmp_path / "runs" / "x"
    folder.mkdir(parents=True)
    (folder / "state.json").write_text("{}", encoding="utf-8")

    done = compare(*ARMS, "--out", "runs/x", "--resume", folder=tmp_path)

    assert done.returncode == 2
    assert "holds no comparison" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["state.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_comparison_that_is_killed_and_gone_on_with_ends_as_one_left_alone(tmp_path):
    words = (*ARMS, *SHORT, "--replicates", 3, "--draws", 1, "--workers", 1)
    kills = 0
    for _ in range(20):
        process = subprocess.Popen(
            command(*words, "--out", "killed", "--resume"), cwd=tmp_path, env=environment(),
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        began = counting(tmp_path / "killed")
        while process.poll() is None and counting(tmp_path / "killed") == began:
            time.sleep(0.005)
        time.sleep(kills * 0.2)
        workers = psutil.Process(process.pid).children() if process.poll() is None else []
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        psutil.wait_procs(workers, timeout=20)
        kills += 1
        assert not any(worker.is_running() and worker.status() != "zombie" for worker in workers)

    last = compare(*words, "--out", "killed", "--resume", folder=tmp_path)
    compare(*words, "--out", "whole", folder=tmp_path)

    assert kills >= 2
    assert last.returncode == 0
    assert open_dataset(tmp_path / "killed").identical(open_dataset(tmp_path / "whole"))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for another process")
def test_a_comparison_interrupted_before_its_first_replicate_leaves_nothing_but_a_sentence(tmp_path):
    starter = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from clampdown.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", starter, "compare", *ARMS, "--out", "x"],
        cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not (tmp_path / "x" / "effects.zarr").exists() and process.poll() is None:
        time.sleep(0.01)

    process.send_signal(signal.SIGINT)

    sentence = "Interrupted before the first replicate was done; nothing was left behind. Start again.\n"
    assert (process.communicate(timeout=60)[1], process.returncode) == (sentence, 130)
    assert list(tmp_path.iterdir()) == []


def counting(folder: Path) -> int:
    """Return how many replicates count so far."""
    path = folder / "replicates.json"
    return len(json.loads(path.read_text(encoding="utf-8"))["done"]) if path.exists() else 0
