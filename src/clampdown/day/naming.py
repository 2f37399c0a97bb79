"""The evening report: names, with or without a person who did anything (M09, M11, E8)."""

import math

import numpy as np

from clampdown.day import access
from clampdown.day.encounter import NO_KIND, agreed_bribe, resent, take_bribe
from clampdown.day.noting import begin_note, end_note, next_note
from clampdown.rules import compliance, draws
from clampdown.rules.rule import BYTE, QUINTILES, rule
from clampdown.world.notes import NAMING, OWN
from clampdown.world.state import BOUGHT, NAMED, NONE, TO_CUSTODY

M09, M11, M12, M20 = 9, 11, 12, 20


@rule
def names_short(rules, rungs, lay, keys, here, beat, tally):
    """Return how many names the officer still wants this evening."""
    ordered, zeal, gain = 0.0, 0.0, 0.0
    if rules.on[M11] == 1:
        ordered = here.names
    if rules.on[M09] == 1:
        zeal, gain = np.float64(beat.zeal), rules.names_results
    wanted = compliance.names_wanted(ordered, rules.names_usual, gain, rules.zeal_results, zeal, here.results)
    heads = np.int64(beat.last_person) - np.int64(beat.first_person)
    wanted = min(wanted, np.float64(heads))  # nobody can be named twice
    whole = np.int64(math.floor(wanted))
    part = draws.threshold(wanted - np.float64(whole))
    if draws.uniform53(keys.quota, beat.national_beat) < part:
        whole += 1
    genuine = np.int64(0)  # whoever is only fined makes no report of a suspicious person
    for j in range(rules.first_custody, len(rungs)):
        genuine += tally[lay.sanctioned + j]
    return max(np.int64(0), whole - genuine)


@rule
def name_people(rules, people, households, units, rungs, lay, keys, here, beat, tally, t, notes, noted):
    """Fill the evening's report with names: claimed only, or drawn from the beat."""
    short, merely_claimed = names_short(rules, rungs, lay, keys, here, beat, tally), 0.0
    if rules.on[M12] == 1:
        merely_claimed = compliance.inflation(
            rules.inflation_base, rules.inflation_pressure, here.results, rules.inflation_audit, here.audit
        )
    for n in range(short):
        if draws.uniform53_at(keys.quota, beat.national_beat, 1 + n) < draws.threshold(merely_claimed):
            tally[lay.names_claimed] += 1
            continue
        i = thought_of(rules, people, households, keys, beat, t, n)
        if i >= 0:
            person, pid = people[i], beat.national_person + (i - np.int64(beat.first_person))
            unit, home = units[unit_of(units, beat, np.int64(person.household))], households[person.household]
            note = next_note(notes, noted)
            begin_note(note, beat, person, t, pid, 0, NAMING)
            amount = name(rules, rungs, lay, keys, here, beat, unit, home, person, tally, t, pid)
            end_note(note, person, amount)


@rule
def thought_of(rules, people, households, keys, beat, t, n):
    """Return the row of the person who is named as the officer's n-th, -1 for nobody.

    Of the adults who come to mind, each is the one with a chance that goes by his weight (the
    smallest of exponential times with these rates; Efraimidis and Spirakis 2006).
    """
    first, count = np.int64(beat.first_person), np.int64(beat.last_person) - np.int64(beat.first_person)
    chosen, soonest = np.int64(-1), math.inf
    for attempt in range(n * rules.names_thought, (n + 1) * rules.names_thought):
        draw = draws.uniform53_at(keys.name, beat.national_beat, attempt)
        i = first + np.int64(math.floor(np.float64(draw) / draws.SCALE * np.float64(count)))
        person = people[i]
        if access.is_free_adult(person) and np.int64(person.outcome) == NONE:
            turn = np.float64(draws.uniform53_at(keys.accept, beat.national_beat, attempt)) / draws.SCALE
            wait = -math.log(1.0 - turn) / naming_weight(rules, households[person.household], person, t)
            if wait < soonest:
                chosen, soonest = i, wait
    return chosen


@rule
def naming_weight(rules, home, person, t):
    """Return how readily an officer thinks of a person when a name is wanted (E8)."""
    x = 0.0
    if rules.on[M20] == 1:
        x += rules.naming_watch * np.float64(min(np.int64(person.watch), np.int64(1)))
    if access.has_case(rules, person, t):
        x += rules.naming_case
    if np.int64(home.rank) * QUINTILES < np.int64(BYTE):  # the poorest fifth
        x += rules.naming_poor
    return math.exp(x) * rules.flag_weight[np.int64(person.flagged)]


@rule
def name(rules, rungs, lay, keys, here, beat, unit, home, person, tally, t, pid):
    """Report a person by name; return what is paid for it.

    He may buy himself off, be held, or only be watched from now on.
    """
    guilty = np.int64(person.last_offence) >= np.int64(t) - rules.recent_days
    person.case_kind = 0
    person.case_rung = 0
    person.case_guilty = np.int64(guilty)
    tally[lay.named] += 1
    tally[lay.named_again] += np.int64(access.has_case(rules, person, t))
    if not guilty:
        tally[lay.named_innocent] += 1
        resent(rules, unit, person, t)
    rises = draws.uniform53(keys.watch, pid) < draws.threshold(rules.watch_rise)
    if rules.on[M20] == 1 and rises:
        person.watch = min(np.int64(person.watch) + 1, rules.watch_most)
    if draws.uniform53(keys.punish, pid) >= draws.threshold(rules.named_custody):
        access.mark(unit, person, NAMED)
        return np.int64(0)
    j = rules.first_custody
    amount = agreed_bribe(rules, here, beat, home, t, rungs[j], np.int64(OWN), np.int64(NO_KIND))
    if amount > 0:
        tally[lay.extorted] += 1
        take_bribe(rules, lay, beat, tally, home, t, amount)
        access.mark(unit, person, BOUGHT)
        return amount
    access.mark(unit, person, TO_CUSTODY)
    person.case_rung = j
    person.last_case = t
    unit.fresh[0] += 1
    tally[lay.sanctioned + j] += 1
    access.mark_punished(lay, tally, home, t)
    return np.int64(0)


@rule
def unit_of(units, beat, h):
    """Return the unit of a household within a beat."""
    u = np.int64(beat.first_unit)
    while np.int64(units[u].last_household) <= h:
        u += 1
    return u
