"""Observers: invented outlets with their networks of sources, and others who look in from outside.

An observer is an instrument that a user sets up, as a scenario is: its numbers are plain, because they
describe nobody. What the world does to a message (who comes to know, who dares to tell, what is
forgotten or garbled) are evidence records.
"""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from clampdown.schema.model import Id, Mistakes, Model, Share, Text, all_wrong, wrong

Positive = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]
Count = Annotated[int, Field(strict=True, ge=1)]
Zone = Literal["border", "inland"]
Sight = Literal["household", "unit", "beat"]


class Observer(Model):
    """What every observer has.

    Attributes
    ----------
    id, title : name in data, name for people
    kind : `outlet`, `interviews`, `papers` or `imagery`
    invented : must be true: no record describes a real outlet's numbers, places, channels or habits
    note : what a reader must know of it
    """

    id: Id
    title: Text
    kind: str
    invented: bool
    note: Text = ""

    @field_validator("invented")
    @classmethod
    def _is_invented(cls, value: bool) -> bool:
        if not value:
            raise wrong(
                "An observer that is not invented is refused.",
                "Describe no real outlet, channel or source; write 'invented: true' of one made up.",
            )
        return value


class Sources(Model):
    """Where a network has people who tell it things.

    An entry without `per_100000` names a network that another outlet describes: both share its sources.

    Attributes
    ----------
    network : id; several entries of one outlet may describe it, each in another area
    provinces : of the pack; empty: all
    zone : `border` or `inland`; absent: both
    per_100000 : sources per 100,000 residents
    """

    network: Id
    provinces: tuple[Id, ...] = ()
    zone: Zone | None = None
    per_100000: Positive | None = None

    @model_validator(mode="after")
    def _check(self) -> "Sources":
        if self.per_100000 is None and (self.provinces or self.zone):
            raise wrong("An area without a number of sources.", "Add per_100000, or name the network alone.")
        return self


class NationalRule(Model):
    """When an outlet publishes what is said to hold in the whole country.

    Attributes
    ----------
    sources : of which at least so many must have told of it
    provinces : from at least so many provinces
    """

    sources: Count
    provinces: Count


class LocalRule(Model):
    """When an outlet publishes what happened in one place.

    Attributes
    ----------
    sources : of which at least so many must have told of it
    """

    sources: Count


class Outlet(Observer):
    """An outlet that publishes what its sources tell.

    Attributes
    ----------
    sources : where it has people, by network
    rule : for news of the whole country, which orders are
    local : for news of one place
    withhold : below so many possible informants a place becomes its province, and below that it is withheld
    broadcasts : whether people inside hear what it publishes
    """

    kind: Literal["outlet"]
    sources: tuple[Sources, ...]
    rule: NationalRule
    local: LocalRule
    withhold: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
    broadcasts: bool = False

    @model_validator(mode="after")
    def _check(self) -> "Outlet":
        found: Mistakes = []
        if not self.sources:
            what = "An outlet without sources hears nothing."
            found.append((("sources",), what, "Name a network and how many sources it has."))
        if self.rule.provinces > self.rule.sources:
            what = (
                f"{self.rule.sources} sources cannot be from {self.rule.provinces} provinces: each is in one."
            )
            found.append((("rule", "provinces"), what, "Ask for no more provinces than sources."))
        if found:
            raise all_wrong(found)
        return self


class Interviews(Observer):
    """Interviews with people who got out and have arrived abroad.

    Attributes
    ----------
    sample : share of those who arrive that is interviewed
    delay : days from arrival to the interview; what was told comes out at the end of that month
    sees : whose events people are asked about: those of their `household`, of their `unit`, of their `beat`
    withhold : below so many who got out of a place it becomes its province, and below that it is withheld
    """

    kind: Literal["interviews"]
    sample: Share
    delay: Annotated[int, Field(strict=True, ge=0)]
    sees: tuple[Sight, ...] = Field(min_length=1)
    withhold: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]


class Papers(Observer):
    """Official papers that leak: what places claim, not what was done.

    Attributes
    ----------
    leak : chance that a place's report of a month gets out
    delay : days from the end of the month to publication
    """

    kind: Literal["papers"]
    leak: Share
    delay: Annotated[int, Field(strict=True, ge=0)]


class Imagery(Observer):
    """Images of large sites, from which only how full they are can be told.

    Attributes
    ----------
    facilities : of the pack
    threshold : places below which a site cannot be told from other buildings
    every : days from one image to the next
    """

    kind: Literal["imagery"]
    facilities: tuple[Id, ...] = Field(min_length=1)
    threshold: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0)]
    every: Count


AnyObserver = Outlet | Interviews | Papers | Imagery
KINDS: dict[str, type[Outlet] | type[Interviews] | type[Papers] | type[Imagery]] = {
    "outlet": Outlet, "interviews": Interviews, "papers": Papers, "imagery": Imagery,
}  # fmt: skip
