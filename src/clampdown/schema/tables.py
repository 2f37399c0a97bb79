"""The CSV tables of a pack: places and ages. Only declared columns are accepted."""

import csv
import math
import re
from pathlib import Path

from pydantic import ValidationError

from clampdown.errors import Problem, did_you_mean, shown_path
from clampdown.schema.pack import SMALLEST_PLACE, Place
from clampdown.schema.society import AgeBand

Row = dict[str, str]
NUMBERS = {"population": int, "male": int, "urban_share": float, "lat": float, "lon": float}
YES_NO = {"yes": True, "no": False}
REQUIRED = ("id", "name", "province_id", "kind", "population", "basis", "source")
# Shares printed with four digits or more add up to 1 within this.
ROUNDING = 0.002


def read_rows(path: Path, problems: list[Problem]) -> list[tuple[int, Row]]:
    """Return (line, row) for every row of a CSV file; mistakes of form go to `problems`."""
    file = shown_path(path)
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problems.append(Problem(f"The file cannot be read: {why}.", file=file))
        return []
    good = []
    for line, row in rows:
        if None in row or None in row.values():
            problems.append(Problem("The row has more or fewer fields than the header.", "", file, line, 1))
        else:
            good.append((line, row))
    return good


def read_places(path: Path, problems: list[Problem]) -> list[tuple[int, Place]]:
    """Return (line, place) for every row of a places file; mistakes go to `problems`."""
    file, before = shown_path(path), len(problems)
    rows = read_rows(path, problems)
    header = list(rows[0][1]) if rows else []
    declared = list(Place.model_fields)
    for name in header:
        if name not in declared:
            what = f"The column '{name}' is not declared."
            hint = did_you_mean(name, declared)
            remedy = hint if hint.startswith("Did") else ""
            remedy = f"{remedy} Places hold totals only; remove it.".strip()
            problems.append(Problem(what, remedy, file, 1, header.index(name) + 1, name))
    missing = [name for name in REQUIRED if rows and name not in header]
    problems += [Problem(f"The column '{name}' is missing.", "", file, 1, 1, name) for name in missing]
    if len(problems) > before:
        return []
    found = [(line, _place(row, file, line, problems)) for line, row in rows]
    places = [(line, place) for line, place in found if place is not None]
    _refuse_twins(places, file, problems)
    return places


def _place(row: Row, file: str, line: int, problems: list[Problem]) -> Place | None:
    """Return one place, or None after adding its mistakes to `problems`."""
    before = len(problems)
    values: dict[str, object] = {}
    for column, (name, text) in enumerate(row.items(), start=1):
        if not text:
            continue
        try:
            values[name] = _cell(name, text)
        except (ValueError, KeyError):
            wanted = "yes or no" if name in ("border", "estimated") else "a number"
            problems.append(
                Problem(f"'{text}' stands where {wanted} is wanted.", "", file, line, column, name)
            )
    if len(problems) > before:
        return None
    try:
        place = Place.model_validate(values)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            said = found["ctx"]["found"][0][1] if found["type"] == "wrong" else f"{found['msg']}."
            problems.append(Problem(said, "", file, line, 1, ".".join(map(str, found["loc"]))))
        return None
    problems.extend(
        Problem(what, remedy, file, line, 1, name) for name, what, remedy in _place_mistakes(place)
    )
    return place


def _cell(name: str, text: str) -> object:
    if name in NUMBERS:
        number = NUMBERS[name](text)
        if not math.isfinite(number):
            raise ValueError(text)
        return number
    return YES_NO[text] if name in ("border", "estimated") else text


def _place_mistakes(place: Place) -> list[tuple[str, str, str]]:
    found = []
    if place.population < SMALLEST_PLACE:
        what = f"{place.id} has {place.population:,} people; a place has at least {SMALLEST_PLACE:,}."
        found.append(("population", what, "Merge it with a neighbour."))
    if place.male > place.population or place.male < -1:
        found.append(
            ("male", f"{place.male:,} males of {place.population:,} people.", "Leave it empty if unknown.")
        )
    if place.urban_share != -1 and not 0 <= place.urban_share <= 1:
        found.append(("urban_share", f"{place.urban_share:g} is no share.", "Leave it empty if unknown."))
    return found


def _refuse_twins(places: list[tuple[int, Place]], file: str, problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for line, place in places:
        if place.id in first:
            what = f"The id '{place.id}' is given twice; the first is on line {first[place.id]}."
            problems.append(Problem(what, "Rename one.", file, line, 1, "id"))
        first.setdefault(place.id, line)


def read_ages(path: Path, where: dict[str, str], problems: list[Problem]) -> tuple[AgeBand, ...]:
    """Return the bands of ages of the rows that match `where`, as shares of the population."""
    file, before = shown_path(path), len(problems)
    shares: dict[tuple[int, int], dict[str, float]] = {}
    for line, row in read_rows(path, problems):
        if any(row.get(column) != value for column, value in where.items()):
            continue
        band, sex, share = _ages(row.get("group", "")), row.get("sex", ""), _share(row.get("value", ""))
        if band is None or sex not in ("male", "female") or share is None:
            what = "A row of ages needs group (0-4, 100+), sex (male, female) and value (a share)."
            problems.append(Problem(what, "", file, line, 1))
        elif sex in shares.setdefault(band, {}):
            problems.append(Problem("This group and sex are given twice.", "Keep one row.", file, line, 1))
        else:
            shares[band][sex] = share
    bands = tuple(
        AgeBand(first=first, last=last, female=share.get("female", 0.0), male=share.get("male", 0.0))
        for (first, last), share in sorted(shares.items())
    )
    if len(problems) == before:
        problems += [Problem(what, "", file) for what in _age_mistakes(bands)]
    return bands


def _ages(text: str) -> tuple[int, int] | None:
    """Return the first and last age of a group such as `0-4` or `100+`."""
    match = re.fullmatch(r"(\d+)-(\d+)|(\d+)\+", text)
    return (int(match[1] or match[3]), int(match[2] or match[3])) if match is not None else None


def _share(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def _age_mistakes(bands: tuple[AgeBand, ...]) -> list[str]:
    """Return what is wrong with the bands together: they follow on each other and add up to 1."""
    found = []
    expected = 0
    for band in bands:
        if band.first != expected or band.last < band.first:
            found.append(f"A group of ages begins at {band.first}, but {expected} is wanted.")
        expected = band.last + 1
    total = sum(band.female + band.male for band in bands)
    if abs(total - 1.0) > ROUNDING:
        found.append(f"The shares of the ages add up to {total:.4f}, not to 1.")
    return found
