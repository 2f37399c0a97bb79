"""What orders ask of residents in each place today: as far as people are told of it."""

import numpy as np
from numpy.typing import NDArray

from clampdown.day.levers import LEVER
from clampdown.rules import belief, telling
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
    here.lecture, here.attend = lecture(orders, t), attend(par, places)


def called(orders: Orders, weight: F8) -> F8:
    """Return how strongly residents are called upon to tell, in each place (M21).

    Whoever is offered money is called upon too, whatever the sum. An order that residents are not
    told of asks nothing of them.
    """
    total = np.zeros(weight.shape[1])
    for m in np.flatnonzero(np.isin(orders.lines.lever, (LEVER["tips"], LEVER["reward"]))):
        line = orders.lines[m]
        amount = line.amount if line.lever == LEVER["tips"] else float(line.amount > 0)
        total = np.maximum(total, np.minimum(1.0, amount * weight[m]) * line.announced)
    return total


def reward(orders: Orders, weight: F8) -> F8:
    """Return what is paid for a tip in each place, months of income as people hear of it (M21)."""
    total = np.zeros(weight.shape[1])
    for m in np.flatnonzero(orders.lines.lever == LEVER["reward"]):
        total = np.maximum(total, orders.lines.amount[m] * weight[m] * orders.lines.announced[m])
    return total


def surrender(orders: Orders, weight: F8) -> F8:
    """Return how far people who come forward are promised a pardon, shape (places, offences) (M06)."""
    total = np.zeros((weight.shape[1], OFFENCES))
    for m in np.flatnonzero(orders.lines.lever == LEVER["surrender"]):
        told = np.minimum(1.0, orders.lines.amount[m] * weight[m]) * orders.lines.announced[m]
        total = np.maximum(total, np.outer(told, orders.lines.offences[m]))
    return total


def lecture(orders: Orders, t: int) -> F8:
    """Return the share of adults called to a lecture today in each place (M04)."""
    share = np.zeros(orders.strength.shape[1])
    for m in np.flatnonzero((orders.lines.lever == LEVER["lecture"]) & (orders.lines.last == t)):
        share = np.maximum(share, np.minimum(1.0, orders.lines.amount[m] * orders.strength[m]))
    return share


def attend(par: Parameters, places: Table) -> F8:
    """Return the share of those called who come, in each place: fewer, the more lectures there were."""
    rates = par.rules[0]
    return np.array(
        [telling.attendance(rates.lecture_attendance, rates.lecture_weariness, n) for n in places.lectured]
    )


def remember(par: Parameters, places: Table, here: Table) -> None:
    """Let places grow tired of today's lecture, and forget older ones."""
    for place, today in zip(places, here.lecture, strict=True):
        place.lectured = belief.faded(place.lectured, today, par.rules[0].lecture_memory)
