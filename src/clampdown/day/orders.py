"""The first movement: what each place is asked for today.

Thousands of rows, so ordinary NumPy. Directives were sent on their way when the run was set up
(`engine/numbers.py`): here the orders that have arrived are weighed and turned into levers.
"""

import numpy as np
from numpy.typing import NDArray

from clampdown.day import levers, residents, staffing
from clampdown.day.custody import luck
from clampdown.day.levers import strongest
from clampdown.day.markets import dearness
from clampdown.day.officer import asked, give_hours
from clampdown.rules import compliance, draws
from clampdown.rules.rule import rule
from clampdown.world.parameters import Here, Orders, Parameters
from clampdown.world.records import Table, rows
from clampdown.world.state import ORGANS, TASKS, World

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
M02, M05, M13 = 2, 5, 13


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


def rotate(world: World, orders: Orders, seed: int, t: int) -> None:
    """Put newcomers in the place of a share of the officers, on the day of such an order (M07)."""
    for m in orders.by_lever["rotate"]:
        if orders.lines.last[m] != t:
            continue
        beats = world.beats
        turn = luck(seed, draws.STREAM_ROTATE, t, beats.national_beat)
        goes = turn < np.floor(orders.lines.amount[m] * orders.strength[m][beats.place] * draws.SCALE)
        beats.posted[goes] = t
        beats.dread[goes] = 0.0
        beats.purse[goes], beats.ties[goes] = 0.0, 0


@rule
def share_out(rules, tasks, lines, places, here, urgent, weight, left, effort, crew, done):
    """Share out the hours of organs that serve a whole place (E3, E5).

    Parameters
    ----------
    urgent : (organs, places) strength of emergency working
    weight : (orders, places) salience
    left : (organs, places, tasks) share of routine hours that orders leave
    effort : (places, tasks), overwritten; 0 for tasks of neighbourhood officers
    crew : (places, organs × tasks), overwritten with the same by organ
    done : (orders, places), overwritten with the share of each order carried out by such organs
    """
    hours, mine, given = np.zeros(len(lines)), np.zeros(len(lines)), np.zeros(len(lines))
    effort[:, :], crew[:, :], done[:, :] = 0.0, 0.0, 0.0
    for organ in range(urgent.shape[0]):
        for p in range(len(places)):
            busy = 0
            for m in range(len(lines)):
                hours[m], mine[m] = 0.0, 0.0
                if lines[m].organ == organ and lines[m].on_beat == 0 and lines[m].hours > 0.0:
                    busy, mine[m] = 1, weight[m, p]
                    hours[m] = asked(lines[m], left[organ, p, lines[m].task])
                    if rules.on[M13] == 1 and tasks[lines[m].task].watching == 1:
                        mine[m] *= 1.0 + rules.watching_liability * here[p].liability
            if busy == 1:
                work(rules, places[p], organ, urgent[organ, p], hours, mine, given)
                for m in range(len(lines)):
                    if hours[m] > 0.0:
                        task = lines[m].task
                        done[m, p] = given[m] / lines[m].hours
                        if tasks[task].usual > 0.0:
                            extra = here[p].manpower[task]
                            more = compliance.effort(given[m], tasks[task].usual, 1.0, extra)
                            effort[p, task] += more
                            crew[p, organ * TASKS + task] += more


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


def morning_of(
    world: World, orders: Orders, par: Parameters, t: int, *, need: F8, season: F8, news: float
) -> tuple[Table, F8, F8]:
    """Return what holds in each place today.

    Parameters
    ----------
    need : (P,) mean shortage of each place today
    season : (P, K) factor on the rate of each offence in each place today
    news : word broadcast back in, against what people are used to, -1 to 1

    Returns
    -------
    here : table of Here
    weight : (M, P) salience of each order
    done : (M, P) share of each order that place-wide organs will carry out
    """
    weight = salience(orders, par, world.provinces.pressure[world.places.province], t)
    here = orders.unordered.copy() if len(orders.unordered) else ordered(orders, par, weight, t)
    here.need, here.unrest, here.news = need, world.places.unrest, news
    here.need *= 1.0 - np.minimum(1.0, strongest(orders, weight, "relief"))
    here.season[:, : season.shape[1]] = season
    here.season *= levers.closed(orders, weight)
    dearness(par.rules[0], world.places, par.kinds, here)
    here.distrust = levers.distrust(world.places)
    residents.ask(here, orders, par, world.places, weight, t)
    return here, weight, serve(world, orders, par, here, weight)


def serve(world: World, orders: Orders, par: Parameters, here: Table, weight: F8) -> F8:
    """Let organs that serve a whole place work; return the share of each order that they carry out."""
    urgent = levers.emergencies(orders, weight)
    here.emergency = urgent[orders.beat_organ]
    left, eased = staffing.eased(orders, weight)
    here.routine = left[orders.beat_organ]
    effort, done = np.empty((len(here), TASKS)), np.empty(weight.shape)
    crew = np.empty((len(here), ORGANS * TASKS))
    lines, places = orders.lines, world.places
    share_out(par.rules[0], par.tasks, lines, places, here, urgent, weight, left, effort, crew, done)
    here.effort, here.crew = effort, staffing.hand_over(orders, weight, crew)
    return done + eased


def unordered(orders: Orders, par: Parameters) -> Table:
    """Return what holds in each place where nothing but routine is asked for; no rows if more is.

    It is the same every day, and most days that are lived are such days.
    """
    if orders.lines.directed.any():
        return rows(Here, 0)
    return ordered(orders, par, np.zeros(orders.strength.shape), 0)


def ordered(orders: Orders, par: Parameters, weight: F8, t: int) -> Table:
    """Return what orders come to in each place, lever by lever."""
    here = rows(Here, weight.shape[1])
    for name in ("no_pardon", "results", "names", "informers", "absence_fine"):
        here[name] = strongest(orders, weight, name)
    here.liability = np.minimum(1.0, strongest(orders, weight, "liability"))
    here.recall = np.minimum(1.0, strongest(orders, weight, "recall"))
    here.audit = levers.audited(orders, par, weight)
    here.severity = levers.severity(orders, weight)
    here.manpower, here.elite = staffing.staff(orders, weight)
    here.handed, here.newness = staffing.passed(orders, par, weight, t)
    here.pressed = staffing.pressed(par, here.results, here.names)
    here.example, here.example_rung = levers.examples(orders, weight)
    here.floor, here.announced = levers.supervision_floor(orders, weight), levers.announced(orders, par, t)
    here.caution, here.kin = levers.caution(orders, par, weight, t), levers.kin_punished(orders, weight)
    harshest = np.maximum(here.severity.max(axis=1), 0.0)
    here.kin_fear = strongest(orders, weight, "kin") + par.rules[0].kin_fear_gain * harshest
    here.release, here.release_rung, here.release_exempt = levers.release(orders, par, t)
    here.forbid, here.rights = levers.forbidden(orders, weight), levers.rights(orders, weight)
    here.jammed = levers.jammed(orders, par, weight)
    here.outsiders, here.stranger = levers.strangers(orders, par, weight, t)
    here.unwatch = np.minimum(1.0, strongest(orders, weight, "unwatch"))
    here.pay = levers.pay(orders, weight)
    return here
