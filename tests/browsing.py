"""A real browser for tests, and an eye on everything that must not happen in it."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, WebError

from clampdown.bench.pages_explorer import BROWSERS

WEB = Path(__file__).parents[1] / "web"
WORDS = json.loads((WEB.parent / "src" / "clampdown" / "words" / "en.json").read_text(encoding="utf-8"))
REQUIRED = "CLAMPDOWN_NEEDS_CHROMIUM"
# No name but this machine's leads anywhere.
BLOCKED = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
HERE = re.compile(r"(file|data|blob|about):|http://127\.0\.0\.1:")
PATIENCE = 60_000  # milliseconds
SIZE = {"width": 1280, "height": 900}
REFUSED = "Failed to load resource: "


def say(word: str, **parts: Any) -> str:
    """Return a text of the page's catalogue; of one that has a plural, the plural."""
    text = WORDS[word]
    return (text if isinstance(text, str) else text["other"]).format(**parts)


def chromium_path() -> str:
    """Return where Chromium is; without it a test is skipped, or fails where it was promised."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    sentence = "No Chromium is installed: apt install chromium"
    if os.environ.get(REQUIRED):
        pytest.fail(sentence)
    pytest.skip(sentence)


def launched(browsers: Any) -> Browser:
    """Return a Chromium that reaches this machine only."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browsers.chromium.launch(executable_path=chromium_path(), args=[BLOCKED, *sandbox])


class Visitor:
    """Somebody who opens pages, and sees requests elsewhere, console errors and exceptions in all of them.

    Attributes
    ----------
    faults : what must not have happened, as sentences
    expected : refusals that a test provokes, such as "status of 401"; the browser writes each to its console
    thrown : errors that a test provokes in a part of a page, such as "TypeError", told in the console
    """

    def __init__(self, browser: Browser) -> None:
        self.faults: list[str] = []
        self.expected: set[str] = set()
        self.thrown: set[str] = set()
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def context(self, **options: Any) -> BrowserContext:
        """Return a window of its own, watched."""
        context = self._browser.new_context(**{"viewport": SIZE, "locale": "en-GB"} | options)
        context.set_default_timeout(PATIENCE)
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", self._failed)
        self._contexts.append(context)
        return context

    def open(self, address: str, **options: Any) -> Page:
        """Return a page of a new window at an address."""
        page = self.context(**options).new_page()
        page.goto(address)
        return page

    def leave(self) -> None:
        """Close all windows."""
        for context in self._contexts:
            context.close()

    def _asked(self, request: Request) -> None:
        if not HERE.match(request.url):
            self.faults.append(f"asked for {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        refused = message.text.startswith(REFUSED) and any(one in message.text for one in self.expected)
        provoked = refused or message.text.startswith(tuple(self.thrown))
        if message.type in {"error", "warning"} and not provoked:
            self.faults.append(f"console, {message.type}: {message.text}")

    def _failed(self, error: WebError) -> None:
        self.faults.append(f"exception: {error.error}")


def axe_findings(page: Page) -> list[str]:
    """Return what axe finds, one sentence for each rule and the first place."""
    violations = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in violations]


def wider_than_shown(page: Page) -> int:
    """Return by how many pixels a page can be scrolled sideways."""
    return page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")


def reached_by_tab(page: Page, control: Locator, most: int = 150) -> bool:
    """Return whether Tab alone comes to a control."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if control.evaluate("one => one === document.activeElement"):
            return True
    return False


DRAWN = """figures => figures.map(figure => ({
  title: figure.querySelector("h3")?.textContent ?? "",
  text: figure.textContent,
  width: figure.getBoundingClientRect().width,
  height: figure.getBoundingClientRect().height,
  marks: figure.querySelectorAll("svg path[d], svg rect, svg line, svg circle, tbody td, li").length,
}))"""


def figures_of(place: Page | Locator) -> list[dict[str, Any]]:
    """Return title, text, size and number of marks of every figure of a page or a part of it."""
    return place.get_by_role("figure").evaluate_all(DRAWN)


# What a page shows or draws where a number or a text was missing.
UNFILLED = """() => {
  const wrong = /\\bNaN\\b|\\bundefined\\b|\\bInfinity\\b|\\[object |\\{[a-z_]+\\}/;
  const found = [];
  for (const one of document.querySelectorAll("#page *")) {
    const values = [...one.attributes].map(attribute => attribute.value);
    if (one.children.length === 0) values.push(one.textContent);
    found.push(...values.filter(value => wrong.test(value)));
  }
  return found;
}"""


def unfilled(page: Page) -> list[str]:
    """Return texts and attributes of a page that lack what should stand there."""
    return page.evaluate(UNFILLED)


# Of each map: pixels that its notice is high, and by how many it stands on the map or leaves the drawing.
NOTICES = """maps => maps.map(map => {
  const notice = map.querySelector(".notice"), place = notice.getBoundingClientRect();
  const whole = map.getBoundingClientRect(), strip = map.querySelector(".strip").getBoundingClientRect();
  return {
    text: notice.textContent,
    pixels: parseFloat(getComputedStyle(notice).fontSize) * notice.getScreenCTM().d,
    outside: Math.max(strip.top - place.top, place.bottom - whole.bottom, place.right - whole.right),
  };
})"""


def unreadable_notices(page: Page) -> list[dict[str, Any]]:
    """Return the notices of maps that are too small, stand on the map, are cut or lack words."""
    maps = page.locator("svg.places")
    maps.first.wait_for()
    return [
        one
        for one in maps.evaluate_all(NOTICES)
        if one["pixels"] < 9 or one["outside"] > 1 or one["text"] != say("notice")
    ]
