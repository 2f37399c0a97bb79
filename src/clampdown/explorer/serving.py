"""Opening the explorer: an address of this machine, a fresh token, a page in the browser."""

import secrets
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from clampdown.errors import InputError, Problem
from clampdown.explorer.limits import Limits
from clampdown.explorer.offering import DEMO_PACK
from clampdown.explorer.patience import patient
from clampdown.explorer.server import application, services_for
from clampdown.explorer.workers import Crew

LOOPBACK = "127.0.0.1"
NAMES = ("localhost", "127.0.0.1", "[::1]")
HTTP = 80  # a port that browsers leave away
SERVING: Any = {
    "log_level": "warning", "access_log": False, "server_header": False, "date_header": False, "ws": "none",
    "proxy_headers": False, "limit_concurrency": 64, "timeout_graceful_shutdown": 1, "lifespan": "on",
}  # fmt: skip
WARNING = (
    "Warning: {} can be reached from other machines. Whoever gets hold of the address below can run and read "
    "simulations here, and what is sent is not encrypted."
)


@dataclass(frozen=True)
class Wanted:
    """How the explorer is to be opened.

    Attributes
    ----------
    runs : folder of its runs
    pack : whose scenarios are run unless asked otherwise
    host, port : where it listens; port 0 for a free one
    browser : whether to open the page
    limits : what is refused
    """

    runs: Path
    pack: str = DEMO_PACK
    host: str = LOOPBACK
    port: int = 0
    browser: bool = True
    limits: Limits = field(default_factory=Limits)


def explore(wanted: Wanted, say: Callable[[str], None]) -> None:
    """Serve the explorer until it is interrupted.

    Parameters
    ----------
    wanted : Wanted
    say : told the address, and warnings

    Raises
    ------
    InputError
        If it cannot listen there.
    """
    with bound(wanted.host, wanted.port) as listening, suppress(KeyboardInterrupt):
        if not is_loopback(wanted.host):
            say(WARNING.format(wanted.host))
        port, token = listening.getsockname()[1], secrets.token_urlsafe(32)
        services = services_for(wanted.runs, wanted.limits, wanted.pack)
        address = f"http://{named(wanted.host)}:{port}/#token={token}"
        say(f"The explorer is open at {address}")
        say("Ctrl-C ends it.")
        if wanted.browser:
            webbrowser.open(address)
        app = application(services, token, answered(wanted.host, port))
        Interruptible(configured(app, wanted.limits), services.crew).run(sockets=[listening])


def configured(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    """Return how the server listens."""
    return uvicorn.Config(app, http=patient(limits.patience), **SERVING)


class Interruptible(uvicorn.Server):
    """A server that breaks off its runs when it is interrupted, and so forgets what they had written.

    Parameters
    ----------
    config : as of `uvicorn.Server`
    crew : Crew, which carries the runs out
    """

    def __init__(self, config: uvicorn.Config, crew: Crew) -> None:
        super().__init__(config)
        self._crew = crew

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Break off the runs, then end as any server."""
        self._crew.interrupt()
        super().handle_exit(sig, frame)


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    InputError
        If the address is taken, is none of this machine, or stands for all of them.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host or "::", port, type=socket.SOCK_STREAM)[0]
        if ip_address(place[0]).is_unspecified:  # however it is spelt
            what = f"'{host}' stands for every address of this machine."
            raise InputError([Problem(what, "Give the one by which others reach it, such as 192.168.1.5.")])
        return socket.create_server((host, port), family=family, backlog=128)
    except (OSError, OverflowError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        what = f"The explorer cannot listen at {host}, port {port}: {why}."
        raise InputError(
            [Problem(what, "Leave --port and --host away to have a free port chosen.")]
        ) from None


def answered(host: str, port: int) -> frozenset[str]:
    """Return what a browser may have in its address bar as name and port.

    Examples
    --------
    >>> sorted(answered("127.0.0.2", 8000))
    ['127.0.0.1:8000', '127.0.0.2:8000', '[::1]:8000', 'localhost:8000']
    """
    names = frozenset([*NAMES, named(host)])
    return frozenset(f"{name}:{port}" for name in names) | (names if port == HTTP else frozenset())


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address.

    Examples
    --------
    >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "example.org")]
    [True, True, True, False, False]
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def named(host: str) -> str:
    """Return an address as it stands in a browser's bar.

    Examples
    --------
    >>> named("FE80:0::1"), named("Localhost")
    ('[fe80::1]', 'localhost')
    """
    return f"[{ip_address(host).compressed}]" if ":" in host else host.lower()
