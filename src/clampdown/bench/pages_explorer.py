"""How soon the explorer stands, runs and moves: its own process, and a browser watched from inside."""

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil

from clampdown.bench.watching import WATCH
from clampdown.errors import ClampdownError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH, HEIGHT = 1480, 920
REPLAY = 5.0  # seconds of a replay that are watched
PATIENCE = 600.0  # seconds, a first compilation included
IDLE, LOOK = 2.0, 0.05  # seconds without work after which a worker is taken for ready, between two looks
SPAWNED = "spawn_main"  # in the command of a worker
SLIDER = ".play-bar input"
ADDRESS = "http://"
PLAY, RUN, STOP = "Play", "Run both", "Stop"
ABSENT = (
    "The pages are measured in a browser. Install Playwright with pip install 'clampdown[dev]', and Chromium "
    "with apt install chromium or its like."
)


@dataclass
class Opened:
    """What was measured of the explorer, a number for each repeat.

    Attributes
    ----------
    address : seconds from the start of the process to the address it prints
    map : seconds from opening the address to the map painted
    ready : both together
    panel : seconds from opening the address to the button that runs
    pressed_early : seconds from that button, pressed as soon as it is there, to the first day painted
    pressed : the same with a worker that waits
    update : milliseconds from the arrival of a line to the frame painted with it, the median of a run
    slow_update : the same, exceeded by one in twenty
    a_day : milliseconds from one day of both scenarios to the next
    concluded : seconds from the last day painted until the finished result can be replayed
    replay : frames a second while the days play
    replay_days : days shown a second
    """

    address: list[float] = field(default_factory=list)
    map: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    panel: list[float] = field(default_factory=list)
    pressed_early: list[float] = field(default_factory=list)
    pressed: list[float] = field(default_factory=list)
    update: list[float] = field(default_factory=list)
    slow_update: list[float] = field(default_factory=list)
    a_day: list[float] = field(default_factory=list)
    concluded: list[float] = field(default_factory=list)
    replay: list[float] = field(default_factory=list)
    replay_days: list[float] = field(default_factory=list)


def opened(repeats: int) -> Opened:
    """Open the explorer anew, again and again, and return what was measured.

    Parameters
    ----------
    repeats : how often

    Raises
    ------
    ClampdownError
        If there is no browser, or the explorer does not do what is waited for.
    """
    found = Opened()
    with browsing() as browser:
        for _ in range(repeats):
            with exploring() as (process, address, seconds):
                _watch(browser, process, address, found)
                found.address.append(seconds)
                found.ready.append(seconds + found.map[-1])
    return found


@contextlib.contextmanager
def browsing() -> Iterator["Browser"]:
    """Give a browser without a window."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise ClampdownError(ABSENT) from None
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error:
            raise ClampdownError(ABSENT) from None
        with contextlib.closing(browser):
            yield browser


@contextlib.contextmanager
def exploring() -> Iterator[tuple[psutil.Process, str, float]]:
    """Start the explorer and give its process, its address and the seconds until it was printed."""
    with tempfile.TemporaryDirectory(prefix="clampdown-pages-") as folder:
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "clampdown", "explore", "--no-browser", "--runs", folder],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process:  # fmt: skip
            try:
                line = process.stdout.readline() if process.stdout else ""
                seconds = time.perf_counter() - began
                if ADDRESS not in line:
                    raise ClampdownError("The explorer ended before it told its address.")
                yield psutil.Process(process.pid), line[line.index(ADDRESS) :].strip(), seconds
            finally:
                process.terminate()


def _watch(browser: "Browser", process: psutil.Process, address: str, found: Opened) -> None:
    """Measure one page from its opening to the end of a run."""
    with contextlib.closing(browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})) as context:
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        found.map.append(page.evaluate("measuredOf('map')") / 1000)
        found.panel.append(page.evaluate("measuredOf('panel')") / 1000)
        found.pressed_early.append(_first_day(page))
        page.get_by_role("button", name=STOP).click()
        wait_until_idle(process)
        found.pressed.append(_first_day(page))
        _whole_run(page, found)
        _replay(page, found)


def _first_day(page: "Page") -> float:
    """Press the button that runs and return the seconds until the first day is painted."""
    page.get_by_role("button", name=RUN).click()
    painted: float = page.evaluate("measuredOf('day')")
    pressed: float = page.evaluate("measured.pressed")
    return (painted - pressed) / 1000


def _whole_run(page: "Page", found: Opened) -> None:
    """Let a run end, and take down its days."""
    page.get_by_role("button", name=RUN).wait_for()
    ended = page.evaluate("performance.now()")
    told = page.evaluate("measured")
    found.concluded.append((ended - told["last"]) / 1000)
    found.a_day.append((told["last"] - told["day"]) / max(1, len(told["updates"]) - 1))
    found.update.append(statistics.median(told["updates"]))
    found.slow_update.append(statistics.quantiles(told["updates"], n=20)[-1])


def _replay(page: "Page", found: Opened) -> None:
    """Play a result from its first day on and count the frames."""
    page.locator(SLIDER).fill("0")
    page.get_by_role("button", name=PLAY, exact=True).click()
    page.evaluate(f"watchReplay({1000 * REPLAY})")
    told = page.evaluate("measured")
    seconds = (told["frames"][-1] - told["frames"][0]) / 1000
    found.replay.append((len(told["frames"]) - 1) / seconds)
    found.replay_days.append((len(told["days"]) - 1) / seconds)


def wait_until_idle(process: psutil.Process) -> None:
    """Wait until the workers of an explorer have got ready and do nothing.

    Raises
    ------
    ClampdownError
        If they go on and on.
    """
    end, since = time.monotonic() + PATIENCE, time.monotonic()
    while time.monotonic() < end:
        if not _waiting(process):
            since = time.monotonic()
        elif time.monotonic() - since > IDLE:
            return
        time.sleep(LOOK)
    raise ClampdownError("The worker of the explorer did not get ready.")


def _waiting(process: psutil.Process) -> bool:
    """Return whether an explorer has workers, and none of them does anything or would if it were let."""
    try:
        workers = [one for one in process.children() if any(SPAWNED in word for word in one.cmdline())]
        return bool(workers) and all(one.status() == psutil.STATUS_SLEEPING for one in workers)
    except psutil.NoSuchProcess:
        return False
