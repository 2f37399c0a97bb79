"""Write packs/dprk/places.csv from the facts, so that every figure in it can be traced and repeated.

Run as `python scripts/make_places.py`; `--check` writes nothing and returns 1 if the file is out of date.
"""

import csv
import io
import sys
from pathlib import Path

PACK = Path(__file__).resolve().parents[1] / "src" / "clampdown" / "packs" / "dprk"
COLUMNS = (
    "id", "name", "province_id", "kind", "population", "male", "urban_share", "lat", "lon", "border",
    "estimated", "basis", "source",
)  # fmt: skip
Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Return the rows of a facts file."""
    with (PACK / "facts" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def without_sindo(counties: list[Row]) -> None:
    """Take Sindo's people out of Ryongchon, whose printed figures contain them."""
    rows = {row["id"]: row for row in counties}
    ryongchon, sindo = rows["north-pyongan-ryongchon"], rows["north-pyongan-sindo"]
    for column in ("male_2008", "urban_2008"):
        ryongchon[column] = str(int(ryongchon[column]) - int(sindo[column]))
    ryongchon["urban_share"] = f"{int(ryongchon['urban_2008']) / int(ryongchon['population_used']):.4f}"


def rest_urban(province: Row, counties: list[Row]) -> float:
    """Return the urban share of those counties of a province whose own is not counted.

    It is what the province's urban population leaves over once the counted counties are taken away. Where
    the printed total of the province is itself the sum of the counted counties, it is the share in these.
    """
    own = [row for row in counties if row["province_id"] == province["id"]]
    counted = sum(int(row["urban_2008"]) for row in own if row["urban_2008"])
    people = sum(int(row["population_used"]) for row in own if not row["urban_2008"])
    left = int(province["urban_population_2008"]) - counted
    return left / people if people and left > 0 else float(province["urban_share_2008"])


def place(county: Row, rest: float) -> Row:
    """Return one row of places.csv."""
    counted = county["urban_share"] != ""
    basis = county["population_basis"].replace("_", " ")
    return {
        "id": county["id"],
        "name": county["name"],
        "province_id": county["province_id"],
        "kind": county["kind"],
        "population": county["population_used"],
        "male": county["male_2008"],
        "urban_share": county["urban_share"] if counted else f"{rest:.4f}",
        "lat": county["lat"],
        "lon": county["lon"],
        "border": county["borders_china"],
        "estimated": "no" if county["estimated"] == "no" else "yes",
        "basis": basis if counted else f"{basis}; urban share from the rest of the province",
        "source": county["source"],
    }


def table() -> str:
    """Return places.csv as text, in the order of the facts."""
    counties = read("counties.csv")
    without_sindo(counties)
    rests = {province["id"]: rest_urban(province, counties) for province in read("provinces.csv")}
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(place(county, rests[county["province_id"]]) for county in counties)
    return stream.getvalue()


def main() -> int:
    """Write the file, or compare it."""
    path, text = PACK / "places.csv", table()
    if "--check" in sys.argv[1:]:
        same = path.read_text(encoding="utf-8") == text
        print(f"{path.name} is up to date" if same else f"{path.name} is out of date: run {sys.argv[0]}")
        return 0 if same else 1
    path.write_text(text, encoding="utf-8")
    print(f"{len(text.splitlines()) - 1} places written to {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
