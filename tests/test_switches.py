"""Every mechanism at work can be switched off, and its switch shows."""

import numpy as np
import pytest

from clampdown.engine.hashing import state_hash
from clampdown.schema.loading import load_catalogue
from clampdown.world.state import AT_LIBERTY, KIN

DAYS = 30
AT_WORK = [name for name, mechanism in load_catalogue().mechanisms.items() if mechanism.at_work]
RELEASE = 12  # day of the campaign's release
BORDER_ONLY = {"M17", "M18", "M26", "M33", "M34"}  # what toytown has no offences, tasks or border for


@pytest.fixture(scope="module")
def lives(toytown, border):
    """Return a function that lives a lively campaign with some mechanisms off, once each."""
    found = {}

    def live(name, *off):
        town = {"toytown": toytown, "border": border}[name]
        if (name, off) not in found:
            found[name, off] = town.live(DAYS, town.campaign(), settings=town.lively(), off=off)
        return found[name, off]

    return live


def differs(one, other):
    parts = ("tally", "ordered", "executed", "claimed", "believed", "published")
    pairs = zip(one.days, other.days, strict=True)
    return state_hash(one.world) != state_hash(other.world) or any(
        getattr(a, part).shape != getattr(b, part).shape or (getattr(a, part) != getattr(b, part)).any()
        for a, b in pairs for part in parts
    )  # fmt: skip


@pytest.mark.parametrize("mechanism", AT_WORK)
def test_switching_a_mechanism_off_changes_the_days_at_the_border(lives, mechanism):
    assert differs(lives("border"), lives("border", mechanism))


@pytest.mark.parametrize("mechanism", [name for name in AT_WORK if name not in BORDER_ONLY])
def test_switching_a_mechanism_off_changes_the_days_of_toytown(lives, mechanism):
    assert differs(lives("toytown"), lives("toytown", mechanism))


@pytest.mark.parametrize("mechanism", sorted(BORDER_ONLY))
def test_a_mechanism_that_a_pack_has_no_use_for_changes_nothing_there(lives, mechanism):
    assert not differs(lives("toytown"), lives("toytown", mechanism))


def test_one_order_for_all_reaches_every_province_and_without_it_only_the_first(lives):
    def reached(life):
        directed = life.simulation.orders.lines.directed == 1
        return life.simulation.orders.strength[directed].sum(axis=0) > 0

    assert reached(lives("toytown")).tolist() == [True, True]
    assert reached(lives("toytown", "M01")).tolist() == [True, False]


def test_orders_wear_off_with_use_and_without_it_pull_evenly(lives):
    def pull(life):
        line = [line.lever for line in life.simulation.lines].index("severity")
        return np.array([today.ordered[line] for today in life.days])[10:20]

    assert np.ptp(pull(lives("toytown")), axis=0).min() > 0
    wave = np.ptp(pull(lives("toytown", "M02")) / pull(lives("toytown", "M02")).mean(axis=0), axis=0)
    assert wave.max() < np.ptp(pull(lives("toytown")) / pull(lives("toytown")).mean(axis=0), axis=0).min()


def test_orders_wait_on_their_way_down_and_without_it_arrive_at_once(lives):
    def waited(life):
        lines = [n for n, line in enumerate(life.simulation.lines) if line.directive]
        issued = np.array([life.simulation.lines[n].issued for n in lines])
        return life.simulation.orders.arrival[lines] - issued[:, None]

    assert waited(lives("border")).max() > 0
    assert waited(lives("border", "M04")).max() == 0


def test_long_days_tire_and_without_it_nobody_tires(lives, toytown):
    rested = lives("toytown", "M05").world.beats.fatigue

    assert (lives("toytown").world.beats.fatigue > toytown.settled.beats.fatigue).all()
    assert (rested == toytown.settled.beats.fatigue).all()


def test_claims_exceed_deeds_and_without_it_equal_them(lives):
    def gap(life):
        return sum(float((today.claimed - today.executed).sum()) for today in life.days)

    assert gap(lives("toytown")) > 0
    assert gap(lives("toytown", "M12")) == 0


def test_missed_offences_come_to_light_and_are_hidden_and_without_it_neither(lives):
    names = ("surfaced", "superiors_punished", "concealed")

    assert all(lives("toytown").total(name) > 0 for name in names)
    assert [lives("toytown", "M13").total(name) for name in names] == [0, 0, 0]


@pytest.mark.parametrize(
    ("mechanism", "task"),
    [("M14", "patrol"), ("M15", "station_search"), ("M16", "market_watch"), ("M17", "attendance"),
     ("M18", "call_monitoring")],
)  # fmt: skip
def test_an_instrument_finds_offences_and_switched_off_finds_none(lives, border, mechanism, task):
    column = border.scenario.pack.tasks.index(task)
    on, off = (
        life.simulation.par.kinds.found[:, column] for life in (lives("border"), lives("border", mechanism))
    )

    assert on.any()
    assert not off.any()


def test_the_watched_are_reviewed_and_without_it_nobody_is(lives):
    assert lives("toytown").total("watched") > 0
    assert lives("toytown", "M20").total("watched") == 0


def test_a_few_account_for_most_offences_and_without_it_all_are_alike(lives):
    adult = slice(128, 144)
    on, off = (lives("toytown", *names).simulation.par.profiles for names in ((), ("M22",)))

    assert np.ptp(on.rate[adult, 0] * on.tries[adult]) > 0
    np.testing.assert_allclose(off.rate[adult, 0] * off.tries[adult], off.rate[128, 0] * off.tries[128])


def test_custody_runs_full_and_without_it_takes_everybody(lives):
    def turned_away(life):
        return sum(int(today.cases.turned_away.sum()) for today in life.days)

    assert turned_away(lives("border")) > 0
    assert turned_away(lives("border", "M23")) == 0


def test_people_are_let_out_before_a_vote_and_without_it_serve_their_terms(lives):
    def let_out(life):
        return int(life.count("released", RELEASE + 1).sum())

    assert let_out(lives("border")) > 2 * let_out(lives("border", "M28"))


def test_kin_are_punished_and_without_it_never(lives):
    def kin(life):
        return sum(int((today.cases.outcome == KIN).sum()) for today in life.days)

    assert kin(lives("border")) > 0
    assert kin(lives("border", "M26")) == 0


def test_bribes_are_paid_and_without_it_never(lives):
    assert lives("toytown").total("bribes_paid") > 0
    assert lives("toytown", "M27").total("bribes_paid") == 0


def test_people_learn_and_without_it_keep_what_they_believed(lives, toytown):
    still = lives("toytown", "M30").world.people

    assert (lives("toytown").world.people.belief != toytown.settled.people.belief).any()
    assert (still.belief == toytown.settled.people.belief).all()
    assert (still.grievance == toytown.settled.people.grievance).all()


def test_people_stand_up_to_officers_and_without_it_never(lives):
    assert lives("toytown").total("confrontations") > 0
    assert lives("toytown", "M31").total("confrontations") == 0


def test_with_every_mechanism_off_the_days_still_go_by(toytown):
    life = toytown.live(DAYS, toytown.campaign(), off=AT_WORK)

    assert life.total("offences") > 0
    assert (life.world.people.status == AT_LIBERTY).any()
