"""What each figure that a report states rests on: counted by basis, with the texts and works behind it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clampdown.experiments.evidence import BASES
from clampdown.experiments.saying import say
from clampdown.report.numbers import number
from clampdown.report.source import Source

KEPT = ("name", "value", "low", "high", "unit", "basis", "source", "locator", "reason")
ENDS = ("value", "low", "high")
WORK = ("reached", "executed", "claimed", "believed")
OLD = say("gap.old")


def joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the figures of several folders rest on: the numbers behind any of them.

    Parameters
    ----------
    parts : `resting` of each folder's background; empty where an older version made it
    """
    first = parts[0]
    if not all(parts) or any(_layout(one) != _layout(first) for one in parts):
        return {}
    return {
        "reports": first["reports"],
        "stages": [
            {**stage, "records": _every(one["stages"][n]["records"] for one in parts)}
            for n, stage in enumerate(first["stages"])
        ],
        "figures": [
            {
                **figure, "works": _every(one["figures"][n]["works"] for one in parts),
                "paragraphs": {
                    file: _every(one["figures"][n]["paragraphs"].get(file, ()) for one in parts)
                    for file in first["reports"]
                },
            }
            for n, figure in enumerate(first["figures"])
        ],
    }  # fmt: skip


def _layout(resting: Mapping[str, Any]) -> list[list[str]]:
    """Return the keys of stages and figures, which differ between versions."""
    return [[one["key"] for one in resting[name]] for name in ("stages", "figures")]


def _every(lists: Iterable[Iterable[Any]]) -> list[Any]:
    return sorted({one for some in lists for one in some})


def evidence(source: Source) -> dict[str, Any]:
    """Return every record with its source, and what each figure that is shown rests on."""
    stated = _stated(source)
    figures = [one for one in source.resting.get("figures", ()) if one["key"] in stated]
    stages = {name for figure in figures for name in figure["stages"]}
    works = _every(figure["works"] for figure in figures)
    return {
        "counts": source.counts,
        "figures": [_figure(source, figure, works) for figure in figures],
        "stages": [stage for stage in source.resting.get("stages", ()) if stage["key"] in stages],
        "reports": source.resting.get("reports", {}), "works": works,
        "records": [
            {key: number(record[key], 6) if key in ENDS else record[key] for key in KEPT}
            for record in source.records
        ],
    }  # fmt: skip


def _stated(source: Source) -> set[str]:
    """Return the keys of the figures that a report on these results states."""
    costs = {row["key"] for rows in source.costs.values() for row in rows}
    kinds = {row["kind"] for rows in source.outsiders.values() for row in rows}
    work = WORK if any(one["executed"]["value"] is not None for one in source.work.values()) else ()
    return {*costs, *work, *kinds, *(f"published_{kind}" for kind in kinds)}


def _figure(source: Source, figure: Mapping[str, Any], works: Sequence[str]) -> dict[str, Any]:
    """Return a figure with the records behind it by basis, its paragraphs and its works."""
    counts = behind(source, [figure["key"]])
    return {
        "key": figure["key"], "title": figure["title"], "stages": figure["stages"], "records": counts,
        "assumed": number(counts["assumed"] / sum(counts.values()), 4),
        "paragraphs": {file: list(some) for file, some in figure["paragraphs"].items() if some},
        "works": [works.index(work) for work in figure["works"]],
    }  # fmt: skip


def behind(source: Source, keys: Iterable[str]) -> dict[str, int]:
    """Return how many records behind any of some figures have each basis; empty where it is not told."""
    wanted = set(keys)
    stages = {
        name for one in source.resting.get("figures", ()) if one["key"] in wanted for name in one["stages"]
    }
    if not stages:
        return {}
    names = {name for one in source.resting["stages"] if one["key"] in stages for name in one["records"]}
    found = Counter(record["basis"] for record in source.records if record["name"] in names)
    return {basis: found[basis] for basis in BASES}


def assumed_behind(source: Source, finding: Sequence[str], *, work: bool) -> str:
    """Return which share of the numbers behind a headline is assumed; empty where it is not told.

    Parameters
    ----------
    finding : keys of the human costs that the headline states
    work : whether it is followed by what became of the work ordered
    """
    told = {
        "finding": behind(source, finding),
        "work": behind(source, ("executed", "claimed") if work else ()),
    }
    counts = {name: sum(found.values()) for name, found in told.items() if found}
    if not counts:
        return ""
    shares = {
        name: told[part]["assumed"] / counts[part]
        for name, part in (("assumed", "finding"), ("assumed_work", "work")) if part in counts
    }  # fmt: skip
    return say("behind.both" if len(counts) > 1 else f"behind.{next(iter(counts))}", **counts, **shares)
