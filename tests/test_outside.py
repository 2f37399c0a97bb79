"""What gets out: who comes to know and dares to tell, what is printed; watching alone changes nothing."""

import dataclasses

import numpy as np
import polars as pl
import pytest

from clampdown.day.outside import CLASH, DAY_BITS, DETENTION, ORDER, TOLD, kinds_of, numbers_of
from clampdown.engine.newsroom import NOWHERE, Dispatch, House, Item, Newsroom, counted
from clampdown.engine.sources import sources_of
from clampdown.experiments.outlets import published_by_outlets
from clampdown.experiments.run import Job, run
from clampdown.results import hashed_keys, observed
from clampdown.schema.observer import Outlet

DAYS = 40
SALT = bytes(range(16))
INTERNAL, PUBLIC = 76, 77  # numbers of orders
HEARD = {"behaviour.named_share": 0.6, "behaviour.source_reach": 1}


@pytest.fixture(scope="module")
def lively(toytown):
    return toytown.live(DAYS, toytown.campaign(), settings=toytown.lively() | HEARD, hashed=True)


@pytest.fixture(scope="module")
def items(lively):
    return published_by_outlets(lively.simulation, SALT)


def state(life):
    return {name: array.tolist() for name, array in life.simulation.extras().items()}


def published(life):
    return np.array([today.published for today in life.days])


def test_watching_changes_no_day_where_no_outlet_broadcasts(toytown, lively):
    alone = toytown.live(
        DAYS, toytown.campaign(), settings=toytown.lively() | HEARD, hashed=True, off=["M35"]
    )

    assert lively.hashes == alone.hashes
    assert (lively.tallies() == alone.tallies()).all()
    assert published(lively).sum() > 100
    assert published(alone).sum() == 0
    assert alone.simulation.extras() == {}


def test_the_number_of_threads_changes_no_item(toytown, lively):
    several = toytown.live(DAYS, toytown.campaign(), settings=toytown.lively() | HEARD, threads=3)

    assert state(several) == state(lively)
    assert (published(several) == published(lively)).all()


def test_a_state_that_was_put_away_is_taken_up_again(toytown, lively):
    how = {"settings": toytown.lively() | HEARD}
    half = toytown.live(DAYS // 2, toytown.campaign(), **how)
    free = half.world.places.free.copy()
    resumed = toytown.begin(toytown.campaign(), world=half.world, **how)
    half.world.places.free[:] = free
    resumed.simulation.take_up(half.simulation.extras())

    for t in range(DAYS // 2, DAYS):
        resumed.simulation.step(t)

    assert state(resumed) == state(lively)


def test_what_is_written_down_and_read_again_is_the_same_state(toytown, lively):
    other = toytown.begin(toytown.campaign(), settings=toytown.lively() | HEARD)
    other.simulation.take_up(lively.simulation.extras())

    assert state(other) == state(lively)


def test_items_hold_together(items):
    assert items.items.height > 100
    assert items.people.height > 0
    assert set(items.items["observer"]) == {"mill-gazette", "gate-courier"}
    assert (items.items["told_from"] <= items.items["told_to"]).all()
    assert (items.items["told_from"] <= items.items["published"]).all()
    known = dict(items.items.select("item", "published").iter_rows())
    for item, corrects, day in items.items.select("item", "corrects", "published").iter_rows():
        assert corrects is None or (corrects != item and known[corrects] <= day)


def test_a_correction_tells_another_number_of_the_same_event(items):
    events = dict(items.key.filter(line=0).select("item", "event").iter_rows())
    counts = dict(items.items.select("item", "count").iter_rows())
    corrections = items.items.filter(pl.col("corrects").is_not_null()).select("item", "corrects").rows()

    assert corrections
    for item, corrected in corrections:
        assert events[item] == events[corrected]
        low, high = sorted((counts[item], counts[corrected]))
        assert high >= 1.5 * low


def test_the_key_leads_to_the_people_it_happened_to(lively, items):
    simulation = lively.simulation
    beats, happened = simulation.world.beats, set()
    for today in lively.days:
        row, beat = today.cases.row, today.cases.beat
        number = numbers_of(beats.national_beat[beat], kinds_of(today.cases, simulation.par), today.t)
        ids = beats.national_person[beat] + row - beats.first_person[beat]
        happened |= set(zip(number.tolist(), hashed_keys(ids, SALT).tolist(), strict=True))
    named = items.key.filter((pl.col("line") > 0) & ~pl.col("invented"))

    assert named.height > 0
    assert set(named.select("event", "case").iter_rows()) <= happened
    made_up = items.key.filter("invented")
    assert made_up.height > 0
    assert made_up["event"].null_count() == made_up["case"].null_count() == made_up.height


def test_no_item_names_more_people_than_it_tells_of(items):
    named = items.people.group_by("item").len().join(items.items, on="item")

    assert (named["len"] <= named["count"]).all()


@pytest.mark.parametrize("kind", [CLASH, ORDER])
def test_what_names_nobody_names_nobody_invented_either(lively, monkeypatch, kind):
    made_up = Item(0, 9, -5, kind, 8, 1, NOWHERE, NOWHERE, 30, NOWHERE, 0)
    monkeypatch.setattr(lively.simulation.outside.room, "items", [made_up])

    assert published_by_outlets(lively.simulation, SALT).people.height == 0


def test_a_correction_gives_the_place_as_what_it_corrects_does(items):
    where = {item: places for item, *places in items.items.select("item", "province", "place").iter_rows()}
    corrections = items.items.filter(pl.col("corrects").is_not_null()).select("item", "corrects").rows()

    assert corrections
    assert all(where[item] == where[corrected] for item, corrected in corrections)


def test_who_tells_counts_as_a_person_in_whatever_network(lively):
    outside = lively.simulation.outside
    tellers = {source for story in outside.room.stories for source in story.told}

    assert tellers
    assert tellers <= set(outside.sources.row.tolist())


def test_nobody_is_a_source_of_a_network_twice(toytown):
    everybody = {"network": "n", "per_100000": 60_000.0}
    pack, world = toytown.scenario.pack, toytown.begin().world

    rows = sources_of(pack, world, [outlet(sources=(everybody, everybody))], seed=1)

    assert len(rows.row) == len(set(rows.row.tolist())) == len(set(rows.key.tolist())) > 1000


def test_every_event_of_a_run_of_a_hundred_years_has_a_number_of_its_own():
    days, kinds = [0, 5, 8191, 8192, 8197, 20_000, 36_499], np.arange(ORDER)

    numbers = np.array([numbers_of(np.full(ORDER, 18_999), kinds, day) for day in days])

    assert len(np.unique(numbers)) == numbers.size
    assert ((numbers >> DAY_BITS) % len(TOLD) == kinds).all()


def test_counts_by_place_are_those_of_the_items(lively, items):
    fresh = items.items.filter(pl.col("corrects").is_null())
    by_kind = dict(fresh.group_by("kind").len().iter_rows())

    found = published(lively).sum(axis=(0, 1))
    assert {TOLD[k]: int(n) for k, n in enumerate(found) if n} == by_kind


def test_fewer_calls_get_through_while_phones_are_hunted_and_more_happens(border):
    hunt = border.everything(
        {"call_monitoring": 24, "harsher_penalties": 3}, announced="public", in_force=border.term(5, 60)
    )
    orders = tuple(o for o in hunt.orders if o.measure in ("call_monitoring", "harsher_penalties"))
    quiet, hunted = (
        border.live(60, directives, settings=border.lively())
        for directives in ([], [hunt.model_copy(update={"orders": orders})])
    )

    assert hunted.total("confrontations") > quiet.total("confrontations")
    assert published(hunted)[:, :, CLASH].sum() < 0.9 * published(quiet)[:, :, CLASH].sum()


def test_who_is_not_at_liberty_tells_nothing(toytown):
    life = toytown.begin(settings=toytown.lively())
    outside = life.simulation.outside
    life.world.people.status[outside.sources.row] = 3  # abroad
    life.world.people.until[outside.sources.row] = 32767
    for t in range(10):
        life.simulation.step(t)

    assert len(outside.memory) == len(outside.room.stories) == 0


def test_two_outlets_share_the_sources_of_a_network_that_both_name(toytown):
    outside = toytown.begin().simulation.outside
    lanes = outside.networks.names.index("lanes")

    assert [lanes in networks for networks in outside.networks.by_outlet] == [True, True]
    rows = outside.sources.row[outside.sources.network == lanes]
    assert len(rows) == len(set(rows.tolist())) > 20


def outlet(name="gazette", **changes):
    """Return an outlet that prints what one source says of a place and what two provinces say of all."""
    fields = {
        "id": name, "title": name, "kind": "outlet", "invented": True,
        "sources": ({"network": "n", "per_100000": 1.0},),
        "rule": {"sources": 3, "provinces": 2}, "local": {"sources": 1}, "withhold": 0.0,
    }  # fmt: skip
    return Outlet.model_validate(fields | changes)


def newsroom(**changes):
    """Return the desk of one outlet in a country of three counties, of which two are one province."""
    house = House(
        [outlet(**changes)], np.array([1000.0, 50_000.0, 200_000.0]), np.array([0, 0, 1]), 0.3,
        np.array([0.3, 0.95, 0.6, 0.4, 0.1, 0.8]), {INTERNAL: 0.05, PUBLIC: 0.9},
        np.array([0.3, 0.05, 0.003]), 3.0, 1.5,
    )  # fmt: skip
    return Newsroom(house)


def dispatch(source, **changes):
    told = Dispatch(
        due=5, outlet=0, source=source, province=source % 2, number=77, kind=DETENTION, place=1, day=3,
        exact=1, size=2, wide=0,
    )  # fmt: skip
    return told._replace(**changes)


def test_national_news_wait_for_so_many_sources_from_so_many_provinces():
    room = newsroom()
    news = [dispatch(s, kind=ORDER, wide=1, size=0, due=s) for s in (2, 4, 6, 7)]
    room.receive(news)

    assert [len(room.print_due(t)) for t in range(2, 9)] == [0, 0, 0, 0, 0, 1, 0]
    assert (room.items[0].province, room.items[0].place) == (NOWHERE, NOWHERE)


def test_one_source_that_tells_twice_counts_once():
    room = newsroom(local={"sources": 2})
    room.receive([dispatch(1), dispatch(1, due=6), dispatch(2, due=8)])

    assert [len(room.print_due(t)) for t in (5, 6, 7, 8)] == [0, 0, 0, 1]


def test_what_is_told_of_another_county_or_day_is_another_story():
    room = newsroom()
    room.receive([dispatch(1), dispatch(2, day=5), dispatch(3, day=7), dispatch(4, place=2)])
    room.print_due(5)

    assert [(item.story_place, item.day) for item in room.items] == [(1, 3), (1, 5), (2, 3)]


def test_an_outlet_corrects_itself_once_others_tell_of_many_more():
    room = newsroom()
    room.receive([dispatch(1), dispatch(2, due=6, size=3), dispatch(3, due=7, size=9)])
    for t in (5, 6, 7):
        room.print_due(t)

    assert [(item.size, item.corrects) for item in room.items] == [(2, NOWHERE), (3, 0)]
    assert counted(room.items, room.house.province, 3).sum() == 1


@pytest.mark.parametrize(
    ("withhold", "place", "where"),
    [(0.0, 0, (0, 0)), (20.0, 0, (0, NOWHERE)), (5000.0, 0, (NOWHERE, NOWHERE)), (20.0, 2, (1, 2))],
)
def test_a_place_is_withheld_where_few_could_have_told(withhold, place, where):
    room = newsroom(withhold=withhold)
    room.receive([dispatch(1, place=place)])
    room.print_due(5)

    assert (room.items[0].province, room.items[0].place) == where


@pytest.mark.parametrize(("order", "province"), [(PUBLIC, 1), (INTERNAL, NOWHERE)])
def test_an_order_that_few_have_heard_of_does_not_say_where(order, province):
    room = newsroom(withhold=1000.0)
    room.receive([dispatch(1, kind=ORDER, number=order, place=2, size=0)])
    room.print_due(5)

    assert (room.items[0].province, room.items[0].place) == (province, NOWHERE)


@pytest.mark.parametrize(("first", "later"), [(1, 40), (40, 1)])
def test_a_place_once_given_or_withheld_stays_so(first, later):
    room = newsroom(withhold=300.0)
    told = [dispatch(s, due=5 + s, size=size) for s, size in enumerate([first, later, later])]
    room.receive(told)
    for t in (5, 6, 7):
        room.print_due(t)

    assert len(room.items) > 1
    assert len({item.place for item in room.items}) == 1


def test_a_run_without_observers_has_no_items(tmp_path, toytown, catalogue):
    on = {**toytown.scenario.mechanisms, "M35": False}
    scenario = dataclasses.replace(toytown.scenario, days=5, mechanisms=on)

    found = run(scenario, Job(tmp_path / "run", threads=1), catalogue)

    assert not observed.has_observed(found.folder)
    assert int(found.metrics["published"].sum()) == 0


def test_a_run_writes_its_items_beside_its_results(tmp_path, toytown, catalogue):
    settings = toytown.lively() | HEARD
    scenario = dataclasses.replace(toytown.scenario, days=20, settings=settings)

    found = run(scenario, Job(tmp_path / "run", threads=1), catalogue)

    told = observed.open_items(found.folder)
    by_outlets = told.filter(pl.col("observer").is_in(["mill-gazette", "gate-courier"]))
    fresh = by_outlets.filter(pl.col("corrects").is_null())
    assert fresh.height == int(found.metrics["published"].sum()) > 0
    assert set(observed.open_people(found.folder)["item"]) <= set(told["item"])
    assert observed.open_key(found.folder).height >= told.height
