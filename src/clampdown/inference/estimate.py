"""An estimate as it is told: the figure, its interval, what it rests on and what speaks against it."""

import math
from dataclasses import dataclass

LEVEL = 0.95
NORMAL_97_5 = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True)
class Interval:
    """Where the number of people may lie.

    Attributes
    ----------
    low, high : people
    kind : how it was got
    """

    low: float
    high: float
    kind: str


@dataclass(frozen=True)
class Estimate:
    """What an estimator says.

    Attributes
    ----------
    estimator : key, as on the command line
    about : lists or model it rests on
    population : people in all, seen or not; None where the estimator refuses
    error : standard error, people; None where it has none
    interval : at 95 %; None where it has none
    warnings : sentences
    refused : why there is no figure; empty where there is one
    """

    estimator: str
    about: str = ""
    population: float | None = None
    error: float | None = None
    interval: Interval | None = None
    warnings: tuple[str, ...] = ()
    refused: str = ""


def log_normal_interval(seen: float, population: float, error: float) -> Interval | None:
    """Return the 95 % interval that takes the unseen to be log-normal, so that it never falls below the seen.

    Parameters
    ----------
    seen : people on at least one list that the estimator uses
    population : estimate, people
    error : standard error, people

    Notes
    -----
    Chao 1987, Biometrics 43: 783-791. None where nobody is estimated to be unseen.

    Examples
    --------
    >>> found = log_normal_interval(100, 150, 10)
    >>> round(found.low), round(found.high)
    (134, 174)
    """
    unseen = population - seen
    if not unseen > 0 or not math.isfinite(error):
        return None
    factor = math.exp(NORMAL_97_5 * math.sqrt(math.log1p((error / unseen) ** 2)))
    return Interval(seen + unseen / factor, seen + unseen * factor, "log-normal")
