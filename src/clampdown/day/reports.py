"""The third movement: what is claimed to have been done climbs back to the centre."""

import numpy as np
from numpy.typing import NDArray

from clampdown.rules import compliance
from clampdown.rules.rule import rule
from clampdown.world.parameters import Orders, Parameters
from clampdown.world.records import Table
from clampdown.world.state import World

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
M12 = 12
LEAST, MOST = 0.5, 2.0  # bounds of the centre's pressure


def by_place(world: World, beats: F8, rows: NDArray[np.int64]) -> F8:
    """Return the mean over a place's beats of the chosen columns, shape (columns, places)."""
    first = world.places.first_beat.astype(np.int64)
    count = world.places.last_beat.astype(np.int64) - first
    total = np.zeros((len(count), len(rows)))
    some = np.flatnonzero(count)
    if len(some) and len(rows):
        total[some] = np.add.reduceat(beats[:, rows], first[some], axis=0)
    mean: F8 = (total / np.maximum(count, 1)[:, None]).T
    return mean


@rule
def climb(rules, lines, here, weight, done, tiers, place, centre):
    """Let claims climb from the place to the centre (E4); shapes (orders, places).

    `place` comes with the officers' claims and leaves with what the place reports; every tier above
    claims some of what is left, so that `centre` reads nearer the target.
    """
    for m in range(len(lines)):
        for p in range(len(here)):
            if lines[m].hours > 0.0 and lines[m].on_beat == 0:
                place[m, p] = done[m, p]
            centre[m, p] = place[m, p]
            if rules.on[M12] == 0 or lines[m].hours <= 0.0 or weight[m, p] <= 0.0:
                continue
            inflated = compliance.inflation(
                rules.inflation_base, rules.inflation_pressure, weight[m, p], rules.inflation_audit, here[p].audit
            )
            if lines[m].on_beat == 0:
                place[m, p] = compliance.claim(done[m, p], inflated)
                centre[m, p] = place[m, p]
            for _ in range(tiers):
                centre[m, p] = compliance.claim(centre[m, p], inflated)


def report_up(
    world: World, par: Parameters, here: Table, weight: F8, orders: Orders, sheets: tuple[I8, F8, F8], done: F8
) -> tuple[F8, F8, F8]:
    """Gather claims, let them climb, and let the centre answer.

    Parameters
    ----------
    weight : (orders, places) salience today
    sheets : tally, done and claimed by beat, as the street left them
    done : (orders, places), share carried out by place-wide organs

    Returns
    -------
    executed, claimed by the place, believed by the centre : (orders, places) shares
    """
    rows = np.flatnonzero(orders.lines.on_beat == 1)
    executed, claimed = done.copy(), done.copy()
    executed[rows] = by_place(world, sheets[1], rows)
    claimed[rows] = by_place(world, sheets[2], rows)
    place, centre = claimed, np.zeros(claimed.shape)
    climb(par.rules[0], orders.lines, here, weight, done, orders.tiers, place, centre)
    directed = (orders.lines.directed == 1) & (orders.lines.hours > 0)
    asked_of = weight * directed[:, None]
    for province in range(len(world.provinces.pressure)):
        mine = asked_of[:, world.places.province == province]
        if mine.sum() <= 0.0:
            world.provinces.pressure[province], world.provinces.claimed[province] = 1.0, 1.0
            continue
        believed = float((mine * centre[:, world.places.province == province]).sum() / mine.sum())
        asked = 1.0 + par.rules[0].pressure_gain * (par.rules[0].pressure_target - believed)
        world.provinces.claimed[province] = believed
        world.provinces.pressure[province] = min(MOST, max(LEAST, asked))
    return executed, place, centre
