"""The street: every beat through its day. The only part that touches every person."""

import numpy as np
from numba import njit

from clampdown.day.naming import name_people
from clampdown.day.neighbourhood import away, night, review_unit
from clampdown.day.noting import COUNT
from clampdown.day.officer import evening, morning
from clampdown.day.person import act
from clampdown.day.surrendering import take_surrenders
from clampdown.day.telling import hold_lecture, invent, prepare_tellers
from clampdown.day.ties import is_broker, keep_ties
from clampdown.rules import draws
from clampdown.rules.borrowed import borrowed
from clampdown.rules.rule import rule
from clampdown.world.state import AT_LIBERTY

TRY = 40  # bits above every national id: entity of a further try


@njit(cache=True, nogil=True, error_model="numpy")
def street(world, par, lay, keys, here, lines, salience, sheets, notes, noted, t, first, last):
    """Take beats `first` … `last - 1` through day `t`.

    A beat writes only its own rows and reads the places' values of this morning, so beats can be
    shared out among threads in any way.

    Parameters
    ----------
    world : World
    par : Parameters
    lay, keys : records, the layout of tallies and the day's keys
    here : table of Here, what holds in each place today
    lines : table of OrderLines
    salience : (P, M) float, weight of each order in each place today
    sheets : (tally, done, claimed), arrays with a row per beat that receive the day's counts and
        shares
    notes, noted : table of Acts and its counters, see day/noting.py; a table of one row takes no notes
    t : int, day
    first, last : int, rows of beats
    """
    people, households, units = borrowed(world.people), borrowed(world.households), borrowed(world.units)
    beats, kinds, profiles = borrowed(world.beats), borrowed(par.kinds), borrowed(par.profiles)
    tasks, rungs, places = borrowed(par.tasks), borrowed(par.rungs), borrowed(here)
    orders, weights, rules = borrowed(lines), borrowed(salience), par.rules[0]
    book = borrowed(notes)
    tally, scratch = np.zeros(lay.width, dtype=np.int64), np.zeros((3, len(lines)))
    done, claimed = np.zeros(len(lines)), np.zeros(len(lines))
    for b in range(first, last):
        beat, place = beats[b], places[beats[b].place]
        tally[:] = 0
        beat.fault = 0
        beat_day(
            rules, people, households, units, kinds, profiles, tasks, rungs, lay, keys, place, orders,
            weights[beats[b].place], beat, tally, scratch, done, claimed, t, book, noted, b,
        )  # fmt: skip
        sheets[0][b, :] = tally
        sheets[1][b, :] = done
        sheets[2][b, :] = claimed


@rule
def beat_day(
    rules, people, households, units, kinds, profiles, tasks, rungs, lay, keys, here, lines,
    salience, beat, tally, scratch, done, claimed, t, notes, noted, b,
):  # fmt: skip
    """Take one beat through its day: the officer's hours, the neighbourhoods, the report."""
    before = noted[COUNT]
    morning(rules, kinds, tasks, lay, here, lines, salience, beat, tally, scratch, done)
    u0, u1 = np.int64(beat.first_unit), np.int64(beat.last_unit)
    for u in range(u0, u1):
        uid = beat.national_unit + (u - u0)
        neighbourhood_day(
            rules, people, households, kinds, profiles, rungs, lay, keys, here, beat, units[u], tally, t, uid,
            notes, noted,
        )  # fmt: skip
    name_people(rules, people, households, units, rungs, lay, keys, here, beat, tally, t, notes, noted)
    for n in range(before, noted[COUNT]):
        notes[n].beat = b
    for u in range(u0, u1):
        uid = beat.national_unit + (u - u0)
        night(rules, people, households, lay, keys, here, beat, units[u], tally, t, uid)
    evening(rules, lay, keys, here, lines, salience, beat, tally, done, claimed, t)
    keep_ties(rules, lay, keys, beat, tally)


@rule
def neighbourhood_day(
    rules, people, households, kinds, profiles, rungs, lay, keys, here, beat, unit, tally, t, uid, notes,
    noted,
):  # fmt: skip
    """Take the people of one unit through the day."""
    i0, i1 = np.int64(unit.first_person), np.int64(unit.last_person)
    heads, offset = np.float64(i1 - i0), beat.national_person - np.int64(beat.first_person)
    begin_unit(rules, here, unit, heads)
    for i in range(i0, i1):
        person = people[i]
        person.outcome = 0
        if np.int64(person.status) != AT_LIBERTY:
            home = households[person.household]
            away(rules, rungs, profiles, people, lay, keys, here, home, person, tally, t, offset + i)
        else:
            tally[lay.brokers] += is_broker(rules, person)
            profile = profiles[person.profile]
            draw = draws.uniform53(keys.offend, offset + i)
            if draw < profile.total or profile.tries > 1:
                home = households[person.household]
                try_day(
                    rules, rungs, profile, kinds, lay, keys, here, beat, unit, home, person, tally, t,
                    offset + i, heads, draw, notes, noted,
                )  # fmt: skip
        tally[lay.people + np.int64(person.status)] += 1
    invent(rules, people, lay, keys, here, beat, unit, tally, t, uid, notes, noted)
    hold_lecture(people, lay, keys, here, unit, tally, offset)
    if (uid + t) % rules.review_days == 0:
        take_surrenders(
            rules, rungs, people, households, kinds, profiles, lay, keys, here, beat, unit, tally, t, heads,
            notes, noted,
        )  # fmt: skip
        review_unit(rules, people, lay, keys, here, unit, tally, t, offset)


@rule
def begin_unit(rules, here, unit, heads):
    """Begin a unit's day: nothing has happened yet, and so many would tell."""
    unit.fresh_unfair, unit.exposed, unit.marks = 0.0, 0.0, 0
    for d in range(rules.domain_count):
        unit.fresh[d] = 0.0
    prepare_tellers(rules, here, unit, heads)


@rule
def try_day(
    rules, rungs, profile, kinds, lay, keys, here, beat, unit, home, person, tally, t, pid, heads, draw,
    notes, noted,
):  # fmt: skip
    """Take a person through the day's tries, until one ends in an encounter.

    A busy person's bounds add up to more than one a day; the day is then cut into tries, each with
    luck of its own.
    """
    again = pid
    for n in range(profile.tries):
        if np.int64(person.outcome) != 0:
            return
        if n > 0:
            again = pid + (n << TRY)
            draw = draws.uniform53(keys.offend, again)
        if draw < profile.total:
            act(
                rules, rungs, profile, kinds, lay, keys, here, beat, unit, home, person, tally, t,
                again, heads, draw, notes, noted,
            )  # fmt: skip
