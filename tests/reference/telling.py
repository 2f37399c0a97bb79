"""Movement 2: who tells officers of a neighbour, truly or not (5.2, 5.6)."""

import math

from clampdown.world.state import AT_LIBERTY, NONE
from reference.encounter import resent
from reference.luck import ALL, LECTURE, TIP, WATCH, threshold
from reference.tables import single

ADULT = 128


def volunteers(s, unit) -> float:
    """Return how many informers the residents of a unit are worth today (5.6)."""
    r = s.rules
    if not r.on[21]:
        return 0.0
    grievance = unit.grievance if r.on[30] else 0.0
    ready = (
        r.volunteer_reward * math.log(1.0 + s.here.reward) + r.volunteer_call * s.here.called
        - r.volunteer_loyalty * (unit.trust - r.trust_rest) - r.volunteer_grievance * grievance
    )  # fmt: skip
    return r.volunteers_usual * len(unit.people) / 120.0 * math.exp(ready)


def told(s, unit, kind, drawn: int, exposure: float) -> bool:
    """Return whether somebody told of an act that no officer found (5.6, 4 and 5)."""
    r = s.rules
    if not r.on[21]:
        return False
    for count, tellers in (
        (None, unit.informers), ("tips_pressed", s.here.informers), ("tips_resident", unit.volunteers)
    ):  # fmt: skip
        exposure += r.tip_rate * tellers * unit.trust * kind.tip_visibility
        if drawn < threshold(1.0 - math.exp(-exposure)):
            s.tally["tips"][0] += 1
            if count:
                s.tally[count][0] += 1
            unit.exposed = single(unit.exposed + 1.0)
            return True
    return False


def invent(s, unit) -> None:
    """Let somebody report a neighbour for nothing (5.2)."""
    r, exposure = s.rules, 0.0
    if not r.on[21]:
        return
    drawn = s.luck.draw(TIP, unit.id)
    for count, rate, tellers in (
        ("invented_pressed", r.invented_pressed, s.here.informers),
        (None, r.invented_tips, unit.informers),
        ("invented_resident", r.invented_tips, unit.volunteers),
    ):
        exposure += rate * tellers
        if drawn < threshold(1.0 - math.exp(-exposure)):
            accuse(s, unit, count)
            return


def accuse(s, unit, count: str | None) -> None:
    """Report the first whom the teller hits upon of the adults at liberty without a case today."""
    r = s.rules
    for attempt in range(1, r.names_thought + 1):
        person = unit.people[math.floor(s.luck.draw_nth(TIP, unit.id, attempt) / ALL * len(unit.people))]
        if person.status == AT_LIBERTY and person.profile >= ADULT and person.outcome == NONE:
            s.tally["invented"][0] += 1
            if count:
                s.tally[count][0] += 1
            if r.on[20] and s.luck.draw_nth(WATCH, person.id, 1) < threshold(r.watch_rise):
                person.watch = min(person.watch + 1, r.watch_most)
            resent(s, unit, person)
            return


def hold_lecture(s, unit) -> None:
    """Count who is called to a lecture today, and who comes (5.2)."""
    share, comes = s.here.lecture, s.here.lecture * s.here.attend
    if share <= 0.0:
        return
    for person in unit.people:
        if person.status == AT_LIBERTY and person.profile >= ADULT:
            s.tally["lectured"][0] += s.luck.happens(LECTURE, person.id, share)
            s.tally["attended"][0] += s.luck.happens(LECTURE, person.id, comes)
