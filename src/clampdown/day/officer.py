"""One neighbourhood officer's day: hours in the morning, claims and a look back in the evening."""

import math

import numpy as np

from clampdown.day.rivalry import stake_claims
from clampdown.rules import bargaining, belief, compliance, detection, draws
from clampdown.rules.rule import INCOME, MINUTES, PERCENT, QUINTILES, rule

M05, M07, M08, M12, M13, M27 = 5, 7, 8, 12, 13, 27


@rule
def allocate_hours(hours, weight, capacity, out):
    """Share an officer's hours among orders by weight; none gets more than it asks for (E3).

    Parameters
    ----------
    hours : (M,) float, hours asked for
    weight : (M,) float, weight of each order, 0 where not in force
    capacity : float, hours there are
    out : (M,) float, overwritten with the hours given

    Notes
    -----
    What an order does not need is shared out again, twice.
    """
    left = capacity
    for m in range(len(hours)):
        out[m] = 0.0
    for _ in range(3):
        wanting = 0.0
        for m in range(len(hours)):
            if out[m] < hours[m]:
                wanting += weight[m]
        if wanting <= 0.0 or left <= 0.0:
            return
        pool = left
        for m in range(len(hours)):
            if out[m] < hours[m] and weight[m] > 0.0:
                given = min(hours[m] - out[m], pool * weight[m] / wanting)
                out[m] += given
                left -= given


@rule
def give_hours(rules, hours, weight, capacity, out):
    """Share out hours, or give every order in force all it asks for where hours are no limit (M08)."""
    if rules.on[M08] == 1:
        allocate_hours(hours, weight, capacity, out)
        return
    for m in range(len(hours)):
        out[m] = hours[m] if weight[m] > 0.0 else 0.0


@rule
def morning(rules, kinds, tasks, lay, here, lines, salience, beat, tally, scratch, done):
    """Share out the officer's hours and set the beat's effort and detection for the day (E3, E5).

    `scratch` has three rows as long as the list of orders; `done` receives the share of each order
    carried out.
    """
    hours, weight, given = scratch[0], scratch[1], scratch[2]
    emergency, fatigue = 0.0, 0.0
    if rules.on[M05] == 1:
        emergency, fatigue = here.emergency, np.float64(beat.fatigue)
    able = compliance.capacity(rules.capacity_hours, rules.emergency_gain, emergency, fatigue)
    able = compliance.hours_kept(able, rules.strain_slack, strain_of(rules, here, beat))
    for m in range(len(lines)):
        hours[m], weight[m] = lines[m].hours, 0.0
        if lines[m].on_beat == 1:
            weight[m] = salience[m]
            hours[m] = asked(lines[m], here.routine[lines[m].task])
            if rules.on[M13] == 1 and tasks[lines[m].task].watching == 1:
                weight[m] *= 1.0 + rules.watching_liability * here.liability
    give_hours(rules, hours, weight, able, given)
    worked = spend(tasks, lay, here, lines, beat, tally, given, done)
    look_around(kinds, tasks, beat)
    stake_claims(rules, kinds, tasks, here, beat)
    if rules.on[M05] == 1:
        over = max(0.0, worked - rules.capacity_hours)
        beat.fatigue = compliance.fatigue_tomorrow(
            fatigue, over, rules.capacity_hours, rules.fatigue_gain, rules.fatigue_recovery
        )


@rule
def strain_of(rules, here, beat):
    """Return how far the officer falls short of what he has to take (M27)."""
    owed = bargaining.owed(rules.dues, rules.officer_pay, here.pay)
    return bargaining.strain(np.float64(beat.takings), owed)


@rule
def asked(line, left):
    """Return the hours that an order asks for; of a routine duty, the share that orders leave of them."""
    if line.directed == 0:
        return line.hours * left
    return line.hours


@rule
def spend(tasks, lay, here, lines, beat, tally, given, done):
    """Turn hours given to orders into effort per task; returns the hours worked."""
    worked = 0.0
    for task in range(len(tasks)):
        beat.effort[task] = here.effort[task]
    for m in range(len(lines)):
        done[m] = 0.0
        if lines[m].on_beat == 1 and lines[m].hours > 0.0:
            task = lines[m].task
            worked += given[m]
            done[m] = given[m] / lines[m].hours
            if tasks[task].usual > 0.0:
                extra = here.manpower[task]
                beat.effort[task] += compliance.effort(
                    given[m], tasks[task].usual, np.float64(beat.skill), extra
                )
            tally[lay.minutes + task] += np.int64(math.floor(given[m] * MINUTES))
            if tasks[task].hours_per_round > 0.0:
                rounds = given[m] / tasks[task].hours_per_round
                tally[lay.rounds] += np.int64(math.floor(rounds * PERCENT))
    return worked


@rule
def look_around(kinds, tasks, beat):
    """Set what the beat's effort finds of each offence, and what residents see of it (E5, E7)."""
    for k in range(len(kinds)):
        beat.detect[k] = 0.0
        for task in range(len(tasks)):
            if kinds[k].found[task] > 0.0:
                efficacy = kinds[k].found[task] * kinds[k].visibility
                beat.detect[k] += detection.found_by(efficacy, beat.effort[task], tasks[task].exponent)
    for d in range(len(beat.seen)):
        beat.seen[d] = 0.0
        for task in range(len(tasks)):
            beat.seen[d] += tasks[task].seen[d] * beat.effort[task]


@rule
def evening(rules, lay, keys, here, lines, salience, beat, tally, done, claimed, t):
    """Close the officer's day: claims, what came to light, and what residents are used to."""
    for m in range(len(lines)):
        claimed[m] = done[m]
        if rules.on[M12] == 1 and lines[m].on_beat == 1 and salience[m] > 0.0:
            inflated = compliance.inflation(
                rules.inflation_base, rules.inflation_pressure, salience[m],
                rules.inflation_audit, here.audit,
            )  # fmt: skip
            claimed[m] = compliance.claim(np.float64(done[m]), inflated)
    answer(rules, lay, keys, here, beat, tally)
    reckon(rules, lay, keys, here, beat, tally, t)
    for d in range(len(beat.seen)):
        habit = np.float64(beat.habit[d])
        beat.habit[d] = belief.habit_tomorrow(habit, beat.seen[d], rules.habit_days)


@rule
def reckon(rules, lay, keys, here, beat, tally, t):
    """Let the officer set what he took against what he owes, save, perhaps give up the post (M07, M27)."""
    if rules.on[M27] == 0:
        return
    took = -tally[lay.bribes_outside]  # teams and elite forces keep what they take
    for fifth in range(QUINTILES):
        took += tally[lay.bribes_sum + fifth]
    today = np.float64(took) / INCOME
    beat.takings = belief.habit_tomorrow(np.float64(beat.takings), today, rules.takings_days)
    left = today - bargaining.owed(rules.dues, rules.officer_pay, here.pay)
    beat.purse = bargaining.purse_tomorrow(np.float64(beat.purse), left, rules.purse_days)
    leaves = compliance.quits(rules.quit_rate, strain_of(rules, here, beat), np.float64(beat.dread))
    if rules.on[M07] == 1 and draws.uniform53(keys.quit, beat.national_beat) < draws.threshold(leaves):
        tally[lay.quits] += 1
        beat.posted, beat.dread, beat.fatigue, beat.takings, beat.purse = t, 0.0, 0.0, rules.dues, 0.0
        beat.ties = 0


@rule
def answer(rules, lay, keys, here, beat, tally):
    """Let missed offences come to light, and the officer answer for them (M13, E14)."""
    fresh = 0.0
    if rules.on[M13] == 1:
        chance = detection.probability(rules.surfacing_rate * np.float64(beat.latent))
        if draws.uniform53(keys.surface, beat.national_beat) < draws.threshold(chance):
            tally[lay.surfaced] += 1
            if draws.uniform53(keys.answer, beat.national_beat) < draws.threshold(here.liability):
                tally[lay.superiors_punished] += 1
                fresh = rules.dread_gain
    beat.latent = belief.faded(np.float64(beat.latent), 0.0, rules.latent_half_life)
    beat.dread = min(1.0, belief.faded(np.float64(beat.dread), fresh, rules.dread_half_life))
