"""How long a request is waited for: whoever begins one and does not end it gives his place back."""

import asyncio
import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from clampdown.explorer.guarding import HEADERS

LATE = "The request did not come to its end within {:g} seconds."
UNENDED = (h11.IDLE, h11.SEND_BODY)  # states of somebody whose request is not whole
UNANSWERED = (h11.IDLE, h11.SEND_RESPONSE)  # our states as long as an answer can begin


class Patient(H11Protocol):
    """A connection that is ended when a request on it, head and body, does not come whole in time.

    The server itself waits without end. The time counts from the first byte of a request, or from the
    opening or the last answer where none comes, and further bytes do not lengthen it.

    Attributes
    ----------
    seconds : within which a request has to be whole
    """

    seconds: float
    _limit: asyncio.TimerHandle | None = None

    # asyncio declares any transport here, uvicorn the one that a socket has.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request from now on."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Read a part of a request; the first one sets the time anew."""
        if self.conn.their_state is h11.IDLE and not self._has_begun():
            self._wait_no_more()
        super().data_received(data)
        self._wait()

    def on_response_complete(self) -> None:
        """Wait for the next request, which may have begun already."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _has_begun(self) -> bool:
        """Return whether there is a part of a request that is not whole."""
        return self.conn.their_state is h11.SEND_BODY or bool(self.conn.trailing_data[0])

    def _wait(self) -> None:
        """Let time run as long as no whole request is there."""
        if self.conn.their_state not in UNENDED or self.transport.is_closing():
            self._wait_no_more()
        elif self._limit is None:
            self._limit = self.loop.call_later(self.seconds, self._end)

    def _wait_no_more(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _end(self) -> None:
        """End the connection; whoever has asked for something and has no answer is told why."""
        if self._has_begun() and self.conn.our_state in UNANSWERED:
            told = json.dumps({"message": LATE.format(self.seconds), "problems": []}).encode()
            headers = [
                *HEADERS.items(), ("content-type", "application/json"), ("content-length", str(len(told))),
                ("connection", "close"),
            ]  # fmt: skip
            answer = h11.Response(status_code=408, headers=headers, reason="Request Timeout")
            for part in (answer, h11.Data(data=told), h11.EndOfMessage()):
                self.transport.write(self.conn.send(part) or b"")
        self.transport.close()


def patient(seconds: float) -> type[asyncio.Protocol]:
    """Return the kind of connection on which a request is waited for so long."""
    return type("PatientFor", (Patient,), {"seconds": seconds})
