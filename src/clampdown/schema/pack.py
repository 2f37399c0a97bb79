"""A country pack: its tiers, organs, places, people and penal ladder."""

import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from clampdown.schema.evidence import Evidence, records_in
from clampdown.schema.model import Domain, Id, Model, Number, Text, Whole, all_wrong, wrong

Role = Id
Kind = Literal["warning", "fine", "custody", "banishment", "camp", "death"]
SMALLEST_PLACE = 5_000
Mistakes = list[tuple[tuple[str | int, ...], str, str]]


class Organ(Model):
    """A body that executes orders.

    Attributes
    ----------
    id, title : name in data, name for people
    roles : what it is for, in the words of the catalogue's offences and measures
    level : `beat` (officers with a territory of their own) or `place` (one body per place)
    tasks : what its officers spend hours on; none for one that only passes orders on
    staff : officers per 1,000 residents; absent where it has none of its own
    special : exists only while a directive addresses it
    """

    id: Id
    title: Text
    roles: tuple[Role, ...] = Field(min_length=1)
    level: Literal["beat", "place"]
    tasks: tuple[Id, ...] = ()
    staff: Evidence | None = None
    special: bool = False


class Province(Model):
    """A province, the tier that answers to the centre.

    Attributes
    ----------
    id, title : name in data, name for people
    population : persons; must equal the sum of its places
    """

    id: Id
    title: Text
    population: Annotated[int, Field(strict=True, ge=1)]


class Place(Model):
    """A county, city or district: never smaller than 5,000 people.

    Attributes
    ----------
    id, name : name in data, name for people
    province_id : the province it lies in
    kind : city, county, district, ward …
    population : persons
    male : males among them; -1 where not counted
    urban_share : 0 to 1; -1 where not counted
    lat, lon : an inner point of the whole place, degrees; None where the country is made up
    border : whether it touches the border that matters
    estimated : whether the population is an estimate
    basis : how the population came about
    source : ids in the pack's list of sources
    """

    id: Id
    name: Text
    province_id: Id
    kind: Id
    population: int
    male: int = -1
    urban_share: float = -1.0
    lat: float | None = None
    lon: float | None = None
    border: bool = False
    estimated: bool = False
    basis: Text
    source: Text


class SocialClass(Model):
    """A social class.

    Attributes
    ----------
    id, title : name in data, name for people
    share : of households
    wealth : shift of the logarithm of wealth against the middle
    """

    id: Id
    title: Text
    share: Evidence
    wealth: Evidence


class Occupation(Model):
    """What an adult of working age does; the first one of the pack takes what the others leave.

    Attributes
    ----------
    id, title : name in data, name for people
    bound : bound to a state workplace
    share_urban, share_rural : of people of working age; absent for the first
    """

    id: Id
    title: Text
    bound: bool
    share_urban: Evidence | None = None
    share_rural: Evidence | None = None


class Flag(Model):
    """A mark that officers know of a person or a household.

    Attributes
    ----------
    id, title : name in data, name for people
    of : person or household (all members share it)
    role : what the model must know of it: foreign phone, membership of the ruling party, a record, kin abroad
    share : of adults (of households), away from the border
    share_border : the same at the border; absent: as elsewhere
    watch_floor : level of supervision below which holders never fall; absent: 0
    naming : added to the logarithm of the weight with which officers name people; absent: 0
    protected : holders are left alone where there is a choice
    """

    id: Id
    title: Text
    of: Literal["person", "household"] = "person"
    role: Literal["phone", "party", "record", "kin_abroad", "other"] = "other"
    share: Evidence
    share_border: Evidence | None = None
    watch_floor: Evidence | None = None
    naming: Evidence | None = None
    protected: bool = False


class Facility(Model):
    """A kind of custody.

    Attributes
    ----------
    id, title : name in data, name for people
    capacity : places per 1,000 residents; absent: no limit of the place's own
    """

    id: Id
    title: Text
    capacity: Evidence | None = None


class Rung(Model):
    """One rung of the penal ladder; rungs are listed from the lightest to the heaviest.

    Attributes
    ----------
    id, title : name in data, name for people
    kind : what it is
    facility : where people are held, for custody and camp
    shortest, longest : term, days; for custody, camp and banishment
    fine : daily incomes; for a fine
    loss : daily incomes that a person would give to be spared it
    ordered_only : never used unless an order says so
    """

    id: Id
    title: Text
    kind: Kind
    facility: Id | None = None
    shortest: Evidence | None = None
    longest: Evidence | None = None
    fine: Evidence | None = None
    loss: Evidence
    ordered_only: bool = False

    @model_validator(mode="after")
    def _check(self) -> "Rung":
        found: Mistakes = []
        wants = {
            "fine": ("fine",), "custody": ("facility", "shortest", "longest"),
            "camp": ("facility", "shortest", "longest"), "banishment": ("shortest", "longest"),
        }.get(self.kind, ())  # fmt: skip
        for name in ("facility", "shortest", "longest", "fine"):
            if name in wants and getattr(self, name) is None:
                found.append(((), f"A rung of the kind '{self.kind}' needs '{name}'.", ""))
            if name not in wants and getattr(self, name) is not None:
                found.append(
                    ((name,), f"A rung of the kind '{self.kind}' has no '{name}'.", "Leave it away.")
                )
        if self.shortest and self.longest and self.shortest.value > self.longest.value:
            found.append((("longest",), "The longest term is below the shortest.", "Turn them round."))
        if found:
            raise all_wrong(found)
        return self


class Usual(Model):
    """Which rung of the ladder is usual for what.

    Attributes
    ----------
    light, moderate, serious : ids of rungs
    highest : the highest rung that an ordinary sentence reaches
    kin : the rung of co-residents, where an order has them punished
    """

    light: Id
    moderate: Id
    serious: Id
    highest: Id
    kin: Id


class Series(Model):
    """A season: the factor of a month is 1 + strength × the month's number.

    Attributes
    ----------
    title : for people
    months : January to December, in multiples of `strength`; 0 as usual
    strength : how far the factor moves in a month of 1
    """

    title: Text
    months: tuple[Number, ...] = Field(min_length=12, max_length=12)
    strength: Evidence

    @model_validator(mode="after")
    def _check(self) -> "Series":
        if any(
            1 + bound * month < 0
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


class Duty(Model):
    """What an organ's officers do when nobody orders anything.

    Attributes
    ----------
    organ, task : ids
    hours : asked for, hours per officer-day
    weight : its pull against orders, 1 for an order of full salience
    """

    organ: Id
    task: Id
    hours: Evidence
    weight: Evidence


class AgeTable(Model):
    """Where the national table of ages and sexes stands.

    Attributes
    ----------
    file : CSV in the pack's folder with the columns group (`0-4`, `100+`), sex (male, female), value
    where : column: value, picking the rows
    """

    file: Text
    where: dict[str, Text] = Field(default_factory=dict)


class AgeBand(Model):
    """A band of ages.

    Attributes
    ----------
    first, last : ages, last counted in
    female, male : share of the whole population
    """

    first: int
    last: int
    female: float
    male: float


class PackFile(Model):
    """What `pack.yaml` says.

    Attributes
    ----------
    id, title : name in data, name for people
    note : what a reader must know of the country as modelled
    population : persons; must equal the sum of the provinces
    tiers : ids from the centre down to the officer
    provinces, organs, classes, occupations, flags, facilities, ladder : lists, see their types
    domains : perceived risks kept apart
    usual : rungs for light, moderate and serious offences, the highest one, that of kin
    watch_levels : highest level of supervision
    calendar : seasons and events
    ages : the table of ages and sexes
    offences, tasks : ids of the catalogue's that this country has
    duties : the routine of its organs
    evidence : further records by name
    """

    id: Id
    title: Text
    note: Text = ""
    population: Whole
    tiers: tuple[Id, ...] = Field(min_length=2)
    provinces: tuple[Province, ...] = Field(min_length=1)
    organs: tuple[Organ, ...] = Field(min_length=1)
    classes: tuple[SocialClass, ...] = Field(min_length=1)
    occupations: tuple[Occupation, ...] = Field(min_length=1)
    flags: tuple[Flag, ...] = Field(min_length=1, max_length=8)
    domains: tuple[Domain, ...] = Field(min_length=1)
    facilities: tuple[Facility, ...] = Field(min_length=1)
    ladder: tuple[Rung, ...] = Field(min_length=2)
    usual: Usual
    watch_levels: Annotated[int, Field(strict=True, ge=1, le=9)] = 5
    calendar: Calendar = Calendar()
    ages: AgeTable
    offences: tuple[Id, ...] = Field(min_length=1)
    tasks: tuple[Id, ...] = Field(min_length=1)
    duties: tuple[Duty, ...] = Field(min_length=1)
    evidence: dict[Id, Evidence] = Field(default_factory=dict)


class Pack(PackFile):
    """A pack with its tables read.

    Attributes
    ----------
    folder : where it lies
    places : in the order of places.csv
    age_bands : shares that add up to 1
    """

    folder: Path
    places: tuple[Place, ...]
    age_bands: tuple[AgeBand, ...]

    def records(self) -> dict[str, Evidence]:
        """Return every record of the pack by dotted name, `packs.<id>.…`."""
        named = dict(records_in(self.evidence, f"packs.{self.id}"))
        for part in PARTS_WITH_RECORDS:
            named.update(records_in(getattr(self, part), f"packs.{self.id}.{part}"))
        return named

    def organ_for(self, roles: tuple[str, ...]) -> Organ | None:
        """Return the organ that has the first role of the list that any organ has."""
        for role in roles:
            for organ in self.organs:
                if role in organ.roles:
                    return organ
        return None

    def rung_of(self, gravity: Literal["light", "moderate", "serious"]) -> int:
        """Return the position on the ladder that is usual for an offence."""
        wanted = getattr(self.usual, gravity)
        return next(i for i, rung in enumerate(self.ladder) if rung.id == wanted)


# Parts of pack.yaml that hold records, in the order in which they are named.
PARTS_WITH_RECORDS = (
    "organs", "classes", "occupations", "flags", "facilities", "ladder", "calendar", "duties",
)  # fmt: skip
