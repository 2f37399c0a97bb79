"""What people do that the state forbids."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator
from pydantic.json_schema import JsonSchemaValue

from clampdown.schema.evidence import Evidence
from clampdown.schema.model import Domain, Id, MechanismId, Model, Text, wrong

Gravity = Literal["light", "moderate", "serious"]


class Needs(Model):
    """Who can commit the offence, and where.

    Attributes
    ----------
    adult : only people of the pack's adult age
    bound_worker : only people bound to a state workplace
    phone : factor on the rate of people who hold no foreign phone; absent: a phone does not matter
    border : factor on the rate away from the border; absent: the border does not matter
    broker : brokers do it, and other holders of a foreign phone at this factor on their rate; absent: anybody
    """

    adult: bool = True
    bound_worker: bool = False
    phone: Evidence | None = None
    border: Evidence | None = None
    broker: Evidence | None = None


class RemoteVenue(Model):
    """A place farther out to which those who hide can move.

    Attributes
    ----------
    share : share of the hidden offences done there when nobody is afraid
    visibility : factor on visibility there, against the open
    given_up : share of those who would go there for whom the way is too long
    """

    share: Evidence
    visibility: Evidence
    given_up: Evidence | None = None


class HiddenVenue(RemoteVenue):
    """A place out of sight to which the offence can move.

    Attributes
    ----------
    share : share of offences done there, or farther out, when nobody is afraid
    visibility : factor on visibility there
    given_up : share of those who would go there for whom the way is too long; absent: none
    beyond : a place farther out still; absent: none
    """

    beyond: RemoteVenue | None = None


class Pass(Model):
    """A paper that makes the act lawful and can be bought.

    Attributes
    ----------
    price : usual price, daily incomes
    permit_share : share of acts that have the paper anyway, unbought
    """

    price: Evidence
    permit_share: Evidence | None = None


class Offence(Model):
    """One kind of offence.

    Attributes
    ----------
    id, title : name in data, name for people
    what : what is done, in a sentence
    mechanisms : rows of the list of mechanisms that it belongs to
    domain : which perceived risk deters it
    political : whether the state takes it as disloyalty
    leaves : whoever does it undetected has left the country
    informs : undetected, it carries word of the country abroad
    brokered : officials sell leave for it through brokers, and it stays an offence
    fined_absence : a fine that an order sets for absence applies to it
    organ_role : roles of organs that deal with it, the first that a pack has
    found_by : tasks that can detect it
    needs : who can commit it
    base_rate : acts per person-day among those at risk of doing it
    visibility : factor on the chance of being detected
    tip_visibility : factor on the chance that an informer tells of it
    need : how want drives it (scaled by `behaviour.need_weight`)
    grievance : whether anger drives it
    earns : what an act brings in unless it is sanctioned, daily incomes of the household; absent: nothing
    trust : whether it takes trust among neighbours (scaled by `behaviour.trust_weight`)
    rung : how grave it usually counts; the pack names the rung of its ladder
    hidden_venue, travel_pass (`pass` in files), season : absent where they do not apply; `season`
        names a series of the pack's calendar
    length : usual length in minutes, cut short for fear; absent: it is not measured
    forbidden : share of such acts that is forbidden in quiet times, the rest being lawful; orders can
        forbid more; absent: all
    trade : its part in trade: it brings wares over the border (import), carries goods between places
        (carry), or sells them (sell)
    """

    id: Id
    title: Text
    what: Text = ""
    mechanisms: tuple[MechanismId, ...] = Field(min_length=1)
    domain: Domain
    political: bool = False
    leaves: bool = False
    informs: bool = False
    brokered: bool = False
    fined_absence: bool = False
    organ_role: tuple[Id, ...] = Field(min_length=1)
    found_by: tuple[Id, ...] = Field(min_length=1)
    needs: Needs = Needs()
    base_rate: Evidence
    visibility: Evidence
    tip_visibility: Evidence
    need: Literal["none", "weak", "strong"] = "none"
    grievance: Literal["none", "strong"] = "none"
    earns: Evidence | None = None
    trust: Literal["none", "strong"] = "none"
    rung: Gravity = "light"
    hidden_venue: HiddenVenue | None = None
    length: Evidence | None = None
    travel_pass: Pass | None = Field(default=None, alias="pass")
    forbidden: Evidence | None = None
    season: Id | None = None
    trade: Literal["none", "import", "carry", "sell"] = "none"

    @model_validator(mode="after")
    def _check(self) -> "Offence":
        if self.leaves and self.trade != "none":
            raise wrong("Whoever leaves the country brings no goods.", "Leave trade away.", ("trade",))
        return self


class OffenceSet(Model):
    """Which offences an order speaks of; what is left out does not restrict.

    Attributes
    ----------
    ids : these offences
    domains : offences of these domains
    rungs : offences usually this grave
    political : only political ones (true), only others (false)
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = (
        {"const": "all"},
        {"type": "array", "items": {"type": "string"}},
    )

    ids: tuple[Id, ...] = ()
    domains: tuple[Domain, ...] = ()
    rungs: tuple[Gravity, ...] = ()
    political: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _accept_short(cls, data: object) -> object:
        """`all` stands for every offence, a list for these offences."""
        if isinstance(data, str):
            if data != "all":
                raise wrong(
                    f"'{data}' is no set of offences.", "Write all, a list of ids, or {rungs: [light]}."
                )
            return {}
        return {"ids": data} if isinstance(data, list | tuple) else data

    def covers(self, offence: Offence) -> bool:
        """Return whether the set contains an offence."""
        return (
            (not self.ids or offence.id in self.ids)
            and (not self.domains or offence.domain in self.domains)
            and (not self.rungs or offence.rung in self.rungs)
            and (self.political is None or offence.political == self.political)
        )
