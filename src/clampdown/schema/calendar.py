"""What changes with the date: seasons and dated events."""

import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from clampdown.schema.evidence import Evidence
from clampdown.schema.model import Id, Model, Number, Text, wrong


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


class Calendar(Model):
    """What changes with the date.

    Attributes
    ----------
    series : seasons by name
    events : dated events
    """

    series: dict[Id, Series] = Field(default_factory=dict)
    events: tuple[Event, ...] = ()
