"""When an offence is found out."""

import math

from clampdown.rules.rule import rule


@rule
def found_by(efficacy, effort, exponent):
    """Return a task's part of the detection exponent (E7), with diminishing returns.

    Parameters
    ----------
    efficacy : float, exponent at usual effort
    effort : float >= 0, 1 = usual
    exponent : float in (0, 1]
    """
    if effort <= 0.0:
        return 0.0
    return efficacy * math.pow(effort, exponent)


@rule
def supervised(weight, level, layers):
    """Return the factor that supervision puts on detection.

    Parameters
    ----------
    weight : float, effect of one grade
    level : float, level of supervision
    layers : int, 1 if levels are layers of watchers, each as good as the first; 0 if grades

    Notes
    -----
    003 ¶10 speaks of three to five levels and can be read both ways.
    """
    if layers == 1:
        return 1.0 + level
    return 1.0 + weight * level


@rule
def tips(rate, informers, trust, visibility):
    """Return what informers add to the detection exponent: people tell whom they trust."""
    return rate * informers * trust * visibility


@rule
def probability(exponent):
    """Return the probability of detection for a detection exponent >= 0."""
    return 1.0 - math.exp(-exponent)
