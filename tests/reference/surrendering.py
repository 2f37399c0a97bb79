"""Movement 2: people who come forward on a promise to be spared (5.10, 0)."""

from clampdown.world.state import AT_LIBERTY, NONE, WARNED
from reference.cases import sanction
from reference.encounter import mark, resent
from reference.luck import PROMISE, SURRENDER, threshold
from reference.mind import perceived

ADULT, PHONE = 128, 64


def take_surrenders(s, unit, around) -> None:
    """Go through the people of a unit for those who come forward."""
    r = s.rules
    if not any(s.here.surrender):
        return
    for person in unit.people:
        if person.status != AT_LIBERTY or person.profile < ADULT or person.outcome != NONE:
            continue
        if s.t - person.last_case > r.repeat_memory:
            k = owned_up(s, person, around)
            if k is not None:
                receive(s, unit, person, k)


def owned_up(s, person, around) -> int | None:
    """Return the offence for which a person comes forward, if any."""
    r, drawn, chance = s.rules, s.luck.draw(SURRENDER, person.id), 0.0
    rates = s.profiles[person.profile].rate[: len(s.kinds)]
    acts = 0.0
    if person.last_offence >= s.t - r.recent_days:
        for rate in rates:
            acts += rate
    for k, kind in enumerate(s.kinds):
        if kind.thing:
            guilt = 1.0 if person.profile & PHONE else 0.0
        else:
            guilt = rates[k] / acts if acts > 0.0 else 0.0
        if s.here.surrender[k] <= 0.0 or guilt <= 0.0:
            continue
        danger = perceived(s, person, kind.domain, around[kind.domain])
        if r.on[20]:
            danger *= 1.0 + person.watch if r.layers else 1.0 + r.supervision_weight * person.watch
        chance += guilt * (r.surrender_rate * s.here.surrender[k] * min(1.0, danger))
        if drawn < threshold(chance):
            return k
    return None


def receive(s, unit, person, k: int) -> None:
    """Spare a person who came forward, or break the promise."""
    s.tally["surrenders"][0] += 1
    person.case_kind, person.case_guilty, person.case_rung = k, 1, 0
    if s.luck.happens(PROMISE, person.id, s.rules.promise_kept):
        mark(unit, person, WARNED)
    else:
        s.tally["promises_broken"][0] += 1
        resent(s, unit, person)
        sanction(s, unit, person, k, s.kinds[k].rung)
    person.last_case = s.t
