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
    dread : float >= 0, fear of answering for missed offences, by what he stands to lose (see `stake`)
    caution : float >= 0, how fresh a directive is; wears off, so deals come back
    audit : float in [0, 1]
    dread_weight, caution_weight, audit_weight : float, factor per unit
    """
    return 1.0 + dread_weight * dread + caution_weight * caution + audit_weight * audit


@rule
def owed(dues, pay, raised):
    """Return what an officer has to take in bribes a day to meet his dues, daily incomes.

    Parameters
    ----------
    dues : float > 0, what has to be found a day at usual pay, daily incomes
    pay : float >= 0, usual pay, daily incomes a day
    raised : float >= -1, share of it added by order; below 0, withheld
    """
    return max(0.0, dues - pay * raised)


@rule
def strain(takings, owed):
    """Return how far an officer falls short of what he has to take, in [0, 1].

    Parameters
    ----------
    takings : float >= 0, bribes taken a day of late, daily incomes
    owed : float >= 0, what he has to take a day, daily incomes, see `owed`
    """
    if takings >= owed:
        return 0.0
    return 1.0 - takings / owed


@rule
def purse_tomorrow(purse, left, days):
    """Return an officer's savings tomorrow, daily incomes, never below 0.

    Parameters
    ----------
    purse : float >= 0, savings today, daily incomes
    left : float, what he took today beyond what is owed, daily incomes
    days : float >= 1, in which savings would be spent down to 1/e
    """
    return max(0.0, purse + left - purse / days)


@rule
def stake(weight, purse, usual):
    """Return how much an officer weighs what he risks, 1 for one with usual savings.

    Parameters
    ----------
    weight : float in [0, 1], share by which it differs for the very rich and for those without savings
    purse : float >= 0, savings, daily incomes
    usual : float > 0, usual savings, daily incomes

    Notes
    -----
    Who would lose more if dismissed asks more for the risk (Becker and Stigler 1974).
    """
    return 1.0 + weight * (purse - usual) / (purse + usual)


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
def passed_on(strange, handed, newness):
    """Return the strangeness of whoever deals with a case where another organ takes over such cases.

    Parameters
    ----------
    strange : float >= 0, of the officer who had them, see `strangeness`
    handed : float in [0, 1], share of such cases that has passed on
    newness : float >= 0, strangeness of those who took them over, times that share
    """
    return (1.0 - handed) * strange + newness


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
