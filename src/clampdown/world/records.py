"""Tables as arrays of records.

A row is one record, so that code can speak of `person.status` or `unit.trust`, and so that a
person's columns share a cache line. Compiled code passes a record as one pointer.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

Table = Any  # Records; its fields are not known to the type checker


class Record(np.void):  # type: ignore[misc]  # as NumPy's own `record` is
    """One row of a table; its fields are attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except (IndexError, ValueError):
            raise AttributeError(f"there is no field {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class Records(np.ndarray[Any, np.dtype[Any]]):
    """An array of records; its fields are attributes.

    NumPy's own `recarray` takes several times as long to find a field, which small runs notice: they look
    fields up some hundred times a day.
    """

    def __getattr__(self, name: str) -> Any:
        try:
            found = np.asarray(self[name])
        except (IndexError, ValueError):
            raise AttributeError(f"there is no field {name!r}") from None
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        if self.dtype.names and name in self.dtype.names:
            self[name] = value
        else:
            super().__setattr__(name, value)


def as_table(array: NDArray[Any]) -> Table:
    """Return an array of records with its fields as attributes."""
    return array.view(Records)


def record_of(fields: Any) -> np.dtype[Any]:
    """Return the type of a record with these fields."""
    return np.dtype((Record, np.dtype(fields, align=True)))


@dataclass(frozen=True)
class Column:
    """What one column holds.

    Parameters
    ----------
    dtype : str, NumPy type code
    unit : str, unit of one stored step
    meaning : str, one sentence
    start : int or float, value before burn-in
    width : int, entries per row; 0 for one
    keep : str, "fixed" (never changes in a run), "saved" (checkpoint), "day" (rewritten every day)
    """

    dtype: str
    unit: str
    meaning: str
    start: float = 0
    width: int = 0
    keep: str = "saved"


def column(
    dtype: str, unit: str, meaning: str, start: float = 0, *, width: int = 0, keep: str = "saved"
) -> Column:
    """Return the declaration of a column; see `Column`."""
    return Column(dtype, unit, meaning, start, width, keep)


@cache
def columns_of(table: type) -> dict[str, Column]:
    """Return the declared columns of a table by name, in order."""
    hints = get_type_hints(table, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


@cache
def dtype_of(table: type) -> np.dtype[Any]:
    """Return the record type of a declared table; fields lie on their natural boundaries."""
    fields = [
        (name, c.dtype, (c.width,)) if c.width else (name, c.dtype) for name, c in columns_of(table).items()
    ]
    return record_of(fields)


def rows(table: type, count: int) -> Table:
    """Return `count` rows of a declared table, filled with the declared start values."""
    array: Table = as_table(np.zeros(count, dtype=dtype_of(table)))
    for name, declared in columns_of(table).items():
        if declared.start:
            array[name] = declared.start
    return array
