"""Bodies of the state that want the same cases."""

from clampdown.rules.rule import rule


@rule
def contested(rate, pressed, elite, alike):
    """Return the chance that two bodies claim one case.

    Parameters
    ----------
    rate : float in [0, 1], chance where both have a stake and are fully pressed for results
    pressed : float in [0, 1], pressure for results on the organs of the place
    elite : float in [0, 1], an elite force's share of finds; the rest is the organs'
    alike : float in [0, (1 - elite)²], chance that two finds are both of one and the same organ

    Notes
    -----
    Two who might have found it are of different bodies with the chance of Simpson's index of
    diversity (Simpson 1949). Organs compete for results as bureaus do for budgets (Downs 1967); an elite
    force is there for nothing but results, pressed or not.
    """
    own = 1.0 - elite
    return rate * (pressed * max(0.0, own * own - alike) + 2.0 * elite * own)
