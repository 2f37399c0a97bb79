"""Result folders: what counts is whole, what is read says what it is, and nothing else is kept."""

import errno
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import clampdown
from clampdown.engine import checkpoint
from clampdown.errors import ClampdownError, EngineError, ResultsError
from clampdown.results import (
    NOTICE,
    Plan,
    RunReader,
    RunWriter,
    Variable,
    hashed_keys,
    required_bytes,
    resuming,
    same_results,
    state,
)
from clampdown.results import events as event_files
from clampdown.results import metrics as metric_files
from clampdown.results.keys import run_salt
from clampdown.world.state import TABLES, World, allocate

SCENARIO = {"id": "battle", "start": date(2015, 5, 26), "options": {"calendar": "off"}, "rate": 1e-05}
MANIFEST = {"scenario": SCENARIO, "seed": np.int64(3), "hashes": {"pack": "00ff"}}
COORDS = {"place": ["Hyesan", "Rajin", "Sariwŏn"], "offence": ["call", "trade"]}


@pytest.fixture(autouse=True)
def _own_secret(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("secret")))


def variable(name="acts", dims=("day", "place", "offence"), dtype="int64", **more) -> Variable:
    return Variable(name, dims, dtype, unit="acts", meaning="acts a day", **more)


def plan(**more) -> Plan:
    share = variable("share", ("day",), "float64", level="anchored", human_cost=True)
    people = variable("people", ("place",))
    whole = {
        "variables": [variable(), share, people],
        "coords": COORDS,
        "days": 5,
        "segment_days": 2,
        "start": "2015-05-26",
        "fixed": {"people": np.array([5, 6, 7])},
        "events": {"cases": {"key": pl.UInt64, "day": pl.Int32}, "deaths": {"day": pl.Int32}},
    }
    return Plan(**whole | more)


def metrics(first: int, last: int) -> dict[str, np.ndarray]:
    days = np.arange(first, last + 1)
    return {"acts": days[:, None, None] * 10 + np.arange(6).reshape(3, 2), "share": days / 4}


def cases(first: int, last: int, salt: bytes) -> dict[str, pl.DataFrame]:
    days = np.arange(first, last + 1, dtype=np.int32)
    return {"cases": pl.DataFrame({"key": hashed_keys(days, salt), "day": days})}


def world_of(day: int) -> World:
    world = World(**{name: allocate(name, 4) for name in TABLES})
    world.people["until"] = day
    return world


def commit(writer: RunWriter, first: int, last: int, *, world: World | None = None) -> None:
    writer.commit((first, last), metrics(first, last), cases(first, last, writer.salt), world)


def written(folder: Path, days: int = 5, manifest=MANIFEST, *, checkpoints: bool = True) -> Path:
    """A run of which some days count."""
    with RunWriter.create(folder, manifest, plan()) as writer:
        for first in range(0, days, 2):
            last = min(first + 1, 4)
            commit(writer, first, last, world=world_of(last) if checkpoints else None)
        if days == 5:
            writer.finish({"street": 1.5})
    return folder


@pytest.fixture
def writer(tmp_path) -> Iterator[RunWriter]:
    with RunWriter.create(tmp_path / "x", MANIFEST, plan()) as new:
        yield new


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond a size: a disk that is full, for real."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# What is read


def test_a_complete_run_reads_back_what_was_written(tmp_path):
    run = RunReader.open(written(tmp_path / "x"))

    expected = metrics(0, 4)
    assert (run.complete, run.days, run.committed_days, run.start) == (True, 5, 5, "2015-05-26")
    assert np.array_equal(run.metrics["acts"], expected["acts"])
    assert run.metrics["acts"].dtype == np.int64
    assert np.array_equal(run.metrics["share"], expected["share"])
    assert run.metrics["people"].sel(place="Rajin").item() == 6
    assert run.metrics["acts"].sel(place="Sariwŏn", offence="trade").to_numpy().tolist() == [
        5,
        15,
        25,
        35,
        45,
    ]
    assert run.events("cases").collect()["day"].to_list() == [0, 1, 2, 3, 4]
    assert run.problems() == []


def test_an_unfinished_run_reads_up_to_the_last_day_that_counts(tmp_path):
    run = RunReader.open(written(tmp_path / "x", days=4))

    assert (run.complete, run.committed_days) == (False, 4)
    assert run.metrics.sizes["day"] == 4
    assert np.array_equal(run.metrics["acts"], metrics(0, 3)["acts"])
    assert run.events("cases").collect().height == 4


def test_a_run_without_a_day_reads_as_empty(tmp_path):
    run = RunReader.open(written(tmp_path / "x", days=0))

    assert run.metrics.sizes["day"] == 0
    assert run.events("cases").collect().height == 0


def test_metrics_are_lazy(tmp_path):
    run = RunReader.open(written(tmp_path / "x"))

    assert not run.metrics["acts"].variable._in_memory


@pytest.mark.filterwarnings("ignore:The codec `vlen-utf8`")  # early releases of Zarr 3.1
def test_plain_xarray_opens_the_metrics_with_units_meaning_and_dates(tmp_path):
    folder = written(tmp_path / "x")

    dataset = xr.open_zarr(folder / "metrics.zarr", chunks=None)

    assert dataset["acts"].attrs["unit"] == "acts"
    assert dataset["acts"].attrs["level"] == "direction_only"
    assert dataset["share"].attrs["human_cost"] is True
    assert dataset["date"].to_numpy()[1] == np.datetime64("2015-05-27")


@pytest.mark.filterwarnings("ignore:The codec `vlen-utf8`")  # early releases of Zarr 3.1
def test_days_not_simulated_look_like_no_count(tmp_path):
    folder = written(tmp_path / "x", days=2)

    dataset = xr.open_zarr(folder / "metrics.zarr", chunks=None)

    assert (dataset["acts"][2:] == np.iinfo(np.int64).min).all()
    assert np.isnan(dataset["share"][2:]).all()


def test_a_kind_without_events_has_its_columns(tmp_path):
    run = RunReader.open(written(tmp_path / "x"))

    deaths = run.events("deaths").collect()

    assert deaths.schema == pl.Schema({"day": pl.Int32})
    assert deaths.height == 0
    assert run.event_kinds == ["cases", "deaths"]


def test_an_unknown_kind_of_events_says_what_there_is(tmp_path):
    run = RunReader.open(written(tmp_path / "x"))

    with pytest.raises(ResultsError, match=r"has no events 'case'\. Did you mean 'cases'"):
        run.events("case")


def test_scenario_and_provenance_tell_where_a_run_comes_from(tmp_path):
    run = RunReader.open(written(tmp_path / "x"))

    assert run.scenario == SCENARIO | {"start": "2015-05-26"}
    assert run.provenance["manifest"]["seed"] == 3
    assert run.provenance["manifest"]["hashes"] == {"pack": "00ff"}
    assert run.provenance["timings"] == {"street": 1.5}
    assert {"started", "finished", "command", "machine", "peak_memory_bytes"} <= run.provenance.keys()
    assert {"clampdown", "python", "numpy", "numba"} <= run.provenance["versions"].keys()


def test_no_file_names_the_user_or_the_folder_of_the_program(tmp_path):
    folder = written(tmp_path / "x")

    text = (folder / "provenance.json").read_text()

    assert str(Path.home()) not in text
    assert str(Path(clampdown.__path__[0]).parent) not in text


def test_every_file_says_what_it_is(tmp_path):
    folder = written(tmp_path / "x")

    silent = [path for path in folder.rglob("*") if path.is_file() and not says_what_it_is(path)]

    assert silent == []


def says_what_it_is(path: Path) -> bool:
    """Notice and format version are in the file, or in what describes the chunk that it is."""
    if path.suffix == ".parquet":
        about = pl.read_parquet_metadata(path)
        return (about["notice"], about["format_version"]) == (NOTICE, "1")
    if "metrics.zarr" in path.parts and path.name != "zarr.json":
        path = next(p / "zarr.json" for p in path.parents if (p / "zarr.json").exists())
    head = path.read_bytes().decode(errors="replace")
    return NOTICE in head and (path.name == ".lock" or "format" in head)


@given(
    st.dictionaries(
        st.text("abc-:#", min_size=1),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text("noyes:# -0.1e'\"\n"),
    )
)
def test_any_scenario_is_read_as_it_was(tmp_path_factory, scenario):
    folder = tmp_path_factory.mktemp("x")
    from clampdown.results import provenance

    provenance.start(folder, {"scenario": scenario}, "")

    assert provenance.read_scenario(folder) == scenario


# What is refused


def test_a_plan_names_everything_wrong_with_it():
    with pytest.raises(ResultsError) as caught:
        plan(
            variables=[
                variable(dims=("day", "province")),
                variable("a", ("place", "day")),
                variable("b", dtype="int8"),
                variable("place"),
                variable("c", ("place",)),
                variable("c", ("place",)),
            ],
            days=0,
        )

    for words in (
        "province has no coordinate", "day has to be the first", "int8", "place is the name of an axis",
        "`fixed` has to hold", "c is declared twice", "at least one day",
    ):  # fmt: skip
        assert words in str(caught.value)


def test_an_existing_run_is_not_touched_unasked(tmp_path):
    folder = written(tmp_path / "x", days=2)

    with pytest.raises(ResultsError, match=r"x exists\. Go on with it with --resume"):
        RunWriter.create(folder, MANIFEST, plan())

    assert RunReader.open(folder).committed_days == 2


def test_overwriting_leaves_nothing_of_the_earlier_run(tmp_path):
    folder = written(tmp_path / "x")

    RunWriter.create(folder, MANIFEST, plan(), overwrite=True).close()

    assert RunReader.open(folder).committed_days == 0
    assert not list(folder.glob("events/*/part-*"))
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_folder_that_holds_no_run_is_never_overwritten(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(ResultsError, match="is no run folder"):
        RunWriter.create(tmp_path, MANIFEST, plan(), overwrite=True)

    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "x").mkdir()

    RunWriter.create(tmp_path / "x", MANIFEST, plan()).close()

    assert RunReader.open(tmp_path / "x").days == 5


@pytest.mark.parametrize("place", ["file/x", "file"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path, place):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ResultsError):
        RunWriter.create(tmp_path / place, MANIFEST, plan())

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_disk_too_small_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(EngineError, match="Free some space"):
        RunWriter.create(tmp_path / "runs" / "x", MANIFEST, plan(), needed=1 << 60)

    assert not (tmp_path / "runs").exists()


def test_the_estimate_counts_metrics_checkpoints_and_events():
    small, large = plan(), plan(days=1000)

    assert required_bytes(large) - required_bytes(small) == 995 * (6 + 1) * 8
    assert required_bytes(small, checkpoint_bytes=5, event_bytes=7) == required_bytes(small) + 12


def test_a_folder_that_fails_while_made_leaves_nothing(tmp_path):
    with largest_file(400), pytest.raises(ResultsError, match="cannot be written"):
        RunWriter.create(tmp_path / "x", MANIFEST, plan())

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("days", [(0, 0), (0, 2), (2, 3), (1, 2)])
def test_only_the_next_segment_can_count(writer, days):
    with pytest.raises(ResultsError, match="are not the next segment"):
        commit(writer, *days)


def test_nothing_can_follow_the_last_day(tmp_path):
    folder = written(tmp_path / "x")

    with (
        RunWriter.resume(folder, MANIFEST).writer as writer,
        pytest.raises(ResultsError, match="are not the next segment"),
    ):
        commit(writer, 4, 4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"acts": np.zeros((2, 3, 3), np.int64)}, r"acts has to be int64 \(2, 3, 2\)"),
        ({"acts": np.zeros((2, 3, 2))}, "acts has to be int64"),
        ({"deeds": np.zeros(2)}, "differ in deeds"),
    ],
)
def test_metrics_that_do_not_fit_are_refused_before_any_is_written(tmp_path, writer, change, words):
    with pytest.raises(ResultsError, match=words):
        writer.commit((0, 1), metrics(0, 1) | change, {})

    assert not list((tmp_path / "x").glob("metrics.zarr/share/c*"))


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ({"case": pl.DataFrame()}, "'case' is no kind of events of this run. Did you mean 'cases'"),
        ({"deaths": pl.DataFrame({"day": ["one"]})}, "Events 'deaths' have"),
    ],
)
def test_events_that_do_not_fit_are_refused(writer, events, words):
    with pytest.raises(ResultsError, match=words):
        writer.commit((0, 1), metrics(0, 1), events)


def test_a_run_is_not_finished_before_its_last_day(writer):
    with pytest.raises(ResultsError, match=r"Day 0 of .* is still to come"):
        writer.finish()


def test_two_writers_at_once_are_refused(tmp_path):
    with RunWriter.create(tmp_path / "x", MANIFEST, plan()):
        with pytest.raises(ResultsError, match="Another run is writing"):
            RunWriter.resume(tmp_path / "x", MANIFEST)
        with pytest.raises(ResultsError, match="Another run is writing"):
            RunWriter.create(tmp_path / "x", MANIFEST, plan(), overwrite=True)

    RunWriter.resume(tmp_path / "x", MANIFEST).writer.close()


def test_a_folder_without_a_run_cannot_be_opened(tmp_path):
    with pytest.raises(ResultsError, match="does not exist"):
        RunReader.open(tmp_path / "x")
    with pytest.raises(ResultsError, match=r"state\.json cannot be read: No such file"):
        RunReader.open(tmp_path)


def test_a_run_of_another_format_says_which_version_reads_it(tmp_path):
    folder = written(tmp_path / "x", days=2)
    path = folder / "state.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format_version": 2, "written_by": "7.1"}))

    with pytest.raises(ResultsError, match=r"format 2, written by clampdown 7\.1.*which reads format 1"):
        RunReader.open(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format_version": "x"}', b"\xff\xfe"])
def test_a_damaged_state_is_reported(tmp_path, content):
    folder = written(tmp_path / "x", days=2)
    (folder / "state.json").write_bytes(content)

    with pytest.raises(ResultsError, match=r"state\.json is damaged"):
        RunReader.open(folder)


def test_an_edited_state_is_reported(tmp_path):
    folder = written(tmp_path / "x", days=2)
    path = folder / "state.json"
    path.write_text(path.read_text().replace('"committed": 2', '"committed": 5'))

    with pytest.raises(ResultsError, match=r"state\.json is damaged"):
        RunReader.open(folder)


def test_damaged_events_are_never_read(tmp_path):
    folder = written(tmp_path / "x")
    path = folder / "events" / "cases" / "part-00002-00003.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(ResultsError, match=r"part-00002-00003\.parquet is damaged"):
        RunReader.open(folder).events("cases")


@pytest.mark.parametrize("harm", ["spoilt", "lost"])
def test_damaged_metrics_are_found(tmp_path, harm):
    folder = written(tmp_path / "x")
    path = metric_files.chunk(folder, "acts", 3, 1)
    raw = bytearray(path.read_bytes())
    raw[-3] ^= 1
    path.write_bytes(raw)
    if harm == "lost":
        path.unlink()

    assert any("acts" in sentence for sentence in RunReader.open(folder).problems())


def test_damaged_metrics_are_told_where_runs_are_compared(tmp_path):
    one, other = written(tmp_path / "x"), written(tmp_path / "y")
    metric_files.chunk(other, "acts", 3, 1).write_bytes(b"")

    with pytest.raises(ResultsError, match=r"y/metrics\.zarr/acts is damaged"):
        same_results(one, other)


# Going on


@pytest.mark.parametrize("harmed", ["events/cases/schema.parquet", "metrics.zarr/people/c/0"])
def test_a_run_whose_layout_is_damaged_is_not_gone_on_with(tmp_path, harmed):
    folder = written(tmp_path / "x", days=2)
    (folder / harmed).write_bytes(b"")

    with pytest.raises(ResultsError, match="is damaged"):
        RunWriter.resume(folder, MANIFEST)


def test_a_run_broken_off_ends_as_if_it_had_not_been(tmp_path):
    whole, folder = written(tmp_path / "whole"), written(tmp_path / "x", days=4)

    writer, next_day, generation = RunWriter.resume(folder, MANIFEST)
    world, _, day = checkpoint.read_checkpoint(generation, world_of(0))
    commit(writer, 4, 4, world=world_of(4))
    writer.finish()

    assert (next_day, day) == (4, 3)
    assert (world.people["until"] == 3).all()
    assert same_results(whole, folder) == []
    assert RunReader.open(folder).provenance["resumed"][0]["next_day"] == 4


def test_what_does_not_count_is_discarded(tmp_path):
    folder = written(tmp_path / "x", days=2)
    strays = [
        folder / "events" / "cases" / "part-00002-00003.parquet",
        folder / "events" / "cases" / ".part-00002-00003.parquet.tmp",
        folder / "metrics.zarr" / "acts" / "c.1.0.0.abc.partial",
        folder / "checkpoint" / "b" / "people.status.column",
        folder / "checkpoint" / ".b.99-00.tmp" / "x",
    ]
    for stray in strays:
        stray.parent.mkdir(exist_ok=True)
        stray.write_text("half")

    RunWriter.resume(folder, MANIFEST).writer.close()

    assert [stray for stray in strays if stray.exists()] == []


def test_days_after_the_last_checkpoint_are_simulated_anew(tmp_path):
    with RunWriter.create(tmp_path / "x", MANIFEST, plan()) as writer:
        commit(writer, 0, 1, world=world_of(1))
        commit(writer, 2, 3)

    writer, next_day, _ = RunWriter.resume(tmp_path / "x", MANIFEST)
    writer.close()

    assert next_day == 2
    assert RunReader.open(tmp_path / "x").committed_days == 2


def test_a_run_without_checkpoints_begins_anew(tmp_path):
    folder = written(tmp_path / "x", days=4, checkpoints=False)

    writer, next_day, generation = RunWriter.resume(folder, MANIFEST)
    writer.close()

    assert (next_day, generation) == (0, None)
    assert not list(folder.glob("events/*/part-*"))


def test_a_complete_run_stays_complete(tmp_path):
    folder = written(tmp_path / "x", checkpoints=False)

    writer, next_day, _ = RunWriter.resume(folder, MANIFEST)
    writer.finish()

    assert next_day == 5
    assert RunReader.open(folder).complete


def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path):
    folder = written(tmp_path / "x", days=4)
    (folder / "checkpoint" / "b" / "people.until.column").write_bytes(b"")

    writer, next_day, generation = RunWriter.resume(folder, MANIFEST)
    writer.close()

    assert (next_day, generation) == (2, folder / "checkpoint" / "a")


def test_two_damaged_checkpoints_are_reported_and_the_days_stay(tmp_path):
    folder = written(tmp_path / "x", days=4)
    for name in "ab":
        (folder / "checkpoint" / name / "people.until.column").write_bytes(b"")

    with pytest.raises(ResultsError, match="The 4 days done can still be read"):
        RunWriter.resume(folder, MANIFEST)

    assert RunReader.open(folder).committed_days == 4


def test_another_scenario_is_not_gone_on_with(tmp_path):
    folder = written(tmp_path / "x", days=2)
    other = {**MANIFEST, "scenario": SCENARIO | {"options": {"calendar": "on"}}}

    with pytest.raises(ResultsError, match=r"another scenario: scenario\.options\.calendar differ"):
        RunWriter.resume(folder, other)


def test_another_version_of_the_package_does_not_go_on(tmp_path, monkeypatch):
    folder = written(tmp_path / "x", days=2)
    monkeypatch.setattr(resuming, "package_version", lambda: "9.9")

    with pytest.raises(ResultsError, match=r"this is 9\.9"):
        RunWriter.resume(folder, MANIFEST)


def test_another_secret_does_not_go_on(tmp_path, monkeypatch):
    folder = written(tmp_path / "x", days=2)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))

    with pytest.raises(ResultsError, match="under another secret"):
        RunWriter.resume(folder, MANIFEST)


def test_a_missing_run_is_not_gone_on_with(tmp_path):
    with pytest.raises(ResultsError, match="Run without --resume"):
        RunWriter.resume(tmp_path / "x", MANIFEST)


@pytest.mark.parametrize("size", [0, 300, 700])
def test_a_disk_that_fills_up_leaves_what_counted(tmp_path, size):
    folder = written(tmp_path / "x", days=2)
    writer = RunWriter.resume(folder, MANIFEST).writer

    with largest_file(size), pytest.raises(ResultsError, match=r"Days 2 to 3 of .* Free some space"):
        commit(writer, 2, 3, world=world_of(3))
    writer.close()

    assert RunReader.open(folder).committed_days == 2
    assert RunReader.open(folder).problems() == []
    assert len(list(folder.glob("events/cases/part-*"))) == 1


def test_a_run_goes_on_in_the_same_process_once_there_is_space(tmp_path, monkeypatch):
    whole, folder = written(tmp_path / "whole"), written(tmp_path / "x", days=2)
    writer = RunWriter.resume(folder, MANIFEST).writer
    with largest_file(300), pytest.raises(ResultsError):
        commit(writer, 2, 3, world=world_of(3))

    commit(writer, 2, 3, world=world_of(3))
    commit(writer, 4, 4, world=world_of(4))
    writer.finish()

    assert same_results(whole, folder) == []


def test_a_failure_after_the_state_was_replaced_loses_nothing(tmp_path, monkeypatch):
    folder = written(tmp_path / "x", days=2)
    writer = RunWriter.resume(folder, MANIFEST).writer

    def late(path: Path, content: state.State) -> None:
        state.write_state(path, content)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("clampdown.results.writer.write_state", late)
    with pytest.raises(ResultsError, match="Input/output error"):
        commit(writer, 2, 3, world=world_of(3))
    writer.close()

    assert (writer.next_day, RunReader.open(folder).committed_days) == (4, 4)
    assert RunReader.open(folder).problems() == []


@pytest.mark.parametrize("way", ["moments", "steps"])
def test_a_killed_run_is_readable_and_ends_as_if_it_had_not_been_killed(tmp_path, way):
    program = Path(__file__).with_name("killed_run.py")
    paths = os.pathsep.join([str(program.parents[1] / "src"), os.environ.get("PYTHONPATH", "")])

    run = subprocess.run(
        [sys.executable, program, way, tmp_path],
        env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert (run.returncode, run.stderr) == (0, "")


# What makes two runs the same


def test_steps_of_another_length_give_the_same_results(tmp_path):
    whole = written(tmp_path / "x")

    with RunWriter.create(tmp_path / "y", MANIFEST, plan(segment_days=5)) as writer:
        commit(writer, 0, 4, world=world_of(4))

    assert same_results(whole, tmp_path / "y") == []


def test_every_difference_is_named(tmp_path):
    one = written(tmp_path / "x")
    with RunWriter.create(tmp_path / "y", {**MANIFEST, "seed": 4}, plan(segment_days=5)) as writer:
        other = metrics(0, 4)
        other["acts"][3, 1, 1] += 1
        writer.commit((0, 4), other, cases(0, 4, writer.salt), world_of(7))

    assert same_results(one, tmp_path / "y") == [
        "manifest: seed differs",
        "metrics: acts differs from day 3",
        "events: cases differ in key",
        "checkpoint: people.until differs",
    ]


def test_runs_of_other_shape_differ(tmp_path):
    one = written(tmp_path / "x", days=4)
    other = plan(variables=[variable(unit_of := "deeds")], fixed={}, events={"cases": {"day": pl.Int32}})
    RunWriter.create(tmp_path / "y", MANIFEST, other).close()

    found = same_results(one, tmp_path / "y")

    assert f"metrics: {unit_of} is in one run only" in found
    assert "committed_days differs" in found
    assert "event_kinds differs" in found
    assert "events: cases have other columns" in found
    assert "checkpoint: in one run only" in found


# Keys of people


def siphash(word: int, salt: bytes) -> int:
    """SipHash-2-4 of one word, in whole numbers."""
    mask = (1 << 64) - 1
    low, high = int.from_bytes(salt[:8], "little"), int.from_bytes(salt[8:], "little")
    a, b = low ^ 0x736F6D6570736575, high ^ 0x646F72616E646F6D
    c, d = low ^ 0x6C7967656E657261, high ^ 0x7465646279746573

    def left(x: int, n: int) -> int:
        return ((x << n) | (x >> (64 - n))) & mask

    def rounds(a: int, b: int, c: int, d: int, count: int) -> tuple[int, int, int, int]:
        for _ in range(count):
            a, c = (a + b) & mask, (c + d) & mask
            b, d = left(b, 13) ^ a, left(d, 16) ^ c
            a = left(a, 32)
            c, a = (c + b) & mask, (a + d) & mask
            b, d = left(b, 17) ^ c, left(d, 21) ^ a
            c = left(c, 32)
        return a, b, c, d

    for message in (word, 8 << 56):
        a, b, c, d = rounds(a, b, c, d ^ message, 2)
        a ^= message
    a, b, c, d = rounds(a, b, c ^ 0xFF, d, 4)
    return a ^ b ^ c ^ d


@given(st.lists(st.integers(0, 2**62), max_size=9), st.binary(min_size=16, max_size=16))
def test_keys_are_those_of_siphash(ids, salt):
    keys = hashed_keys(np.array(ids, dtype=np.int64), salt)

    assert keys.tolist() == [siphash(number, salt) for number in ids]


def test_no_two_people_share_a_key():
    assert len(np.unique(hashed_keys(np.arange(100_000), b"s" * 16))) == 100_000


def test_people_have_other_keys_in_another_run():
    ids = np.arange(1000)

    one, other = hashed_keys(ids, run_salt("run one")), hashed_keys(ids, run_salt("run two"))

    assert not np.intersect1d(one, other).size


def test_a_run_done_again_has_the_same_keys(tmp_path):
    one, other = written(tmp_path / "x"), written(tmp_path / "y")

    assert same_results(one, other) == []


def test_neither_salt_nor_secret_is_stored_with_the_results(tmp_path):
    folder = tmp_path / "x"
    with RunWriter.create(folder, MANIFEST, plan()) as writer:
        salt = writer.salt
        commit(writer, 0, 1, world=world_of(1))
    secret = next(Path(os.environ["XDG_STATE_HOME"]).rglob("secret")).read_bytes()

    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    assert len(secret) == 32
    assert not [word for word in (salt, secret) if word in everything or word.hex().encode() in everything]


def test_the_secret_is_for_its_owner_only():
    run_salt("x")

    secret = next(Path(os.environ["XDG_STATE_HOME"]).rglob("secret"))

    assert secret.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("size", [0, 31, 65])
def test_no_run_begins_under_a_damaged_secret(tmp_path, size):
    place = Path(os.environ["XDG_STATE_HOME"]) / "clampdown" / "secret"
    place.parent.mkdir(parents=True)
    place.write_bytes(bytes(size))

    with pytest.raises(ResultsError, match=rf"secret that keeps runs unlinkable, is damaged: {size} bytes"):
        written(tmp_path / "x")


def test_a_secret_that_cannot_be_kept_is_reported(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))

    with pytest.raises(ClampdownError, match="XDG_STATE_HOME moves it"):
        run_salt("x")


def test_parts_are_named_by_their_days(tmp_path):
    folder = written(tmp_path / "x")

    names = sorted(path.name for path in (folder / event_files.FOLDER / "cases").iterdir())

    assert names == [
        "part-00000-00001.parquet", "part-00002-00003.parquet", "part-00004-00004.parquet", "schema.parquet",
    ]  # fmt: skip
