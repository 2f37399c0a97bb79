"""Tests that the numbers and orders written down as data say what they must and cite what they may."""

import datetime
import math
from collections.abc import Iterator

import pytest

from clampdown.schema.directive import Directive
from clampdown.schema.evidence import Evidence
from clampdown.schema.loading import PACKS, Catalogue, load_catalogue, load_pack, pack_ids
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_directive, load_scenario, scenario_paths

AT_WORK = {f"M{number:02}" for number in range(1, 37)}
OF_2015 = ("hundred-day-battle", "harsh-punishment-mandate")
# The observation that the model's hours are held against; nothing that goes in may rest on it.
HELD_BACK = ("004", 9)
# Tasks that a town without a border, phones or workplaces does not have.
NOT_IN_TOYTOWN = {"supervision", "attendance_check", "call_monitoring", "border_watch"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def packs(catalogue: Catalogue) -> dict[str, Pack]:
    return {name: load_pack(name, catalogue) for name in pack_ids()}


@pytest.fixture(scope="module")
def records(catalogue: Catalogue, packs: dict[str, Pack]) -> dict[str, Evidence]:
    found = catalogue.records()
    for pack in packs.values():
        found |= pack.records()
    return found


@pytest.fixture(scope="module")
def directives(catalogue: Catalogue, packs: dict[str, Pack]) -> dict[str, Directive]:
    files = sorted(PACKS.glob("*/directives/*.yaml"))
    names = [(file.parent.parent.name, file.stem) for file in files]
    return {f"{pack}/{name}": load_directive(name, packs[pack], catalogue) for pack, name in names}


@pytest.fixture(scope="module")
def scenarios(catalogue: Catalogue) -> dict[str, Scenario]:
    return {
        scenario.id: scenario
        for scenario in (load_scenario(name, catalogue=catalogue) for name in scenario_paths())
    }


def cited(directive: Directive) -> Iterator[tuple[str, int]]:
    """Yield (report, paragraph) for every citation of a directive."""
    for order in directive.orders:
        report, _, marks = order.report.partition(" ")
        yield from ((report, int(mark.strip(" ¶"))) for mark in marks.split(",") if mark)
    if directive.report is not None:
        yield from ((directive.report.file, number) for number in directive.report.paragraphs)


def of_mechanism(catalogue: Catalogue, name: str) -> list[str]:
    """Return everything in the catalogue that belongs to a mechanism."""
    parts = [*catalogue.tasks.values(), *catalogue.offences.values(), *catalogue.measures.values()]
    return [*catalogue.mechanisms[name].records, *(part.id for part in parts if name in part.mechanisms)]


def place_in_range(record: Evidence) -> float:
    """Return where a value lies in its range, from 0 to 1, on the scale on which it is drawn."""
    if record.shape == "loguniform":
        return math.log(record.value / record.low) / math.log(record.high / record.low)
    return (record.value - record.low) / (record.high - record.low)


def test_no_two_records_share_a_reason(records):
    reasons = [" ".join(record.reason.lower().split()) for record in records.values() if record.reason]

    assert sorted(reasons) == sorted(set(reasons))


def test_no_two_records_would_be_changed_by_the_same_observation(records):
    words = [record.would_change.lower() for record in records.values() if record.would_change]

    assert [text for text in words if words.count(text) > 1] == []


def test_every_number_of_our_own_can_be_drawn(records):
    stuck = [name for name, record in records.items() if record.is_drawn and record.low >= record.high]

    assert stuck == []


def test_values_lie_well_inside_the_ranges_they_are_drawn_from(records):
    ours = {name: place_in_range(record) for name, record in records.items() if record.is_drawn}

    assert {name: place for name, place in ours.items() if not 0.1 <= place <= 0.9} == {}


def test_what_the_model_must_bring_out_is_cited_by_no_record(records):
    citing = [
        name for name, record in records.items() if record.source == "report:004" and record.locator == "¶9"
    ]

    assert citing == []


def test_what_the_model_must_bring_out_is_cited_by_no_directive(directives):
    citing = [name for name, directive in directives.items() if HELD_BACK in cited(directive)]

    assert citing == []


def test_what_the_model_must_bring_out_is_cited_by_no_mechanism(catalogue):
    citing = [name for name, mechanism in catalogue.mechanisms.items() if "004 ¶9" in mechanism.reports]

    assert citing == []


def test_records_cite_press_reports_for_terms_of_custody_only(records):
    citing = {name for name, record in records.items() if record.source.startswith("report:")}

    assert [name for name in citing if ".ladder." not in name] == []


def test_the_list_of_mechanisms_is_complete(catalogue):
    assert list(catalogue.mechanisms) == [f"M{number:02}" for number in range(1, 37)]


def test_the_mechanisms_at_work_are_those_that_the_code_can_switch(catalogue):
    assert {name for name, mechanism in catalogue.mechanisms.items() if mechanism.at_work} == AT_WORK


@pytest.mark.parametrize("name", sorted(AT_WORK))
def test_a_mechanism_at_work_has_numbers_or_orders_of_its_own(catalogue, name):
    assert of_mechanism(catalogue, name)


@pytest.mark.parametrize("name", sorted(AT_WORK))
def test_a_mechanism_at_work_says_what_switching_it_off_means(catalogue, name):
    assert catalogue.mechanisms[name].off


def test_mechanisms_cite_paragraphs_that_exist(catalogue):
    known = {
        f"{report.id} ¶{number}" for report in catalogue.reports.values() for number in report.paragraphs
    }

    missing = {mark for mechanism in catalogue.mechanisms.values() for mark in mechanism.reports} - known

    assert missing == set()


def test_every_behaviour_record_belongs_to_a_mechanism(catalogue):
    named = {name for mechanism in catalogue.mechanisms.values() for name in mechanism.records}

    assert {f"behaviour.{name}" for name in catalogue.behaviour} - named == set()


def test_every_task_finds_an_offence(catalogue):
    finding = {task for offence in catalogue.offences.values() for task in offence.found_by}

    assert set(catalogue.tasks) - finding == set()


def test_tasks_that_nobody_sees_frighten_in_no_domain(catalogue):
    assert [task.id for task in catalogue.tasks.values() if not task.visible and task.seen_in] == []


def test_every_measure_is_explained_with_its_amount_and_unit(catalogue):
    silent = [m.id for m in catalogue.measures.values() if "{amount}" not in m.text or "{unit}" not in m.text]

    assert silent == []


def test_every_measure_can_be_ordered_at_nothing(catalogue):
    units = [unit for measure in catalogue.measures.values() for unit in measure.units]

    assert [unit.id for unit in units if not unit.low <= 0 <= unit.high] == []


@pytest.mark.parametrize("name", OF_2015)
def test_every_order_of_2015_has_a_paragraph_and_a_reading(directives, name):
    bare = [order.id for order in directives[f"dprk/{name}"].orders if not (order.report and order.because)]

    assert bare == []


@pytest.mark.parametrize("name", OF_2015)
def test_orders_of_2015_cite_paragraphs_that_exist(directives, catalogue, name):
    missing = [
        mark
        for mark in cited(directives[f"dprk/{name}"])
        if mark[1] not in catalogue.reports[mark[0]].paragraphs
    ]

    assert missing == []


@pytest.mark.parametrize("name", OF_2015)
def test_an_order_of_2015_cites_the_report_of_its_directive(directives, name):
    directive = directives[f"dprk/{name}"]

    assert {report for report, _ in cited(directive)} == {directive.report.file}


@pytest.mark.parametrize("name", OF_2015)
def test_neither_order_of_2015_has_kin_punished(directives, catalogue, name):
    levers = {catalogue.measures[order.measure].lever for order in directives[f"dprk/{name}"].orders}

    assert "kin" not in levers


@pytest.mark.parametrize("name", OF_2015)
def test_the_orders_of_2015_were_not_made_public(directives, name):
    assert directives[f"dprk/{name}"].announced == "internal"


def test_the_day_of_the_mandate_is_a_range_after_the_battle_began(directives):
    battle, mandate = (directives[f"dprk/{name}"].in_force for name in OF_2015)

    assert battle.start.latest < mandate.start.earliest < mandate.start.latest


def test_the_campaign_runs_from_july_to_the_anniversary_with_quiet_days_around(scenarios, directives):
    run, battle = scenarios["hundred-day-battle"], directives["dprk/hundred-day-battle"].in_force

    quiet = ((battle.start.middle - run.start).days, (run.last - battle.until).days)

    assert (quiet, battle.until) == ((30, 60), datetime.date(2015, 10, 10))


@pytest.mark.parametrize("name", ["hundred-day-battle", "toytown-drive"])
def test_a_campaign_and_its_twin_have_the_same_people_days_and_luck(scenarios, name):
    campaign = scenarios[name]
    twin = scenarios[campaign.twin]

    assert [
        getattr(campaign, field) for field in ("start", "days", "seed", "sample", "area", "settings")
    ] == [getattr(twin, field) for field in ("start", "days", "seed", "sample", "area", "settings")]


@pytest.mark.parametrize("name", ["quiet-2015", "toytown-quiet"])
def test_nothing_is_ordered_in_a_quiet_twin(scenarios, name):
    assert scenarios[name].directives == ()


@pytest.mark.parametrize("name", ["quiet-2015", "hundred-day-battle"])
def test_scenarios_of_2015_say_whose_census_stands_for_the_people(scenarios, name):
    notes = " ".join(scenarios[name].notes)

    assert "census of 2008" in notes
    assert "702,372" in notes


@pytest.mark.parametrize(("pack", "left_out"), [("dprk", set()), ("toytown", NOT_IN_TOYTOWN)])
def test_the_null_order_has_every_measure_that_the_pack_can_carry_out(directives, catalogue, pack, left_out):
    ordered = {order.measure for order in directives[f"{pack}/null-order"].orders}

    assert ordered == set(catalogue.measures) - left_out


@pytest.mark.parametrize("pack", ["dprk", "toytown"])
def test_the_null_order_asks_for_nothing(directives, pack):
    amounts = {order.amount.high for order in directives[f"{pack}/null-order"].orders}

    assert amounts == {0}


@pytest.mark.parametrize("pack", ["dprk", "toytown"])
def test_the_null_order_goes_to_every_organ(directives, packs, pack):
    assert set(directives[f"{pack}/null-order"].addressees) == {organ.id for organ in packs[pack].organs}


@pytest.mark.parametrize("pack", ["dprk", "toytown"])
def test_the_placebo_holds_no_order(directives, pack):
    assert directives[f"{pack}/placebo"].orders == ()


@pytest.mark.parametrize("pack", ["dprk", "toytown"])
@pytest.mark.parametrize("side", ["share_urban", "share_rural"])
def test_shares_of_occupations_leave_a_rest_however_they_are_drawn(packs, pack, side):
    drawn = [getattr(job, side).high for job in packs[pack].occupations if getattr(job, side) is not None]

    assert sum(drawn) <= 1


@pytest.mark.parametrize("pack", ["dprk", "toytown"])
def test_shorter_terms_stay_below_longer_ones_however_they_are_drawn(packs, pack):
    terms = [rung for rung in packs[pack].ladder if rung.shortest is not None]

    assert [rung.id for rung in terms if rung.shortest.high > rung.longest.low] == []


@pytest.mark.parametrize("pack", ["dprk", "toytown"])
def test_heavier_rungs_cost_more(packs, pack):
    losses = [rung.loss.value for rung in packs[pack].ladder]

    assert losses == sorted(losses)
