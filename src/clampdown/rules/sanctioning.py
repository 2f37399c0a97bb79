"""From an offence to a rung of the ladder (E11)."""

from clampdown.rules.rule import rule


@rule
def step_up(weight, severity):
    """Return the chance that a sanction lands one rung higher under a severity order."""
    return min(1.0, max(0.0, weight * severity))


@rule
def pardoned(usual, withdrawn):
    """Return the chance that a case is let off with a warning.

    Parameters
    ----------
    usual : float in [0, 1]
    withdrawn : float, share of pardons an order withdraws
    """
    return usual * (1.0 - min(1.0, max(0.0, withdrawn)))


@rule
def rung(usual, repeated, harsher, highest):
    """Return the rung of a sanction.

    Parameters
    ----------
    usual, highest : int, places on the ladder
    repeated, harsher : int, 1 for one rung up
    """
    return min(highest, max(usual, usual + repeated + harsher)) if usual < highest else usual


@rule
def comes_forward(rate, relief, danger):
    """Return the chance that somebody owns up at a review to be spared.

    Parameters
    ----------
    rate : float in [0, 1], chance of one who is sure to be found and to be spared
    relief : float in [0, 1], how far a pardon is promised
    danger : float in [0, 1], chance of being found out as the person sees it
    """
    return rate * relief * danger
