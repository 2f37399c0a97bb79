"""What orders ask of residents in each place today: as far as people are told of it."""

import numpy as np
from numpy.typing import NDArray

from clampdown.rules import belief, telling
from clampdown.rules.rule import rule
from clampdown.world.parameters import Orders, Parameters
from clampdown.world.records import Table
from clampdown.world.state import OFFENCES

F8 = NDArray[np.float64]


def ask(here: Table, orders: Orders, par: Parameters, places: Table, weight: F8, t: int) -> None:
    """Fill in what residents of each place are asked, offered and told today.

    Parameters
    ----------
    here : table of Here, written
    weight : (orders, places) salience
    t : int, day
    """
    here.called, here.reward = called(orders, weight), reward(orders, weight)
    here.surrender = surrender(orders, weight)
    here.offered = here.surrender.max(axis=1)
    here.lecture = lecture(orders, t)
    attend(par.rules[0], places, here)


def called(orders: Orders, weight: F8) -> F8:
    """Return how strongly residents are called upon to tell, in each place (M21).

    Whoever is offered money is called upon too, whatever the sum. An order that residents are not
    told of asks nothing of them.
    """
    total = np.zeros(weight.shape[1])
    for lever in ("tips", "reward"):
        for m in orders.by_lever[lever]:
            line = orders.lines[m]
            amount = line.amount if lever == "tips" else float(line.amount > 0)
            total = np.maximum(total, np.minimum(1.0, amount * weight[m]) * line.announced)
    return total


def reward(orders: Orders, weight: F8) -> F8:
    """Return what is paid for a tip in each place, months of income as people hear of it (M21)."""
    total = np.zeros(weight.shape[1])
    for m in orders.by_lever["reward"]:
        total = np.maximum(total, orders.lines.amount[m] * weight[m] * orders.lines.announced[m])
    return total


def surrender(orders: Orders, weight: F8) -> F8:
    """Return how far people who come forward are promised a pardon, shape (places, offences) (M06)."""
    total = np.zeros((weight.shape[1], OFFENCES))
    for m in orders.by_lever["surrender"]:
        told = np.minimum(1.0, orders.lines.amount[m] * weight[m]) * orders.lines.announced[m]
        total = np.maximum(total, np.outer(told, orders.lines.offences[m]))
    return total


def lecture(orders: Orders, t: int) -> F8:
    """Return the share of adults called to a lecture today in each place (M04)."""
    share = np.zeros(orders.strength.shape[1])
    for m in orders.by_lever["lecture"]:
        if orders.lines.last[m] == t:
            share = np.maximum(share, np.minimum(1.0, orders.lines.amount[m] * orders.strength[m]))
    return share


@rule
def attend(rules, places, here):
    """Set the share of those called who come, in each place: fewer, the more lectures there were."""
    for p in range(len(places)):
        here[p].attend = telling.attendance(
            rules.lecture_attendance, rules.lecture_weariness, places[p].lectured
        )


@rule
def remember(rules, places, here):
    """Let places grow tired of today's lecture, and forget older ones."""
    for p in range(len(places)):
        places[p].lectured = belief.faded(places[p].lectured, here[p].lecture, rules.lecture_memory)
