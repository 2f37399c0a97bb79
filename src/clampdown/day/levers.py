"""What orders of each kind come to in each place today: one function per lever."""

import numpy as np
from numpy.typing import NDArray

from clampdown.rules import bargaining, compliance
from clampdown.rules.rule import rule
from clampdown.world.parameters import Orders, Parameters
from clampdown.world.records import Table
from clampdown.world.state import DOMAINS, FLAGS, OFFENCES, ORGANS

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
M28, M34 = 28, 34


def strongest(orders: Orders, weight: F8, lever: str) -> F8:
    """Return the strongest order of a lever in each place, amount × salience; 0 where none."""
    lines = orders.by_lever[lever]
    if not len(lines):
        return np.zeros(weight.shape[1])
    best: F8 = (orders.lines.amount[lines, None] * weight[lines]).max(axis=0)
    return best


def severity(orders: Orders, weight: F8) -> F8:
    """Return severity above the usual per place and offence, shape (places, offences)."""
    lines = orders.by_lever["severity"]
    total = np.zeros((weight.shape[1], OFFENCES))
    for m in lines:
        total += np.outer(orders.lines.amount[m] * weight[m], orders.lines.offences[m])
    return total


def examples(orders: Orders, weight: F8) -> tuple[F8, I8]:
    """Return the share of cases made an example of, and where they end, shape (places, offences)."""
    share = np.zeros((weight.shape[1], OFFENCES))
    rung = np.zeros(share.shape, dtype=np.int64)
    for m in orders.by_lever["sentence"]:
        own = np.minimum(1.0, np.outer(orders.lines.amount[m] * weight[m], orders.lines.offences[m]))
        rung = np.where(own > share, orders.lines.rung[m], rung)
        share = np.maximum(share, own)
    return share, rung


def share_of_acts(orders: Orders, weight: F8, lever: str) -> F8:
    """Return the strongest order of a lever on each offence, at most 1, shape (places, offences)."""
    total = np.zeros((weight.shape[1], OFFENCES))
    for m in orders.by_lever[lever]:
        own = np.outer(orders.lines.amount[m] * weight[m], orders.lines.offences[m])
        total = np.maximum(total, np.minimum(1.0, own))
    return total


def forbidden(orders: Orders, weight: F8) -> F8:
    """Return the share of acts that orders forbid, shape (places, offences) (M19)."""
    return share_of_acts(orders, weight, "forbid")


def jammed(orders: Orders, par: Parameters, weight: F8) -> F8:
    """Return the share of acts in the open for which there is no signal, shape (places, offences) (M34)."""
    if not par.rules[0].on[M34]:
        return np.zeros((weight.shape[1], OFFENCES))
    return share_of_acts(orders, weight, "jam")


def rights(orders: Orders, weight: F8) -> F8:
    """Return how far rights are withdrawn from holders of each flag, shape (places, flags) (M29)."""
    total = np.zeros((weight.shape[1], FLAGS))
    for m in orders.by_lever["rights"]:
        meant = orders.lines.flagged[m] * (1 - orders.lines.exempt[m])
        total = np.maximum(total, np.outer(np.minimum(1.0, orders.lines.amount[m] * weight[m]), meant))
    return total


def closed(orders: Orders, weight: F8) -> F8:
    """Return the share of routes left open for each offence, shape (places, offences) (M32)."""
    left = np.ones((weight.shape[1], OFFENCES))
    for m in orders.by_lever["closure"]:
        shut = np.outer(orders.lines.amount[m] * weight[m], orders.lines.offences[m])
        left = np.minimum(left, np.maximum(0.0, 1.0 - shut))
    return left


def strangers(orders: Orders, par: Parameters, weight: F8, t: int) -> tuple[F8, F8]:
    """Return the share of encounters that outsiders handle in each place, and their wariness (M07)."""
    share, wary = np.zeros(weight.shape[1]), np.zeros(weight.shape[1])
    for m in orders.by_lever["outsiders"]:
        own = np.minimum(1.0, orders.lines.amount[m] * weight[m])
        fresh = np.array([newcomers(par.rules[0], t, day) for day in orders.arrival[m]])
        wary, share = np.where(own > share, fresh, wary), np.maximum(share, own)
    return share, wary


def newcomers(rules: Table, t: int, arrival: int) -> float:
    """Return by how much the price of people who came on a day exceeds the usual (M07)."""
    days = float(max(t - arrival, 0))
    return float(bargaining.strangeness(rules.newcomer_wariness, days, rules.settling_in))


def audited(orders: Orders, par: Parameters, weight: F8) -> F8:
    """Return the share of claims checked in each place, by audits and by reporting in real time (M10)."""
    rates = par.rules[0]
    audit: F8 = np.minimum(1.0, rates.audit_usual + strongest(orders, weight, "audit"))
    hours = strongest(orders, weight, "reporting")
    check_live(rates.live_check, hours, audit)
    return audit


@rule
def check_live(rate, hours, audit):
    """Add what reporting in real time checks to the share of claims audited in each place."""
    for p in range(len(audit)):
        audit[p] = compliance.checked(audit[p], rate, hours[p])


def announced(orders: Orders, par: Parameters, t: int) -> F8:
    """Return the shift of perceived certainty from what people were told, shape (places, domains).

    Being told frightens at once and wears off (E16), whether or not the order is still in force.
    """
    rates = par.rules[0]
    total = np.zeros((orders.strength.shape[1], DOMAINS))
    for m in np.flatnonzero((orders.lines.announced > 0) & (orders.lines.mild == 0)):
        age = t - orders.arrival[m]
        heard = (age >= 0) & (orders.strength[m] > 0)
        fade = np.exp2(-np.maximum(age, 0) / rates.announcement_half_life)
        shift = rates.announcement_weight * orders.lines.announced[m] * orders.strength[m] * fade
        total = np.maximum(total, np.outer(np.where(heard, shift, 0.0), orders.lines.domains[m]))
    return total


def caution(orders: Orders, par: Parameters, weight: F8, t: int) -> F8:
    """Return how wary of bribes officers are in each place: fresh directives count most."""
    total = np.zeros(weight.shape[1])
    for m in np.flatnonzero(orders.lines.directed & (orders.lines.amount != 0) & (orders.lines.mild == 0)):
        age = np.maximum(t - orders.arrival[m], 0)
        fresh = orders.strength[m] * np.exp(-age / par.rules[0].caution_days)
        total = np.maximum(total, np.where(weight[m] > 0, fresh, 0.0))
    return total


def supervision_floor(orders: Orders, weight: F8) -> F8:
    """Return the level of supervision ordered for holders of each flag, shape (places, flags)."""
    total = np.zeros((weight.shape[1], FLAGS))
    for m in orders.by_lever["supervise"]:
        level = np.where(weight[m] > 0, orders.lines.amount[m], 0.0)
        meant = orders.lines.flagged[m] * (1 - orders.lines.exempt[m])
        total = np.maximum(total, np.outer(level, meant))
    return total


def pay(orders: Orders, weight: F8) -> F8:
    """Return the share added to the pay of officers with a beat in each place, at least -1 (M27)."""
    total = np.zeros(weight.shape[1])
    for m in orders.by_lever["pay"]:
        total += orders.lines.amount[m] * weight[m]
    return np.maximum(total, -1.0)


def distrust(places: Table) -> F8:
    """Return the share of leave sold of late in each place that was a trap, 0 where none was sold (M09)."""
    none = np.zeros(len(places))
    return np.asarray(np.divide(places.lured, places.helped, out=none, where=places.helped > 0.0))


def emergencies(orders: Orders, weight: F8) -> F8:
    """Return how strong emergency working is for each organ in each place, shape (organs, places)."""
    total = np.zeros((ORGANS, weight.shape[1]))
    for m in orders.by_lever["emergency"]:
        total[orders.lines.organ[m]] = np.maximum(
            total[orders.lines.organ[m]], orders.lines.amount[m] * weight[m]
        )
    return total


def release(orders: Orders, par: Parameters, t: int) -> tuple[F8, I8, I8]:
    """Return the share of the held let out today per place, the highest rung, the exempt flags (M28)."""
    places = orders.strength.shape[1]
    share, rung = np.zeros(places), np.zeros(places, dtype=np.int64)
    exempt = np.zeros(places, dtype=np.int64)
    for m in orders.by_lever["release"] if par.rules[0].on[M28] else ():
        due = (orders.lines.last[m] == t) & (orders.strength[m] > 0)
        share = np.where(due, np.minimum(1.0, orders.lines.amount[m] * orders.strength[m]), share)
        rung = np.where(due, orders.lines.rung[m], rung)
        bits = int((orders.lines.exempt[m].astype(np.int64) << np.arange(FLAGS)).sum())
        exempt = np.where(due, bits, exempt)
    return share, rung, exempt


def kin_punished(orders: Orders, weight: F8) -> F8:
    """Return the chance that a co-resident is punished, per place."""
    total = np.zeros(weight.shape[1])
    for m in orders.by_lever["kin"]:
        if orders.lines.practised[m] == 1:
            total = np.maximum(total, np.minimum(1.0, orders.lines.amount[m] * weight[m]))
    return total
