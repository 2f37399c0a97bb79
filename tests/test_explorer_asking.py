"""Tests that what the page sends is held to the same rules as files, and to the limits."""

import pytest

from clampdown.explorer.asking import ready
from clampdown.explorer.checking import check_text
from clampdown.explorer.limits import Limits
from clampdown.explorer.refusing import RefusalError
from clampdown.explorer.requests import Request

TEXT = """\
id: mine
title: My own
pack: toytown
start: 2015-07-01
days: 20
directives: [three-week-drive]
"""
LIMITS = Limits(days=500, text=3_000)
QUIET, DRIVE = {"id": "toytown-quiet"}, {"id": "toytown-drive"}


def refused(tmp_path, catalogue, limits=LIMITS, **request):
    """Return what is wrong with a request."""
    asked = Request.model_validate({"scenarios": [DRIVE], "sample": 1.0} | request)
    with pytest.raises(RefusalError) as caught:
        ready(asked, tmp_path, catalogue, limits)
    return caught.value.faults


def of_text(tmp_path, catalogue, text):
    return refused(tmp_path, catalogue, scenarios=[{"text": text}])


def test_a_text_is_read_like_a_file(tmp_path, catalogue):
    asked = Request.model_validate({"scenarios": [{"text": TEXT}], "sample": 1.0})

    found = ready(asked, tmp_path, catalogue, LIMITS)

    assert (found[0].scenario.id, found[0].scenario.directives[0].id) == ("mine", "three-week-drive")


def test_nonsense_in_a_text_is_told_with_line_and_column(tmp_path, catalogue):
    fault = of_text(tmp_path, catalogue, TEXT.replace("days: 20", "days: many"))[0]

    assert (fault.scenario, fault.line, fault.column) == (0, 5, 7)
    assert fault.what == "'many' stands where a whole number is wanted."


def test_broken_yaml_is_told_with_its_place(tmp_path, catalogue):
    fault = of_text(tmp_path, catalogue, TEXT + "twin: [")[0]

    assert fault.line >= 7


def test_every_mistake_of_every_scenario_is_told_at_once(tmp_path, catalogue):
    bad = {"text": TEXT.replace("three-week-drive", "three-weak-drive").replace("title", "titles")}

    faults = refused(tmp_path, catalogue, scenarios=[{"id": "nowhere"}, bad])

    assert {fault.scenario for fault in faults} == {0, 1}
    assert len(faults) >= 3


@pytest.mark.parametrize(
    "change",
    [
        ("directives: [three-week-drive]", "directives: [/etc/passwd.yaml]"),
        ("directives: [three-week-drive]", "directives: [../../secrets.yaml]"),
        ("directives: [three-week-drive]", "directives: [../x/y]"),
        ("pack: toytown", "pack: /tmp"),
        ("pack: toytown", "pack: ../toytown"),
        ("days: 20", "days: 20\ntwin: ../elsewhere.yaml"),
        ("days: 20", "days: 20\ntwin: ../../x"),
    ],
)
def test_a_text_cannot_name_a_file(tmp_path, catalogue, change):
    faults = of_text(tmp_path, catalogue, TEXT.replace(*change))

    assert len(faults) == 1
    assert faults[0].line in (3, 6)


def test_a_variant_cannot_name_a_file(tmp_path, catalogue):
    text = "id: mine\ntitle: Mine\nbase: /etc/hosts.yaml\nchanges: {add: [../up.yaml]}\n"

    assert [fault.line for fault in of_text(tmp_path, catalogue, text)] == [3, 4]


def test_aliases_are_not_read_from_the_page(tmp_path, catalogue):
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30))

    fault = of_text(tmp_path, catalogue, bomb)[0]

    assert (fault.what, fault.line) == ("Aliases (*name) are not read from the page.", 2)


def test_a_text_nested_beyond_reason_is_refused_in_words(tmp_path, catalogue):
    assert of_text(tmp_path, catalogue, "a: " + "[" * 2_000)[0].what


@pytest.mark.parametrize("text", ["- x\n" * 5_000, "".join(f"k{n}: &a{n} 1\n" for n in range(3_000))])
def test_a_text_of_thousands_of_names_is_refused_at_once(tmp_path, catalogue, text):
    faults = refused(tmp_path, catalogue, Limits(), scenarios=[{"text": text}])

    assert [fault.what for fault in faults] == ["The text has more than 4,000 names and values."]
    assert faults[0].line > 1_000


def test_a_text_beyond_the_limit_is_refused(tmp_path, catalogue):
    assert "3,000" in of_text(tmp_path, catalogue, TEXT + "#" * 3_000)[0].remedy


def test_more_days_than_the_limit_are_refused(tmp_path, catalogue):
    fault = refused(tmp_path, catalogue, days=501)[0]

    assert (fault.path, fault.remedy) == ("days", "The explorer runs at most 500.")


def test_more_people_than_the_limit_are_refused(tmp_path, catalogue):
    fault = refused(tmp_path, catalogue, Limits(people=9_000))[0]

    assert (fault.path, "10,400 people" in fault.what) == ("sample", True)


def test_the_whole_nation_is_more_than_the_page_may_ask_for(tmp_path, catalogue):
    fault = refused(tmp_path, catalogue, Limits(), scenarios=[{"id": "hundred-day-battle"}])[0]

    assert fault.path == "sample"


def test_more_scenarios_than_the_limit_are_refused(tmp_path, catalogue):
    assert "5" in refused(tmp_path, catalogue, scenarios=[DRIVE] * 6)[0].remedy


def test_scenarios_of_different_countries_are_not_put_side_by_side(tmp_path, catalogue):
    both = [QUIET, {"id": "quiet-2015"}]

    faults = refused(tmp_path, catalogue, scenarios=both, sample=0.01, seed=1)

    assert "Compare scenarios of one pack." in [fault.remedy for fault in faults]


def test_a_setting_reaches_the_order(tmp_path, catalogue):
    setting = {"directives.three-week-drive.rounds.amount": 40}
    asked = Request.model_validate({"scenarios": [{**DRIVE, "settings": setting}], "sample": 1.0})

    order = ready(asked, tmp_path, catalogue, LIMITS)[0].scenario.directives[0].orders[0]

    assert (order.id, order.amount.value, order.amount.is_range) == ("rounds", 40, False)


def test_a_switch_of_the_page_switches_a_mechanism_off(tmp_path, catalogue):
    scenarios = [{**DRIVE, "settings": {"mechanisms.M08": 0}}]
    asked = Request.model_validate({"scenarios": scenarios, "sample": 1.0})

    assert ready(asked, tmp_path, catalogue, LIMITS)[0].scenario.mechanisms["M08"] is False


def test_a_setting_out_of_range_is_told_with_the_range(tmp_path, catalogue):
    setting = {"directives.three-week-drive.names.amount": 21}

    fault = refused(tmp_path, catalogue, scenarios=[{**DRIVE, "settings": setting}])[0]

    assert (fault.what, fault.remedy) == ("21 is out of range for 'name_quota'.", "It takes 0 to 20.")


def test_a_draft_without_mistakes_has_no_problems():
    assert check_text(f'{{"text": {TEXT!r}}}'.replace("'", '"').encode(), LIMITS) == []
