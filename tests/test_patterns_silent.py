"""What a pattern asks for and would not get: it is told of, or counted as asked."""

import numpy as np
import pytest

from clampdown.engine.simulation import Simulation
from clampdown.errors import InputError
from clampdown.experiments.claims.forms import measure
from clampdown.experiments.claims.needs import needs_of
from clampdown.experiments.claims.panel import StateKey
from clampdown.experiments.claims.reading import read_claims, reference_arms
from clampdown.experiments.claims.states import States
from clampdown.experiments.claims.watching import Watcher
from clampdown.experiments.windows import Window, windows_of
from clampdown.schema.pattern_expect import Expectation
from clampdown.schema.pattern_where import Where
from patterns_panels import flow, level, panel, quantity, setting, value

HEAD = """\
id: P1
claim: a drive makes wardens walk more
base: toytown-quiet
change: {add: [three-week-drive]}
"""


def read(tmp_path, catalogue, text):
    path = tmp_path / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    return read_claims([path], catalogue)


def expecting(line, head=HEAD):
    return f"{head}expect:\n  - {line}\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{metric: offences, by: quintile, ratio: "> 1"}', "is a count here, which knows no 'by'"),
        ('{metric: bribes, of: amount, ratio: "> 1"}', "knows no 'of'"),
        ('{metric: offences, over: {q: 0.5}, ratio: "> 1"}', "knows no 'q'"),
        ('{metric: offences, form: rank, by: age, label: 17-43, value: "< 3"}', "Did you mean '17-34'?"),
        ('{metric: offences, form: rank, by: flag, label: any, value: "< 3"}', "'any' is no flag"),
        (
            '{metric: offences, where: {quintile: [1, 2]}, form: gradient, by: quintile, value: "> 0"}',
            "'quintile' would be passed over",
        ),
        ('{metric: offences, form: gradient, by: quintile, each: share, value: "> 0"}', "needs 'of_which'"),
        ('{metric: executed, where: {directive: three-weak-drive}, ratio: "> 1"}', "'three-week-drive'?"),
        ('{metric: executed, where: {order: three-week-drive/round}, ratio: "> 1"}', "Did you mean"),
        (
            ("{metric: offences, where: {kind: market_trade}, form: share, of_which: {kind: travel}, "
            'difference: "> 0"}'),
            "'kind' reaches beyond that of where",
        ),
        (
            ("{metric: quits, where: {officer: {latent: high}}, form: share, "
            'of_which: {officer: {zeal: high}}, difference: "> 0"}'),
            "'officer' reaches beyond that of where",
        ),
        (
            ("{metric: offences, form: correlation, across: days, lag: 30, with: {metric: bribes}, "
            'value: "> 0"}'),
            "30 days earlier the run has not begun",
        ),
        (
            ("{metric: offences, days: [10, 20], form: correlation, lag: 7, "
            'with: {metric: bribes, days: [-24, -1]}, value: "> 0"}'),
            "7 days earlier the run has not begun",
        ),
        ('{metric: offences, days: {calendar: [2015-07, 2015-09]}, ratio: "> 1"}', "do not follow"),
        ('{metric: offences, value: "< 0"}', "cannot hold"),
        ('{metric: offences, form: share, of_which: {hidden: yes}, value: "> 1"}', "cannot hold"),
    ],
)  # fmt: skip
def test_what_would_be_passed_over_is_told_of(tmp_path, catalogue, line, said):
    with pytest.raises(InputError) as caught:
        read(tmp_path, catalogue, expecting(line))

    assert said in str(caught.value)
    assert "line 6, column" in str(caught.value)


def test_a_mistake_that_a_second_quantity_takes_over_is_told_of_once(tmp_path, catalogue):
    line = '{metric: offences, days: [1, 90], over: {metric: encounters}, ratio: "> 1"}'

    with pytest.raises(InputError) as caught:
        read(tmp_path, catalogue, expecting(line))

    assert str(caught.value).count("outside the run") == 1


@pytest.mark.parametrize(
    "line",
    [
        '{metric: offences, where: {area: {before: top}}, ratio: "> 1"}',
        '{metric: offences, form: first_day, days: [1, 20], difference: "< 0"}',
        '{metric: offences, form: recovery, days: [1, 20], difference: "< 0"}',
    ],
)
def test_what_is_held_against_the_days_before_needs_some(tmp_path, catalogue, line):
    soon = HEAD.replace("{add: [three-week-drive]}", "{options: {calendar: off}}")

    with pytest.raises(InputError, match="no day before day 1"):
        read(tmp_path, catalogue, expecting(line, soon))

    assert read(tmp_path, catalogue, expecting(line))


@pytest.mark.parametrize(
    ("arms", "said"),
    [
        ("arms: {shorter: {set: {days: 50}}}", "not run over the same days and places"),
        ("arms: {shorter: {set: {days: 50, seed: 5}}}", "All arms of a pattern have the same seed"),
        ("arms: {shorter: {set: {sample: {rest: 0.5}}}}", "Write sample: beside base"),
        ("arms: {shorter: {set: {area: {places: [millside]}}}}", "Set that of the base"),
    ],
)
def test_arms_that_are_compared_share_days_places_and_luck(tmp_path, catalogue, arms, said):
    line = '{metric: offences, compare: [change, shorter], days: [1, 20], ratio: "> 1"}'

    with pytest.raises(InputError, match=said):
        read(tmp_path, catalogue, expecting(line, f"{HEAD}{arms}\n"))


SHOCKS = """\
change:
  shocks:
    - {id: a, what: acts, amount: 2, from: 2015-07-11, until: 2015-07-20}
    - {id: b, what: acts, amount: 3, from: 2015-07-20}
"""


def test_shocks_that_hold_together_need_room_for_both(tmp_path, catalogue):
    head = HEAD.replace("base: toytown-quiet", "base: {base: toytown-quiet, options: {room: 3}}")
    head = head.replace("change: {add: [three-week-drive]}\n", SHOCKS)
    line = '{metric: offences, days: [1, 20], ratio: "> 2"}'

    with pytest.raises(InputError, match=r"options\.room to 6, or part them"):
        read(tmp_path, catalogue, expecting(line, head))

    apart = head.replace("until: 2015-07-20", "until: 2015-07-19")
    assert read(tmp_path, catalogue, expecting(line, apart))
    assert read(tmp_path, catalogue, expecting(line, head.replace("room: 3", "room: 6")))


def test_an_arm_may_be_called_like_a_state_of_a_switch(tmp_path, catalogue):
    line = '{metric: offences, compare: [hands_off, base], days: [1, 20], ratio: "> 1"}'
    arms = "arms: {hands_off: {add: [three-week-drive], options: {calendar: off}}}\n"

    found = read(tmp_path, catalogue, expecting(line, HEAD + arms))

    assert reference_arms(["hands_off", "base"], found[0].arms) == ("hands_off", "base")
    assert reference_arms(["base_line"], ["base", "change", "base_line"]) == ("base_line", "base")
    square = [f"{name}_{state}" for name in ("base", "change") for state in ("on", "off")]
    assert reference_arms(["change_off", "base_off"], square) == ("change_off", "base_off")


def test_a_difference_of_relative_changes_can_lie_below_minus_one():
    fields = {"metric": "offences", "relative": "< -1.2", "compare": ["change", "base"]}

    assert Expectation.model_validate(fields | {"against": ["other", "base"]}).scale == "relative"
    with pytest.raises(ValueError, match="several mistakes"):
        Expectation.model_validate(fields)


def test_orders_are_those_of_the_directives_and_the_names_given():
    ways = {"ordered": np.stack([np.full((100, 6), share) for share in (0.2, 0.4, 0.8)], axis=1)}
    run = panel(orders=("order/rounds", "order/quota", "later/rounds"), ways=ways)

    def ordered(**where):
        return value(run, metric="ordered", where=where, days=[1, 30])

    assert ordered(directive="order") == pytest.approx(0.3)
    assert ordered(directive="order", order=["order/quota", "later/rounds"]) == pytest.approx(0.4)
    assert ordered(order="later/rounds") == pytest.approx(0.8)


def test_a_state_of_places_is_a_mean_over_the_people_of_a_province():
    key = StateKey("price", Where())
    price, people = np.full(6, 2.0), np.array([10.0, 30.0, 5.0, 5.0, 5.0, 5.0])
    run = panel(states={key: level(np.tile(price * people, (100, 1)), np.tile(people, (100, 1)))})

    # All pay the same, however many places a province has.
    assert value(run, metric="price", form="gini", by="province", days=[1, 30]) == 0.0
    assert value(run, metric="price", form="gini", by="place", days=[1, 30]) == 0.0


def test_first_days_and_peaks_are_numbered_from_the_directive_that_the_window_counts_from():
    daily = np.tile(np.full(100, 10.0)[:, None], (1, 6))
    daily[80:90] *= 5  # the order's end is day 70 of the run, its 11th day after is 80
    run = panel(counts={"rounds": flow(daily)})
    since = {"from": 1, "to": 30, "of": "order", "at": "end"}
    fields = {"metric": "rounds", "form": "peak_day"}

    # The highest weeks are those around days 83 to 86.
    assert value(run, **fields, days=since) == 14
    assert value(run, **fields, days=[1, 60]) == 44
    assert value(run, metric="rounds", form="first_day", level=2, days=since) == 9


def test_events_on_the_beats_of_some_officers_are_related_to_their_people(toytown, catalogue):
    life = toytown.begin([], days=4)
    simulation = Simulation(toytown.changed([], days=4), catalogue, toytown.values(), life.world, acts=True)
    halves = [
        quantity(metric="offences", where={"officer": {"zeal": half}}, days="all", form="rate")
        for half in ("high", "low")
    ]
    watcher = Watcher(simulation, needs_of(halves, Watcher(simulation).names))
    for t in range(4):
        watcher.see(simulation.step(t))
    run, at = watcher.panel(), setting()._replace(days=4, areas=())

    high, low = (measure(run, at, one) for one in halves)

    everybody = measure(run, at, quantity(metric="offences", days="all", form="rate"))
    assert high.over[0] + low.over[0] == everybody.over[0]
    assert high.under[0] + low.under[0] == pytest.approx(everybody.under[0])
    assert 0 < high.under[0] < everybody.under[0]


def test_people_of_officers_of_some_tenure_are_looked_at_each_evening(toytown, catalogue):
    life = toytown.begin([], days=2)
    simulation = Simulation(toytown.changed([], days=2), catalogue, toytown.values(), life.world)
    simulation.world.beats.posted[:] = -500
    simulation.world.beats.posted[0] = 0
    key = StateKey("heads", Where.model_validate({"officer": {"tenure": {"max": 90}}}))
    states = States(simulation, [key])

    states.look(1)

    first = simulation.world.beats[0]
    seen = states.levels(np.ones(states.places))[key]
    assert seen.total.sum() == first.last_person - first.first_person


def test_a_centre_that_may_not_react_keeps_the_dates_of_its_campaign():
    order = {
        "in_force": {"from": {"earliest": "2015-07-11", "latest": "2015-07-11"}, "until": "2015-07-20"},
        "trigger": {"sign": "discontent"},
    }
    run = {"start": "2015-07-01", "directives": [order], "options": {"leader": "reactive"}}

    assert windows_of(run, 40)["during"] == Window(0, 40)
    assert windows_of(run | {"mechanisms": {"M36": False}}, 40)["during"] == Window(10, 20)
