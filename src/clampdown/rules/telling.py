"""What moves residents to tell on a neighbour, unasked, called upon or paid, truly or not."""

import math

from clampdown.rules.rule import rule


@rule
def readiness(reward_weight, reward, call_weight, call, loyalty, trust_gap, resentment, grievance):
    """Return the exponent by which residents tell more readily than in quiet times.

    Parameters
    ----------
    reward_weight : float, exponent per log of one plus the reward
    reward : float >= 0, months of income paid for a tip
    call_weight : float, exponent where everybody is called upon to tell
    call : float in [0, 1], how strongly residents are called upon
    loyalty : float, exponent per unit of trust among neighbours
    trust_gap : float, trust less its resting level
    resentment : float, exponent per unit of grievance
    grievance : float, shared grievance above its resting level

    Notes
    -----
    Who trusts the neighbours covers for them, and who resents the state does not help it: people
    cooperate with authorities whom they hold legitimate (Tyler and Fagan 2008).
    """
    paid = reward_weight * math.log(1.0 + reward)
    return paid + call_weight * call - loyalty * trust_gap - resentment * grievance


@rule
def volunteers(usual, heads, standard, exponent):
    """Return how many informers a unit's residents are worth today.

    Parameters
    ----------
    usual : float >= 0, informers' worth of a unit of `standard` people in quiet times
    heads, standard : float >= 1, people
    exponent : float, see `readiness`
    """
    return usual * heads / standard * math.exp(exponent)


@rule
def invented(rate, tellers):
    """Return how many reports about acts that nobody did a unit's tellers make a day.

    Parameters
    ----------
    rate : float >= 0, per teller and day
    tellers : float >= 0
    """
    return rate * tellers


@rule
def attendance(usual, weariness, lately):
    """Return the share of people called to a lecture who come.

    Parameters
    ----------
    usual : float in [0, 1], to a first one
    weariness : float >= 0, log share lost per lecture of late
    lately : float >= 0, lectures of late
    """
    return usual * math.exp(-weariness * lately)
