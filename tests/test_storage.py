"""Tables on disk: what is read is what was written, and damage is never read."""

import contextlib
import errno
import json
from pathlib import Path

import numpy as np
import pytest

from clampdown.engine.checkpoint import Mark, is_sound, read_checkpoint, tidy, write_checkpoint
from clampdown.errors import ResultsError
from clampdown.world import files, storage
from clampdown.world.state import TABLES, World, allocate, columns
from clampdown.world.storage import (
    INDEX,
    load_extras,
    load_tables,
    problems,
    read_note,
    save_tables,
    stored_bytes,
)

EVERYTHING = {"fixed", "saved", "day"}
NAMES = [(table, name) for table in TABLES for name in columns(table)]


def world_of(people: int, shift: int = 0) -> World:
    """A world whose every array holds different numbers."""
    world = World(**{name: allocate(name, people if name == "people" else 7) for name in TABLES})
    for place, (table, name) in enumerate(NAMES):
        array = getattr(world, table)[name]
        array[...] = ((np.arange(array.size) * (2 * place + 3) + shift) % 100).reshape(array.shape)
    return world


def differing(one: World, other: World) -> set[str]:
    """Names of the columns in which two worlds differ."""
    return {
        f"{table}.{name}"
        for table, name in NAMES
        if not np.array_equal(getattr(one, table)[name], getattr(other, table)[name])
    }


def test_what_is_read_is_what_was_written(tmp_path):
    world = world_of(1000)

    save_tables(tmp_path / "x", world, EVERYTHING)

    assert differing(load_tables(tmp_path / "x"), world) == set()


def test_tables_longer_than_a_span_are_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "SPAN", 64)
    world = world_of(1000)

    save_tables(tmp_path / "x", world, EVERYTHING)

    assert differing(load_tables(tmp_path / "x"), world) == set()


def test_a_world_without_people_is_read(tmp_path):
    world = world_of(0)

    save_tables(tmp_path / "x", world, EVERYTHING)

    assert differing(load_tables(tmp_path / "x"), world) == set()


def test_tables_read_are_of_the_same_kind_as_tables_made(tmp_path):
    made = world_of(100)
    save_tables(tmp_path / "x", made, {"fixed", "saved"})

    read = load_tables(tmp_path / "x")

    assert [(type(t), t.dtype, t.shape) for t in read] == [(type(t), t.dtype, t.shape) for t in made]
    assert all(t.flags.c_contiguous and t.flags.writeable and t.flags.aligned for t in read)


def test_columns_of_a_day_start_anew(tmp_path):
    save_tables(tmp_path / "x", world_of(100), {"fixed", "saved"})

    world = load_tables(tmp_path / "x")

    assert (world.people.outcome == 0).all()
    assert (world.people.status == world_of(100).people.status).all()


def test_reading_into_a_world_leaves_its_fixed_columns_alone(tmp_path):
    save_tables(tmp_path / "x", world_of(100, shift=1), {"saved"})
    world, before = world_of(100), world_of(100)

    returned = load_tables(tmp_path / "x", into=world)

    changed = {name.split(".")[1] for name in differing(world, before)}
    assert returned is world
    assert {"status", "belief", "cash"} <= changed
    assert not changed & {"age", "household", "wealth", "outcome"}


def test_a_checkpoint_is_no_population(tmp_path):
    save_tables(tmp_path / "x", world_of(100), {"saved"})

    with pytest.raises(ResultsError, match=r"does not hold people\.household"):
        load_tables(tmp_path / "x")


def test_tables_of_another_population_are_refused(tmp_path):
    save_tables(tmp_path / "x", world_of(100), {"saved"})

    with pytest.raises(ResultsError, match="another population"):
        load_tables(tmp_path / "x", into=world_of(101))


def test_extras_and_note_are_read_back(tmp_path):
    extras = {"orders.pending": np.arange(6.0).reshape(2, 3), "none": np.zeros((0, 4), np.int16)}

    save_tables(tmp_path / "x", world_of(10), {"saved"}, extras=extras, note={"day": 7})

    found = load_extras(tmp_path / "x")
    assert read_note(tmp_path / "x") == {"day": 7}
    assert found.keys() == extras.keys()
    assert all(np.array_equal(found[name], extras[name]) for name in extras)
    assert all(found[name].dtype == extras[name].dtype for name in extras)


def test_stored_bytes_counts_the_kinds_asked_for():
    world = world_of(100)

    sizes = [stored_bytes(world, {keep}) for keep in sorted(EVERYTHING)]

    assert sum(sizes) == sum(getattr(world, table)[name].nbytes for table, name in NAMES)
    assert stored_bytes(world, {"day"}) < stored_bytes(world, EVERYTHING)


@pytest.mark.parametrize("where", [0.0, 0.3, 0.6, 0.999])
def test_a_flipped_bit_is_found_in_any_file(tmp_path, where):
    save_tables(tmp_path / "x", world_of(500), {"saved"}, extras={"queue": np.arange(9)})
    paths = sorted((tmp_path / "x").iterdir())

    unnoticed = []
    for path in paths:
        sound = path.read_bytes()
        spoilt = bytearray(sound)
        spoilt[int(where * (len(sound) - 2))] ^= 1
        path.write_bytes(spoilt)
        unnoticed += [] if problems(tmp_path / "x") else [path.name]
        path.write_bytes(sound)

    assert unnoticed == []
    assert problems(tmp_path / "x") == []


@pytest.mark.parametrize("length", [0, 10, -1])
def test_a_file_cut_short_is_found(tmp_path, length):
    save_tables(tmp_path / "x", world_of(500), {"saved"})
    path = tmp_path / "x" / "people.belief.column"

    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(ResultsError, match=r"people\.belief\.column is damaged"):
        load_tables(tmp_path / "x", into=world_of(500))


def test_a_file_with_more_than_it_should_hold_is_found(tmp_path):
    save_tables(tmp_path / "x", world_of(500), {"saved"})
    path = tmp_path / "x" / "people.belief.column"

    path.write_bytes(path.read_bytes() + b"x")

    assert problems(tmp_path / "x")


def test_a_missing_file_is_reported_with_its_name(tmp_path):
    save_tables(tmp_path / "x", world_of(500), {"saved"})
    (tmp_path / "x" / "people.watch.column").unlink()

    with pytest.raises(ResultsError, match="cannot be read"):
        load_tables(tmp_path / "x", into=world_of(500))


def test_a_folder_without_tables_is_reported(tmp_path):
    with pytest.raises(ResultsError, match=r"tables\.json cannot be read"):
        load_tables(tmp_path)


def test_another_format_is_refused_by_its_number(tmp_path):
    save_tables(tmp_path / "x", world_of(10), {"saved"})
    path = tmp_path / "x" / INDEX
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": 9, "written_by": "4.2"}))

    with pytest.raises(ResultsError, match=r"format 9, written by clampdown 4\.2"):
        load_tables(tmp_path / "x", into=world_of(10))


def test_other_declared_columns_are_named(tmp_path):
    save_tables(tmp_path / "x", world_of(10), {"saved"})
    path = tmp_path / "x" / INDEX
    index = files.read_json(path, version=1)
    index["tables"]["people"]["shoe_size"] = index["tables"]["people"].pop("watch")
    files.write_json(path, index, version=1)

    with pytest.raises(ResultsError, match=r"people\.shoe_size, people\.watch differ"):
        load_tables(tmp_path / "x", into=world_of(10))


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    save_tables(tmp_path / "x", world_of(10), {"saved"}, note={"day": 1})

    def full(folder: Path, arrays: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage, "_write_columns", full)
    with pytest.raises(ResultsError, match=r"No space left on device\. Free some space"):
        save_tables(tmp_path / "x", world_of(10), {"saved"}, note={"day": 2})

    assert read_note(tmp_path / "x") == {"day": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_place_that_cannot_be_written_is_reported(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ResultsError, match="cannot be written"):
        save_tables(tmp_path / "file" / "x", world_of(10), {"saved"})


def test_generations_alternate_and_the_newest_is_never_touched(tmp_path):
    first = write_checkpoint(tmp_path, world_of(10), 9)
    second = write_checkpoint(tmp_path, world_of(10, shift=1), 19, after=first)
    third = write_checkpoint(tmp_path, world_of(10, shift=2), 29, after=second)

    world, extras, day = read_checkpoint(tmp_path / second.generation, world_of(10))

    assert (first, second, third) == (Mark("a", 9), Mark("b", 19), Mark("a", 29))
    assert (day, extras) == (19, {})
    assert world.people.belief[0, 0] == world_of(10, shift=1).people.belief[0, 0]


def test_a_generation_is_sound_only_for_its_own_day(tmp_path):
    mark = write_checkpoint(tmp_path, world_of(10), 9)

    assert is_sound(tmp_path, mark)
    assert not is_sound(tmp_path, Mark("a", 19))
    assert not is_sound(tmp_path, Mark("b", 9))


def test_tidying_leaves_named_generations_only(tmp_path):
    write_checkpoint(tmp_path, world_of(10), 9)
    write_checkpoint(tmp_path, world_of(10), 19, after=Mark("a", 9))
    (tmp_path / ".a.77.tmp").mkdir()

    tidy(tmp_path, {"b"})

    assert [path.name for path in tmp_path.iterdir()] == ["b"]


@pytest.mark.parametrize(("hasty", "synced"), [(True, False), (False, True)])
def test_only_what_can_be_had_again_is_left_to_the_system_to_write(tmp_path, monkeypatch, hasty, synced):
    calls: list[int] = []
    monkeypatch.setattr(files.os, "fsync", calls.append)

    with files.unsynced() if hasty else contextlib.nullcontext():
        save_tables(tmp_path / "x", world_of(10), EVERYTHING)

    assert bool(calls) is synced
    assert load_tables(tmp_path / "x").people.shape == (10,)
