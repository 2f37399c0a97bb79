"""Tests that hold the line of ETHICS.md. Loosening one of them is a decision, not a fix."""

import ast
import csv
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from clampdown.experiments.summary import HUMAN_COST
from clampdown.experiments.summary_text import summary_in_words
from clampdown.experiments.variables import daily_variables
from clampdown.world.state import TABLES, columns

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "clampdown"
PACKS = PACKAGE / "packs"
SMALLEST_PLACE = 5_000

OPTIMISERS = {
    "ax", "bayes_opt", "botorch", "cma", "cvxpy", "deap", "gym", "gymnasium", "hyperopt", "jax", "keras",
    "lightgbm", "nevergrad", "nlopt", "optuna", "ortools", "platypus", "pulp", "pymoo", "pyomo", "pyswarms",
    "ray", "scipy.optimize", "skopt", "sklearn", "stable_baselines3", "tensorflow", "torch", "xgboost",
}  # fmt: skip

SCORE = re.compile(
    r"(risk|threat|suspicion|danger|loyalty|reliability)_?(score|rank|ranking|index|rating)"
    r"|(person|people|individual|household|neighbourhood)_?(score|ranking|rating)s?\b"
    r"|target_list|hit_list|hot_?spot|best_response|patrol_plan|deployment_plan|predictive_policing"
    r"|(maximi|minimi|optimi)[sz](e|er|ation)"
)
IDENTITY = re.compile(
    r"(^|_)(name|surname|alias|id|phone|telephone|mobile|number|imei|imsi|sim|email|address|street|house_no"
    r"|passport|citizen|birth|birthday|photo|face|fingerprint|lat|lon|latitude|longitude|coordinates?)(_|$)"
)
IDENTIFIER = re.compile(r"-{0,2}[A-Za-z][A-Za-z0-9_-]{2,60}")

# Every column that a table of a pack may carry. Each row is a place or a stratum with a count.
DECLARED = {
    # places
    "id", "name", "name_alt", "romanisations", "province_id", "province_now", "kind", "pcode", "iso_3166_2",
    "population", "population_2008", "population_used", "population_basis", "male", "male_2008", "urban_2008",
    "urban_population_2008", "urban_share", "urban_share_2008", "urban", "estimated", "basis", "lat", "lon",
    "coord_basis", "area_km2", "area_polygons_km2", "border", "borders_china", "border_river",
    "border_km_measured", "has_rail_station", "markets_2018", "stalls_2018", "n_units",
    # strata and published figures
    "first", "last", "female", "measure", "group", "sex", "year", "value", "unit", "note", "status",
    "topic", "low", "high", "confidence", "offence", "series", "period", "source",
}  # fmt: skip
POPULATION = ("population_used", "population", "population_2008")
PLACE_FILES = [*PACKS.glob("**/counties.csv"), *PACKS.glob("**/places.csv"), *PACKS.glob("**/provinces.csv")]


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def identifiers(path: Path) -> Iterator[str]:
    """Yield every name in a source file, and every text constant that could be one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for field in ("id", "attr", "name", "arg"):
            if isinstance(word := getattr(node, field, None), str):
                yield word
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and IDENTIFIER.fullmatch(node.value)
        ):
            yield node.value.strip("-").replace("-", "_")


def keys_and_ids(item: Any) -> Iterator[str]:
    """Yield every key of parsed YAML, and the value of every `id`."""
    if isinstance(item, dict):
        for key, child in item.items():
            yield str(key)
            yield from [str(child)] if key == "id" else keys_and_ids(child)
    elif isinstance(item, list):
        for child in item:
            yield from keys_and_ids(child)


def data_files() -> list[Path]:
    return sorted([*PACKAGE.glob("catalogue/**/*.yaml"), *PACKS.glob("**/*.yaml")])


def parsed(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def population(row: dict[str, str]) -> float:
    return float(next(row[c] for c in POPULATION if row.get(c)))


def is_optimiser(module: str) -> bool:
    return any(module == known or module.startswith(f"{known}.") for known in OPTIMISERS)


def test_no_module_imports_an_optimiser_or_a_learner():
    found = [f"{path.name}: {m}" for path in sources() for m in imported(path) if is_optimiser(m)]

    assert found == []


def test_no_dependency_is_an_optimiser_or_a_learner():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for extra in project["optional-dependencies"].values() for name in extra]
    wanted = project["dependencies"] + extras

    names = {re.split(r"[<>=!~\[ ]", text)[0].replace("-", "_") for text in wanted}

    assert not names & OPTIMISERS


def test_no_name_in_the_code_speaks_of_scoring_people_or_of_optimising():
    found = [
        f"{path.name}: {word}"
        for path in sources()
        for word in identifiers(path)
        if SCORE.search(word.lower())
    ]

    assert found == []


def test_no_name_in_the_data_speaks_of_scoring_people_or_of_optimising():
    found = [
        f"{path.name}: {word}" for path in data_files() for word in keys_and_ids(parsed(path))
        if SCORE.search(word.lower().replace("-", "_"))
    ]  # fmt: skip

    assert found == []


@pytest.mark.parametrize(
    "word", ["risk_score", "threat_rating", "household_ranking", "patrol_plan", "optimise", "hotspot"]
)
def test_the_search_for_scores_knows_one_when_it_sees_it(word):
    assert SCORE.search(word)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_no_column_of_the_state_looks_like_the_identity_of_a_person(table):
    found = [name for name in columns(table) if IDENTITY.search(name)]

    assert found == []


@pytest.mark.parametrize("word", ["name", "phone_number", "passport", "lat", "birth_date", "person_id"])
def test_the_search_for_identities_knows_one_when_it_sees_it(word):
    assert IDENTITY.search(word)


def test_tables_of_packs_have_declared_columns_only():
    found = [f"{path.name}: {c}" for path in PACKS.rglob("*.csv") for c in rows(path)[0] if c not in DECLARED]

    assert found == []


def test_packs_hold_tables_texts_and_outlines_only():
    files = [path for path in PACKS.rglob("*") if path.is_file() and "__pycache__" not in path.parts]

    assert {path.suffix for path in files if path.name != "outlines.json"} <= {".yaml", ".csv", ".md", ".py"}


def test_outlines_name_provinces_and_places_and_nothing_smaller():
    drawn = json.loads((PACKS / "dprk" / "outlines.json").read_text(encoding="utf-8"))
    places = {row["id"] for row in rows(PACKS / "dprk" / "places.csv")}

    assert set(drawn["places"]) <= places


def test_only_tables_of_places_have_names_and_coordinates():
    marks = {"name", "name_alt", "romanisations", "lat", "lon"}

    found = [path.name for path in PACKS.rglob("*.csv") if marks & set(rows(path)[0])]

    assert set(found) <= {path.name for path in PLACE_FILES}


def test_each_place_has_one_point_and_no_two_rows_are_one_place():
    repeated = [path.name for path in PLACE_FILES if len({row["id"] for row in rows(path)}) < len(rows(path))]

    assert repeated == []


def test_no_place_of_a_real_country_is_smaller_than_the_smallest_allowed():
    small = [row["id"] for path in PACKS.glob("dprk/**/*.csv") if path in PLACE_FILES for row in rows(path)
             if population(row) < SMALLEST_PLACE]  # fmt: skip

    assert small == []


def test_scenarios_and_directives_name_no_point_on_a_map():
    files = [*PACKS.glob("**/scenarios/*.yaml"), *PACKS.glob("**/directives/*.yaml")]
    points = {"lat", "lon", "latitude", "longitude", "coordinates", "point", "polygon", "geometry"}

    found = [
        f"{path.name}: {word}" for path in files for word in keys_and_ids(parsed(path)) if word in points
    ]

    assert found == []


def test_every_campaign_ships_with_its_twin():
    files = sorted(PACKS.glob("**/scenarios/*.yaml"))
    scenarios = {data["id"]: data for data in map(parsed, files)}

    campaigns = [data for data in scenarios.values() if data.get("directives")]

    assert [data["id"] for data in campaigns if data.get("twin") not in scenarios] == []


def figure(title: str) -> dict[str, Any]:
    """Return one line of human cost as a summary has it."""
    ratios = {"before": 1.0, "during": 2.0, "after": 1.5}
    rates = {"run": 2.0, "twin": 1.0}
    return {
        "key": title,
        "title": title,
        "ratio": ratios,
        "per_1000": rates,
        "only_here": False,
        "range": None,
    }


def test_human_cost_comes_first_in_the_summary():
    order = {
        "title": "AN ORDER",
        "asked": "much",
        "ordered": 1.0,
        "executed": 0.1,
        "claimed": 0.9,
        "believed": 1.0,
    }
    summary = {
        "notice": "NOTICE", "scenario": "drive", "title": "Drive", "twin": "quiet", "draws": 0,
        "windows": {"before": None, "during": [date(2015, 7, 1), date(2015, 7, 9)], "after": None},
        "people": {"simulated": 1, "stand_for": 1}, "human_cost": [figure(row.title) for row in HUMAN_COST],
        "bribes_by_fifth": [], "orders": {"each": [order], "mean": order}, "provinces": [], "outsiders": None,
    }  # fmt: skip

    text = "\n".join(summary_in_words(summary))

    costs = [text.index(row.title) for row in HUMAN_COST]
    assert max(costs) < text.index("AN ORDER")
    assert text.startswith("NOTICE")


def test_the_summary_tells_of_custody_of_false_names_of_fear_and_of_bribes():
    told = {row.block for row in HUMAN_COST}

    assert {"people", "named_innocent", "households_afraid", "households_punished", "bribes_paid"} <= told


def test_each_figure_of_human_cost_is_marked_so_in_the_run():
    marked = {variable.name for variable in daily_variables() if variable.human_cost}

    assert {row.block for row in HUMAN_COST} - {"people"} <= marked


def test_the_page_on_ethics_names_each_part_of_the_checklist():
    page = (ROOT / "ETHICS.md").read_text(encoding="utf-8")

    parts = re.findall(r"^- \*\*([A-H])\. ", page, flags=re.MULTILINE)

    assert parts == list("ABCDEFGH")
