"""A browser for each file of tests, and results to open in it, made once for all of them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, expect, sync_playwright

import clampdown as cd
from browsing import PATIENCE, Visitor, launched
from clampdown import explorer
from clampdown.experiments.saying import with_words
from clampdown.report import write_report

DAYS = {"days": 45}
ADDRESS = re.compile(r"open at (http://127\.0\.0\.1:\d+/)#token=([\w-]+)$")


# A browser keeps an event loop in its thread for as long as it is open: one for the whole session would be
# in the way of every other test that begins one.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give a browser that reaches this machine only."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as browsers:
        browser = launched(browsers)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """Give somebody who opens pages; whatever must not happen on a page fails the test at its end."""
    visiting = Visitor(chromium)
    yield visiting
    visiting.leave()
    assert visiting.faults == []


def drive(folder: Path) -> None:
    cd.run(cd.load_scenario("toytown-drive", settings=DAYS), folder).report(folder / "report.html")


def quiet(folder: Path) -> None:
    cd.run(cd.load_scenario("toytown-quiet", settings=DAYS), folder).report(folder / "report.html")


def compared(folder: Path) -> None:
    arms = {name: cd.load_scenario(name, settings=DAYS) for name in ("toytown-quiet", "toytown-drive")}
    cd.compare(arms, folder, replicates=2, draws=3, workers=1).report(folder / "report.html")


def national(folder: Path) -> None:
    folder.mkdir()
    shipped = json.loads((Path(explorer.__file__).parent / "demo.json").read_text(encoding="utf-8"))
    write_report(with_words(shipped), folder / "report.html")


# One run without a twin, a run beside its twin, many pairs with draws, and the nation as it ships.
REPORTS = {"quiet": quiet, "drive": drive, "compared": compared, "national": national}


@pytest.fixture(scope="session")
def report_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Return a function that gives the address of a report, made by whichever process asks first."""
    own = tmp_path_factory.getbasetemp()
    shelf = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "reports-to-look-at"
    shelf.mkdir(exist_ok=True)

    def address(kind: str) -> str:
        folder = shelf / kind
        with FileLock(shelf / f"{kind}.lock"):
            if not (folder / "report.html").exists():
                REPORTS[kind](folder)
        return (folder / "report.html").as_uri()

    return address


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest, report_of: Callable[[str], str]) -> str:
    """Give the address of a report, each kind in turn."""
    return report_of(request.param)


class Explorer(NamedTuple):
    """An explorer that is open: its process, its address without and with the token."""

    process: psutil.Process
    bare: str
    token: str

    @property
    def address(self) -> str:
        return f"{self.bare}#token={self.token}"

    def workers(self) -> list[psutil.Process]:
        """Return the processes that run scenarios, or wait to."""
        return [one for one in self.process.children() if "spawn_main" in " ".join(one.cmdline())]


@pytest.fixture(scope="session")
def explorer_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explorer]:
    """Give the explorer as it is typed, opened on Toytown."""
    runs = tmp_path_factory.mktemp("runs")
    words = [
        sys.executable,
        "-m",
        "clampdown",
        "explore",
        "--no-browser",
        "--pack",
        "toytown",
        "--runs",
        str(runs),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as begun:
        try:
            bare, token = ADDRESS.search(begun.stdout.readline().strip()).groups()
            yield Explorer(psutil.Process(begun.pid), bare, token)
        finally:
            begun.terminate()
