"""A people's unit through day and night: who is away, who is watched, what is feared and resented."""

import math

import numpy as np

from clampdown.day import access
from clampdown.day.person import around, certainty
from clampdown.rules import belief, confronting, draws
from clampdown.rules.rule import BYTE, QUINTILES, THOUSAND, UNIT_HEADS, rule
from clampdown.world.state import ABROAD, AT_LIBERTY, DEAD

M20, M21, M30, M31, M34 = 20, 21, 30, 31, 34
YOUTH, MIDDLE, OLD = 17, 35, 60  # ages at which a band begins


@rule
def away(rules, rungs, profiles, people, lay, keys, here, home, person, tally, t, pid):
    """Carry on a person who is not at liberty: held, banished, or out of the country."""
    status, until = np.int64(person.status), np.int64(person.until)
    if status == ABROAD:
        if until == t:
            tally[lay.arrivals] += 1
        elif until > t and draws.uniform53(keys.recall, pid) < draws.threshold(here.recall):
            tally[lay.recalled] += 1
            person.status = AT_LIBERTY
            access.set_wage(rules, people, profiles, home, t)
    elif status != DEAD:
        j = np.int64(person.rung)
        if until <= t:
            person.status = AT_LIBERTY
            access.set_wage(rules, people, profiles, home, t)
            if rungs[j].facility >= 0:
                tally[lay.released + rungs[j].facility] += 1
        else:
            count_held(rules, lay, home, person, tally, j)


@rule
def count_held(rules, lay, home, person, tally, j):
    """Count one person not at liberty tonight, by rung and by one-way groups."""
    tally[lay.held + j] += 1
    tally[lay.held_quintile + np.int64(home.rank) * QUINTILES // np.int64(BYTE)] += 1
    tally[lay.held_sex + np.int64(person.sex)] += 1
    tally[lay.held_class + np.int64(person.social_class)] += 1
    age = np.int64(person.age)
    tally[lay.held_age + np.int64(age >= YOUTH) + np.int64(age >= MIDDLE) + np.int64(age >= OLD)] += 1
    for flag in range(rules.flag_count):
        tally[lay.held_flag + flag] += (np.int64(person.flagged) >> flag) & 1


@rule
def review_unit(rules, people, lay, keys, here, unit, tally, t, offset):
    """Go over a unit's people: the watch list, what it does to those on it, and how they all feel."""
    for i in range(np.int64(unit.first_person), np.int64(unit.last_person)):
        person = people[i]
        marked = np.int64(person.flagged) != 0
        if marked or np.int64(person.watch) != 0:
            if rules.on[M20] == 1:
                review(rules, lay, keys, here, person, tally, offset + i)
            if rules.on[M30] == 1:
                weigh_on(rules, here, person, t)
        if rules.on[M30] == 1 and access.is_free_adult(person):
            own = access.own_grievance(rules, person, t)
            felt = min(1.0, max(0.0, rules.grievance_rest + (np.float64(unit.grievance) + own)))
            tally[lay.grievance + np.int64(marked)] += np.int64(math.floor(felt * THOUSAND))
            tally[lay.surveyed + np.int64(marked)] += 1


@rule
def weigh_on(rules, here, person, t):
    """Let supervision and lost rights be resented by those who bear them (M06, M29)."""
    flags, level, rights = np.int64(person.flagged), 0.0, 0.0
    if rules.on[M20] == 1:
        level = np.float64(person.watch)
    for flag in range(rules.flag_count):
        if (flags >> flag) & 1 == 1:
            rights = max(rights, here.rights[flag])
    more = belief.burden(rules.watched_grievance, level, rules.rights_grievance, rights)
    if more > 0.0:
        access.add_grievance(rules, person, t, more)


@rule
def review(rules, lay, keys, here, person, tally, pid):
    """Go over one entry of the watch list: lower it slowly, raise the flagged where ordered (E9)."""
    flags, level = np.int64(person.flagged), np.int64(person.watch)
    floor = np.int64(0)
    for flag in range(rules.flag_count):
        if (flags >> flag) & 1 == 1:
            floor = max(floor, rules.watch_floor[flag], np.int64(math.floor(here.floor[flag])))
    floor = min(floor, rules.watch_most)
    if flags == 0 and draws.uniform53(keys.unwatch, pid) < draws.threshold(here.unwatch):
        person.watch, level = 0, floor
    if level < floor:
        if draws.uniform53(keys.review, pid) < draws.threshold(rules.review_zeal):
            person.watch = level + 1
    elif level > floor:
        fall = 1.0 - math.exp(np.float64(rules.review_days) * math.log(1.0 - rules.watch_fall))
        if draws.uniform53(keys.review, pid) < draws.threshold(fall):
            person.watch = level - 1
    if np.int64(person.watch) > 0 and np.int64(person.status) == AT_LIBERTY:
        tally[lay.watched] += 1


@rule
def night(rules, people, households, lay, keys, here, beat, unit, tally, t, uid):
    """Let a unit take in the day: what is known, resented, feared, trusted; who stands up."""
    heads = np.float64(np.int64(unit.last_person) - np.int64(unit.first_person))
    for d in range(rules.domain_count):
        fresh = np.float64(unit.fresh[d])
        unit.known[d] = belief.faded(np.float64(unit.known[d]), fresh, rules.known_half_life)
    if rules.on[M30] == 1:
        presence = rules.presence_grievance * (math.log(1.0 + beat.seen[0]) - math.log(2.0))
        shortage = rules.shortage_grievance * (here.need - rules.need_usual)
        news = 0.0
        if rules.on[M34] == 1:
            news = rules.news_grievance * here.news
        if rules.on[M21] == 1:
            news += rules.asked_grievance * here.called
        unit.grievance = belief.grievance_tomorrow(
            np.float64(unit.grievance), np.float64(unit.fresh_unfair), rules.unfair_unit, heads, UNIT_HEADS,
            presence, shortage, news, rules.grievance_recovery,
        )  # fmt: skip
    rest = max(0.0, rules.trust_rest - rules.trust_informer * np.float64(unit.informers))
    unit.trust = belief.trust_tomorrow(
        np.float64(unit.trust), rest, np.float64(unit.exposed), rules.trust_exposure, rules.trust_recovery
    )
    count_afraid(rules, people, households, lay, here, beat, unit, tally, t, heads)
    if rules.on[M31] == 1:
        confront(rules, lay, keys, here, beat, unit, tally, uid, heads)


@rule
def count_afraid(rules, people, households, lay, here, beat, unit, tally, t, heads):
    """Count the unit's households that live in fear tonight (M30)."""
    shift = around(rules, here, beat, unit, 0, heads)
    for h in range(np.int64(unit.first_household), np.int64(unit.last_household)):
        person = people[households[h].first]
        gap = certainty(rules, person, t, 0, shift) - rules.certainty[0]
        nerve = np.float64(person.nerve) / BYTE
        if belief.is_afraid(rules.fear_usual, gap, rules.fear_scale, nerve):
            tally[lay.households_afraid] += 1


@rule
def confront(rules, lay, keys, here, beat, unit, tally, uid, heads):
    """Decide whether the unit's people stand up to officers in a group tonight (M31, E18b)."""
    grievance = min(1.0, max(0.0, rules.grievance_rest + np.float64(unit.grievance)))
    ready = confronting.share_active(grievance, rules.legitimacy, rules.confrontation_threshold, 1.0)
    if ready <= 0.0:
        return
    risk = confronting.arrest_risk(rules.arrest_steepness, beat.seen[0], ready * heads, rules.crowd)
    share = confronting.share_active(grievance, rules.legitimacy, rules.confrontation_threshold, risk)
    share *= np.float64(unit.trust)
    chance = confronting.confrontation_chance(
        rules.confrontation_rate, share, rules.confrontation_spread, here.unrest
    )
    if draws.uniform53(keys.confront, uid) < draws.threshold(chance):
        tally[lay.confrontations] += 1
        tally[lay.participants] += 1 + np.int64(math.floor(share * heads))
