"""Tests of what a worker tells while it gets ready, compiles and settles."""

import json
from multiprocessing import Pipe

import numba
import pytest

from clampdown.experiments.saying import say
from clampdown.explorer.compiling import compiling
from clampdown.explorer.telling import OFTEN, Teller

SOON = 10  # seconds
QUIET = 5 * OFTEN


@pytest.fixture
def wires():
    ours, theirs = Pipe()
    yield ours, theirs
    ours.close()
    theirs.close()


def heard(wire):
    assert wire.poll(SOON), "nothing was told"
    return json.loads(wire.recv_bytes())


def test_a_worker_that_nobody_has_taken_says_nothing(wires):
    with Teller(wires[1]).listening() as teller:
        teller.working("Compiling")

        assert not wires[0].poll(QUIET)


def test_a_worker_that_is_taken_while_it_gets_ready_says_what_it_does(wires):
    with Teller(wires[1]).listening() as teller:
        teller.working("Settling", 3, 450)
        wires[0].send("an errand")

        assert heard(wires[0]) == {"kind": "working", "what": "Settling", "done": 3, "of": 450}


def test_the_same_work_is_told_of_once(wires):
    with Teller(wires[1]).listening() as teller:
        teller.taken()
        teller.working("Compiling")
        heard(wires[0])

        assert not wires[0].poll(QUIET)


def test_work_that_goes_on_is_told_of_some_times_a_second_at_most(wires):
    with Teller(wires[1]).listening() as teller:
        teller.taken()
        for done in range(10_000):
            teller.working("Settling", done, 10_000)
        told = [heard(wires[0])]
        while wires[0].poll(QUIET):
            told.append(heard(wires[0]))

    assert (told[-1]["done"], len(told) < 100) == (9_999, True)


def test_work_that_was_done_before_a_line_is_not_told_of_after_it(wires):
    with Teller(wires[1]).listening() as teller:
        teller.working("Settling")
        teller.tell({"kind": "day"})
        teller.taken()

        assert heard(wires[0])["kind"] == "day"
        assert not wires[0].poll(QUIET)


def test_a_worker_whose_page_is_gone_does_not_fail(wires):
    with Teller(wires[1]).listening() as teller:
        teller.taken()
        wires[0].close()

        teller.working("Settling")


def test_functions_that_are_compiled_are_told_of_with_their_number():
    told = []
    with compiling(lambda *what: told.append(what)):
        numba.njit(lambda x: x + 1)(1)
        numba.njit(lambda x: x + 2)(1)

    assert told == [(say("doing.compiling"), 0, 0), (f"{say('doing.compiling')} (functions done: 1)", 0, 0)]


def test_what_is_compiled_elsewhere_is_not_told_of():
    told = []
    with compiling(lambda *what: told.append(what)):
        pass
    numba.njit(lambda x: x + 3)(1)

    assert told == []
