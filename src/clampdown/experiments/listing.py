"""What comes with the package: packs, scenarios, directives, mechanisms, measures."""

from pathlib import Path
from typing import Any

from clampdown.errors import InputError, Problem
from clampdown.experiments.wording import paragraph, plain_number, table
from clampdown.schema.loading import PACKS, load_catalogue, load_pack, pack_ids
from clampdown.schema.measure import OPTIONS, Measure
from clampdown.schema.reading import read_yaml


def everything() -> dict[str, Any]:
    """Return packs, scenarios, directives and mechanisms, with the keys of `docs/json.md`."""
    catalogue = load_catalogue()
    packs = [load_pack(name, catalogue) for name in pack_ids()]
    return {
        "packs": [
            {"id": pack.id, "title": pack.title, "people": pack.population, "places": len(pack.places)}
            for pack in packs
        ],
        "scenarios": _titled("scenarios"),
        "directives": _titled("directives"),
        "mechanisms": [
            {"id": row.id, "title": row.title, "at_work": row.at_work, "kind": row.kind, "off": row.off}
            for row in catalogue.mechanisms.values()
        ],
    }


def _titled(kind: str) -> list[dict[str, Any]]:
    """Return id, pack and title of every shipped file of a kind."""
    found = []
    for path in sorted(PACKS.glob(f"*/{kind}/*.yaml")):
        data = _data(path)
        found.append({
            "id": str(data.get("id", path.stem)), "pack": path.parent.parent.name,
            "title": str(data.get("title", "")),
        })  # fmt: skip
    return found


def _data(path: Path) -> dict[str, Any]:
    """Return what a file holds."""
    problems: list[Problem] = []
    document = read_yaml(path, problems)
    if problems or document is None:
        raise InputError(problems)
    return document.data if isinstance(document.data, dict) else {}


def everything_in_words(found: dict[str, Any]) -> list[str]:
    """Return packs, scenarios, directives and mechanisms as lines."""
    packs = [[p["id"], p["title"], f"{p['people']:,} people in {p['places']} places"] for p in found["packs"]]
    lines = ["Packs", *table(["", "", ""], packs, left=3)]
    for kind in ("scenarios", "directives"):
        rows = [[row["id"], row["pack"], row["title"]] for row in found[kind]]
        lines += ["", kind.capitalize(), *table(["", "", ""], rows, left=3)]
    at_work = [[row["id"], row["title"]] for row in found["mechanisms"] if row["at_work"]]
    absent = [f"{row['id']} {row['title']}" for row in found["mechanisms"] if not row["at_work"]]
    lines += ["", "Mechanisms at work (each can be switched off: --set mechanisms.M05=off)"]
    lines += table(["", ""], at_work, left=2)
    lines += ["", "Not in this version", *paragraph("; ".join(absent), 2)] if absent else []
    return [*lines, "", "Say 'clampdown explain NAME' for what a scenario orders."]


def measures_of() -> list[dict[str, Any]]:
    """Return what an order can ask for, with the keys of `docs/json.md`."""
    measures = load_catalogue().measures
    return [_measure(measures[name]) for name in sorted(measures)]


def _measure(measure: Measure) -> dict[str, Any]:
    needed, possible = OPTIONS[measure.lever]
    return {
        "id": measure.id, "title": measure.title, "what": measure.what, "lever": measure.lever,
        "units": [
            {"id": unit.id, "title": unit.title, "low": unit.low, "high": unit.high} for unit in measure.units
        ],
        "intensity": measure.full is not None,
        "options": [*needed, *possible],
        "mechanisms": list(measure.mechanisms),
        "who": list(measure.who),
    }  # fmt: skip


def measures_in_words(found: list[dict[str, Any]]) -> list[str]:
    """Return measures as lines."""
    lines = ["What an order can ask for. Where a measure has an intensity, 0 to 1 may stand for an amount."]
    for row in found:
        lines += ["", f"{row['id']}: {row['title']}", *paragraph(row["what"], 2)]
        for unit in row["units"]:
            bounds = f"{plain_number(unit['low'])} to {plain_number(unit['high'])}"
            lines.append(f"    {unit['id']}: {bounds} {unit['title']}")
        lines += ["    intensity: 0 to 1, as a range"] if row["intensity"] else []
        lines += [f"    options: {', '.join(row['options'])}"] if row["options"] else []
    return lines
