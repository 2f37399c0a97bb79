"""The numbers of the pages and their bars: how soon the explorer stands and runs, a report is made."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from clampdown.bench.pages_explorer import opened
from clampdown.errors import ClampdownError

COMPARED = ("quiet-2015", "hundred-day-battle")
DRAWS = 20
SAMPLE = "0.001"  # a comparison keeps counts by day, place and group, as many however few people are lived
KILOBYTE, SECONDS, MILLISECONDS = "kB", "s", "ms"


@dataclass(frozen=True)
class Row:
    """One number of a page.

    Attributes
    ----------
    what, unit : is measured
    values : of each repeat
    median : of them
    bar : that it is held to; None for none
    least : whether the bar is the least it may be, and not the most
    """

    what: str
    unit: str
    values: Sequence[float]
    median: float
    bar: float | None = None
    least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the bar is kept."""
        if self.bar is None:
            return True
        return self.median >= self.bar if self.least else self.median <= self.bar


def row(
    what: str, unit: str, values: Sequence[float], bar: float | None = None, *, least: bool = False
) -> Row:
    """Return a number of a page, with the median of its repeats."""
    rounded = [round(value, 3) for value in values]
    return Row(what, unit, rounded, round(statistics.median(values), 3), bar, least)


def of_explorer(repeats: int) -> list[Row]:
    """Return the numbers of the explorer.

    Parameters
    ----------
    repeats : how often it is opened anew
    """
    found = opened(repeats)
    return [
        row("explorer: started, address printed", SECONDS, found.address),
        row("explorer: address opened, map of the shipped result painted", SECONDS, found.map),
        row("explorer: both together", SECONDS, found.ready, 1.0),
        row("explorer: address opened, panel painted", SECONDS, found.panel),
        row("run pressed at once, first day painted", SECONDS, found.pressed_early),
        row("run pressed, worker ready, first day painted", SECONDS, found.pressed, 3.0),
        row("a day of both scenarios", MILLISECONDS, found.a_day),
        row("line arrived, frame painted", MILLISECONDS, found.update, 20.0),
        row("line arrived, frame painted, slowest of twenty", MILLISECONDS, found.slow_update),
        row("last day painted, finished result shown", SECONDS, found.concluded),
        row("replay, frames a second", "1/s", found.replay, 59.0, least=True),
        row("replay, days a second", "1/s", found.replay_days),
    ]


def of_report(folder: Path, repeats: int, what: str) -> list[Row]:
    """Return the numbers of a report on some results, written by the command line.

    Parameters
    ----------
    folder : of a run or a comparison
    repeats : how often it is written
    what : kind of result, for people
    """
    seconds = []
    with tempfile.TemporaryDirectory(prefix="clampdown-pages-") as aside:
        path = Path(aside) / "report.html"
        for _ in range(repeats):
            began = time.perf_counter()
            _typed("report", str(folder), "--out", str(path))
            seconds.append(time.perf_counter() - began)
        size = path.stat().st_size / 1000
    return [
        row(f"report of {what}, built", SECONDS, seconds, 5.0),
        row(f"report of {what}", KILOBYTE, [size], 1000.0),
    ]


def compared(folder: Path) -> None:
    """Write a comparison of two scenarios over many draws, which takes minutes."""
    _typed(
        "compare", *COMPARED, "--replicates", "1", "--draws", str(DRAWS), "--sample", SAMPLE,
        "--out", str(folder),
    )  # fmt: skip


def measured(
    repeats: int, comparison: Path | None, runs: Sequence[Path], say: Callable[[str], None]
) -> list[Row]:
    """Return every number of the pages.

    Parameters
    ----------
    repeats : of each measurement
    comparison : folder of a national comparison; None has one made
    runs : more folders whose reports are timed, such as the nation's
    say : told what is begun, as each part takes minutes
    """
    say(f"The explorer, opened {repeats} times")
    rows = of_explorer(repeats)
    for one in rows:
        say(f"  {one.what}: {one.median:g} {one.unit}")
    with tempfile.TemporaryDirectory(prefix="clampdown-pages-") as aside:
        folder = comparison or Path(aside) / "compared"
        if comparison is None:
            say(f"A comparison of {' and '.join(COMPARED)} over {DRAWS} draws, to be reported on")
            compared(folder)
        rows += of_report(folder, repeats, "a comparison")
        for run in runs:
            rows += of_report(run, repeats, run.name)
    return rows


def plain(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return the rows as data."""
    return [{**asdict(one), "kept": one.kept} for one in rows]


def _typed(*words: str) -> None:
    """Carry out a command as it is typed.

    Raises
    ------
    ClampdownError
        With what the command said, if it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "clampdown", *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ClampdownError(done.stderr.strip() or f"clampdown {words[0]} failed.")
