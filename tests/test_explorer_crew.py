"""The explorer's workers: no more of them than are needed, and none left when it ends."""

import time

import anyio
import pytest

from clampdown.explorer.workers import Crew


class FakeWorker:
    """A worker without a process, which knows whether it was ended."""

    killed = False

    def kill(self):
        self.killed = True


@pytest.fixture
def crew(monkeypatch):
    """A crew whose workers take a moment to hire, as processes do, and the list of them."""
    one, hired = Crew(("toytown-drive",), 1.0, 2), []

    def hire():
        time.sleep(0.05)
        hired.append(FakeWorker())
        return hired[-1]

    monkeypatch.setattr(one, "_hired", hire)
    return one, hired


def at_once(*steps):
    """Take some steps side by side."""

    async def live():
        async with anyio.create_task_group() as tasks:
            for step in steps:
                tasks.start_soon(step)

    anyio.run(live)


async def opened_meanwhile(crew):
    await anyio.sleep(0.02)
    crew.open()


async def closed_meanwhile(crew):
    await anyio.sleep(0.02)
    crew.close()


def test_two_runs_that_end_at_once_make_one_spare_worker_ready(crew):
    one, hired = crew

    at_once(lambda: one.dismiss("a-run"), lambda: one.dismiss("another"))

    assert len(hired) == 1


def test_a_spare_worker_on_its_way_is_not_hired_once_more(crew):
    one, hired = crew

    at_once(lambda: one.dismiss("a-run"), lambda: opened_meanwhile(one))

    assert len(hired) == 1


def test_a_worker_that_comes_when_the_explorer_has_ended_is_sent_away(crew):
    one, hired = crew

    at_once(lambda: one.dismiss("a-run"), lambda: closed_meanwhile(one))

    assert [worker.killed for worker in hired] == [True]
