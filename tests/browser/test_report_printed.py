"""The report on A4 paper."""

import io
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import expect
from pypdf import PageObject, PdfReader

from browsing import Visitor, say

A4 = (595, 842)  # points
# A figure's first and last words in the print; the page asks for neither. Tables may go on overleaf.
MARKED = """figures => figures.map((figure, n) => {
  figure.insertAdjacentHTML("afterbegin", `<small>mark${n}A</small>`);
  figure.lastElementChild.insertAdjacentHTML("afterbegin", `<small>mark${n}Z</small>`);
  const tables = [...figure.querySelectorAll("table")].filter(table => table.closest("details") === null);
  return { title: figure.querySelector("h3").textContent, table: tables.length > 0 };
})"""

# Marks at headings and at the first words that follow each: of a caption, a row, a list, a paragraph.
FOLLOWED = """headings => {
  const shown = one => one.checkVisibility()
    && one.closest("header, .controls, .pointing, .play-bar") === null;
  const words = "figcaption > *, tbody th, tbody td, li, pre, p, .directive > summary";
  const after = [...document.querySelectorAll("#page *")].filter(one => one.matches(words) && shown(one));
  const mark = (one, text) => {
    const small = document.createElement("small");
    small.textContent = text;
    Object.assign(small.style, { position: "absolute", fontSize: "1px" });
    one.prepend(small);
  };
  after.forEach((one, n) => mark(one, `words${n}.`));
  return headings.filter(one => one.checkVisibility()).map((heading, n) => {
    const follows = one => heading.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    const next = after.findIndex(follows);
    const title = heading.textContent;
    mark(heading, `heading${n}.`);
    return { title, marks: [`heading${n}.`, `words${next}.`] };
  });
}"""
ALONE = """section => {
  for (const other of [...section.parentElement.children]) if (other !== section) other.remove();
  section.insertAdjacentHTML("beforebegin", "<div id=above></div>");
}"""
HEADINGS = "#page :is(h2, h3, h4)"


class Printed(NamedTuple):
    """A report on paper: sheets, their texts, its figures, and the day of the map before and after."""

    sheets: list[PageObject]
    texts: list[str]
    figures: list[dict[str, Any]]
    stated: str
    day: str
    day_after: str

    def sheet_of(self, mark: str) -> int:
        """Return the number of the sheet on which a mark stands."""
        return next(n for n, text in enumerate(self.texts) if mark in text)


@pytest.fixture(scope="module")
def printed(chromium, report_of):
    """Print the national report once, after somebody has looked at another day of the map."""
    visitor = Visitor(chromium)
    page = visitor.open(report_of("national"))
    slider = page.get_by_role("slider", name=say("map_day"))
    day, stated = slider.input_value(), slider.get_attribute("aria-valuetext")
    slider.fill("3")
    expect(slider).not_to_have_attribute("aria-valuetext", stated)
    figures = page.get_by_role("figure").evaluate_all(MARKED)
    sheets = list(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)
    texts = [" ".join(sheet.extract_text().split()) for sheet in sheets]
    yield Printed(sheets, texts, figures, stated, day, slider.input_value())
    visitor.leave()
    assert visitor.faults == []


def test_a_report_prints_on_a4(printed):
    sizes = {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in printed.sheets}

    assert sizes == {A4}


def test_no_drawing_is_cut_by_the_end_of_a_sheet(printed):
    whole = [(f"mark{n}", one["title"]) for n, one in enumerate(printed.figures) if not one["table"]]

    assert len(whole) >= 8
    assert [t for mark, t in whole if printed.sheet_of(mark + "A") != printed.sheet_of(mark + "Z")] == []


def test_no_sheet_is_left_nearly_empty(printed):
    assert [n for n, text in enumerate(printed.texts[:-1]) if len(text) < 100] == []


def test_the_map_is_printed_on_its_stated_day_whatever_day_was_looked_at(printed):
    assert any(printed.stated in text for text in printed.texts)
    assert printed.day_after == printed.day


def test_every_figure_says_on_its_last_sheet_what_it_is(printed):
    last = {
        one["title"]: printed.texts[printed.sheet_of(f"mark{n}Z")] for n, one in enumerate(printed.figures)
    }

    assert [title for title, text in last.items() if say("notice") not in text] == []


def test_buttons_are_not_printed(printed):
    assert [text for text in printed.texts if say("pause") in text or say("lesson_open") in text] == []


def texts_of(page):
    """Return what stands on each sheet, without spaces."""
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return ["".join(sheet.extract_text().split()) for sheet in sheets]


def parted(headings, texts):
    """Return the headings that do not stand on the sheet of what follows them."""
    return [
        one["title"]
        for one in headings
        if not any(all(mark in text for mark in one["marks"]) for text in texts)
    ]


def test_no_heading_is_parted_from_what_follows(visitor, report):
    page = visitor.open(report)
    headings = page.locator(HEADINGS).evaluate_all(FOLLOWED)

    assert len(headings) > 20
    assert parted(headings, texts_of(page)) == []


# With more than one figure abreast, and with a table that goes on overleaf.
@pytest.mark.parametrize("section", ["street", "who", "outsiders"])
def test_no_heading_is_parted_wherever_on_a_sheet_it_comes_to_stand(visitor, report_of, section):
    page = visitor.open(report_of("compared"))
    page.locator(f"#{section}").evaluate(ALONE)
    headings = page.locator(HEADINGS).evaluate_all(FOLLOWED)
    found = {}
    for above in range(22, 250, 12):
        page.locator("#above").evaluate("(one, above) => { one.style.height = `${above}mm` }", above)
        found[above] = parted(headings, texts_of(page))

    assert {above: titles for above, titles in found.items() if titles} == {}
