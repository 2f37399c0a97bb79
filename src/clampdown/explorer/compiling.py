"""Telling of the compiler, which works for a minute on a first run and says nothing by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from numba.core import event

from clampdown.experiments.saying import say

KIND = "numba:compile"  # nothing of this kind happens where compiled code is found in the cache
Progress = Callable[[str, int, int], None]


class _Compiler(event.Listener):  # type: ignore[misc]  # numba has no types
    """Tells of each function that is begun."""

    def __init__(self, told: Progress) -> None:
        self._told, self._done = told, 0

    def on_start(self, _: event.Event) -> None:
        """Tell how many are done; nobody knows beforehand how many there are."""
        said = say("doing.compiled", done=self._done) if self._done else say("doing.compiling")
        self._told(said, 0, 0)

    def on_end(self, _: event.Event) -> None:
        """Count it."""
        self._done += 1


@contextmanager
def compiling(told: Progress) -> Iterator[None]:
    """Tell of what is compiled while the block lasts.

    Parameters
    ----------
    told : called with (what, done, of); of is 0
    """
    listener = _Compiler(told)
    event.register(KIND, listener)
    try:
        yield
    finally:
        event.unregister(KIND, listener)
