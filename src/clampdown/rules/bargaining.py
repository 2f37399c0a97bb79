"""The bribe: what it is worth to both sides, and whether there is a deal (E10)."""

import math

from clampdown.rules.rule import rule


@rule
def reservation(base, price, wary):
    """Return the least an officer accepts, in the unit of `base`.

    Parameters
    ----------
    base : float, what a usual officer accepts on a quiet day
    price : float, factor of this officer
    wary : float, factor for what he risks, see `wariness`
    """
    return base * price * wary


@rule
def strangeness(wariness, days, settling_in):
    """Return by how much a newcomer's price exceeds the usual, as a share of it.

    Parameters
    ----------
    wariness : float, on the first day
    days : float >= 0, since he came
    settling_in : float, days in which the strangeness falls to 1/e

    Notes
    -----
    A deal needs trust, and trust needs time: who comes from elsewhere sells dearly at first and as
    others do later (M07).
    """
    return wariness * math.exp(-days / settling_in)


@rule
def wariness(dread_weight, dread, caution_weight, caution, audit_weight, audit):
    """Return by what an official multiplies his price for what he risks, 1 without any risk.

    Parameters
    ----------
    dread : float in [0, 1], fear of answering for missed offences
    caution : float >= 0, how fresh a directive is; wears off, so deals come back
    audit : float in [0, 1]
    dread_weight, caution_weight, audit_weight : float, factor per unit
    """
    return 1.0 + dread_weight * dread + caution_weight * caution + audit_weight * audit


@rule
def strain(takings, dues):
    """Return how far an officer falls short of what he owes those above him, in [0, 1].

    Parameters
    ----------
    takings : float >= 0, bribes taken a day of late, daily incomes
    dues : float > 0, what has to be passed up a day, daily incomes
    """
    return min(1.0, max(0.0, 1.0 - takings / dues))


@rule
def asking(price, strange, discount, strain):
    """Return the factor on the usual price that an officer asks for.

    Parameters
    ----------
    price : float, the officer's own factor
    strange : float, share added by a newcomer, see `strangeness`
    discount : float in [0, 1], share taken off at full strain
    strain : float in [0, 1], see `strain`
    """
    return price * (1.0 + strange) * (1.0 - discount * strain)


@rule
def bribe(loss, reserved, cash, share):
    """Return the agreed bribe, or 0 where there is no deal; same unit throughout.

    Parameters
    ----------
    loss : float, what the sanction would cost the person
    reserved : float, the least the officer accepts
    cash : float, what the household has at hand
    share : float in [0, 1], the officer's share of the gain

    Notes
    -----
    Nash split of the gain (Becker and Stigler 1974; Shleifer and Vishny 1993), bounded by cash.
    """
    if loss <= reserved or cash < reserved:
        return 0.0
    return min(cash, share * loss + (1.0 - share) * reserved)


@rule
def willing(usual, weight, liability):
    """Return the chance that an official sells leave, falling with what he answers for."""
    return max(0.0, usual - weight * liability)
