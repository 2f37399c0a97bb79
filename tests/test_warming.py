"""What the explorer gets ready beside the page, and when."""

import anyio
import pytest

from clampdown.explorer import warming
from clampdown.explorer.warming import Warming


class FakeCrew:
    """A crew that takes down what it is asked for."""

    def __init__(self, noted, busy=()):
        self.noted, self.busy = noted, dict.fromkeys(busy)

    def open(self):
        self.noted.append("worker")


@pytest.fixture
def noted(monkeypatch):
    monkeypatch.setattr(warming, "PATIENCE", 0.2)
    monkeypatch.setattr(warming, "DRAWING", 0.01)
    return []


def lived(one, *steps):
    """Let it get ready while some steps are taken, each a moment after the one before."""

    async def live():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(one.carry_out)
            for step in steps:
                await anyio.sleep(0.03)
                step()

    anyio.run(live)


def test_a_worker_gets_ready_once_the_page_has_its_data(noted):
    one = Warming(lambda: noted.append("read"), FakeCrew(noted))

    lived(
        one, lambda: noted.append("page"), one.page_sent.set, lambda: noted.append("data"), one.data_sent.set
    )

    assert noted == ["page", "read", "data", "worker"]


def test_a_page_that_does_not_come_is_not_waited_for_for_ever(noted):
    lived(Warming(lambda: noted.append("read"), FakeCrew(noted)))

    assert noted == ["read", "worker"]


def test_no_worker_is_made_ready_beside_a_run_that_has_one(noted):
    lived(Warming(lambda: noted.append("read"), FakeCrew(noted, busy=["a-run"])))

    assert noted == ["read"]
