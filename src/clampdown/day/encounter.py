"""What happens when an officer has caught somebody: let off, hidden, bought off or sanctioned."""

import math

import numpy as np

from clampdown.day import access
from clampdown.day.noting import end_note
from clampdown.day.officer import strain_of
from clampdown.day.rivalry import is_contested
from clampdown.rules import bargaining, belief, compliance, draws, sanctioning
from clampdown.rules.rule import BYTE, INCOME, QUINTILES, rule
from clampdown.world.notes import ELITE, OWN, RIVAL, TEAM
from clampdown.world.parameters import FINE, WARNING
from clampdown.world.state import BOUGHT, CONCEALED, FINED, TO_CUSTODY, WARNED

M13, M17, M23, M24, M25, M27, M30 = 13, 17, 23, 24, 25, 27, 30
NO_KIND = -1  # of a name, which speaks of no offence


@rule
def take_bribe(rules, lay, beat, tally, home, t, amount):
    """Move a bribe from a household to the officer of the beat."""
    beat.bribes += collect(rules, lay, tally, home, t, amount)


@rule
def collect(rules, lay, tally, home, t, amount):
    """Take a bribe from a household, counting it by fifth of wealth; returns what was taken."""
    taken = access.pay(rules, home, t, amount)
    fifth = np.int64(home.rank) * QUINTILES // np.int64(BYTE)
    tally[lay.bribes_paid + fifth] += 1
    tally[lay.bribes_sum + fifth] += taken
    return taken


@rule
def asks(rules, here, beat, t, origin, k):
    """Return the price factor of whoever deals with a case; newcomers sell dearly at first (M07)."""
    if origin == TEAM:
        return 1.0 + here.stranger
    if origin == ELITE:
        return 1.0 + rules.elite_wariness
    if origin == RIVAL:
        return 1.0
    short = strain_of(rules, here, beat)
    days = np.float64(np.int64(t) - np.int64(beat.posted))
    strange = bargaining.strangeness(rules.newcomer_wariness, days, rules.settling_in)
    if k >= 0:
        strange = bargaining.passed_on(strange, here.handed[k], here.newness[k])
    return bargaining.asking(np.float64(beat.price), strange, rules.strain_price, short)


@rule
def wariness(rules, here, beat):
    """Return by what officials multiply their prices today for what they risk (E10)."""
    dread = np.float64(beat.dread) * stake_of(rules, beat)
    return bargaining.wariness(
        rules.reservation_dread, dread, rules.reservation_caution, here.caution,
        rules.reservation_audit, here.audit,
    )  # fmt: skip


@rule
def stake_of(rules, beat):
    """Return how much the officer weighs what he risks, by what he has saved (M27)."""
    return bargaining.stake(rules.stake_weight, np.float64(beat.purse), rules.purse_usual)


@rule
def price_of_leave(rules, here, beat, kind, t, k, tied):
    """Return the price of leave today, in 1/16 daily incomes: dear while officials are wary (E10).

    Through a broker whom the officer knows the price is the going one.
    """
    usual = bargaining.wariness(
        rules.reservation_dread,
        0.0,
        rules.reservation_caution,
        0.0,
        rules.reservation_audit,
        rules.audit_usual,
    )
    asked = 1.0 if tied else asks(rules, here, beat, t, np.int64(OWN), k)
    factor = asked * wariness(rules, here, beat) / usual
    return np.int64(math.floor(np.float64(kind.pass_price) * factor))


@rule
def agreed_bribe(rules, here, beat, home, t, rung, origin, k):
    """Return the bribe that would settle a case, 0 for no deal, in 1/16 daily incomes (E10)."""
    if rules.on[M27] == 0:
        return np.int64(0)
    income = np.float64(home.wealth) / rules.income_days
    loss = income * rung.loss_days
    reserved = bargaining.reservation(
        INCOME * rules.reservation_share * rung.loss_days, asks(rules, here, beat, t, origin, k),
        wariness(rules, here, beat),
    )  # fmt: skip
    cash = np.float64(access.cash_now(rules, home, t))
    return np.int64(math.floor(bargaining.bribe(loss, reserved, cash, rules.bargaining_share)))


@rule
def sentence(rules, keys, here, kind, person, t, k, pid):
    """Return the rung a case leads to if nobody pays; an order may make an example of it (E11)."""
    usual = kind.rung
    if rules.on[M23] == 0:
        return usual
    repeated, harsher = np.int64(0), np.int64(0)
    if rules.on[M25] == 1 and access.has_case(rules, person, t):
        repeated = np.int64(draws.uniform53(keys.again, pid) < draws.threshold(rules.repeat_step))
    if rules.on[M24] == 1:
        chance = sanctioning.step_up(rules.severity_step, here.severity[k])
        harsher = np.int64(draws.uniform53(keys.severity, pid) < draws.threshold(chance))
    if draws.uniform53(keys.example, pid) < draws.threshold(here.example[k]):
        return here.example_rung[k]
    return sanctioning.rung(usual, repeated, harsher, rules.highest)


@rule
def is_let_off(rules, lay, keys, here, unit, tally, person, pid):
    """Return whether the officer pardons or hides the case; both end it (M13, M24, E15)."""
    withdrawn = 0.0
    if rules.on[M24] == 1:
        withdrawn = here.no_pardon
    pardons = draws.threshold(sanctioning.pardoned(rules.pardon_usual, withdrawn))
    if draws.uniform53(keys.pardon, pid) < pardons:
        tally[lay.pardoned] += 1
        access.mark(unit, person, WARNED)
        return True
    if rules.on[M13] == 0:
        return False
    hides = compliance.conceals(
        rules.conceal_base, rules.conceal_liability, here.liability, rules.conceal_audit, here.audit
    )
    if draws.uniform53(keys.conceal, pid) < draws.threshold(hides):
        tally[lay.concealed] += 1
        access.mark(unit, person, CONCEALED)
        return True
    return False


@rule
def encounter(
    rules, rungs, lay, keys, here, beat, unit, kind, home, person, tally, t, k, pid, p, lured, note
):
    """Settle an encounter: pardon, concealment, bribe or sanction, in this order.

    An officer who lured somebody wants the catch: he neither lets go nor takes money (M09).
    """
    tally[lay.detected + k] += 1
    person.case_kind = k
    person.case_guilty = 1
    person.case_rung = 0
    if rules.on[M30] == 1:
        own = access.own_belief(rules, person, kind.domain, t)
        access.write_belief(rules, person, kind.domain, t, belief.after_arrest(own, p, rules.own_arrest))
    if lured == 1:
        j = sentence(rules, keys, here, kind, person, t, k, pid)
        end_note(note, person, sanction(rules, rungs[j], lay, here, unit, kind, home, person, tally, t, j))
        return
    rival = is_contested(rules, lay, keys, beat, tally, k, pid)
    note.contested = rival
    if rival == 0 and is_let_off(rules, lay, keys, here, unit, tally, person, pid):
        end_note(note, person, 0)
        return
    origin = who_deals(keys, here, beat, k, pid)
    note.origin = origin
    tally[lay.encounters_outside] += np.int64(origin != OWN)
    j = sentence(rules, keys, here, kind, person, t, k, pid)
    amount = buys_off(rules, rungs[j], lay, here, beat, home, tally, t, k, origin, rival, note)
    if amount > 0:
        tally[lay.bought + k] += 1
        tally[lay.bought_outside] += np.int64(origin != OWN)
        access.mark(unit, person, BOUGHT)
        end_note(note, person, amount)
        return
    end_note(note, person, sanction(rules, rungs[j], lay, here, unit, kind, home, person, tally, t, j))


@rule
def who_deals(keys, here, beat, k, pid):
    """Return whose officer deals with a case: an elite force's, an outside team's, or the place's own."""
    draw, elite = draws.uniform53(keys.team, pid), np.float64(beat.elite[k])
    if draw < draws.threshold(elite):
        return np.int64(ELITE)
    if draw < draws.threshold(elite + (1.0 - elite) * here.outsiders):
        return np.int64(TEAM)
    return np.int64(OWN)


@rule
def buys_off(rules, rung, lay, here, beat, home, tally, t, k, origin, rival, note):
    """Let a household buy a case off, and return what it pays; 0 if the case goes on.

    Who claimed the case as well takes it up again at once, and wants a price of his own.
    """
    amount = settles(rules, rung, lay, here, beat, home, tally, t, k, origin)
    if amount == 0 or rival == 0:
        return amount
    tally[lay.taken_over] += 1
    again = settles(rules, rung, lay, here, beat, home, tally, t, k, np.int64(RIVAL))
    if again == 0:
        note.lost = amount
        return np.int64(0)
    return amount + again


@rule
def settles(rules, rung, lay, here, beat, home, tally, t, k, origin):
    """Let a household pay whoever deals with its case, if they agree; only the beat's officer has dues."""
    amount = agreed_bribe(rules, here, beat, home, t, rung, origin, k)
    if amount > 0 and origin == OWN:
        take_bribe(rules, lay, beat, tally, home, t, amount)
    elif amount > 0:
        tally[lay.bribes_outside] += collect(rules, lay, tally, home, t, amount)
    return amount


@rule
def sanction(rules, rung, lay, here, unit, kind, home, person, tally, t, j):
    """Carry out a sanction of rung `j`, and return the fine taken.

    Custody is only asked for here and granted by the place.
    """
    tally[lay.sanctioned + j] += 1
    person.case_rung = j
    if j > kind.rung:
        resent(rules, unit, person, t)
    if rung.kind == WARNING:
        access.mark(unit, person, WARNED)
        return np.int64(0)
    unit.fresh[kind.domain] += 1
    person.last_case = t
    access.mark_punished(lay, tally, home, t)
    if rung.kind != FINE:
        access.mark(unit, person, TO_CUSTODY)
        return np.int64(0)
    fine = np.int64(rung.fine)
    if kind.absence == 1 and rules.on[M17] == 1:
        fine += np.int64(math.floor(here.absence_fine))
    access.mark(unit, person, FINED)
    taken = access.pay(rules, home, t, fine)
    tally[lay.fines_sum] += taken
    return taken


@rule
def resent(rules, unit, person, t):
    """Let a sanction be felt as unfair by the person and the unit (E17)."""
    unit.fresh_unfair += 1
    if rules.on[M30] == 1:
        access.add_grievance(rules, person, t, rules.unfair_own)
