"""The summary: human cost first, ratios and rates only, and nothing shown that is noise."""

import numpy as np
import pytest
import xarray as xr

from clampdown.experiments.arms import FEWEST, Arm, Figure, only_here, ratio
from clampdown.experiments.conclusions import conclusions, directions
from clampdown.experiments.draws import spread
from clampdown.experiments.summary import HUMAN_COST, summarise
from clampdown.experiments.summary_text import summary_in_words
from clampdown.experiments.windows import Window, windows_of
from clampdown.experiments.wording import as_ratio, two_digits

DAYS, PLACES = 60, 2
STATUSES = ["at_liberty", "held", "banished", "abroad", "dead"]
HELD = Figure("held", "held", "people", "status", "held", "mean")
PEAK = Figure("peak", "held", "people", "status", "held", "peak")
PUNISHED = Figure("households_punished", "punished", "households_punished")
EVERYWHERE = np.ones(PLACES, dtype=bool)
CAMPAIGN = {"from": {"earliest": "2015-07-26", "latest": "2015-07-26"}, "until": "2015-08-15"}


def counted(held: int = 100, punished: int = 10, executed: float = 0.5) -> xr.Dataset:
    """Return the metrics of a run in which every day is like the others."""
    day = ("day", "place")
    status = np.zeros((DAYS, PLACES, len(STATUSES)), dtype=np.int64)
    status[:, :, 1] = held
    singles = ["named_innocent", "households_afraid", "extorted"]
    variables = {name: (day, np.full((DAYS, PLACES), 30)) for name in singles}
    variables |= {
        "people": ((*day, "status"), status),
        "households_punished": (day, np.full((DAYS, PLACES), punished)),
        "bribes_paid": ((*day, "quintile"), np.full((DAYS, PLACES, 5), 7)),
        "bribes_sum": ((*day, "quintile"), np.full((DAYS, PLACES, 5), 160)),
        "weight": ("place", np.array([1.0, 3.0])),
        "simulated": ("place", np.array([5_000, 1_000])),
    }
    for name in ("ordered", "executed", "claimed", "believed"):
        variables[name] = (("day", "order", "place"), np.full((DAYS, 2, PLACES), executed))
    labels = {"status": STATUSES, "quintile": list("12345"), "order": ["routine/walk", "drive/patrol"]}
    dataset = xr.Dataset(variables, coords={"day": np.arange(DAYS), **labels})
    for array in dataset.data_vars.values():
        array.attrs["level"] = "direction_only"
    return dataset


class Reader:
    """What a summary needs of a run folder."""

    def __init__(self, metrics: xr.Dataset, name: str = "drive") -> None:
        order = {
            "id": "patrol", "measure": "patrol", "amount": {"value": 12.0}, "intensity": None,
            "unit": "rounds_per_officer_day", "report": "",
        }  # fmt: skip
        self.metrics, self.committed_days, self.start = metrics, DAYS, "2015-07-01"
        directives = [{"id": "drive", "in_force": CAMPAIGN, "orders": [order]}]
        self.scenario = {
            "id": name, "title": name, "pack": "toytown", "start": "2015-07-01", "directives": directives,
        }  # fmt: skip


def summary(draws=(), **run: object) -> dict:
    return summarise(Reader(counted(**run)), Reader(counted(), "quiet"), draws=draws)


def row(found: dict, key: str) -> dict:
    return next(row for row in found["human_cost"] if row["key"] == key)


def test_a_figure_is_weighted_up_to_the_people_it_stands_for():
    value, counted_people = Arm(counted()).value(HELD, Window(0, 10), EVERYWHERE)

    assert value == 100 * 1.0 + 100 * 3.0
    assert counted_people == 200


def test_a_rate_is_per_thousand_of_the_people_stood_for():
    rate = Arm(counted()).rate(HELD, Window(0, 10), EVERYWHERE)

    assert rate == pytest.approx(1000 * 400 / (5_000 + 3 * 1_000))


def test_sums_add_days_and_peaks_take_the_highest():
    metrics = counted()
    metrics["people"][5, :, 1] = 900

    arm = Arm(metrics)

    assert arm.value(PUNISHED, Window(0, 10), EVERYWHERE)[0] == 10 * (10 + 30)
    assert arm.value(PEAK, Window(0, 10), EVERYWHERE)[0] == 900 * 4
    assert arm.value(PEAK, Window(6, 10), EVERYWHERE)[0] == 100 * 4


def test_a_run_that_is_its_twin_has_ratios_of_one():
    found = summary()

    ratios = {value for row in found["human_cost"] for value in row["ratio"].values() if value is not None}

    assert ratios == {1.0}


def test_twice_as_many_held_is_a_ratio_of_two():
    assert row(summary(held=200), "held")["ratio"] == {"before": 2.0, "during": 2.0, "after": 2.0}


def test_nothing_is_said_where_fewer_than_twenty_are_behind_it():
    few, twin = Arm(counted(held=FEWEST // 2 - 1)), Arm(counted(held=1))

    assert ratio(few, twin, HELD, Window(0, 10), EVERYWHERE) is None
    assert few.rate(HELD, Window(0, 10), EVERYWHERE) is None


def test_what_the_twin_has_none_of_has_no_ratio_and_is_marked():
    own, twin = Arm(counted()), Arm(counted(held=0))

    assert ratio(own, twin, HELD, Window(0, 10), EVERYWHERE) is None
    assert only_here(own, twin, HELD, Window(0, 10), EVERYWHERE)
    assert not only_here(twin, twin, HELD, Window(0, 10), EVERYWHERE)


def test_the_campaign_lasts_from_the_first_order_to_the_last():
    scenario = {"start": "2015-07-01", "directives": [
        {"in_force": {"from": {"earliest": "2015-07-05", "latest": "2015-07-09"}, "until": "2015-07-20"}},
        {"in_force": {"from": {"earliest": "2015-07-11", "latest": "2015-07-11"}, "until": "2015-07-31"}},
    ]}  # fmt: skip

    windows = windows_of(scenario, 40)

    assert windows == {"before": Window(0, 6), "during": Window(6, 31), "after": Window(31, 40)}


def test_a_directive_without_an_end_lasts_to_the_last_day():
    order = {"from": {"earliest": "2015-07-05", "latest": "2015-07-05"}, "until": None}

    windows = windows_of({"start": "2015-07-01", "directives": [{"in_force": order}]}, 40)

    assert windows["during"] == Window(4, 40)
    assert windows["after"].days == 0


def test_a_campaign_beyond_the_run_leaves_no_days_outside_it():
    windows = windows_of({"start": "2015-08-01", "directives": [{"in_force": CAMPAIGN}]}, 10)

    assert (windows["before"].days, windows["during"].days, windows["after"].days) == (0, 10, 0)


def test_human_cost_stands_before_everything_else():
    text = "\n".join(summary_in_words(summary()))

    places = [text.index(figure.title) for figure in HUMAN_COST]

    assert max(places) < text.index("Who paid bribes") < text.index("became of the orders")
    assert text.index("became of the orders") < text.index("By province")


def test_the_first_line_says_that_this_is_no_record():
    assert summary_in_words(summary())[0] == "Simulation of synthetic people; not a record of events."


def test_without_draws_it_says_that_there_is_no_range():
    assert "one run, no range" in "\n".join(summary_in_words(summary()))


def test_a_run_that_ends_before_its_campaign_says_so():
    found = summary()
    found["windows"] = {"before": found["windows"]["before"], "during": None, "after": None}

    text = " ".join("\n".join(summary_in_words(found)).split())

    assert "No order holds on the days that were run. Simulate more of them with --set days=." in text


def test_the_days_before_and_after_a_campaign_are_told_with_it():
    text = " ".join("\n".join(summary_in_words(summary())).split())

    assert "Campaign from 26 July 2015 to 15 August 2015; before from 1 July 2015 to 25 July 2015;" in text


def test_no_total_of_the_nation_is_told():
    held, people = 123_457, 8_000
    text = "\n".join(summary_in_words(summary(held=held)))

    numbers = {word.replace(",", "") for word in text.split()}

    assert not {str(held), str(2 * held), str(4 * held), str(4 * held * 21)} & numbers
    assert f"standing for {people:,}" in text


def test_bribes_are_told_by_fifth_of_wealth_per_thousand_of_the_fifth():
    rows = summary()["bribes_by_fifth"]

    assert [row["fifth"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0]["bribes_paid"]["per_1000"] == pytest.approx(1000 * 5 * 21 * 7 * 4 / 8_000)
    assert rows[0]["bribes_sum"]["per_1000"] == pytest.approx(1000 * 5 * 21 * 10 * 4 / 8_000)


def test_an_order_counts_only_where_and_while_it_is_in_force():
    metrics = counted()
    metrics["ordered"][:30] = 0.0
    metrics["executed"][:30] = 0.0
    metrics["executed"][30:] = 0.8

    found = summarise(Reader(metrics), Reader(counted(), "quiet"))

    assert found["orders"]["mean"]["executed"] == pytest.approx(0.8)


def test_routine_is_not_told_as_an_order():
    assert [row["order"] for row in summary()["orders"]["each"]] == ["patrol"]


def test_each_province_has_its_own_ratios():
    metrics = counted()
    metrics["households_punished"][:, 1] = 30

    rows = summarise(Reader(metrics), Reader(counted(), "quiet"))["provinces"]

    assert [row["ratio"]["households_punished"] for row in rows] == [1.0, 3.0]


def test_a_range_holds_the_middle_half_and_ninety_per_cent_of_draws():
    draws = [{"draw": n, "ratio": {"held": 1.0 + n / 20}} for n in range(21)]

    found = row(summary(draws), "held")["range"]

    assert (found["low50"], found["high50"]) == pytest.approx((1.25, 1.75))
    assert (found["low90"], found["high90"]) == pytest.approx((1.05, 1.95))


def test_a_figure_too_small_in_many_draws_has_no_range():
    draws = [{"draw": n, "ratio": {"held": 2.0 if n % 2 else None}} for n in range(20)]

    assert row(summary(draws), "held")["range"] is None


def test_a_direction_is_told_only_where_the_range_leaves_out_one():
    rows = [
        {"key": "held", "title": "people held", "range": spread([1.1, 1.2, 1.4])},
        {"key": "bribes_paid", "title": "bribes paid", "range": spread([0.6, 0.7, 0.9])},
        {"key": "households_afraid", "title": "households afraid", "range": spread([0.9, 1.2, 1.4])},
    ]

    assert directions(rows) == (["more people held", "fewer bribes"], ["households afraid"])


def test_the_conclusions_are_two_sentences_the_second_of_which_says_what_may_not():
    found = conclusions(summary([{"draw": 0, "ratio": {"held": 2.0}}]))

    assert len(found) == 2
    assert found[1].startswith("It may not be concluded")
    assert all(sentence.count(". ") == 0 for sentence in found)


@pytest.mark.parametrize(
    ("number", "text"), [(1234, "1,200"), (99.6, "100"), (0.0456, "0.046"), (1, "1.0"), (None, "–")]
)
def test_rates_have_two_significant_digits(number, text):
    assert two_digits(number) == text


@pytest.mark.parametrize(("number", "text"), [(1, "1.00"), (9.994, "9.99"), (12.6, "13"), (None, "–")])
def test_ratios_have_two_decimals_below_ten(number, text):
    assert as_ratio(number) == text
