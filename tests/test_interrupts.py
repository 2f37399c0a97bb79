"""An interrupt is heard, even where it strikes in code that swallows it."""

import signal
import time
from types import FunctionType

import pytest

from clampdown.cli import progress
from clampdown.cli.progress import interruptible
from clampdown.results.folder import unbroken


def interrupt():
    signal.raise_signal(signal.SIGINT)


@pytest.fixture(autouse=True)
def heard():
    """Interrupts are heard as in a terminal, even where the tests run behind other work and ignore them."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


def require_broken_off(work):
    with pytest.raises(KeyboardInterrupt), interruptible(None) as tell:
        work(tell)


def test_an_interrupt_breaks_off_at_the_next_sign_of_progress_and_nowhere_before():
    went_on = False
    with interruptible(None) as tell:
        interrupt()
        went_on = True
        with pytest.raises(KeyboardInterrupt):
            tell("days", 1, 2)

    assert went_on


def test_an_interrupt_breaks_off_long_work_after_a_moment(monkeypatch):
    monkeypatch.setattr(progress, "GRACE", 0.05)

    def work(_):
        interrupt()
        time.sleep(60)

    require_broken_off(work)


def test_a_second_interrupt_breaks_off_at_once():
    def work(_):
        interrupt()
        interrupt()

    require_broken_off(work)


def test_work_that_nobody_interrupts_goes_on_and_is_shown():
    shown = []
    with interruptible(lambda *words: shown.append(words)) as tell:
        tell("days", 1, 2)

    assert shown == [("days", 1, 2)]


def test_afterwards_interrupts_are_handled_as_before():
    usual = signal.getsignal(signal.SIGINT)
    with interruptible(None):
        assert signal.getsignal(signal.SIGINT) is not usual
    assert signal.getsignal(signal.SIGINT) is usual


def test_work_that_fails_after_an_interrupt_was_interrupted():
    def work(_):
        interrupt()
        raise RuntimeError

    require_broken_off(work)


def test_work_that_fails_by_itself_says_so():
    with pytest.raises(RuntimeError), interruptible(None):
        raise RuntimeError


def test_an_interrupt_lost_in_a_clean_up_prints_nothing(capfd):
    class Closing:
        def __del__(self):
            interrupt()

    def work(tell):
        interrupt()
        Closing()
        tell("days", 1, 2)

    require_broken_off(work)
    assert capfd.readouterr().err == ""


def test_even_a_second_interrupt_waits_where_the_compiler_calls_back():
    heard = []

    def called():
        interrupt()
        heard.append("went on")

    names = globals() | {"__name__": "llvmlite.binding.example"}
    from_compiler = FunctionType(called.__code__, names, closure=called.__closure__)

    def work(tell):
        interrupt()
        from_compiler()
        tell("days", 1, 2)

    require_broken_off(work)
    assert heard == ["went on"]


def test_work_that_is_not_to_be_broken_off_ends_before_the_interrupt_is_raised():
    done = []

    def work():
        interrupt()
        done.append("all")

    with pytest.raises(KeyboardInterrupt):
        unbroken(work)

    assert done == ["all"]
