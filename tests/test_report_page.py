"""The report as one file: the page that ships with its data inside, whatever the data say."""

import html
import json
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import clampdown as cd
from clampdown.cli import app
from clampdown.errors import ResultsError
from clampdown.experiments.background import background_of
from clampdown.experiments.courses.counting import TRACED
from clampdown.experiments.courses.keeping import orders_of
from clampdown.experiments.courses.kinds import COURSES, MAPPED, tallies_of
from clampdown.experiments.windows import Window
from clampdown.report import write_report
from clampdown.report.payload import payload_from
from clampdown.report.source import Arm, Source
from clampdown.report.writing import page_of
from clampdown.results.state import plain

FIXTURES = Path(__file__).parents[1] / "web" / "src" / "fixtures"
NOTICE = "Simulation of synthetic people; not a record of events."


@pytest.fixture(params=["run", "comparison"])
def payload(request):
    return json.loads((FIXTURES / f"{request.param}.json").read_text(encoding="utf-8"))


def data_of(page):
    return json.loads(re.search(r'id="payload">(.*?)</script>', page, re.DOTALL).group(1))


def without_data(page):
    return re.sub(r'id="payload">.*?</script>', "", page, flags=re.DOTALL)


def test_a_report_holds_its_data(payload, tmp_path):
    page = write_report(payload, tmp_path / "report.html")

    assert data_of(page.path.read_text(encoding="utf-8")) == payload


def test_a_report_says_what_it_is_where_scripts_are_off(payload):
    off = re.search(r"<noscript>(.*?)</noscript>", page_of(payload), re.DOTALL).group(1)

    assert off.index(NOTICE) < off.index(html.escape(payload["headline"]["text"]))
    for row in payload["cost"][0]["rows"]:
        assert html.escape(row["title"]) in off
    assert html.escape(payload["writing"]["may_not"][0]) in off


def test_text_from_a_scenario_cannot_leave_its_place(payload):
    evil = '</script><script>alert(1)</script><!--"&'
    payload["scenarios"][0]["title"] = payload["about"]["title"] = payload["headline"]["text"] = evil

    page = page_of(payload)

    assert data_of(page)["headline"]["text"] == evil
    assert "alert(1)</script>" not in page


def test_a_report_loads_nothing_from_elsewhere(payload):
    page = without_data(page_of(payload))

    assert re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', page) == []
    assert "default-src 'none'" in page


def national(replicates):
    """Return a comparison of two scenarios over the nation, every number drawn by lot and none hidden."""
    luck = np.random.default_rng(1)
    names = ("quiet-2015", "hundred-day-battle")
    ready = {name: cd.load_scenario(name) for name in names}
    scenarios = {name: one.scenario for name, one in ready.items()}
    background = plain(background_of(scenarios, ready[names[1]].catalogue))
    pack, days = background["pack"], ready[names[1]].scenario.days
    orders = orders_of(ready[names[1]].scenario)
    shapes = {
        "daily": (len(COURSES), days), "mapped": (len(MAPPED), days, len(pack["provinces"])),
        "placed": (len(MAPPED), len(pack["places"])), "tallied": (len(tallies_of(pack["axes"])),),
        "taken": (len(pack["offences"]), len(pack["rungs"])),
    }  # fmt: skip
    parts = {
        name + behind: 100 * luck.random((replicates, *shape)) + 20
        for name, shape in shapes.items() for behind in ("", "_behind")
    }  # fmt: skip
    parts["traced"] = luck.random((replicates, len(orders), 1 + len(pack["provinces"]), len(TRACED)))
    arms = [
        Arm(name, name, role, against, background["arms"][name]["directives"], Window(20, 110), parts, orders)
        for name, role, against in zip(names, ("base", "arm"), (None, 0), strict=True)
    ]
    about = {
        "title": "", "command": "", "versions": {}, "seeds": [], "replicates": 1, "draws": replicates,
        "sample": {}, "start": "2015-06-21", "days": days, "people": {},
    }  # fmt: skip
    return Source(
        "comparison", arms, "draws", replicates, about, pack, background["records"], {}, {1: []}, {},
        {1: {name: {"value": None} for name in ("executed", "claimed")}}, {"may": [], "may_not": []},
        resting=background["resting"],
    )  # fmt: skip


def test_a_national_comparison_of_two_scenarios_and_twenty_draws_takes_less_than_a_megabyte():
    payload = payload_from(national(20))

    assert len(payload["map"]["metrics"]) == 2 * len(MAPPED)
    assert len(page_of(payload).encode()) < 1_000_000


def test_a_report_shows_itself_in_a_frame_that_reaches_nothing(payload, tmp_path):
    page = write_report(payload, tmp_path / "report.html")

    shown = page._repr_html_()

    assert 'sandbox="allow-scripts"' in shown
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', shown).group(1)) == page_of(payload)


def test_a_report_is_replaced_and_not_added_to(payload, tmp_path):
    path = tmp_path / "report.html"
    write_report(payload, path)
    size = path.stat().st_size

    write_report(payload, path)

    assert path.stat().st_size == size


def test_a_report_that_cannot_be_written_is_told(payload):
    with pytest.raises(ResultsError, match="cannot be written"):
        write_report(payload, Path("/dev/null/report.html"))


def test_a_folder_that_is_no_run_is_a_mistake_and_nothing_is_written(tmp_path):
    done = CliRunner().invoke(app, ["report", str(tmp_path)])

    assert done.exit_code == 2
    assert "holds neither a run nor a comparison" in done.stderr
    assert list(tmp_path.iterdir()) == []
