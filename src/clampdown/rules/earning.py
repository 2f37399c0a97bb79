"""What a household earns and has at hand, and what it lacks when that falls."""

from clampdown.rules.rule import rule


@rule
def wage(trade, free, adults):
    """Return the share of its usual income that a household earns today without single acts of trade.

    Parameters
    ----------
    trade : float >= 0, share of the usual income that such acts bring in quiet times
    free, adults : float, adult members at liberty, and all

    Notes
    -----
    Adults earn alike; who is not at liberty earns nothing.
    """
    return max(0.0, 1.0 - trade) * free / adults


@rule
def steady_cash(usual, income, missing, rate):
    """Return the money at hand that a household is drawn to, at most the usual; below 0: it runs out.

    Parameters
    ----------
    usual : float, where nothing is missing
    income : float, usual a day
    missing : float in [0, 1], share of the income that does not come in
    rate : float > 0, share of what it has above the usual that a household spends a day

    Notes
    -----
    A buffer of savings: it spends its usual income and part of what it has above its usual money, or
    so much less where it has less (Deaton 1991).
    """
    return usual - income * missing / rate


@rule
def cash(written, steady, left):
    """Return money at hand some days after it was written; never below 0.

    Parameters
    ----------
    written : float, then
    steady : float, where it is drawn to
    left : float in [0, 1], share of the distance that is left
    """
    return max(0.0, steady + (written - steady) * left)


@rule
def shortfall(cash, usual):
    """Return by what share money at hand falls short of the usual, in [-1, 1]; below 0: there is more.

    Parameters
    ----------
    cash, usual : float >= 0
    """
    if usual <= 0.0:
        return 0.0
    return max(-1.0, 1.0 - cash / usual)
