"""An explorer's server for tests, in a thread of its own, and how to ask it."""

import contextlib
import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn

from clampdown.explorer.limits import Limits
from clampdown.explorer.page import Page
from clampdown.explorer.server import Services, application
from clampdown.explorer.serving import NAMES, bound, configured
from clampdown.explorer.store import Store
from clampdown.explorer.workers import Crew

TOKEN = "a-token-of-the-tests"
TOY = {"scenarios": [{"id": "toytown-quiet"}, {"id": "toytown-drive"}], "sample": 1.0, "days": 30}


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Served:
    """A server that listens, and what it is made of."""

    def __init__(self, port: int, services: Services) -> None:
        self.port, self.services = port, services

    @contextlib.contextmanager
    def asking(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> Iterator[http.client.HTTPResponse]:
        """Send a request and give the answer while it comes; the token goes with it unless one is given."""
        sent = {"authorization": f"Bearer {TOKEN}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        text = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=900)
        try:
            connection.request(method, path, text, {k: v for k, v in sent.items() if v})
            with connection.getresponse() as answer:
                yield answer
        finally:
            connection.close()

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Return a whole answer."""
        with self.asking(method, path, body, **headers) as answer:
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def run(self, body: Any = TOY) -> list[dict[str, Any]]:
        """Return the lines of a run that is let end."""
        answer = self.ask("POST", "/api/runs", body)
        assert answer.status == 200, answer.body
        return [json.loads(line) for line in answer.body.splitlines()]


@contextlib.contextmanager
def serving(folder: Path, **limits: float) -> Iterator[Served]:
    """Give a server whose workers have Toytown ready."""
    chosen = Limits(**limits)
    crew = Crew(("toytown-drive",), 1.0, chosen.runs)
    services = Services(Store(folder, chosen.kept), crew, chosen, Page(), lambda: {"settings": []})
    with bound("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        app = application(services, TOKEN, frozenset(f"{name}:{port}" for name in NAMES))
        server = uvicorn.Server(configured(app, chosen))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Served(port, services)
        finally:
            server.should_exit = True
            thread.join()
