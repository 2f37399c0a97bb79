"""What outsiders published: what goes in comes out, and a key opens its own items only."""

import datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from clampdown.errors import ResultsError
from clampdown.results import RunWriter, Variable, observed
from clampdown.results.plan import Plan
from clampdown.world.files import NOTICE

DAY = datetime.date(2015, 7, 1)


@pytest.fixture(autouse=True)
def _own_secret(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("secret")))


def run_folder(folder: Path, seed: int = 1) -> Path:
    """Return the folder of a run that only has its frame."""
    acts = Variable("acts", ("day",), "int64", unit="acts", meaning="acts a day")
    manifest = {"scenario": {"id": "x"}, "seed": seed}
    with RunWriter.create(folder, manifest, Plan([acts], {}, days=3, segment_days=3)):
        return folder


def told(folder: Path, observer: str = "gazette", count: int = 2) -> observed.Observed:
    """Return some items of an observer, each naming one person."""
    ids = observed.item_ids(observer, np.arange(count), observed.salt_of(folder))
    rows = {
        "item": ids, "observer": [observer] * count, "published": [DAY] * count,
        "kind": ["detention"] * count,
        "told_from": [DAY] * count, "told_to": [DAY] * count, "province": ["north"] * count,
        "place": [None] * count, "count": [1] * count, "corrects": [None] * count,
    }  # fmt: skip
    person = {"item": ids, "line": [1] * count, "sex": ["female"] * count, "age_band": ["17-34"] * count}
    key = {
        "item": ids * 2, "line": [0] * count + [1] * count, "event": [7] * 2 * count,
        "case": [None] * count + [2**64 - 1] * count, "invented": [False] * 2 * count,
    }  # fmt: skip
    frames = zip(observed.SCHEMAS.values(), (rows, person, key), strict=True)
    return observed.Observed(*[pl.DataFrame(data, schema=schema) for schema, data in frames])


def test_what_several_observers_published_is_one_set(tmp_path):
    folder = run_folder(tmp_path / "run")
    observed.write_observed(folder, [told(folder), told(folder, "courier", 3), observed.nothing()])
    items, people = observed.open_items(folder), observed.open_people(folder)
    assert items.height == people.height == 5
    assert set(items["observer"]) == {"gazette", "courier"}
    assert observed.open_key(folder)["case"].max() == 2**64 - 1
    assert items["item"].str.contains("^[0-9a-f]{16}$").all()
    for name in observed.Observed._fields:
        about = pl.read_parquet_metadata(folder / "observed" / f"{name}.parquet")
        assert about["notice"] == NOTICE


def test_what_is_written_again_replaces_what_was_there(tmp_path):
    folder = run_folder(tmp_path / "run")
    observed.write_observed(folder, [told(folder)])
    observed.write_observed(folder, [])
    assert observed.open_items(folder).is_empty()
    assert observed.open_key(folder).is_empty()
    assert sorted(path.name for path in folder.glob(".*.tmp")) == []


def test_a_key_of_another_run_is_refused(tmp_path):
    one, other = run_folder(tmp_path / "one"), run_folder(tmp_path / "other", seed=2)
    for folder in (one, other):
        observed.write_observed(folder, [told(folder)])
    with pytest.raises(ResultsError, match="belongs to another run"):
        observed.open_key(one, other / "observed" / "key.parquet")


def test_a_key_of_other_items_of_the_same_run_is_refused(tmp_path):
    folder = run_folder(tmp_path / "run")
    observed.write_observed(folder, [told(folder)])
    old = (folder / "observed" / "key.parquet").rename(tmp_path / "key.parquet")
    observed.write_observed(folder, [told(folder, count=3)])
    with pytest.raises(ResultsError, match="another set of items"):
        observed.open_key(folder, old)


@pytest.mark.parametrize("name", ["items", "people", "key"])
def test_other_columns_are_refused(tmp_path, name):
    folder = run_folder(tmp_path / "run")
    part = told(folder)
    changed = part._replace(**{name: getattr(part, name).with_columns(household=pl.lit(1))})
    with pytest.raises(ResultsError, match=f"The {name} have"):
        observed.write_observed(folder, [changed])


def test_rows_that_belong_to_no_item_are_refused(tmp_path):
    folder = run_folder(tmp_path / "run")
    part, stray = told(folder), told(folder, "courier", 1)
    for wrong in (
        part._replace(people=stray.people, key=pl.concat([part.key, stray.key])),
        part._replace(key=part.key.filter(pl.col("line") > 0)),
        part._replace(key=part.key.filter(pl.col("line") == 0)),
    ):
        with pytest.raises(ResultsError, match="do not fit"):
            observed.write_observed(folder, [wrong])
    with pytest.raises(ResultsError, match="same id"):
        observed.write_observed(folder, [part, part])


def test_a_kind_that_nobody_tells_of_is_refused(tmp_path):
    folder = run_folder(tmp_path / "run")
    part = told(folder)
    with pytest.raises(ResultsError, match="Nobody tells of rumour"):
        observed.write_observed(folder, [part._replace(items=part.items.with_columns(kind=pl.lit("rumour")))])


def test_a_file_that_is_no_table_of_items_is_refused(tmp_path):
    folder = run_folder(tmp_path / "run")
    with pytest.raises(ResultsError, match="cannot be read"):
        observed.open_items(folder)
    observed.write_observed(folder, [told(folder)])
    path = folder / "observed" / "items.parquet"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ResultsError, match="damaged"):
        observed.open_items(folder)


def test_a_plain_parquet_file_is_no_key(tmp_path):
    folder = run_folder(tmp_path / "run")
    observed.write_observed(folder, [told(folder)])
    plain = tmp_path / "key.parquet"
    observed.open_key(folder).write_parquet(plain)
    with pytest.raises(ResultsError, match="is no file of items"):
        observed.open_key(folder, plain)
