"""Runs as a user starts them: processes of their own, on toytown."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clampdown.cli import app, running
from clampdown.results import RunReader, same_results

SHORT = ["--set", "days=40", "--threads", "1"]
KEYS = Path(__file__).resolve().parents[1] / "docs" / "json.md"


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "clampdown", *map(str, words)]


def clampdown(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which toytown has been run for 40 days."""
    folder = tmp_path_factory.mktemp("done")
    finished = clampdown("run", "toytown-drive", *SHORT, folder=folder)
    assert finished.returncode == 0, finished.stderr
    (folder / "told.txt").write_text(finished.stdout, encoding="utf-8")
    (folder / "error.txt").write_text(finished.stderr, encoding="utf-8")
    return folder


def told_keys(value: object, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {
            key for name, child in value.items() for key in told_keys(child, f"{path}.{name}".lstrip("."))
        }
    if isinstance(value, list):
        return {key for child in value for key in told_keys(child, f"{path}[]")}
    return {path}


def committed(state: Path) -> bool:
    return state.exists() and json.loads(state.read_text(encoding="utf-8"))["committed"] > 0


def test_a_run_tells_human_cost_first_then_orders_then_provinces(done):
    told = (done / "told.txt").read_text(encoding="utf-8")

    parts = ["not a record of events", "What was done to people", "became of the orders", "By province"]
    places = [told.index(part) for part in parts]

    assert places == sorted(places)


def test_a_run_ends_with_its_speed_its_memory_and_where_the_results_lie(done):
    told = (done / "told.txt").read_text(encoding="utf-8")

    assert re.search(r"person-days and [\d.,]+ cases a second on 1 thread, .* peak memory .* [GM]iB\.", told)
    assert told.endswith(
        "Results: runs/toytown-drive (the twin in runs/toytown-drive/twin).\n"
        "Report: runs/toytown-drive/report.html\n"
    )
    assert (done / "runs" / "toytown-drive" / "report.html").exists()


def test_a_run_says_what_outsiders_would_count_and_what_may_be_written(done):
    told = (done / "told.txt").read_text(encoding="utf-8")
    box = (done / "runs" / "toytown-drive" / "you-may-write.md").read_text(encoding="utf-8")

    parts = ["By province", "What happened, and what was published", "You may write", "You may not write"]
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)
    assert box.startswith("*Simulation of synthetic people; not a record of events.*")
    assert "**You may not write**" in box


def test_nothing_is_drawn_on_the_error_stream_of_a_pipe(done):
    assert (done / "error.txt").read_text(encoding="utf-8") == ""


def test_a_run_that_is_there_is_left_alone_without_a_word_to_replace_it(done):
    before = (done / "runs" / "toytown-drive" / "state.json").read_bytes()

    refused = clampdown("run", "toytown-drive", *SHORT, folder=done)

    assert refused.returncode == 2
    assert "--resume" in refused.stderr
    assert "--overwrite" in refused.stderr
    assert (done / "runs" / "toytown-drive" / "state.json").read_bytes() == before


def test_resuming_a_complete_run_tells_the_same_again(done):
    again = clampdown("run", "toytown-drive", *SHORT, "--resume", folder=done)

    first = (done / "told.txt").read_text(encoding="utf-8").split("person-days and")[0]
    assert again.returncode == 0, again.stderr
    assert again.stdout[: len(first) // 2] == first[: len(first) // 2]


def test_resuming_with_other_numbers_is_refused(done):
    refused = clampdown("run", "toytown-drive", "--set", "days=41", "--resume", folder=done)

    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_json_of_a_run_has_the_documented_keys_and_no_totals(tmp_path):
    printed = clampdown("run", "toytown-drive", *SHORT, "--draws", "1", "--json", folder=tmp_path)
    sections = re.split(r"^## ", KEYS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    mine = next(section for section in sections if section.startswith("run\n"))
    cells = [line.split(" | ")[0] for line in mine.splitlines() if line.startswith("| `")]
    known = {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}

    keys = told_keys(json.loads(printed.stdout))

    covered = {
        key for key in keys for p in known if key == p or (p.endswith(".*") and key.startswith(p[:-1]))
    }
    assert keys - covered == set()
    assert not any(word in key for key in keys for word in ("total", "count"))


def test_the_twin_differs_in_nothing_before_the_campaign(done):
    folder = done / "runs" / "toytown-drive"
    run, twin = RunReader.open(folder).metrics, RunReader.open(folder / "twin").metrics

    same = [
        name
        for name in ("people", "offences", "bribes_paid", "named")
        if run[name][:25].equals(twin[name][:25])
    ]

    assert same == ["people", "offences", "bribes_paid", "named"]
    assert not run["minutes"].equals(twin["minutes"])


def test_another_seed_is_another_run(done, tmp_path):
    clampdown("run", "toytown-drive", *SHORT, "--seed", "8", folder=tmp_path)

    found = same_results(done / "runs" / "toytown-drive", tmp_path / "runs" / "toytown-drive")

    assert any("offences" in sentence for sentence in found)


def test_an_interrupted_run_says_how_to_go_on_and_goes_on(tmp_path):
    words = ["run", "toytown-drive", "--set", "days=2000", "--threads", "1"]
    state = tmp_path / "runs" / "toytown-drive" / "state.json"
    limit = time.monotonic() + 300
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}

    with subprocess.Popen(command(*words), cwd=tmp_path, env=environment(), text=True, **streams) as process:
        while time.monotonic() < limit and process.poll() is None and not committed(state):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()

    assert "Traceback" not in said
    assert process.returncode == 130
    assert f"Go on with: clampdown {' '.join(words)} --resume" in said
    reader = RunReader.open(state.parent)
    assert 0 < reader.committed_days < 2000


def test_a_reader_that_closes_the_pipe_ends_it_quietly():
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command("evidence"), env=environment(), text=True, **streams) as process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert "Traceback" not in said


def test_metrics_are_listed_as_a_run_records_them(done):
    listed = json.loads(clampdown("metrics", "--pack", "toytown", "--json", folder=done).stdout)
    recorded = RunReader.open(done / "runs" / "toytown-drive").metrics

    daily = {str(name): array for name, array in recorded.data_vars.items() if "day" in array.dims}

    assert {row["name"] for row in listed} == set(daily)
    for row in listed:
        array = daily[row["name"]]
        assert tuple(row["dims"]) == array.dims
        assert all(array.sizes[axis] == length for axis, length in row["lengths"].items())
        assert row["level"].replace(" ", "_") == array.attrs["level"]
        assert row["survives_sampling"] == array.attrs["survives_sampling"]
        assert row["human_cost"] == array.attrs["human_cost"]


def test_groups_are_listed_with_the_labels_of_a_run(done):
    listed = json.loads(clampdown("groups", "--pack", "toytown", "--json", folder=done).stdout)
    recorded = RunReader.open(done / "runs" / "toytown-drive").metrics

    axes = {row["id"]: row["labels"] for row in listed if row["id"] in recorded.dims}

    assert set(axes) >= {"offence", "rung", "class", "flag", "age", "status", "quintile"}
    assert all(recorded[axis].to_numpy().tolist() == labels for axis, labels in axes.items())


def test_the_schedule_shows_the_seconds_of_a_run(tmp_path):
    clampdown("run", "toytown-quiet", "--set", "days=5", "--threads", "1", folder=tmp_path)

    rows = json.loads(clampdown("schedule", "--run", "runs/toytown-quiet", "--json", folder=tmp_path).stdout)

    assert all(row["seconds"] is not None and row["seconds"] >= 0 for row in rows)


def test_a_scenario_without_a_twin_is_run_alone(tmp_path):
    finished = clampdown("run", "toytown-quiet", "--set", "days=5", "--threads", "1", folder=tmp_path)

    assert finished.returncode == 0, finished.stderr
    assert "without a twin" in finished.stdout
    assert not (tmp_path / "runs" / "toytown-quiet" / "twin").exists()


@pytest.fixture
def little_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration on toytown, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "DEMO", "toytown-drive")
    return tmp_path


def test_the_demo_ends_with_what_may_be_concluded_and_where_the_results_lie(little_demo):
    told = CliRunner().invoke(app, ["demo", "--draws", "1"], catch_exceptions=False).stdout

    words = " ".join(told.split())
    assert "with ranges over 1 draw of what is not known" in words
    assert (
        words.index("Over 1 draw ")
        < words.index("It may not be concluded")
        < words.index("Results: runs/demo")
    )


def test_the_demo_can_be_given_twice(little_demo):
    first = CliRunner().invoke(app, ["demo", "--draws", "0"], catch_exceptions=False)
    second = CliRunner().invoke(app, ["demo", "--draws", "0"], catch_exceptions=False)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert (little_demo / "runs" / "demo" / "twin" / "state.json").exists()
