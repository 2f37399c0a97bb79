"""Estimators that are a formula: Lincoln-Petersen, Chapman, and Chao's lower bound."""

from math import sqrt

from clampdown.inference.estimate import Estimate, log_normal_interval
from clampdown.inference.table import CaptureTable

NO_OVERLAP = "These two lists share nobody."


def lincoln_petersen(table: CaptureTable, i: int, j: int) -> Estimate:
    """Return n1 n2 / m for two lists.

    Assumes that everybody had the same chance of being on one of the lists at least, that being on one
    says nothing about being on the other, that nobody came or went, and that matches are right.

    Parameters
    ----------
    table : CaptureTable
    i, j : places of the lists

    Notes
    -----
    Lincoln 1930; Petersen 1896; variance after Bailey 1951, Biometrika 38: 293-306, without his correction.
    """
    about, first, second, both = _pair(table, i, j)
    if both == 0:
        return Estimate("lincoln-petersen", about, refused=NO_OVERLAP)
    population = first * second / both
    error = sqrt(first * second * (first - both) * (second - both) / both**3)
    interval = log_normal_interval(first + second - both, population, error)
    return Estimate("lincoln-petersen", about, population, error, interval, _few(both))


def chapman(table: CaptureTable, i: int, j: int) -> Estimate:
    """Return (n1 + 1)(n2 + 1)/(m + 1) - 1 for two lists: nearly unbiased where Lincoln-Petersen is not.

    Assumes what Lincoln-Petersen assumes. Two lists that work in different regions, or that seek out
    different people, share too few and make it far too high; two that copy one another make it too low.

    Parameters
    ----------
    table : CaptureTable
    i, j : places of the lists

    Notes
    -----
    Chapman 1951; variance after Seber 1970, Biometrics 26: 13-22.
    """
    about, first, second, both = _pair(table, i, j)
    if both == 0:
        return Estimate("chapman", about, refused=NO_OVERLAP)
    population = (first + 1) * (second + 1) / (both + 1) - 1
    top = (first + 1) * (second + 1) * (first - both) * (second - both)
    error = sqrt(top / ((both + 1) ** 2 * (both + 2)))
    interval = log_normal_interval(first + second - both, population, error)
    return Estimate("chapman", about, population, error, interval, _few(both))


def chao(table: CaptureTable) -> Estimate:
    """Return Chao's bound n + ((t - 1)/t) f1² / (2 f2), f1 and f2 being on exactly one and two lists.

    A lower bound in expectation where people differ in how visible they are and lists are independent and
    alike; lists that copy one another break it downwards, lists that avoid one another upwards.

    Parameters
    ----------
    table : CaptureTable

    Notes
    -----
    Chao 1987, Biometrics 43: 783-791; with the factor for a finite number of lists.
    """
    once, twice = table.on_exactly(1), table.on_exactly(2)
    if twice == 0:
        return Estimate("chao", "lower bound", refused="Nobody is on exactly two lists.")
    share, ratio = (len(table.lists) - 1) / len(table.lists), once / twice
    population = table.seen + share * once**2 / (2 * twice)
    terms = share / 2 * ratio**2 + share**2 * ratio**3 + share**2 / 4 * ratio**4
    error = sqrt(twice * terms)
    interval = log_normal_interval(table.seen, population, error)
    return Estimate("chao", "lower bound", population, error, interval, _few(twice))


def _pair(table: CaptureTable, i: int, j: int) -> tuple[str, int, int, int]:
    """Return the names of two lists, how many each has, and how many both have."""
    first, second = 1 << i, 1 << j
    both = first | second
    return table.name(both), table.on_all_of(first), table.on_all_of(second), table.on_all_of(both)


def _few(overlap: int) -> tuple[str, ...]:
    """Return the warning about a small overlap: below seven matches Chapman's estimate is no longer unbiased.

    Seven is the rule of Robson and Regier 1964 (Transactions of the American Fisheries Society 93).
    """
    people = "1 person" if overlap == 1 else f"{overlap} people"
    return (f"It rests on {people} found twice; fewer than seven are too few.",) if overlap < 7 else ()
