"""Who does the work of a place today: routine eased, posts left empty, an elite force, duties passed on."""

import numpy as np
from numpy.typing import NDArray

from clampdown.day.levers import newcomers
from clampdown.world.parameters import Orders, Parameters
from clampdown.world.state import OFFENCES, ORGANS, TASKS

F8 = NDArray[np.float64]
M09, M11 = 9, 11


def eased(orders: Orders, weight: F8) -> tuple[F8, F8]:
    """Return what orders to do less leave of routine duties, and the share of each that is carried out.

    An order can take away no more than there is, and never more than it asks for.

    Returns
    -------
    left : (organs, places, tasks) share of the routine hours
    done : (orders, places), 0 for all other orders
    """
    lines, places = orders.lines, weight.shape[1]
    less = np.flatnonzero(lines.hours < 0.0)
    if not len(less):
        return np.ones((ORGANS, places, TASKS)), np.zeros(weight.shape)
    usual, fewer = np.zeros((ORGANS, 1, TASKS)), np.zeros((ORGANS, places, TASKS))
    for m in np.flatnonzero(lines.directed == 0):
        usual[lines.organ[m], 0, lines.task[m]] += lines.hours[m]
    done, pull = np.zeros(weight.shape), np.minimum(1.0, weight)
    for m in less:
        fewer[lines.organ[m], :, lines.task[m]] += -lines.hours[m] * pull[m]
    known = np.broadcast_to(usual > 0.0, fewer.shape)
    left = np.maximum(0.0, 1.0 - np.divide(fewer, usual, out=np.zeros(fewer.shape), where=known))
    for m in less:
        own, asked = usual[lines.organ[m], 0, lines.task[m]], fewer[lines.organ[m], :, lines.task[m]]
        room = np.divide(own, asked, out=np.ones(places), where=asked > 0.0)
        done[m] = pull[m] * np.minimum(1.0, room)
    return left, done


def staff(orders: Orders, weight: F8) -> tuple[F8, F8]:
    """Return staff beyond the own, and the share of all staff that an elite force makes up (M07).

    Returns
    -------
    manpower : (places, tasks) as a share of the own; below 0 where posts are empty
    elite : (places, tasks)
    """
    lent, sent = np.zeros((weight.shape[1], TASKS)), np.zeros((weight.shape[1], TASKS))
    empty = np.zeros(lent.shape)
    lines = orders.lines
    for m in orders.by_lever["manpower"]:
        lent[:, lines.task[m]] += lines.amount[m] * weight[m]
    for m in orders.by_lever["elite"]:
        sent[:, lines.task[m]] += lines.amount[m] * weight[m]
    for m in orders.by_lever["vacancy"]:
        gone = np.minimum(1.0, lines.amount[m] * weight[m])
        empty[:, lines.task[m]] = np.maximum(empty[:, lines.task[m]], gone)
    manpower = lent - empty * (1.0 + lent) + sent
    there = 1.0 + manpower
    return manpower, np.divide(sent, there, out=np.zeros(sent.shape), where=there > 0.0)


def passed(orders: Orders, par: Parameters, weight: F8, t: int) -> tuple[F8, F8]:
    """Return the share of cases that another organ has taken over, and its newcomers' wariness (M07).

    Returns
    -------
    handed : (places, offences)
    newness : (places, offences) wariness above the usual, times that share
    """
    handed, newness = np.zeros((weight.shape[1], OFFENCES)), np.zeros((weight.shape[1], OFFENCES))
    for m in orders.by_lever["handover"]:
        own = np.outer(np.minimum(1.0, orders.lines.amount[m] * weight[m]), orders.lines.offences[m])
        fresh = np.array([newcomers(par.rules[0], t, day) for day in orders.arrival[m]])
        newness = np.where(own > handed, own * fresh[:, None], newness)
        handed = np.maximum(handed, own)
    return handed, newness


def hand_over(orders: Orders, weight: F8, crew: F8) -> F8:
    """Return effort by organ and task where duties that have passed on count as their new organ's.

    Parameters
    ----------
    crew : (places, organs × tasks), as the organs that have the duties by the pack would do them
    """
    table = crew.reshape(len(crew), ORGANS, TASKS).copy()
    lines = orders.lines
    for m in orders.by_lever["handover"]:
        gone = np.minimum(1.0, lines.amount[m] * weight[m]) * table[:, lines.organ[m], lines.task[m]]
        table[:, lines.organ[m], lines.task[m]] -= gone
        table[:, lines.receiver[m], lines.task[m]] += gone
    return table.reshape(crew.shape)


def pressed(par: Parameters, results: F8, names: F8) -> F8:
    """Return how hard organs are pressed for cases of their own: a full call, or a name a day, at most."""
    on = par.rules[0].on
    return np.minimum(1.0, results * np.float64(on[M09]) + names * np.float64(on[M11]))
