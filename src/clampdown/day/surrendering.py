"""Who comes forward when officers promise to spare whoever does, and what becomes of them (M06)."""

import numpy as np

from clampdown.day import access
from clampdown.day.encounter import resent, sanction
from clampdown.day.noting import begin_note, end_note, next_note
from clampdown.day.person import around, certainty
from clampdown.rules import detection, draws, sanctioning
from clampdown.rules.rule import rule
from clampdown.world.parameters import SURRENDER
from clampdown.world.state import NONE, WARNED

M20 = 20
PHONE = 64  # bit of a profile


@rule
def take_surrenders(
    rules, rungs, people, households, kinds, profiles, lay, keys, here, beat, unit, tally, t, heads, notes,
    noted,
):  # fmt: skip
    """Go through a unit's people, as often as its watch list is reviewed, for those who come forward."""
    if here.offered <= 0.0:
        return
    offset = beat.national_person - np.int64(beat.first_person)
    for i in range(np.int64(unit.first_person), np.int64(unit.last_person)):
        person = people[i]
        if not access.is_free_adult(person) or np.int64(person.outcome) != NONE:
            continue
        if access.has_case(rules, person, t):
            continue  # who was sanctioned or came forward lately has nothing to hand in
        profile = profiles[person.profile]
        k = owns_up(rules, kinds, profile, keys, here, beat, unit, person, t, offset + i, heads)
        if k >= 0:
            note = next_note(notes, noted)
            begin_note(note, beat, person, t, offset + i, k, SURRENDER)
            receive(
                rules, rungs, lay, keys, here, unit, kinds[k], households[person.household], person, tally, t,
                k, offset + i, note,
            )  # fmt: skip


@rule
def owns_up(rules, kinds, profile, keys, here, beat, unit, person, t, pid, heads):
    """Return the offence for which a person comes forward today, -1 for none."""
    acts = 0.0
    if np.int64(person.last_offence) >= np.int64(t) - rules.recent_days:
        for k in range(len(kinds)):
            acts += profile.rate[k]
    draw, chance = draws.uniform53(keys.surrender, pid), 0.0
    for k in range(len(kinds)):
        if here.surrender[k] > 0.0:
            guilt = 0.0
            if kinds[k].thing == 1:
                guilt = np.float64((np.int64(person.profile) & PHONE) > 0)
            elif acts > 0.0:
                guilt = profile.rate[k] / acts  # of which kind the last act was is not kept
            if guilt > 0.0:
                p = danger(rules, here, beat, unit, kinds[k].domain, person, t, heads)
                chance += guilt * sanctioning.comes_forward(rules.surrender_rate, here.surrender[k], p)
                if draw < draws.threshold(chance):
                    return np.int64(k)
    return np.int64(-1)


@rule
def danger(rules, here, beat, unit, d, person, t, heads):
    """Return the chance of being found out as a person sees it who knows how closely he is watched."""
    p = certainty(rules, person, t, d, around(rules, here, beat, unit, d, heads))
    if rules.on[M20] == 1:
        p *= detection.supervised(rules.supervision_weight, np.float64(person.watch), rules.layers)
    return min(1.0, p)


@rule
def receive(rules, rungs, lay, keys, here, unit, kind, home, person, tally, t, k, pid, note):
    """Spare somebody who came forward, or break the promise; either way it goes on record."""
    tally[lay.surrenders] += 1
    person.case_kind, person.case_guilty, person.case_rung = k, 1, 0
    if draws.uniform53(keys.promise, pid) < draws.threshold(rules.promise_kept):
        person.last_case = t
        access.mark(unit, person, WARNED)
        end_note(note, person, 0)
        return
    tally[lay.promises_broken] += 1
    resent(rules, unit, person, t)
    amount = sanction(rules, rungs[kind.rung], lay, here, unit, kind, home, person, tally, t, kind.rung)
    person.last_case = t
    end_note(note, person, amount)
