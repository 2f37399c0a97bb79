"""Movement 2: a unit's review: who is watched, what that weighs on people, how they feel (5.10)."""

import math

from clampdown.world.state import AT_LIBERTY
from reference.evening import ADULT
from reference.luck import REVIEW, UNWATCH
from reference.mind import add_grievance, own_grievance
from reference.tables import clip


def review(s, unit) -> None:
    """Review a unit, person by person."""
    for person in unit.people:
        if person.flagged or person.watch:
            if s.rules.on[20]:
                move(s, person)
            if s.rules.on[30]:
                burden(s, person)
        if s.rules.on[30] and person.profile >= ADULT and person.status == AT_LIBERTY:
            survey(s, unit, person)


def move(s, person) -> None:
    """Move a person on the watch list (1 to 3)."""
    r, floor = s.rules, 0
    for flag in range(r.flag_count):
        if person.flagged >> flag & 1:
            floor = max(floor, r.watch_floor[flag], math.floor(s.here.floor[flag]))
    floor = min(floor, r.watch_most)
    if person.flagged == 0 and s.luck.happens(UNWATCH, person.id, s.here.unwatch):
        person.watch = floor
    elif person.watch < floor:
        person.watch += s.luck.happens(REVIEW, person.id, r.review_zeal)
    elif person.watch > floor:
        falls = 1.0 - math.exp(r.review_days * math.log(1.0 - r.watch_fall))
        person.watch -= s.luck.happens(REVIEW, person.id, falls)
    if person.watch > 0 and person.status == AT_LIBERTY:
        s.tally["watched"][0] += 1


def burden(s, person) -> None:
    """Let supervision and lost rights embitter a person (4)."""
    r = s.rules
    watched = person.watch if r.on[20] else 0
    withdrawn = [s.here.rights[flag] for flag in range(r.flag_count) if person.flagged >> flag & 1]
    more = r.watched_grievance * watched + r.rights_grievance * max([0.0, *withdrawn])
    if more > 0.0:
        add_grievance(s, person, more)


def survey(s, unit, person) -> None:
    """Count how embittered an adult at liberty is (5)."""
    felt = s.rules.grievance_rest + (unit.grievance + own_grievance(s, person))
    standing = int(person.flagged != 0)
    s.tally["grievance"][standing] += math.floor(1000.0 * clip(felt, 0.0, 1.0))
    s.tally["surveyed"][standing] += 1
