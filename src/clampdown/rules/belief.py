"""What people believe, fear and resent (E16, E17)."""

import math

from clampdown.rules.rule import rule


@rule
def surroundings(announced, presence_weight, presence, known_weight, known, heads):
    """Return what a unit's surroundings add to the perceived certainty of being caught.

    Parameters
    ----------
    announced : float, shift from what was read out
    presence_weight : float
    presence : float, visible policing beyond what residents are used to
    known_weight : float, shift per share of the unit known to have been arrested
    known : float, arrests the unit still talks of
    heads : float >= 1, people in the unit

    Notes
    -----
    Own arrests count, strangers' hardly (Lochner 2007): the weight on the unit's is small.
    """
    return announced + presence_weight * presence + known_weight * known / heads


@rule
def perceived(usual, own, around):
    """Return the perceived certainty of being caught, in [0, 1].

    Parameters
    ----------
    usual : float in [0, 1], in quiet times
    own : float, shift from the person's own experience and supervision
    around : float, shift from the surroundings
    """
    return min(1.0, max(0.0, usual + own + around))


@rule
def trapped(certainty, helped, distrust):
    """Return the perceived certainty of being caught, by those who look for trapped helpers too.

    Parameters
    ----------
    certainty : float in [0, 1], of being found out
    helped : float in [0, 1], chance of finding an official who sells leave
    distrust : float in [0, 1], share of leave sold of late that was a trap
    """
    return certainty + (1.0 - certainty) * helped * distrust


@rule
def after_arrest(own, certainty, weight):
    """Return the own shift of perceived certainty after being caught."""
    return own + weight * (1.0 - certainty)


@rule
def after_success(own, certainty, weight):
    """Return the own shift of perceived certainty after an offence that went unseen."""
    return own - weight * certainty


@rule
def habit_tomorrow(habit, seen, days):
    """Return what residents will be used to tomorrow: initial deterrence decays as they learn."""
    return habit + (seen - habit) / days


@rule
def faded(value, fresh, half_life):
    """Return a value a day later, halving every `half_life` days, with today's addition."""
    return value * math.exp(-math.log(2.0) / half_life) + fresh


@rule
def grievance_tomorrow(grievance, unfair, weight, heads, standard, presence, shortage, news, recovery):
    """Return a unit's shared grievance above its resting level, tomorrow (E17).

    Parameters
    ----------
    grievance : float
    unfair : float, acts held unfair today
    weight : float, grievance per act in a unit of `standard` people
    heads, standard : float >= 1, people
    presence, shortage, news : float, today's additions
    recovery : float, share forgotten per day
    """
    fresh = weight * unfair * standard / heads + presence + shortage + news
    return min(1.0, max(-1.0, grievance * (1.0 - recovery) + fresh))


@rule
def burden(watched_weight, watch, rights_weight, rights):
    """Return what being marked adds to a person's grievance at a review.

    Parameters
    ----------
    watched_weight : float, grievance per level of supervision
    watch : float, level of supervision
    rights_weight : float, grievance where rights are fully withdrawn
    rights : float in [0, 1], strength of an order that withdraws them
    """
    return watched_weight * watch + rights_weight * rights


@rule
def news_gap(late, usual):
    """Return how much more word gets out than people are used to, from -1 (none) to 1.

    Parameters
    ----------
    late, usual : float >= 0, word per 10,000 residents and day
    """
    if late + usual <= 0.0:
        return 0.0
    return (late - usual) / (late + usual)


@rule
def trust_tomorrow(trust, rest, exposures, weight, days):
    """Return tomorrow's trust among neighbours: exposed informing breaks it, time mends it."""
    return min(1.0, max(0.0, trust - weight * exposures + (rest - trust) / days))


@rule
def is_afraid(usual, shift, scale, nerve):
    """Return whether a household lives in fear.

    Parameters
    ----------
    usual : float, share afraid in quiet times
    shift : float, perceived certainty beyond the usual
    scale : float, share made afraid per unit of shift
    nerve : float in [0, 1], how hard its head is to frighten
    """
    return usual + scale * shift > nerve
