"""Movement 2: what becomes of somebody who is found out (5.8)."""

import math

from clampdown.world.parameters import FINE, WARNING
from clampdown.world.state import BOUGHT, CONCEALED, FINED, TO_CUSTODY, WARNED
from reference.encounter import bribe_for, mark, mark_punished, resent, take_bribe
from reference.luck import CONCEAL, EXAMPLE, PARDON, REPEAT, RIVAL, SEVERITY, TEAM, threshold
from reference.mind import own_belief, pay, write_belief
from reference.tables import clip, single


def caught(s, person, k: int, p: float) -> None:
    """Let an offender learn that he is caught (5.8, 1)."""
    r, d = s.rules, s.kinds[k].domain
    s.tally["detected"][k] += 1
    person.case_kind, person.case_guilty, person.case_rung = k, 1, 0
    if r.on[30]:
        write_belief(s, person, d, own_belief(s, person, d) + r.own_arrest * (1.0 - p))


def trap(s, unit, person, k: int, entity: int, p: float) -> None:
    """Bring somebody before the officer who lured him (5.8, 1)."""
    caught(s, person, k, p)
    sanction(s, unit, person, k, sentence(s, person, k, entity))


def encounter(s, unit, person, k: int, entity: int, p: float) -> None:
    """Bring an offender before the officer (5.8)."""
    caught(s, person, k, p)
    rival = bool(s.rules.on[7]) and s.luck.happens(RIVAL, entity, s.beat.contested[k])
    s.tally["quarrels"][0] += rival
    if not rival and let_off(s, unit, person, entity):
        return
    origin = who_deals(s, k, entity)
    outsider = origin != "own"
    s.tally["encounters_outside"][0] += outsider
    rung = sentence(s, person, k, entity)
    paid = bribe(s, person, k, rung, origin)
    if paid and rival:
        s.tally["taken_over"][0] += 1
        paid = bribe(s, person, k, rung, "rival")
    if paid:
        s.tally["bought"][k] += 1
        s.tally["bought_outside"][0] += outsider
        mark(unit, person, BOUGHT)
    else:
        sanction(s, unit, person, k, rung)


def bribe(s, person, k: int, rung: int, origin: str) -> bool:
    """Return whether the household buys the case off (5.8, 6)."""
    agreed = bribe_for(s, person.home, rung, origin=origin, kind=k)
    if agreed > 0:
        take_bribe(s, person.home, agreed, outsider=origin != "own")
    return agreed > 0


def who_deals(s, k: int, entity: int) -> str:
    """Return whose officer deals with a case (5.8, 5)."""
    drawn, elite = s.luck.draw(TEAM, entity), s.beat.elite[k]
    if drawn < threshold(elite):
        return "elite"
    return "team" if drawn < threshold(elite + (1.0 - elite) * s.here.outsiders) else "own"


def let_off(s, unit, person, entity: int) -> bool:
    """Return whether the officer pardons or hides the case (5.8, 3 and 4)."""
    r, here = s.rules, s.here
    withdrawn = clip(here.no_pardon, 0.0, 1.0) if r.on[24] else 0.0
    if s.luck.happens(PARDON, entity, r.pardon_usual * (1.0 - withdrawn)):
        s.tally["pardoned"][0] += 1
        mark(unit, person, WARNED)
        return True
    against = r.conceal_audit * here.audit - r.conceal_base - r.conceal_liability * here.liability
    if r.on[13] and s.luck.happens(CONCEAL, entity, 1.0 / (1.0 + math.exp(against))):
        s.tally["concealed"][0] += 1
        mark(unit, person, CONCEALED)
        return True
    return False


def sentence(s, person, k: int, entity: int) -> int:
    """Return the rung for an offence (5.8, 4)."""
    r, rung = s.rules, s.kinds[k].rung
    if not r.on[23]:
        return rung
    up = 0
    if r.on[25] and s.t - person.last_case <= r.repeat_memory:
        up += s.luck.happens(REPEAT, entity, r.repeat_step)
    if r.on[24]:
        up += s.luck.happens(SEVERITY, entity, clip(r.severity_step * s.here.severity[k], 0.0, 1.0))
    share, example = s.here.example[k]
    if s.luck.happens(EXAMPLE, entity, share):
        return example
    return min(r.highest, rung + up) if rung < r.highest else rung


def sanction(s, unit, person, k: int, number: int) -> None:
    """Punish an offender (5.8, 6)."""
    kind, rung = s.kinds[k], s.rungs[number]
    s.tally["sanctioned"][number] += 1
    person.case_rung = number
    if number > kind.rung:
        resent(s, unit, person)
    if rung.kind == WARNING:
        mark(unit, person, WARNED)
        return
    unit.fresh[kind.domain] = single(unit.fresh[kind.domain] + 1.0)
    person.last_case = s.t
    mark_punished(s, person.home)
    if rung.kind != FINE:
        mark(unit, person, TO_CUSTODY)
        return
    fine = rung.fine
    if kind.absence and s.rules.on[17]:
        fine += math.floor(s.here.absence_fine)
    mark(unit, person, FINED)
    s.tally["fines_sum"][0] += pay(s, person.home, fine)
