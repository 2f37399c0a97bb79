"""Progress: bars in a terminal, silence in a pipe; and an interrupt that is heard in both."""

import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

WAITING = "Preparing; the first time, compiling takes about a minute"
GRACE = 3.0  # seconds for which an interrupt waits to be heard in good order
Progress = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Progress | None]:
    """Give a function that shows how far work has gone; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {WAITING: bars.add_task(WAITING, total=None)}

        def show(what: str, done: int, total: int) -> None:
            if WAITING in tasks:
                bars.remove_task(tasks.pop(WAITING))
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show


@contextmanager
def interruptible(shown: Progress | None) -> Iterator[Progress]:
    """Give a function that shows progress, and at which an interrupt breaks off.

    Python raises an interrupt wherever it happens to be; in what compiled code calls it is lost, or ends the
    process. So it waits for the next sign of progress. A second one, or `GRACE` seconds, raise it at once.
    """
    struck: list[int] = []

    def strike(number: int, frame: FrameType | None) -> None:
        struck.append(number)
        if len(struck) == 1 and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, GRACE)
        elif not _called_back(frame):
            raise KeyboardInterrupt

    def show(what: str, done: int, total: int) -> None:
        if struck:
            raise KeyboardInterrupt
        if shown is not None:
            shown(what, done, total)

    if threading.current_thread() is not threading.main_thread():
        yield show
        return
    with _signals(strike):
        try:
            yield show
        except BaseException:
            if struck:  # whatever failed, failed since it was interrupted
                raise KeyboardInterrupt from None
            raise


@contextmanager
def _signals(strike: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Hear interrupts, and the alarm that repeats one; what loses one says nothing of it."""
    handlers = {signal.SIGINT: strike}
    if hasattr(signal, "SIGALRM"):
        handlers[signal.SIGALRM] = lambda *_: signal.raise_signal(signal.SIGINT)
    usual, told = {number: signal.signal(number, one) for number, one in handlers.items()}, sys.unraisablehook
    sys.unraisablehook = lambda lost: None if isinstance(lost.exc_value, KeyboardInterrupt) else told(lost)
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, one in usual.items():
            signal.signal(number, one)
        sys.unraisablehook = told


def _called_back(frame: FrameType | None) -> bool:
    """Tell whether LLVM waits for what runs: an exception there may end the process."""
    names = (held.f_globals.get("__name__", "") for held, _ in traceback.walk_stack(frame))
    return any(name.startswith("llvmlite.") for name in names)
