"""The day in order, and what each line of it took in a run."""

from pathlib import Path
from typing import Any, NamedTuple

from clampdown.experiments.wording import paragraph, table


class ScheduleLine(NamedTuple):
    """One line of the day.

    Attributes
    ----------
    movement : which of the four movements it belongs to
    name : what timers call it; empty where it is timed with the line above
    what : what happens
    """

    movement: str
    name: str
    what: str


ORDERS, STREET, REPORTS = "1 orders", "2 street", "3 reports"
DAY = (
    ScheduleLine(
        ORDERS, "orders", "every order is weighed in every place: how fresh, how near its end, how urged"
    ),
    ScheduleLine(ORDERS, "", "what is announced reaches those who are told; releases are due"),
    ScheduleLine(ORDERS, "", "organs that serve a whole place share their hours out and tire"),
    ScheduleLine(STREET, "street", "each officer shares hours out among orders and sees and finds by them"),
    ScheduleLine(STREET, "", "people away come back when their term ends; others decide whether to offend"),
    ScheduleLine(
        STREET, "", "offences are found or missed; the found are hidden, bought off, warned or punished"
    ),
    ScheduleLine(STREET, "", "watch lists are reviewed, each unit's once a week"),
    ScheduleLine(STREET, "", "names are handed in where names are asked for"),
    ScheduleLine(STREET, "", "neighbours take in what was done: fear, trust, grievance, confrontation"),
    ScheduleLine(STREET, "", "the officer claims, and may have to answer for what was missed"),
    ScheduleLine(
        STREET, "custody", "each place admits its cases until it is full; releases; those who left are gone"
    ),
    ScheduleLine(STREET, "tallies", "the day is counted by place"),
    ScheduleLine(
        REPORTS, "reports", "claims climb from place to centre, and the centre asks for more or for less"
    ),
)


def schedule_of(run: Path | None = None) -> list[dict[str, Any]]:
    """Return the lines of a day, with seconds where a run is given.

    Parameters
    ----------
    run : Path or None, folder of a run
    """
    seconds = _seconds(run) if run is not None else {}
    return [
        {"movement": line.movement, "name": line.name, "what": line.what, "seconds": seconds.get(line.name)}
        for line in DAY
    ]


def _seconds(run: Path) -> dict[str, float]:
    """Return what each line took in a run."""
    from clampdown.results import RunReader

    timings = RunReader.open(run).provenance.get("timings", {})
    return {str(name): float(seconds) for name, seconds in timings.get("by_line", {}).items()}


def schedule_in_words(found: list[dict[str, Any]]) -> list[str]:
    """Return the day as lines, by movement."""
    timed = any(row["seconds"] is not None for row in found)
    lines: list[str] = []
    for movement in dict.fromkeys(row["movement"] for row in found):
        lines += ["", movement] if lines else [movement]
        mine = [row for row in found if row["movement"] == movement]
        if timed:
            rows = [[_took(row), row["what"]] for row in mine]
            lines += table(["", ""], rows, left=2)
        else:
            lines += [line for row in mine for line in paragraph(f"- {row['what']}", 2, 2)]
    return lines


def _took(row: dict[str, Any]) -> str:
    return f"{row['seconds']:8.2f} s" if row["seconds"] is not None else ""
