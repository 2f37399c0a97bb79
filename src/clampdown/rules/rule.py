"""The decorator every rule carries, and the unit conversions rules may use."""

from collections.abc import Callable
from typing import TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])

BYTE = 256.0  # steps of a column that stores a share in one byte
FIXED = 16384.0  # steps of one unit of stored belief or grievance
PERCENT = 100.0
INCOME = 16.0  # stored steps of one daily income
QUINTILES = 5
MINUTES = 60.0  # minutes in an hour
SECONDS = 60.0  # seconds in a minute
THOUSAND = 1000.0
UNIT_HEADS = 120.0  # people in the unit that records per unit are measured in


def rule(function: Function) -> Function:
    """Compile a scalar rule and keep it callable from Python.

    Compiled code divides as NumPy does: a check for 0 at each division would cost an eighth of a run. A rule
    that can meet a 0 guards itself, as plain Python raises there.
    """
    compiled: Function = njit(cache=True, error_model="numpy")(function)
    return compiled
