"""Brokers and the officers who know them: ties that grow with time and end with either side."""

import numpy as np

from clampdown.rules import detection, draws
from clampdown.rules.rule import rule

M07 = 7


@rule
def is_broker(rules, person):
    """Return 1 for a broker, else 0."""
    return np.int64((np.int64(person.flagged) & rules.broker_bits) != 0)


@rule
def share_of_brokers(rules, kind, person):
    """Return the factor on a person's rate of an act that is mostly done by brokers."""
    return 1.0 if is_broker(rules, person) == 1 else kind.others


@rule
def is_tied(beat, kind):
    """Return whether leave for an act can be had today through a broker whom the officer knows."""
    return kind.brokered == 1 and np.int64(beat.ties) > 0


@rule
def keep_ties(rules, lay, keys, beat, tally):
    """Let brokers who are gone take their ties along, and the officer get to know one more (M07).

    Without newcomers every officer has been known for ever.
    """
    here, known = tally[lay.brokers], np.int64(beat.brokers)
    ties, gone = np.int64(beat.ties), np.int64(0)
    while known > here:
        gone += 1
        share = np.float64(ties) / np.float64(known)
        if draws.uniform53_at(keys.tie, beat.national_beat, gone) < draws.threshold(share):
            ties -= 1
        known -= 1
    chance = detection.probability(np.float64(here - ties) / rules.tie_days)
    if draws.uniform53(keys.tie, beat.national_beat) < draws.threshold(chance):
        ties += 1
    if rules.on[M07] == 0:
        ties = here
    beat.brokers, beat.ties = here, ties
    tally[lay.ties] += ties
