"""Movement 2: a beat's day from the officer's morning to the review of its units (5.1 to 5.7, 5.10)."""

import math

from clampdown.world.state import (
    ABROAD,
    AT_LIBERTY,
    BANISHED,
    FINED,
    HELD,
    LEFT,
    NONE,
    TO_CUSTODY,
    WARNED,
)  # fmt: skip
from reference.cases import encounter, trap
from reference.encounter import leave_price, mark, stake, strain, take_bribe
from reference.luck import (
    ALL,
    DETECT,
    FORBID,
    JAM,
    LURE,
    OFFEND,
    PASS,
    RECALL,
    VENUE,
    WALK,
    threshold,
)  # fmt: skip
from reference.mind import (
    cash_of,
    exponent,
    forbidden,
    own_belief,
    perceived,
    receive,
    reckon_wages,
    surroundings,
    write_belief,
)  # fmt: skip
from reference.orders import asked, capacity, shared_out, tired
from reference.reviewing import review
from reference.rivals import stakes
from reference.surrendering import take_surrenders
from reference.tables import single
from reference.telling import hold_lecture, invent, told, volunteers

NEXT_TRY = 1 << 40


def morning(s) -> None:
    """Share out the officer's hours; what is then seen and found (5.1)."""
    r, beat, worked = s.rules, s.beat, 0.0
    able = capacity(r, s.here.emergency, beat.fatigue) * (1.0 - r.strain_slack * strain(s))
    lines = s.model.lines
    out = shared_out(r, asked_on_beat(s), able)
    beat.effort, beat.done = list(s.here.effort), [0.0] * len(lines)
    for m, line in enumerate(lines):
        if line.on_beat and line.hours > 0.0:
            worked += out[m]
            beat.done[m] = out[m] / line.hours
            work(s, s.tasks[line.task], line.task, out[m])
    beat.detect = [detection(s, kind) for kind in s.kinds]
    stakes(s)
    beat.seen = [0.0, 0.0, 0.0]
    for effort, task in zip(beat.effort, s.tasks, strict=True):
        beat.seen = [seen + share * effort for seen, share in zip(beat.seen, task.seen, strict=True)]
    if r.on[5]:
        beat.fatigue = single(tired(r, beat.fatigue, worked))


def asked_on_beat(s) -> list[tuple[float, float]]:
    """Return hours and weights; a line that is not the officer's own keeps its hours, at weight 0."""
    left = {m: s.here.routine[line.task] if line.on_beat else 1.0 for m, line in enumerate(s.model.lines)}
    own = asked(s.day, s.here, left)
    return [(hours, w if line.on_beat else 0.0) for line, (hours, w) in zip(s.model.lines, own, strict=True)]


def work(s, task, number: int, hours: float) -> None:
    if task.usual > 0.0:
        s.beat.effort[number] += hours / task.usual * s.beat.skill * (1.0 + s.here.manpower[number])
    s.tally["minutes"][number] += math.floor(hours * 60.0)
    if task.hours_per_round > 0.0:
        s.tally["rounds"][0] += math.floor(hours / task.hours_per_round * 100.0)


def detection(s, kind) -> float:
    total = 0.0
    for effort, task, found in zip(s.beat.effort, s.tasks, kind.found[: len(s.tasks)], strict=True):
        if found > 0.0 and effort > 0.0:
            total += (found * kind.visibility) * effort**task.exponent
    return total


def unit_day(s, unit) -> None:
    """Take the people of a unit through the day (5.2), then review it (5.10)."""
    unit.fresh_unfair = unit.exposed = 0.0
    unit.marks = 0
    unit.fresh[: s.rules.domain_count] = [0.0] * s.rules.domain_count
    around = [surroundings(s, unit, d) for d in range(s.rules.domain_count)]
    status = s.tally["people"]
    unit.volunteers = single(volunteers(s, unit))
    for person in unit.people:
        person.outcome = NONE
        if person.status == AT_LIBERTY:
            s.tally["brokers"][0] += broker(s, person)
            tries(s, unit, person, around)
        else:
            away(s, person)
        status[person.status] += 1
    invent(s, unit)
    hold_lecture(s, unit)
    if (unit.id + s.t) % s.rules.review_days == 0:
        take_surrenders(s, unit, around)
        review(s, unit)


def broker(s, person) -> bool:
    """Return whether a person is a broker (3.1)."""
    return bool(person.flagged & s.rules.broker_bits)


def tries(s, unit, person, around) -> None:
    profile = s.profiles[person.profile]
    for n in range(profile.tries):
        entity = person.id + n * NEXT_TRY
        d = s.luck.draw(OFFEND, entity)
        if d < profile.total:
            candidate(s, unit, person, around, entity, d)
        if person.outcome != NONE:
            return


def away(s, person) -> None:
    if person.status == ABROAD:
        if person.until == s.t:
            s.tally["arrivals"][0] += 1
        elif person.until > s.t and s.luck.happens(RECALL, person.id, s.here.recall):
            person.status = AT_LIBERTY
            reckon_wages(s, person.home)
            s.tally["recalled"][0] += 1
    elif person.status in (HELD, BANISHED):
        if person.until <= s.t:
            person.status = AT_LIBERTY
            reckon_wages(s, person.home)
            facility = s.rungs[person.rung].facility
            if facility >= 0:
                s.tally["released"][facility] += 1
        else:
            count_held(s, person)


def count_held(s, person) -> None:
    tally = s.tally
    tally["held"][person.rung] += 1
    tally["held_quintile"][person.home.rank * 5 // 256] += 1
    tally["held_sex"][person.sex] += 1
    tally["held_class"][person.social_class] += 1
    tally["held_age"][sum(person.age > last for last in (16, 34, 59))] += 1
    for flag in range(s.rules.flag_count):
        tally["held_flag"][flag] += (person.flagged >> flag) & 1


def candidate(s, unit, person, around, entity: int, drawn: int) -> None:
    """Look closely at somebody whose draw fell below a bound (5.3)."""
    s.tally["candidates"][0] += 1
    profile = s.profiles[person.profile]
    k = next(k for k, bound in enumerate(profile.bound) if drawn < bound)
    before = profile.bound[k - 1] if k else 0
    d = s.kinds[k].domain
    p = perceived(s, person, d, around[d])
    rate = profile.rate[k] * s.here.season[k] * math.exp(exponent(s, person, unit, k, p))
    rate *= 1.0 if broker(s, person) else s.kinds[k].others
    accepted = int(rate * ALL)
    assert accepted <= profile.bound[k] - before, "a rate left its bound"
    if drawn - before >= accepted:
        return
    if lawful(s, k, entity):
        earn(s, person.home, k)
        return
    leave = leave_for(s, person, k, entity)
    if leave == "leave" and not s.kinds[k].brokered:
        earn(s, person.home, k)
        return
    venue = 0 if leave != "none" else venue_of(s, unit, k, entity, p)
    if venue is None:
        s.tally["given_up"][k] += 1
        return
    s.tally["offences"][k] += 1
    person.last_offence = s.t
    if s.kinds[k].length > 0.0:
        s.tally["duration"][k] += math.floor(s.kinds[k].length * shortened(s, k, p) * 60.0)
    what_follows(s, unit, person, k, entity, p, leave, venue)
    if person.outcome not in (WARNED, FINED, TO_CUSTODY):
        earn(s, person.home, k)


def what_follows(s, unit, person, k: int, entity: int, p: float, leave: str, venue: int) -> None:
    """Let an offence end in a trap, before an officer, or unseen (5.3, 7)."""
    if leave == "trap":
        trap(s, unit, person, k, entity, p)
    elif leave == "none" and found_out(s, unit, person, k, entity, p, venue):
        encounter(s, unit, person, k, entity, p)
    else:
        unseen(s, unit, person, k, p)


def earn(s, home, k: int) -> None:
    """Let an act bring in what it does (5.3, 8)."""
    if s.kinds[k].earns > 0.0:
        s.tally["earned"][k] += receive(s, home, s.kinds[k].earns)


def lawful(s, k: int, entity: int) -> bool:
    """Return whether nothing forbids the act (5.3, 4)."""
    share = forbidden(s, k)
    if share < 1.0 and s.luck.draw(FORBID, entity) >= threshold(share):
        s.tally["lawful"][k] += 1
        return True
    return False


def leave_for(s, person, k: int, entity: int) -> str:
    """Return whether papers or bought leave cover the act: leave, none, or a trap (5.5)."""
    r, kind = s.rules, s.kinds[k]
    if kind.permit_share <= 0.0 and kind.pass_price == 0:
        return "none"
    drawn = s.luck.draw(PASS, entity)
    if drawn < threshold(kind.permit_share):
        s.tally["lawful"][k] += 1
        return "leave"
    if kind.pass_price == 0 or not r.on[27]:
        return "none"
    willing = max(0.0, r.willing_usual - r.willing_liability * (s.here.liability * stake(s)))
    tied = bool(kind.brokered and s.beat.ties > 0)
    if kind.brokered and not tied:
        willing *= r.direct_deal
    if drawn >= threshold(kind.permit_share + (1.0 - kind.permit_share) * willing):
        s.tally["declined"][k] += 1
        return "none"
    price = leave_price(s, k, tied=tied)
    return "none" if cash_of(s, person.home) < price else sold(s, person, k, entity, price, tied=tied)


def sold(s, person, k: int, entity: int, price: int, *, tied: bool) -> str:
    """Sell leave, or seem to (5.5)."""
    r, called = s.rules, s.here.results
    bait = r.lure_results * called * math.exp(r.zeal_results * s.beat.zeal * called)
    if r.on[9] and not s.kinds[k].absence and s.luck.happens(LURE, entity, 1.0 - math.exp(-bait)):
        s.tally["lured"][k] += 1
        return "trap"
    take_bribe(s, person.home, price)
    s.tally["passes"][k] += 1
    s.tally["through_broker"][k] += tied
    return "leave"


def venue_of(s, unit, k: int, entity: int, p: float) -> int | None:
    """Return where an act is done: 0 open, 1 hidden, 2 remote; None if it is given up (5.6)."""
    r, kind, venue = s.rules, s.kinds[k], 0
    if kind.has_hidden:
        usual = r.certainty[kind.domain]
        fear = r.displacement_weight * (p - usual) / usual
        odds = kind.hidden_share + fear + kind.hidden_trust * (r.trust_rest - unit.trust)
        hides, drawn = 1.0 / (1.0 + math.exp(-odds)), s.luck.draw(VENUE, entity)
        if drawn < threshold(hides):
            venue = 1
            farther = 1.0 / (1.0 + math.exp(-(kind.remote_share + fear)))
            if kind.has_remote and drawn < threshold(hides * farther):
                venue = 2
    if venue == 0 and s.luck.happens(JAM, entity, s.here.jammed[k]):
        if not kind.has_hidden:
            return None
        venue = 1
    if s.luck.happens(WALK, entity, kind.given_up[venue]):
        return None
    s.tally["hidden"][k] += venue > 0
    s.tally["remote"][k] += venue == 2
    return venue


def shortened(s, k: int, p: float) -> float:
    """Return by what fear cuts the usual length of an act (5.3, 6)."""
    kind, other = s.kinds[k], s.rules.length_other
    return (other + 1.0) / (other + p / s.rules.certainty[kind.domain]) if kind.has_hidden else 1.0


def found_out(s, unit, person, k: int, entity: int, p: float, venue: int) -> bool:
    """Return whether an offence is found out (5.6)."""
    r, kind = s.rules, s.kinds[k]
    exposure = s.beat.detect[k] * kind.venue_visibility[venue]
    if kind.length > 0.0:
        exposure *= shortened(s, k, p)
    if r.on[20]:
        exposure *= 1.0 + person.watch if r.layers else 1.0 + r.supervision_weight * person.watch
    drawn = s.luck.draw(DETECT, entity)
    if drawn < threshold(1.0 - math.exp(-exposure)):
        return True
    return told(s, unit, kind, drawn, exposure)


def unseen(s, unit, person, k: int, p: float) -> None:
    """Let somebody get away with it (5.7)."""
    r, kind = s.rules, s.kinds[k]
    if r.on[30]:
        write_belief(s, person, kind.domain, own_belief(s, person, kind.domain) - r.undetected_offence * p)
    s.beat.latent = single(s.beat.latent + kind.visibility)
    if kind.informs:
        s.tally["news"][0] += 1
    if kind.leaves:
        s.tally["departures"][0] += 1
        mark(unit, person, LEFT)
        person.case_kind, person.case_rung, person.case_guilty = k, 0, 1
