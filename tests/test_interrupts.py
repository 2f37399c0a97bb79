"""An interrupt is heard, even where it strikes in code that swallows it."""

import contextlib
import signal

import pytest

from clampdown.cli.progress import interruptible
from clampdown.results.folder import unbroken


def swallowed():
    with contextlib.suppress(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_an_interrupt_that_was_swallowed_breaks_off_at_the_next_sign_of_progress():
    with interruptible(None) as tell:
        swallowed()
        with pytest.raises(KeyboardInterrupt):
            tell("days", 1, 2)


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


def broken_by_a_lost_interrupt():
    swallowed()
    raise RuntimeError


def test_work_that_fails_since_an_interrupt_was_lost_in_it_was_interrupted():
    with pytest.raises(KeyboardInterrupt), interruptible(None):
        broken_by_a_lost_interrupt()


def test_work_that_fails_by_itself_says_so():
    with pytest.raises(RuntimeError), interruptible(None):
        raise RuntimeError


def test_an_interrupt_lost_in_a_clean_up_prints_nothing(capfd):
    class Closing:
        def __del__(self):
            signal.raise_signal(signal.SIGINT)

    with interruptible(None):
        Closing()

    assert capfd.readouterr().err == ""


def test_an_interrupt_waits_where_the_compiler_calls_back():
    heard = []
    script = (
        'import signal\ndef called():\n    signal.raise_signal(signal.SIGINT)\n    heard.append("went on")'
    )
    module = {"__name__": "llvmlite.binding.example", "heard": heard}
    exec(script, module)
    with interruptible(None) as tell:
        module["called"]()
        with pytest.raises(KeyboardInterrupt):
            tell("days", 1, 2)

    assert heard == ["went on"]


def test_work_that_is_not_to_be_broken_off_ends_before_the_interrupt_is_raised():
    done = []

    def work():
        signal.raise_signal(signal.SIGINT)
        done.append("all")

    with pytest.raises(KeyboardInterrupt):
        unbroken(work)

    assert done == ["all"]
