"""The explorer's server: one page, and an interface to it on this machine only."""

import json
from asyncio import Event
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import anyio
from anyio import to_thread
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from clampdown.errors import ClampdownError
from clampdown.experiments.saying import as_messages
from clampdown.explorer.guarding import Guard, TooLongError, broken, gone, too_long
from clampdown.explorer.limits import Limits
from clampdown.explorer.page import Page
from clampdown.explorer.refusing import Fault, RefusalError
from clampdown.explorer.requests import Errand, Request, request_from
from clampdown.explorer.store import Store
from clampdown.explorer.warming import Warming
from clampdown.explorer.workers import Crew

BUSY = "Enough runs are at work. Stop one, or wait until it is done."
UNKNOWN = "There is no such run; it may have been stopped, or made room for newer ones."


@dataclass(frozen=True)
class Services:
    """What requests are answered from.

    Attributes
    ----------
    store : finished runs
    crew : workers
    limits : what is refused
    page : what is shown
    settings : returns the answer of /api/settings
    """

    store: Store
    crew: Crew
    limits: Limits
    page: Page
    settings: Callable[[], Mapping[str, Any]]


class Answers:
    """The routes.

    Parameters
    ----------
    services : Services
    warming : told when page and data are sent
    """

    def __init__(self, services: Services, warming: Warming) -> None:
        self._with, self._warming = services, warming

    def routes(self) -> list[Route]:
        """Return every address that is answered."""
        return [
            Route("/", self.page),
            Route("/assets/{name}", self.asset),
            Route("/api/demo", self.demo),
            Route("/api/settings", self.settings),
            Route("/api/check", self.check, methods=["POST"]),
            Route("/api/runs", self.begin, methods=["POST"]),
            Route("/api/runs/{run}/{what}", self.result),
        ]

    async def page(self, _: Asked) -> Response:
        """Answer with the page."""
        return _followed(self._with.page.answer(), self._warming.page_sent)

    async def asset(self, asked: Asked) -> Response:
        """Answer with a file of the page."""
        return self._with.page.asset(asked.path_params["name"])

    async def demo(self, _: Asked) -> Response:
        """Answer with the shipped result that the page opens on."""
        return _followed(self._with.page.demo(), self._warming.data_sent)

    async def settings(self, _: Asked) -> Response:
        """Answer with what can be changed, and with which evidence."""
        return JSONResponse(as_messages(await to_thread.run_sync(self._with.settings)))

    async def check(self, asked: Asked) -> Response:
        """Answer with what is wrong with a scenario's text."""
        from clampdown.explorer.checking import check_text

        found = await to_thread.run_sync(check_text, await asked.body(), self._with.limits)
        return JSONResponse({"message": "", "problems": found})

    async def begin(self, asked: Asked) -> Response | ASGIApp:
        """Begin a run and answer with its days as they end."""
        from clampdown.explorer.checking import check_request

        wanted: Request = request_from(await asked.body())
        crew = self._with.crew
        if not crew.reserve():
            return refusal(RefusalError([Fault(None, BUSY)]), 429)
        try:
            await to_thread.run_sync(check_request, wanted, self._with.limits)
        except BaseException:
            crew.release()
            raise
        return Live(wanted, self._with)

    async def result(self, asked: Asked) -> Response:
        """Answer with a finished run, as the page or a file wants it."""
        from clampdown.explorer.results import RESULTS

        folder = self._with.store.find(asked.path_params["run"])
        made = RESULTS.get(asked.path_params["what"])
        if folder is None or made is None:
            return refusal(RefusalError([Fault(None, UNKNOWN)]), 404)
        return await to_thread.run_sync(made, folder)


class Live:
    """The answer to a request for a run: a line for each day, until it ends or nobody listens.

    Parameters
    ----------
    wanted : what is to be run; one of the crew's places is taken for it
    services : Services
    """

    def __init__(self, wanted: Request, services: Services) -> None:
        self._wanted, self._with = wanted, services
        self._told: list[bytes] = []

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send the lines; a listener who leaves ends the worker."""
        crew, store = self._with.crew, self._with.store
        run, done = "", False
        try:
            run, folder = await to_thread.run_sync(store.new)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_until_gone, receive, tasks.cancel_scope)
                await self._send(Errand(run, folder, self._wanted, self._with.limits), send)
                tasks.cancel_scope.cancel()
            done = bool(self._told) and json.loads(self._told[-1])["kind"] == "done"
        finally:
            crew.release()
            with anyio.CancelScope(shield=True):
                await crew.dismiss(run)
                if run and not done:
                    await to_thread.run_sync(store.forget, run)

    async def _send(self, errand: Errand, send: Send) -> None:
        """Send what the worker tells; nothing more once nobody listens."""
        headers = [(b"content-type", b"application/x-ndjson")]
        worker = await self._with.crew.take(errand.run)
        with suppress(OSError):
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            async for line in worker.lines(errand):
                kind = json.loads(line)["kind"]
                if kind != "working":  # which is over once it is told, and no part of the run
                    self._told.append(line)
                if kind == "done":
                    await to_thread.run_sync(self._with.store.finish, errand.run, self._told)
                await send({"type": "http.response.body", "body": line + b"\n", "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _followed(answer: Response, sent: Event) -> Response:
    """Return an answer of which it is told when it is sent."""

    async def tell() -> None:
        sent.set()

    answer.background = BackgroundTask(tell)
    return answer


async def _until_gone(receive: Receive, scope: anyio.CancelScope) -> None:
    """Wait until nobody listens any more, and end what is being done for him."""
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def refusal(error: RefusalError, status: int = 422) -> Response:
    """Return the answer that says why a request is not carried out."""
    return JSONResponse(error.as_json(), status)


async def _refused(_: Asked, error: Exception) -> Response:
    return refusal(error) if isinstance(error, RefusalError) else await _failed(_, error)


async def _failed(_: Asked, error: Exception) -> Response:
    return refusal(RefusalError([Fault(None, str(error))]), 500)


def application(services: Services, token: str, hosts: frozenset[str]) -> ASGIApp:
    """Return the server, guarded.

    Parameters
    ----------
    services : Services
    token : that requests to the interface have to carry
    hosts : `name:port` that are answered
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(warming.carry_out)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()
                services.crew.close()

    def read() -> None:
        from clampdown.explorer.checking import catalogue

        services.settings()
        catalogue()

    warming = Warming(read, services.crew)
    answers = Starlette(
        routes=Answers(services, warming).routes(), lifespan=lifespan,
        exception_handlers={
            RefusalError: _refused, ClampdownError: _failed, TooLongError: too_long, ClientDisconnect: gone,
            Exception: broken,
        },
    )  # fmt: skip
    return Guard(answers, token, hosts, services.limits.body)


def services_for(folder: Path, limits: Limits, pack: str) -> Services:
    """Return what requests are answered from, with workers that have a pack's usual scenarios ready."""
    from clampdown.explorer.offering import offered, usual

    first = usual(pack)
    crew = Crew(first.scenarios, first.sample, limits.runs)
    asking = Lock()

    def settings() -> Mapping[str, Any]:
        # Who asks while the answer is being made waits for it, and does not make it again.
        with asking:
            return offered(pack)

    return Services(Store(folder, limits.kept), crew, limits, Page(), settings)
