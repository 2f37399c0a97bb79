"""Counter-based random numbers: the only source of chance in the model.

A draw is a hash of (seed, stream, day, entity): the same seed, person, day and decision give the
same luck in every scenario, sample and thread count. The mixer is the 64-bit finaliser of
SplitMix64 (Steele, Lea and Flood 2014, OOPSLA), a bijection with full avalanche; two rounds of it
separate the day from the entity.

Draws are integers in [0, 2**53); a decision compares one with an integer threshold, so that plain
Python and compiled code cannot disagree about a rounding.
"""

import math

import numpy as np
from numba import njit

# Streams, one per kind of decision.
STREAM_OFFEND = 1
STREAM_VENUE = 2
STREAM_DETECT = 3
STREAM_PARDON = 4
STREAM_SEVERITY = 5
STREAM_CONCEAL = 6
STREAM_TERM = 7
STREAM_ADMIT = 8
STREAM_NAME = 9
STREAM_NAME_ACCEPT = 10
STREAM_QUOTA = 11
STREAM_WATCH = 12
STREAM_SURFACE = 13
STREAM_CONFRONT = 14
STREAM_PASS = 15
STREAM_DELAY = 16
STREAM_DISTORT = 17
STREAM_KIN = 18
STREAM_RELEASE = 19
STREAM_ARRIVAL = 20
STREAM_PARAMETER = 21
STREAM_SAMPLE = 22
STREAM_ROUNDING = 23
STREAM_PUNISH = 24
STREAM_TIP = 25
STREAM_LEADER = 26
STREAM_RECALL = 27
STREAM_INFORMERS = 28
STREAM_LAPSE = 29
STREAM_SETTLE = 30
STREAM_REPEAT = 31
STREAM_ANSWER = 32
STREAM_REVIEW = 33
STREAM_EXAMPLE = 34
STREAM_FORBID = 35
STREAM_TEAM = 36
STREAM_UNWATCH = 37
STREAM_ROTATE = 38
STREAM_QUIT = 39
STREAM_LURE = 44
STREAM_RIVAL = 48
STREAM_JAM = 60
STREAM_WALK = 61
STREAM_SURRENDER = 50
STREAM_PROMISE = 51
STREAM_LECTURE = 52
STREAM_TIE = 62
STREAM_BUILD = 64
STREAM_SOURCE = 80
STREAM_AWARE = 81
STREAM_CONTACT = 82
STREAM_TRACE = 83
STREAM_TELL = 84
STREAM_ERROR = 85
STREAM_EDIT = 86
STREAM_PEOPLE = 87

SCALE = float(1 << 53)
WHOLE = 1 << 53

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xD1342543DE82EF95)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


@njit(cache=True)
def mix64(x):
    """Return the SplitMix64 finaliser of a uint64."""
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    return x ^ (x >> _S31)


@njit(cache=True)
def day_key(seed, stream, day):
    """Return the key shared by all draws of one stream on one day, as uint64.

    Parameters
    ----------
    seed, stream, day : int, day may be negative
    """
    key = mix64(np.uint64(seed) + np.uint64(stream) * _GOLDEN)
    return mix64(key + np.uint64(np.int64(day)) * _ODD)


@njit(cache=True)
def uniform53(key, entity):
    """Return a draw in [0, 2**53) as int64 for an entity under a `day_key`."""
    return np.int64(mix64(key ^ (np.uint64(entity) * _GOLDEN)) >> _S11)


@njit(cache=True)
def uniform53_at(key, entity, ordinal):
    """Return the draw number `ordinal` of an entity whose decision can recur within a day."""
    return np.int64(mix64(mix64(key ^ (np.uint64(entity) * _GOLDEN)) + np.uint64(ordinal) * _ODD) >> _S11)


@njit(cache=True)
def threshold(probability):
    """Return the integer below which a draw must fall for an event of this probability.

    Parameters
    ----------
    probability : float; values outside [0, 1] count as 0 or 1
    """
    if probability <= 0.0:
        return np.int64(0)
    if probability >= 1.0:
        return np.int64(1) << np.int64(53)
    return np.int64(math.floor(probability * SCALE))


def key(seed: int, stream: int, day: int) -> np.uint64:
    """Return a `day_key` for use outside the kernel."""
    return np.uint64(day_key(seed, stream, day))


@njit(cache=True)
def _uniform(seed, stream, day, entity):
    return np.float64(uniform53(day_key(seed, stream, day), entity)) / SCALE


def uniform(seed: int, stream: int, day: int, entity: int) -> float:
    """Return a draw in [0, 1) for use outside the kernel.

    Examples
    --------
    >>> 0.0 <= uniform(1, STREAM_PARAMETER, 0, 7) < 1.0
    True
    """
    return float(_uniform(seed, stream, day, np.int64(entity)))
