"""Worker processes: one for each run, spawned, and one more kept warm for the next."""

import json
import multiprocessing
import traceback
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import anyio
from anyio import to_thread

from clampdown.errors import ClampdownError
from clampdown.explorer.telling import Teller

KILLED = (
    "The worker process of this run was killed or ended by itself; too little memory is the usual reason. "
    "The page goes on: run it again, or with a smaller sample."
)
STARTING = "Starting a worker"
FINAL = ("done", "failed")
GRACE = 1.0  # seconds for a worker to end by itself
Warm = tuple[tuple[str, ...], float]


def main(wire: Connection, warm: Warm) -> None:
    """Be a worker: get ready, wait for an errand, do it, and end.

    Parameters
    ----------
    wire : gives an Errand, takes lines of JSON
    warm : scenarios to have ready, and the share of beats
    """
    from clampdown.experiments.replicates import belong_to_parent

    belong_to_parent()
    with Teller(wire).listening() as teller:
        teller.working(STARTING)
        try:
            _work(wire, warm, teller)
        except (EOFError, BrokenPipeError):
            return  # nobody waits any more
        except ClampdownError as error:
            teller.tell({"kind": "failed", "message": str(error)})
        except MemoryError:
            what = "The memory did not suffice. Run a smaller sample."
            teller.tell({"kind": "failed", "message": what})
        except Exception as error:  # noqa: BLE001 - whatever it is, the page is told and lives on
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno}). This is a bug."
            teller.tell({"kind": "failed", "message": what})


def _work(wire: Connection, warm: Warm, teller: Teller) -> None:
    from clampdown.explorer.work import carry_out, warmed

    ready = warmed(*warm, teller.working, wire.poll)
    teller.ready()
    errand = wire.recv()
    teller.taken()
    carry_out(errand, *ready, teller)


@dataclass
class Worker:
    """A worker process and the wire to it."""

    process: Any
    wire: Connection

    @property
    def pid(self) -> int:
        """Number of the process."""
        return int(self.process.pid)

    async def lines(self, errand: Any) -> AsyncIterator[bytes]:
        """Give an errand and yield the lines of its answer; the last one says how it ended."""
        try:
            await to_thread.run_sync(self.wire.send, errand)
            while True:
                line = await to_thread.run_sync(self.wire.recv_bytes, abandon_on_cancel=True)
                yield line
                if json.loads(line)["kind"] in FINAL:
                    return
        except (EOFError, OSError):
            yield json.dumps({"kind": "failed", "message": KILLED}).encode()

    def kill(self) -> None:
        """End the process; what it wrote counts as far as it was whole."""
        self.process.terminate()  # which gives back the locks of libraries; a kernel hears it at its end
        self.process.join(GRACE)
        self.process.kill()
        self.process.join()
        self.wire.close()


class Crew:
    """The workers.

    Parameters
    ----------
    scenarios : ids of those to have ready
    sample : share of beats at which
    most : runs at work at the same time
    """

    def __init__(self, scenarios: Sequence[str], sample: float, most: int) -> None:
        self._warm: Warm = (tuple(scenarios), sample)
        self._most, self._places = most, 0
        self._ending = self._hiring = False
        self._spare: Worker | None = None
        self.busy: dict[str, Worker] = {}

    def open(self) -> None:
        """Have a worker get ready for the first run."""
        if self._wants_spare:
            self._spare = self._hired()

    def reserve(self) -> bool:
        """Take one of the places for runs; False if all are taken."""
        if self._places >= self._most:
            return False
        self._places += 1
        return True

    def release(self) -> None:
        """Give a place back."""
        self._places -= 1

    async def take(self, run: str) -> Worker:
        """Return a worker for a run; the next one gets ready meanwhile."""
        spare, self._spare = self._spare, None
        alive = spare is not None and spare.process.is_alive()
        worker = spare if spare is not None and alive else await to_thread.run_sync(self._hired)
        self.busy[run] = worker
        return worker

    async def dismiss(self, run: str) -> None:
        """End the worker of a run and have another get ready in its place."""
        worker = self.busy.pop(run, None)
        with anyio.CancelScope(shield=True):
            if worker is not None:
                await to_thread.run_sync(worker.kill)
            if self._wants_spare:
                await self._hire_spare()

    @property
    def _wants_spare(self) -> bool:
        """Whether no worker is ready for the next run, and none is on its way."""
        return self._spare is None and not self._hiring and not self._ending

    async def _hire_spare(self) -> None:
        """Have a worker get ready; one that comes when all is over is sent away."""
        self._hiring = True
        try:
            hired = await to_thread.run_sync(self._hired)
        finally:
            self._hiring = False
        if self._ending:
            await to_thread.run_sync(hired.kill)
        else:
            self._spare = hired

    def interrupt(self) -> None:
        """Break off all runs and hire nobody any more, so that their requests end before the server does."""
        self._ending = True
        for worker in self.busy.values():
            worker.process.terminate()

    def close(self) -> None:
        """End all of them, for good."""
        self._ending = True
        for worker in [*self.busy.values(), *([self._spare] if self._spare else [])]:
            worker.kill()
        self.busy.clear()
        self._spare = None

    def _hired(self) -> Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=main, args=(theirs, self._warm), daemon=True)
        process.start()
        theirs.close()  # so that our end tells when the worker is gone
        return Worker(process, ours)
