"""One person's day: an offence, where it is done, and whether it is found out."""

import math

import numpy as np

from clampdown.day import access, telling
from clampdown.day.encounter import encounter, price_of_leave, stake_of, take_bribe
from clampdown.day.noting import begin_note, next_note
from clampdown.day.ties import is_tied, share_of_brokers
from clampdown.day.venue import count_done, length_kept, where_done
from clampdown.rules import bargaining, belief, compliance, detection, draws, offending
from clampdown.rules.rule import BYTE, rule
from clampdown.world.notes import ACT, BY_OFFICER, BY_TIP, LAWFUL, LURED, PASS, UNTOLD
from clampdown.world.parameters import NOWHERE
from clampdown.world.state import FINED, LEFT, TO_CUSTODY, WARNED

M09, M20, M21, M24, M26, M27, M30, M33 = 9, 20, 21, 24, 26, 27, 30, 33
NO_LEAVE, LEAVE, TRAP = 0, 1, 2  # what somebody gets who asks for leave


@rule
def around(rules, here, beat, unit, d, heads):
    """Return what a unit's surroundings add to perceived certainty in domain `d` today."""
    presence = beat.seen[d] - np.float64(beat.habit[d])
    known = np.float64(unit.known[d])
    return belief.surroundings(
        here.announced[d], rules.presence_weight, presence, rules.known_weight, known, heads
    )


@rule
def certainty(rules, person, t, d, shift):
    """Return a person's perceived certainty of being caught in domain `d`, given the surroundings."""
    if rules.on[M30] == 0:
        return rules.certainty[d]
    own = access.own_belief(rules, person, d, t)
    if rules.on[M20] == 1:
        own += rules.watched_weight * np.float64(person.watch)
    return belief.perceived(rules.certainty[d], own, shift)


@rule
def log_factor(rules, here, unit, kind, home, person, t, k, p):
    """Return the exponent by which a person's rate departs from the usual one today (E6)."""
    need = rules.need_usual
    if kind.need > 0.0:
        need = offending.household_need(
            here.need, np.float64(home.rank) / BYTE, rules.shortfall_need,
            access.shortfall(rules, home, t) - rules.shortfall_usual,
        )  # fmt: skip
    usual, now = kind.forbidden, forbidden(here, kind, k)
    grievance_gap, seen = 0.0, p
    if rules.on[M30] == 1:
        seen = belief.trapped(p, helped(rules, kind), here.distrust)
        shared = np.float64(unit.grievance) + access.own_grievance(rules, person, t)
        grievance_gap = min(1.0, max(0.0, rules.grievance_rest + shared)) - rules.grievance_rest
    certainty_gap = seen * now - rules.certainty[kind.domain] * usual
    if kind.leaves == 1 and rules.on[M33] == 0:
        certainty_gap = 0.0
    x = offending.inclination(
        rules.need_weight * kind.need, need - rules.need_usual,
        rules.grievance_weight * kind.grievance, grievance_gap, rules.certainty_weight, certainty_gap,
    )  # fmt: skip
    if rules.on[M24] == 1:
        x -= offending.severity_deterrence(rules.severity_weight, p, here.severity[k])
    if kind.leaves == 1 and rules.on[M26] == 1 and np.int64(home.last) - np.int64(home.first) > 1:
        x -= rules.kin_weight * here.kin_fear
    return x + offending.among_neighbours(
        rules.trust_weight * kind.trusting, np.float64(unit.trust), rules.trust_rest
    )


@rule
def helped(rules, kind):
    """Return the chance of finding an officer who sells leave for an act of a kind (M27)."""
    if kind.pass_price == 0 or kind.absence == 1 or rules.on[M27] == 0:
        return 0.0
    return (1.0 - kind.permit_share) * rules.willing_usual


@rule
def forbidden(here, kind, k):
    """Return the share of acts of a kind that are forbidden today, by usage or by order (M19)."""
    return max(kind.forbidden, min(1.0, here.forbid[k]))


@rule
def act(
    rules, rungs, profile, kinds, lay, keys, here, beat, unit, home, person, tally, t, pid, heads, draw,
    notes, noted,
):  # fmt: skip
    """Decide whether today's candidate commits an offence, and follow it through.

    `draw` has fallen below the person's total bound; the slot it fell into names the offence, and
    the rest of it accepts or rejects, so that a higher rate keeps every offence of a lower one.
    """
    tally[lay.candidates] += 1
    k, before = np.int64(0), np.int64(0)
    while draw >= profile.bound[k]:
        before = profile.bound[k]
        k += 1
    kind = kinds[k]
    p = certainty(rules, person, t, kind.domain, around(rules, here, beat, unit, kind.domain, heads))
    x = log_factor(rules, here, unit, kind, home, person, t, k, p)
    rate = profile.rate[k] * here.season[k] * math.exp(x) * share_of_brokers(rules, kind, person)
    accepted = np.int64(math.floor(rate * draws.SCALE))
    if accepted > profile.bound[k] - before:
        beat.fault = 1
    if draw - before >= accepted:
        return
    note = next_note(notes, noted)
    begin_note(note, beat, person, t, pid, k, ACT)
    done = carry_out(
        rules, rungs, lay, keys, here, beat, unit, kind, home, person, tally, t, k, pid, p, note
    )  # fmt: skip
    if done and np.int64(person.outcome) not in (WARNED, FINED, TO_CUSTODY):
        earn(rules, lay, kind, home, tally, t, k, note)


@rule
def carry_out(rules, rungs, lay, keys, here, beat, unit, kind, home, person, tally, t, k, pid, p, note):
    """Do an act: lawful, with leave, or an offence that is found out or not; return False if given up."""
    if is_lawful(lay, keys, here, kind, tally, k, pid, note):
        return True
    leave = ask_leave(rules, lay, keys, here, beat, kind, home, tally, t, k, pid, note)
    venue = where_done(rules, lay, keys, here, unit, kind, tally, k, pid, p, leave, note)
    if (leave == LEAVE and kind.brokered == 0) or venue == NOWHERE:
        return venue != NOWHERE
    count_done(rules, lay, kind, tally, k, p)
    person.last_offence = t
    follow(
        rules, rungs, lay, keys, here, beat, unit, kind, home, person, tally, t, k, pid, p, leave, venue, note
    )
    return True


@rule
def follow(
    rules, rungs, lay, keys, here, beat, unit, kind, home, person, tally, t, k, pid, p, leave, venue, note
):
    """Follow an offence through: into a trap, before an officer who found it, or unseen."""
    lured = np.int64(leave == TRAP)
    if lured == 1 or (
        leave == NO_LEAVE
        and is_found(rules, lay, keys, here, beat, unit, kind, person, tally, k, pid, p, venue, note)
    ):
        encounter(
            rules, rungs, lay, keys, here, beat, unit, kind, home, person, tally, t, k, pid, p, lured, note
        )
    else:
        unseen(rules, lay, beat, unit, kind, person, tally, t, k, p, note)


@rule
def earn(rules, lay, kind, home, tally, t, k, note):
    """Let an act bring in what such acts do; what a sanctioned one would have brought is lost (M22)."""
    if kind.earns > 0.0:
        note.earned = access.receive(rules, home, t, kind.earns)
        tally[lay.earned + k] += np.int64(note.earned)


@rule
def is_lawful(lay, keys, here, kind, tally, k, pid, note):
    """Return whether the act is none that is forbidden today, like a walk before curfew (M19)."""
    share = forbidden(here, kind, k)
    if share >= 1.0 or draws.uniform53(keys.forbid, pid) < draws.threshold(share):
        return False
    tally[lay.lawful + k] += 1
    note.source = LAWFUL
    return True


@rule
def ask_leave(rules, lay, keys, here, beat, kind, home, tally, t, k, pid, note):
    """Return whether the act is covered by papers, or by leave bought for it today (M17, M27).

    A guard who is paid to look away gives leave too. One who wants a catch may only seem to (M09).
    """
    if kind.permit_share <= 0.0 and kind.pass_price == 0:
        return NO_LEAVE
    draw = draws.uniform53(keys.leave, pid)
    if draw < draws.threshold(kind.permit_share):
        tally[lay.lawful + k] += 1
        note.source = LAWFUL
        return LEAVE
    if kind.pass_price == 0 or rules.on[M27] == 0:
        return NO_LEAVE
    risk = here.liability * stake_of(rules, beat)
    sells = bargaining.willing(rules.willing_usual, rules.willing_liability, risk)
    tied = is_tied(beat, kind)
    if kind.brokered == 1 and not tied:
        sells *= rules.direct_deal
    if draw >= draws.threshold(kind.permit_share + (1.0 - kind.permit_share) * sells):
        tally[lay.declined + k] += 1
        note.declined = 1
        return NO_LEAVE
    price = price_of_leave(rules, here, beat, kind, t, k, tied)
    if access.cash_now(rules, home, t) < price:
        return NO_LEAVE
    if kind.absence == 0 and is_lured(rules, keys, here, beat, pid):
        tally[lay.lured + k] += 1
        note.found = LURED
        return TRAP
    take_bribe(rules, lay, beat, tally, home, t, price)
    tally[lay.passes + k] += 1
    tally[lay.through_broker + k] += np.int64(tied)
    note.source, note.amount = PASS, price
    return LEAVE


@rule
def is_lured(rules, keys, here, beat, pid):
    """Return whether an officer who seems to sell leave is after a catch (M09)."""
    if rules.on[M09] == 0:
        return False
    chance = compliance.lured(rules.lure_results, rules.zeal_results, np.float64(beat.zeal), here.results)
    return draws.uniform53(keys.lure, pid) < draws.threshold(chance)


@rule
def is_found(rules, lay, keys, here, beat, unit, kind, person, tally, k, pid, p, venue, note):
    """Return whether the offence is found out, by an officer or through somebody who tells (E7)."""
    exponent = beat.detect[k] * kind.venue_visibility[venue]
    if kind.length > 0.0:
        exponent *= length_kept(rules, kind, p)
    if rules.on[M20] == 1:
        exponent *= detection.supervised(rules.supervision_weight, np.float64(person.watch), rules.layers)
    draw = draws.uniform53(keys.detect, pid)
    if draw < draws.threshold(detection.probability(exponent)):
        note.found = BY_OFFICER
        return True
    if rules.on[M21] == 0:
        return False
    teller = telling.told_by(rules, here, unit, kind, draw, exponent)
    if teller == UNTOLD:
        return False
    note.found, note.teller = BY_TIP, teller
    telling.count_tip(lay, unit, tally, teller)
    return True


@rule
def unseen(rules, lay, beat, unit, kind, person, tally, t, k, p, note):
    """Follow an offence nobody saw: it emboldens, and it may come to light later (E14, E16)."""
    if rules.on[M30] == 1:
        own = access.own_belief(rules, person, kind.domain, t)
        new = belief.after_success(own, p, rules.undetected_offence)
        access.write_belief(rules, person, kind.domain, t, new)
    beat.latent += kind.visibility
    if kind.informs == 1:
        tally[lay.news] += 1
    if kind.leaves == 1:
        tally[lay.departures] += 1
        access.mark(unit, person, LEFT)
        person.case_kind = k
        person.case_rung = 0
        person.case_guilty = 1
    note.outcome, note.guilty = np.int64(person.outcome), 1
