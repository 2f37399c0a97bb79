"""When people break a rule, and where they do it."""

import math

from clampdown.rules.rule import rule


@rule
def inclination(need_weight, need_gap, grievance_weight, grievance_gap, certainty_weight, certainty_gap):
    """Return the exponent by which a person's rate departs from the usual one (E6).

    Parameters
    ----------
    need_weight, grievance_weight, certainty_weight : float, log-rate per unit
    need_gap, grievance_gap, certainty_gap : float, the person's value less the usual one

    Notes
    -----
    Need pushes, grievance pushes, perceived certainty holds back (Nagin 2013).
    """
    return need_weight * need_gap + grievance_weight * grievance_gap - certainty_weight * certainty_gap


@rule
def severity_deterrence(weight, certainty, severity):
    """Return what harsher punishment takes off the exponent; small against certainty (E6).

    Parameters
    ----------
    weight : float
    certainty : float in [0, 1], perceived
    severity : float, steps above the usual; below 0 as much milder as above 0 harsher
    """
    return weight * certainty * math.copysign(math.log(1.0 + abs(severity)), severity)


@rule
def among_neighbours(weight, trust, rest):
    """Return what trust among neighbours adds to the exponent of what one does with them.

    Parameters
    ----------
    weight : float, log-rate per unit of trust
    trust, rest : float in [0, 1], trust today and where it rests
    """
    return weight * (trust - rest)


@rule
def household_need(need, rank, weight, shortfall):
    """Return the shortage a household feels, in [0, 1].

    Parameters
    ----------
    need : float, mean shortage of the place
    rank : float in [0, 1], the household's place in the order of wealth
    weight : float, shortage of a household without any money left
    shortfall : float, of its money at hand against the usual, beyond what is usually missing
    """
    return min(1.0, max(0.0, 2.0 * need * (1.0 - rank) + weight * shortfall))


@rule
def goes_hidden(usual_log_odds, weight, certainty_gap, usual_certainty, trust_weight, lost_trust):
    """Return the chance that an act moves to its hidden venue.

    Parameters
    ----------
    usual_log_odds : float, log-odds of the hidden venue in quiet times
    weight : float, log-odds per doubling of perceived certainty
    certainty_gap : float, perceived certainty less the usual one
    usual_certainty : float > 0
    trust_weight, lost_trust : float, log-odds per unit of trust lost among neighbours

    Notes
    -----
    One rule for trade in side streets, calls from the hills and talk behind doors: displacement
    towards places that are watched less.
    """
    odds = usual_log_odds + weight * certainty_gap / usual_certainty + trust_weight * lost_trust
    return 1.0 / (1.0 + math.exp(-odds))


@rule
def length_kept(other_cost, certainty, usual_certainty):
    """Return the length of an act that one cuts short for fear, as a factor on its usual length.

    Parameters
    ----------
    other_cost : float > 0, what a minute costs beside the danger, against the danger of quiet times
    certainty : float in [0, 1], perceived
    usual_certainty : float > 0

    Notes
    -----
    Each minute more is worth less than the one before (a logarithm) and costs money and danger alike:
    the best length goes as 1 / (other cost + danger).
    """
    return (other_cost + 1.0) / (other_cost + certainty / usual_certainty)
