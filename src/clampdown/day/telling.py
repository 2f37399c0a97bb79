"""Who tells officers of a neighbour: informers, people pressed to inform, residents; truly or not (M21)."""

import math

import numpy as np

from clampdown.day import access
from clampdown.day.encounter import resent
from clampdown.day.noting import begin_note, next_note
from clampdown.rules import detection, draws, telling
from clampdown.rules.rule import UNIT_HEADS, rule
from clampdown.world.notes import INFORMER, INVENTED, PRESSED, RESIDENT, UNTOLD
from clampdown.world.state import NONE

M20, M21, M30 = 20, 21, 30


@rule
def prepare_tellers(rules, here, unit, heads):
    """Set what the unit's residents are worth as tellers today."""
    unit.volunteers = 0.0
    if rules.on[M21] == 0:
        return
    grievance = 0.0
    if rules.on[M30] == 1:
        grievance = np.float64(unit.grievance)
    ready = telling.readiness(
        rules.volunteer_reward, here.reward, rules.volunteer_call, here.called, rules.volunteer_loyalty,
        np.float64(unit.trust) - rules.trust_rest, rules.volunteer_grievance, grievance,
    )  # fmt: skip
    unit.volunteers = telling.volunteers(rules.volunteers_usual, heads, UNIT_HEADS, ready)


@rule
def told_by(rules, here, unit, kind, draw, exponent):
    """Return who told of an act that no officer found; the same luck as the officer's decides."""
    trust, seen = np.float64(unit.trust), kind.tip_visibility
    exponent += detection.tips(rules.tip_rate, np.float64(unit.informers), trust, seen)
    if draw < draws.threshold(detection.probability(exponent)):
        return np.int64(INFORMER)
    exponent += detection.tips(rules.tip_rate, here.informers, trust, seen)
    if draw < draws.threshold(detection.probability(exponent)):
        return np.int64(PRESSED)
    exponent += detection.tips(rules.tip_rate, np.float64(unit.volunteers), trust, seen)
    if draw < draws.threshold(detection.probability(exponent)):
        return np.int64(RESIDENT)
    return np.int64(UNTOLD)


@rule
def count_tip(lay, unit, tally, teller):
    """Count a tip about an act that took place; its arrest may betray who told."""
    tally[lay.tips] += 1
    tally[lay.tips_pressed] += np.int64(teller == PRESSED)
    tally[lay.tips_resident] += np.int64(teller == RESIDENT)
    unit.exposed += 1


@rule
def invent(rules, people, lay, keys, here, beat, unit, tally, t, uid, notes, noted):
    """Let somebody report a neighbour for what nobody did, at most once a day in a unit.

    The one reported is asked and perhaps watched from then on, and resents it.
    """
    if rules.on[M21] == 0:
        return
    exponent = telling.invented(rules.invented_pressed, here.informers)
    draw, teller = draws.uniform53(keys.tip, uid), np.int64(PRESSED)
    if draw >= draws.threshold(detection.probability(exponent)):
        teller = np.int64(INFORMER)
        exponent += telling.invented(rules.invented_tips, np.float64(unit.informers))
    if draw >= draws.threshold(detection.probability(exponent)):
        teller = np.int64(RESIDENT)
        exponent += telling.invented(rules.invented_tips, np.float64(unit.volunteers))
    if draw >= draws.threshold(detection.probability(exponent)):
        return
    i = whoever(rules, people, keys, unit, uid)
    if i < 0:
        return
    person, pid = people[i], beat.national_person + (i - np.int64(beat.first_person))
    note = next_note(notes, noted)
    begin_note(note, beat, person, t, pid, 0, INVENTED)
    note.teller = teller
    tally[lay.invented] += 1
    tally[lay.invented_pressed] += np.int64(teller == PRESSED)
    tally[lay.invented_resident] += np.int64(teller == RESIDENT)
    suspect(rules, keys, unit, person, t, pid)


@rule
def suspect(rules, keys, unit, person, t, pid):
    """Let somebody who is reported for nothing be watched, perhaps, and resent it."""
    rises = draws.uniform53_at(keys.watch, pid, 1) < draws.threshold(rules.watch_rise)
    if rules.on[M20] == 1 and rises:
        person.watch = min(np.int64(person.watch) + 1, rules.watch_most)
    resent(rules, unit, person, t)


@rule
def whoever(rules, people, keys, unit, uid):
    """Return the row of the first adult at liberty, without a case today, whom a teller hits upon; or -1."""
    first, count = np.int64(unit.first_person), np.int64(unit.last_person) - np.int64(unit.first_person)
    for attempt in range(1, rules.names_thought + 1):
        draw = draws.uniform53_at(keys.tip, uid, attempt)
        i = first + np.int64(math.floor(np.float64(draw) / draws.SCALE * np.float64(count)))
        if access.is_free_adult(people[i]) and np.int64(people[i].outcome) == NONE:
            return i
    return np.int64(-1)


@rule
def hold_lecture(people, lay, keys, here, unit, tally, offset):
    """Count who of a unit is called to a lecture today, and who comes (M04)."""
    if here.lecture <= 0.0:
        return
    called, comes = draws.threshold(here.lecture), draws.threshold(here.lecture * here.attend)
    for i in range(np.int64(unit.first_person), np.int64(unit.last_person)):
        if access.is_free_adult(people[i]):
            draw = draws.uniform53(keys.lecture, offset + i)
            tally[lay.lectured] += np.int64(draw < called)
            tally[lay.attended] += np.int64(draw < comes)
