"""Where an act is done, whether it is done at all, and how long it lasts."""

import math

import numpy as np

from clampdown.rules import draws, offending
from clampdown.rules.rule import SECONDS, rule
from clampdown.world.notes import GIVEN_UP
from clampdown.world.parameters import HIDDEN, NOWHERE, OPEN, REMOTE


@rule
def chosen_venue(rules, keys, unit, kind, pid, p):
    """Return where a person would do the act: the more dangerous it seems, the farther out (M15 - M21)."""
    if kind.has_hidden == 0:
        return np.int64(OPEN)
    usual = rules.certainty[kind.domain]
    hides = offending.goes_hidden(
        kind.hidden_share, rules.displacement_weight, p - usual, usual,
        kind.hidden_trust, rules.trust_rest - np.float64(unit.trust),
    )  # fmt: skip
    draw = draws.uniform53(keys.venue, pid)
    if draw >= draws.threshold(hides):
        return np.int64(OPEN)
    if kind.has_remote == 1:
        farther = offending.goes_hidden(
            kind.remote_share, rules.displacement_weight, p - usual, usual, 0.0, 0.0
        )
        if draw < draws.threshold(hides * farther):
            return np.int64(REMOTE)
    return np.int64(HIDDEN)


@rule
def where_done(rules, lay, keys, here, unit, kind, tally, k, pid, p, leave, note):
    """Return where the act is done, NOWHERE if it is given up.

    Whoever has leave need not hide. Whoever finds no signal in the open goes where jammers do not
    reach; a long way is too long for some.
    """
    if leave:
        return np.int64(OPEN)
    venue = chosen_venue(rules, keys, unit, kind, pid, p)
    if venue == OPEN and draws.uniform53(keys.jam, pid) < draws.threshold(here.jammed[k]):
        venue = np.int64(HIDDEN) if kind.has_hidden == 1 else np.int64(NOWHERE)
    if venue != NOWHERE and draws.uniform53(keys.walk, pid) < draws.threshold(kind.given_up[venue]):
        venue = np.int64(NOWHERE)
    if venue == NOWHERE:
        tally[lay.given_up + k] += 1
        note.source = GIVEN_UP
        return venue
    tally[lay.hidden + k] += np.int64(venue != OPEN)
    tally[lay.remote + k] += np.int64(venue == REMOTE)
    note.venue = venue
    return venue


@rule
def length_kept(rules, kind, p):
    """Return the factor on an act's usual length; where it cannot move it is not cut short either (M18)."""
    if kind.has_hidden == 0:
        return 1.0
    return offending.length_kept(rules.length_other, p, rules.certainty[kind.domain])


@rule
def count_done(rules, lay, kind, tally, k, p):
    """Count an offence, and the time that it took."""
    tally[lay.offences + k] += 1
    if kind.length > 0.0:
        seconds = kind.length * length_kept(rules, kind, p) * SECONDS
        tally[lay.duration + k] += np.int64(math.floor(seconds))
