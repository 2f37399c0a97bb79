"""Whose events a pattern counts, where, and on which days."""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue

from clampdown.schema.model import Id, Model, Number, Whole, wrong
from clampdown.schema.pattern_history import KinHeld, YesNo
from clampdown.schema.pattern_officers import Limits, Officers
from clampdown.schema.pattern_people import History, LevelLimits, Release, as_list

MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
DAYS_OF_MONTH, DAYS_OF_WEEK = 30, 7


def _as_words(data: Any) -> Any:
    """Return a list of texts; yes and no may have been read as truth values, and ages as numbers."""
    names = {True: "yes", False: "no"}
    return [names[one] if isinstance(one, bool) else one for one in as_list(data)]


LIST_SCHEMA = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array"}]})
Words = Annotated[tuple[str, ...], BeforeValidator(_as_words), LIST_SCHEMA]
Fifths = Annotated[
    tuple[Annotated[int, Field(strict=True, ge=1, le=5)], ...], BeforeValidator(as_list), LIST_SCHEMA
]


class Near(Model):
    """Places at some distance from others.

    Attributes
    ----------
    near : `treated`, or the id of a place
    km : nearest and farthest, kilometres
    """

    near: str
    km: tuple[Number, Number]

    @model_validator(mode="after")
    def _check(self) -> "Near":
        if not 0 <= self.km[0] < self.km[1]:
            raise wrong("The distances are not in order.", "Write km: [0, 60].", ("km",))
        return self


class Before(Model):
    """Places where most, or least, of what is counted happened in the 30 days before.

    Attributes
    ----------
    before : the end of the list that is meant
    share : of the places
    """

    before: Literal["top", "bottom"]
    share: Annotated[float, Field(strict=True, gt=0, lt=1)] = 0.1


AreaTerm = str | Near | Before


def _as_area(data: Any) -> Any:
    return [_area_term(one) for one in as_list(data)]


def _area_term(one: Any) -> Any:
    """Return a term of an area as a model, so that a mistake in it is told of as one sentence."""
    if isinstance(one, dict):
        if set(one) == {"near", "km"}:
            return Near.model_validate(one)
        if "before" in one and set(one) <= {"before", "share"}:
            return Before.model_validate(one)
        raise wrong("This is no area.", "Write {near: treated, km: [0, 60]} or {before: top, share: 0.1}.")
    return one


class Where(Model):
    """Which events, people and places are meant; all that is given must be true.

    Attributes
    ----------
    area, zone : places
    quintile, sex, age, class, flag, years, occupation, kin, watch, history, released, kin_held : people
    outsider, origin, contested : who dealt with it, and whether two bodies claimed it
    teller : who told of it
    kind, organ, role, domain, outcome, found, rung, rung_at_least, guilty, hidden, venue : events
    declined, source, amount : events
    facility, task, status, told : parts of what is counted by place
    order, directive : parts of what is known of orders
    good : what has a price
    officer : officers, and the events of their beats
    """

    area: Annotated[tuple[AreaTerm, ...], BeforeValidator(_as_area), LIST_SCHEMA] = ()
    zone: Literal["border", "inland"] | None = None
    quintile: Fifths = ()
    sex: Literal["female", "male"] | None = None
    age: Words = ()
    social_class: Words = Field(default=(), alias="class")
    flag: Words = ()
    years: LevelLimits | None = None
    occupation: Words = ()
    kin: YesNo | None = None
    watch: LevelLimits | None = None
    history: History | None = None
    kin_held: KinHeld | None = None
    released: Release | None = None
    outsider: YesNo | None = None
    origin: Words = ()
    contested: YesNo | None = None
    kind: Words = ()
    organ: Words = ()
    role: Words = ()
    domain: Words = ()
    outcome: Words = ()
    found: Words = ()
    rung: Words = ()
    rung_at_least: Id | None = None
    guilty: YesNo | None = None
    hidden: YesNo | None = None
    venue: Words = ()
    declined: YesNo | None = None
    source: Words = ()
    teller: Words = ()
    amount: Limits | None = None
    facility: Words = ()
    task: Words = ()
    status: Words = ()
    told: Words = ()
    order: Words = ()
    directive: Words = ()
    good: Literal["food", "wares"] | None = None
    officer: Officers | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """Names of the fields, as in files, that say anything."""
        fields = type(self).model_fields
        return tuple(
            fields[name].alias or name for name in fields if getattr(self, name) not in ((), None)
        )  # fmt: skip


class Days(Model):
    """A window of days.

    Attributes
    ----------
    start (`from` in files), to : first and last day, day 1 being the first after the anchor; there is no
        day 0, the day before is -1
    of : directive that the days count from; absent: the change's earliest order or shock
    at : its issue, its start in the first place that it reaches, or its end (day 1 is then the day after)
    around : `peak`, the day in the middle of the arm's week with the most
    calendar : months
    span : `before`, `during` or `after` the change's directives, or `all` days
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = (
        {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
        {"enum": ["before", "during", "after", "all"]},
    )

    start: Whole | None = Field(default=None, alias="from")
    to: Whole | None = None
    of: Id | None = None
    at: Literal["issue", "start", "end"] = "issue"
    around: Literal["peak"] | None = None
    calendar: Words = ()
    span: Literal["before", "during", "after", "all"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"span": data}
        if isinstance(data, list):
            if len(data) != 2:
                raise wrong("A window has a first and a last day.", "Write days: [1, 30].")
            return {"from": data[0], "to": data[1]}
        if isinstance(data, dict):
            for name, length in (("week", DAYS_OF_WEEK), ("month", DAYS_OF_MONTH)):
                if name in data:
                    return _numbered(data, name, length)
        return data

    @model_validator(mode="after")
    def _check(self) -> "Days":
        ways = [self.start is not None or self.to is not None, bool(self.calendar), self.span is not None]
        if sum(ways) != 1:
            raise wrong(
                "The days are to be given in one way.", "Write [1, 30], {week: 4} or {calendar: 2015-07}."
            )
        for month in self.calendar:
            if not MONTH.match(month):
                raise wrong(f"'{month}' is no month.", "Write it like 2015-07.", ("calendar",))
        self._check_months()
        if ways[0]:
            self._check_ends()
        return self

    def _check_months(self) -> None:
        """Refuse months with others between them: a window has no holes."""
        numbers = sorted({12 * int(month[:4]) + int(month[5:]) for month in self.calendar})
        if numbers and numbers[-1] - numbers[0] >= len(numbers):
            raise wrong("The months do not follow on one another.", "Name those between, too.", ("calendar",))

    def _check_ends(self) -> None:
        if self.start is None or self.to is None:
            raise wrong("A window has a first and a last day.", "Give from and to.")
        if self.start > self.to:
            raise wrong(f"from {self.start} lies after to {self.to}.", "Turn them round.")
        if self.around is None and 0 in (self.start, self.to):
            raise wrong("There is no day 0.", "Day 1 is the first; the day before it is -1.")


def _numbered(data: dict[str, Any], name: str, length: int) -> dict[str, Any]:
    """Return the window of the n-th week or month of 30 days, n from 1; before the anchor, n from -1."""
    number = data[name]
    rest = {key: value for key, value in data.items() if key != name}
    if isinstance(number, bool) or not isinstance(number, int) or number == 0:
        raise wrong(f"'{number}' is no number of a {name}.", "The first is 1; the one before it is -1.")
    if number > 0:
        return {**rest, "from": (number - 1) * length + 1, "to": number * length}
    return {**rest, "from": number * length, "to": (number + 1) * length - 1}
