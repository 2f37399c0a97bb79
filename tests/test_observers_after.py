"""Observers who look back: each tells what it could know, and no more."""

import datetime

import numpy as np
import polars as pl
import pytest

from clampdown.day.outside import DAY_BITS
from clampdown.experiments.observing.after import observe_after
from clampdown.experiments.observing.chance import luck, mixed
from clampdown.experiments.observing.happened import cases_of, neighbours
from clampdown.experiments.observing.imagery import CLASSES, look, looks, room
from clampdown.experiments.observing.interviews import could_have_told, interview
from clampdown.experiments.observing.outside import outside_of
from clampdown.experiments.observing.papers import leak, leaked
from clampdown.experiments.observing.witnesses import BEAT, HOME, UNIT, known_of, witnesses
from clampdown.results.observed import together
from clampdown.rules import draws
from finished_runs import ASKING, LEDGERS, VIEW, finished, like

SURE = {"recall_days": 1e9, "count_error": 0.0, "image_clear": 1.0, "image_error": 0.0}


@pytest.fixture(scope="module")
def looked_back(border, tmp_path_factory):
    """Return a finished run and its values."""
    return finished(border, tmp_path_factory.mktemp("runs") / "lively")


@pytest.fixture(scope="module")
def run(looked_back):
    return looked_back[0]


@pytest.fixture(scope="module")
def outside(looked_back):
    return outside_of(looked_back[1])


@pytest.fixture(scope="module")
def told(run, outside):
    """Return what everybody who arrived tells who forgets nothing."""
    return interview(ASKING, run, outside._replace(**SURE))


def truth(run, told):
    """Return the cases that a key leads to, with the item's line."""
    cases = cases_of(run, ["detention", "execution", "exile", "leaving", "fine"])
    named = told.key.filter(pl.col("case").is_not_null())
    items = told.items.select("item", told_kind="kind")
    found = named.join(cases, left_on="case", right_on="key").join(items, on="item")
    on_that_day = pl.col("event") % (1 << DAY_BITS) == pl.col("day")  # one person may have several cases
    return found.filter((pl.col("kind") == pl.col("told_kind")) & on_that_day)


def test_luck_is_that_of_the_model_under_other_names():
    entity = np.arange(1000)

    u = luck(7, "asking", "told", entity)

    assert abs(u.mean() - 0.5) < 0.03
    assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 0.1
    assert not np.allclose(u, luck(7, "asking", "count", entity))
    assert not np.allclose(u, luck(7, "asked", "told", entity))
    assert np.array_equal(luck(7, "asking", "told", entity[5:9]), u[5:9])


def test_luck_mixes_as_the_model_does():
    numbers = np.arange(0, 1 << 62, (1 << 62) // 50, dtype=np.uint64)

    assert mixed(numbers).tolist() == [int(draws.mix64(number)) for number in numbers]


def test_all_who_left_and_were_not_brought_back_can_be_asked(run):
    who = witnesses(run)

    assert who.height > 20
    assert (who["arrives"] > who["left"]).all()
    assert not who["witness"].is_duplicated().any()


def test_those_who_arrive_while_the_run_lasts_are_those_it_counts(run):
    """Some who left before the first day arrive as well, and are counted by the run alone."""
    counted = run.reader.metrics["arrivals"].to_numpy().sum(axis=1)
    came = np.bincount(witnesses(run)["arrives"].to_numpy(), minlength=len(counted))[: len(counted)]

    assert came.sum() > 0
    assert (came <= counted).all()


def test_everybody_told_of_lived_where_somebody_got_out_of_later(run, told):
    left = witnesses(run).group_by("place").agg(pl.col("left").max())

    found = truth(run, told).join(left, on="place", how="left")

    assert found.height > 20
    assert (found["day"] <= found["left"]).all()


def test_nobody_tells_of_his_own_way_out(run):
    who = witnesses(run)

    known = known_of(run, who, [HOME, UNIT, BEAT])

    assert (known["kind"] == "leaving").any()
    assert (known["case"] != known["key"]).all()


def test_what_is_told_happened_in_the_month_told(run, told):
    found = truth(run, told).join(told.items.select("item", "told_from", "told_to"), on="item")
    date = (
        found["day"]
        .cast(pl.Int64)
        .map_elements(lambda day: run.start + datetime.timedelta(days=day), return_dtype=pl.Date)
    )

    assert (date >= found["told_from"]).all()
    assert (date <= found["told_to"]).all()


@pytest.mark.parametrize("area", ["place", "province"])
def test_who_could_have_told_is_counted_one_by_one(run, area):
    gone = witnesses(run)
    day = np.arange(gone.height) % 60
    events = gone.select("place", "province", day=pl.Series(day), until=pl.Series(40 + 30 * (day % 3)))

    found = could_have_told(events, gone, area)

    people = gone.select(area, "left", "arrives").rows()
    for n, row in enumerate(events.iter_rows(named=True)):
        fits = [a == row[area] and left >= row["day"] and came <= row["until"] for a, left, came in people]
        assert found[n] == sum(fits)
    assert len(set(found.tolist())) > 3


def test_neighbours_are_the_same_however_many_beats_are_looked_at_at_once(run, monkeypatch):
    keys = cases_of(run, ["detention", "fine"])["key"]
    beats = np.arange(len(run.world.beats))
    whole = neighbours(run, beats, keys)

    monkeypatch.setattr("clampdown.experiments.observing.happened.BEATS_AT_ONCE", 2)
    parts = neighbours(run, beats, keys)

    assert len(beats) > 4
    assert set(whole["key"]) == set(keys)
    assert whole.sort("person").equals(parts.sort("person"))


def test_where_nobody_gets_out_nobody_tells(border, tmp_path, outside):
    closed, _ = finished(border, tmp_path / "closed", settings={"offences.crossing.base_rate": 0.0})

    assert interview(ASKING, closed, outside).items.height == 0


def test_nobody_is_asked_where_no_one_is_to_be(run, outside):
    assert interview(like(ASKING, sample=0.0), run, outside).items.height == 0


def test_who_forgets_sooner_tells_less_and_nothing_else(run, outside):
    long, short = (
        interview(ASKING, run, outside._replace(recall_days=days)).key.filter(pl.col("line") == 0)
        for days in (400.0, 60.0)
    )

    assert 0 < short.height < long.height
    assert set(short["event"]) <= set(long["event"])


@pytest.mark.parametrize("wider", ["reach", "closeness_beat"])
def test_more_is_told_where_more_is_known(run, outside, wider):
    less = interview(ASKING, run, outside._replace(**{wider: 0.1 * getattr(outside, wider)}))

    assert less.items.height < interview(ASKING, run, outside).items.height


def test_kinds_that_nobody_sees_are_told_within_the_family_alone(run, outside):
    blind = outside._replace(visibility=dict.fromkeys(outside.visibility, 0.0), **SURE)

    assert (
        interview(ASKING, run, blind).items.height
        == interview(like(ASKING, sees=("household",)), run, blind).items.height
    )


def test_counts_are_exact_next_door_and_vary_with_hearsay(run, outside):
    near = like(ASKING, sees=("household", "unit"))

    assert (
        interview(near, run, outside)
        .items["count"]
        .equals(interview(near, run, outside._replace(count_error=0.0)).items["count"])
    )
    assert interview(ASKING, run, outside._replace(count_error=1.0)).items["count"].sum() != (
        interview(ASKING, run, outside._replace(count_error=0.0)).items["count"].sum()
    )


def test_a_leaked_list_holds_the_taken_and_the_claimed(run):
    papers = leak(like(LEDGERS, leak=1.0), run)
    lists = papers.items.filter(pl.col("kind") == "detention")
    people = papers.key.filter(pl.col("line") > 0)

    taken = cases_of(run, ["detention"]).height
    claimed = int(run.reader.metrics["names_claimed"].sum())

    assert taken > 0
    assert claimed > 0
    assert lists["count"].sum() == people.height == taken + claimed
    assert people["invented"].sum() == claimed
    assert set(people["case"].drop_nulls()) == set(cases_of(run, ["detention"])["key"])
    assert (people["invented"] == people["event"].is_null()).all()


def test_what_is_claimed_stands_among_what_was_done(run):
    papers = leak(like(LEDGERS, leak=1.0), run)
    people = papers.key.filter(pl.col("line") > 0)
    turn = people.select("invented", turn=(pl.col("line") - 0.5) / pl.col("line").max().over("item"))

    claimed, done = (turn.filter(pl.col("invented") == state)["turn"] for state in (True, False))

    assert abs(claimed.mean() - done.mean()) < 4.0 * np.sqrt((1 / claimed.len() + 1 / done.len()) / 12.0)
    assert papers.people["sex"].null_count() == 0


def test_papers_leak_place_by_place_and_month_by_month(run):
    whole = leaked(like(LEDGERS, leak=1.0), run)
    some = leaked(LEDGERS, run)

    assert 0 < len(some) < len(whole)
    assert set(some) <= set(whole)
    assert leak(like(LEDGERS, leak=0.0), run).items.height == 0


def test_a_paper_lists_orders_that_are_rather_done_than_claimed_with_their_event(run):
    orders = leak(like(LEDGERS, leak=1.0), run)
    listed = orders.items.filter(pl.col("kind") == "order").join(orders.key, on="item")

    assert listed.height > 0
    assert (listed["count"] == 0).all()
    assert listed["event"].drop_nulls().n_unique() <= 2  # two directives


def test_a_clear_sharp_image_shows_the_class_nearest_to_the_truth(looked_back, outside):
    run, values = looked_back
    seen = look(VIEW, run, outside._replace(**SURE), values).items.sort("published")

    places = room(run, values, "labour_camp", VIEW.threshold)
    rungs = run.reader.metrics["held"].sel(rung=["forced_labour", "labour_year"]).sum("rung").to_numpy()
    share = rungs[:: VIEW.every, places > 0].sum(axis=1) / places.sum()
    nearest = np.abs(np.log(np.maximum(share, 0.5))[:, None] - np.log(CLASSES)).argmin(axis=1)
    expected = np.rint(CLASSES[nearest] * places.sum())

    assert seen["count"].to_list() == expected.astype(int).tolist()


def test_small_sites_and_cloudy_days_show_nothing(looked_back, outside):
    run, values = looked_back

    assert look(like(VIEW, threshold=1e6), run, outside, values).items.height == 0
    assert look(VIEW, run, outside._replace(image_clear=0.0), values).items.height == 0


def test_a_blurred_image_is_read_as_another_class_now_and_then():
    share = np.ones(1000)
    blur = 0.35 * np.random.default_rng(1).standard_normal(1000)

    assert 0.05 < (looks(share, blur) != 1.0).mean() < 0.5


def test_looking_twice_shows_the_same(looked_back):
    run, values = looked_back

    first, second = (together(observe_after(run, values)) for _ in range(2))

    assert all(a.equals(b) for a, b in zip(first, second, strict=True))


def test_every_record_of_looking_back_moves_what_is_seen(looked_back, catalogue):
    run, values = looked_back
    usual = outside_of(values)
    records = {name: catalogue.behaviour[name] for name in ("recall_days", "image_clear", "image_error")}

    for name, record in records.items():
        ends = [usual._replace(**{name: end}) for end in (record.low, record.high)]
        seen = [together([interview(ASKING, run, end), look(VIEW, run, end, values)]).items for end in ends]
        assert not seen[0].equals(seen[1]), name
