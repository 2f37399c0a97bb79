"""What is got ready beside the page, in an order that leaves it the processor until it is drawn."""

from asyncio import Event
from collections.abc import Callable

import anyio
from anyio import to_thread

from clampdown.explorer.workers import Crew

PATIENCE = 5.0  # seconds for which a page is waited for that does not come
DRAWING = 1.0  # seconds within which a page is drawn once it has its data


class Warming:
    """Gets ready what the first requests need.

    Parameters
    ----------
    reading : called once the page is sent, to read what its next questions are about
    crew : given a worker once the page is drawn; a run asked for before that has one of its own
    """

    def __init__(self, reading: Callable[[], None], crew: Crew) -> None:
        self._reading, self._crew = reading, crew
        self.page_sent, self.data_sent = Event(), Event()

    async def carry_out(self) -> None:
        """Wait for the page, and get ready; if it does not come, get ready all the same."""
        with anyio.move_on_after(PATIENCE):
            await self.page_sent.wait()
        await to_thread.run_sync(self._reading, abandon_on_cancel=True)
        if self.page_sent.is_set():
            with anyio.move_on_after(PATIENCE):
                await self.data_sent.wait()
                await anyio.sleep(DRAWING)
        if not self._crew.busy:
            self._crew.open()
