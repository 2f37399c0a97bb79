"""Who lives in a country: classes, occupations, marks that officers know of, ages."""

from typing import Literal

from pydantic import Field

from clampdown.schema.evidence import Evidence
from clampdown.schema.model import Id, Model, Text


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
    role : what the model must know of it: foreign phone, broker (who has one as well), membership of the
        ruling party, a record, kin abroad
    share : of adults (of households), away from the border
    share_border : the same at the border; absent: as elsewhere
    watch_floor : level of supervision below which holders never fall; absent: 0
    naming : added to the logarithm of the weight with which officers name people; absent: 0
    protected : holders are left alone where there is a choice
    """

    id: Id
    title: Text
    of: Literal["person", "household"] = "person"
    role: Literal["phone", "broker", "party", "record", "kin_abroad", "other"] = "other"
    share: Evidence
    share_border: Evidence | None = None
    watch_floor: Evidence | None = None
    naming: Evidence | None = None
    protected: bool = False


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
