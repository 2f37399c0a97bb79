"""The commands that run nothing, as processes of their own, as a user starts them."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HEAVY = ["numba", "numpy", "pydantic", "polars", "xarray", "zarr", "ruamel", "rich", "scipy"]
COMMANDS = [
    "run",
    "demo",
    "check",
    "compare",
    "explain",
    "estimate",
    "list",
    "metrics",
    "groups",
    "measures",
    "evidence",
    "schedule",
    "info",
    "new",
]
KEYS = Path(__file__).resolve().parents[1] / "docs" / "json.md"
PRINTED = {
    "explain": [
        ["explain", "hundred-day-battle"], ["explain", "alternation-reactive"],
        ["explain", "toytown-drive", "--set", "options.levels=layers", "--set", "mechanisms.M05=off",
         "--set", "behaviour.capacity_hours=9"],
    ],
    "list": [["list"]], "metrics": [["metrics"]], "groups": [["groups", "--pack", "toytown"]],
    "measures": [["measures"]], "evidence": [["evidence", "behaviour."]], "schedule": [["schedule"]],
    "info": [["info"]],
}  # fmt: skip


def clampdown(*words: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "clampdown", *map(str, words)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@cache
def as_json(*words: str) -> object:
    done = clampdown(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def keys_of(value: object, path: str = "") -> set[str]:
    """Return the paths of everything in parsed JSON; `[]` marks an element."""
    if isinstance(value, dict):
        found = {key for name, child in value.items() for key in keys_of(child, f"{path}.{name}".lstrip("."))}
    elif isinstance(value, list):
        found = {key for child in value for key in keys_of(child, f"{path}[]")}
    else:
        found = {path}
    return found


def documented(command: str) -> set[str]:
    """Return the keys that the page on JSON lists for a command."""
    sections = re.split(r"^## ", KEYS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    mine = next(section for section in sections if section.split("\n")[0] == command)
    cells = [line.split(" | ")[0] for line in mine.splitlines() if line.startswith("| `")]
    return {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}


def covers(pattern: str, key: str) -> bool:
    return key == pattern or (pattern.endswith(".*") and key.startswith(pattern[:-1]))


def test_help_imports_nothing_that_takes_time():
    code = (
        "import sys, clampdown.cli as cli\n"
        "try:\n    cli.app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_import_clampdown_imports_nothing_that_takes_time():
    code = f"import sys, clampdown; print([name for name in {HEAVY} if name in sys.modules])"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_each_command_and_each_has_help(command):
    names = clampdown("--help").stdout

    done = clampdown(command, "--help")

    assert re.search(rf"^  {command} ", names, flags=re.MULTILINE)
    assert done.returncode == 0
    assert "Usage" in done.stdout


@pytest.mark.parametrize("command", PRINTED)
def test_json_has_the_documented_keys_and_no_others(command):
    keys = {key for words in PRINTED[command] for key in keys_of(as_json(*words))}

    known = documented(command)

    assert {key for key in keys if not any(covers(pattern, key) for pattern in known)} == set()
    assert {pattern for pattern in known if not any(covers(pattern, key) for key in keys)} <= {
        "directives[].follow_ups_per_month", "directives[].report", "directives[].exemptions[]",
    }  # fmt: skip


def test_explain_tells_each_order_with_its_amount_paragraph_and_reason():
    told = " ".join(clampdown("explain", "hundred-day-battle").stdout.split())

    assert "emergency working: 24 clock hours a day read from 001 ¶2, ¶3: The agencies are told" in told


def test_explain_says_when_and_how_strongly_an_order_reaches_each_province():
    found = as_json("explain", "hundred-day-battle")

    rows = found["directives"][0]["arrival"]

    assert len(rows) == 10
    assert all("2015-07-01" <= row["first"] <= row["median"] <= row["last"] for row in rows)
    assert all(0 < row["strength"] < 1.5 for row in rows)


def test_explain_shows_the_range_of_days_that_a_draw_chooses_from():
    mandate = as_json("explain", "hundred-day-battle")["directives"][1]

    assert mandate["from_range"] == ["2015-07-02", "2015-07-13"]


def test_explain_names_what_is_left_out_of_the_report():
    left_out = as_json("explain", "hundred-day-battle")["directives"][0]["left_out"]

    assert any(sentence.startswith("Paragraphs that became no order: 001") for sentence in left_out)


def test_explain_shows_a_changed_record_beside_its_default_and_its_ground():
    found = as_json("explain", "quiet-2015", "--set", "behaviour.capacity_hours=9.5")

    [row] = found["changed_values"]

    assert (row["name"], row["value"]) == ("behaviour.capacity_hours", 9.5)
    assert row["default"] != 9.5
    assert row["reason"] or row["source"]


def test_explain_names_mechanisms_switched_off():
    found = as_json("explain", "quiet-2015", "--set", "mechanisms.M05=off")

    assert [row["id"] for row in found["switched_off"]] == ["M05"]


def test_a_sample_costs_less_than_the_nation():
    whole, part = as_json("explain", "quiet-2015"), as_json("explain", "quiet-2015", "--sample", "0.01")

    assert whole["cost"]["people"] == 23_349_859
    assert part["cost"]["people"] < 0.05 * whole["cost"]["people"]
    assert part["cost"]["memory_bytes"] < whole["cost"]["memory_bytes"]


def test_area_takes_provinces_places_and_the_border():
    areas = {"ryanggang", "ryanggang,jagang-kanggye", "border"}

    people = {area: as_json("explain", "quiet-2015", "--area", area)["cost"]["residents"] for area in areas}

    assert people["ryanggang"] == 719_269
    assert people["ryanggang,jagang-kanggye"] == 719_269 + 251_971
    assert 0 < people["border"] < 23_349_859


def test_a_directive_that_asks_nobody_able_is_told(tmp_path):
    clampdown("new", "directive", "odd", "--pack", "toytown", "--out", tmp_path)
    path = tmp_path / "odd.yaml"
    text = path.read_text(encoding="utf-8").replace("report:", "# report:")
    path.write_text(text.replace("until: 2015-08-14", "until: 2015-12-31"), encoding="utf-8")

    told = clampdown("explain", tmp_path / "odd-run.yaml").stdout

    assert "What it does after 2015-08-27, the last simulated day." in told


def test_evidence_is_filtered_by_prefix_and_counted_by_basis():
    found = as_json("evidence", "tasks.patrol")

    names = [row["name"] for row in found["records"]]

    assert names
    assert all(name.startswith("tasks.patrol") for name in names)
    assert sum(found["count"].values()) == len(names)


def test_metrics_put_human_cost_first():
    order = [row["human_cost"] for row in as_json("metrics", "--pack", "toytown")]

    assert order == sorted(order, reverse=True)
    assert order[0]


def test_metrics_say_which_of_them_a_sample_does_not_show():
    rows = {row["name"]: row for row in as_json("metrics", "--pack", "toytown")}

    assert rows["held"]["survives_sampling"]
    assert not rows["confrontations"]["survives_sampling"]


def test_measures_give_each_unit_with_its_bounds():
    rows = {row["id"]: row for row in as_json("measures")}

    units = {unit["id"]: (unit["low"], unit["high"]) for unit in rows["emergency_working"]["units"]}

    assert units == {"clock_hours": (0, 24)}


def test_the_schedule_is_told_in_the_order_of_movements():
    movements = [row["movement"] for row in as_json("schedule")]

    assert list(dict.fromkeys(movements)) == ["orders", "street", "reports", "outside"]


@pytest.mark.parametrize("pack", ["dprk", "toytown"])
def test_a_new_directive_loads_as_it_is(tmp_path, pack):
    written = clampdown("new", "directive", "lantern-week", "--pack", pack, folder=tmp_path)

    explained = clampdown("explain", "lantern-week-run.yaml", folder=tmp_path)

    assert written.returncode == 0, written.stderr
    assert explained.returncode == 0, explained.stderr
    assert "Lantern week" in explained.stdout


def test_each_measure_named_in_the_template_exists(tmp_path):
    known = {row["id"] for row in as_json("measures")}
    clampdown("new", "directive", "sweep", folder=tmp_path)

    named = re.findall(
        r"^#   (\w+): .*(?:_|\))", (tmp_path / "sweep.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert len(set(named) & known) > 15
