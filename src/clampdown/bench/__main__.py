"""Measure and print: `python -m clampdown.bench [--sample 0.01] [--days 20] [--compare]`."""

import argparse
import dataclasses
import datetime
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from clampdown.bench import measuring, pages
from clampdown.bench.coverage import coverage
from clampdown.bench.drift import drift
from clampdown.bench.estimator_speed import speed
from clampdown.engine import machine
from clampdown.errors import ClampdownError
from clampdown.schema.loading import load_catalogue
from clampdown.schema.scenarios import load_scenario
from clampdown.world.files import NOTICE

SCENARIO = "hundred-day-battle"
COMPARED = ("alternation-constant", "alternation")  # three years each


def main() -> int:
    """Run the benchmark; returns 1 when an event rate leaves the range of its evidence."""
    arguments = asked()
    if arguments.pages:
        return show_pages(arguments.repeats, arguments.comparison, arguments.run)
    if arguments.drift:
        return show_drift()
    if arguments.estimators:
        return show_coverage()
    if arguments.compare:
        return show_comparison()
    found = measure(arguments.sample, arguments.days)
    show(found)
    keep(found, f"{SCENARIO}-{arguments.sample:g}")
    return 0 if all(rate["within"] or not rate["enough"] for rate in found["event_rates"]) else 1


def asked() -> argparse.Namespace:
    """Return what is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m clampdown.bench", description=__doc__)
    parser.add_argument("--sample", type=float, default=1.0, help="share of beats, 1 for the nation")
    parser.add_argument("--days", type=int, default=20, help="days measured per number of threads")
    parser.add_argument(
        "--drift", action="store_true", help="see instead whether the quiet twin stands still"
    )
    parser.add_argument(
        "--estimators",
        action="store_true",
        help="see instead how often intervals hold the truth, and how long it takes",
    )
    parser.add_argument(
        "--compare", action="store_true", help="see instead how long ten pairs of three years take to compare"
    )
    parser.add_argument("--pages", action="store_true", help="see instead how fast explorer and report are")
    parser.add_argument("--repeats", type=int, default=5, help="of each measurement of the pages")
    parser.add_argument("--comparison", type=Path, help="whose report is timed; one is made if not given")
    parser.add_argument("--run", type=Path, action="append", default=[], help="more reports to be timed")
    return parser.parse_args()


def measure(sample: float, days: int) -> dict[str, Any]:
    """Return everything the benchmark measures, as plain data."""
    catalogue = load_catalogue()
    scenario = dataclasses.replace(load_scenario(SCENARIO, catalogue=catalogue), sample={"rest": sample})
    cores = machine.cores()
    found: dict[str, Any] = {"machine": machine.describe(), "sample": sample}
    found["compile_seconds"] = measuring.compile_seconds()
    world, found["population"] = measuring.population(scenario, catalogue, cores)
    bandwidth = machine.streaming_bandwidth(threads=cores)
    found["streaming_bytes_per_second"] = bandwidth
    found["hash_nanoseconds"] = measuring.hash_nanoseconds()
    found["speed"] = [
        measuring.speed(scenario, catalogue, world, threads, days)
        for threads in sorted({1, cores, cores + 1})
    ]
    for row in found["speed"]:
        touched = row["person_days_per_second"] * found["population"]["bytes_per_person"]
        row["share_of_bandwidth"] = touched / bandwidth
    found["event_rates"] = measuring.event_rates(scenario, catalogue, world)
    found["memory"] = measuring.memory()
    return found


def keep(found: dict[str, Any], name: str) -> None:
    """Write measurements under today's date."""
    folder = measuring.results_folder()
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.datetime.now(tz=datetime.UTC).date()}-{name}.json"
    path.write_text(json.dumps({"notice": NOTICE, **found}, indent=2) + "\n")
    Console().print(f"Written to {path}.")


def show_comparison() -> int:
    """Print how long a comparison over three years takes; returns 1 when it takes longer than the bar."""
    found = measuring.comparison(COMPARED, pairs=10, days=1125, sample=0.01)
    seconds, bar = found["seconds"], found["bar_seconds"]
    Console().print(
        f"{found['pairs']} pairs of {found['days']} days, {found['people']:,} people each: "
        f"{seconds:.0f} s (bar {bar} s), {found['person_days_per_second'] / 1e6:.1f} million person-days/s"
    )
    keep({"machine": machine.describe(), **found}, "compare")
    return 0 if seconds <= bar and not found["failed"] else 1


def show_pages(repeats: int, comparison: Path | None, runs: list[Path]) -> int:
    """Print the numbers of the pages; returns 1 when a bar is missed, 2 when they cannot be measured."""
    aside = Console(stderr=True)
    try:
        rows = pages.measured(repeats, comparison, runs, aside.print)
    except ClampdownError as error:
        aside.print(str(error))
        return 2
    table = Table("pages", "median", "least", "most", "bar", "kept")
    for one in rows:
        bar = "" if one.bar is None else f"{'at least' if one.least else 'at most'} {one.bar:g}"
        kept = "" if one.bar is None else "yes" if one.kept else "NO"
        cells = (f"{one.median:.3g} {one.unit}", f"{min(one.values):.3g}", f"{max(one.values):.3g}")
        table.add_row(one.what, *cells, bar, kept)
    Console().print(table)
    keep({"machine": machine.describe(), "repeats": repeats, "rows": pages.plain(rows)}, "pages")
    return 0 if all(one.kept for one in rows) else 1


def show_drift() -> int:
    """Print the drift of the quiet twin; returns 1 when a headline metric does not stand still."""
    catalogue = load_catalogue()
    rows = drift(load_scenario("quiet-2015", catalogue=catalogue), catalogue)
    table = Table("metric", "drift over 250 days", "standard error", "stands still")
    for row in rows:
        cells = (f"{row['drift']:+.1%}", f"{row['error']:.1%}", "yes" if row["stands_still"] else "NO")
        table.add_row(row["metric"], *cells)
    Console().print(table)
    return 0 if all(row["stands_still"] for row in rows) else 1


def show_coverage() -> int:
    """Print how often intervals hold the truth and how long it takes; returns 1 when a bar is missed."""
    rows, timed = coverage(), speed()
    table = Table("estimator", "tables", "95 % interval holds the truth", "bias", "93 to 97 %")
    for row in rows:
        kept = ("yes" if row.kept else "NO") if row.held_to else "not promised"
        cells = (f"{row.replicates:,}", f"{row.covered:.1%}", f"{row.bias:+.2%}", kept)
        table.add_row(row.estimator, *cells)
    Console().print(table)
    for one in timed:
        Console().print(
            f"{one.what}: {one.seconds:.2f} s (bar {one.bar:g} s), processor {one.processor_seconds:.2f} s"
        )
    return 0 if all(row.kept for row in rows) and all(one.kept for one in timed) else 1


def show(found: dict[str, Any]) -> None:
    """Print the measurements as tables."""
    console = Console()
    people = found["population"]
    console.print(f"{people['people']:,} people, {people['bytes_per_person']:.1f} bytes each")
    for name, seconds in found["compile_seconds"].items():
        console.print(f"first day of toytown, kernels {name}: {seconds:.1f} s")
    console.print(
        f"population built in {people['build_seconds']:.1f} s, built and settled in "
        f"{people['build_and_settle_seconds']:.1f} s, loaded in {people['load_seconds']:.1f} s"
    )
    console.print(f"streaming bandwidth {found['streaming_bytes_per_second'] / 1e9:.1f} GB/s; "
                  f"a hashed draw, vectorised, {found['hash_nanoseconds']:.2f} ns; "
                  f"peak memory {found['memory']['peak_bytes'] / 2**30:.2f} GiB")  # fmt: skip
    show_speed(console, found["speed"])
    outside = [rate["offence"] for rate in found["event_rates"] if rate["enough"] and not rate["within"]]
    console.print(
        "event rates within their evidence" if not outside else f"OUTSIDE their evidence: {outside}"
    )


def show_speed(console: Console, rows: list[dict[str, Any]]) -> None:
    """Print speed by number of threads, and seconds per line of the schedule."""
    speed = Table("threads", "million person-days/s", "events/s", "100 days, s", "share of bandwidth")
    spent = Table("threads", *[f"{line}, ms/day" for line in rows[0]["seconds_per_day_by_line"]])
    for row in rows:
        speed.add_row(
            str(row["threads"]), f"{row['person_days_per_second'] / 1e6:.1f}",
            f"{row['events_per_second']:,.0f}",
            f"{row['hundred_days_seconds']:.1f}", f"{row['share_of_bandwidth']:.2f}",
        )  # fmt: skip
        spent.add_row(
            str(row["threads"]), *[f"{1e3 * s:.1f}" for s in row["seconds_per_day_by_line"].values()]
        )
    console.print(speed)
    console.print(spent)


if __name__ == "__main__":
    sys.exit(main())
