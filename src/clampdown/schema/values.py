"""Evidence records as plain numbers: defaults, draws and settings, and which of them were read."""

import datetime
import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping

from clampdown.errors import EvidenceError, Problem, ScenarioError, did_you_mean
from clampdown.schema.directive import Amount, Day
from clampdown.schema.evidence import Evidence

SHARES = ("share", "probability", "chance")


class Values:
    """The number behind each record's name.

    Reading a name marks it as read, so that a record which nothing reads can fail the build.

    Parameters
    ----------
    records : mapping of dotted names to Evidence
    draw : None for the values written down; n for draw number n, in which every judged or assumed
        record, every ranged amount and every ranged day is drawn from its range
    settings : names to numbers that replace values and draws
    seed : of the draws; the same draw is the same numbers in every scenario

    Attributes
    ----------
    read : names read so far
    """

    def __init__(
        self,
        records: Mapping[str, Evidence],
        *,
        draw: int | None = None,
        settings: Mapping[str, float] | None = None,
        seed: int = 0,
    ) -> None:
        self.records = dict(records)
        self.draw = draw
        self.settings = dict(settings or {})
        self.read: set[str] = set()
        self._seed = seed
        problems = [problem for name in self.settings if (problem := self._setting_problem(name))]
        if problems:
            raise ScenarioError(problems)

    def __getitem__(self, name: str) -> float:
        """Return the number of a record and mark the record as read."""
        self.require([name])
        self.read.add(name)
        return self.settings[name] if name in self.settings else self._unset(name)

    def get(self, name: str, missing: float) -> float:
        """Return the number of a record, or `missing` where there is no such record."""
        return self[name] if name in self.records else missing

    def peek(self, name: str) -> float:
        """Return the number of a record without marking it as read."""
        return self.settings[name] if name in self.settings else self._unset(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __contains__(self, name: object) -> bool:
        return name in self.records

    def require(self, names: Iterable[str]) -> None:
        """Refuse to go on without all of these records.

        Raises
        ------
        EvidenceError
            Naming every one that is missing.
        """
        missing = [name for name in names if name not in self.records]
        if missing:
            raise EvidenceError([
                Problem("The model needs this record.", did_you_mean(name, self.records), path=name)
                for name in missing
            ])  # fmt: skip

    @property
    def unread(self) -> set[str]:
        """Names never read."""
        return set(self.records) - self.read

    def amount(self, name: str, amount: Amount) -> float:
        """Return the number of an amount in an order: as written, or drawn evenly from its range.

        Parameters
        ----------
        name : str, what the draw is keyed by, such as `directives.hundred-day-battle.patrol.amount`
        amount : Amount
        """
        if self.draw is None or not amount.is_range:
            return amount.value
        return amount.low + (amount.high - amount.low) * self._luck(name)

    def day(self, name: str, day: Day) -> datetime.date:
        """Return the date of a day: its middle, or one drawn from its range."""
        return day.middle if self.draw is None else day.at(self._luck(name))

    def _unset(self, name: str) -> float:
        record = self.records[name]
        return record.value if self.draw is None or not record.is_drawn else drawn(record, self._luck(name))

    def _luck(self, name: str) -> float:
        """Return the uniform draw in [0, 1) that belongs to a name."""
        # Imported here because it brings the compiler with it, which printing a list does not need.
        from clampdown.rules.draws import STREAM_PARAMETER, uniform

        key = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little") >> 1
        return uniform(self._seed, STREAM_PARAMETER, self.draw or 0, key)

    def _setting_problem(self, name: str) -> Problem | None:
        if name not in self.records:
            return Problem(f"There is no record '{name}'.", did_you_mean(name, self.records), path=name)
        what = absurd(self.records[name], self.settings[name])
        return Problem(what, path=name) if what else None


def drawn(record: Evidence, u: float) -> float:
    """Return the number at quantile `u` of a record's range.

    Parameters
    ----------
    record : Evidence
    u : float in [0, 1)

    Examples
    --------
    >>> record = Evidence(value=2, low=1, high=4, shape="loguniform", unit="hours", basis="assumed",
    ...     reason="An example whose range spans a factor of four.", would_change="a time sheet")
    >>> round(drawn(record, 0.5), 6)
    2.0
    """
    low, high = record.low, record.high
    if record.shape == "loguniform":
        return math.exp(math.log(low) + (math.log(high) - math.log(low)) * u)
    if record.shape == "triangular" and high > low:
        peak = (record.value - low) / (high - low)
        if u < peak:
            return low + math.sqrt(u * (high - low) * (record.value - low))
        return high - math.sqrt((1 - u) * (high - low) * (high - record.value))
    return low + (high - low) * u


def absurd(record: Evidence, value: float) -> str:
    """Return why a record cannot take a value, or an empty text."""
    if not math.isfinite(value):
        return f"{value} is not a finite number."
    if value < 0 <= record.low:
        return f"{value:g} is negative; {record.unit} cannot be."
    if value > 1 and record.high <= 1 and record.unit.split()[0] in SHARES:
        return f"{value:g} is above 1; the record is a {record.unit.split()[0]}."
    return ""
