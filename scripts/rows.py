"""Switch each mechanism of the 2015 campaign on and off: one metric per row, with its paired interval.

A 2 x 2 of runs per row: campaign or quiet, mechanism on or off. The effect of the campaign is the
ratio campaign / quiet of the row's metric; it is given with the mechanism on and off, and so is the
ratio of the two. Intervals (90 %) come from resampling places, the same places in all four runs.

    python scripts/rows.py [--sample 0] [--border 0.5] [--only M05,M18] [--threads 2]
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from arms import CAMPAIGN, F8, LONG, MORE_ATTEMPTS, Arm, bases_of, pair
from clampdown.engine import machine
from clampdown.schema.loading import load_catalogue

EARLY, LATE, FIRST, MONTH = slice(32, 46), slice(80, 110), slice(30, 33), slice(30, 60)
ARRIVING = slice(150, LONG)
VOTE = 47  # day of the expected release
REPEATS = 2000
FEWEST = 1e-9
Metric = Callable[[Arm], tuple[F8, ...]]  # parts a, b or a, b, c, d, by place: a / b, or (a / b) / (c / d)


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


def listed(item: str, of: str) -> Metric:
    """Return the metric 'one count per another, of people on watch lists relative to everybody else'."""
    return lambda arm: arm.apart(item, of)


# Rows whose instrument can be replaced by tips when it is off: the campaign's effect is the difference.
BY_DIFFERENCE = {"M14", "M15", "M17", "M18"}
# Rows that compare people within a run: the columns give the campaign's own level.
BY_LEVEL = {"M20 held", "M20 named"}
# Row, which begins with its mechanism: what is measured, how, and where. See `bases_of`.
ROWS: dict[str, tuple[str, Metric, str]] = {
    "M01": ("offences found out, all places", rate("detected"), ""),
    "M02": ("offences found out, first weeks relative to later ones",
            contrast("detected", EARLY, LATE), ""),
    "M04": ("offences found out in the first three days", rate("detected", "", FIRST), ""),
    "M05": ("minutes worked in the first weeks", rate("minutes", "", EARLY), ""),
    "M08": ("rounds walked", rate("rounds"), ""),
    "M09": ("people named in reports", rate("named"), ""),
    "M12": ("share of orders believed done beyond what was done",
            lambda arm: (arm.gap, np.ones(len(arm.weight))), ""),
    "M13": ("encounters hidden by the officer", rate("concealed"), ""),
    "M14": ("curfew breaches found out", rate("detected", "curfew"), ""),
    "M15": ("travellers without papers found out", rate("detected", "travel"), ""),
    "M16": ("share of trade in side streets", share("hidden", "market_trade", "offences"), ""),
    "M17": ("absences found out", rate("detected", "absence"), ""),
    "M18": ("calls abroad found out", rate("detected", "call_abroad"), "border"),
    "M20": ("cases per day with an offence, people on watch lists relative to others",
            listed("cases", "offended"), ""),
    "M20 held": ("custody per day with an offence, people on watch lists relative to others",
                 listed("custody", "offended"), ""),
    "M20 named": ("people named without being held, on watch lists relative to others, per adult",
                  listed("named", "adults"), ""),
    "M21": ("encounters that an informer led to", rate("tips"), ""),
    "M22": ("adults without an offence in a month", lambda arm: (arm.idle, np.ones_like(arm.weight)), ""),
    "M23": ("people for whom custody had no room",
            lambda arm: (arm.turned_away[CAMPAIGN].sum(axis=0) * arm.weight, np.ones(len(arm.weight))),
            ""),
    "M24": ("person-days in custody", rate("held"), ""),
    "M25": ("sanctions one rung above the usual for moderate offences",
            rate("sanctioned", "forced_labour"), ""),
    "M26": ("attempts to leave", rate("offences", "crossing"), "border"),
    "M27": ("bribes paid to settle cases", rate("bought"), ""),
    "M28": ("people held just after the vote relative to just before",
            contrast("held", slice(VOTE + 1, VOTE + 4), slice(VOTE - 3, VOTE)), ""),
    "M30": ("households living in fear", rate("households_afraid"), ""),
    "M31": ("confrontations", rate("confrontations"), ""),
    "M33": ("attempts to leave in the first month", rate("offences", "crossing", MONTH), "leaving"),
    "M33 arrivals": ("arrivals abroad, five to nine months on", rate("arrivals", "", ARRIVING), "leaving"),
}  # fmt: skip


def effects(row: str, metric: Metric, arms: list[Arm]) -> dict[str, list[float]]:
    """Return the campaign's effect with the mechanism on, off, and their ratio: middle, 5 %, 95 %.

    The effect is campaign / quiet, or campaign - quiet per 100,000 people of the places counted, or the
    campaign's own level.
    """
    parts = [metric(arm) for arm in arms]
    luck = np.random.default_rng(0)  # resampling of results, outside the model
    places = len(parts[0][0])
    picks = [np.arange(places), *luck.integers(0, places, (REPEATS, places))]
    found = np.array([[over(part, pick) for part in parts] for pick in picks])
    with np.errstate(divide="ignore", invalid="ignore"):
        # Where quiet days have nothing to compare with, the campaign's own level.
        if row in BY_LEVEL or not found[:, [1, 3]].any():
            found[:, [1, 3]] = 1.0
        on, off = found[:, 0] / found[:, 1], found[:, 2] / found[:, 3]
        if row in BY_DIFFERENCE:
            people = np.array([arms[0].count("people", "", slice(0, 1))[pick].sum() for pick in picks])
            on = 100_000 * (found[:, 0] - found[:, 1]) * len(parts[0][0]) / people
            off = 100_000 * (found[:, 2] - found[:, 3]) * len(parts[0][0]) / people
        ratio = np.where(np.isfinite(off), on / off, np.nan)
        return {name: spread(x) for name, x in (("on", on), ("off", off), ("ratio", ratio))}


def over(part: tuple[F8, ...], pick: NDArray[np.int64]) -> float:
    """Return a ratio of sums over chosen places, or the ratio of two such ratios."""
    sums = [float(one[pick].sum()) for one in part]
    ratios = [sums[n] / max(sums[n + 1], 1e-12) for n in range(0, len(sums), 2)]
    return ratios[0] if len(ratios) == 1 else ratios[0] / max(ratios[1], 1e-12)


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
        "'none' stands where the metric is zero without the mechanism, 'none left' where a difference",
        "without it cannot be told from zero. Where quiet days have none of it, or the row says so, the",
        "columns give the campaign's own level.", "",
        "People on watch lists are those with a flag that puts them there, the same people whether lists are",
        "kept or not; to hold conduct equal, their cases are counted per day on which they did something",
        "forbidden. Attempts to leave are too rare to be counted in a sample; the rows of M33 make them",
        f"{MORE_ATTEMPTS} times as frequent, in all four runs.", "",
        "| row | metric | on | off | on / off |", "| --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    for name, row in found.items():
        cells = [words(row[key]) for key in ("on", "off", "ratio")]
        if "(difference" in row["metric"] and row["off"][1] <= 0.0 <= row["off"][2]:
            cells[2] = "none left"
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
    parser.add_argument("--only", default="", help="mechanisms, comma separated")
    parser.add_argument("--threads", type=int, default=0, help="to share the street among; 0 for one a core")
    parser.add_argument("--out", type=Path, default=Path("docs/rows.md"))
    chosen = parser.parse_args()
    catalogue, threads = load_catalogue(), chosen.threads or machine.cores()
    bases = bases_of(catalogue, chosen.sample, chosen.border)
    names = [name for name in ROWS if not chosen.only or name.split()[0] in chosen.only.split(",")]
    whole = {where: pair(bases[where], catalogue, "", threads) for where in {ROWS[name][2] for name in names}}
    kept = chosen.out.with_suffix(".json")
    found: dict[str, Any] = json.loads(kept.read_text()) if chosen.only and kept.exists() else {}
    lived, without = ("", ""), whole[ROWS[names[0]][2]]
    for name in track(names, "Rows"):
        label, metric, where = ROWS[name]
        if (name.split()[0], where) != lived:  # rows of one mechanism share its runs
            lived = (name.split()[0], where)
            without = pair(bases[where], catalogue, lived[0], threads)
        label += " (difference per 100,000 people)" if name in BY_DIFFERENCE else ""
        label += " (level during the campaign)" if name in BY_LEVEL else ""
        found[name] = {"metric": label, **effects(name, metric, [*whole[where], *without])}
        found = {row: found[row] for row in ROWS if row in found}
        kept.write_text(json.dumps(found, indent=2) + "\n")
    chosen.out.write_text(table(found))
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
