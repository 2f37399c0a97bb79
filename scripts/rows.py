"""Switch each mechanism of the 2015 campaign on and off: one metric per row, with its paired interval.

A 2 x 2 of runs per row: campaign or quiet, mechanism on or off. The effect of the campaign is the
ratio campaign / quiet of the row's metric; it is given with the mechanism on and off, and so is the
ratio of the two. Intervals (90 %) come from resampling places, the same places in all four runs.

    python scripts/rows.py [--sample 0] [--only M05,M18] [--out docs/rows.md]
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from clampdown.engine import machine
from clampdown.engine.settling import settled_world
from clampdown.experiments.run import simulation_of, values_of
from clampdown.schema.directive import Area
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_scenario, load_twin
from clampdown.world.state import STATUSES

F8 = NDArray[np.float64]
DAYS = 140  # the campaign's 102 days begin on day 30
CAMPAIGN = slice(30, 132)
EARLY, LATE, FIRST = slice(32, 46), slice(80, 110), slice(30, 33)
VOTE = 47  # day of the expected release
REPEATS = 2000
FEWEST = 1e-9


@dataclasses.dataclass
class Arm:
    """What one run leaves behind, summed over beats: (days, places) per metric."""

    tallies: NDArray[np.int64]
    weight: F8
    lay: Any
    names: dict[str, list[str]]
    gap: F8  # (days, places) believed less executed share of the campaign's orders, salience-weighted
    turned_away: NDArray[np.int64]
    idle: F8  # (places,) adults at liberty without an offence in the last month

    def count(self, block: str, item: str = "", days: slice = CAMPAIGN) -> F8:
        """Return a metric summed over days, by place, weighted to the country."""
        start, length = int(self.lay[block]), len(self.names.get(block, [""]))
        columns = slice(start, start + length)
        if item:
            column = start + self.names[block].index(item)
            columns = slice(column, column + 1)
        total: F8 = self.tallies[days, :, columns].sum(axis=(0, 2)) * self.weight
        return total


Metric = Callable[[Arm], tuple[F8, F8]]


def rate(block: str, item: str = "", days: slice = CAMPAIGN) -> Metric:
    """Return the metric 'so many, per place'."""
    return lambda arm: (arm.count(block, item, days), np.ones_like(arm.weight))


def share(block: str, item: str, of: str) -> Metric:
    """Return the metric 'share of one block in another'."""
    return lambda arm: (arm.count(block, item), arm.count(of, item if of == "offences" else ""))


def contrast(block: str, early: slice, late: slice) -> Metric:
    """Return the metric 'early relative to late'."""
    return lambda arm: (arm.count(block, "", early) / (early.stop - early.start),
                        arm.count(block, "", late) / (late.stop - late.start))  # fmt: skip


# Rows whose instrument can be replaced by tips when it is off: the campaign's effect is the difference.
BY_DIFFERENCE = {"M14", "M15", "M17", "M18"}
# Row: what is measured, how, and whether it needs the border taken densely.
ROWS: dict[str, tuple[str, Metric, bool]] = {
    "M01": ("offences found out, all places", rate("detected"), False),
    "M02": ("offences found out, first weeks relative to later ones",
            contrast("detected", EARLY, LATE), False),
    "M04": ("offences found out in the first three days", rate("detected", "", FIRST), False),
    "M05": ("minutes worked in the first weeks", rate("minutes", "", EARLY), False),
    "M08": ("rounds walked", rate("rounds"), False),
    "M09": ("people named in reports", rate("named"), False),
    "M12": ("share of orders believed done beyond what was done",
            lambda arm: (arm.gap, np.ones(len(arm.weight))), False),
    "M13": ("encounters hidden by the officer", rate("concealed"), False),
    "M14": ("curfew breaches found out", rate("detected", "curfew"), False),
    "M15": ("travellers without papers found out", rate("detected", "travel"), False),
    "M16": ("share of trade in side streets", share("hidden", "market_trade", "offences"), False),
    "M17": ("absences found out", rate("detected", "absence"), False),
    "M18": ("calls abroad found out", rate("detected", "call_abroad"), True),
    "M20": ("people with records held, relative to all held",
            lambda arm: (arm.count("held_flag", "record"), arm.count("held")), False),
    "M21": ("encounters that an informer led to", rate("tips"), False),
    "M22": ("adults without an offence in a month", lambda arm: (arm.idle, np.ones_like(arm.weight)), False),
    "M23": ("people for whom custody had no room",
            lambda arm: (arm.turned_away[CAMPAIGN].sum(axis=0) * arm.weight, np.ones(len(arm.weight))),
            False),
    "M24": ("person-days in custody", rate("held"), False),
    "M25": ("sanctions one rung above the usual for moderate offences",
            rate("sanctioned", "forced_labour"), False),
    "M26": ("attempts to leave", rate("offences", "crossing"), True),
    "M27": ("bribes paid to settle cases", rate("bought"), False),
    "M28": ("people held just after the vote relative to just before",
            contrast("held", slice(VOTE + 1, VOTE + 4), slice(VOTE - 3, VOTE)), False),
    "M30": ("households living in fear", rate("households_afraid"), False),
    "M31": ("confrontations", rate("confrontations"), False),
    "M33": ("attempts to leave", rate("offences", "crossing"), True),
}  # fmt: skip


def live(scenario: Scenario, catalogue: Catalogue, threads: int) -> Arm:
    """Run one arm in memory."""
    values = values_of(scenario, catalogue)
    world = settled_world(scenario, catalogue, values, threads=threads)
    simulation = simulation_of(scenario, catalogue, values, world, threads)
    directed = (simulation.orders.lines.directed == 1) & (simulation.orders.lines.hours > 0)
    tallies, gaps, turned = [], [], []
    for t in range(DAYS):
        today = simulation.step(t)
        tallies.append(today.tally)
        weight = today.ordered * directed[:, None]
        gaps.append(
            (weight * (today.believed - today.executed)).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-12)
        )
        turned.append(
            np.bincount(today.cases.place, today.cases.turned_away, minlength=len(simulation.weight))
        )
    pack, people = simulation.pack, simulation.world.people
    idle = (people.profile >= 128) & (people.status == 0) & (people.last_offence < DAYS - 30)
    beat = np.repeat(world.beats.place, world.beats.last_person - world.beats.first_person)
    names = {block: list(pack.offences) for block in ("offences", "hidden", "detected", "bought")}
    names |= {block: [rung.id for rung in pack.ladder] for block in ("sanctioned", "held")}
    names |= {
        "minutes": list(pack.tasks),
        "people": list(STATUSES),
        "held_flag": [flag.id for flag in pack.flags],
    }
    return Arm(
        np.array(tallies), simulation.weight, simulation.lay, names, np.array(gaps)[CAMPAIGN].mean(axis=0),
        np.array(turned), np.bincount(beat, idle, minlength=len(simulation.weight)) * simulation.weight,
    )  # fmt: skip


def pair(base: Scenario, catalogue: Catalogue, off: str, threads: int) -> tuple[Arm, Arm]:
    """Return campaign and quiet run with one mechanism off ("" for none)."""
    on = {**base.mechanisms, **({off: False} if off else {})}
    scenario = dataclasses.replace(base, mechanisms=on, days=DAYS)
    return live(scenario, catalogue, threads), live(load_twin(scenario, catalogue), catalogue, threads)


def effects(metric: Metric, arms: list[Arm], *, difference: bool) -> dict[str, list[float]]:
    """Return the campaign's effect with the mechanism on, off, and their ratio: middle, 5 %, 95 %.

    The effect is campaign / quiet, or campaign - quiet per 100,000 people of the places counted.
    """
    parts = [metric(arm) for arm in arms]
    luck = np.random.default_rng(0)  # resampling of results, outside the model
    places = len(parts[0][0])
    picks = [np.arange(places), *luck.integers(0, places, (REPEATS, places))]
    found = np.array([[over(part, pick) for part in parts] for pick in picks])
    with np.errstate(divide="ignore", invalid="ignore"):
        if not found[:, [1, 3]].any():  # nothing to compare with on quiet days: the campaign's own level
            found[:, [1, 3]] = 1.0
        on, off = found[:, 0] / found[:, 1], found[:, 2] / found[:, 3]
        if difference:
            people = np.array([arms[0].count("people", "", slice(0, 1))[pick].sum() for pick in picks])
            on = 100_000 * (found[:, 0] - found[:, 1]) * len(parts[0][0]) / people
            off = 100_000 * (found[:, 2] - found[:, 3]) * len(parts[0][0]) / people
        return {name: spread(x) for name, x in (("on", on), ("off", off), ("ratio", on / off))}


def over(part: tuple[F8, F8], pick: NDArray[np.int64]) -> float:
    """Return a ratio of sums over chosen places."""
    return float(part[0][pick].sum() / max(part[1][pick].sum(), 1e-12))


def spread(x: F8) -> list[float]:
    """Return the estimate and its 90 % interval; nan where there was nothing to divide by."""
    finite = x[1:][np.isfinite(x[1:])]
    low, high = np.quantile(finite, [0.05, 0.95]) if len(finite) > REPEATS // 2 else (np.nan, np.nan)
    return [float(x[0]), float(low), float(high)]


def table(found: dict[str, Any]) -> str:
    """Return the results as a Markdown page."""
    lines = [
        "# Each row with its switch on and off", "",
        "*Simulation of synthetic people; not a record of events.* Made by `python scripts/rows.py`.", "",
        "The campaign's effect on one metric per row, as the ratio campaign / quiet, with the mechanism on",
        "and off; last, the ratio of the two. 90 % intervals from resampling places, paired over four runs.",
        "'none' stands where the metric is zero without the mechanism. Where quiet days have none of it, the",
        "columns give the campaign's own level.", "",
        "| row | metric | on | off | on / off |", "| --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, row in found.items():
        cells = [words(row[key]) for key in ("on", "off", "ratio")]
        lines.append(f"| {name} | {row['metric']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def words(x: list[float]) -> str:
    """Return an estimate with its interval in words."""
    if not np.isfinite(x[0]):
        return "none"
    return f"{x[0]:.2f} ({x[1]:.2f} to {x[2]:.2f})" if np.isfinite(x[1]) else f"{x[0]:.2f}"


def main() -> int:
    """Run the rows asked for and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=float, default=FEWEST, help="share of beats; two a place at least")
    parser.add_argument(
        "--border", type=float, default=0.5, help="share of beats at the border for rows that need it"
    )
    parser.add_argument("--only", default="", help="rows, comma separated")
    parser.add_argument("--out", type=Path, default=Path("docs/rows.md"))
    chosen = parser.parse_args()
    catalogue, threads = load_catalogue(), machine.cores()
    base = load_scenario("hundred-day-battle", catalogue=catalogue)
    bases = {
        False: dataclasses.replace(base, sample={"rest": chosen.sample}),
        True: dataclasses.replace(
            base, sample={"border": chosen.border, "rest": 0.0}, area=Area(border=True)
        ),
    }
    names = [name for name in ROWS if not chosen.only or name in chosen.only.split(",")]
    whole = {dense: pair(bases[dense], catalogue, "", threads) for dense in {ROWS[name][2] for name in names}}
    kept = chosen.out.with_suffix(".json")
    found: dict[str, Any] = json.loads(kept.read_text()) if chosen.only and kept.exists() else {}
    for name in track(names, "Rows"):
        label, metric, dense = ROWS[name]
        arms = [*whole[dense], *pair(bases[dense], catalogue, name, threads)]
        label += " (difference per 100,000 people)" if name in BY_DIFFERENCE else ""
        found[name] = {"metric": label, **effects(metric, arms, difference=name in BY_DIFFERENCE)}
        found = {row: found[row] for row in ROWS if row in found}
        kept.write_text(json.dumps(found, indent=2) + "\n")
    chosen.out.write_text(table(found))
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
