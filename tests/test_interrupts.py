"""An interrupt is heard, even where it strikes in code that swallows it."""

import contextlib
import signal

import pytest

from clampdown.cli.progress import interruptible


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
