"""Steps that encounters and names share: marks, resentment, bribes (5.5, 5.7 to 5.9)."""

import math

from reference.mind import add_grievance, cash_of, pay
from reference.tables import single


def mark(unit, person, outcome: int) -> None:
    person.outcome = outcome
    unit.marks = min(unit.marks + 1, 255)


def mark_punished(s, home) -> None:
    if home.punished != s.t:
        s.tally["households_punished"][0] += 1
    home.punished = s.t


def resent(s, unit, person) -> None:
    unit.fresh_unfair = single(unit.fresh_unfair + 1.0)
    if s.rules.on[30]:
        add_grievance(s, person, s.rules.unfair_own)


def take_bribe(s, home, n: int, *, outsider: bool = False) -> None:
    taken, fifth = pay(s, home, n), home.rank * 5 // 256
    if outsider:
        s.tally["bribes_outside"][0] += taken
    else:
        s.beat.bribes += taken
    s.tally["bribes_paid"][fifth] += 1
    s.tally["bribes_sum"][fifth] += taken


def owed(s) -> float:
    """Return what the officer has to take a day (5.1)."""
    return max(0.0, s.rules.dues - s.rules.officer_pay * s.here.pay)


def strain(s) -> float:
    """Return how far the officer's takings of late fall short of what he has to take (5.1)."""
    needed = owed(s)
    return 0.0 if s.beat.takings >= needed else 1.0 - s.beat.takings / needed


def stake(s) -> float:
    """Return how much the officer has to lose (5.5)."""
    purse, usual = s.beat.purse, s.rules.purse_usual
    return 1.0 + s.rules.stake_weight * (purse - usual) / (purse + usual)


def price_of(s, *, origin: str, kind: int | None) -> float:
    """Return the price of whoever deals with the case, relative to the usual (5.9); None: a name."""
    if origin != "own":
        return {"team": 1.0 + s.here.stranger, "elite": 1.0 + s.rules.elite_wariness, "rival": 1.0}[origin]
    newness = s.rules.newcomer_wariness * math.exp(-(s.t - s.beat.posted) / s.rules.settling_in)
    if kind is not None:
        newness = (1.0 - s.here.handed[kind]) * newness + s.here.newness[kind]
    return s.beat.price * (1.0 + newness) * (1.0 - s.rules.strain_price * strain(s))


def wariness(s) -> float:
    """Return v, what fear, fresh orders and checks add to a price (5.9)."""
    r, here = s.rules, s.here
    return (
        1.0 + r.reservation_dread * (s.beat.dread * stake(s)) + r.reservation_caution * here.caution
        + r.reservation_audit * here.audit
    )  # fmt: skip


def leave_price(s, k: int, *, tied: bool) -> int:
    """Return what leave for an offence costs today (5.5)."""
    asked = 1.0 if tied else price_of(s, origin="own", kind=k)
    usual = 1.0 + s.rules.reservation_audit * s.rules.audit_usual
    return math.floor(s.kinds[k].pass_price * (asked * wariness(s) / usual))


def bribe_for(s, home, rung: int, *, origin: str, kind: int | None) -> int:
    """Return the bribe that officer and offender agree on for a rung; 0 if none (5.9)."""
    r, loss_days = s.rules, s.rungs[rung].loss_days
    if not r.on[27]:
        return 0
    loss = home.wealth / r.income_days * loss_days
    least = (16.0 * r.reservation_share * loss_days) * price_of(s, origin=origin, kind=kind) * wariness(s)
    cash = cash_of(s, home)
    if loss <= least or cash < least:
        return 0
    agreed = r.bargaining_share * loss + (1.0 - r.bargaining_share) * least
    return math.floor(min(float(cash), agreed))
