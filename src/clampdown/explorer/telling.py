"""What a worker is doing, told from the moment that it is given an errand, and not before."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from clampdown.experiments.saying import as_messages

OFTEN = 0.2  # seconds between two lines about the same work
NOBODY = (EOFError, OSError)  # nobody listens any more


class Teller:
    """Sends lines to the page: of days as they end, and some times a second what is being done.

    A worker gets ready before anybody has asked for a run, and a thread looks whether somebody has by
    now: a compiler that works for a minute tells nothing by itself.

    Parameters
    ----------
    wire : takes lines of JSON; an errand waits on it as soon as the worker is taken
    """

    def __init__(self, wire: Connection) -> None:
        self._wire = wire
        self._sending, self._over = threading.Lock(), threading.Event()
        self._state: dict[str, Any] | None = None
        self._told: dict[str, Any] | None = None
        self._taken = False

    def tell(self, line: dict[str, Any]) -> None:
        """Send a line; whatever was being done before it is done."""
        with self._sending:
            self._state = None
            self._send(line)

    def working(self, what: str, done: int = 0, of: int = 0) -> None:
        """Say what is being done; it is sent soon, unless something else comes first.

        Parameters
        ----------
        what : in words
        done, of : how far it has come; of is 0 where nobody knows how much there is
        """
        with self._sending:
            self._state = {"kind": "working", "what": what, "done": done, "of": of}

    def ready(self) -> None:
        """Have nothing to tell until the errand comes."""
        with self._sending:
            self._state = None

    def taken(self) -> None:
        """Know that the errand was read from the wire."""
        self._taken = True

    @contextmanager
    def listening(self) -> Iterator["Teller"]:
        """Look, as long as the block lasts, for something to tell to somebody who waits."""
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join()

    def _look(self) -> None:
        while not self._over.is_set():
            try:
                self._tell_state()
            except NOBODY:
                return
            self._over.wait(OFTEN)

    def _tell_state(self) -> None:
        with self._sending:
            news = self._state is not None and self._state != self._told
            if news and (self._taken or self._wire.poll()):
                self._told = self._state
                self._send(self._told)

    def _send(self, line: dict[str, Any] | None) -> None:
        self._wire.send_bytes(json.dumps(as_messages(line), separators=(",", ":"), allow_nan=False).encode())
