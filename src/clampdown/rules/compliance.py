"""How orders lose strength on their way down and compete for an officer's hours."""

import math

from clampdown.rules.rule import rule


@rule
def passed_on(strength, loss, spread, trait):
    """Return the strength of an order after one more tier (E1).

    Parameters
    ----------
    strength : float, 1 as issued
    loss : float, share lost per tier, as an exponent
    spread : float, weight of the chief's character
    trait : float, the chief's character in standard deviations, fixed per post

    Notes
    -----
    Multiplicative leakage of authority per tier (Downs 1967; Williamson 1967). A cap is left to the
    caller.
    """
    return strength * math.exp(spread * trait - loss)


@rule
def salience(strength, floor, decay_days, bump, bump_days, age_days, days_left):
    """Return how much an order counts today (E2): a burst, a decay, a bump before the end.

    Parameters
    ----------
    strength : float, strength on arrival
    floor : float in [0, 1], share of the strength that never wears off
    decay_days, bump_days : float, days
    bump : float, extra share on the last day
    age_days : float, days since arrival, >= 0
    days_left : float, days until the term ends, >= 0
    """
    worn = floor + (1.0 - floor) * math.exp(-age_days / decay_days)
    return strength * worn * (1.0 + bump * math.exp(-days_left / bump_days))


@rule
def quits(rate, strain, dread):
    """Return the chance per day that an officer gives up the post.

    Parameters
    ----------
    rate : float, chance per day of somebody who is fully strained or afraid
    strain : float in [0, 1], shortfall of what is owed upward
    dread : float in [0, 1], fear of answering for missed offences
    """
    return rate * (strain + dread)


@rule
def capacity(hours, emergency_gain, emergency, fatigue):
    """Return the hours an officer can work today (E3).

    Parameters
    ----------
    hours : float, hours of a usual day
    emergency_gain : float, extra share of hours at full emergency
    emergency : float, strength of emergency working, 0 for none
    fatigue : float in [0, 1], share of capacity lost
    """
    return hours * (1.0 + emergency_gain * emergency) * (1.0 - fatigue)


@rule
def hours_kept(hours, slack, strain):
    """Return the hours left to the service by an officer who must look for income himself.

    Parameters
    ----------
    hours : float, hours he could work
    slack : float in [0, 1], share lost at full strain
    strain : float in [0, 1], shortfall of what is owed upward
    """
    return hours * (1.0 - slack * strain)


@rule
def fatigue_tomorrow(fatigue, overtime, hours, gain, recovery_days):
    """Return tomorrow's fatigue: overtime tires, rest restores (E3).

    Parameters
    ----------
    fatigue : float in [0, 1]
    overtime : float, hours worked beyond the usual day, >= 0
    hours : float, hours of a usual day
    gain : float, fatigue from doubling the usual day once
    recovery_days : float, days
    """
    return min(1.0, max(0.0, fatigue + gain * overtime / hours - fatigue / recovery_days))


@rule
def effort(hours, usual_hours, skill, extra_staff):
    """Return the effort on a task, 1 being that of an average officer on a quiet day (E5).

    Parameters
    ----------
    hours, usual_hours : float, hours per officer-day; usual_hours > 0
    skill : float, factor
    extra_staff : float, borrowed staff as a share of the own
    """
    return hours / usual_hours * skill * (1.0 + extra_staff)


@rule
def names_wanted(ordered, usual, call_gain, zeal_weight, zeal, results):
    """Return the names an officer sets out to report in a day (E8).

    Parameters
    ----------
    ordered : float, names per officer-day an order demands, 0 for none
    usual : float, names per officer-day reported without any order
    call_gain : float, factor that a full call for results adds to the usual
    zeal_weight : float
    zeal : float, hunger for recognition in standard deviations
    results : float, strength of the call for results, 0 for none

    Notes
    -----
    A call for results without a number moves everybody a little and the zealous a lot; a quota
    moves everybody to the quota (Gregory 2009).
    """
    return max(ordered, usual * (1.0 + call_gain * results)) * math.exp(zeal_weight * zeal * results)


@rule
def lured(gain, zeal_weight, zeal, results):
    """Return the chance that an officer who is asked for leave arrests whoever asks.

    Parameters
    ----------
    gain : float, exponent at a full call for results
    zeal_weight : float
    zeal : float, hunger for recognition in standard deviations
    results : float, strength of the call for results, 0 for none
    """
    return 1.0 - math.exp(-gain * results * math.exp(zeal_weight * zeal * results))


@rule
def inflation(base, pressure_weight, pressure, audit_weight, audit):
    """Return the share of what was left undone that is claimed as done (E4).

    Parameters
    ----------
    base : float, log-odds without pressure or audit
    pressure_weight, audit_weight : float, log-odds per unit
    pressure : float, salience of the order
    audit : float in [0, 1], share of claims checked; at 1 nothing false is claimed
    """
    if audit >= 1.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(audit_weight * audit - base - pressure_weight * pressure))


@rule
def checked(audit, check, hours):
    """Return the share of claims checked where officers report what they are doing as they do it.

    Parameters
    ----------
    audit : float in [0, 1], checked otherwise
    check : float, exponent per hour of such reporting
    hours : float >= 0, of reporting asked for, per officer-day
    """
    return 1.0 - (1.0 - audit) * math.exp(-check * hours)


@rule
def claim(done, inflated):
    """Return the share of an order claimed as done, given the share done and the inflation."""
    return done + (1.0 - done) * inflated


@rule
def told(bad, inflated):
    """Return what is left of bad news where a share of what is wanting is claimed to be in order.

    Parameters
    ----------
    bad : float >= 0, how bad it is
    inflated : float in [0, 1], share of what is wanting that is claimed nevertheless
    """
    return bad * (1.0 - inflated)


@rule
def conceals(base, liability_weight, liability, audit_weight, audit):
    """Return the chance that an officer hides an incident on his own beat (E15).

    Parameters
    ----------
    base : float, log-odds
    liability_weight, audit_weight : float, log-odds per unit
    liability : float in [0, 1], chance of answering for a missed offence
    audit : float in [0, 1]
    """
    return 1.0 / (1.0 + math.exp(audit_weight * audit - base - liability_weight * liability))
