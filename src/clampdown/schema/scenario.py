"""A run: which pack, when, for how long, under which directives."""

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from clampdown.schema.directive import Area, Directive
from clampdown.schema.model import Id, MechanismId, Model, Number, Share, Text, wrong
from clampdown.schema.offence import Offence, OffenceSet
from clampdown.schema.pack import Pack, Place


def _on_off(data: Any) -> Any:
    if isinstance(data, str) and data in ("on", "off"):
        return data == "on"
    if not isinstance(data, bool):
        raise wrong(f"'{data}' is neither on nor off.", "Write on or off.")
    return data


def _as_shares(data: Any) -> Any:
    return {"rest": data} if isinstance(data, int | float) and not isinstance(data, bool) else data


OnOff = Annotated[bool, BeforeValidator(_on_off), WithJsonSchema({"enum": ["on", "off", True, False]})]
# A directive by id, by path, or written out.
DirectiveRef = Annotated[Any, WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]})]
Shares = Annotated[
    dict[str, Annotated[float, Field(strict=True, gt=0, le=1)]],
    BeforeValidator(_as_shares),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"additionalProperties": {"type": "number"}, "type": "object"}]}
    ),
]


class Choices(Model):
    """Rival readings and forms, chosen by name.

    Attributes
    ----------
    levels : `three to five levels` as grades of the person or as layers of watchers
    confrontation : form of the law of open confrontation
    calendar : seasons and dated events, on or off
    leader : directives with a trigger are issued on the dates written (scripted), or when the centre sees
        the sign they wait for (reactive)
    room : how many times the usual the true rate of an offence may become by a shock; part of the luck, so
        that runs to be compared need the same
    """

    levels: Literal["grades", "layers"] = "grades"
    confrontation: Literal["smooth", "literal", "floor", "round"] = "smooth"
    calendar: OnOff = True
    leader: Literal["scripted", "reactive"] = "scripted"
    room: Annotated[Number, Field(ge=1, le=100)] = 1.0


GOODS = ("food", "wares")  # what has a price, in the order of the engine
# What each kind of shock takes as its amount, and the fields that not all of them know.
SHOCKS = {
    "need": (-1.0, 1.0), "acts": (0.0, 100.0), "routes": (0.0, 1.0), "price": (0.1, 10.0),
    "season": (0.0, 5.0),
}  # fmt: skip
SHOCK_FIELDS = {"offences": ("acts", "routes"), "good": ("price",), "series": ("season",)}


class Shock(Model):
    """Something that happens to people and that nobody ordered.

    Attributes
    ----------
    id : its name
    what : `need` adds to the shortage of a place; `acts` multiplies the rate of offences; `routes`
        closes a share of the ways on which they are done; `price` multiplies the price to which a
        market tends; `season` makes a season so many times as strong
    amount : shortage from -1 to 1; a factor, at most `options.room`; a share; a factor on the price; a
        factor on what the season adds or takes, 0 for none
    offences : those meant, for `acts` and `routes`; absent: all
    good : what gets dearer or cheaper, for `price`; absent: all that has a price
    series : season of the pack's calendar, for `season`
    area : where
    first (`from` in files), until : first and last day; absent: to the end
    """

    id: Id
    what: Literal["need", "acts", "routes", "price", "season"]
    amount: Number
    offences: OffenceSet | None = None
    good: Literal["food", "wares"] | None = None
    series: Id | None = None
    area: Area = Area(everywhere=True)
    first: datetime.date = Field(alias="from")
    until: datetime.date | None = None

    @model_validator(mode="after")
    def _check(self) -> "Shock":
        low, high = SHOCKS[self.what]
        if not low <= self.amount <= high:
            text = f"{self.amount:g} is out of range for '{self.what}'."
            raise wrong(text, f"It takes {low:g} to {high:g}.", ("amount",))
        for name, kinds in SHOCK_FIELDS.items():
            if getattr(self, name) is not None and self.what not in kinds:
                text = f"A shock of '{self.what}' knows no '{name}'."
                raise wrong(text, f"It goes with: {', '.join(kinds)}.", (name,))
        if self.what == "season" and self.series is None:
            raise wrong("It does not say which season.", "Give series:, one of the pack's calendar.")
        if self.until is not None and self.until < self.first:
            raise wrong(f"until {self.until} is before from {self.first}.", "Turn them round.", ("until",))
        return self

    @property
    def factor(self) -> float:
        """What rates of the offences meant are multiplied by."""
        return 1.0 - self.amount if self.what == "routes" else self.amount

    def means(self, offence: Offence) -> bool:
        """Return whether the shock is about an offence."""
        return self.offences is None or self.offences.covers(offence)


class Attention(Model):
    """How much the world abroad speaks of the country, for some days; nothing in the model moves it.

    Attributes
    ----------
    first (`from` in files), until : first and last day; absent: to the end
    level : 0 for no word of it, 1 for as much as ever; where entries overlap, the highest counts
    because : what it stands for
    """

    first: datetime.date = Field(alias="from")
    until: datetime.date | None = None
    level: Share
    because: Text

    @model_validator(mode="after")
    def _check(self) -> "Attention":
        if self.until is not None and self.until < self.first:
            raise wrong(f"until {self.until} is before from {self.first}.", "Turn them round.", ("until",))
        return self


class Changes(Model):
    """How a scenario differs from its base.

    Attributes
    ----------
    add : directives added: ids, paths or whole directives
    remove : ids of directives removed
    shocks, attention : added to those of the base
    set : fields and evidence records set anew: `days`, `options.calendar`, `mechanisms.M05`, `behaviour.x`
    """

    add: tuple[DirectiveRef, ...] = ()
    remove: tuple[Id, ...] = ()
    shocks: tuple[Shock, ...] = ()
    attention: tuple[Attention, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)


class ScenarioFile(Model):
    """A scenario as written, without `base`.

    Attributes
    ----------
    id, title : name in data, name for people
    pack : id of a pack, or path of its folder
    start : first simulated day
    days : length, days
    seed : of all random numbers
    sample : share of beats simulated, 0 to 1; or shares by `border`, province, place and `rest`
    area : part of the country simulated
    directives : ids, paths or whole directives
    mechanisms : M05: off; all others are on
    settings : evidence records set to other values
    options : rival readings and forms
    shocks : what happens to people without an order
    attention : how much the world abroad speaks of the country, to which a reactive centre may listen
    twin : id of the scenario without the campaign
    notes : what a reader must know
    """

    id: Id
    title: Text
    pack: Text
    start: datetime.date
    days: Annotated[int, Field(strict=True, ge=1, le=36_500)]
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = 1
    sample: Shares = Field(default_factory=lambda: {"rest": 1.0}, validate_default=True)
    area: Area = Area(everywhere=True)
    directives: tuple[DirectiveRef, ...] = ()
    mechanisms: dict[MechanismId, OnOff] = Field(default_factory=dict)
    settings: dict[str, Number] = Field(default_factory=dict)
    options: Choices = Choices()
    shocks: tuple[Shock, ...] = ()
    attention: tuple[Attention, ...] = ()
    twin: Text | None = None
    notes: tuple[Text, ...] = ()


class ScenarioVariant(Model):
    """A scenario written as changes to another.

    Attributes
    ----------
    id, title : name in data, name for people
    base : id or path of the scenario that is changed
    changes : what differs
    twin, notes : as in a scenario; absent: the base's
    """

    id: Id
    title: Text
    base: Text
    changes: Changes = Changes()
    twin: Text | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A scenario with everything it names loaded.

    Attributes
    ----------
    id, title, start, days, seed, area, settings, options, shocks, attention, twin, notes : see `ScenarioFile`
    pack : Pack
    sample : share of beats by `border`, province id, place id and `rest`
    directives : in the order written
    mechanisms : every mechanism of the catalogue: is it on?
    file : where it was read
    """

    id: str
    title: str
    pack: Pack
    start: datetime.date
    days: int
    seed: int
    sample: dict[str, float]
    area: Area
    directives: tuple[Directive, ...]
    mechanisms: dict[str, bool]
    settings: dict[str, float]
    options: Choices
    twin: str | None
    notes: tuple[str, ...]
    file: Path
    base: str | None = field(default=None)
    shocks: tuple[Shock, ...] = ()
    attention: tuple[Attention, ...] = ()

    @property
    def reacts(self) -> bool:
        """Whether the centre heeds the triggers of directives (M36)."""
        return self.options.leader == "reactive" and self.mechanisms.get("M36", True)

    @property
    def last(self) -> datetime.date:
        """Last simulated day."""
        return self.start + datetime.timedelta(days=self.days - 1)

    def sample_of(self, place: Place) -> float:
        """Return the share of beats simulated in a place; its own counts before its province's."""
        keys = [place.id, place.province_id, *(["border"] if place.border else []), "rest"]
        return next((self.sample[key] for key in keys if key in self.sample), 0.0)
