"""The day in order, and what each part of it took in a run."""

from pathlib import Path
from typing import Any

from clampdown.experiments.wording import table


def schedule_of(run: Path | None = None) -> list[dict[str, Any]]:
    """Return the lines of a day, with the seconds of their timer where a run is given.

    Parameters
    ----------
    run : Path or None, folder of a run
    """
    from clampdown.engine.schedule import SCHEDULE

    seconds = _seconds(run) if run is not None else {}
    return [line._asdict() | {"seconds": seconds.get(line.timer)} for line in SCHEDULE]


def _seconds(run: Path) -> dict[str, float]:
    """Return what each timer counted in a run."""
    from clampdown.results import RunReader

    timings = RunReader.open(run).provenance.get("timings", {})
    return {str(name): float(seconds) for name, seconds in timings.get("by_line", {}).items()}


def schedule_in_words(found: list[dict[str, Any]]) -> list[str]:
    """Return the day as lines, by movement; a timer's seconds stand at its first line."""
    lines: list[str] = []
    told: set[str] = set()
    timed = any(row["seconds"] is not None for row in found)
    for number, movement in enumerate(dict.fromkeys(row["movement"] for row in found), start=1):
        lines += ["", f"{number} {movement}"] if lines else [f"{number} {movement}"]
        rows = []
        for row in (row for row in found if row["movement"] == movement):
            first = row["timer"] not in told and row["seconds"] is not None
            told.add(row["timer"])
            rows.append([f"{row['seconds']:8.2f} s" if first else "", row["name"], row["what"]])
        lines += table(["", "", ""], rows if timed else [row[1:] for row in rows], left=3)
    return lines
