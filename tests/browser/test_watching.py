"""What a visitor is told of pages that do what none of ours may do."""

import pytest

import browsing
from browsing import Visitor, axe_findings, unfilled, wider_than_shown

FAULTY = {
    "a request to elsewhere": (
        "<img src='https://example.org/x.png'>",
        "asked for https://example.org/x.png",
    ),
    "an exception": ("<script>setTimeout(() => nowhere(), 0)</script>", "exception: nowhere is not defined"),
    "an error in the console": ("<script>console.error('oh')</script>", "console, error: oh"),
    "a warning in the console": ("<script>console.warn('hm')</script>", "console, warning: hm"),
}


@pytest.fixture
def careless(chromium):
    """Give a visitor whose faults do not fail the test."""
    visiting = Visitor(chromium)
    yield visiting
    visiting.leave()


def page_of(tmp_path, body):
    path = tmp_path / "page.html"
    path.write_text(
        f"<!doctype html><html lang=en><title>x</title><div id=page>{body}</div>", encoding="utf-8"
    )
    return path.as_uri()


@pytest.mark.parametrize("fault", FAULTY)
def test_a_page_that_misbehaves_is_noticed(careless, tmp_path, fault):
    body, sentence = FAULTY[fault]

    careless.open(page_of(tmp_path, body)).wait_for_timeout(200)

    assert any(sentence in fault for fault in careless.faults)


def test_a_page_that_behaves_is_not_accused(careless, tmp_path):
    careless.open(page_of(tmp_path, "<p>fine</p>")).wait_for_timeout(200)

    assert careless.faults == []


def test_no_other_host_is_found(careless):
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        careless.open("https://example.org/")


def test_a_control_without_a_name_is_found(careless, tmp_path):
    page = careless.open(page_of(tmp_path, "<main><h1>x</h1><input type=range></main>"))

    assert any(finding.startswith("label:") for finding in axe_findings(page))


@pytest.mark.parametrize("body", ["<b>NaN</b>", "<b>of {count} draws</b>", "<svg><path d='M1,NaN'/></svg>"])
def test_a_gap_in_a_page_is_found(careless, tmp_path, body):
    assert unfilled(careless.open(page_of(tmp_path, body))) != []


def test_a_page_wider_than_its_window_is_found(careless, tmp_path):
    page = careless.open(
        page_of(tmp_path, "<p style='width: 500px'>x</p>"), viewport={"width": 390, "height": 800}
    )

    assert wider_than_shown(page) > 100


def test_a_browser_is_found_by_any_of_the_names_that_the_bench_knows(monkeypatch):
    only = "google-chrome-stable"
    monkeypatch.setattr(browsing.shutil, "which", lambda name: f"/opt/{name}" if name == only else None)

    assert browsing.chromium_path() == f"/opt/{only}"
