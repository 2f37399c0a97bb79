"""A run: which pack, when, for how long, under which directives."""

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from clampdown.schema.directive import Area, Directive
from clampdown.schema.model import Id, MechanismId, Model, Number, Text, wrong
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
    """

    levels: Literal["grades", "layers"] = "grades"
    confrontation: Literal["smooth", "literal", "floor", "round"] = "smooth"
    calendar: OnOff = True


class Changes(Model):
    """How a scenario differs from its base.

    Attributes
    ----------
    add : directives added: ids, paths or whole directives
    remove : ids of directives removed
    set : fields and evidence records set anew: `days`, `options.calendar`, `mechanisms.M05`, `behaviour.x`
    """

    add: tuple[DirectiveRef, ...] = ()
    remove: tuple[Id, ...] = ()
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
    id, title, start, days, seed, area, settings, options, twin, notes : see `ScenarioFile`
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

    @property
    def last(self) -> datetime.date:
        """Last simulated day."""
        return self.start + datetime.timedelta(days=self.days - 1)

    def sample_of(self, place: Place) -> float:
        """Return the share of beats simulated in a place; its own counts before its province's."""
        keys = [place.id, place.province_id, *(["border"] if place.border else []), "rest"]
        return next((self.sample[key] for key in keys if key in self.sample), 0.0)
