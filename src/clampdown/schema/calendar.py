"""What changes with the date: seasons and dated events."""

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from clampdown.schema.evidence import Evidence
from clampdown.schema.model import Id, Model, Number, Text, wrong

YEARLY = ("anniversary", "holiday")


class Series(Model):
    """A season: the factor of a month is 1 + (strength - 1) × the month's number.

    Attributes
    ----------
    title : for people
    months : January to December, from -1 (as far below the usual) over 0 (as usual) to 1 (in full)
    strength : factor in a month that counts in full
    """

    title: Text
    months: tuple[Annotated[Number, Field(ge=-1, le=1)], ...] = Field(min_length=12, max_length=12)
    strength: Evidence

    @model_validator(mode="after")
    def _check(self) -> "Series":
        if any(
            1 + (bound - 1) * month < 0
            for month in self.months
            for bound in (self.strength.low, self.strength.high)
        ):
            raise wrong(
                "The factor of a month falls below 0.", "Make strength or the months smaller.", ("months",)
            )
        return self


class Event(Model):
    """A dated event.

    Attributes
    ----------
    id, title : name in data, name for people
    date : its day
    kind : what it is
    source : where the date was read
    """

    id: Id
    title: Text
    date: datetime.date
    kind: Literal["election", "anniversary", "holiday", "other"]
    source: Text

    def coming(self, date: datetime.date) -> datetime.date | None:
        """Return when it comes next, a date itself counting; anniversaries and holidays come every year.

        Examples
        --------
        >>> day = datetime.date(2015, 10, 10)
        >>> fair = Event(id="fair", title="the fair", date=day, kind="holiday", source="made up")
        >>> str(fair.coming(datetime.date(2016, 10, 11)))
        '2017-10-10'
        """
        if self.kind not in YEARLY:
            return self.date if self.date >= date else None
        leap = self.date.month == 2 and self.date.day == 29
        day = self.date - datetime.timedelta(days=1) if leap else self.date
        this = day.replace(year=date.year)
        return this if this >= date else day.replace(year=date.year + 1)


class Calendar(Model):
    """What changes with the date.

    Attributes
    ----------
    series : seasons by name
    events : dated events
    """

    series: dict[Id, Series] = Field(default_factory=dict)
    events: tuple[Event, ...] = ()
