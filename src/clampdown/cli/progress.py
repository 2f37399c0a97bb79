"""Progress: bars in a terminal, silence in a pipe; and an interrupt that is heard in both."""

import signal
import sys
import threading
import traceback
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

    Python raises an interrupt wherever it happens to be. In a clean-up it is reported and lost, and what
    was being done there may fail in another way. Where the compiler calls back it may end the process, so
    there it has to wait for the next sign of progress.
    """
    struck: list[int] = []

    def strike(number: int, frame: FrameType | None) -> None:
        struck.append(number)
        if not _called_back(frame):
            raise KeyboardInterrupt

    def show(what: str, done: int, total: int) -> None:
        if struck:
            raise KeyboardInterrupt
        if shown is not None:
            shown(what, done, total)

    if threading.current_thread() is not threading.main_thread():
        yield show
        return
    usual, told = signal.signal(signal.SIGINT, strike), sys.unraisablehook
    sys.unraisablehook = lambda lost: None if isinstance(lost.exc_value, KeyboardInterrupt) else told(lost)
    try:
        yield show
    except Exception:
        if struck:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, usual)
        sys.unraisablehook = told


def _called_back(frame: FrameType | None) -> bool:
    """Tell whether LLVM waits for what runs."""
    names = (held.f_globals.get("__name__", "") for held, _ in traceback.walk_stack(frame))
    return any(name.startswith("llvmlite.") for name in names)
