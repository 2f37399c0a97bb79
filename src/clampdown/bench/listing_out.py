"""Lists of victims as text, as data and as files."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from clampdown.errors import InputError, Problem, ResultsError, shown_path
from clampdown.inference.estimators import table_warnings
from clampdown.inference.export import FORMATS, export
from clampdown.inference.linkage import Errors
from clampdown.inference.lists import STRATA, Listing, Universe, without_empty
from clampdown.inference.table import CaptureTable
from clampdown.inference.telling import wrapped
from clampdown.world.files import NOTICE, reported

TABLE, BY_STRATUM, TRUTH = "table.csv", "strata.csv", "truth.csv"


def table_of(listing: Listing) -> CaptureTable:
    """Return the capture table of lists, those that hold nobody left out.

    Raises
    ------
    InputError
        If nothing can be told from it.
    """
    lists, counts = without_empty(listing.lists, listing.counts)
    if len(lists) < 2:
        held = f"only '{lists[0]}' names anybody" if lists else "none names anybody"
        what = f"Of the lists ({', '.join(listing.lists)}) {held} of this universe."
        remedy = "Take a longer time, a larger area, another event, or a run with more people."
        raise InputError([Problem(what, remedy)])
    return CaptureTable(lists, counts)


def listing_as_data(
    listing: Listing, universe: Universe, errors: Errors, truth: int | None
) -> dict[str, Any]:
    """Return lists as plain data.

    Parameters
    ----------
    listing, universe, errors : what was made, of whom, and how well they were linked
    truth : people in the universe; None where the key was not given
    """
    table = table_of(listing)
    patterns = [
        {"lists": [name for i, name in enumerate(table.lists) if pattern >> i & 1], "people": people}
        for pattern, people in enumerate(table.counts, start=1)
    ]
    area = [*universe.provinces, *universe.places]
    return {
        "universe": {
            "event": universe.event, "area": area, "sex": universe.sex,
            "first": universe.first, "last": universe.last,
        },
        "errors": {"missed": errors.missed, "false": errors.false, "withheld": errors.withheld},
        "lists": [
            {
                "name": name,
                "entries": entries,
                "people": table.on_all_of(1 << table.lists.index(name)) if name in table.lists else 0,
            }
            for name, entries in zip(listing.lists, listing.entries, strict=True)
        ],
        "seen": table.seen, "patterns": patterns, "published": listing.published,
        "unplaced": listing.unplaced, "warnings": table_warnings(table), "truth": truth,
    }  # fmt: skip


def listing_in_words(found: dict[str, Any], files: Sequence[str]) -> list[str]:
    """Return lists as lines of text.

    Parameters
    ----------
    found : from `listing_as_data`
    files : written, as shown to the user
    """
    whom, errors = found["universe"], found["errors"]
    where = ", ".join(whom["area"]) or "everywhere"
    dates = f"from {whom['first'] or 'the first day'} to {whom['last'] or 'the last'}"
    sex = f", {whom['sex']}" if whom["sex"] else ""
    lines = wrapped(f"Universe: people with at least one {whom['event']}, {where}, {dates}{sex}.")
    lines += [
        f"  {one['name']}: {one['entries']:,} entries, {one['people']:,} people" for one in found["lists"]
    ]
    lines += ["", f"{found['seen']:,} people are on at least one list, by the lists that have them:"]
    lines += [f"  {' + '.join(row['lists'])}: {row['people']:,}" for row in found["patterns"]]
    how = (
        f"Items carry no names: the key stands for them, and {errors['missed']:.1%} of matches are missed, "
        f"{errors['false']:.1%} of people taken for others; odds of both rise by {errors['withheld']:g} for "
        "each of province, county, sex and age that is not told. Matches missed within a list leave people "
        "on it twice."
    )
    lines += ["", *wrapped(how)]
    if found["unplaced"]:
        lines += wrapped(
            f"{found['unplaced']:,} entries say too little to be placed and are left out.", "  ! "
        )
    lines += [line for text in found["warnings"] for line in wrapped(text, "  ! ")]
    if found["truth"] is not None:
        lines += ["", f"In truth, by the key, there were {found['truth']:,}."]
    return [*lines, "", *(f"Written: {file}" for file in files)] if files else lines


def write_listing(
    listing: Listing, folder: Path, truth: pl.DataFrame | None = None
) -> tuple[list[str], list[list[str]]]:
    """Write the tables of lists to a folder: for `estimate`, for R, by stratum.

    Parameters
    ----------
    listing : Listing
    folder : Path, made if need be; files of the same names are replaced
    truth : people by stratum; None where the key was not given

    Returns
    -------
    names of the files, and the lines of R that read those that are for R
    """
    table = table_of(listing)
    if folder.exists() and not folder.is_dir():
        raise ResultsError(f"{shown_path(folder)} is no folder. Choose another with --out.")
    with reported(f"{shown_path(folder)} cannot be written"):
        folder.mkdir(parents=True, exist_ok=True)
        _write_table(table, folder / TABLE)
        in_r = [export(table, form, folder / f"{form}.csv", NOTICE) for form in FORMATS]
        _write_rows(by_stratum(listing), folder / BY_STRATUM)
        if truth is not None:
            _write_rows(truth, folder / TRUTH)
    names = [TABLE, *(f"{form}.csv" for form in FORMATS), BY_STRATUM, *([TRUTH] if truth is not None else [])]
    return [shown_path(folder / name) for name in names], in_r


def by_stratum(listing: Listing) -> pl.DataFrame:
    """Return people by stratum and pattern: a column for each stratum and list, and `count`."""
    marks = [
        ((pl.col("pattern") // (1 << place)) % 2).alias(name) for place, name in enumerate(listing.lists)
    ]
    return listing.strata.select(*STRATA, *marks, count="people")


def truth_by_stratum(victims: pl.DataFrame, universe: Universe) -> pl.DataFrame:
    """Return people of a universe by stratum, each counted on the first time it befell them.

    Parameters
    ----------
    victims : from `experiments.victims`
    universe : Universe
    """
    inside = victims.filter((pl.col("event") == universe.event) & universe.holds("day"))
    first = inside.sort("day").unique("key", keep="first", maintain_order=True)
    months = first.with_columns(month=pl.col("day").dt.strftime("%Y-%m"))
    return months.group_by(*STRATA).agg(people=pl.len()).sort(*STRATA)


def _write_table(table: CaptureTable, path: Path) -> None:
    """Write a table as `clampdown estimate` reads it."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"# {NOTICE}\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*table.lists, "count"])
        for pattern, count in enumerate(table.counts, start=1):
            writer.writerow([*(pattern >> i & 1 for i in range(len(table.lists))), count])


def _write_rows(rows: pl.DataFrame, path: Path) -> None:
    """Write rows as CSV below the notice."""
    path.write_text(f"# {NOTICE}\n{rows.write_csv()}", encoding="utf-8", newline="")
