"""Progress: bars in a terminal, silence in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
