"""Estimates as text and as data."""

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from clampdown.inference.estimate import Estimate
from clampdown.inference.estimators import table_warnings
from clampdown.inference.table import CaptureTable

WIDTH = 110
HEAD = ("estimator", "rests on", "people", "95 % interval", "of the interval")
CONCLUSION = (
    "Each figure holds if its estimator's assumptions do (docs/estimators.md). All assume right matches and "
    "that nobody came or went, and none can tell from the table how those on no list differ from the rest. "
    "Where figures lie further apart than their intervals, assumptions decide and not the data."
)


def as_data(table: CaptureTable, estimates: Sequence[Estimate]) -> dict[str, Any]:
    """Return estimates as plain data.

    Parameters
    ----------
    table : CaptureTable
    estimates : sequence of Estimate
    """
    sizes = [{"name": name, "people": table.on_all_of(1 << i)} for i, name in enumerate(table.lists)]
    return {
        "seen": table.seen,
        "lists": sizes,
        "warnings": table_warnings(table),
        "estimates": [asdict(found) for found in estimates],
    }


def in_words(table: CaptureTable, estimates: Sequence[Estimate]) -> list[str]:
    """Return estimates as lines of text.

    Parameters
    ----------
    table : CaptureTable
    estimates : sequence of Estimate
    """
    sizes = "; ".join(f"{name} {table.on_all_of(1 << i):,}" for i, name in enumerate(table.lists))
    lines = wrapped(f"{table.seen:,} people are on at least one of {len(table.lists)} lists ({sizes}).")
    lines += [line for text in table_warnings(table) for line in wrapped(text, "  ! ")]
    lines += ["", *aligned([HEAD, *(_row(found) for found in estimates if not found.refused)])]
    notes = [(found, text) for found in estimates for text in (*found.warnings, found.refused) if text]
    lines += [""] if notes else []
    for found, text in notes:
        where = f"{found.estimator}, {found.about}" if _of_a_pair(found) else found.estimator
        lines += wrapped(f"{where}: {'no figure. ' if found.refused else ''}{text}", "  ! ")
    figures = [found.population for found in estimates if found.population is not None]
    if len(figures) > 1:
        lines += ["", f"The figures run from {min(figures):,.0f} to {max(figures):,.0f}."]
    return [*lines, "", *wrapped(CONCLUSION)]


def _of_a_pair(found: Estimate) -> bool:
    return found.estimator in ("lincoln-petersen", "chapman")


def _row(found: Estimate) -> tuple[str, ...]:
    interval = found.interval
    span = f"{interval.low:,.0f}–{interval.high:,.0f}" if interval else "–"
    return (found.estimator, found.about, f"{found.population:,.0f}", span, interval.kind if interval else "")


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines with aligned columns, figures to the right."""
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if place in (2, 3) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def wrapped(text: str, mark: str = "") -> list[str]:
    """Return a text as lines."""
    return textwrap.wrap(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark))
