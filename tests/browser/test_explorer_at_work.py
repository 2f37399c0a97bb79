"""Runs that are started, watched, stopped, killed and saved in the explorer's page."""

import re
import time
import zipfile

import pytest
from playwright.sync_api import expect

from browsing import axe_findings, figures_of, reached_by_tab, say, unfilled

NOTICE = say("notice")
RUN_PATIENCE = 600_000  # milliseconds: a worker may have to compile first
LONG = 400


@pytest.fixture
def page(visitor, explorer_at):
    return opened(visitor, explorer_at)


def opened(visitor, explorer):
    page = visitor.open(explorer.address, accept_downloads=True)
    page.get_by_role("button", name=say("run_both")).wait_for()
    return page


def begin(page, days):
    """Ask for so many days of the usual scenarios, and press the button."""
    field = page.get_by_label(say("days_field"))
    if not field.is_visible():
        page.locator("details", has=field).locator("summary").click()
    field.fill(str(days))
    page.get_by_role("button", name=say("run_both")).click()


def day_comes(page, days):
    lived = re.compile(say("progress", lived="[1-9][0-9]*", wanted=days))
    expect(page.get_by_role("status").filter(has_text=lived)).to_be_visible(timeout=RUN_PATIENCE)


def ended(page):
    expect(page.get_by_role("button", name=say("save_report"))).to_be_enabled(timeout=RUN_PATIENCE)


def stopped(page):
    page.get_by_role("button", name=say("stop")).click()
    page.get_by_role("button", name=say("run_both")).wait_for()


def ends_within(seconds, processes):
    """Return whether one of some processes ends."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if not all(one.is_running() for one in processes):
            return True
        time.sleep(0.05)
    return False


def text_of(page):
    """Unfold and return the field that holds the first scenario as text."""
    mine = page.get_by_role("group", name=say("scenario"), exact=True)
    mine.locator("summary", has_text=say("as_text")).click()
    return mine.get_by_label(re.compile("^" + say("text_label", title="")))


def test_days_are_shown_as_they_come_until_it_is_stopped(page):
    begin(page, LONG)
    day_comes(page, LONG)

    stopped(page)

    told = re.compile(say("stopped", days="[1-9][0-9]*"))
    expect(page.get_by_role("alert").filter(has_text=told)).to_be_visible()
    assert page.get_by_role("img", name=re.compile("^Map of .*")).count() >= 2


def test_a_finished_run_shows_every_view(page):
    begin(page, 40)
    ended(page)
    empty = []
    for tab in ("tab_cost", "tab_flow", "tab_outsiders", "tab_trace", "tab_evidence"):
        page.get_by_role("button", name=say(tab), exact=True).click()
        empty += [tab] if not figures_of(page) or unfilled(page) or axe_findings(page) else []

    assert empty == []


def test_the_report_of_a_run_is_saved_and_opens(visitor, page, tmp_path):
    begin(page, 40)
    ended(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name=say("save_report")).click()
    saved.value.save_as(tmp_path / "report.html")

    report = visitor.open((tmp_path / "report.html").as_uri())

    expect(report.get_by_role("heading", name=say("cost_title"))).to_be_visible()
    assert len(figures_of(report)) >= 8


def test_the_tables_of_a_run_are_saved_with_the_notice_in_their_first_line(page, tmp_path):
    begin(page, 40)
    ended(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name=say("export_data")).click()
    saved.value.save_as(tmp_path / "data.zip")

    with zipfile.ZipFile(tmp_path / "data.zip") as archive:
        tables = [name for name in archive.namelist() if name.endswith(".csv")]
        assert len(tables) >= 2
        assert [name for name in tables if NOTICE not in archive.read(name).decode().splitlines()[0]] == []


def test_the_command_that_is_copied_repeats_the_run(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    begin(page, 40)
    ended(page)

    page.get_by_role("button", name=say("copy_command")).click()
    expect(page.get_by_role("button", name=say("copied"))).to_be_visible()

    commands = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert commands[-1].startswith("clampdown run toytown-drive ")
    assert "--set days=40" in commands[-1]


def test_a_killed_worker_is_told_of_and_the_page_runs_again(page, explorer_at):
    begin(page, LONG)
    day_comes(page, LONG)
    for worker in explorer_at.workers():
        worker.kill()
    told = page.get_by_role("alert").filter(has_text="worker process of this run was killed")
    expect(told).to_be_visible(timeout=RUN_PATIENCE)

    begin(page, 5)

    ended(page)


def test_two_windows_run_at_once(visitor, explorer_at):
    pages = [opened(visitor, explorer_at) for _ in range(2)]
    for page in pages:
        begin(page, 40)

    for page in pages:
        ended(page)


def test_a_third_run_at_once_is_refused_with_what_to_do(visitor, explorer_at):
    visitor.expected.add("status of 429")
    first, second, third = [opened(visitor, explorer_at) for _ in range(3)]
    begin(first, LONG)
    day_comes(first, LONG)
    begin(second, LONG)
    day_comes(second, LONG)

    begin(third, 5)

    expect(third.get_by_role("alert").filter(has_text="Stop one, or wait until it is done")).to_be_visible()
    stopped(first)
    stopped(second)


def test_nonsense_is_told_with_its_line_and_the_page_goes_on(page):
    text_of(page).fill("id: mine\ntitle: Mine\nbase: toytown-drive\nchanges: {set: {dais: 4}}\n")
    mine = page.get_by_role("group", name=say("scenario"), exact=True)
    mine.get_by_role("button", name=say("check_text")).click()
    expect(mine.get_by_role("alert")).to_contain_text(re.compile(r"Line 4, column \d+: .*days"))

    mine.get_by_role("button", name=re.compile("^" + say("reset"))).last.click()
    begin(page, 5)

    ended(page)


def test_nonsense_is_not_run(visitor, page):
    visitor.expected.add("status of 422")
    text_of(page).fill("id: [\n")

    begin(page, 5)

    told = page.get_by_role("group", name=say("scenario"), exact=True).get_by_role("alert")
    expect(told).to_contain_text(re.compile(r"Line \d+, column \d+: "))


def test_the_keyboard_alone_runs_and_stops(page):
    assert reached_by_tab(page, page.get_by_role("button", name=say("run_both")))
    page.keyboard.press("Enter")
    stop = page.get_by_role("button", name=say("stop"))
    stop.wait_for()

    assert reached_by_tab(page, stop)
    page.keyboard.press("Enter")

    page.get_by_role("button", name=say("run_both")).wait_for()


def test_a_lesson_is_guessed_run_and_read(page):
    page.get_by_role("button", name=say("lesson"), exact=True).click()
    told = page.get_by_role("img", name=re.compile("^" + say("lesson_done")))
    guess = page.get_by_role("slider", name=re.compile(re.escape(say("lesson_ask"))))
    guess.fill("70")
    assert told.count() == 0

    page.get_by_role("button", name=say("lesson_run")).click()

    expect(told).to_have_accessible_name(re.compile(r"70\s%"), timeout=RUN_PATIENCE)
    assert axe_findings(page) == []


def test_a_server_that_is_gone_is_told_of(visitor, page):
    page.route("**/api/runs", lambda route: route.abort("connectionrefused"))
    visitor.expected.add("ERR_CONNECTION_REFUSED")

    begin(page, 5)

    expect(page.get_by_role("alert").filter(has_text=say("no_server"))).to_be_visible()


def test_what_a_window_was_running_ends_when_it_is_closed(visitor, explorer_at):
    leaving = opened(visitor, explorer_at)
    begin(leaving, LONG)
    day_comes(leaving, LONG)
    before = explorer_at.workers()

    leaving.close()

    assert ends_within(60, before)
