"""The built page that reports are made of: one file that speaks to nobody and lets nothing foreign in."""

import base64
import hashlib
import re
from importlib.resources import files

import pytest

PAGES = ["report.html", "explorer.html"]


@pytest.fixture(params=PAGES)
def page(request):
    return files("clampdown").joinpath("report", "page", request.param).read_text(encoding="utf-8")


def digest(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def test_the_report_has_one_place_for_its_payload():
    page = files("clampdown").joinpath("report", "page", "report.html").read_text(encoding="utf-8")

    assert page.count('<script type="application/json" id="payload">null</script>') == 1
    assert page.count("<!--plain-->") == 1


def test_the_policy_admits_the_script_and_the_style_of_the_page_and_no_other(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    script = re.search(r'<script type="module">(.*?)</script>', page, re.DOTALL).group(1)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)

    assert policy.startswith("default-src 'none'; ")
    assert f"script-src {digest(script)};" in policy
    assert f"style-src {digest(style)};" in policy
    assert "unsafe" not in policy


def test_the_page_loads_nothing_from_anywhere(page):
    attributes = re.findall(r"""(?:src|href)=["'](?!data:|#)([^"']+)""", page)
    styles = re.findall(r"""url\((?!["']?(?:data:|#))([^)]+)""", page)

    assert attributes + styles == []
    assert "@import" not in page


def test_the_page_is_small_enough_to_be_mailed(page):
    assert len(page.encode()) < 450_000


def test_a_mailed_report_may_speak_to_nobody_and_the_explorer_to_its_own_server_alone():
    folder = files("clampdown").joinpath("report", "page")
    spoken = [
        re.search(r"connect-src ([^;]+);", folder.joinpath(name).read_text(encoding="utf-8")).group(1)
        for name in PAGES
    ]

    assert spoken == ["'none'", "'self'"]
