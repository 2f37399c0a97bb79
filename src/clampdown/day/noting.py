"""Notes of single acts, in a buffer of fixed length, for whoever asks about more than counts.

Notes change nothing in a day. Without a buffer they all go to one row that nobody reads.
"""

import numpy as np

from clampdown.day.access import INT16
from clampdown.rules.rule import rule
from clampdown.world.notes import OWN, UNFOUND, UNKNOWN, UNTOLD
from clampdown.world.parameters import OPEN

COUNT, LOST = 0, 1  # of the counters that go with a buffer
PERSON = (1 << 40) - 1  # bits of a person's national id in the entity of a further try


@rule
def next_note(notes, noted):
    """Return the row for the next note; the last row takes what finds no room."""
    last = len(notes) - 1
    n = noted[COUNT]
    if n < last:
        noted[COUNT] = n + 1
        return notes[n]
    noted[LOST] += 1
    return notes[last]


@rule
def begin_note(note, beat, person, t, pid, k, source):
    """Fill in what is known of an act or a naming before anybody has dealt with it."""
    offset = beat.national_person - np.int64(beat.first_person)
    note.person = (pid & PERSON) - offset
    note.kind, note.source, note.watch = k, source, np.int64(person.watch)
    note.since_case = since(t, np.int64(person.last_case))
    note.since_act = since(t, np.int64(person.last_offence))
    note.amount, note.earned, note.outcome, note.rung, note.guilty = 0, 0, 0, 0, 0
    note.venue, note.found, note.declined = OPEN, UNFOUND, 0
    note.origin, note.contested, note.lost, note.teller = OWN, 0, 0, UNTOLD


@rule
def since(t, day):
    """Return days since a day, as a note holds them."""
    if day <= -INT16:
        return np.int64(UNKNOWN)
    return min(np.int64(UNKNOWN), np.int64(t) - day)


@rule
def end_note(note, person, amount):
    """Fill in how an encounter ended."""
    note.outcome, note.rung, note.amount = np.int64(person.outcome), np.int64(person.case_rung), amount
    note.guilty = np.int64(person.case_guilty)
