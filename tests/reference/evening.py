"""Movement 2: names, the units' nights and the officer's evening (5.11 to 5.13)."""

import math

from clampdown.world.state import AT_LIBERTY, BOUGHT, NAMED, NONE, TO_CUSTODY
from reference.encounter import bribe_for, mark, mark_punished, owed, resent, strain, take_bribe
from reference.luck import (
    ALL,
    ANSWER,
    CONFRONT,
    NAME,
    NAME_ACCEPT,
    PUNISH,
    QUIT,
    QUOTA,
    SURFACE,
    TIE,
    WATCH,
    threshold,
)  # fmt: skip
from reference.mind import faded, perceived, surroundings
from reference.tables import clip, single

ADULT = 128


def inflation(r, audit: float, pull: float) -> float:
    """Return the share of what was not done that is claimed nevertheless (5.12)."""
    if audit >= 1.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(r.inflation_audit * audit - r.inflation_base - r.inflation_pressure * pull))


def claim(x: float, share: float) -> float:
    return x + (1.0 - x) * share


def name_people(s) -> None:
    """Fill the officer's list of names (5.11)."""
    r, beat, called = s.rules, s.beat, s.here.results
    merely = threshold(inflation(r, s.here.audit, called) if r.on[12] else 0.0)
    for n in range(names_short(s)):
        if s.luck.draw_nth(QUOTA, beat.national_beat, 1 + n) < merely:
            s.tally["names_claimed"][0] += 1
        else:
            name_one(s, n)


def names_short(s) -> int:
    """Return how many names are missing after the day's custody cases."""
    r, beat, called = s.rules, s.beat, s.here.results
    ordered = s.here.names if r.on[11] else 0.0
    zeal, gain = (beat.zeal, r.names_results) if r.on[9] else (0.0, 0.0)
    usual = r.names_usual * (1.0 + gain * called)
    wanted = min(float(len(beat.people)), max(ordered, usual) * math.exp(r.zeal_results * zeal * called))
    whole = math.floor(wanted)
    whole += s.luck.happens(QUOTA, beat.national_beat, wanted - whole)
    return max(0, whole - sum(s.tally["sanctioned"][r.first_custody :]))


def name_one(s, n: int) -> None:
    """Name the first who comes to mind of the people an officer thinks of."""
    beat, r, first = s.beat, s.rules, None
    for attempt in range(r.names_thought * n, r.names_thought * (n + 1)):
        at = int(s.luck.draw_nth(NAME, beat.national_beat, attempt) / ALL * len(beat.people))
        person = beat.people[at]
        if person.status != AT_LIBERTY or person.profile < ADULT or person.outcome != NONE:
            continue
        drawn = s.luck.draw_nth(NAME_ACCEPT, beat.national_beat, attempt) / ALL
        wait = -math.log(1.0 - drawn) / naming_weight(s, person)
        if first is None or wait < first[0]:
            first = wait, at, person
    if first is not None:
        _, at, person = first
        unit = next(unit for unit in beat.units if beat.first_person + at < unit.last_person)
        write_name(s, unit, person)


def naming_weight(s, person) -> float:
    r, y = s.rules, 0.0
    if r.on[20]:
        y += r.naming_watch * min(person.watch, 1)
    if s.t - person.last_case <= r.repeat_memory:
        y += r.naming_case
    if person.home.rank * 5 < 256:
        y += r.naming_poor
    return math.exp(y) * r.flag_weight[person.flagged]


def write_name(s, unit, person) -> None:
    """Name a person."""
    r, rung = s.rules, s.rules.first_custody
    guilty = person.last_offence >= s.t - r.recent_days
    person.case_kind, person.case_rung, person.case_guilty = 0, 0, int(guilty)
    s.tally["named"][0] += 1
    s.tally["named_again"][0] += s.t - person.last_case <= r.repeat_memory
    if not guilty:
        s.tally["named_innocent"][0] += 1
        resent(s, unit, person)
    if r.on[20] and s.luck.happens(WATCH, person.id, r.watch_rise):
        person.watch = min(person.watch + 1, r.watch_most)
    if not s.luck.happens(PUNISH, person.id, r.named_custody):
        mark(unit, person, NAMED)
        return
    bribe = bribe_for(s, person.home, rung, origin="own", kind=None)
    if bribe > 0:
        s.tally["extorted"][0] += 1
        take_bribe(s, person.home, bribe)
        mark(unit, person, BOUGHT)
        return
    mark(unit, person, TO_CUSTODY)
    person.case_rung, person.last_case = rung, s.t
    unit.fresh[0] = single(unit.fresh[0] + 1.0)
    s.tally["sanctioned"][rung] += 1
    mark_punished(s, person.home)


def evening(s) -> None:
    """Report, fear and grow used to the day (5.12)."""
    r, beat, fresh, here = s.rules, s.beat, 0.0, s.here
    beat.claimed = list(beat.done)
    for m, line in enumerate(s.model.lines):
        if line.on_beat and here.w[m] > 0.0 and r.on[12]:
            beat.claimed[m] = claim(beat.done[m], inflation(r, here.audit, here.w[m]))
    surfaced = 1.0 - math.exp(-(r.surfacing_rate * beat.latent))
    if r.on[13] and s.luck.happens(SURFACE, beat.national_beat, surfaced):
        s.tally["surfaced"][0] += 1
        if s.luck.happens(ANSWER, beat.national_beat, here.liability):
            s.tally["superiors_punished"][0] += 1
            fresh = r.dread_gain
    beat.latent = single(faded(beat.latent, 0.0, r.latent_half_life))
    beat.dread = single(min(1.0, faded(beat.dread, fresh, r.dread_half_life)))
    reckon(s)
    keep_ties(s)
    for d, seen in enumerate(beat.seen):
        beat.habit[d] = single(beat.habit[d] + (seen - beat.habit[d]) / r.habit_days)


def reckon(s) -> None:
    """Let the officer count what he took, and give up the post if that or fear tells him to (5.12, 4)."""
    r, beat = s.rules, s.beat
    if not r.on[27]:
        return
    taken = (sum(s.tally["bribes_sum"]) - s.tally["bribes_outside"][0]) / 16
    beat.takings = single(beat.takings + (taken - beat.takings) / r.takings_days)
    beat.purse = single(max(0.0, beat.purse + (taken - owed(s)) - beat.purse / r.purse_days))
    gives_up = r.quit_rate * (strain(s) + beat.dread)
    if r.on[7] and s.luck.happens(QUIT, beat.national_beat, gives_up):
        s.tally["quits"][0] += 1
        beat.posted, beat.dread, beat.fatigue = s.t, 0.0, 0.0
        beat.takings, beat.purse = single(r.dues), 0.0
        beat.ties = 0


def keep_ties(s) -> None:
    """Let ties to brokers end with those who are gone, and begin (5.12, 6)."""
    beat, counted = s.beat, s.tally["brokers"][0]
    left, ties = beat.brokers, beat.ties
    for i in range(1, beat.brokers - counted + 1):
        ties -= s.luck.draw_nth(TIE, beat.national_beat, i) < threshold(ties / left)
        left -= 1
    ties += s.luck.happens(TIE, beat.national_beat, 1.0 - math.exp(-((counted - ties) / s.rules.tie_days)))
    if not s.rules.on[7]:
        ties = counted
    beat.brokers, beat.ties = counted, ties
    s.tally["ties"][0] += ties


def night(s, unit) -> None:
    """Let a unit talk, resent, trust and fear (5.13)."""
    r, beat, heads = s.rules, s.beat, len(unit.people)
    for d in range(r.domain_count):
        unit.known[d] = single(faded(unit.known[d], unit.fresh[d], r.known_half_life))
    if r.on[30]:
        presence = r.presence_grievance * (math.log(1.0 + beat.seen[0]) - math.log(2.0))
        shortage = r.shortage_grievance * (s.here.need - r.need_usual)
        news = r.news_grievance * s.here.news if r.on[34] else 0.0
        if r.on[21]:
            news += r.asked_grievance * s.here.called
        fresh = r.unfair_unit * unit.fresh_unfair * 120.0 / heads + presence + shortage + news
        left = unit.grievance * (1.0 - r.grievance_recovery) + fresh
        unit.grievance = single(min(1.0, max(-1.0, left)))
    rest = max(0.0, r.trust_rest - r.trust_informer * unit.informers)
    trust = unit.trust - r.trust_exposure * unit.exposed + (rest - unit.trust) / r.trust_recovery
    unit.trust = single(clip(trust, 0.0, 1.0))
    count_afraid(s, unit)
    if r.on[31]:
        confront(s, unit)


def count_afraid(s, unit) -> None:
    r, around = s.rules, surroundings(s, unit, 0)
    for home in unit.homes:
        first = home.people[0]
        gap = perceived(s, first, 0, around) - r.certainty[0]
        if r.fear_usual + r.fear_scale * gap > first.nerve / 256:
            s.tally["households_afraid"][0] += 1


def confront(s, unit) -> None:
    """Let a unit stand up to officers, if enough are ready (5.13, 5)."""
    r, heads = s.rules, len(unit.people)
    grievance = clip(r.grievance_rest + unit.grievance, 0.0, 1.0)
    ready = active(r, grievance, 1.0)
    if ready <= 0.0:
        return
    ratio = s.beat.seen[0] / (1.0 + ready * heads)
    rule = ("smooth", "literal", "floor", "round")[r.crowd]
    if rule == "smooth":
        ratio = ratio * ratio / (1.0 + ratio)
    elif rule != "literal":
        ratio = float(math.floor(ratio if rule == "floor" else ratio + 0.5))
    risk = 1.0 - math.exp(-r.arrest_steepness * ratio)
    share = active(r, grievance, risk) * unit.trust
    chance = min(1.0, r.confrontation_rate * share * (1.0 + r.confrontation_spread * s.here.unrest))
    if s.luck.happens(CONFRONT, unit.id, chance):
        s.tally["confrontations"][0] += 1
        s.tally["participants"][0] += 1 + math.floor(share * heads)


def active(r, grievance: float, risk: float) -> float:
    """Return the share of a unit that would stand up at a risk of arrest."""
    spare = grievance * (1.0 - r.legitimacy) - r.confrontation_threshold
    if spare <= 0.0:
        return 0.0
    return 1.0 if risk <= spare else spare / risk
