"""The third movement: what is claimed to have been done climbs back to the centre."""

import numpy as np
from numpy.typing import NDArray

from clampdown.rules import compliance
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


def climb(par: Parameters, here: Table, weight: F8, orders: Orders, claimed: F8, done: F8) -> tuple[F8, F8]:
    """Return what reaches the tier above the place and what the centre reads, shape (orders, places).

    Every tier claims some of what is left (E4), so the report nears the target as it climbs.
    """
    place, rates = claimed.copy(), par.rules[0]
    outside = np.flatnonzero((orders.lines.on_beat == 0) & (orders.lines.hours > 0))
    place[outside] = done[outside]
    centre = place.copy()
    if not par.rules[0].on[M12]:
        return place, centre
    for m, p in zip(*np.nonzero(weight * (orders.lines.hours > 0)[:, None]), strict=True):
        inflated = compliance.inflation(
            rates.inflation_base, rates.inflation_pressure, weight[m, p], rates.inflation_audit, here.audit[p]
        )
        if orders.lines.on_beat[m] == 0:
            place[m, p] = centre[m, p] = compliance.claim(done[m, p], inflated)
        for _ in range(orders.tiers):
            centre[m, p] = compliance.claim(centre[m, p], inflated)
    return place, centre


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
    place, centre = climb(par, here, weight, orders, claimed, done)
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
