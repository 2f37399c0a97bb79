"""Prices follow what reaches a market, and people follow prices (M32)."""

import dataclasses
import datetime
import math

import numpy as np
import pytest

from clampdown.engine.conditions import conditions
from clampdown.engine.trade_routes import trade_routes
from clampdown.errors import InputError
from clampdown.experiments.claims.panel import StateKey
from clampdown.experiments.claims.states import States
from clampdown.schema.directive import Directive
from clampdown.schema.pattern_where import Where
from clampdown.schema.scenario import GOODS, Choices, Shock
from clampdown.schema.scenarios import load_scenario
from clampdown.world.state import FOOD, WARES
from patterns_panels import level, panel, value

DAYS = 40


def order(town, measure, amount, addressee, area="everywhere", until=None):
    """Return a directive of one order, from the first day on."""
    return Directive.model_validate({
        "id": "one", "title": "One order", "issuer": "centre", "addressees": [addressee],
        "announced": "internal", "in_force": {"from": town.scenario.start, "until": until}, "area": area,
        "orders": [{"measure": measure, "amount": amount}],
    })  # fmt: skip


def shock(town, what, amount, **fields):
    one = {"id": "hard", "what": what, "amount": amount, "from": town.scenario.start, **fields}
    return Shock.model_validate(one)


def prices(life, good):
    """Return the price of a good by day and place, of places that are lived in."""
    lived = life.world.places.last_beat > life.world.places.first_beat
    return np.array([today.price[lived, good] for today in life.days])


def at_border(life):
    lived = life.world.places.last_beat > life.world.places.first_beat
    return life.world.places.border[lived] == 1


@pytest.fixture(scope="module")
def twin(border):
    return border.live(DAYS)


@pytest.fixture(scope="module")
def shut(border):
    return border.live(DAYS, [order(border, "close_border", 1, "border_guard")], off=("M02", "M04"))


@pytest.fixture(scope="module")
def open_still(border):
    return border.live(DAYS, off=("M02", "M04"))


def test_a_closed_border_makes_wares_dear_at_it_first_and_inland_later(shut, open_still):
    ratio = prices(shut, WARES) / prices(open_still, WARES)
    edge = at_border(shut)
    half = [np.argmax(ratio[:, side].mean(axis=1) > 1.5) for side in (edge, ~edge)]

    assert ratio[-1].min() > 1.5
    assert 0 < half[0] < half[1]


def test_a_closed_border_makes_food_dearer_where_it_came_from_there(shut, open_still):
    ratio = prices(shut, FOOD)[-1] / prices(open_still, FOOD)[-1]

    assert ratio[at_border(shut)].min() > 1.05
    assert ratio.max() < prices(shut, WARES)[-1].max()


def test_no_price_leaves_the_end_of_the_scale(border):
    closed = order(border, "close_border", 1, "border_guard")
    life = border.live(
        DAYS, [closed], off=("M02", "M04"), settings={"behaviour.home_made": 0.1, "behaviour.dearest": 4}
    )

    assert 3.0 < prices(life, WARES).max() <= 4.0


def test_fewer_trips_make_food_dear_where_it_is_carried_in(border, twin):
    fewer = border.live(DAYS, shocks=(shock(border, "acts", 0.3, offences=["travel"]),))
    urban = np.array([place.urban_share for place in border.scenario.pack.places])
    lived = border.settled.places.last_beat > border.settled.places.first_beat
    rise = np.log(prices(fewer, FOOD)[-1] / prices(twin, FOOD)[-1])

    assert rise.min() > 0.0
    assert np.corrcoef(rise, urban[lived])[0, 1] > 0.7


def test_hunger_makes_food_dear_and_wares_cheaper_as_want_drives_smugglers(border, twin):
    hungry = border.live(DAYS, shocks=(shock(border, "need", 0.3),))

    rise = prices(hungry, FOOD)[-1] / prices(twin, FOOD)[-1]
    assert rise.min() > 1.03
    assert rise.mean() > 1.15
    assert 0.4 < (prices(hungry, WARES)[-1] / prices(twin, WARES)[-1]).mean() < 0.95


@pytest.mark.parametrize("good", GOODS)
def test_a_shock_of_a_price_moves_the_price_of_its_good_only(border, twin, good):
    dear = border.live(DAYS, shocks=(shock(border, "price", 2, good=good),))
    moved = [prices(dear, n)[-1] / prices(twin, n)[-1] for n in range(len(GOODS))]

    assert moved[GOODS.index(good)].min() > 1.4
    assert abs(moved[1 - GOODS.index(good)].mean() - 1) < 0.25


def test_dear_food_is_want_and_dear_wares_draw_smugglers_and_leave_sellers_less_to_sell(border):
    pack = border.scenario.pack
    here = {}
    for good in ("none", *GOODS):
        life = border.begin()
        if good != "none":
            life.world.places.log_price[:, GOODS.index(good)] = math.log(2)
            life.world.places.log_price[:, 1 - GOODS.index(good)] = 0.0
        else:
            life.world.places.log_price[:] = 0.0
        here[good] = life.simulation.morning(0)[0]
    k = {name: pack.offences.index(name) for name in ("smuggling", "market_trade", "gambling")}
    factor = {
        good: here[good].season / np.where(here["none"].season > 0, here["none"].season, 1) for good in GOODS
    }

    assert (here["food"].need > here["none"].need + 0.2).all()
    assert (here["wares"].need == here["none"].need).all()
    assert factor["wares"][:, k["smuggling"]] == pytest.approx(2**0.35)
    assert factor["wares"][:, k["market_trade"]] == pytest.approx(0.6 + 0.4 / 2)
    assert (factor["food"][:, k["market_trade"]] < 1).all()
    assert (factor["food"][:, k["smuggling"]] == 1).all()
    assert (factor["wares"][:, k["gambling"]] == 1).all()


def test_what_officers_take_away_does_not_reach_the_market(border):
    names = [f"tasks.{task}.efficacy" for task in ("border_watch", "market_watch")]
    caught, free = (
        border.live(DAYS, settings={"behaviour.pardon_usual": 0, **dict.fromkeys(names, efficacy)})
        for efficacy in (1000, 0)
    )

    assert prices(caught, WARES)[-1].mean() > 1.5 * prices(free, WARES)[-1].mean()


def test_without_the_mechanism_prices_rest_and_tell_on_nothing(border):
    closed = order(border, "close_border", 1, "border_guard")
    life = border.begin([closed], off=("M32",))
    life.world.places.log_price[:] = 1.0
    stock = life.world.places.stock.copy()
    here = life.simulation.morning(0)[0]
    today = life.simulation.step(0)

    assert here.need == pytest.approx(border.values()["behaviour.need_usual"])
    assert (life.world.places.log_price == 1.0).all()
    assert (life.world.places.stock == stock).all()
    assert (today.here.harvest == 1.0).all()


def test_what_is_usual_is_learnt_before_the_first_day_and_kept_from_then_on(border):
    life = border.begin()
    before = life.world.places.usual_flow.copy()
    life.simulation.step(-1)
    learnt = life.world.places.usual_flow.copy()
    life.simulation.step(0)

    assert (learnt != before).any()
    assert (life.world.places.usual_flow == learnt).all()


def test_the_shares_of_where_goods_come_from_leave_nothing_over(border):
    values, lived = border.values(), border.settled.places.last_beat > border.settled.places.first_beat
    routes = trade_routes(border.scenario.pack, values, lived)
    whole = routes.own + routes.over
    edge = np.array([place.border for place in border.scenario.pack.places])

    assert (routes.own > 0).all()
    assert (whole <= 1.0).all()
    assert whole[WARES, edge] == pytest.approx(1.0)
    assert (routes.over[:, ~edge] == 0).all()
    assert (routes.sources[:, :, ~lived] == 0).all()
    assert all(np.diag(of_good).max() == 0 for of_good in routes.sources)


@pytest.mark.parametrize("amount", [0.0, 2.0])
def test_a_shock_of_a_season_makes_as_much_more_of_it_where_it_strikes(border, amount):
    january = datetime.date(2016, 1, 1)
    ice = shock(border, "season", amount, series="crossing", area="border", **{"from": january})
    scenario = dataclasses.replace(border.scenario, start=january, options=Choices(room=2))
    usual, hard = (
        conditions(dataclasses.replace(scenario, shocks=shocks), border.catalogue, border.values(), 0)
        for shocks in ((), (ice,))
    )
    k, edge = scenario.pack.offences.index("crossing"), [place.border for place in scenario.pack.places]

    assert (hard.factor[edge, k] - 1) == pytest.approx(amount * (usual.factor[edge, k] - 1))
    assert (hard.factor[np.invert(edge)] == usual.factor[np.invert(edge)]).all()
    assert (hard.need == usual.need).all()


def test_patterns_read_the_price_of_one_good_or_the_mean_of_both(border):
    life = border.begin()
    life.world.places.log_price[:] = np.log([1.5, 2.5])
    keys = [
        StateKey("price", Where.model_validate(fields))
        for fields in ({}, {"good": "food"}, {"good": "wares"})
    ]
    states = States(life.simulation, keys)

    states.look(0)

    seen = states.levels(np.ones(states.places))
    assert [seen[key].total.sum() / seen[key].heads.sum() for key in keys] == pytest.approx([2.0, 1.5, 2.5])
    assert seen[keys[0]].heads.sum() == len(life.world.people)


def test_the_gini_of_prices_over_places_is_that_of_their_means():
    daily = np.tile([1.0, 3.0, 2.0, 2.0, 2.0, 2.0], (100, 1))
    run = panel(states={StateKey("price", Where()): level(daily * 100, 100.0)})

    assert value(run, metric="price", form="gini", by="place", days=[1, 10]) == pytest.approx(5 / 36)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("what: season, amount: 1", "does not say which season"),
        ("what: need, amount: 0.1, good: food", "knows no 'good'"),
        ("what: price, amount: 2, offences: all", "knows no 'offences'"),
        ("what: price, amount: 0", "out of range for 'price'"),
        ("what: acts, amount: 0.5, series: need", "knows no 'series'"),
        ("what: season, amount: 2, series: ice", "'ice' is no season of this pack"),
        ("what: acts, amount: 2", "more room than 1"),
    ],
)  # fmt: skip
def test_a_shock_that_makes_no_sense_is_refused(islet, fields, said):
    text = f"twin: quiet\nshocks:\n  - {{id: hard, from: 2015-02-01, {fields}}}\n"
    islet.change("islet/scenarios/drive.yaml", "twin: quiet\n", text)

    assert said in str(islet.complaint("scenario"))


def test_a_season_that_offences_follow_needs_room_and_that_of_want_does_not(tmp_path, catalogue):
    def read(series, amount):
        path = tmp_path / "own.yaml"
        path.write_text(
            "id: own\ntitle: Own\nbase: quiet-2015\nchanges:\n  shocks:\n"
            f"    - {{id: hard, what: season, series: {series}, amount: {amount}, from: 2015-07-01}}\n"
        )
        return load_scenario(path, catalogue=catalogue)

    with pytest.raises(InputError, match="more room than 1"):
        read("crossing", 2)
    assert read("crossing", 0.5).shocks[0].amount == 0.5
    assert read("need", 2).shocks[0].series == "need"
