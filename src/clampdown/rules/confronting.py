"""When neighbours stand up to officers in a group (E18b; Epstein 2002)."""

import math

from clampdown.rules.rule import rule

SMOOTH, LITERAL, FLOOR, ROUND = 0, 1, 2, 3


@rule
def arrest_risk(steepness, officers, actives, crowd):
    """Return the perceived risk of arrest in a crowd.

    Parameters
    ----------
    steepness : float, 2.3 in Epstein (2002)
    officers, actives : float >= 0, people in sight
    crowd : int, form of the ratio of officers to actives: SMOOTH (saturating), LITERAL (as printed),
        FLOOR (NetLogo), ROUND (Mesa); only the last two show outbursts

    Notes
    -----
    Epstein's printed equation does not give his published figures; the form is therefore a choice.
    """
    ratio = officers / (1.0 + actives)
    if crowd == FLOOR:
        ratio = math.floor(ratio)
    elif crowd == ROUND:
        ratio = math.floor(ratio + 1.0 / 2.0)
    elif crowd == SMOOTH:
        ratio = ratio * ratio / (1.0 + ratio)
    return 1.0 - math.exp(-steepness * ratio)


@rule
def share_active(grievance, legitimacy, threshold, risk):
    """Return the share of a crowd ready to act when risk aversion is uniform on [0, 1].

    A person acts where grievance x (1 - legitimacy) - risk aversion x risk exceeds the threshold.
    """
    surplus = grievance * (1.0 - legitimacy) - threshold
    if surplus <= 0.0:
        return 0.0
    if risk <= surplus:
        return 1.0
    return surplus / risk


@rule
def confrontation_chance(rate, share, spread, unrest):
    """Return the daily chance of a confrontation in a unit.

    Parameters
    ----------
    rate : float, chance per day if all were ready to act
    share : float in [0, 1], share ready to act
    spread : float, factor per event per 10,000 residents
    unrest : float, confrontations the place still talks of, per 10,000 residents
    """
    return min(1.0, rate * share * (1.0 + spread * unrest))
