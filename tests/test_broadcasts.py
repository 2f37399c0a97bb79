"""What outlets broadcast is heard inside: it moves grievance, and without M34 or M35 nothing."""

import dataclasses

import numpy as np
import pytest

from clampdown.day.outside import DETENTION
from clampdown.engine.broadcasts import broadcasts_of
from clampdown.engine.hashing import state_hash
from clampdown.engine.newsroom import NOWHERE, Dispatch, Item
from clampdown.experiments.claims.running import watch_unheard
from clampdown.experiments.run import Job, run, run_with_twin
from clampdown.results import same_results
from clampdown.schema.observer import Outlet
from clampdown.schema.scenarios import load_scenario, load_twin

DAYS = 30
FLOOD = 20  # day from which dispatches are made up
HEARD = {"behaviour.named_share": 0.6, "behaviour.source_reach": 1}
LATE, USUAL = 14.0, 180.0


def outlet(name, *, broadcasts):
    fields = {
        "id": name, "title": name, "kind": "outlet", "invented": True, "withhold": 0.0,
        "sources": ({"network": "n", "per_100000": 1.0},), "rule": {"sources": 1, "provinces": 1},
        "local": {"sources": 1}, "broadcasts": broadcasts,
    }  # fmt: skip
    return Outlet.model_validate(fields)


def item(outlet=0, **changes):
    told = Item(
        outlet, published=3, number=7, kind=DETENTION, day=3, exact=1, province=0, place=0, size=5,
        corrects=NOWHERE, story_place=0,
    )  # fmt: skip
    return told._replace(**changes)


def heard(counts, *outlets):
    """Return what is broadcast after days with so many items."""
    found = broadcasts_of(outlets or [outlet("one", broadcasts=True)], LATE, USUAL)
    for count in counts:
        found.hear([item()] * count)
    return found


def on_air(scenario):
    """Return a scenario all of whose outlets broadcast."""
    pack = scenario.pack
    observers = tuple(
        one.model_copy(update={"broadcasts": True}) if isinstance(one, Outlet) else one
        for one in pack.observers
    )
    return dataclasses.replace(scenario, pack=pack.model_copy(update={"observers": observers}))


@pytest.fixture(scope="module")
def aired(toytown):
    """The toytown in which the outlets broadcast."""
    return dataclasses.replace(toytown, scenario=on_air(toytown.scenario))


def hashes(town, **changes):
    return town.live(DAYS, town.campaign(), settings=town.lively(), hashed=True, **changes).hashes


def grievance(life):
    return float(life.world.units.grievance.mean())


def test_before_the_first_item_nothing_is_more_than_usual():
    assert heard([]).gap() == heard([0, 0, 0]).gap() == 0.0


@pytest.mark.parametrize("days", [1, 5, 50])
def test_the_same_number_of_items_every_day_is_no_rise_however_short_the_run(days):
    assert heard([3] * days).gap() == pytest.approx(0.0, abs=1e-12)


def test_more_items_of_late_are_more_than_usual_and_fewer_are_less():
    usual = [4] * 60

    assert heard([*usual, 9, 9]).gap() > heard([*usual, 6, 6]).gap() > 0.0
    assert heard([*usual, 0, 0]).gap() < heard([*usual, 2, 2]).gap() < 0.0


def test_where_items_are_rare_neither_one_nor_its_absence_is_much():
    rare = [*[0] * 99, 1] * 3
    gaps = [heard(rare[:n]).gap() for n in range(180, 300)]

    assert abs(np.mean(gaps)) < 0.1
    assert max(map(abs, gaps)) < 0.5


def test_only_outlets_that_broadcast_are_heard_and_each_counts_its_own():
    outlets = [
        outlet("silent", broadcasts=False),
        outlet("one", broadcasts=True),
        outlet("two", broadcasts=True),
    ]
    found = heard([], *outlets)

    found.hear([item(0), item(1), item(2), item(2)])

    assert found.means[0].tolist() == pytest.approx([3 / LATE, 1 / LATE])


def test_items_count_and_neither_people_nor_corrections():
    several, large, corrected = heard([]), heard([]), heard([])
    several.hear([item()])
    large.hear([item(size=500)])
    corrected.hear([item(), item(corrects=0)])

    assert several.means.tolist() == large.means.tolist() == corrected.means.tolist()


def test_where_no_outlet_broadcasts_nothing_is_heard_of_them():
    assert broadcasts_of([outlet("silent", broadcasts=False)], LATE, USUAL) is None


def test_what_is_published_moves_people_from_the_next_day_on(aired):
    plain, told = (aired.begin(settings=aired.lively()) for _ in range(2))
    for t in range(DAYS):
        if t >= FLOOD:
            told.simulation.outside.room.receive(made_up(t))
        for life in (plain, told):
            life.days.append(life.simulation.step(t))
        if t == FLOOD:
            assert plain.tallies().tolist() == told.tallies().tolist()
            assert grievance(plain) == grievance(told)

    assert told.days[-1].published.sum() > plain.days[-1].published.sum()
    assert told.days[-1].here.news[0] > plain.days[-1].here.news[0]
    assert grievance(told) > grievance(plain)


def made_up(t):
    """Return dispatches about forty events that nobody but the outlet knows of."""
    return [
        Dispatch(t, 0, 0, 0, -1 - 100 * t - n, DETENTION, place=0, day=t, exact=1, size=1, wide=0)
        for n in range(40)
    ]


@pytest.mark.parametrize("off", [(), ("M34",)], ids=["heard", "deaf"])
def test_watching_changes_a_run_only_while_word_comes_back(aired, off):
    watched, alone = hashes(aired, off=off), hashes(aired, off=(*off, "M35"))

    assert (watched == alone) == ("M34" in off)


def test_where_no_outlet_broadcasts_a_run_is_what_it_is_when_nobody_watches(border):
    observers = tuple(
        one.model_copy(update={"broadcasts": False}) if isinstance(one, Outlet) else one
        for one in border.scenario.pack.observers
    )
    pack = border.scenario.pack.model_copy(update={"observers": observers})

    assert hashes(border, pack=pack) == hashes(border, off=("M35",)) != hashes(border)


@pytest.mark.parametrize("published", [True, False], ids=["asked", "not-asked"])
def test_what_a_claim_asks_about_does_not_change_its_run(aired, published):
    life = aired.begin(aired.campaign(), settings=aired.lively())
    watch_unheard(life.simulation, published=published)
    for t in range(DAYS):
        life.days.append(life.simulation.step(t))
        life.hashes.append(state_hash(life.world))

    assert life.hashes == hashes(aired, off=("M35",))
    assert any(today.published.any() for today in life.days) == published


def test_days_before_the_first_hear_all_word_that_gets_out(border):
    watched, alone = border.begin(), border.begin(off=("M35",))
    watched.simulation.outside.broadcasts.hear([item(1)] * 9)

    assert watched.simulation.broadcast(-1) == alone.simulation.broadcast(-1) != 0.0


def test_a_run_that_was_put_away_hears_what_it_would_have_heard(aired):
    how = {"settings": aired.lively()}
    whole = aired.live(DAYS, aired.campaign(), hashed=True, **how)
    half = aired.live(DAYS // 2, aired.campaign(), **how)
    free = half.world.places.free.copy()
    resumed = aired.begin(aired.campaign(), world=half.world, **how)
    half.world.places.free[:] = free
    resumed.simulation.take_up(half.simulation.extras())
    for t in range(DAYS // 2, DAYS):
        resumed.days.append(resumed.simulation.step(t))

    assert resumed.tallies().tolist() == whole.tallies()[DAYS // 2 :].tolist()
    assert resumed.simulation.extras()["outside_broadcasts"].tolist() != np.zeros((2, 2)).tolist()
    for name, array in whole.simulation.extras().items():
        assert resumed.simulation.extras()[name].tolist() == array.tolist()


class BrokenOffError(Exception):
    """Stands for whatever ends a run before its time."""


def test_a_run_broken_off_or_forked_is_the_run_left_alone_where_outlets_broadcast(
    tmp_path, toytown, catalogue
):
    scenario = on_air(load_scenario("toytown-drive", catalogue=catalogue))
    scenario = dataclasses.replace(scenario, settings=toytown.lively() | HEARD)

    def give_up(title, done, of):
        if title == scenario.title and done == 45:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        run(scenario, Job(tmp_path / "drive", threads=1, progress=give_up), catalogue)
    run(scenario, Job(tmp_path / "drive", threads=1, resume=True), catalogue)
    whole, twin = run_with_twin(scenario, Job(tmp_path / "whole", threads=1), catalogue)
    run(load_twin(scenario, catalogue), Job(tmp_path / "alone", threads=1), catalogue)

    assert int(whole.metrics["published"].sum()) > 0
    assert int(twin.metrics["published"].sum()) > 0
    assert same_results(tmp_path / "drive", tmp_path / "whole") == []
    assert same_results(tmp_path / "alone", tmp_path / "whole" / "twin") == []
