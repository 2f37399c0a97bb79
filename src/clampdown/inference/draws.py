"""Chance for estimators: one counter-based stream for each purpose of a seed."""

import numpy as np
from numpy.random import Generator, Philox, SeedSequence
from numpy.typing import NDArray

__all__ = ["Generator", "lots", "stream"]
Identities = NDArray[np.uint64]
Shares = NDArray[np.float64]


def stream(seed: int, *purpose: int) -> Generator:
    """Return the generator that belongs to a seed and a purpose; the same every time.

    Parameters
    ----------
    seed : int, 0 or more
    purpose : int, numbers that tell this use of the seed from all others

    Examples
    --------
    >>> bool(stream(1, 7).integers(100) == stream(1, 7).integers(100))
    True
    """
    return Generator(Philox(SeedSequence([seed, *purpose])))


def lots(seed: int, purpose: int, ids: Identities) -> Shares:
    """Return a number from 0 to 1 for each id, the same whatever else is drawn.

    Parameters
    ----------
    seed : int, 0 or more
    purpose : int, which tells this use of the seed from all others
    ids : array of uint64, any shape

    Notes
    -----
    The finaliser of SplitMix64 (Steele, Lea and Flood 2014), twice, so that ids and purposes that differ in
    one bit have nothing to do with one another.

    Examples
    --------
    >>> ids = np.arange(4, dtype=np.uint64)
    >>> bool((lots(1, 2, ids)[2:] == lots(1, 2, ids[2:])).all())
    True
    """
    key = stream(seed, purpose).integers(2**64, dtype=np.uint64)
    mixed = _mixed(_mixed(ids ^ key) + key)
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


def _mixed(words: Identities) -> Identities:
    """Return words with every bit stirred into every other."""
    for turn, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        words = (words ^ (words >> np.uint64(turn))) * np.uint64(factor)
    return words ^ (words >> np.uint64(31))
