"""Runs that are started, watched, stopped, killed and saved in the explorer's page."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from browsing import axe_findings, figures_of, say, unfilled

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


def test_a_server_that_is_gone_is_told_of(visitor, page):
    page.route("**/api/runs", lambda route: route.abort("connectionrefused"))
    visitor.expected.add("ERR_CONNECTION_REFUSED")

    begin(page, 5)

    expect(page.get_by_role("alert").filter(has_text=say("no_server"))).to_be_visible()
