"""From what happens to what is told abroad: who comes to know, who dares to tell, what is lost on the way."""

import math

from clampdown.rules.rule import rule


@rule
def awareness(reach, visibility, size, closeness):
    """Return the chance that somebody comes to know of an event.

    Parameters
    ----------
    reach : float >= 0, exponent of the fully visible event of one person in one's own unit
    visibility : float in [0, 1], of this kind of event
    size : float >= 0, people it happened to
    closeness : float in [0, 1], 1 in the own unit, less farther away

    Notes
    -----
    Larger events are known better, by the square root of their size (science notes C.1).
    """
    return 1.0 - math.exp(-reach * visibility * math.sqrt(size) * closeness)


@rule
def contact(usual, jammed, weight, certainty_gap):
    """Return the chance that a source gets through to those it tells on a day.

    Parameters
    ----------
    usual : float in [0, 1], on a quiet day
    jammed : float in [0, 1], share of calls for which there is no signal
    weight : float >= 0, exponent per perceived certainty of being caught calling
    certainty_gap : float, that certainty less the usual

    Notes
    -----
    Whoever is less afraid than usual calls more often, but no oftener than once a day.
    """
    return min(1.0, usual * (1.0 - jammed) * math.exp(-weight * certainty_gap))


@rule
def telling(willing, age, memory):
    """Return the chance that a source who gets through tells of what it knows.

    Parameters
    ----------
    willing : float in [0, 1], of what happened today
    age : float >= 0, days since it came to know
    memory : float > 0, days in which that chance falls to 1/e
    """
    return willing * math.exp(-age / memory)


@rule
def traced(weight, detect, calls):
    """Return the chance that a source who got through is traced and falls silent.

    Parameters
    ----------
    weight : float >= 0, how easily a source is traced, against anybody who calls
    detect : float >= 0, exponent of detection of such calls in the source's neighbourhood
    calls : float >= 0, how often it got through of late, this time included
    """
    return 1.0 - math.exp(-weight * detect * calls)


@rule
def late_calls(calls, days):
    """Return how often a source got through of late, a day later.

    Parameters
    ----------
    calls : float >= 0
    days : float >= 1, over which it is counted
    """
    return calls * (1.0 - 1.0 / days)


@rule
def editing(median, spread, deviate):
    """Return how many days an outlet takes over a dispatch.

    Parameters
    ----------
    median : float >= 0, days
    spread : float >= 0, standard deviation of the log
    deviate : float, standard normal
    """
    return median * math.exp(spread * deviate)


@rule
def misheard(count, spread, deviate):
    """Return how many people a dispatch tells of.

    Parameters
    ----------
    count : float >= 0, people it happened to
    spread : float >= 0, standard deviation of the log
    deviate : float, standard normal
    """
    return count * math.exp(spread * deviate)


@rule
def misdated(error, u):
    """Return how many days a dispatch is off in saying when something happened, before rounding.

    Parameters
    ----------
    error : float >= 0, days by which it may be off either way
    u : float in [0, 1], a draw
    """
    return (2.0 * u - 1.0) * error


@rule
def inventing(share):
    """Return the chance that a dispatch comes with another one about nothing that happened.

    Parameters
    ----------
    share : float in [0, 1), of all dispatches that are about nothing
    """
    return share / (1.0 - share)
