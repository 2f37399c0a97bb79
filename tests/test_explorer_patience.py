"""Tests that nobody keeps a place in the explorer with a request that he does not end."""

import json
import socket
import time

import pytest
from starlette.responses import Response

from clampdown.explorer.limits import Limits
from clampdown.explorer.serving import SERVING
from explorer_server import TOKEN, serving

PATIENCE = 0.3  # seconds
HEAD = "{} /api/{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("runs"), patience=PATIENCE) as server:
        yield server


def head(served, method="POST", what="check", token=TOKEN):
    return HEAD.format(method, what, served.port, token).encode()


def connected(served):
    return socket.create_connection(("127.0.0.1", served.port), timeout=60)


def heard(wire):
    """Return all that comes until the other side ends the connection."""
    parts = []
    while part := wire.recv(65536):
        parts.append(part)
    return b"".join(parts)


def drips_to_the_end(wire, content):
    """Send some bytes now and then, and return whether the other side ends the connection."""
    wire.settimeout(PATIENCE / 5)
    for _ in range(100):
        try:
            heard(wire)
        except TimeoutError:
            wire.sendall(content)
        except ConnectionError:
            return True
        else:
            return True
    return False


UNENDED = {
    "first line": lambda served: b"GET /api/sett",
    "head": head,
    "body": lambda served: head(served) + b"Content-Length: 50\r\n\r\n{",
    "chunked body": lambda served: head(served) + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
}


@pytest.mark.parametrize("part", UNENDED)
def test_a_request_that_does_not_end_is_answered_and_its_place_given_back(served, part):
    with connected(served) as wire:
        wire.sendall(UNENDED[part](served))

        answer = heard(wire)

    assert answer.startswith(b"HTTP/1.1 408 ")
    said = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert said["message"] == "The request did not come to its end within 0.3 seconds."


@pytest.mark.parametrize("part", ["head", "body"])
def test_bytes_that_drip_do_not_lengthen_the_time(served, part):
    with connected(served) as wire:
        wire.sendall(UNENDED[part](served))

        assert drips_to_the_end(wire, b"X")


def test_a_body_that_drips_on_after_it_was_refused_keeps_no_place(served):
    with connected(served) as wire:
        wire.sendall(head(served, token="wrong") + b"Content-Length: 500\r\n\r\n{")

        assert drips_to_the_end(wire, b" ")


def test_a_request_that_follows_a_whole_one_has_to_end_too(served):
    whole = head(served, "GET", "settings") + b"\r\n"
    with connected(served) as wire:
        wire.sendall(whole + UNENDED["body"](served))

        answers = heard(wire)

    assert [code for code in (b" 200 ", b" 408 ") if code in answers] == [b" 200 ", b" 408 "]


def test_a_connection_on_which_nothing_is_asked_ends_without_a_word(served):
    with connected(served) as wire:
        assert heard(wire) == b""


def test_an_answer_may_take_longer_than_a_request(served, monkeypatch):
    def slow():
        time.sleep(3 * PATIENCE)
        return Response(b"at last")

    monkeypatch.setattr(served.services.page, "demo", slow)

    assert served.ask("GET", "/api/demo").body == b"at last"


def test_a_crowd_that_asks_nothing_whole_is_gone_soon(tmp_path):
    with serving(tmp_path, patience=2.0) as served:
        crowd = [connected(served) for _ in range(SERVING["limit_concurrency"])]
        for wire in crowd:
            wire.sendall(b"GET / HTTP/1.1\r\n")
        assert served.ask("GET", "/api/settings").status == 503

        for wire in crowd:
            heard(wire)
            wire.close()

        assert served.ask("GET", "/api/settings").status == 200


def test_the_explorer_waits_for_seconds_and_not_for_ever():
    assert 5 <= Limits().patience <= 60
