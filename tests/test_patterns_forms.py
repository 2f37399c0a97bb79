"""What is made of a run's numbers, on panels whose answers are known."""

import math

import numpy as np
import pytest

from clampdown.experiments.claims.areas import places_of
from clampdown.experiments.claims.panel import NotNotedError, StateKey
from clampdown.schema.pattern_where import Where
from patterns_panels import (
    DAY_ONE,
    DAYS,
    PLACES,
    acts,
    flow,
    level,
    panel,
    places,
    quantity,
    said,
    setting,
    value,
)


def test_a_count_takes_the_days_of_the_window_and_no_others():
    run = panel(acts(3, day=DAY_ONE) + acts(5, day=DAY_ONE - 1) + acts(7, day=DAY_ONE + 30))

    assert value(run, metric="offences", days=[1, 30]) == 3
    assert value(run, metric="offences", days=[-1, -1]) == 5
    assert value(run, metric="offences", days=[31, 31]) == 7


def test_a_count_is_weighted_up_and_what_was_seen_is_not():
    found = said(panel(acts(3), weight=4.0), metric="offences", days=[1, 30])

    assert (found.over, found.seen) == ((12.0,), 3)


def test_a_rate_is_per_thousand_people_and_thirty_days():
    run = panel(acts(12, day=50))  # in one place of a thousand people

    assert value(
        run, metric="offences", form="rate", days=[1, 60], where={"area": "treated"}
    ) == pytest.approx(6)


def test_a_rate_of_a_group_divides_by_its_own_people():
    run = panel(acts(12, day=50, quintile=1) + acts(99, day=50, quintile=5))

    found = value(run, metric="offences", form="rate", days=[1, 30], where={"quintile": 1, "area": "treated"})

    assert found == pytest.approx(60)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"kind": "crossing"}, 1), ({"organ": "police"}, 6), ({"domain": "border"}, 1), ({"sex": "male"}, 1),
        ({"flag": "record"}, 1), ({"flag": "any"}, 2), ({"flag": "none"}, 5), ({"watch": {"min": 1}}, 1),
        ({"history": "never"}, 5), ({"history": "active"}, 1), ({"history": {"active": 5}}, 0),
        ({"history": "lapsed"}, 1), ({"history": "punished"}, 1), ({"history": "first_case"}, 6),
        ({"outsider": "yes"}, 1), ({"hidden": "yes"}, 1), ({"class": "core"}, 7), ({"age": "60+"}, 0),
        ({"years": {"min": 18, "max": 30}}, 7), ({"years": {"min": 21}}, 0),
        ({"area": "border"}, 7), ({"zone": "inland"}, 0), ({"officer": {"zeal": "high"}}, 0),
        ({"officer": {"zeal": "low"}}, 7),
    ],
)  # fmt: skip
def test_each_filter_picks_its_rows(where, expected):
    run = panel(
        [
            {"kind": "crossing"}, {"sex": "male", "flags": 1}, {"flags": 2, "watch": 2}, {"since_act": 30},
            {"since_act": 400, "since_case": 20}, {"outsider": 1}, {"hidden": 1},
        ]
    )  # fmt: skip

    assert value(run, metric="offences", days=[1, 30], where=where) == expected


def test_a_rung_and_those_above_it_are_picked():
    run = panel([{"outcome": "fined", "rung": "fine"}, {"outcome": "custody", "rung": "camp"}])

    assert value(run, metric="punished", days=[1, 30], where={"rung_at_least": "fine"}) == 2
    assert value(run, metric="punished", days=[1, 30], where={"rung": "camp"}) == 1


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("treated", 1), ("untreated", 20), ("adjacent", 14), ("elsewhere", 6), ("south", 18), ("south-d", 6),
        (["north-a", "south-d"], 7), ({"near": "treated", "km": [30, 70]}, 5),
    ],
)  # fmt: skip
def test_each_area_holds_its_places(area, expected):
    rows = [{"place": place} for n, place in enumerate(PLACES, start=1) for _ in range(n)]

    assert value(panel(rows), metric="offences", days=[1, 30], where={"area": area}) == expected


def test_places_with_most_before_are_found_from_the_days_before():
    rows = acts(9, day=DAY_ONE - 5, place="south-b") + acts(4, day=50, place="south-b") + acts(50, day=50)

    found = value(
        panel(rows), metric="offences", days=[1, 30], where={"area": {"before": "top", "share": 0.2}}
    )

    assert found == 4


def test_a_share_divides_by_the_wider_filter():
    run = panel(acts(3, hidden=1) + acts(9))

    assert value(run, metric="offences", form="share", of_which={"hidden": "yes"}, days=[1, 30]) == 0.25


def test_a_share_by_place_divides_by_all_places():
    run = panel(acts(3, place="south-a") + acts(9))

    assert value(run, metric="offences", form="share", of_which={"zone": "inland"}, days=[1, 30]) == 0.25


def test_amounts_have_a_sum_a_mean_a_median_and_quantiles():
    run = panel([{"outcome": "bought", "amount": amount} for amount in (1.0, 2.0, 3.0, 4.0, 90.0)])

    assert value(run, metric="bribes", form="sum", days=[1, 30]) == 100
    assert value(run, metric="bribes", form="mean", days=[1, 30]) == 20
    assert value(run, metric="bribes", form="median", days=[1, 30]) == 3
    assert value(run, metric="bribes", form="quantile", q=0.9, days=[1, 30]) == 90


def test_a_median_of_nothing_is_undefined():
    assert math.isnan(value(panel(), metric="bribes", form="median", days=[1, 30]))


def test_the_top_share_and_the_gini_coefficient_are_those_of_people_with_any():
    run = panel(acts(4) + [{"row": 0}] * 6)  # one person with seven, three with one each

    assert value(run, metric="offences", form="top_share", by="person", top=0.25, days=[1, 30]) == 0.7
    assert value(run, metric="offences", form="gini", by="person", days=[1, 30]) == pytest.approx(0.45)


def test_the_top_share_of_provinces_adds_their_places_up():
    run = panel(acts(3) + acts(3, place="north-b") + acts(2, place="south-a"))

    assert value(run, metric="offences", form="top_share", by="province", top=0.5, days=[1, 30]) == 0.75


def test_a_gradient_is_the_slope_per_step_over_the_mean():
    rows = [row for q in range(1, 6) for row in acts(10 * q, quintile=q)]

    found = value(panel(rows), metric="offences", form="gradient", by="quintile", days=[1, 30])

    assert found == pytest.approx(1 / 3)  # 10 more with each step, of 30 on average


def test_a_gradient_over_equal_groups_is_flat():
    rows = [row for q in range(1, 6) for row in acts(10, quintile=q)]

    assert value(
        panel(rows), metric="offences", form="gradient", by="quintile", days=[1, 30]
    ) == pytest.approx(0)


def test_a_gradient_by_distance_falls_where_fewer_happen_further_away():
    rows = acts(40, place="north-a") + acts(20, place="south-a") + acts(5, place="south-d")

    assert value(panel(rows), metric="offences", form="gradient", by="distance", days=[1, 30]) < 0


def test_a_rank_counts_those_with_a_higher_rate():
    rows = acts(10, quintile=1) + acts(30, quintile=4) + acts(20, quintile=5)

    ranks = [
        value(panel(rows), metric="offences", form="rank", by="quintile", label=label, days=[1, 30])
        for label in (4, 5, 1)
    ]

    assert ranks == [1, 2, 3]


def test_places_with_more_of_one_thing_earlier_correlate_with_more_of_another_later():
    rows = []
    for n, place in enumerate(PLACES):
        rows += acts(2 * n, place=place, day=45, outcome="custody", kind="trade")
        rows += acts(3 * n, place=place, day=75, kind="crossing", found="no")
    fields = {
        "metric": "offences", "where": {"kind": "crossing"}, "form": "correlation", "days": [31, 60],
        "with_": {"metric": "arrests", "where": {"kind": "trade"}},
    }  # fmt: skip

    assert value(panel(rows), **fields, lag=30) == pytest.approx(1)
    assert math.isnan(value(panel(rows), **fields, lag=0))


def test_what_follows_a_week_later_correlates_across_days():
    wave = [max(0, round(10 * math.sin(day / 5) + 10)) for day in range(DAYS)]
    rows = [row for day, n in enumerate(wave) for row in acts(n, day=day)]
    rows += [
        row for day, n in enumerate(wave[:-7]) for row in acts(n, day=day + 7, place="south-a")
    ]  # fmt: skip
    fields = {
        "metric": "offences", "where": {"area": "south-a"}, "form": "correlation", "days": [1, 40],
        "across": "days", "with_": {"where": {"area": "north-a"}},
    }  # fmt: skip

    assert value(panel(rows), **fields, lag=7) > 0.999
    assert value(panel(rows), **fields, lag=0) < 0.9


def test_the_first_day_is_found_and_numbered_as_a_pattern_does():
    daily = np.full((DAYS, 6), 10)
    daily[DAY_ONE + 20 :] = 30
    run = panel(counts={"rounds": flow(daily)})

    # The mean of the week around day 21 is 10 + 20 × 4/7; a day earlier, 10 + 20 × 3/7.
    assert value(run, metric="rounds", form="first_day", level=2.0, days=[1, 60]) == 21
    assert value(run, metric="rounds", form="first_day", level=1.5, days=[1, 60]) == 19
    assert value(run, metric="rounds", form="first_day", level=4.0, days=[1, 60]) == 61


def test_the_first_day_of_a_fall_is_found():
    daily = np.full((DAYS, 6), 10)
    daily[DAY_ONE + 10 :] = 2

    run = panel(counts={"rounds": flow(daily)})

    assert value(run, metric="rounds", form="first_day", level=0.5, days=[1, 60]) == 12


def test_recovery_is_counted_from_the_extreme_until_half_is_left():
    daily = np.full((DAYS, 6), 100)
    for day in range(DAY_ONE, DAYS):
        daily[day] = 100 + max(0, 60 - 2 * (day - DAY_ONE))
    lasting = daily.copy()
    lasting[DAY_ONE:] = 160
    names = {"metric": "rounds", "form": "recovery", "days": [1, 60]}

    assert 10 <= value(panel(counts={"rounds": flow(daily)}), **names) <= 20
    assert value(panel(counts={"rounds": flow(lasting)}), **names) == 60


def test_a_window_around_the_peak_follows_the_arm():
    daily = np.full((DAYS, 6), 10)
    daily[78:83] = 50
    run = panel(counts={"rounds": flow(daily)})

    found = value(run, metric="rounds", days={"from": 0, "to": 0, "around": "peak"})

    assert found == 300


def test_a_stock_is_a_mean_night_and_not_a_sum():
    held = np.zeros((DAYS, 6, 2))
    held[:, 0] = (3, 5)
    run = panel(counts={"held": flow(held, "rung", ("fine", "camp"), stock=True)})

    assert value(run, metric="held", days=[1, 30]) == 8
    assert value(run, metric="held", days=[1, 30], where={"rung": "camp"}) == 5
    assert value(run, metric="held", days=[1, 30], form="rate") == pytest.approx(8 / 6)


def test_a_count_beside_it_tells_the_groups_apart():
    by_sex = np.zeros((DAYS, 6, 2))
    by_sex[:, 0] = (1, 7)
    run = panel(
        counts={
            "held": flow(np.full((DAYS, 6, 1), 8), "rung", ("camp",), stock=True),
            "held_sex": flow(by_sex, "sex", ("female", "male"), stock=True),
        }
    )

    assert value(run, metric="held", days=[1, 30], where={"sex": "male"}) == 7


def test_a_state_is_a_mean_of_those_it_is_a_state_of():
    total, heads = np.full((DAYS, 6), 30.0), np.full((DAYS, 6), 100.0)
    total[60:] = 60.0
    states = {StateKey("discontent", Where()): level(total, heads)}

    assert value(panel(states=states), metric="discontent", days=[1, 10]) == pytest.approx(0.3)
    assert value(panel(states=states), metric="discontent", days=[21, 30]) == pytest.approx(0.6)


def test_shares_of_orders_are_means_where_and_while_they_hold():
    ordered, executed = np.zeros((DAYS, 2, 6)), np.zeros((DAYS, 2, 6))
    ordered[:, 0] = 1.0  # a routine duty
    executed[:, 0] = 0.9
    ordered[DAY_ONE:70, 1, 0] = 1.0
    executed[DAY_ONE:70, 1, 0] = 0.2
    run = panel(orders=("routine/duty", "order/patrol"), ways={"ordered": ordered, "executed": executed})

    assert value(run, metric="executed", days=[1, 60]) == pytest.approx(0.2)
    assert said(run, metric="executed", days=[1, 60]).seen == 30
    assert value(run, metric="executed", days=[1, 60], where={"order": "routine/duty"}) == pytest.approx(0.9)


def test_what_a_run_does_not_note_is_said():
    with pytest.raises(NotNotedError, match="table of acts"):
        said(panel(acts=None), metric="offences", form="median", days=[1, 30])


def test_windows_relative_to_the_end_and_the_start_of_an_order():
    daily = np.zeros((DAYS, 6))
    daily[42], daily[70] = 1, 2
    run = panel(counts={"rounds": flow(daily)})

    days = {"from": 1, "to": 1, "of": "order"}
    assert value(run, metric="rounds", days=days | {"at": "start"}) == 6
    assert value(run, metric="rounds", days=days | {"at": "end"}) == 12


def test_months_of_the_calendar_are_days_of_the_run():
    daily = np.zeros((DAYS, 6))
    daily[30:61] = 1  # July, as the run begins on the first of June

    run = panel(counts={"rounds": flow(daily)})

    assert value(run, metric="rounds", days={"calendar": "2015-07"}) == 31 * 6


def test_a_second_quantity_takes_over_what_it_leaves_away():
    outer = quantity(
        metric="offences", where={"kind": "trade"}, days=[1, 30], over={"days": {"week": 2}}
    )  # fmt: skip

    inner = outer.over.completed(outer)

    assert (inner.metric, inner.where.kind, inner.days.start, inner.days.to) == (
        "offences",
        ("trade",),
        8,
        14,
    )


def test_treated_is_everywhere_where_a_change_has_no_area():
    run = panel(acts(3, place="south-d"))

    assert value(run, setting(areas=()), metric="offences", days=[1, 30], where={"area": "treated"}) == 3


def test_different_people_are_counted_once():
    run = panel(acts(4) + acts(3) + acts(2, place="south-a", row=9, beat=3), weight=2.0)

    assert value(run, metric="offences", form="distinct", by="person", days=[1, 30]) == 2 * 5
    assert value(run, metric="offences", form="distinct", by="place", days=[1, 30]) == 2
    assert value(run, metric="offences", form="distinct", by="province", days=[1, 30]) == 2


def test_days_of_officers_are_told_apart_by_the_names_they_report():
    three_a_day = [
        {"source": "named", "day": DAY_ONE + n, "row": row, "beat": 0} for n in range(6) for row in range(3)
    ]
    one = [{"source": "named", "day": DAY_ONE + 7, "beat": 0}]
    names = {"metric": "named", "form": "unit_days", "by": "officer", "days": [1, 10]}
    run = panel(three_a_day + one)

    assert value(run, **names, number=3, where={"area": "treated"}) == pytest.approx(0.6)
    assert value(run, **names, number={"max": 0}, where={"area": "treated"}) == pytest.approx(0.3)
    assert value(run, **names, number=3) == pytest.approx(0.1)  # six officers


def test_the_peak_is_the_middle_of_the_highest_week():
    daily = np.full((DAYS, 6), 10)
    daily[58:63] = 50
    run = panel(counts={"rounds": flow(daily)})

    assert value(run, metric="rounds", form="peak_day", days=[1, 60]) in (20, 21, 22)


def test_first_days_of_places_have_quantiles():
    daily = np.full((DAYS, 6), 10)
    for place in range(6):
        daily[DAY_ONE + 8 * place :, place] = 100
    run = panel(counts={"rounds": flow(daily)})
    fields = {"metric": "rounds", "form": "first_day", "level": 5.0, "days": [1, 60], "by": "place"}

    first, last = (value(run, **fields, q=q) for q in (0.001, 0.999))

    assert last - first == pytest.approx(40, abs=2)


def test_what_starts_later_further_away_has_a_gradient_of_first_days():
    daily = np.full((DAYS, 6), 10)
    for place in range(6):
        daily[DAY_ONE + 8 * place :, place] = 100
    run = panel(counts={"rounds": flow(daily)})
    fields = {"metric": "rounds", "form": "gradient", "by": "distance", "each": "first_day", "days": [1, 60]}

    assert value(run, **fields, level=5.0) > 0.2


def test_changes_of_places_correlate_where_their_levels_do_not():
    before, after = np.array([90, 10, 50, 30, 70, 20]), np.array([1, 2, 3, 4, 5, 6])
    rounds, minutes = np.zeros((DAYS, 6)), np.zeros((DAYS, 6))
    rounds[:] = before
    rounds[DAY_ONE:] += 10 * after
    minutes[DAY_ONE:] += 7 * after
    run = panel(counts={"rounds": flow(rounds), "minutes": flow(minutes)})
    fields = {"metric": "rounds", "form": "correlation", "with_": {"metric": "minutes"}, "days": [1, 30]}

    assert value(run, **fields) < 0.5
    assert value(run, **fields, than=[-30, -1]) == pytest.approx(1)


def test_places_that_are_not_simulated_do_not_make_others_adjacent():
    some = places()._replace(weight=np.array([1.0, 0, 0, 0, 0, 1.0]))

    near = places_of(Where(area=("adjacent",)), some, setting(), np.array)
    far = places_of(Where(area=("elsewhere",)), some, setting(), np.array)

    assert (near.sum(), far.tolist()) == (0, [False] * 5 + [True])


def test_the_top_part_of_all_people_holds_more_than_that_of_those_with_any():
    run = panel(acts(4) + [{"row": 0}] * 6)
    fields = {"metric": "offences", "form": "top_share", "by": "person", "days": [1, 30]}
    treated = {"area": "treated"}  # a thousand people

    assert value(run, **fields, top=0.001, among="all", where=treated) == pytest.approx(0.7)
    assert value(run, **fields, top=0.004, among="all", where=treated) == pytest.approx(1)
    assert value(run, **fields, top=0.25, among="any", where=treated) == pytest.approx(0.7)
