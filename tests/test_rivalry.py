"""Who does the work: organs that quarrel, elite forces, empty posts, duties passed on, routine eased."""

import numpy as np
import pytest

from clampdown.errors import InputError
from clampdown.experiments.preparing import prepare
from clampdown.schema.directive import InForce
from conftest import exactly

DAYS = 40


def orders(town, *given, until=None, **changes):
    """Return a directive of orders, each a measure, an amount and options."""
    null, own = town.directive("null-order"), []
    for n, (measure, amount, options) in enumerate(given):
        order = next(order for order in null.orders if order.measure == measure)
        own.append(order.model_copy(update={"id": f"o{n}", "amount": exactly(amount), **options}))
    term = InForce.model_validate({"from": town.scenario.start, "until": until})
    return [null.model_copy(update={"id": "own", "orders": tuple(own), "in_force": term, **changes})]


def lives(town, *given, off=(), usual=(), **changes):
    """Return a quiet life and one under the orders; settings named in `usual` are left as they are."""
    settings = {name: value for name, value in town.lively().items() if name not in usual}
    return [
        town.live(DAYS, directives, off=off, settings=settings, **changes)
        for directives in ([], orders(town, *given))
    ]


CALL = ("call_for_results", 1.0, {})


def test_organs_that_are_pressed_for_results_quarrel_about_cases_and_take_them_from_each_other(toytown):
    quiet, pressed = lives(toytown, CALL)

    assert quiet.total("quarrels") == 0
    assert 0 < pressed.total("taken_over") < pressed.total("quarrels") < pressed.total("detected")


def test_a_quota_presses_as_a_call_does(toytown):
    assert lives(toytown, ("name_quota", 1.0, {}))[1].total("quarrels") > 0


def test_without_m07_nobody_quarrels(toytown):
    assert lives(toytown, CALL, off=["M07"])[1].total("quarrels") == 0


def test_where_only_one_organ_finds_anything_nobody_quarrels(toytown):
    life = toytown.begin(orders(toytown, CALL), settings=toytown.lively())
    for kind in life.simulation.par.kinds:
        kind.found[toytown.scenario.pack.tasks.index("market_watch")] = 0.0
        kind.found[toytown.scenario.pack.tasks.index("station_search")] = 0.0
    life.days = [life.simulation.step(t) for t in range(10)]

    assert life.total("detected") > 0
    assert life.total("quarrels") == 0


def test_every_bribe_ends_a_case_covers_an_act_spares_a_name_or_was_lost_to_a_rival(toytown):
    life = lives(toytown, CALL, ("outside_team", 0.4, {}), ("elite_force", 1.0, {}))[1]

    ended = sum(life.total(name) for name in ("bought", "passes", "extorted", "taken_over"))
    assert life.total("bribes_paid") == ended
    assert life.total("taken_over") > 0


ELITE = ("elite_force", 1.0, {"task": "market_watch"})


def test_an_elite_force_finds_and_deals_hardly_at_all_and_what_it_takes_is_its_own(toytown):
    quiet, guarded = lives(toytown, ELITE, usual=["behaviour.reservation_share"])
    trade = toytown.scenario.pack.offences.index("market_trade")

    assert quiet.total("encounters_outside") == 0
    assert guarded.total("encounters_outside") > 0
    deals = [
        guarded.total("bought_outside") / guarded.total("encounters_outside"),
        quiet.total("bought") / quiet.total("detected"),
    ]
    assert deals[0] < 0.5 * deals[1]
    assert guarded.count("detected")[:, trade].sum() > quiet.count("detected")[:, trade].sum()
    taken = guarded.world.beats.bribes.sum() - toytown.settled.beats.bribes.sum()
    assert taken == guarded.total("bribes_sum") - guarded.total("bribes_outside")


def test_the_force_and_the_old_guards_quarrel_though_nobody_calls_for_results(toytown):
    assert lives(toytown, ELITE)[1].total("quarrels") > 0


def test_posts_left_empty_halve_what_is_done_at_a_task(toytown):
    life = toytown.begin(orders(toytown, ("empty_posts", 0.5, {"task": "market_watch"})), off=["M04", "M02"])
    twin = toytown.begin(off=["M04", "M02"])
    task = toytown.scenario.pack.tasks.index("market_watch")

    efforts = [one.simulation.morning(3)[0].effort[:, task] for one in (life, twin)]

    assert efforts[0] == pytest.approx(0.5 * efforts[1])
    assert efforts[1].min() > 0


def test_no_more_staff_can_be_sent_away_than_there_is(toytown):
    given = [("empty_posts", 1.0, {"task": "patrol"}), ("borrowed_staff", 0.5, {"task": "patrol"})]
    life = toytown.begin(orders(toytown, *given), off=["M04", "M02"])

    here, _, _ = life.simulation.morning(3)

    assert here.manpower[:, toytown.scenario.pack.tasks.index("patrol")] == pytest.approx(-1.0)
    assert (life.simulation.step(3).tally >= 0).all()


def test_who_takes_a_duty_over_is_wary_for_some_weeks_only(toytown):
    given = ("hand_over", 1.0, {"task": "market_watch", "organ": "wardens"})
    life = toytown.begin(orders(toytown, given), off=["M04", "M02"], days=400)
    rules, trade = life.simulation.par.rules[0], toytown.scenario.pack.offences.index("market_trade")
    speech = toytown.scenario.pack.offences.index("critical_speech")

    first, later = (life.simulation.morning(t)[0] for t in (0, 300))

    assert first.handed[:, trade] == pytest.approx(1.0)
    assert first.newness[:, trade] == pytest.approx(float(rules.newcomer_wariness))
    assert (later.newness[:, trade] < 0.01 * rules.newcomer_wariness).all()
    assert not first.handed[:, speech].any()


def test_a_duty_that_has_passed_on_is_its_new_organs(toytown):
    given = [CALL, ("hand_over", 1.0, {"task": "market_watch", "organ": "wardens"})]
    life = toytown.begin(orders(toytown, *given), off=["M04", "M02"])
    organs, tasks = [organ.id for organ in toytown.scenario.pack.organs], toytown.scenario.pack.tasks
    here, _, _ = life.simulation.morning(3)

    crew = here.crew.reshape(len(here), -1, 16)[:, :, tasks.index("market_watch")]

    assert crew[:, organs.index("gatekeepers")] == pytest.approx(0.0)
    assert crew[:, organs.index("wardens")] == pytest.approx(here.effort[:, tasks.index("market_watch")])


def worked(life, task):
    return life.count("minutes")[:, life.simulation.pack.tasks.index(task)].sum()


def test_an_order_for_fewer_hours_takes_them_from_the_routine(toytown):
    quiet, eased = lives(toytown, ("patrol", -2.0, {}))

    assert worked(eased, "patrol") < 0.95 * worked(quiet, "patrol")
    assert worked(eased, "home_check") >= worked(quiet, "home_check")


def test_no_more_than_the_routine_can_be_taken_away(toytown):
    life = toytown.live(10, orders(toytown, ("patrol", -24.0, {})), off=["M04", "M02"])

    assert worked(life, "patrol") == 0
    eased = next(n for n, line in enumerate(life.simulation.lines) if line.hours < 0)
    usual = sum(line.hours for line in life.simulation.lines if not line.directive and line.task == 0)
    assert life.days[-1].executed[eased] == pytest.approx(usual / 24.0)
    assert life.days[-1].claimed[eased] == pytest.approx(usual / 24.0)


def test_an_order_for_fewer_hours_wears_off_as_any_other(toytown):
    life = toytown.live(DAYS, orders(toytown, ("patrol", -1.0, {})), off=["M04"])
    eased = next(n for n, line in enumerate(life.simulation.lines) if line.hours < 0)

    assert (life.days[-1].executed[eased] < life.days[0].executed[eased]).all()


def test_fewer_hours_are_a_relaxation_and_not_passed_on_without_m06(toytown):
    quiet, eased = lives(toytown, ("patrol", -1.0, {}), off=["M06"])

    assert worked(eased, "patrol") == worked(quiet, "patrol")


def test_less_work_frightens_nobody_and_makes_nobody_wary(toytown):
    given = orders(toytown, ("patrol", -1.0, {}), announced="public")
    here, _, _ = toytown.begin(given).simulation.morning(20)

    assert not here.announced.any()
    assert not here.caution.any()


def test_place_wide_organs_can_be_told_to_do_less_as_well(toytown):
    task = toytown.scenario.pack.tasks.index("market_watch")
    given = orders(toytown, ("market_watch", -0.5, {}))
    efforts = [toytown.begin(one).simulation.morning(20)[0].effort[:, task] for one in ([], given)]

    assert (efforts[1] < efforts[0]).all()


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (
            "{measure: hand_over, task: market_watch, organ: gatekeepers, amount: 1}",
            "None of the addressees but",
        ),
        ("{measure: hand_over, task: patrol, organ: gatekeepers, amount: 1}", "a territory of his own"),
        ("{measure: hand_over, task: market_watch, organ: wizards, amount: 1}", "organ of the pack"),
        ("{measure: hand_over, task: market_watch, amount: 1}", "needs 'organ'"),
        ("{measure: patrol, organ: wardens, amount: 1}", "knows no 'organ'"),
        ("{measure: patrol, amount: -25}", "out of range"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(tmp_path, order, words, complaint_of):
    assert words in complaint_of(order)


@pytest.fixture
def complaint_of(tmp_path):
    def of(order):
        file = tmp_path / "mine.yaml"
        file.write_text(
            "id: mine\ntitle: Mine\nbase: toytown-quiet\nchanges:\n  add:\n    - id: passing\n"
            "      title: Passing\n"
            "      issuer: council\n      addressees: [wardens, gatekeepers]\n      announced: internal\n"
            f"      in_force: {{from: 2015-06-10}}\n      area: everywhere\n"
            f"      orders:\n        - {order}\n",
            encoding="utf-8",
        )
        with pytest.raises(InputError) as caught:
            prepare(str(file))
        return str(caught.value)

    return of


def test_shares_of_finds_never_leave_their_range(border):
    life = border.begin(border.campaign(), settings=border.lively())

    for t in range(30):
        life.simulation.step(t)
        for name in ("elite", "contested"):
            assert np.isfinite(life.world.beats[name]).all()
            assert ((life.world.beats[name] >= 0) & (life.world.beats[name] <= 1)).all(), (t, name)
    assert life.world.beats.contested.any()
