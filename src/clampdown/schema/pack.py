"""A country pack: its tiers, organs, places, people and penal ladder."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from clampdown.schema.calendar import Calendar
from clampdown.schema.evidence import Evidence, records_in
from clampdown.schema.model import Domain, Id, Model, Text, Whole
from clampdown.schema.observer import AnyObserver
from clampdown.schema.penal import Facility, Rung, Usual
from clampdown.schema.society import AgeBand, AgeTable, Flag, Occupation, SocialClass

Role = Id
SMALLEST_PLACE = 5_000


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
    observers : who looks in from outside, in order of id
    """

    folder: Path
    places: tuple[Place, ...]
    age_bands: tuple[AgeBand, ...]
    observers: tuple[AnyObserver, ...] = ()

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
