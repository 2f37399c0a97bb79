"""Somebody who holds the items and a list of the whole population tries to single people out."""

import numpy as np
import polars as pl
import pytest

from clampdown.errors import ResultsError
from clampdown.experiments.observing.after import observe_after
from clampdown.experiments.observing.witnesses import witnesses
from clampdown.results.observed import (
    FOLDER,
    SCHEMAS,
    item_ids,
    open_items,
    open_key,
    open_people,
    write_observed,
)
from finished_runs import ASKING, finished

FEWEST = 20  # people who fit, below which somebody would be as good as named
BANDS = ("0-16", "17-34", "35-59", "60+")
POINTS_AT = (
    "row",
    "id",
    "name",
    "household",
    "home",
    "unit",
    "beat",
    "key",
    "case",
    "event",
    "person",
    "class",
)


@pytest.fixture(scope="module")
def runs(border, tmp_path_factory):
    """Return two runs that differ in their seed, with their items written."""
    folder = tmp_path_factory.mktemp("runs")
    return [finished(border, folder / str(seed), seed=seed)[0] for seed in (1, 2)]


@pytest.fixture(scope="module")
def run(runs):
    return runs[0]


@pytest.fixture(scope="module")
def items(run):
    return open_items(run.reader.folder)


@pytest.fixture(scope="module")
def population(run):
    """Return the whole table of people, as whoever keeps the registers has it."""
    world, pack = run.world, run.pack
    beat, unit = (
        np.searchsorted(table.last_person, np.arange(len(world.people)), side="right")
        for table in (world.beats, world.units)
    )
    place = world.beats.place[beat]
    age = (world.people.age >= 17).astype(int) + (world.people.age >= 35) + (world.people.age >= 60)
    return pl.DataFrame({
        "place": [pack.places[p].id for p in place], "province": [pack.places[p].province_id for p in place],
        "sex": np.array(["female", "male"])[world.people.sex], "age_band": np.array(BANDS)[age],
        "unit": unit,
    })  # fmt: skip


def test_no_column_could_hold_who_somebody_is(items, run):
    columns = {*items.columns, *open_people(run.reader.folder).columns}

    assert columns == {*SCHEMAS["items"].names(), *SCHEMAS["people"].names()}
    assert not columns & set(POINTS_AT)


def test_nothing_stands_in_the_files_but_days_places_kinds_and_bands(items, run):
    provinces = {province.id for province in run.pack.provinces}
    places = {place.id for place in run.pack.places}
    people = open_people(run.reader.folder)

    assert items.height > 50
    assert set(items["province"].drop_nulls()) <= provinces
    assert set(items["place"].drop_nulls()) <= places
    assert set(people["sex"].drop_nulls()) <= {"female", "male"}
    assert set(people["age_band"].drop_nulls()) <= set(BANDS)
    assert set(people["line"]) <= set(range(1, people.height + 1))


def test_a_county_is_never_told_without_its_province(items):
    assert (items["place"].is_null() | items["province"].is_not_null()).all()


def test_whoever_is_told_of_could_be_many_where_the_place_is_withheld(items, run, population):
    named = open_people(run.reader.folder).join(items, on="item").filter(pl.col("place").is_null())

    fitting = [candidates(population, row) for row in named.iter_rows(named=True)]

    assert len(fitting) > 20
    assert min(fitting) >= FEWEST


def test_those_told_of_together_could_live_in_many_units_where_the_place_is_withheld(items, run, population):
    """Who is told of one by one in an interview lives in one unit: all of them together may point to it."""
    told = open_people(run.reader.folder).join(items, on="item").filter(pl.col("observer") == ASKING.id)
    hidden = told.filter(pl.col("place").is_null()).partition_by("item")
    homes = population.group_by("unit", "province", "sex", "age_band").len("living")

    fitting = []
    for some in hidden:
        group = some.group_by("province", "sex", "age_band").len("told")
        held = group.join(homes, on=["province", "sex", "age_band"]).filter(
            pl.col("living") >= pl.col("told")
        )
        fitting.append((held.group_by("unit").len()["len"] == group.height).sum())

    assert len(fitting) > 5
    assert min(fitting) >= FEWEST


def candidates(population, row):
    """Return how many people of the register fit what an item tells of one of its people."""
    fits = pl.lit(value=True)
    for column in ("place", "province", "sex", "age_band"):
        if row[column] is not None:
            fits &= pl.col(column) == row[column]
    return population.filter(fits).height


def test_who_told_could_be_several_though_it_is_known_who_got_out(items, run):
    told = items.filter((pl.col("observer") == ASKING.id) & pl.col("province").is_not_null())
    gone = witnesses(run)

    possible = [could_have_told(gone, row, run) for row in told.iter_rows(named=True)]

    assert len(possible) > 20
    assert min(possible) >= ASKING.withhold


def could_have_told(gone, row, run):
    """Return how many of those who got out lived there then and had arrived when it came out."""
    first, out = ((row[name] - run.start).days for name in ("told_from", "published"))
    area = "place" if row["place"] is not None else "province"
    return gone.filter(
        (pl.col(area) == row[area]) & (pl.col("left") >= first) & (pl.col("arrives") + ASKING.delay <= out)
    ).height


def test_some_places_are_told_and_some_withheld(items):
    asked = items.filter(pl.col("observer") == ASKING.id)

    assert 0 < asked["place"].null_count() < asked.height


def test_ids_follow_nothing(run):
    numbers = np.arange(4000)

    ids = np.array([int(item, 16) for item in item_ids("asking", numbers, run.salt)], dtype=np.uint64)

    assert len(set(ids.tolist())) == len(ids)
    assert abs(np.corrcoef(ids.argsort().argsort(), numbers)[0, 1]) < 0.05
    bits = np.bitwise_count(ids[1:] ^ ids[:-1])
    assert abs(bits.mean() - 32) < 0.5


def test_ids_of_what_happened_earlier_are_no_smaller(items, run):
    key = open_key(run.reader.folder).filter((pl.col("line") == 0) & pl.col("event").is_not_null())
    joined = items.join(key, on="item").filter(pl.col("observer") == ASKING.id)
    rank = np.array([int(item, 16) / 2**64 for item in joined["item"]])

    for column in (joined["event"].to_numpy(), joined["told_from"].to_physical().to_numpy()):
        assert abs(np.corrcoef(rank, column)[0, 1]) < 4.0 / np.sqrt(len(rank))


def test_rows_stand_in_the_order_of_publication_and_of_ids_alone(items):
    assert items.equals(items.sort("published", "item"))


def test_the_same_things_go_by_other_ids_in_another_run(runs):
    first, second = (set(open_items(run.reader.folder)["item"]) for run in runs)

    assert not first & second


def test_the_key_of_another_run_is_refused(runs):
    own, other = (run.reader.folder for run in runs)

    with pytest.raises(ResultsError, match="another run"):
        open_key(own, other / FOLDER / "key.parquet")


def test_the_key_of_other_items_of_the_same_run_is_refused(border, tmp_path):
    run, values = finished(border, tmp_path / "run")
    parts = observe_after(run, values)
    write_observed(tmp_path / "run", parts)
    kept = tmp_path / "key.parquet"
    kept.write_bytes((tmp_path / "run" / FOLDER / "key.parquet").read_bytes())

    write_observed(tmp_path / "run", parts[:1])

    with pytest.raises(ResultsError, match="another set"):
        open_key(tmp_path / "run", kept)
