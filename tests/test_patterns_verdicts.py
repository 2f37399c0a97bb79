"""From what runs say to verdicts, on made-up pairs whose effects are known."""

import math

import numpy as np
import pytest

from clampdown.experiments.claims.effects import effect_of, interval, leaves, plain, pooled, terms_of
from clampdown.experiments.claims.forms import Moments
from clampdown.experiments.claims.verdicts import Clause, judge, overall
from clampdown.rules.draws import STREAM_PARAMETER, uniform
from clampdown.schema.pattern import Pattern
from clampdown.schema.pattern_expect import Expectation

EVENTS = 500.0


def pattern(**fields):
    given = {"id": "X1", "claim": "made up", "base": "quiet", "change": {"add": ["order"]}, "min_events": 50}
    expect = {"metric": "offences", "days": [1, 30], "ratio": "> 1"}
    return Pattern.model_validate(given | {"expect": [expect]} | fields)


def expectation(**fields):
    return Expectation.model_validate({"metric": "offences", "days": [1, 30]} | fields)


def pairs(one, seen=EVENTS, **arms):
    """Return what pairs say: the numbers of each arm, pair by pair, for every quantity of an expectation.

    A tuple of lists gives one list to each quantity in turn.
    """
    found = []
    for n in range(len(next(iter(arms.values())))):
        said = {}
        for arm, numbers in arms.items():
            for i, leaf in enumerate(leaves(one)):
                number = numbers[n][i] if isinstance(numbers[n], tuple) else numbers[n]
                said[arm, leaf] = Moments((float(number),), (1.0,), seen)
        found.append(said)
    return found


def verdict(one, of=None, **arms):
    return judge(one, of or pattern(), pairs(one, **arms), ()).verdict


def test_a_clear_effect_in_the_range_holds():
    one = expectation(ratio="> 1.2")

    assert verdict(one, change=[150, 160, 155, 152], base=[100, 104, 101, 99]) == "holds"


def test_the_other_direction_fails():
    assert verdict(expectation(ratio="> 1.2"), change=[70, 72, 69], base=[100, 104, 99]) == "fails"


def test_the_right_direction_with_too_small_an_effect_partly_holds():
    assert verdict(expectation(ratio="> 2"), change=[150, 154, 149], base=[100, 103, 99]) == "partly holds"


def test_an_effect_in_the_range_that_chance_may_have_made_partly_holds():
    assert verdict(expectation(ratio="> 1.01"), change=[100, 160, 70], base=[100, 90, 100]) == "partly holds"


def test_no_effect_at_all_fails():
    assert verdict(expectation(ratio="> 1.2"), change=[100, 104, 99], base=[100, 104, 99]) == "fails"


def test_a_null_claim_holds_only_with_the_whole_interval_in_its_margin():
    one = expectation(null={"margin": [0.9, 1.1]})

    assert verdict(one, change=[100, 101, 99, 100], base=[100, 100, 100, 100]) == "holds"
    assert verdict(one, change=[100, 140, 70, 90], base=[100, 100, 100, 100]) == "partly holds"
    assert verdict(one, change=[150, 151, 149, 150], base=[100, 100, 100, 100]) == "fails"


def test_a_range_with_no_effect_inside_is_a_null_claim_on_one_side():
    one = expectation(ratio="> 0.9")

    assert verdict(one, change=[100, 101, 99, 100], base=[100, 100, 100, 100]) == "holds"
    assert verdict(one, change=[100, 140, 60, 95], base=[100, 100, 100, 100]) == "partly holds"


def test_a_value_needs_its_whole_interval_in_the_range():
    one = expectation(form="rate", value="1 to 2")

    assert verdict(one, change=[1.5, 1.6, 1.4]) == "holds"
    assert verdict(one, change=[1.95, 2.3, 1.5]) == "partly holds"
    assert verdict(one, change=[3.0, 3.1, 2.9]) == "fails"


def test_a_difference_is_the_change_minus_the_base():
    assert verdict(expectation(difference="< 0"), change=[5, 6, 4], base=[9, 10, 8]) == "holds"


@pytest.mark.parametrize("arm", ["change", "base"])
def test_too_few_events_in_either_arm_are_never_a_pass(arm):
    one = expectation(ratio="> 1.2")
    found = pairs(one, change=[150, 160], base=[100, 104])
    for pair in found:
        pair[arm, plain(one)] = pair[arm, plain(one)]._replace(seen=24.0)

    assert judge(one, pattern(), found, ()).verdict == "too few events"
    assert judge(expectation(ratio="> 1.2", min_events=48), pattern(), found, ()).verdict == "holds"


def test_nothing_under_the_line_is_never_a_pass():
    assert verdict(expectation(ratio="< 2"), change=[10, 10], base=[0, 0]) == "too few events"


def test_one_pair_is_never_a_pass():
    assert verdict(expectation(ratio="> 1"), change=[150], base=[100]) == "too few events"


def test_what_cannot_be_expressed_is_said():
    assert judge(expectation(metric=None, cannot="nobody plays chess"), pattern(), [], ()).verdict == (
        "cannot be expressed"
    )


def test_pooling_adds_up_before_it_divides():
    one = expectation(ratio="> 1")
    found = pairs(one, change=[10, 400], base=[20, 100])

    assert effect_of(one, terms_of(one, pattern()), found).value == pytest.approx(410 / 120)


def test_luck_that_both_arms_share_does_not_widen_the_interval():
    one = expectation(ratio="> 1")
    terms = terms_of(one, pattern())
    together = effect_of(one, terms, pairs(one, change=[120, 240, 60], base=[100, 200, 50]))
    apart = effect_of(one, terms, pairs(one, change=[120, 240, 60], base=[200, 50, 100]))

    assert together.high - together.low < 1e-9 < apart.high - apart.low


def test_the_interval_covers_the_truth_about_nine_times_in_ten():
    covered = 0
    for trial in range(500):
        values = [uniform(1, STREAM_PARAMETER, trial, n) for n in range(8)]
        without = [float(np.mean(values[:n] + values[n + 1 :])) for n in range(8)]
        low, high = interval(float(np.mean(values)), without, log=False)
        covered += low <= 0.5 <= high

    assert 0.86 < covered / 500 < 0.94


def test_a_jackknife_of_a_mean_is_students_interval():
    values = [1.0, 2.0, 4.0, 7.0]
    without = [float(np.mean(values[:n] + values[n + 1 :])) for n in range(4)]

    low, high = interval(3.5, without, log=False)

    reach = 2.353363 * np.std(values, ddof=1) / 2  # t of 3 degrees of freedom
    assert (low, high) == pytest.approx((3.5 - reach, 3.5 + reach), rel=1e-5)


def test_an_interval_is_unknown_where_a_pair_alone_carries_the_effect():
    one = expectation(ratio="> 1")

    found = effect_of(one, terms_of(one, pattern()), pairs(one, change=[10, 10], base=[0, 5]))

    assert (found.low, found.high) == (0.0, math.inf)


def test_two_quantities_are_combined_within_each_arm():
    one = expectation(over={"metric": "encounters"}, ratio="> 1")
    found = pairs(one, change=[(30, 10), (33, 11)], base=[(20, 10), (22, 11)])

    assert pooled(one, terms_of(one, pattern()), found, np.ones(2)) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("name", "expected"), [("over", 3.0), ("minus", 20.0), ("times", 300.0), ("plus", 40.0)]
)
def test_each_way_of_combining(name, expected):
    one = expectation(value="> 1", **{name: {"metric": "encounters"}})

    assert pooled(one, terms_of(one, pattern()), pairs(one, change=[(30, 10)]), np.ones(1)) == expected


def test_an_interaction_is_the_effect_on_against_the_effect_off():
    square = pattern(switch="M05")
    arms = {"change_on": [200, 204], "base_on": [100, 102], "change_off": [110, 112], "base_off": [100, 102]}
    ratio, difference = (expectation(effect="interaction", **{n: "> 1"}) for n in ("ratio", "difference"))

    assert verdict(ratio, square, **arms) == "holds"
    assert pooled(ratio, terms_of(ratio, square), pairs(ratio, **arms), np.ones(2)) == pytest.approx(
        (404 / 202) / (222 / 202)
    )
    assert pooled(
        difference, terms_of(difference, square), pairs(difference, **arms), np.ones(2)
    ) == pytest.approx((202 - 101) - (111 - 101))


def test_an_effect_that_is_the_same_with_the_mechanism_off_is_no_interaction():
    square = pattern(switch="M05")
    arms = {"change_on": [200, 204], "base_on": [100, 102], "change_off": [200, 204], "base_off": [100, 102]}

    assert verdict(expectation(effect="interaction", ratio="> 1.1"), square, **arms) == "fails"


def test_any_two_arms_and_contrasts_of_contrasts():
    several = pattern(arms={"hotline": {"add": ["x"]}, "plain": {"add": ["y"]}})
    one = expectation(compare=["change", "hotline"], against=["hotline", "plain"], ratio="> 1")

    found = pooled(
        one, terms_of(one, several), pairs(one, change=[12], hotline=[6], plain=[4]), np.ones(1)
    )  # fmt: skip

    assert found == pytest.approx(2 / 1.5)


def test_shares_of_pairs_and_draws_are_those_in_the_range():
    one = expectation(ratio="> 1.2")
    lived = pairs(one, change=[150, 110, 150, 150], base=[100, 100, 100, 100])
    drawn = pairs(one, change=[150, 90], base=[100, 100])

    clause = judge(one, pattern(), lived, drawn)

    assert (clause.pairs, clause.draws) == (0.75, 0.5)
    assert clause.spread[1] == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["holds", "holds"], "holds"),
        (["holds", "fails"], "partly holds"),
        (["partly holds"], "partly holds"),
        (["holds", "too few events"], "partly holds"),
        (["fails", "too few events"], "fails"),
        (["too few events", "cannot be expressed"], "too few events"),
        (["cannot be expressed"], "cannot be expressed"),
    ],
)
def test_a_claim_holds_only_if_all_of_it_does(clauses, expected):
    assert overall([Clause(one, "") for one in clauses]) == expected


def test_a_relative_change_is_the_ratio_less_one():
    one = expectation(relative="-0.4 to -0.2")
    arms = {"change": [70, 70, 71], "base": [100, 100, 100]}

    assert verdict(one, **arms) == "holds"
    assert pooled(one, terms_of(one, pattern()), pairs(one, **arms), np.ones(3)) == pytest.approx(-0.2966667)


def effects_on(one, of, **arms):
    """Return pairs in which each arm has a number for each quantity, in the order of the terms."""
    found = []
    for n in range(len(next(iter(arms.values())))):
        said = {}
        for i, term in enumerate(terms_of(one, of)):
            for arm in term.names:
                said[arm, plain(term.quantity)] = Moments((float(arms[arm][n][i]),), (1.0,), EVENTS)
        found.append(said)
    return found


def test_one_effect_is_held_against_another():
    one = expectation(relative="< 0", versus={"where": {"area": "elsewhere"}})

    found = effects_on(one, pattern(), change=[(70, 100), (72, 99)], base=[(100, 100), (100, 100)])

    assert effect_of(one, terms_of(one, pattern()), found).value == pytest.approx(-0.29 + 0.005)
    assert judge(one, pattern(), found, ()).verdict == "holds"


def test_ratios_are_held_against_one_another_by_dividing():
    one = expectation(ratio="> 1.5", versus={"metric": "encounters"})

    found = effects_on(one, pattern(), change=[(200, 110), (210, 112)], base=[(100, 100), (100, 100)])

    assert effect_of(one, terms_of(one, pattern()), found).value == pytest.approx(2.05 / 1.11)


def test_a_rise_beside_is_a_part_of_the_fall_where_orders_hold():
    one = expectation(difference="-0.4 to -0.1", part_of={"where": {"area": "treated"}})

    found = effects_on(one, pattern(), change=[(110, 60), (111, 62)], base=[(100, 100), (100, 100)])

    assert effect_of(one, terms_of(one, pattern()), found).value == pytest.approx(10.5 / -39)
    assert judge(one, pattern(), found, ()).verdict == "holds"


def test_two_measures_together_are_held_against_the_sum_of_both():
    of = pattern(arms={"first": {"add": ["x"]}, "other": {"add": ["y"]}})
    separate = [{"compare": ["first", "base"]}, {"compare": ["other", "base"]}]
    one = expectation(relative="1.1 to 1.6", part_of=separate)
    numbers = {"change": 64, "first": 85, "other": 87, "base": 100}
    arms = {arm: [(number, number, number)] * 3 for arm, number in numbers.items()}

    found = effects_on(one, of, **arms)

    assert effect_of(one, terms_of(one, of), found).value == pytest.approx(0.36 / 0.28)
    assert judge(one, of, found, ()).verdict == "holds"


def test_another_effect_takes_over_the_second_quantity():
    one = expectation(over={"metric": "encounters"}, ratio="> 1", versus={"where": {"area": "inland"}})

    other = terms_of(one, pattern())[1].quantity

    assert (other.metric, other.over.metric, other.where.area) == ("offences", "encounters", ("inland",))
