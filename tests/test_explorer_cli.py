"""Tests of `clampdown explore` as a process of its own."""

import contextlib
import http.client
import json
import re
import signal
import socket
import subprocess
import sys

import psutil
import pytest

from clampdown.errors import InputError
from clampdown.explorer import serving
from clampdown.explorer.serving import bound

OPEN = re.compile(r"open at http://127\.0\.0\.1:(\d+)/#token=([\w-]{40,})$")
PROGRAM = [sys.executable, "-m", "clampdown", "explore", "--no-browser", "--pack", "toytown"]


@pytest.fixture
def opened(tmp_path):
    """Give the process of an explorer, its port and its token."""
    words = [*PROGRAM, "--runs", str(tmp_path)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, **pipes, text=True) as process:
        try:
            port, token = OPEN.search(process.stdout.readline().strip()).groups()
            yield process, int(port), token
        finally:
            process.kill()


def status(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_prints_an_address_whose_token_opens_it(opened):
    _, port, token = opened

    assert status(port, "/") == 200
    assert status(port, "/api/nowhere") == 401
    assert status(port, "/api/nowhere", authorization=f"Bearer {token}") == 404


def test_other_machines_cannot_reach_it(opened):
    process, *_ = opened

    listening = [
        one.laddr.ip for one in psutil.Process(process.pid).net_connections() if one.status == "LISTEN"
    ]

    assert listening == ["127.0.0.1"]


def test_an_interrupt_ends_it_well_and_its_workers_with_it(opened):
    process, *_ = opened
    workers = psutil.Process(process.pid).children(recursive=True)

    process.send_signal(signal.SIGINT)

    assert process.wait(60) == 0
    assert psutil.wait_procs(workers, 60)[1] == []


def test_an_interrupt_in_the_middle_of_a_run_leaves_nothing_of_it_and_no_complaint(opened, tmp_path):
    process, port, token = opened
    asked = json.dumps({"scenarios": [{"id": "toytown-quiet"}], "days": 400})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    with contextlib.closing(connection):
        connection.request("POST", "/api/runs", asked, {"authorization": f"Bearer {token}"})
        with connection.getresponse() as answer:
            next(line for line in answer if json.loads(line)["kind"] == "day")
            process.send_signal(signal.SIGINT)
            ended = process.wait(60)

    assert (ended, process.stderr.read()) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_its_workers_end_when_it_is_killed(opened):
    process, port, _ = opened
    assert status(port, "/") == 200
    workers = psutil.Process(process.pid).children(recursive=True)

    process.kill()

    assert psutil.wait_procs(workers, 60)[1] == []


def test_a_port_that_is_taken_is_told_in_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run([*PROGRAM, "--port", port], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"The explorer cannot listen at 127.0.0.1, port {port}: ")


def test_a_pack_misspelt_is_told_with_the_right_one():
    words = [*PROGRAM[:-1], "toytwon"]

    ended = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (2, "There is no pack 'toytwon'. Did you mean 'toytown'?\n")


def test_an_address_for_other_machines_comes_with_a_warning(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(serving, "bound", lambda host, port: bound("127.0.0.1", port))
    monkeypatch.setattr(serving.uvicorn.Server, "run", lambda server, sockets: None)

    serving.explore(serving.Wanted(tmp_path, "toytown", "192.168.1.5", browser=False), said.append)

    assert said[0].startswith("Warning: 192.168.1.5 can be reached from other machines.")
    assert said[1].startswith("The explorer is open at http://192.168.1.5:")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "0", "0x0", "::0"])
def test_every_address_at_once_is_refused_with_a_remedy(host):
    with pytest.raises(InputError, match=r"stands for every address .* such as 192\.168\.1\.5"):
        bound(host, 0)


def test_an_address_of_this_machine_alone_is_answered_under_its_own_name():
    assert "127.0.0.2:8000" in serving.answered("127.0.0.2", 8000)


def test_an_address_in_capitals_is_answered_as_browsers_write_it():
    assert "[fd00::1]:8000" in serving.answered("FD00:0::1", 8000)


def test_a_port_that_browsers_leave_away_may_be_missing():
    assert {"localhost", "localhost:80"} <= serving.answered("127.0.0.1", 80)
