"""Progress: bars in a terminal, silence in a pipe; and an interrupt that is heard in both."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

WAITING = "Preparing; the first time, compiling takes about a minute"
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
    """Give a function that shows progress, and breaks off if an interrupt was struck and not heard.

    Python raises an interrupt wherever it happens to be; in a clean-up it is reported and lost.
    """
    struck: list[int] = []

    def strike(number: int, _: FrameType | None) -> None:
        struck.append(number)
        raise KeyboardInterrupt

    def show(what: str, done: int, total: int) -> None:
        if struck:
            raise KeyboardInterrupt
        if shown is not None:
            shown(what, done, total)

    if threading.current_thread() is not threading.main_thread():
        yield show
        return
    usual = signal.signal(signal.SIGINT, strike)
    try:
        yield show
    finally:
        signal.signal(signal.SIGINT, usual)
