"""Whatever leaves the program says what it is: in its first line or, where it has none, its metadata."""

import io
import json
import zipfile
from itertools import takewhile

import polars as pl
import pytest
from typer.testing import CliRunner

from clampdown.bench.listing_out import truth_by_stratum, write_listing
from clampdown.cli import app
from clampdown.explorer.store import Store
from clampdown.inference.lists import Universe
from clampdown.world.files import NOTICE
from explorer_server import TOY, serving
from test_lists import DAY, Papers

PLAIN = {".csv", ".txt", ".md", ".yaml", ".lock", ".column"}
# A store of arrays is one thing in many files; what it is stands in the description of the whole.
STORE = ".zarr"


def first_line(content):
    return content.partition(b"\n")[0]


def opening(content):
    """Return what stands before anything that a file tells."""
    return content[:400]


def before_the_first_day(content):
    """Return what the page was told of a run before any number of it."""
    lines = content.splitlines()
    return b"".join(takewhile(lambda line: json.loads(line)["kind"] != "day", lines))


def head_of_page(content):
    return content.partition(b"<body")[0]


def whole(content):
    return content


WHERE = {
    **dict.fromkeys(PLAIN, first_line), ".json": opening, ".ndjson": before_the_first_day,
    ".html": head_of_page, ".svg": whole, ".png": whole,
}  # fmt: skip


def told(path):
    """Return the part of a file in which it has to say what it is."""
    store = next((one for one in path.parents if one.suffix == STORE), None)
    if store is not None:
        return (store / "zarr.json").read_bytes()
    if path.suffix == ".parquet":
        return str(pl.read_parquet_metadata(path)).encode()
    if path.suffix == ".pdf":
        return path.read_bytes().replace(b"\\", b"")
    return WHERE[path.suffix or path.name](path.read_bytes())


def silent(folder):
    """Return the files of a folder that do not say what they are."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return sorted(path.name for path in files if NOTICE.encode() not in told(path))


def clampdown(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def explored(tmp_path_factory):
    """What the explorer keeps of two scenarios, and what it hands out."""
    folder = tmp_path_factory.mktemp("explored")
    with serving(folder / "runs") as server:
        done = server.run(TOY | {"days": 30})[-1]["run"]
        for what in ("payload", "report"):
            server.ask("GET", f"/api/runs/{done}/{what}")
        archive = zipfile.ZipFile(io.BytesIO(server.ask("GET", f"/api/runs/{done}/export").body))
        archive.extractall(folder / "export")
        yield server.services.store.find(done), folder / "export"


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared") / "both"
    clampdown("compare", "toytown-quiet", "toytown-drive", "--replicates", 1, "--set", "days=30",
              "--workers", 1, "--out", folder)  # fmt: skip
    clampdown("figures", folder)
    return folder


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """Lists of an invented run, with the truth, and one of their tables exported once more."""
    folder = tmp_path_factory.mktemp("listed")
    papers = Papers()
    papers.tell("gazette", [1, 2, 3])
    papers.tell("courier", [3, 4])
    victims = pl.DataFrame({
        "key": [1], "event": ["detention"], "day": [DAY], "province": ["north"], "sex": ["male"],
        "age_band": ["17-34"],
    })  # fmt: skip
    write_listing(papers.listed(), folder, truth_by_stratum(victims, Universe("detention")))
    clampdown("estimate", folder / "table.csv", "--estimators", "chapman", "--bootstrap", 0,
              "--export", f"rcapture={folder / 'again.csv'}")  # fmt: skip
    return folder


def test_a_run_says_what_it_is_in_all_its_files(explored):
    assert silent(Store.results(explored[0])[0]) == []


def test_what_the_explorer_keeps_of_a_run_says_what_it_is(explored):
    assert silent(explored[0]) == []


def test_what_the_explorer_exports_says_what_it_is(explored):
    assert silent(explored[1]) == []


def test_a_comparison_and_its_figures_say_what_they_are_in_all_their_files(compared):
    assert silent(compared) == []


def test_every_format_of_figures_is_among_what_was_looked_at(compared):
    assert {path.suffix for path in (compared / "figures").iterdir()} == {".pdf", ".svg", ".png", ".txt"}


def test_lists_say_what_they_are_in_every_table(listed):
    assert silent(listed) == []


def test_a_table_of_real_people_is_not_called_a_simulation(tmp_path):
    clampdown("estimate", "kosovo-1999", "--estimators", "chapman", "--bootstrap", 0,
              "--export", f"rcapture={tmp_path / 'real.csv'}")  # fmt: skip

    assert silent(tmp_path) == ["real.csv"]


def test_r_is_told_to_pass_over_the_notice(tmp_path):
    papers = Papers()
    papers.tell("gazette", [1, 2])
    papers.tell("courier", [2])

    _, in_r = write_listing(papers.listed(), tmp_path)

    assert [lines for lines in in_r if 'comment.char = "#"' not in "".join(lines)] == []
