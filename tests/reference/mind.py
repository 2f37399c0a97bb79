"""What people believe, want and own (2.3, 5.4)."""

import math

from clampdown.world.state import AT_LIBERTY
from reference.tables import clip

STEPS = 16384  # of stored belief and grievance


def fixed(v: float) -> int:
    """Return a belief or grievance as it is stored."""
    return int(clip(math.floor(v * STEPS + 0.5), -32767, 32767))


def faded_by(table: list[float], t: int, written: int) -> float:
    """Return what is left of a value since it was written."""
    return table[min(max(0, t - written), 1999)]


def faded(v: float, fresh: float, half_life: float) -> float:
    """Return a value a day later, with what is new."""
    return v * math.exp(-math.log(2.0) / half_life) + fresh


def own_belief(s, person, d: int) -> float:
    return person.belief[d] / STEPS * faded_by(s.rules.belief_fade, s.t, person.belief_day)


def write_belief(s, person, d: int, v: float) -> None:
    for e in range(s.rules.domain_count):
        if e != d:
            person.belief[e] = fixed(own_belief(s, person, e))
    person.belief[d] = fixed(v)
    person.belief_day = s.t


def own_grievance(s, person) -> float:
    return person.grievance / STEPS * faded_by(s.rules.grievance_fade, s.t, person.grievance_day)


def add_grievance(s, person, more: float) -> None:
    person.grievance = fixed(min(1.0, own_grievance(s, person) + more))
    person.grievance_day = s.t


def cash_of(s, home) -> int:
    """Return what a household has at hand (2.3)."""
    missing = 1.0 - home.wage / 255
    steady = usual_cash(s, home) - home.wealth / s.rules.income_days * missing / s.rules.cash_rate
    left = faded_by(s.rules.cash_fade, s.t, home.cash_day)
    return math.floor(max(0.0, steady + (home.cash - steady) * left) + 0.5)


def usual_cash(s, home) -> float:
    return home.wealth * s.rules.cash_share


def receive(s, home, incomes: float) -> int:
    """Let a household take in so many of its daily incomes (2.3)."""
    more = math.floor(incomes * home.wealth / s.rules.income_days + 0.5)
    home.cash, home.cash_day = cash_of(s, home) + more, s.t
    return more


def reckon_wages(s, home) -> None:
    """Note who of a household earns from now on (2.3)."""
    home.cash, home.cash_day = cash_of(s, home), s.t
    adults = [person for person in home.people if person.profile >= 128]
    if not s.rules.on[22] or not adults:
        home.wage = 255
        return
    trade = 0.0
    for person in adults:
        trade += s.profiles[person.profile].trade[home.rank]
    free = sum(person.status == AT_LIBERTY for person in adults)
    home.wage = math.floor(255 * (max(0.0, 1.0 - trade) * free / len(adults)) + 0.5)


def pay(s, home, n: int) -> int:
    cash = cash_of(s, home)
    taken = min(max(0, cash), n)
    home.cash, home.cash_day = cash - taken, s.t
    return taken


def surroundings(s, unit, d: int) -> float:
    r, beat = s.rules, s.beat
    seen = r.presence_weight * (beat.seen[d] - beat.habit[d])
    return s.here.announced[d] + seen + r.known_weight * unit.known[d] / len(unit.people)


def perceived(s, person, d: int, around: float) -> float:
    """Return the perceived certainty of being caught."""
    r = s.rules
    if not r.on[30]:
        return r.certainty[d]
    own = own_belief(s, person, d)
    if r.on[20]:
        own += r.watched_weight * person.watch
    return clip(r.certainty[d] + own + around, 0.0, 1.0)


def signed_log(v: float) -> float:
    """Return sgn(v)·ln(1 + |v|)."""
    return math.log(1.0 + v) if v >= 0.0 else -math.log(1.0 - v)


def forbidden(s, k: int) -> float:
    """Return F, the share of acts of kind k that is forbidden today (5.3)."""
    return max(s.kinds[k].forbidden, min(1.0, s.here.forbid[k]))


def exponent(s, person, unit, k: int, p: float) -> float:
    """Return the exponent of the rate of offence k."""
    r, kind = s.rules, s.kinds[k]
    usual, short = usual_cash(s, person.home), 0.0
    if usual > 0.0:
        short = max(-1.0, 1.0 - cash_of(s, person.home) / usual)
    felt = 2.0 * s.here.need * (1.0 - person.home.rank / 256)
    need = clip(felt + r.shortfall_need * (short - r.shortfall_usual), 0.0, 1.0)
    grievance = 0.0
    if r.on[30]:
        felt = r.grievance_rest + (unit.grievance + own_grievance(s, person))
        grievance = clip(felt, 0.0, 1.0) - r.grievance_rest
    feared = p
    if r.on[30] and r.on[27] and kind.pass_price > 0 and not kind.absence:
        helped = (1.0 - kind.permit_share) * r.willing_usual
        feared = p + (1.0 - p) * helped * s.here.distrust
    fear = feared * forbidden(s, k) - r.certainty[kind.domain] * kind.forbidden
    if kind.leaves and not r.on[33]:
        fear = 0.0
    x = (
        (r.need_weight * kind.need) * (need - r.need_usual)
        + (r.grievance_weight * kind.grievance) * grievance
        - r.certainty_weight * fear
    )
    if r.on[24]:
        x -= r.severity_weight * p * signed_log(s.here.severity[k])
    if kind.leaves and r.on[26] and len(person.home.people) > 1:
        x -= r.kin_weight * s.here.kin_fear
    return x + r.trust_weight * kind.trusting * (unit.trust - r.trust_rest)
