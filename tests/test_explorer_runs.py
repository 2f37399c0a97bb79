"""Tests of runs that the page asks for: in a worker process, day by day; stopped, killed, flooded."""

import csv
import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from clampdown.experiments.saying import with_words
from clampdown.experiments.verbs import load_scenario, run
from clampdown.explorer.frames import unpacked
from clampdown.explorer.results import PAYLOAD
from clampdown.explorer.store import Store
from clampdown.explorer.work import warmed
from clampdown.results.comparing import same_results
from explorer_server import TOY, serving

LONG = TOY | {"days": 400}
PATIENCE = 300  # seconds


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("runs")) as server:
        yield server


@pytest.fixture(scope="module")
def lines(served):
    return served.run()


@pytest.fixture(scope="module")
def done(lines):
    return lines[-1]["run"]


def days(lines):
    return [line for line in lines if line["kind"] == "day"]


def begun(lines):
    """Return the line that says what a run's numbers stand for; work may be told of before it."""
    return next(line for line in lines if line["kind"] == "begun")


def run_of(answer):
    """Return the id of a run whose lines are coming in."""
    return begun(json.loads(line) for line in iter(answer.readline, b""))["run"]


def waits_for(what):
    """Return whether something comes to be true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


def test_what_is_kept_of_a_run_begins_with_what_its_numbers_stand_for(served, lines, done):
    folder = served.services.store.find(done)

    kept = served.services.store.lines(folder)

    assert kept == [with_words(line) for line in lines if line["kind"] != "working"]
    assert kept[0]["kind"] == "begun"


def test_a_run_begins_with_what_its_numbers_stand_for(lines):
    told = begun(lines)

    assert (told["people"]["simulated"], told["days"]) == (10_400, 30)
    assert told["notice"] == "Simulation of synthetic people; not a record of events."
    assert [scenario["id"] for scenario in told["scenarios"]] == ["toytown-quiet", "toytown-drive"]


def test_a_run_tells_what_its_worker_does_before_the_first_day(tmp_path):
    with serving(tmp_path) as cold:
        told = cold.run(TOY | {"days": 1})

    assert (told[0]["kind"], told[0]["what"] != "") == ("working", True)


def test_the_days_of_both_scenarios_come_side_by_side(lines):
    told = [(line["day"], line["scenario"]) for line in days(lines)]

    assert told == [(day, scenario) for day in range(30) for scenario in range(2)]


def test_a_day_has_a_number_for_each_series_and_a_map_for_each_metric(lines):
    legend, day = begun(lines), days(lines)[-1]

    assert list(day["values"]) == [series["key"] for series in legend["series"]]
    assert [len(unpacked(day["map"][one["key"]])) for one in legend["map"]["metrics"]] == [2] * len(
        day["map"]
    )


def test_the_campaign_shows_in_the_days(lines):
    quiet, drive = (line["values"]["executed"] for line in days(lines)[-2:])

    assert quiet is None
    assert 0 < drive < 1


def test_what_rests_on_fewer_than_twenty_is_hidden(lines):
    first = days(lines)[0]["values"]

    assert first["offences"] is not None
    assert first["named_innocent"] is None


def test_a_run_of_the_page_is_the_run_of_the_command_line(served, done, tmp_path):
    ready = load_scenario("toytown-drive", sample="1.0", settings={"days": 30})
    outcome = run(ready, tmp_path / "own", threads=1)

    own = Store.results(served.services.store.find(done))[0]

    assert same_results(own, outcome.run.folder) == []


def test_the_twin_among_the_scenarios_is_lived_once(served, done):
    folders = Store.results(served.services.store.find(done))

    assert [(folder.name, (folder / "twin").is_dir()) for folder in folders] == [("1", True)]


def test_two_scenarios_with_one_twin_share_it(served):
    rounds = {"id": "toytown-drive", "settings": {"directives.three-week-drive.rounds.amount": 60}}
    told = served.run(TOY | {"scenarios": [{"id": "toytown-drive"}, rounds], "days": 3})

    folders = Store.results(served.services.store.find(told[-1]["run"]))

    assert same_results(*(folder / "twin" for folder in folders)) == []


def test_the_command_that_repeats_a_run_is_told(lines):
    assert lines[-1]["commands"][1] == "clampdown run toytown-drive --sample 1.0 --set days=30"


def test_what_a_report_shows_is_there_when_a_run_is_done(served, lines):
    assert (served.services.store.find(lines[-1]["run"]) / PAYLOAD).is_file()


def test_a_worker_that_is_waited_for_lives_no_day_beforehand():
    _, settled = warmed(("toytown-drive",), 1.0, lambda *_: None, lambda: True)

    assert settled._worlds == {}


def test_a_finished_run_gives_what_a_report_shows(served, done):
    payload = served.ask("GET", f"/api/runs/{done}/payload").json

    assert payload["about"]["notice"] == "Simulation of synthetic people; not a record of events."
    assert [scenario["role"] for scenario in payload["scenarios"]] == ["twin", "arm"]


def test_a_finished_run_gives_its_report_as_a_file(served, done):
    answer = served.ask("GET", f"/api/runs/{done}/report")

    assert answer.headers["content-disposition"].startswith('attachment; filename="clampdown-')
    assert b"not a record of events" in answer.body


def test_the_tables_of_a_run_begin_with_the_notice(served, done):
    archive = zipfile.ZipFile(io.BytesIO(served.ask("GET", f"/api/runs/{done}/export").body))

    assert [archive.read(name).splitlines()[0] for name in ("days.csv", "provinces.csv", "README.txt")] == [
        b"# Simulation of synthetic people; not a record of events.",
        b"# Simulation of synthetic people; not a record of events.",
        b"Simulation of synthetic people; not a record of events.",
    ]


def test_the_tables_hold_every_day_of_every_scenario(served, done, lines):
    archive = zipfile.ZipFile(io.BytesIO(served.ask("GET", f"/api/runs/{done}/export").body))
    rows = archive.read("days.csv").decode().splitlines()[2:]

    assert len(rows) == 30 * 2 * len(begun(lines)["series"])


def test_the_tables_say_their_units_in_words(served, done, lines):
    archive = zipfile.ZipFile(io.BytesIO(served.ask("GET", f"/api/runs/{done}/export").body))
    told = list(csv.DictReader(archive.read("days.csv").decode().splitlines()[1:]))

    assert {row["unit"] for row in told if row["series"] == "held"} == {"per 1,000 people, each night"}


def test_a_scenario_written_in_the_page_is_run_and_kept_with_its_notice(served):
    text = "id: mine\ntitle: Mine\nbase: toytown-drive\nchanges: {set: {days: 4}}\n"
    told = served.run({"scenarios": [{"text": text}], "sample": 1.0})
    archive = zipfile.ZipFile(io.BytesIO(served.ask("GET", f"/api/runs/{told[-1]['run']}/export").body))

    assert len(days(told)) == 4
    assert archive.read("scenario-1.yaml").decode().splitlines()[1] == "id: mine"


def test_nonsense_is_refused_before_a_worker_is_troubled(served):
    answer = served.ask("POST", "/api/runs", {"scenarios": [{"text": "id: [\n"}]})

    assert (answer.status, answer.json["problems"][0]["line"] > 0) == (422, True)


def test_a_listener_who_leaves_ends_the_worker_and_leaves_nothing_behind(served):
    with served.asking("POST", "/api/runs", LONG) as answer:
        run_id = run_of(answer)
        worker = psutil.Process(served.services.crew.busy[run_id].pid)

    assert waits_for(lambda: not worker.is_running())
    assert waits_for(lambda: not (served.services.store.folder / run_id).exists())


def test_a_killed_worker_is_told_of_and_the_server_lives_on(served):
    with served.asking("POST", "/api/runs", LONG) as answer:
        run_id = run_of(answer)
        psutil.Process(served.services.crew.busy[run_id].pid).kill()
        last = [json.loads(line) for line in answer][-1]

    assert (last["kind"], "killed" in last["message"]) == ("failed", True)
    assert served.run(TOY | {"days": 2})[-1]["kind"] == "done"


def test_a_killed_spare_worker_is_replaced(served):
    assert waits_for(lambda: served.services.crew._spare is not None)
    psutil.Process(served.services.crew._spare.pid).kill()

    assert served.run(TOY | {"days": 2})[-1]["kind"] == "done"


def test_a_flood_of_runs_is_held_to_the_limit(served):
    with ThreadPoolExecutor(12) as pool:
        statuses = list(
            pool.map(lambda _: served.ask("POST", "/api/runs", TOY | {"days": 40}).status, range(12))
        )

    assert 1 <= statuses.count(200) <= 4  # two at a time
    assert statuses.count(200) + statuses.count(429) == 12


def test_after_a_flood_runs_go_on(served):
    assert served.run(TOY | {"days": 2})[-1]["kind"] == "done"


def test_no_file_is_written_outside_the_folder_of_runs(served, done):
    folder = Path(served.services.store.folder)

    assert all(len(path.name) == 16 for path in folder.iterdir())
