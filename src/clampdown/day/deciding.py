"""The centre decides about directives that wait for a sign, or that are issued several times (M36).

A handful of directives, looked at once a day: ordinary Python. What was decided is kept in the one row of
the centre, from which the days of their orders are worked out each morning.
"""

import numpy as np
from numpy.typing import NDArray

from clampdown.world.parameters import SIGNS, Orders
from clampdown.world.records import Table
from clampdown.world.state import NEVER

F8 = NDArray[np.float64]
FOREVER = 1 << 30
DATE = SIGNS.index("date")


def decide(centre: Table, orders: Orders, seen: F8, t: int) -> None:
    """Issue the directives that are due, and let their orders count from today.

    Parameters
    ----------
    centre : table of Centre, one row
    orders : Orders; days of arrival and last days of the orders concerned are written
    seen : (W,) what the sign of each directive reads this morning
    t : int, day
    """
    mind = centre[0]
    for w in range(len(orders.waiting)):
        row = orders.waiting[w]
        if row.sign == DATE:
            by_date(mind, row, w, t)
        else:
            by_sign(mind, row, w, float(seen[w]), t)
        date_orders(mind, orders, w)


def by_date(mind: Table, row: Table, w: int, t: int) -> None:
    """Issue a directive again on the days written for it."""
    if t >= row.first:
        again = min((t - int(row.first)) // int(row.every), int(row.times) - 1)
        mind.issued[w], mind.times[w] = int(row.first) + again * int(row.every), again + 1


def by_sign(mind: Table, row: Table, w: int, seen: float, t: int) -> None:
    """Take note of a sign, and issue the directive once the centre has made up its mind."""
    rested = mind.issued[w] == NEVER or t - int(mind.issued[w]) >= row.every
    if mind.noticed[w] == NEVER and mind.times[w] < row.times and rested:
        beyond = seen > row.threshold if row.above else seen < row.threshold
        mind.noticed[w] = t if beyond else NEVER
    if mind.noticed[w] != NEVER and t - int(mind.noticed[w]) >= row.delay:
        mind.issued[w], mind.noticed[w] = t, NEVER
        mind.times[w] += 1


def date_orders(mind: Table, orders: Orders, w: int) -> None:
    """Write when the orders of a directive arrive and end; never, before it is issued."""
    mine = np.flatnonzero(orders.lines.waits == w)
    if mind.issued[w] == NEVER:
        orders.arrival[mine], orders.lines.last[mine] = FOREVER, -FOREVER
        return
    orders.arrival[mine] = int(mind.issued[w]) + orders.wait[mine]
    orders.lines.last[mine] = int(mind.issued[w]) + orders.lines.term[mine] - 1
