"""The report as a reader has it: one file, opened in a browser."""

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from browsing import (
    axe_findings,
    figures_of,
    reached_by_tab,
    say,
    unfilled,
    unreadable_notices,
    wider_than_shown,
)
from clampdown import report as reporting

PHONE = {"width": 390, "height": 844}
# As an editor reads: what it costs, how it came about, where, who, what is seen outside, what it rests on.
ORDER = [
    "cost_title", "flow_title", "orders_title", "map_title", "street_title", "who_title", "mood_title",
    "outsiders_title", "writing_title", "trace_title", "why_title", "asked_title", "evidence_title",
    "repeat_title",
]  # fmt: skip


def headings(page):
    return page.get_by_role("heading", level=2).all_inner_texts()


def slider(page):
    return page.get_by_role("slider", name=say("map_day"))


def test_every_section_stands_in_its_place(visitor, report_of):
    found = headings(visitor.open(report_of("national")))

    assert [one for one in found if one in {say(word) for word in ORDER}] == [say(word) for word in ORDER]


def test_every_figure_is_drawn(visitor, report):
    figures = figures_of(visitor.open(report))

    assert len(figures) >= 8
    assert [
        one["title"] for one in figures if min(one["width"], one["height"]) < 60 or one["marks"] < 2
    ] == []


def test_every_figure_carries_the_notice(visitor, report):
    figures = figures_of(visitor.open(report))

    assert [one["title"] for one in figures if say("notice") not in one["text"]] == []


def test_no_number_and_no_word_is_missing(visitor, report):
    page = visitor.open(report)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")

    assert unfilled(page) == []


def test_axe_finds_nothing(visitor, report):
    page = visitor.open(report)
    page.locator("details.as-table").evaluate_all("all => all.forEach(one => { one.open = true })")

    assert axe_findings(page) == []


def test_a_phone_shows_the_whole_width(visitor, report):
    assert wider_than_shown(visitor.open(report, viewport=PHONE)) == 0


@pytest.mark.parametrize("kind", ["drive", "national"])
def test_each_map_says_readably_on_a_phone_that_it_is_no_record(visitor, report_of, kind):
    assert unreadable_notices(visitor.open(report_of(kind), viewport=PHONE)) == []


def test_one_run_is_said_to_have_no_range(visitor, report_of):
    expect(visitor.open(report_of("quiet")).get_by_text(say("range_one"))).to_be_visible()


def test_draws_are_said_to_span_what_is_unknown(visitor, report_of):
    page = visitor.open(report_of("compared"))

    expect(page.get_by_text(say("range_draws", count=3))).to_be_visible()


def test_both_scenarios_of_a_comparison_are_named_at_its_head(visitor, report_of):
    listed = visitor.open(report_of("compared")).get_by_role("list", name=say("scenarios_of"))

    expect(listed.get_by_role("listitem")).to_have_count(2)


def test_without_scripts_the_finding_and_its_cost_are_read(visitor, report_of):
    headline = visitor.open(report_of("national")).get_by_role("heading", level=1).inner_text()
    page = visitor.open(report_of("national"), java_script_enabled=False)

    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    expect(page.get_by_role("main")).to_contain_text(say("notice"))
    expect(page.get_by_role("row")).not_to_have_count(0)


def test_the_map_plays_and_stops(visitor, report_of):
    page = visitor.open(report_of("national"))
    first = slider(page).input_value()

    page.get_by_role("button", name=say("play")).click()
    expect(slider(page)).not_to_have_value(first)
    page.get_by_role("button", name=say("pause")).click()

    expect(page.get_by_role("button", name=say("play"))).to_be_visible()


def test_the_map_shows_what_is_chosen(visitor, report_of):
    page = visitor.open(report_of("national"))
    chooser = page.get_by_role("combobox", name=say("map_metric"), exact=True)
    last = chooser.get_by_role("option").last.inner_text()

    chooser.select_option(last)

    title = last.split(" · ")[0]
    expect(page.get_by_role("figure", name=title).get_by_role("img").first).to_be_visible()


def test_the_order_chosen_is_the_one_followed(visitor, report_of):
    page = visitor.open(report_of("national"))
    chooser = page.get_by_role("combobox", name=say("trace_choose"), exact=True)
    second = chooser.get_by_role("option").nth(1).inner_text()

    chooser.select_option(second)

    expect(page.get_by_role("figure", name=say("trace_figure", title=second.split(" · ")[0]))).to_be_visible()


def test_a_number_can_be_looked_for(visitor, report_of):
    page = visitor.open(report_of("national"))
    page.get_by_text(re.compile(say("evidence_all", count=".*"))).click()
    rows = page.get_by_role("region", name=say("evidence_title")).get_by_role("row")
    everything = rows.count()

    page.get_by_label(say("evidence_find")).fill("curfew")

    expect(rows.filter(has_text="curfew").first).to_be_visible()
    assert 1 < rows.count() < everything


@pytest.mark.parametrize("kind", ["drive", "national"])
def test_the_keyboard_alone_moves_the_map(visitor, report_of, kind):
    page = visitor.open(report_of(kind))
    before = int(slider(page).input_value())

    assert reached_by_tab(page, slider(page))
    page.keyboard.press("ArrowLeft")

    assert int(slider(page).input_value()) == before - 1


def test_the_keyboard_alone_opens_a_figure_as_a_table(visitor, report_of):
    page = visitor.open(report_of("national"))
    summary = page.locator("summary", has_text=say("as_table")).first

    assert reached_by_tab(page, summary)
    page.keyboard.press("Enter")

    expect(page.get_by_role("group", name=say("as_table")).first).to_be_visible()


def test_a_mailed_lesson_hides_what_happened_until_the_class_has_guessed(visitor, report_of):
    page = visitor.open(report_of("national") + "#lesson")
    told = page.get_by_role("img", name=re.compile("^" + say("lesson_done")))
    expect(page.get_by_role("heading", name=say("lesson_guess"))).to_be_visible()
    assert told.count() == 0

    page.get_by_role("slider").first.fill("70")
    page.get_by_role("button", name=say("lesson_reveal")).click()

    expect(told).to_have_accessible_name(re.compile(r"70\s%"))


def test_axe_finds_nothing_in_a_mailed_lesson(visitor, report_of):
    page = visitor.open(report_of("national") + "#lesson")
    page.get_by_role("button", name=say("lesson_reveal")).click()

    assert axe_findings(page) == []


def test_a_lesson_is_entered_and_left_at_the_foot_of_a_report(visitor, report_of):
    page = visitor.open(report_of("national"))
    page.get_by_role("button", name=say("lesson_open")).click()

    page.get_by_role("button", name=say("lesson_leave")).click()

    expect(page.get_by_role("heading", name=say("cost_title"))).to_be_visible()


def test_a_report_without_data_says_how_to_write_it_again(visitor, tmp_path):
    bare = tmp_path / "report.html"
    bare.write_bytes((Path(reporting.__file__).parent / "page" / "report.html").read_bytes())

    expect(visitor.open(bare.as_uri()).get_by_role("alert")).to_have_text(say("damaged"))


def without(payload):
    del payload["trace"]


def of_another_format(payload):
    payload["about"]["format"] = 99


def of_wrong_shape(payload):
    payload["who"] = {"rows": 3}


def with_empty_lists(payload):
    for key in ("series", "who", "trace", "why_held", "outsiders", "flow", "cost"):
        payload[key] = []


def written(report, path, change):
    """Write a report again with something changed in the text of its data, and return its address."""
    before, mark, rest = report.partition('<script type="application/json" id="payload">')
    data, end, after = rest.partition("</script>")
    path.write_text(before + mark + change(data) + end + after, encoding="utf-8")
    return path.as_uri()


def changed(change):
    def text(data):
        payload = json.loads(data)
        change(payload)
        return json.dumps(payload).replace("<", "\\u003c")

    return text


@pytest.fixture
def shipped(report_of):
    return Path(unquote(urlsplit(report_of("national")).path)).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "change", [lambda data: data[:-100], lambda _: "null", lambda _: "[]", lambda _: "3"],
    ids=["cut off", "nothing", "a list", "a number"],
)  # fmt: skip
def test_data_that_is_no_result_is_told_in_a_sentence(visitor, shipped, tmp_path, change):
    page = visitor.open(written(shipped, tmp_path / "report.html", change))

    expect(page.get_by_role("alert")).to_have_text(say("damaged"))


def test_data_of_another_format_say_which_is_read(visitor, shipped, tmp_path):
    page = visitor.open(written(shipped, tmp_path / "report.html", changed(of_another_format)))

    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("99")


@pytest.mark.parametrize(("change", "title"), [(without, "trace_title"), (of_wrong_shape, "who_title")])
def test_a_section_that_is_damaged_says_so_in_its_place_and_the_rest_lives(
    visitor, shipped, tmp_path, change, title
):
    visitor.thrown.add("TypeError: ")
    page = visitor.open(written(shipped, tmp_path / "report.html", changed(change)))

    section = page.get_by_role("region", name=say(title))
    expect(section.get_by_role("alert")).to_have_text(say("part_failed"))
    expect(page.get_by_role("alert")).to_have_count(1)
    slider(page).press("ArrowLeft")
    assert len(figures_of(page)) >= 8


def test_empty_lists_leave_a_page_without_gaps(visitor, shipped, tmp_path):
    page = visitor.open(written(shipped, tmp_path / "report.html", changed(with_empty_lists)))

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert unfilled(page) == []
