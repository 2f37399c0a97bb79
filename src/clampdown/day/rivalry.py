"""Bodies that work on the same people: whose find an offence would be, and who quarrels about it (M07)."""

import numpy as np

from clampdown.rules import detection, draws, rivalry
from clampdown.rules.rule import rule
from clampdown.world.state import ORGANS, TASKS

M07 = 7


@rule
def stake_claims(rules, kinds, tasks, here, beat):
    """Set, by offence, the elite force's share in what is found and the chance that a case is contested."""
    sent_in = 0.0
    for task in range(len(tasks)):
        sent_in = max(sent_in, here.elite[task])
    for k in range(len(kinds)):
        beat.elite[k], beat.contested[k] = 0.0, 0.0
    if rules.on[M07] == 0 or (here.pressed <= 0.0 and sent_in <= 0.0):
        return
    for k in range(len(kinds)):
        if beat.detect[k] > 0.0:
            elite, alike = claims(kinds[k], tasks, here, beat, beat.detect[k])
            beat.elite[k] = elite
            beat.contested[k] = rivalry.contested(rules.rivalry, here.pressed, elite, alike)


@rule
def claims(kind, tasks, here, beat, total):
    """Return the elite force's share of finds, and the chance that two finds are of one and the same organ.

    Neighbourhood officers count as one organ beside those that serve the whole place.
    """
    elite, alike = 0.0, 0.0
    for i in range(len(tasks)):
        part = found_by(kind, tasks, beat, i) / total
        elite += part * here.elite[i]
        first = part * (1.0 - here.elite[i])
        for j in range(len(tasks)):
            second = found_by(kind, tasks, beat, j) / total * (1.0 - here.elite[j])
            if first > 0.0 and second > 0.0:
                alike += first * second * same_organ(here, beat, i, j)
    return elite, alike


@rule
def found_by(kind, tasks, beat, task):
    """Return a task's part in the detection of an offence."""
    if kind.found[task] <= 0.0:
        return 0.0
    return detection.found_by(kind.found[task] * kind.visibility, beat.effort[task], tasks[task].exponent)


@rule
def same_organ(here, beat, i, j):
    """Return the chance that an hour of one task and an hour of another are of the same organ."""
    first, second = beat.effort[i], beat.effort[j]
    same = (first - here.effort[i]) / first * ((second - here.effort[j]) / second)
    for organ in range(ORGANS):
        same += here.crew[organ * TASKS + i] / first * (here.crew[organ * TASKS + j] / second)
    return same


@rule
def is_contested(rules, lay, keys, beat, tally, k, pid):
    """Return 1 where a second body claims the case, else 0; they quarrel about it."""
    fought = np.int64(0)
    if rules.on[M07] == 1:
        chance = draws.threshold(np.float64(beat.contested[k]))
        fought = np.int64(draws.uniform53(keys.rival, pid) < chance)
    tally[lay.quarrels] += fought
    return fought
