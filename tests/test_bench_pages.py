"""What the benchmark says of the pages; the measuring itself needs a browser and is not timed here."""

import json
import subprocess
import sys

import pytest

from clampdown.bench import __main__ as bench
from clampdown.bench import pages, pages_explorer
from clampdown.errors import ClampdownError


def test_a_number_stands_for_its_repeats_by_the_median():
    assert pages.row("painted", "s", [3.0, 1.0, 1.2], 2.0).median == 1.2


@pytest.mark.parametrize(("values", "bar", "least", "kept"), [
    ([1.0], 2.0, False, True), ([3.0], 2.0, False, False),
    ([60.0], 59.0, True, True), ([30.0], 59.0, True, False), ([99.0], None, False, True),
])  # fmt: skip
def test_a_bar_is_the_most_or_the_least_that_a_number_may_be(values, bar, least, kept):
    assert pages.row("number", "s", values, bar, least=least).kept is kept


@pytest.mark.parametrize(("seconds", "code"), [(0.9, 0), (1.1, 1)])
def test_a_page_slower_than_its_bar_is_a_failure(monkeypatch, tmp_path, seconds, code):
    rows = [pages.row("ready", "s", [seconds], 1.0), pages.row("panel", "s", [9.0])]
    monkeypatch.setattr(pages, "measured", lambda *_: rows)
    monkeypatch.chdir(tmp_path)

    assert bench.show_pages(1, None, []) == code


def test_the_numbers_are_kept_with_every_repeat(monkeypatch, tmp_path):
    monkeypatch.setattr(pages, "measured", lambda *_: [pages.row("ready", "s", [0.5, 0.7], 1.0)])
    monkeypatch.chdir(tmp_path)

    bench.show_pages(2, None, [])

    written = json.loads(next((tmp_path / "benchmarks").iterdir()).read_text(encoding="utf-8"))
    assert (written["rows"][0]["values"], written["rows"][0]["kept"]) == ([0.5, 0.7], True)


def test_without_a_browser_it_is_said_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)

    code = bench.show_pages(1, None, [])

    assert (code, "Install Playwright" in capsys.readouterr().err) == (2, True)


def test_what_a_failed_command_said_is_told(tmp_path):
    with pytest.raises(ClampdownError, match="holds neither a run nor a comparison"):
        pages.of_report(tmp_path, 1, "nothing")


def test_the_explorer_tells_its_address():
    with pages_explorer.exploring() as (process, address, seconds):
        assert (process.is_running(), address.startswith("http://127.0.0.1:"), seconds > 0) == (
            True,
            True,
            True,
        )


def test_an_explorer_without_workers_is_not_taken_for_ready(monkeypatch):
    monkeypatch.setattr(pages_explorer, "PATIENCE", 0.2)
    monkeypatch.setattr(pages_explorer, "IDLE", 0.05)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as lonely:
        try:
            with pytest.raises(ClampdownError, match="did not get ready"):
                pages_explorer.wait_until_idle(pages_explorer.psutil.Process(lonely.pid))
        finally:
            lonely.kill()
