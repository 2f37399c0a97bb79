"""How many of a hundred rounds are walked, over draws of all judged and assumed numbers (M08).

    python scripts/hundred_rounds.py [--draws 40] [--sample 0] [--workers 2]

Runs the scenario hundred-rounds in its province from shortly before the order, once at the values written
down and once for each draw, and writes docs/hundred-rounds.md with its data beside it as JSON. The model is
held against a saying; no number of it is taken from there.
"""

import argparse
import dataclasses
import datetime
import json
import sys
import textwrap
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from clampdown.engine.settling import settled_world
from clampdown.experiments.replicates import replicate
from clampdown.experiments.run import simulation_of, values_of
from clampdown.schema.directive import Area
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_scenario

PAGE = Path(__file__).resolve().parents[1] / "docs" / "hundred-rounds.md"
NOTICE = "Simulation of synthetic people; not a record of events."
SCENARIO, ORDER, PROVINCE = "hundred-rounds", "hundred-rounds/rounds", "ryanggang"
EVE, SETTLING_IN, LAST = datetime.date(2021, 10, 25), 12, datetime.date(2021, 12, 31)
ROUNDS, SHARE = (6.0, 20.0), (0.1, 0.35)  # ten rounds and a fifth, give or take a factor of about two
FEWEST = 1e-9
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TABLE = "| | written down | 5 % | 25 % | median | 75 % | 95 % | draws in range |"
WHAT = (
    "Made by `python scripts/hundred_rounds.py --draws {draws}`. Officers of a border province are "
    "ordered to walk a hundred rounds a day, among other orders. People say that one walks ten and "
    "carries out a fifth of an order. No number of the model is taken from that saying: rounds come "
    "out of the hours of a day, what a round takes and what else is asked for, each of which has an "
    "evidence record of its own. Here every judged or assumed number is drawn from its range, and "
    "the months of the order are lived anew."
)
HOW = (
    "Means from about the fifth day of the order to its end, over the beats of the province. Rounds "
    "include those of routine patrols; a beat has one officer."
)


class Found(NamedTuple):
    """What came out of one draw, from the fifth day of the order on.

    Attributes
    ----------
    draw : number; -1 for the values written down
    rounds : walked per officer-day, of the hundred ordered
    order : share of the order of a hundred rounds that is carried out
    orders : share of an order for work that is carried out, mean over all that hold
    """

    draw: int
    rounds: float
    order: float
    orders: float

    @property
    def rounds_land(self) -> bool:
        """Whether rounds lie in the range of the saying."""
        return ROUNDS[0] <= self.rounds <= ROUNDS[1]

    @property
    def orders_land(self) -> bool:
        """Whether the share of all orders carried out lies in the range of the saying."""
        return SHARE[0] <= self.orders <= SHARE[1]


def main() -> None:
    """Run the draws and write the page."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("--draws", type=int, default=40)
    wanted.add_argument("--sample", type=float, default=FEWEST, help="share of beats; two a place at least")
    wanted.add_argument("--workers", type=int)
    args = wanted.parse_args()
    outcomes = list(
        replicate(range(-1, args.draws), partial(tried, args.sample), workers=args.workers, progress=told)
    )
    if broken := [f"draw {one.task}: {one.error}" for one in outcomes if one.result is None]:
        sys.exit("\n".join(broken))
    found = sorted(one.result for one in outcomes if one.result is not None)
    PAGE.with_suffix(".json").write_text(json.dumps([one._asdict() for one in found], indent=1) + "\n")
    PAGE.write_text(page_of(found), encoding="utf-8")


def told(done: int, of: int) -> None:
    """Say how far the work has come."""
    print(f"\rdraws: {done} of {of}", end="", file=sys.stderr, flush=True)


@cache
def loaded(sample: float) -> tuple[Scenario, Catalogue]:
    """Return the scenario in its province, from shortly before the order to its end."""
    catalogue = load_catalogue()
    scenario = load_scenario(SCENARIO, catalogue=catalogue)
    days = (LAST - EVE).days + 1
    area, shares = Area(provinces=(PROVINCE,)), {"rest": sample}
    return dataclasses.replace(scenario, start=EVE, days=days, area=area, sample=shares), catalogue


def tried(sample: float, draw: int) -> Found:
    """Live the months of the order with the numbers of one draw."""
    scenario, catalogue = loaded(sample)
    number = None if draw < 0 else draw
    values = values_of(scenario, catalogue, number)
    world = settled_world(scenario, catalogue, values, threads=1, keep=number is None)
    simulation = simulation_of(scenario, catalogue, values, world, 1)
    labels = [f"{line.directive}/{line.name}" for line in simulation.lines]
    row = labels.index(ORDER)
    ordered = (simulation.orders.lines.directed == 1) & (simulation.orders.lines.hours > 0)
    beats = np.bincount(world.beats.place, minlength=len(world.places))
    walked, officer_days, mine, every = 0.0, 0.0, [], []
    for t in range(scenario.days):
        today = simulation.step(t)
        if t >= SETTLING_IN:
            walked += float((today.tally[:, simulation.lay.rounds] * simulation.weight).sum()) / 100
            officer_days += float((beats * simulation.weight).sum())
            holds = (today.ordered > 0) & (beats > 0) & ordered[:, None]
            mine += today.executed[row][holds[row]].tolist()
            every += today.executed[holds].tolist()
    return Found(draw, walked / officer_days, float(np.mean(mine)), float(np.mean(every)))


def page_of(found: Sequence[Found]) -> str:
    """Return the page as Markdown."""
    usual, drawn = found[0], found[1:]
    lines = ["# A hundred rounds a day", "", f"*{NOTICE}*", "", *wrapped(WHAT.format(draws=len(drawn))), ""]
    lines += [*wrapped(landed(drawn)), "", TABLE, "|---" * 8 + "|"]
    rows = {
        "rounds walked per officer-day": ([one.rounds for one in found], ROUNDS),
        "share carried out, mean over orders for work": ([one.orders for one in found], SHARE),
        "share carried out of the order of a hundred rounds": ([one.order for one in found], SHARE),
    }
    lines += [row_of(what, numbers, limits) for what, (numbers, limits) in rows.items()]
    lines += [
        "",
        *wrapped(HOW),
        "",
        "| draw | rounds | share, all orders | share, this order | both in range |",
    ]
    lines += ["|---" * 5 + "|"]
    lines += [cells_of(one) for one in (usual, *drawn)]
    return "\n".join(lines) + "\n"


def wrapped(text: str) -> list[str]:
    """Return a paragraph in lines."""
    return textwrap.wrap(text, 120, break_long_words=False)


def landed(drawn: Sequence[Found]) -> str:
    """Return how many draws land where the saying does."""
    both = percent(one.rounds_land and one.orders_land for one in drawn)
    rounds, orders = (percent(getattr(one, name) for one in drawn) for name in ("rounds_land", "orders_land"))
    ranges = f"{ROUNDS[0]:g} to {ROUNDS[1]:g} rounds and at {SHARE[0]:g} to {SHARE[1]:g} of the orders"
    return (
        f"**{both} of {len(drawn)} draws land both at {ranges} carried out**: "
        f"{rounds} at the rounds, {orders} at the share."
    )


def cells_of(one: Found) -> str:
    """Return a row of the table of draws."""
    name = "written down" if one.draw < 0 else str(one.draw)
    both = "yes" if one.rounds_land and one.orders_land else ""
    return f"| {name} | {one.rounds:.1f} | {one.orders:.2f} | {one.order:.2f} | {both} |"


def row_of(what: str, numbers: Sequence[float], limits: tuple[float, float]) -> str:
    """Return a row: the number written down, quantiles over draws, and the share of draws in range."""
    usual, drawn = numbers[0], numbers[1:]
    cells = [f"{number:.3g}" for number in (usual, *np.quantile(drawn, QUANTILES))]
    inside = percent(limits[0] <= number <= limits[1] for number in drawn)
    return f"| {what} | {' | '.join(cells)} | {inside} |"


def percent(inside: Any) -> str:
    """Return a share of yes in per cent.

    Examples
    --------
    >>> percent([True, False, False])
    '33 %'
    """
    answers = list(inside)
    return f"{100 * sum(answers) / len(answers):.0f} %"


if __name__ == "__main__":
    main()
