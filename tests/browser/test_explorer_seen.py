"""The explorer's views, before anything is run."""

import re

import pytest
from playwright.sync_api import expect

from browsing import axe_findings, figures_of, say, unfilled, unreadable_notices, wider_than_shown

PHONE = {"width": 390, "height": 844}
TABS = ["tab_map", "tab_cost", "tab_flow", "tab_outsiders", "tab_trace", "tab_evidence"]
WITH_FIGURES = TABS[1:]
RANGE = re.compile(r"\w, -?[\d.]+ to -?[\d.]+ ")


@pytest.fixture
def page(visitor, explorer_at):
    return opened(visitor, explorer_at)


def opened(visitor, explorer, **options):
    page = visitor.open(explorer.address, **options)
    page.get_by_role("button", name=say("run_both")).wait_for()
    page.get_by_role("slider", name=say("map_day")).wait_for()
    return page


def turn_to(page, tab):
    page.get_by_role("navigation", name=say("tabs")).get_by_role("button", name=say(tab), exact=True).click()
    return page.get_by_role("main")


def test_it_opens_on_a_result_and_never_on_an_empty_form(page):
    maps = page.get_by_role("img", name=re.compile("^Map of "))

    assert maps.count() >= 2
    assert int(page.get_by_role("slider", name=say("map_day")).input_value()) > 0


def test_the_token_does_not_stay_in_the_address_bar(page, explorer_at):
    assert explorer_at.token not in page.url


@pytest.mark.parametrize("tab", WITH_FIGURES)
def test_every_view_shows_its_figures(page, tab):
    figures = figures_of(turn_to(page, tab))

    assert figures
    assert [
        one["title"] for one in figures if min(one["width"], one["height"]) < 60 or one["marks"] < 2
    ] == []


@pytest.mark.parametrize("tab", TABS)
def test_no_number_and_no_word_is_missing(page, tab):
    turn_to(page, tab)

    assert unfilled(page) == []


@pytest.mark.parametrize("tab", TABS)
def test_axe_finds_nothing(page, tab):
    turn_to(page, tab)

    assert axe_findings(page) == []


def test_axe_finds_nothing_where_everything_is_unfolded(page):
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")

    assert axe_findings(page) == []


def test_axe_finds_nothing_in_the_lesson(page):
    turn_to(page, "lesson")

    assert axe_findings(page) == []


@pytest.mark.parametrize("tab", [*TABS, "lesson"])
def test_a_phone_shows_the_whole_width(visitor, explorer_at, tab):
    page = opened(visitor, explorer_at, viewport=PHONE)
    turn_to(page, tab)

    assert wider_than_shown(page) == 0


@pytest.mark.parametrize("size", [PHONE, {"width": 700, "height": 900}, {"width": 1280, "height": 720}])
def test_each_map_says_readably_that_it_is_no_record(visitor, explorer_at, size):
    assert unreadable_notices(opened(visitor, explorer_at, viewport=size)) == []


def test_every_setting_shows_where_its_range_comes_from(page):
    mine = page.get_by_role("group", name=say("scenario"), exact=True)
    summary = mine.locator("summary", has_text=say("why_range")).first
    expect(mine.get_by_text(RANGE).first).to_be_hidden()

    summary.click()

    expect(mine.get_by_text(RANGE).first).to_be_visible()


def test_a_setting_that_was_changed_is_marked_and_can_be_reset(page):
    mine = page.get_by_role("group", name=say("scenario"), exact=True)
    mine.get_by_role("slider").first.press("ArrowRight")
    expect(mine.get_by_text(re.compile(say("changed_mark", usual=".*")))).to_be_visible()

    mine.get_by_role("button", name=re.compile("^" + say("reset"))).last.click()

    expect(mine.get_by_text(re.compile(say("changed_mark", usual=".*")))).to_have_count(0)


def test_the_map_can_be_read_as_a_table(visitor, explorer_at):
    page = opened(visitor, explorer_at, viewport=PHONE)
    page.get_by_role("main").locator("summary", has_text=say("as_table")).first.click()

    expect(page.get_by_role("group", name=say("as_table")).get_by_role("row").nth(5)).to_be_visible()


def test_the_command_is_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=say("copy_command")).click()
    expect(page.get_by_role("button", name=say("copied"))).to_be_visible()

    assert page.evaluate("navigator.clipboard.readText()").startswith("clampdown ")


def test_a_link_brings_back_scenario_setting_day_and_view(visitor, explorer_at):
    page = opened(visitor, explorer_at)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mine = page.get_by_role("group", name=say("scenario"), exact=True)
    page.get_by_role("combobox", name=say("compare_with"), exact=True).select_option("toytown-drive")
    mine.get_by_role("slider").first.press("ArrowRight")
    page.get_by_role("slider", name=say("map_day")).fill("17")
    turn_to(page, "tab_flow")
    page.get_by_role("button", name=say("copy_link")).click()
    expect(page.get_by_role("button", name=say("copied"))).to_be_visible()
    told = page.evaluate("navigator.clipboard.readText()")
    again = page.context.new_page()

    again.goto(f"{told}&token={explorer_at.token}")

    assert explorer_at.token not in told
    base = again.get_by_role("combobox", name=say("compare_with"), exact=True)
    expect(base).to_have_value("toytown-drive")
    expect(again.get_by_text(re.compile(say("changed_mark", usual=".*")))).to_have_count(1)
    expect(again.get_by_role("button", name=say("tab_flow"), exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    turn_to(again, "tab_map")
    expect(again.get_by_role("slider", name=say("map_day"))).to_have_value("17")


@pytest.mark.parametrize("fragment", ["", "#token=wrong"])
def test_without_the_right_token_it_says_which_address_to_open(visitor, explorer_at, fragment):
    visitor.expected.add("status of 401")

    page = visitor.open(explorer_at.bare + fragment)

    expect(page.get_by_role("alert")).to_contain_text("Open the address that the program printed")


def test_without_scripts_it_says_that_it_needs_them(visitor, explorer_at):
    page = visitor.open(explorer_at.bare, java_script_enabled=False)

    expect(page.get_by_role("main")).to_contain_text("The explorer needs scripts")
