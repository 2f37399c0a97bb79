"""Who may ask: this machine, this page, whoever holds the token; and no more than so many bytes."""

import hmac
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = "/api/"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",  # the page has its own
}


class TooLongError(Exception):
    """A body went on beyond what is read."""


class Guard:
    """Refuses what does not come from the page.

    Parameters
    ----------
    app : what is guarded
    token : that every request to the interface has to carry
    hosts : `name:port` that a browser may have in its address bar
    body : bytes of a request
    """

    def __init__(self, app: ASGIApp, token: str, hosts: frozenset[str], body: int) -> None:
        self._app, self._token, self._hosts, self._body = app, token, hosts, body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, _sealed(send))
            return
        await self._app(scope, self._counted(receive), _sealed(send))

    def _refusal(self, scope: Scope, headers: Headers) -> JSONResponse | None:
        """Return why a request is refused, or None."""
        if headers.get("host", "").lower() not in self._hosts:
            return _told(421, "This address is not served here. Open the address that the program printed.")
        own = {f"http://{host}" for host in self._hosts}
        if any(origin.lower() not in own for origin in headers.getlist("origin")):
            return _told(403, "Other pages may not ask.")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _told(403, "Other pages may not ask.")
        if scope["path"].startswith(API) and not self._knows(headers):
            what = (
                "The token is missing or wrong. Open the address that the program printed, with all behind #."
            )
            return _told(401, what, {"www-authenticate": "Bearer"})
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._body:
            return _told(413, self._too_long())
        return None

    def _knows(self, headers: Headers) -> bool:
        given = headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode())

    def _too_long(self) -> str:
        return f"The request is too long; at most {self._body:,} bytes are read."

    def _counted(self, receive: Receive) -> Receive:
        """Return `receive`, broken off where a body without a stated length goes on for too long."""
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._body:
                raise TooLongError(self._too_long())
            return message

        return counted


async def gone(_: Request, __: Exception) -> Response:
    """Return the answer to somebody who left before he had asked, which nobody reads."""
    return _told(400, "The request was broken off.")


async def broken(_: Request, error: Exception) -> Response:
    """Return the answer to what nobody foresaw; what happened stands in the terminal."""
    what = f"{type(error).__name__} in the program, which is a bug; the terminal of the explorer says where."
    return _told(500, f"{what} The page goes on.")


async def too_long(_: Request, error: Exception) -> Response:
    """Return the answer to a body that goes on for too long."""
    return _told(413, str(error))


def _told(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"message": message, "problems": []}, status, headers)


def _sealed(send: Send) -> Send:
    """Return `send` with the headers that every answer carries."""

    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sealed
