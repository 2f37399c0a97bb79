"""The first movement: what each place is asked for today.

Thousands of rows, so ordinary NumPy. Directives were sent on their way when the run was set up
(`engine/numbers.py`): here the orders that have arrived are weighed and turned into levers.
"""

import numpy as np
from numpy.typing import NDArray

from clampdown.day.officer import give_hours
from clampdown.rules import compliance
from clampdown.rules.rule import rule
from clampdown.world.parameters import LEVERS, Here, Orders, Parameters
from clampdown.world.records import Table, rows
from clampdown.world.state import DOMAINS, FLAGS, OFFENCES, ORGANS, TASKS, World

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
LEVER = {name: code for code, name in enumerate(LEVERS)}
M02, M05, M13, M28 = 2, 5, 13, 28


@rule
def weigh(rules, lines, strength, arrival, pressure, t, out):
    """Write the weight of each order in each place today into `out`, shape (orders, places) (E2)."""
    for m in range(len(lines)):
        line = lines[m]
        for p in range(strength.shape[1]):
            out[m, p] = 0.0
            if line.directed == 0:
                out[m, p] = strength[m, p]
            elif strength[m, p] > 0.0 and arrival[m, p] <= t <= line.last:
                out[m, p] = strength[m, p] * pressure[p]
                if rules.on[M02] == 1:
                    age = np.float64(t - arrival[m, p])
                    if line.refresh > 0.0:
                        age %= line.refresh  # a follow-up instruction makes the order fresh again
                    out[m, p] = compliance.salience(
                        out[m, p], rules.salience_floor, rules.salience_decay, rules.deadline_bump,
                        rules.deadline_days, age, np.float64(line.last - t),
                    )  # fmt: skip


def salience(orders: Orders, par: Parameters, pressure: F8, t: int) -> F8:
    """Return the weight of each order in each place today, shape (orders, places).

    Parameters
    ----------
    pressure : (P,) what the centre asks for beyond the order
    t : int, day
    """
    weight = np.empty(orders.strength.shape)
    weigh(par.rules[0], orders.lines, orders.strength, orders.arrival, pressure, t, weight)
    return weight


def strongest(orders: Orders, weight: F8, lever: str) -> F8:
    """Return the strongest order of a lever in each place, amount × salience; 0 where none."""
    lines = np.flatnonzero(orders.lines.lever == LEVER[lever])
    if not len(lines):
        return np.zeros(weight.shape[1])
    best: F8 = (orders.lines.amount[lines, None] * weight[lines]).max(axis=0)
    return best


def severity(orders: Orders, weight: F8) -> F8:
    """Return severity above the usual per place and offence, shape (places, offences)."""
    lines = np.flatnonzero(orders.lines.lever == LEVER["severity"])
    total = np.zeros((weight.shape[1], OFFENCES))
    for m in lines:
        total += np.outer(orders.lines.amount[m] * weight[m], orders.lines.offences[m])
    return total


def examples(orders: Orders, weight: F8) -> tuple[F8, I8]:
    """Return the share of cases made an example of, and where they end, shape (places, offences)."""
    share = np.zeros((weight.shape[1], OFFENCES))
    rung = np.zeros(share.shape, dtype=np.int64)
    for m in np.flatnonzero(orders.lines.lever == LEVER["sentence"]):
        own = np.minimum(1.0, np.outer(orders.lines.amount[m] * weight[m], orders.lines.offences[m]))
        rung = np.where(own > share, orders.lines.rung[m], rung)
        share = np.maximum(share, own)
    return share, rung


def announced(orders: Orders, par: Parameters, t: int) -> F8:
    """Return the shift of perceived certainty from what people were told, shape (places, domains).

    Being told frightens at once and wears off (E16), whether or not the order is still in force.
    """
    rates = par.rules[0]
    total = np.zeros((orders.strength.shape[1], DOMAINS))
    for m in np.flatnonzero(orders.lines.announced > 0):
        age = t - orders.arrival[m]
        heard = (age >= 0) & (orders.strength[m] > 0)
        fade = np.exp2(-np.maximum(age, 0) / rates.announcement_half_life)
        shift = rates.announcement_weight * orders.lines.announced[m] * orders.strength[m] * fade
        total = np.maximum(total, np.outer(np.where(heard, shift, 0.0), orders.lines.domains[m]))
    return total


def caution(orders: Orders, par: Parameters, weight: F8, t: int) -> F8:
    """Return how wary of bribes officers are in each place: fresh directives count most."""
    total = np.zeros(weight.shape[1])
    for m in np.flatnonzero(orders.lines.directed & (orders.lines.amount != 0)):
        age = np.maximum(t - orders.arrival[m], 0)
        fresh = orders.strength[m] * np.exp(-age / par.rules[0].caution_days)
        total = np.maximum(total, np.where(weight[m] > 0, fresh, 0.0))
    return total


def manpower(orders: Orders, weight: F8) -> F8:
    """Return borrowed staff per place and task as a share of the own, shape (places, tasks)."""
    total = np.zeros((weight.shape[1], TASKS))
    for m in np.flatnonzero(orders.lines.lever == LEVER["manpower"]):
        total[:, orders.lines.task[m]] += orders.lines.amount[m] * weight[m]
    return total


def supervision_floor(orders: Orders, weight: F8) -> F8:
    """Return the level of supervision ordered for holders of each flag, shape (places, flags)."""
    total = np.zeros((weight.shape[1], FLAGS))
    for m in np.flatnonzero(orders.lines.lever == LEVER["supervise"]):
        level = np.where(weight[m] > 0, orders.lines.amount[m], 0.0)
        meant = orders.lines.flagged[m] * (1 - orders.lines.exempt[m])
        total = np.maximum(total, np.outer(level, meant))
    return total


@rule
def share_out(rules, tasks, lines, places, here, urgent, weight, effort, done):
    """Share out the hours of organs that serve a whole place (E3, E5).

    Parameters
    ----------
    urgent : (organs, places) strength of emergency working
    weight : (orders, places) salience
    effort : (places, tasks), overwritten; 0 for tasks of neighbourhood officers
    done : (orders, places), overwritten with the share of each order carried out by such organs
    """
    hours, mine, given = np.zeros(len(lines)), np.zeros(len(lines)), np.zeros(len(lines))
    effort[:, :] = 0.0
    done[:, :] = 0.0
    for organ in range(urgent.shape[0]):
        for p in range(len(places)):
            busy = 0
            for m in range(len(lines)):
                hours[m], mine[m] = 0.0, 0.0
                if lines[m].organ == organ and lines[m].on_beat == 0 and lines[m].hours > 0.0:
                    busy, hours[m], mine[m] = 1, lines[m].hours, weight[m, p]
                    if rules.on[M13] == 1 and tasks[lines[m].task].watching == 1:
                        mine[m] *= 1.0 + rules.watching_liability * here[p].liability
            if busy == 1:
                work(rules, places[p], organ, urgent[organ, p], hours, mine, given)
                for m in range(len(lines)):
                    if hours[m] > 0.0:
                        task = lines[m].task
                        done[m, p] = given[m] / hours[m]
                        if tasks[task].usual > 0.0:
                            extra = here[p].manpower[task]
                            effort[p, task] += compliance.effort(given[m], tasks[task].usual, 1.0, extra)


@rule
def work(rules, place, organ, urgent, hours, weight, given):
    """Let one organ of one place work today: hours by order into `given`, and tomorrow's fatigue."""
    emergency, tired = 0.0, 0.0
    if rules.on[M05] == 1:
        emergency, tired = urgent, place.fatigue[organ]
    able = compliance.capacity(rules.capacity_hours, rules.emergency_gain, emergency, tired)
    give_hours(rules, hours, weight, able, given)
    if rules.on[M05] == 1:
        worked = 0.0
        for m in range(len(given)):
            worked += given[m]
        over = max(0.0, worked - rules.capacity_hours)
        place.fatigue[organ] = compliance.fatigue_tomorrow(
            tired, over, rules.capacity_hours, rules.fatigue_gain, rules.fatigue_recovery
        )


def emergencies(orders: Orders, weight: F8) -> F8:
    """Return how strong emergency working is for each organ in each place, shape (organs, places)."""
    total = np.zeros((ORGANS, weight.shape[1]))
    for m in np.flatnonzero(orders.lines.lever == LEVER["emergency"]):
        total[orders.lines.organ[m]] = np.maximum(
            total[orders.lines.organ[m]], orders.lines.amount[m] * weight[m]
        )
    return total


def release(orders: Orders, par: Parameters, t: int) -> tuple[F8, I8, I8]:
    """Return the share of the held let out today per place, the highest rung, the exempt flags (M28)."""
    places = orders.strength.shape[1]
    share, rung = np.zeros(places), np.zeros(places, dtype=np.int64)
    exempt = np.zeros(places, dtype=np.int64)
    for m in np.flatnonzero(orders.lines.lever == LEVER["release"]) if par.rules[0].on[M28] else ():
        due = (orders.lines.last[m] == t) & (orders.strength[m] > 0)
        share = np.where(due, np.minimum(1.0, orders.lines.amount[m] * orders.strength[m]), share)
        rung = np.where(due, orders.lines.rung[m], rung)
        bits = int((orders.lines.exempt[m].astype(np.int64) << np.arange(FLAGS)).sum())
        exempt = np.where(due, bits, exempt)
    return share, rung, exempt


def kin_punished(orders: Orders, weight: F8) -> F8:
    """Return the chance that a co-resident is punished, per place."""
    lines = np.flatnonzero((orders.lines.lever == LEVER["kin"]) & (orders.lines.practised == 1))
    total = np.zeros(weight.shape[1])
    for m in lines:
        total = np.maximum(total, np.minimum(1.0, orders.lines.amount[m] * weight[m]))
    return total


def morning_of(
    world: World, orders: Orders, par: Parameters, t: int, *, need: F8, season: F8
) -> tuple[Table, F8, F8]:
    """Return what holds in each place today.

    Parameters
    ----------
    need : (P,) mean shortage of each place today
    season : (P, K) factor on the rate of each offence in each place today

    Returns
    -------
    here : table of Here
    weight : (M, P) salience of each order
    done : (M, P) share of each order that place-wide organs will carry out
    """
    weight = salience(orders, par, world.provinces.pressure[world.places.province], t)
    here = rows(Here, weight.shape[1])
    for name in ("no_pardon", "results", "names", "informers", "absence_fine"):
        here[name] = strongest(orders, weight, name)
    here.liability = np.minimum(1.0, strongest(orders, weight, "liability"))
    here.recall = np.minimum(1.0, strongest(orders, weight, "recall"))
    here.audit = np.minimum(1.0, par.rules[0].audit_usual + strongest(orders, weight, "audit"))
    here.severity, here.manpower = severity(orders, weight), manpower(orders, weight)
    here.example, here.example_rung = examples(orders, weight)
    here.floor, here.announced = supervision_floor(orders, weight), announced(orders, par, t)
    here.caution, here.kin = caution(orders, par, weight, t), kin_punished(orders, weight)
    harshest = np.maximum(here.severity.max(axis=1), 0.0)
    here.kin_fear = strongest(orders, weight, "kin") + par.rules[0].kin_fear_gain * harshest
    here.release, here.release_rung, here.release_exempt = release(orders, par, t)
    here.need, here.unrest = need, world.places.unrest
    here.season[:, : season.shape[1]] = season
    urgent = emergencies(orders, weight)
    here.emergency = urgent[orders.beat_organ]
    effort, done = np.empty((len(here), TASKS)), np.empty(weight.shape)
    share_out(par.rules[0], par.tasks, orders.lines, world.places, here, urgent, weight, effort, done)
    here.effort = effort
    return here, weight, done
