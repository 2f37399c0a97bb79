"""Tests of what the scenarios of the reports 002, 003 and 004, and of alternation, say as data."""

import datetime
import itertools
from collections import Counter
from pathlib import Path

import pytest

from clampdown.experiments.explain import explain
from clampdown.experiments.explain_text import explanation_in_words
from clampdown.experiments.pairs import lived_pair
from clampdown.experiments.preparing import prepare
from clampdown.experiments.run import Job, run, run_with_twin
from clampdown.results import same_results
from clampdown.schema.directive import Directive
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_scenario, load_twin

OF_REPORTS = {"nine-eight-measures": "002", "september-29-orders": "003", "hundred-rounds": "004"}
CAMPAIGNS = (*OF_REPORTS, "alternation")
BETWEEN = ("stifling-checks", "alternation-constant")  # twins with orders of their own
QUIET = ("quiet-2013", "quiet-2017", "quiet-2021")
THREE_YEARS = ("nine-eight-measures", "alternation")
PARAGRAPHS = {"002": 13, "003": 12, "004": 11}
SAYING = ("004", 9)
UNCLEAN = ("kin_abroad", "returnee", "foreign_phone")
YEAR = 365


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def scenarios(catalogue: Catalogue) -> dict[str, Scenario]:
    return {name: load_scenario(name, catalogue=catalogue) for name in (*CAMPAIGNS, *BETWEEN, *QUIET)}


def directives(scenarios: dict[str, Scenario]) -> dict[str, Directive]:
    """Return every directive of these scenarios by id."""
    return {directive.id: directive for scenario in scenarios.values() for directive in scenario.directives}


def marks(text: str) -> list[tuple[str, int]]:
    """Return (report, paragraph) of a citation such as `002 ¶1, ¶2`."""
    report, _, paragraphs = text.partition(" ")
    return [(report, int(mark.strip(" ¶"))) for mark in paragraphs.split(",") if mark]


def orders_of(scenario: Scenario, measure: str) -> list[tuple[Directive, float]]:
    """Return the directives that order a measure and the amount each gives."""
    return [
        (directive, order.amount.value)
        for directive in scenario.directives
        for order in directive.orders
        if order.measure == measure and order.amount is not None
    ]


def amount_of(directive: Directive, order_id: str) -> tuple[float, float, str | None]:
    """Return the range of an order's amount and its unit."""
    order = next(order for order in directive.orders if order.id == order_id)
    assert order.amount is not None
    return order.amount.low, order.amount.high, order.unit


def days_in_force(directive: Directive) -> int:
    assert directive.in_force.until is not None
    return (directive.in_force.until - directive.in_force.start.middle).days + 1


def total_ordered(scenario: Scenario) -> dict[str, float]:
    """Return amount times days in force by measure."""
    total: Counter[str] = Counter()
    for directive in scenario.directives:
        for order in directive.orders:
            assert order.amount is not None
            total[order.measure] += order.amount.value * days_in_force(directive)
    return dict(total)


@pytest.fixture(scope="module")
def notice_alone(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Scenario:
    """Toytown with a notice and a drive, whose twin has the notice as an order of its own."""
    folder = tmp_path_factory.mktemp("town")
    for name, directives, twin in (
        ("notice", "mill-notice", "toytown-quiet"),
        ("both", "mill-notice, three-week-drive", str(folder / "notice.yaml")),
    ):
        text = f"id: {name}\ntitle: {name}\npack: toytown\nstart: 2015-07-01\ndays: 34\nseed: 7\n"
        text += f"directives: [{directives}]\ntwin: {twin}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_scenario(folder / "both.yaml", catalogue=catalogue)


@pytest.mark.parametrize("report", PARAGRAPHS)
def test_every_paragraph_of_the_report_is_retold_in_order(catalogue, report):
    assert list(catalogue.reports[report].paragraphs) == list(range(1, PARAGRAPHS[report] + 1))


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_every_order_has_a_paragraph_and_a_reading(scenarios, name):
    orders = [order for directive in scenarios[name].directives for order in directive.orders]

    assert [order.id for order in orders if not (order.report and order.because)] == []


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_follow_ups_have_a_paragraph_and_a_reading(scenarios, name):
    found = [directive.follow_ups for directive in scenarios[name].directives if directive.follow_ups]

    assert [follow_ups for follow_ups in found if not (follow_ups.report and follow_ups.because)] == []


@pytest.mark.parametrize(("name", "report"), OF_REPORTS.items())
def test_orders_cite_the_report_of_their_scenario_and_of_their_directive(scenarios, name, report):
    cited = {
        mark[0]
        for directive in scenarios[name].directives
        for order in directive.orders
        for mark in marks(order.report)
    }

    assert cited | {directive.report.file for directive in scenarios[name].directives} == {report}


@pytest.mark.parametrize("name", OF_REPORTS)
def test_a_directive_lists_every_paragraph_that_its_orders_cite(scenarios, name):
    missing = [
        (directive.id, order.report)
        for directive in scenarios[name].directives
        for order in directive.orders
        if not {number for _, number in marks(order.report)} <= set(directive.report.paragraphs)
    ]

    assert missing == []


def test_no_order_and_no_follow_up_rests_on_the_saying_about_rounds(scenarios):
    texts = [
        text
        for directive in directives(scenarios).values()
        for text in (
            *(order.report for order in directive.orders),
            directive.follow_ups.report if directive.follow_ups else "",
        )
    ]

    assert [text for text in texts if text and SAYING in marks(text)] == []


@pytest.mark.parametrize("name", ["september-29-orders", "stifling-checks", "hundred-rounds", "quiet-2021"])
def test_a_scenario_whose_report_gives_no_year_says_which_is_taken(scenarios, name):
    texts = [" ".join(scenarios[name].notes), *(d.year_note for d in scenarios[name].directives)]

    assert [text for text in texts if "no year" not in text or "2021 is taken" not in text] == []


def test_the_scenario_of_2013_says_that_its_report_is_not_dated(scenarios):
    scenario = scenarios["nine-eight-measures"]
    undated = [d for d in scenario.directives if d.in_force.start.latest.month == 12]

    assert "no date of its own" in " ".join(scenario.notes)
    assert [d.id for d in undated if "neither date" not in d.year_note and "no date" not in d.year_note] == []


@pytest.mark.parametrize("name", OF_REPORTS)
def test_what_a_report_leaves_open_about_the_first_day_is_a_range(scenarios, name):
    dated_to_the_day = {"september-29-orders", "intensive-period", "realtime-hyesan"}
    ours = {"stifling-checks", "three-to-five-levels"}  # begin with the run

    exact = {d.id for d in scenarios[name].directives if not d.in_force.start.is_range}

    assert exact <= dated_to_the_day | ours


@pytest.mark.parametrize("name", [*CAMPAIGNS, *BETWEEN, *QUIET])
def test_every_scenario_says_whose_census_stands_for_the_people(scenarios, name):
    notes = " ".join(scenarios[name].notes)

    assert ("census of 2008" in notes, "702,372" in notes) == (True, True)


@pytest.mark.parametrize("name", [*CAMPAIGNS, *BETWEEN])
def test_a_scenario_and_its_twin_have_the_same_people_days_and_luck(scenarios, catalogue, name):
    scenario = scenarios[name]
    twin = load_scenario(scenario.twin, catalogue=catalogue)

    fields = ("start", "days", "seed", "sample", "area", "settings", "mechanisms", "options", "shocks")

    assert [getattr(scenario, field) for field in fields] == [getattr(twin, field) for field in fields]


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_twins_lead_to_a_run_in_which_nothing_is_ordered(scenarios, catalogue, name):
    twin = load_twin(scenarios[name], catalogue)
    last = load_twin(twin, catalogue) if twin.directives else twin

    assert (last.directives, last.twin) == ((), None)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_orders_come_after_some_quiet_days(scenarios, catalogue, name):
    scenario = scenarios[name]
    twin = load_twin(scenario, catalogue)
    own = [directive for directive in scenario.directives if directive not in twin.directives]

    first = min(directive.in_force.start.earliest for directive in own)

    assert (first - scenario.start).days >= 30


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_every_order_of_a_scenario_begins_and_is_over_within_the_run_or_has_no_end(scenarios, name):
    scenario = scenarios[name]

    outside = [
        directive.id
        for directive in scenario.directives
        if directive.in_force.start.earliest < scenario.start
        or max(directive.in_force.start.latest, directive.in_force.until or scenario.start) > scenario.last
    ]

    assert outside == []


@pytest.mark.parametrize("name", THREE_YEARS)
def test_a_run_of_three_years_sees_every_season_three_times(scenarios, name):
    scenario = scenarios[name]
    days = [scenario.start + datetime.timedelta(days=day) for day in range(scenario.days)]
    months = Counter((day.year, day.month) for day in days)

    whole = Counter(month for (_, month), count in months.items() if count >= 28)

    assert min(whole[month] for month in range(1, 13)) == 3


@pytest.mark.parametrize("name", [*THREE_YEARS, "alternation-constant", "quiet-2013", "quiet-2017"])
def test_a_run_of_three_years_says_what_it_means_for_the_calendar(scenarios, name):
    notes = " ".join(scenarios[name].notes)

    assert "three times" in notes
    assert "Nobody is born" in notes


def test_a_dated_event_falls_into_a_run_of_three_years_only_where_its_notes_say_so(scenarios):
    falling = {
        name: [
            event.id
            for event in scenario.pack.calendar.events
            if scenario.start <= event.date <= scenario.last
        ]
        for name, scenario in scenarios.items()
    }

    told = {name for name, scenario in scenarios.items() if "anniversary of 2015" in " ".join(scenario.notes)}

    assert {name for name, events in falling.items() if events} == told


def test_the_years_of_alternation_are_equally_long_and_follow_each_other(scenarios):
    terms = scenarios["alternation"].directives
    gaps = [
        (later.in_force.start.middle - earlier.in_force.until).days
        for earlier, later in itertools.pairwise(terms)
    ]

    assert ([days_in_force(term) for term in terms], gaps) == ([YEAR, YEAR, YEAR], [1, 1])


def test_the_constant_policy_holds_for_as_long_as_the_three_years_together(scenarios):
    terms, (constant,) = scenarios["alternation"].directives, scenarios["alternation-constant"].directives

    assert (constant.in_force.start, constant.in_force.until) == (
        terms[0].in_force.start,
        terms[-1].in_force.until,
    )


def test_alternation_and_the_constant_policy_ask_for_the_same_mean_of_every_measure(scenarios):
    turning, constant = (total_ordered(scenarios[name]) for name in ("alternation", "alternation-constant"))

    assert turning == pytest.approx(constant)


def test_in_alternation_severity_and_relaxation_have_no_measure_in_common(scenarios):
    first, relaxed, again = (
        {order.measure: order.amount for order in directive.orders}
        for directive in scenarios["alternation"].directives
    )

    assert first == again
    assert first.keys().isdisjoint(relaxed)


def test_policies_of_alternation_differ_in_their_orders_and_days_alone(scenarios):
    policies = [
        *scenarios["alternation"].directives,
        *scenarios["alternation-constant"].directives,
    ]
    fields = ("issuer", "addressees", "announced", "area", "follow_ups", "exemptions")

    assert all(
        [getattr(policy, field) for field in fields] == [getattr(policies[0], field) for field in fields]
        for policy in policies
    )


def test_the_orders_of_29_september_are_all_that_differs_from_their_twin(scenarios):
    orders, checks = scenarios["september-29-orders"], scenarios["stifling-checks"]

    assert orders.directives == (*checks.directives, directives(scenarios)["september-29-orders"])


@pytest.mark.parametrize("name", ["quiet-2021", "stifling-checks", "september-29-orders", "hundred-rounds"])
def test_in_every_run_of_2021_the_border_is_closed_and_food_is_short(scenarios, name):
    shocks = {(shock.what, shock.first == scenarios[name].start) for shock in scenarios[name].shocks}

    assert shocks == {("routes", True), ("need", True)}


def test_those_whom_the_orders_of_29_september_leave_out_stay_under_three_to_five_levels(scenarios):
    known = directives(scenarios)
    (order,) = known["three-to-five-levels"].orders

    assert set(known["september-29-orders"].exemptions.flags) == set(order.flags) == set(UNCLEAN)
    assert (order.amount.low, order.amount.high, order.unit) == (3, 5, "level")


def test_the_order_in_ryanggang_is_given_in_the_report_s_own_units(scenarios):
    known = directives(scenarios)

    assert amount_of(known["hundred-rounds"], "rounds") == (100, 100, "rounds_per_officer_day")
    assert amount_of(known["hundred-rounds"], "names")[0] == 3
    assert amount_of(known["intensive-period"], "curfew") == (13, 13, "clock_hours")


def test_reporting_in_real_time_holds_in_one_city_of_the_province(scenarios):
    scenario = scenarios["hundred-rounds"]
    area = directives(scenarios)["realtime-hyesan"].area

    covered = [p for p in scenario.pack.places if area.covers(p.id, p.province_id, p.border)]

    assert [(place.name, place.province_id) for place in covered] == [("Hyesan", "ryanggang")]


def test_the_campaign_of_2013_is_kept_awake_two_to_three_times_a_month(scenarios):
    follow_ups = directives(scenarios)["nine-eight-measures"].follow_ups

    assert (follow_ups.per_month.low, follow_ups.per_month.high, follow_ups.report) == (2, 3, "002 ¶1")


def test_executions_are_ordered_in_the_report_that_tells_of_them_alone(scenarios):
    ordering = {
        directive.id
        for directive in directives(scenarios).values()
        for order in directive.orders
        if order.rung == "execution"
    }

    assert ordering == {"joint-order-2013"}


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_explain_tells_of_every_order_with_its_paragraph(scenarios, name):
    told = "\n".join(explanation_in_words(explain(prepare(name))))

    silent = [
        order.id
        for directive in scenarios[name].directives
        for order in directive.orders
        if f"read from {order.report}: " not in told
    ]

    assert silent == []


def test_explain_says_where_exemplary_sentences_end_and_that_a_day_is_not_known():
    told = " ".join("\n".join(explanation_in_words(explain(prepare("nine-eight-measures")))).split())

    assert "concerns: crossing the border and ending in execution" in told
    assert "on: 15 September 2013 to 15 March 2014, on one of them" in told


def test_explain_says_for_whom_a_relaxation_does_not_hold():
    told = explanation_in_words(explain(prepare("september-29-orders")))

    assert len([line for line in told if line.startswith("  does not hold for: family of somebody")]) == 1


def test_a_twin_with_orders_of_its_own_is_the_same_as_run_alone(tmp_path: Path, notice_alone, catalogue):
    run_with_twin(notice_alone, Job(tmp_path / "both", threads=1), catalogue)
    run(load_twin(notice_alone, catalogue), Job(tmp_path / "alone", threads=1), catalogue)

    assert same_results(tmp_path / "both" / "twin", tmp_path / "alone") == []


def test_a_pair_whose_twin_has_orders_of_its_own_counts_both_arms_alone(notice_alone, catalogue):
    pair = lived_pair(notice_alone, catalogue, threads=1)
    alone = lived_pair(load_twin(notice_alone, catalogue), catalogue, threads=1)

    assert pair.twin.equals(alone.run)
