"""Even draws: shuffled strata instead of independent luck.

To give n rows a share q of something, independent draws leave the count to chance. Here row i takes
the stratum `shuffle(i, n)` of n equal strata of [0, 1), so a count misses n·q by less than one, and
still no row's neighbours tell anything about it. Every row can be computed alone, from its number
and a key, which is what makes a sample repeat the rows of the whole nation.
"""

import math

import numpy as np
from numba import njit

from clampdown.rules.draws import SCALE, mix64, uniform53

_ROUNDS = 4
_APART = 1 << 32  # keeps the rounds of one key from meeting: halves are shorter than this


@njit(cache=True)
def shuffle(index, count, key):
    """Return the place of `index` in a keyed random order of 0 … count − 1.

    Parameters
    ----------
    index : int in [0, count)
    count : int, at most 2**53
    key : uint64, from `draws.day_key`

    Notes
    -----
    A four-round Feistel network (Luby and Rackoff 1988) on the smallest power of two that holds
    `count`; results beyond it are sent through again (cycle walking, Black and Rogaway 2002), twice
    at most on average.

    Examples
    --------
    >>> sorted(shuffle(i, 10, np.uint64(7)) for i in range(10))
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    if count < 2:
        return np.int64(0)
    bits = max(np.int64(math.frexp(float(count - 1))[1]), 2)
    low = bits // 2
    low_mask = (np.int64(1) << low) - 1
    high_mask = (np.int64(1) << (bits - low)) - 1
    position = np.int64(index)
    while True:
        left, right = position >> low, position & low_mask
        for turn in range(0, _ROUNDS, 2):
            left ^= np.int64(mix64(key + np.uint64(turn * _APART + right)) >> np.uint64(32)) & high_mask
            right ^= np.int64(mix64(key + np.uint64((turn + 1) * _APART + left)) >> np.uint64(32)) & low_mask
        position = (left << low) | right
        if position < count:
            return position


@njit(cache=True)
def even(index, count, key):
    """Return the middle of the row's own stratum of [0, 1): for shares, exact within one row.

    Examples
    --------
    >>> sum(even(i, 50, np.uint64(3)) < 0.3 for i in range(50))
    15
    """
    return (shuffle(index, count, key) + 0.5) / count


@njit(cache=True)
def even_spread(index, count, key):
    """Return a point drawn within the row's own stratum of (0, 1): for tails, which middles cut off."""
    within = (uniform53(key, index) + 0.5) / SCALE
    return (shuffle(index, count, key) + within) / count


@njit(cache=True)
def category(cumulative, u):
    """Return the first place whose cumulative share exceeds u, the last place at most.

    Examples
    --------
    >>> category(np.array([0.2, 0.5, 1.0]), 0.2)
    1
    """
    place = 0
    while place < len(cumulative) - 1 and u >= cumulative[place]:
        place += 1
    return place


@njit(cache=True)
def search(cumulative, first, last, value):
    """Return the first place in [first, last) whose entry exceeds value, last − 1 at most."""
    low, high = first, last - 1
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True)
def normal_cdf(z):
    """Return the share of a standard normal below z.

    Examples
    --------
    >>> normal_cdf(0.0)
    0.5
    """
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


@njit(cache=True)
def normal_quantile(u):
    """Return the standard normal quantile of u in (0, 1), right to about seven digits.

    Notes
    -----
    Rational approximations of Wichura (1988), algorithm AS 241, function PPND7.

    Examples
    --------
    >>> round(normal_quantile(0.975), 5)
    1.95996
    """
    centred = u - 0.5
    if abs(centred) <= 0.425:
        r = 0.180625 - centred * centred
        top = ((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        return centred * top / (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1.0)
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= 5.0:
        r -= 1.6
        top = ((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777
        z = top / ((0.12021132975 * r + 0.7370016425) * r + 1.0)
    else:
        r -= 5.0
        top = ((0.017337203997 * r + 0.42868294337) * r + 3.081226386) * r + 6.657905115
        z = top / ((0.012258202635 * r + 0.24197894225) * r + 1.0)
    return z if centred > 0.0 else -z
