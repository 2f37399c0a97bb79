"""Officers as people: what they are paid, what they save and stand to lose, whom they lure."""

import numpy as np
import pytest

from clampdown.engine.simulation import Simulation
from clampdown.experiments.claims.needs import Needs
from clampdown.experiments.claims.panel import StateKey
from clampdown.experiments.claims.states import States
from clampdown.experiments.claims.watching import Watcher
from clampdown.rules import bargaining
from clampdown.schema.pattern_where import Where
from clampdown.world.notes import LURED
from clampdown.world.state import TO_CUSTODY, WARNED
from test_orders_at_work import order_of

DAYS = 40
SURE = {"behaviour.tier_loss": 0.05, "behaviour.tier_spread": 0.01}  # orders arrive as issued
LASTING = ("M02", "M04")  # and do not wear off
EAGER = {"behaviour.lure_results": 0.4}


def where(**fields):
    return Where.model_validate(fields)


def looked(life, *keys, days=DAYS):
    """Return states by metric, one (days, places) mean each, of a life that has not begun."""
    states = States(life.simulation, keys)
    for t in range(days):
        today = life.simulation.step(t)
        life.days.append(today)
        states.look(t, today)
    found = states.levels(np.ones(states.places))
    return [found[key].total / np.maximum(found[key].heads, 1) for key in keys]


def test_pay_lowers_what_has_to_be_taken_and_nothing_below_zero():
    assert bargaining.owed(18.0, 3.0, 0.5) == 16.5
    assert bargaining.owed(18.0, 3.0, 10.0) == 0.0
    assert bargaining.strain(0.0, bargaining.owed(18.0, 3.0, 10.0)) == 0.0
    assert bargaining.owed(18.0, 3.0, -1.0) == 21.0


def test_better_pay_eases_strain_and_is_paid_for_by_nobody_in_fear(toytown):
    raised = order_of(toytown, "officer_pay", 2.0, id="pay")
    keys = [StateKey(name, Where()) for name in ("officer_strain", "officer_pay", "officer_dues")]
    usual = looked(toytown.begin(settings=SURE, off=LASTING), *keys)
    better = looked(toytown.begin([raised], settings=SURE, off=LASTING), *keys)

    assert (better[0][5:] < usual[0][5:]).all()
    assert [usual[1][-1, 0], better[1][-1, 0]] == pytest.approx([3.0, 9.0])
    assert [usual[2][-1, 0], better[2][-1, 0]] == pytest.approx([18.0, 12.0])


def test_pay_works_through_the_budget_only_so_that_it_does_nothing_without_bribes(toytown):
    raised = order_of(toytown, "officer_pay", 2.0)
    lives = [toytown.live(DAYS, orders, off=("M27",), hashed=True) for orders in ([], [raised])]

    assert lives[0].hashes == lives[1].hashes


def test_officers_save_what_they_need_not_pass_up_and_newcomers_have_nothing(border):
    life = border.begin(settings={"behaviour.dues": 10})
    before = life.world.beats.purse.copy()
    for t in range(DAYS):
        life.simulation.step(t)
    assert (life.world.beats.purse > before).mean() > 0.9

    rotated = border.begin([order_of(border, "rotate_guards", 1.0)], settings=SURE, off=LASTING)
    turn = next(line.last for line in rotated.simulation.lines if line.lever == "rotate")
    for t in range(turn + 1):
        rotated.simulation.step(t)
    new = rotated.world.beats.posted == turn
    assert new.sum() > 0
    assert rotated.world.beats.purse[new].mean() < before.mean() / 2


def test_officers_with_savings_decline_more_under_liability_and_no_more_without_it(border):
    def declined(orders):
        shares = []
        for purse in (0.0, 1e5):
            life = border.begin(orders, settings=border.lively() | SURE, off=(*LASTING, "M30"))
            for t in range(10):
                life.world.beats.purse = purse
                life.days.append(life.simulation.step(t))
            shares.append(life.total("declined") / life.total("candidates"))
        return shares

    poor, rich = declined([order_of(border, "superiors_liable", 0.6)])
    same = declined([])

    assert rich > 1.2 * poor
    assert same[0] == same[1]


@pytest.fixture(scope="module")
def lured(border):
    """Acts of a life under a reward for catches, noted one by one."""
    life = border.begin(
        [order_of(border, "call_for_results", 1.0)], settings=border.lively() | SURE | EAGER, off=LASTING
    )
    own = life.simulation
    life.simulation = Simulation(own.scenario, own.catalogue, own.values, life.world, acts=True)
    for t in range(DAYS):
        life.days.append(life.simulation.step(t))
    return life


def test_a_reward_for_catches_turns_some_sold_leave_into_traps(lured, border):
    acts = np.concatenate([today.acts for today in lured.days])
    trapped = acts[acts["found"] == LURED]

    assert len(trapped) == lured.total("lured") > 20
    assert (trapped["amount"][trapped["outcome"] == TO_CUSTODY] == 0).all()
    absence = border.scenario.pack.offences.index("absence")
    assert lured.count("lured")[:, absence].sum() == 0


def test_whoever_is_lured_is_neither_let_off_nor_hidden_nor_bought_out(lured, border):
    acts = np.concatenate([today.acts for today in lured.days])
    ended = {int(code) for code in acts["outcome"][acts["found"] == LURED]}
    ladder = [rung.kind for rung in border.scenario.pack.ladder]

    assert ended <= {TO_CUSTODY, WARNED, 4}
    assert WARNED not in ended or "warning" in ladder


@pytest.mark.parametrize(("orders", "off"), [((), ()), (("call_for_results",), ("M09",))])
def test_without_a_reward_or_careers_nobody_is_lured(border, orders, off):
    ordered = [order_of(border, name, 1.0) for name in orders]
    life = border.live(DAYS, ordered, settings=border.lively() | EAGER, off=off)

    assert life.total("lured") == 0
    assert life.world.places.lured.max() == 0


def test_traps_keep_away_those_who_would_buy_help_and_them_only(border):
    def offences(distrust, off=()):
        life = border.begin(settings=border.lively(), off=off)
        life.world.places.helped = 5.0
        life.world.places.lured = 5.0 * distrust
        return life.simulation.step(0), life.simulation

    free, simulation = offences(0.0)
    wary, _ = offences(1.0)
    deaf, _ = offences(1.0, off=("M30",))
    lay, kinds = simulation.lay, simulation.par.kinds
    sold = np.flatnonzero((kinds.pass_price > 0) & (kinds.absence == 0))
    other = np.flatnonzero((kinds.pass_price == 0) & (kinds.leaves == 0))

    def count(today, some):
        return sum(
            int(today.tally[:, lay.offences + k].sum() + today.tally[:, lay.passes + k].sum()) for k in some
        )

    assert count(wary, sold) < 0.8 * count(free, sold)
    assert count(wary, other) == pytest.approx(count(free, other), rel=0.05)
    assert count(deaf, sold) > count(wary, sold)


def test_trust_in_officers_is_the_share_of_sold_leave_that_was_no_trap(toytown):
    life = toytown.begin()
    life.world.places.helped, life.world.places.lured = 4.0, 1.0
    key = StateKey("officer_trust", Where())
    states = States(life.simulation, [key])
    states.look(0)
    seen = states.levels(np.ones(states.places))[key]

    assert (seen.total / seen.heads == 0.75).all()


def test_counts_of_officers_are_counts_of_their_beats(border):
    life = border.begin(border.campaign(), settings=border.lively() | {"behaviour.quit_rate": 0.2})
    halves = [where(officer={"latent": half}) for half in ("high", "low")]
    names = ("quits", "minutes", "held")
    keys = [StateKey(name, half) for name in names for half in halves]
    narrow = StateKey("minutes", where(task="patrol", officer={"latent": "high"}))
    states = States(life.simulation, [*keys, narrow])
    for t in range(10):
        life.days.append(life.simulation.step(t))
        states.look(t)
    found = states.levels(np.ones(states.places))

    for name in names:
        both = sum(found[StateKey(name, half)].total.sum() for half in halves)
        assert both == life.total(name) > 0
    task = border.scenario.pack.tasks.index("patrol")
    assert 0 < found[narrow].total.sum() < life.count("minutes")[:, task].sum()
    assert found[narrow].total.sum() == found[narrow].seen.sum()


def test_officers_are_told_apart_by_days_in_the_post(border):
    life = border.begin([order_of(border, "rotate_guards", 0.5)], settings=SURE, off=LASTING)
    turn = next(line.last for line in life.simulation.lines if line.lever == "rotate")
    new = StateKey("quits", where(officer={"tenure": {"max": 0}}))
    own = life.simulation
    simulation = Simulation(own.scenario, own.catalogue, own.values, life.world, acts=True)
    watcher = Watcher(simulation, Needs(acts=True, states=frozenset([new])))
    for t in range(turn + 1):
        watcher.see(simulation.step(t))
    panel = watcher.panel()
    heads = panel.states[new].heads.sum(axis=1)

    assert heads[:turn].sum() == 0
    assert heads[turn] >= (life.world.beats.posted == turn).sum() > 0
    assert panel.noted_acts().filter(day=turn, tenure=0).height > 0
