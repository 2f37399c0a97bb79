"""Luck of observers who look at a finished run: hashed like the model's own, under names of their own."""

import hashlib

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
U8 = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_WHOLE = float(1 << 53)


def luck(seed: int, observer: str, decision: str, *parts: I8) -> F8:
    """Return one draw in (0, 1) for each entity that a decision of an observer is about.

    The same seed, observer, decision and entity give the same luck in every run, whoever else looks.

    Parameters
    ----------
    seed : int, the scenario's
    observer : str, id
    decision : str, what is decided, such as `interviewed`
    parts : arrays of int of equal length that together name the entity, such as a person and a day

    Examples
    --------
    >>> bool(luck(7, "gazette", "leak", np.array([3]))[0] < 1.0)
    True
    """
    name = hashlib.blake2b(f"{observer}/{decision}".encode(), digest_size=8).digest()
    start = np.array([seed % (1 << 64)], dtype=np.uint64) + np.uint64(int.from_bytes(name, "little"))
    state = mixed(start)
    for part in parts:
        state = mixed(state ^ (np.asarray(part, dtype=np.int64).view(np.uint64) * _GOLDEN))
    drawn: F8 = ((state >> _S11).astype(np.float64) + 0.5) / _WHOLE
    return drawn


def normal(u: F8) -> F8:
    """Return standard normal numbers from draws in (0, 1)."""
    found: F8 = ndtri(u)
    return found


def waiting(u: F8, median: float, spread: float) -> I8:
    """Return whole days of a delay whose logarithm is normal.

    Parameters
    ----------
    u : array of draws in (0, 1)
    median : days
    spread : standard deviation of the logarithm of days
    """
    days: I8 = np.rint(median * np.exp(spread * normal(u))).astype(np.int64)
    return days


def mixed(x: U8) -> U8:
    """Return the finaliser of SplitMix64 of each number, as in `rules.draws.mix64`."""
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    last: U8 = x ^ (x >> _S31)
    return last
