"""Every number that is a finding, as a table."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from clampdown.errors import Problem, ScenarioError, did_you_mean
from clampdown.experiments.wording import paragraph, table
from clampdown.schema.evidence import Evidence
from clampdown.schema.loading import load_catalogue, load_pack, pack_ids

BASES = ("measured", "estimated", "judged", "assumed")


def evidence_of(prefix: str = "") -> dict[str, Any]:
    """Return the records whose names begin with a prefix, and their counts by basis.

    Parameters
    ----------
    prefix : str, such as `behaviour.` or `packs.dprk`; empty for all

    Raises
    ------
    ScenarioError
        If no name begins so.
    """
    records = all_records()
    chosen = {name: record for name, record in records.items() if name.startswith(prefix)}
    if not chosen:
        heads = {".".join(name.split(".")[:i]) for name in records for i in (1, 2, 3)}
        what = f"No record's name begins with '{prefix}'."
        raise ScenarioError([Problem(what, did_you_mean(prefix, heads | set(records)))])
    return {
        "count": by_basis(chosen),
        "records": [_row(name, record) for name, record in sorted(chosen.items())],
    }


def all_records() -> dict[str, Evidence]:
    """Return the records of the catalogue and of every shipped pack by name."""
    catalogue = load_catalogue()
    records = catalogue.records()
    for name in pack_ids():
        records |= load_pack(name, catalogue).records()
    return records


def by_basis(records: Mapping[str, Evidence]) -> dict[str, int]:
    """Return how many records rest on each basis, the firmest first."""
    found: Counter[str] = Counter(record.basis for record in records.values())
    return {basis: found[basis] for basis in BASES}


def _row(name: str, record: Evidence) -> dict[str, Any]:
    return {"name": name} | record.model_dump()


def evidence_in_words(found: dict[str, Any]) -> list[str]:
    """Return records as lines: the number and its range first, then where it comes from."""
    counts = [[basis, str(number)] for basis, number in found["count"].items()]
    lines = ["Records by basis", *table(["", ""], counts), ""]
    for row in found["records"]:
        span = "" if row["shape"] == "point" else f" ({row['low']:g} to {row['high']:g}, {row['shape']})"
        lines += paragraph(f"{row['name']} = {row['value']:g}{span} {row['unit']}; {row['basis']}", 0, 4)
        said = " ".join(row[key] for key in ("source", "locator", "reason", "note") if row[key])
        lines += paragraph(said, 4)
    return lines
