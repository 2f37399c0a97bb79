"""Tasks in processes of their own that are killed at moments of one's choice, for the killed_*.py."""

import os
import signal
import time
import traceback
from collections.abc import Callable

GOLDEN = 0.6180339887498949
LEAST = 0.02  # seconds before the first moment


def forked(task: Callable[[], None], delay: float | None = None) -> int:
    """Do a task in a process of its own, killed after a delay; return how it ended."""
    pid = os.fork()
    if pid == 0:
        try:
            task()
        except BaseException:  # noqa: BLE001 - a fork has to end here, whatever happened
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def moment(number: int, span: float) -> float:
    """Return a delay in seconds; those of the numbers from 0 on lie evenly over a span."""
    return LEAST + (number * GOLDEN % 1) * span


def seconds(task: Callable[[], None]) -> float:
    """Return how long a task takes that nobody kills; it has to end well."""
    begun = time.monotonic()
    assert forked(task) == 0
    return time.monotonic() - begun
