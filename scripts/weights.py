"""Which assumed numbers carry the most weight: parameter draws against the human cost of a campaign.

    python scripts/weights.py [--scenario hundred-day-battle] [--draws 120] [--workers 2]

Every assumed or judged number is drawn from its range, all at once, and the campaign is held against
its twin. The rank correlation of each number with each ratio says how much of the spread it carries.
Writes docs/weights.md. Numbers are only weighed: nothing here looks for the ones that suit anybody.
"""

import argparse
import math
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from clampdown.experiments.cost import FEWEST_BEATS
from clampdown.experiments.draws import request_of, run_draws
from clampdown.experiments.preparing import Prepared, Wishes, prepare
from clampdown.experiments.run import values_of
from clampdown.experiments.summary import HUMAN_COST

F8 = NDArray[np.float64]
PAGE = Path(__file__).resolve().parents[1] / "docs" / "weights.md"
NOTICE = "Simulation of synthetic people; not a record of events."
SHUFFLES = 200  # draws put in another order, to see what chance alone would show
SHOWN = 8
LEAST_DRAWS = 20


class Weight(NamedTuple):
    """How strongly an outcome goes with a number.

    Attributes
    ----------
    name : of the evidence record
    correlation : of ranks, -1 to 1
    """

    name: str
    correlation: float


def main() -> None:
    """Run the draws and write the page."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("--scenario", default="hundred-day-battle")
    wanted.add_argument("--draws", type=int, default=120)
    wanted.add_argument("--workers", type=int)
    args = wanted.parse_args()
    if args.draws < LEAST_DRAWS:
        wanted.error(f"--draws: at least {LEAST_DRAWS}, for ranks to mean anything.")
    prepared = prepare(args.scenario, Wishes())
    found = run_draws(request_of(prepared), args.draws, workers=args.workers, progress=told)
    names, drawn = drawn_numbers(prepared, args.draws)
    parts = [f"# What carries the weight: {args.scenario}", "", f"*{NOTICE}*", "", heading(args, len(names))]
    for figure in HUMAN_COST:
        ratios = [row["ratio"][figure.key] for row in found]
        if all(ratio is not None for ratio in ratios):
            outcome = np.array(ratios, dtype=np.float64)
            parts += ["", f"## {figure.title}", "", *table(weights(names, drawn, outcome), drawn, outcome)]
    PAGE.write_text("\n".join(parts) + "\n", encoding="utf-8")


def told(what: str, done: int, of: int) -> None:
    """Say how far the work has come."""
    print(f"\r{what}: {done} of {of}", end="", file=sys.stderr, flush=True)


def drawn_numbers(prepared: Prepared, draws: int) -> tuple[list[str], F8]:
    """Return the names of the records that differ between draws, and their numbers, (draws, names)."""
    rows = []
    for number in range(draws):
        values = values_of(prepared.scenario, prepared.catalogue, number)
        rows.append({name: values.peek(name) for name in values})
    names = [name for name in rows[0] if len({row[name] for row in rows}) > 1]
    return names, np.array([[row[name] for name in names] for row in rows])


def weights(names: list[str], drawn: F8, outcome: F8) -> list[Weight]:
    """Return the rank correlation of every number with an outcome, the strongest first."""
    found = [Weight(name, float(c)) for name, c in zip(names, correlations(drawn, outcome), strict=True)]
    return sorted(found, key=lambda one: -abs(one.correlation))


def correlations(drawn: F8, outcome: F8) -> F8:
    """Return the rank correlation of each column with an outcome."""
    columns, ranks = rankdata(drawn, axis=0), rankdata(outcome)
    columns, ranks = columns - columns.mean(axis=0), ranks - ranks.mean()
    scale = np.sqrt((columns**2).sum(axis=0) * (ranks**2).sum())
    found: F8 = columns.T @ ranks / np.where(scale > 0.0, scale, math.inf)
    return found


def chance(drawn: F8, outcome: F8) -> float:
    """Return the strongest correlation of any number that chance alone shows in one case in twenty."""
    luck = np.random.default_rng(0)  # shuffling of results, outside the model
    most = [np.abs(correlations(drawn, luck.permutation(outcome))).max() for _ in range(SHUFFLES)]
    return float(np.quantile(most, 0.95))


def heading(args: argparse.Namespace, count: int) -> str:
    """Return what the page says of how it was made."""
    command = f"python scripts/weights.py --scenario {args.scenario} --draws {args.draws}"
    return (
        f"Made by `{command}`: {args.draws} draws of {count} assumed or judged numbers at once, on a part of "
        f"the country with {FEWEST_BEATS} beats in each place. Each table lists the numbers with which the "
        "ratio of the campaign to its twin goes most closely, by rank correlation; its square is about the "
        "share of the spread that it carries. What is weaker than chance alone would show is left out."
    )


def table(found: list[Weight], drawn: F8, outcome: F8) -> list[str]:
    """Return a table of the strongest weights."""
    floor = chance(drawn, outcome)
    low, high = np.quantile(outcome, [0.05, 0.95])
    strong = [one for one in found if abs(one.correlation) >= floor][:SHOWN]
    rows = [f"| `{one.name}` | {one.correlation:+.2f} |" for one in strong] or ["| none | |"]
    said = f"Ratio over draws: {low:.2f} to {high:.2f} (90 %). Chance alone: up to {floor:.2f}."
    return ["| number | rank correlation |", "|---|---|", *rows, "", said]


if __name__ == "__main__":
    main()
