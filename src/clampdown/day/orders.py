"""The first movement: what each place is asked for today.

Thousands of rows, so ordinary NumPy. Directives were sent on their way when the run was set up
(`engine/numbers.py`): here the orders that have arrived are weighed and turned into levers.
"""

import numpy as np
from numpy.typing import NDArray

from clampdown.day.officer import allocate_hours
from clampdown.rules import compliance
from clampdown.world.parameters import LEVERS, Here, Orders, Parameters
from clampdown.world.records import Table, rows
from clampdown.world.state import DOMAINS, FLAGS, OFFENCES, ORGANS, TASKS, World

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
LEVER = {name: code for code, name in enumerate(LEVERS)}
M02, M05, M13, M28 = 2, 5, 13, 28
LEAST_SEVERITY = -0.5


def salience(orders: Orders, par: Parameters, pressure: F8, t: int) -> F8:
    """Return the weight of each order in each place today, shape (orders, places).

    Parameters
    ----------
    orders : Orders
    par : Parameters
    pressure : (P,) what the centre asks for beyond the order
    t : int, day
    """
    rates = par.rules[0]
    weight = np.zeros(orders.strength.shape)
    for m in range(len(orders.lines.lever)):
        if orders.lines.directed[m] == 0:
            weight[m] = orders.strength[m]
            continue
        for place in np.flatnonzero((orders.arrival[m] <= t) & (orders.strength[m] > 0)):
            if t <= orders.lines.last[m]:
                strength = orders.strength[m, place] * pressure[place]
                if par.rules[0].on[M02]:
                    age = float(t - orders.arrival[m, place])
                    if orders.lines.refresh[m] > 0:
                        age %= orders.lines.refresh[m]  # a follow-up instruction makes the order fresh again
                    strength = compliance.salience(
                        strength, rates.salience_floor, rates.salience_decay, rates.deadline_bump,
                        rates.deadline_days, age, float(orders.lines.last[m] - t),
                    )  # fmt: skip
                weight[m, place] = strength
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
    return np.maximum(total, LEAST_SEVERITY)


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
    for m in np.flatnonzero(orders.lines.directed):
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
        meant = orders.lines.flags[m] * (1 - orders.lines.exempt[m])
        total = np.maximum(total, np.outer(level, meant))
    return total


def place_effort(
    world: World, orders: Orders, par: Parameters, weight: F8, urgent: F8, here: Table
) -> tuple[F8, F8]:
    """Share out the hours of organs that serve a whole place (E3, E5).

    Returns
    -------
    effort : (places, tasks), 0 for tasks of neighbourhood officers
    done : (orders, places), share of each order carried out by such organs
    """
    effort, done = np.zeros((weight.shape[1], TASKS)), np.zeros(weight.shape)
    mine = (orders.lines.on_beat == 0) & (orders.lines.hours > 0)
    for organ in np.unique(orders.lines.organ[mine]):
        lines = np.flatnonzero(mine & (orders.lines.organ == organ))
        for place in range(weight.shape[1]):
            given = shift(world, orders, par, lines, weight[lines, place], urgent[organ, place], here[place], place)
            done[lines, place] = given / orders.lines.hours[lines]
            for m, hours in zip(lines, given, strict=True):
                task = orders.lines.task[m]
                usual, extra = par.tasks.usual[task], here.manpower[place, task]
                effort[place, task] += compliance.effort(hours, usual, 1.0, extra) if usual > 0 else 0.0
    return effort, done


def shift(
    world: World, orders: Orders, par: Parameters, lines: I8, weight: F8, urgent: float, here: Table, place: int
) -> F8:
    """Return the hours that one organ's officers in one place give to each of their orders."""
    rules, organ, tired = par.rules[0], orders.lines.organ[lines[0]], 0.0
    weight = weight.copy()
    if rules.on[M13]:
        watching = par.tasks.watching[np.maximum(orders.lines.task[lines], 0)] == 1
        weight[watching] *= 1.0 + rules.watching_liability * here.liability
    if rules.on[M05]:
        tired = world.places.fatigue[place, organ]
    able = compliance.capacity(rules.capacity_hours, rules.emergency_gain, urgent * rules.on[M05], tired)
    given = np.zeros(len(lines))
    allocate_hours(np.ascontiguousarray(orders.lines.hours[lines]), weight, able, given)
    if rules.on[M05]:
        over = max(0.0, float(given.sum()) - rules.capacity_hours)
        world.places.fatigue[place, organ] = compliance.fatigue_tomorrow(
            tired, over, rules.capacity_hours, rules.fatigue_gain, rules.fatigue_recovery
        )
    return given


def emergencies(orders: Orders, weight: F8) -> F8:
    """Return how strong emergency working is for each organ in each place, shape (organs, places)."""
    total = np.zeros((ORGANS, weight.shape[1]))
    for m in np.flatnonzero(orders.lines.lever == LEVER["emergency"]):
        total[orders.lines.organ[m]] = np.maximum(total[orders.lines.organ[m]], orders.lines.amount[m] * weight[m])
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
    season : (K,) factor on the rate of each offence today

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
    here.floor, here.announced = supervision_floor(orders, weight), announced(orders, par, t)
    here.caution, here.kin = caution(orders, par, weight, t), kin_punished(orders, weight)
    here.kin_fear = here.kin + par.rules[0].kin_fear_gain * np.maximum(here.severity.max(axis=1), 0.0)
    here.release, here.release_rung, here.release_exempt = release(orders, par, t)
    here.need, here.unrest = need, world.places.unrest
    here.season[:, : len(season)] = season
    urgent = emergencies(orders, weight)
    here.emergency = urgent[orders.beat_organ]
    here.effort, done = place_effort(world, orders, par, weight, urgent, here)
    return here, weight, done
