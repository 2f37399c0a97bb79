"""When an order holds: its dates, what moves the centre to issue it, and how often."""

import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic.json_schema import JsonSchemaValue

from clampdown.schema.model import Id, Mistakes, Model, Number, Text, all_wrong, wrong

Sign = Literal["carried_out", "discontent", "opposition", "attention", "event"]
# Ranges of what the centre can believe; a threshold outside them would never be passed.
LIMITS: dict[str, tuple[float, float]] = {
    "carried_out": (0.0, 1.0), "discontent": (-1.0, 1.0), "opposition": (0.0, 10_000.0),
    "attention": (0.0, 1.0),
}  # fmt: skip


class Amount(Model):
    """A number in an order, or the range it lies in.

    Attributes
    ----------
    value : the number used unless drawn; the middle of the range if not given
    low, high : the range, drawn evenly; both equal to `value` when the report gives one number
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ({"type": "number"},)
    filled: ClassVar[tuple[str, ...]] = ("value",)

    value: Number
    low: Number
    high: Number

    @model_validator(mode="before")
    @classmethod
    def _accept_short(cls, data: Any) -> Any:
        if isinstance(data, int | float) and not isinstance(data, bool):
            return {"value": data, "low": data, "high": data}
        if isinstance(data, dict) and "low" in data and "high" in data and "value" not in data:
            low, high = data["low"], data["high"]
            if isinstance(low, int | float) and isinstance(high, int | float):
                return {**data, "value": (low + high) / 2}
        return data

    @model_validator(mode="after")
    def _check(self) -> "Amount":
        if not self.low <= self.value <= self.high:
            text = f"low {self.low:g}, value {self.value:g} and high {self.high:g} are not in this order."
            raise wrong(text, "Put the smallest first.", ("low",))
        return self

    @property
    def is_range(self) -> bool:
        """Whether there is anything to draw."""
        return self.low < self.high


class Day(Model):
    """A date, or the range of dates in which it lies.

    Attributes
    ----------
    earliest, latest : first and last possible day; equal when the day is known
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ({"type": "string", "format": "date"},)

    earliest: datetime.date
    latest: datetime.date

    @model_validator(mode="before")
    @classmethod
    def _accept_short(cls, data: Any) -> Any:
        return {"earliest": data, "latest": data} if isinstance(data, datetime.date) else data

    @model_validator(mode="after")
    def _check(self) -> "Day":
        if self.latest < self.earliest:
            text = f"latest {self.latest} is before earliest {self.earliest}."
            raise wrong(text, "Turn the dates round.", ("latest",))
        return self

    @property
    def middle(self) -> datetime.date:
        """The day used unless drawn."""
        return self.earliest + (self.latest - self.earliest) // 2

    @property
    def is_range(self) -> bool:
        """Whether there is anything to draw."""
        return self.earliest < self.latest

    def at(self, share: float) -> datetime.date:
        """Return the day at a share, in [0, 1), of the way through the range."""
        days = (self.latest - self.earliest).days + 1
        return self.earliest + datetime.timedelta(days=min(int(share * days), days - 1))


class InForce(Model):
    """When a directive holds.

    Attributes
    ----------
    start (`from` in files) : first day
    until : last day, counted in; absent: it does not end
    """

    start: Day = Field(alias="from")
    until: datetime.date | None = None

    @model_validator(mode="after")
    def _check(self) -> "InForce":
        if self.until is not None and self.until < self.start.latest:
            text = f"until {self.until} is before from {self.start.latest}."
            raise wrong(text, "Turn the dates round.", ("until",))
        return self


class Trigger(Model):
    """What moves the centre to issue a directive (M36); it counts where `options.leader` is reactive.

    Attributes
    ----------
    sign : what the centre looks at: `carried_out` (share of its orders for work that it believes carried
        out), `discontent` (grievance above the usual, as told to it, of -1 to 1), `opposition` (open
        confrontations told to it, per 10,000 residents a day), `attention` (of the world abroad, the
        scenario's series, 0 to 1), `event` (a dated event of the pack's calendar draws near)
    above, below : threshold of the sign; one of the two, except for an event
    event : id of the event; anniversaries and holidays come every year
    within : for an event: how many days before it the centre begins to think of it
    delay : days from the sign to the directive; absent: the record `behaviour.decision_delay`
    report : paragraph that says it, `003 ¶4`
    because : why it is read this way
    """

    sign: Sign
    above: Amount | None = None
    below: Amount | None = None
    event: Id | None = None
    within: Amount | None = None
    delay: Amount | None = None
    report: Text = ""
    because: Text

    @model_validator(mode="after")
    def _check(self) -> "Trigger":
        found = self._event_mistakes() if self.sign == "event" else self._threshold_mistakes()
        if self.delay is not None and self.delay.low < 0:
            found.append((("delay",), "A delay cannot be negative.", "Give 0 days or more."))
        if found:
            raise all_wrong(found)
        return self

    @property
    def threshold(self) -> Amount:
        """The number the sign is held against."""
        return next(one for one in (self.within, self.above, self.below) if one is not None)

    def _event_mistakes(self) -> Mistakes:
        found: Mistakes = []
        for name in ("above", "below"):
            if getattr(self, name) is not None:
                found.append(((name,), f"An event knows no '{name}'.", "Say within: days before it."))
        if self.event is None or self.within is None:
            found.append(((), "An event needs 'event' and 'within'.", "Name it, and give days before it."))
        elif self.within.low < 0:
            found.append((("within",), "Days before an event are not negative.", "Give 0 or more."))
        return found

    def _threshold_mistakes(self) -> Mistakes:
        found: Mistakes = [
            ((name,), f"The sign '{self.sign}' knows no '{name}'.", "It belongs to the sign 'event'.")
            for name in ("event", "within")
            if getattr(self, name) is not None
        ]
        if (self.above is None) == (self.below is None):
            return [*found, ((), "A sign needs 'above' or 'below', and not both.", "Keep one of them.")]
        low, high = LIMITS[self.sign]
        never = f"'{self.sign}' lies between {low:g} and {high:g}, so that"
        if self.above is not None and self.above.high >= high:
            what = f"{never} it is never above {self.above.high:g}."
            found.append((("above",), what, f"Give less than {high:g}."))
        if self.below is not None and self.below.low <= low:
            what = f"{never} it is never below {self.below.low:g}."
            found.append((("below",), what, f"Give more than {low:g}."))
        return found


class Repetition(Model):
    """How a directive is issued again.

    Attributes
    ----------
    every : days from one issue to the next; under a trigger, the fewest
    times : how often it is issued in all; absent: as often as the run has room for
    report, because : as in an order
    """

    every: Annotated[int, Field(strict=True, ge=1)]
    times: Annotated[int, Field(strict=True, ge=2)] | None = None
    report: Text = ""
    because: Text = ""
