"""Each rule moves the way its docstring says, and stays within its range."""

import importlib
import inspect
import math
import pkgutil

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numba.core.registry import CPUDispatcher

from clampdown import rules
from clampdown.rules import (
    bargaining,
    belief,
    compliance,
    confronting,
    detection,
    draws,
    earning,
    offending,
    rivalry,
    sanctioning,
    telling,
    trading,
    witnessing,
)

SHARE, SIGNED, SMALL, LARGE, DAYS, HEADS = (0, 1), (-1, 1), (0, 3), (0, 50), (1, 400), (1, 300)
ANY = (-math.inf, math.inf)
POSITIVE = (0, math.inf)
UP, DOWN, EITHER = 1, -1, 0

# Rule: range of the result, then each argument with the range it is tried in and where it pushes the result.
RULES = {
    witnessing.awareness: (SHARE, {
        "reach": (SMALL, UP), "visibility": (SHARE, UP), "size": (LARGE, UP), "closeness": (SHARE, UP),
    }),
    witnessing.contact: (SHARE, {
        "usual": (SHARE, UP), "jammed": (SHARE, DOWN), "weight": (SMALL, EITHER),
        "certainty_gap": (SIGNED, DOWN),
    }),
    witnessing.telling: (SHARE, {"willing": (SHARE, UP), "age": (LARGE, DOWN), "memory": (DAYS, UP)}),
    witnessing.traced: (SHARE, {"weight": (SMALL, UP), "detect": (SMALL, UP), "calls": (LARGE, UP)}),
    witnessing.late_calls: (POSITIVE, {"calls": (LARGE, UP), "days": (DAYS, UP)}),
    witnessing.editing: (POSITIVE, {
        "median": (LARGE, UP), "spread": (SHARE, EITHER), "deviate": (SIGNED, UP),
    }),
    witnessing.misheard: (POSITIVE, {
        "count": (LARGE, UP), "spread": (SHARE, EITHER), "deviate": (SIGNED, UP),
    }),
    witnessing.misdated: ((-400, 400), {"error": (DAYS, EITHER), "u": (SHARE, UP)}),
    witnessing.inventing: (POSITIVE, {"share": ((0, 0.9), UP)}),
    bargaining.reservation: (POSITIVE, {"base": (LARGE, UP), "price": (SMALL, UP), "wary": (SMALL, UP)}),
    bargaining.wariness: (POSITIVE, {
        "dread_weight": (SMALL, UP), "dread": (SHARE, UP), "caution_weight": (SMALL, UP),
        "caution": (SMALL, UP), "audit_weight": (SMALL, UP), "audit": (SHARE, UP),
    }),
    bargaining.owed: (POSITIVE, {"dues": (HEADS, UP), "pay": (LARGE, EITHER), "raised": (SIGNED, DOWN)}),
    bargaining.strain: (SHARE, {"takings": (LARGE, DOWN), "owed": (HEADS, UP)}),
    bargaining.purse_tomorrow: (POSITIVE, {"purse": (LARGE, UP), "left": (SIGNED, UP), "days": (DAYS, UP)}),
    bargaining.stake: (POSITIVE, {
        "weight": (SHARE, EITHER), "purse": (LARGE, UP), "usual": (HEADS, DOWN),
    }),
    bargaining.strangeness: (POSITIVE, {
        "wariness": (SMALL, UP), "days": (DAYS, DOWN), "settling_in": (DAYS, UP),
    }),
    bargaining.asking: (POSITIVE, {
        "price": (SMALL, UP), "strange": (SMALL, UP), "discount": (SHARE, DOWN), "strain": (SHARE, DOWN),
    }),
    bargaining.passed_on: (POSITIVE, {
        "strange": (SMALL, UP), "handed": (SHARE, DOWN), "newness": (SMALL, UP),
    }),
    rivalry.contested: (SHARE, {
        "rate": (SHARE, UP), "pressed": (SHARE, UP), "elite": (SHARE, EITHER), "alike": (SHARE, DOWN),
    }),
    bargaining.bribe: (POSITIVE, {
        "loss": (LARGE, UP), "reserved": (LARGE, EITHER), "cash": (LARGE, UP), "share": (SHARE, UP),
    }),
    bargaining.willing: (SHARE, {"usual": (SHARE, UP), "weight": (SMALL, DOWN), "liability": (SHARE, DOWN)}),
    belief.surroundings: (ANY, {
        "announced": (SHARE, UP), "presence_weight": (SMALL, UP), "presence": (SHARE, UP),
        "known_weight": (SMALL, UP), "known": (LARGE, UP), "heads": (HEADS, DOWN),
    }),
    belief.trapped: (SHARE, {"certainty": (SHARE, UP), "helped": (SHARE, UP), "distrust": (SHARE, UP)}),
    belief.perceived: (SHARE, {"usual": (SHARE, UP), "own": (SIGNED, UP), "around": (SIGNED, UP)}),
    belief.after_arrest: (ANY, {"own": (SIGNED, UP), "certainty": (SHARE, DOWN), "weight": (SHARE, UP)}),
    belief.after_success: (ANY, {"own": (SIGNED, UP), "certainty": (SHARE, DOWN), "weight": (SHARE, DOWN)}),
    belief.habit_tomorrow: (POSITIVE, {"habit": (SMALL, UP), "seen": (SMALL, UP), "days": (DAYS, EITHER)}),
    belief.faded: (POSITIVE, {"value": (LARGE, UP), "fresh": (LARGE, UP), "half_life": (DAYS, UP)}),
    belief.grievance_tomorrow: (SIGNED, {
        "grievance": (SHARE, UP), "unfair": (LARGE, UP), "weight": (SHARE, UP), "heads": (HEADS, DOWN),
        "standard": (HEADS, UP), "presence": (SIGNED, UP), "shortage": (SIGNED, UP), "news": (SIGNED, UP),
        "recovery": (SHARE, DOWN),
    }),
    belief.burden: (POSITIVE, {
        "watched_weight": (SHARE, UP), "watch": (LARGE, UP), "rights_weight": (SHARE, UP),
        "rights": (SHARE, UP),
    }),
    belief.news_gap: (SIGNED, {"late": (LARGE, UP), "usual": (LARGE, DOWN)}),
    belief.trust_tomorrow: (SHARE, {
        "trust": (SHARE, UP), "rest": (SHARE, UP), "exposures": (LARGE, DOWN), "weight": (SHARE, DOWN),
        "days": (DAYS, EITHER),
    }),
    belief.is_afraid: (SHARE, {
        "usual": (SHARE, UP), "shift": (SHARE, UP), "scale": (SMALL, UP), "nerve": (SHARE, DOWN),
    }),
    compliance.quits: (POSITIVE, {"rate": (SHARE, UP), "strain": (SHARE, UP), "dread": (SHARE, UP)}),
    compliance.lured: (SHARE, {
        "gain": (SMALL, UP), "zeal_weight": (SMALL, UP), "zeal": (SHARE, UP), "results": (SHARE, UP),
    }),
    compliance.passed_on: (POSITIVE, {
        "strength": (SMALL, UP), "loss": (SMALL, DOWN), "spread": (SHARE, UP), "trait": (SHARE, UP),
    }),
    compliance.salience: (POSITIVE, {
        "strength": (SMALL, UP), "floor": (SHARE, UP), "decay_days": (DAYS, UP), "bump": (SMALL, UP),
        "bump_days": (DAYS, UP), "age_days": (LARGE, DOWN), "days_left": (LARGE, DOWN),
    }),
    compliance.capacity: (POSITIVE, {
        "hours": (LARGE, UP), "emergency_gain": (SMALL, UP), "emergency": (SMALL, UP),
        "fatigue": (SHARE, DOWN),
    }),
    compliance.hours_kept: (POSITIVE, {
        "hours": (LARGE, UP), "slack": (SHARE, DOWN), "strain": (SHARE, DOWN),
    }),
    compliance.fatigue_tomorrow: (SHARE, {
        "fatigue": (SHARE, UP), "overtime": (LARGE, UP), "hours": ((1, 24), DOWN), "gain": (SHARE, UP),
        "recovery_days": (DAYS, UP),
    }),
    compliance.effort: (POSITIVE, {
        "hours": (LARGE, UP), "usual_hours": ((1, 24), DOWN), "skill": (SMALL, UP),
        "extra_staff": (SMALL, UP),
    }),
    compliance.names_wanted: (POSITIVE, {
        "ordered": (SMALL, UP), "usual": (SMALL, UP), "call_gain": (SMALL, UP),
        "zeal_weight": (SMALL, UP), "zeal": (SHARE, UP), "results": (SHARE, UP),
    }),
    compliance.inflation: (SHARE, {
        "base": (SIGNED, UP), "pressure_weight": (SMALL, UP), "pressure": (SMALL, UP),
        "audit_weight": (SMALL, DOWN), "audit": (SHARE, DOWN),
    }),
    compliance.checked: (SHARE, {"audit": (SHARE, UP), "check": (SMALL, UP), "hours": (SMALL, UP)}),
    compliance.claim: (SHARE, {"done": (SHARE, UP), "inflated": (SHARE, UP)}),
    compliance.told: (POSITIVE, {"bad": (SMALL, UP), "inflated": (SHARE, DOWN)}),
    compliance.conceals: (SHARE, {
        "base": (SIGNED, UP), "liability_weight": (SMALL, UP), "liability": (SHARE, UP),
        "audit_weight": (SMALL, DOWN), "audit": (SHARE, DOWN),
    }),
    confronting.arrest_risk: (SHARE, {
        "steepness": (SMALL, UP), "officers": (LARGE, UP), "actives": (LARGE, DOWN),
        "crowd": ((0, 3), EITHER),
    }),
    confronting.share_active: (SHARE, {
        "grievance": (SHARE, UP), "legitimacy": (SHARE, DOWN), "threshold": (SHARE, DOWN),
        "risk": (SHARE, DOWN),
    }),
    confronting.confrontation_chance: (SHARE, {
        "rate": (SHARE, UP), "share": (SHARE, UP), "spread": (LARGE, UP), "unrest": (SMALL, UP),
    }),
    detection.found_by: (POSITIVE, {
        "efficacy": (SMALL, UP), "effort": (LARGE, UP), "exponent": (SHARE, EITHER),
    }),
    detection.supervised: (POSITIVE, {
        "weight": (SMALL, UP), "level": ((0, 5), UP), "layers": ((0, 1), EITHER),
    }),
    detection.tips: (POSITIVE, {
        "rate": (SMALL, UP), "informers": (SMALL, UP), "trust": (SHARE, UP), "visibility": (SMALL, UP),
    }),
    detection.probability: (SHARE, {"exponent": (LARGE, UP)}),
    offending.inclination: (ANY, {
        "need_weight": (SMALL, UP), "need_gap": (SHARE, UP), "grievance_weight": (SMALL, UP),
        "grievance_gap": (SHARE, UP), "certainty_weight": (SMALL, DOWN), "certainty_gap": (SHARE, DOWN),
    }),
    offending.severity_deterrence: (POSITIVE, {
        "weight": (SMALL, UP), "certainty": (SHARE, UP), "severity": ((0, 5), UP),
    }),
    earning.wage: (POSITIVE, {"trade": (SHARE, DOWN), "free": ((0, 5), UP), "adults": ((1, 5), DOWN)}),
    earning.steady_cash: (ANY, {
        "usual": (LARGE, UP), "income": (LARGE, DOWN), "missing": (SHARE, DOWN), "rate": ((0.005, 0.1), UP),
    }),
    earning.cash: (POSITIVE, {"written": (LARGE, UP), "steady": ((-50, 50), UP), "left": (SHARE, EITHER)}),
    earning.shortfall: (SIGNED, {"cash": (LARGE, DOWN), "usual": (LARGE, UP)}),
    offending.household_need: (SHARE, {
        "need": (SHARE, UP), "rank": (SHARE, DOWN), "weight": (SHARE, EITHER), "shortfall": (SIGNED, UP),
    }),
    offending.among_neighbours: (ANY, {
        "weight": (SMALL, EITHER), "trust": (SHARE, UP), "rest": (SHARE, DOWN),
    }),
    offending.goes_hidden: (SHARE, {
        "usual_log_odds": (SIGNED, UP), "weight": (SMALL, UP), "certainty_gap": (SHARE, UP),
        "usual_certainty": ((0.05, 1), DOWN), "trust_weight": (SMALL, UP), "lost_trust": (SHARE, UP),
    }),
    offending.length_kept: (POSITIVE, {
        "other_cost": ((0.1, 3), EITHER), "certainty": (SHARE, DOWN), "usual_certainty": ((0.05, 1), UP),
    }),
    trading.supply: (POSITIVE, {
        "own": (SHARE, UP), "harvest": (SMALL, UP), "over": (SHARE, UP), "border": (SMALL, UP),
        "rest": (SHARE, UP), "carried": (SMALL, UP), "sources": (SMALL, UP),
    }),
    trading.clearing: (ANY, {
        "reaching": ((0, 3), DOWN), "elasticity": ((0.1, 3), EITHER), "dearest": ((0.1, 3), EITHER),
    }),
    trading.bought: (POSITIVE, {"elasticity": ((0.1, 3), EITHER), "price": (SIGNED, DOWN)}),
    trading.drawn: (POSITIVE, {"weight": (SHARE, EITHER), "price": (SIGNED, UP)}),
    trading.to_sell: (SHARE, {"share": (SHARE, EITHER), "wares": (SMALL, UP), "food": (SMALL, UP)}),
    trading.dear_need: (SHARE, {
        "need": (SHARE, UP), "share": (SHARE, EITHER), "elasticity": (SMALL, EITHER), "price": (SIGNED, UP),
    }),
    telling.readiness: (ANY, {
        "reward_weight": (SMALL, UP), "reward": (LARGE, UP), "call_weight": (SMALL, UP), "call": (SHARE, UP),
        "loyalty": (SMALL, DOWN), "trust_gap": (SHARE, DOWN), "resentment": (SMALL, DOWN),
        "grievance": (SHARE, DOWN),
    }),
    telling.volunteers: (POSITIVE, {
        "usual": (SMALL, UP), "heads": (HEADS, UP), "standard": (HEADS, DOWN), "exponent": (SIGNED, UP),
    }),
    telling.attendance: (SHARE, {
        "usual": (SHARE, UP), "weariness": (SMALL, DOWN), "lately": (LARGE, DOWN),
    }),
    sanctioning.comes_forward: (SHARE, {"rate": (SHARE, UP), "relief": (SHARE, UP), "danger": (SHARE, UP)}),
    telling.invented: (POSITIVE, {"rate": (SMALL, UP), "tellers": (SMALL, UP)}),
    sanctioning.step_up: (SHARE, {"weight": (SMALL, UP), "severity": ((0, 3), UP)}),
    sanctioning.pardoned: (SHARE, {"usual": (SHARE, UP), "withdrawn": ((-1, 2), DOWN)}),
    sanctioning.rung: ((0, 9), {
        "usual": ((0, 4), EITHER), "repeated": ((0, 1), UP), "harsher": ((0, 1), UP), "highest": ((4, 9), UP),
    }),
}  # fmt: skip
CODES = {"crowd", "layers", "repeated", "harsher", "highest"}
PUSHES = [
    pytest.param(rule, name, push, id=f"{rule.__name__}-{name}")
    for rule, (_, arguments) in RULES.items()
    for name, (_, push) in arguments.items()
    if push != EITHER
]


def is_code(rule, name):
    """Return whether an argument is a whole number."""
    return name in CODES or rule is sanctioning.rung


def values_of(rule):
    """Return a strategy of arguments for a rule."""
    return st.fixed_dictionaries({
        name: st.integers(*span) if is_code(rule, name) else st.floats(*span)
        for name, (span, _) in RULES[rule][1].items()
    })  # fmt: skip


def test_every_rule_and_every_argument_is_listed_here():
    modules = [
        importlib.import_module(f"clampdown.rules.{m.name}") for m in pkgutil.iter_modules(rules.__path__)
    ]
    found = {
        value for module in modules if module is not draws for value in vars(module).values()
        if isinstance(value, CPUDispatcher)
    }  # fmt: skip

    assert found == set(RULES)
    assert {r: set(inspect.signature(r.py_func).parameters) for r in found} == {
        r: set(arguments) for r, (_, arguments) in RULES.items()
    }


@pytest.mark.parametrize(("rule", "name", "push"), PUSHES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_raising_an_argument_never_pushes_the_result_the_wrong_way(rule, name, push, data):
    values = data.draw(values_of(rule))
    span = RULES[rule][1][name][0]
    other = data.draw(st.integers(*span) if isinstance(values[name], int) else st.floats(*span))
    low, high = sorted((values[name], other))

    before, after = (rule(**{**values, name: value}) for value in (low, high))

    assert push * (after - before) >= -1e-9 * max(1.0, abs(before))


@pytest.mark.parametrize(("rule", "name", "push"), PUSHES)
def test_raising_an_argument_moves_the_result(rule, name, push):
    low, high = (float(end) for end in RULES[rule][1][name][0])
    low, high = (int(low), int(high)) if is_code(rule, name) else (low, high)

    moves = [rule(**{**point, name: high}) - rule(**{**point, name: low}) for point in scattered(rule)]

    assert max(push * move for move in moves) > 1e-6


def scattered(rule, count=60):
    """Return points spread evenly over the ranges of a rule's arguments."""
    spans = [(key, *span) for key, (span, _) in RULES[rule][1].items()]
    for n in range(1, count + 1):
        shares = [n * math.sqrt(prime) % 1 for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23)]
        point = {
            key: low + share * (high - low) for (key, low, high), share in zip(spans, shares, strict=False)
        }
        yield {key: round(value) if is_code(rule, key) else value for key, value in point.items()}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_result_stays_within_its_range(rule, data):
    low, high = RULES[rule][0]

    result = rule(**data.draw(values_of(rule)))

    assert low <= result <= high


@given(st.floats(0, 50), st.floats(0, 50), st.floats(0, 50), st.floats(0, 1))
def test_a_bribe_lies_between_what_the_officer_asks_and_what_the_person_would_lose(
    loss, reserved, cash, share
):
    paid = bargaining.bribe(loss, reserved, cash, share)

    assert paid == 0.0 or reserved - 1e-9 <= paid <= min(loss, cash) + 1e-9


@given(st.floats(0, 1), st.floats(0, 3), st.floats(0, 3))
def test_an_audit_of_everything_leaves_no_inflation(base, weight, pressure):
    assert compliance.inflation(base, weight, pressure, 0.0, 1.0) == 0.0


@given(st.floats(0, 3), st.floats(1, 400))
def test_residents_who_are_used_to_what_they_see_stay_used_to_it(seen, days):
    assert belief.habit_tomorrow(seen, seen, days) == seen


@given(st.floats(0.01, 50), st.floats(1, 400))
def test_what_fades_halves_in_a_half_life(value, half_life):
    left = value
    for _ in range(round(half_life)):
        left = belief.faded(left, 0.0, float(round(half_life)))

    assert left == pytest.approx(value / 2)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.4))
def test_learning_never_carries_a_belief_past_certainty_or_impossibility(certainty, weight, usual):
    own = certainty - usual

    assert usual + belief.after_arrest(own, certainty, weight) <= 1.0 + 1e-9
    assert usual + belief.after_success(own, certainty, weight) >= -1e-9


@pytest.mark.parametrize("crowd", [confronting.FLOOR, confronting.ROUND])
def test_a_crowd_that_outnumbers_the_officers_runs_no_risk_in_the_stepwise_forms(crowd):
    assert confronting.arrest_risk(2.3, 1.0, 10.0, crowd) == 0.0
    assert confronting.arrest_risk(2.3, 30.0, 10.0, crowd) > 0.0


def test_one_who_risks_nothing_and_resents_enough_is_active():
    assert confronting.share_active(1.0, 0.0, 0.1, 0.0) == 1.0
    assert confronting.share_active(0.1, 0.5, 0.1, 0.0) == 0.0


def test_layers_count_each_watcher_as_much_as_the_first_and_grades_by_their_weight():
    assert detection.supervised(0.3, 2.0, 1) == 3.0
    assert detection.supervised(0.3, 2.0, 0) == pytest.approx(1.6)


@given(st.floats(0, 3), st.floats(0.1, 50), st.floats(0, 1))
def test_twice_the_effort_finds_at_most_twice_as_much(efficacy, effort, exponent):
    once, twice = (detection.found_by(efficacy, n * effort, exponent) for n in (1, 2))

    assert once - 1e-12 <= twice <= 2 * once + 1e-9


@given(st.integers(0, 4), st.integers(0, 1), st.integers(0, 1), st.integers(0, 9))
def test_a_sentence_never_falls_below_its_usual_rung_and_rises_at_most_two(usual, repeated, harsher, highest):
    rung = sanctioning.rung(usual, repeated, harsher, highest)

    assert usual <= rung <= max(usual, min(highest, usual + repeated + harsher))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_likelier_event_keeps_every_draw_of_a_rarer_one(one, other):
    rare, likely = sorted((one, other))

    assert 0 <= draws.threshold(rare) <= draws.threshold(likely) <= draws.WHOLE


@given(st.floats(allow_nan=False))
def test_probabilities_outside_their_range_count_as_never_and_always(probability):
    assume(not 0 < probability < 1)

    assert draws.threshold(probability) == (0 if probability <= 0 else draws.WHOLE)


@given(st.floats(-0.5, -0.01), st.floats(0.1, 3))
def test_leniency_encourages_and_steps_nobody_up(severity, weight):
    assert offending.severity_deterrence(weight, 0.5, severity) < 0
    assert sanctioning.step_up(weight, severity) == 0


def test_less_word_than_usual_counts_below_zero_and_more_above():
    assert belief.news_gap(1.0, 3.0) == -0.5
    assert belief.news_gap(3.0, 1.0) == 0.5
    assert belief.news_gap(0.0, 0.0) == 0.0


@given(st.floats(0.2, 3), st.floats(0.2, 3))
def test_at_the_price_that_clears_people_buy_just_what_reaches_the_market(reaching, elasticity):
    price = trading.clearing(reaching, elasticity, 100.0)

    assert trading.bought(elasticity, price) == pytest.approx(reaching)


def test_a_market_that_nothing_reaches_is_as_dear_as_can_be():
    assert trading.clearing(0.0, 0.5, 2.0) == 2.0
