"""An order as it was issued: by whom, to whom, where, when, and what it asks for in its own units."""

import re
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic.json_schema import JsonSchemaValue

from clampdown.schema.measure import Options
from clampdown.schema.model import Id, Mistakes, Model, Text, Whole, all_wrong, wrong
from clampdown.schema.when import Amount, Day, InForce, Repetition, Trigger

__all__ = [
    "Amount", "Area", "Citation", "Day", "Directive", "Exemptions", "FollowUps", "InForce", "Order",
]  # fmt: skip

CITATION = re.compile(r"^(?P<report>\S+) (?P<marks>¶\d+(?:, ?¶\d+)*)$")


class Area(Model):
    """Where a directive holds, or which part of the country is simulated.

    Attributes
    ----------
    everywhere, border : all places; all places at the border
    provinces, places : ids; a place is covered if it or its province is named
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ({"enum": ["everywhere", "border"]},)

    everywhere: bool = False
    border: bool = False
    provinces: tuple[Id, ...] = ()
    places: tuple[Id, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _accept_short(cls, data: Any) -> Any:
        if not isinstance(data, str):
            return data
        if data not in ("everywhere", "border"):
            raise wrong(
                f"'{data}' is no area.", "Write everywhere, border, {provinces: [...]} or {places: [...]}."
            )
        return {data: True}

    @model_validator(mode="after")
    def _check(self) -> "Area":
        if not (self.everywhere or self.border or self.provinces or self.places):
            raise wrong(
                "The area names no place.", "Write everywhere, border, {provinces: [...]} or {places: [...]}."
            )
        return self

    def covers(self, place_id: str, province_id: str, border: bool) -> bool:
        """Return whether a place lies within the area."""
        return (
            self.everywhere
            or (self.border and border)
            or place_id in self.places
            or province_id in self.provinces
        )


class Citation(Model):
    """The report that a directive was read from.

    Attributes
    ----------
    file : id of a shipped report, `000` … `004`, or a name of the reader's own
    year : year the report speaks of
    paragraphs : those that speak of this directive
    """

    file: Text
    year: Whole
    paragraphs: tuple[Whole, ...] = ()


class Order(Options):
    """One thing that a directive asks for.

    Attributes
    ----------
    id : name within the directive; the measure's if not given
    measure : id of a measure of the catalogue
    amount : in the report's own unit, a number or a range that is drawn
    unit : id of one of the measure's units; absent: its first
    intensity : in place of an amount, where the report gives none: 0 to 1, always a range
    day : for a release: its date, or the range of dates in which it lies
    report : paragraph that says it, `001 ¶3`
    because : why it is read this way
    task, offences, flags, practice, rung, organ : see `Options`; absent: the measure's own
    """

    filled: ClassVar[tuple[str, ...]] = ("id",)

    id: Id
    measure: Id
    amount: Amount | None = None
    unit: Id | None = None
    intensity: Amount | None = None
    day: Day | None = None
    report: Text = ""
    because: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _name_after_measure(cls, data: Any) -> Any:
        return {"id": data["measure"], **data} if isinstance(data, dict) and "measure" in data else data

    @model_validator(mode="after")
    def _check(self) -> "Order":
        found: Mistakes = []
        if (self.amount is None) == (self.intensity is None):
            found.append(((), "An order needs an amount or an intensity, and not both.", "Keep one of them."))
        if self.intensity is not None:
            found += _intensity_mistakes(self.intensity)
            if self.unit is not None:
                found.append((("unit",), "An intensity has no unit.", "Leave unit away, or give an amount."))
        ranged = self.intensity is not None or (self.amount is not None and self.amount.is_range)
        if ranged and not self.because:
            found.append((("because",), "A range needs a reason.", "Say in because why it is read this way."))
        if self.report and not CITATION.match(self.report):
            found.append((("report",), f"'{self.report}' is no paragraph.", "Write it like 001 ¶3."))
        if found:
            raise all_wrong(found)
        return self


def _intensity_mistakes(intensity: Amount) -> Mistakes:
    found: Mistakes = []
    if intensity.low < 0 or intensity.high > 1:
        found.append((("intensity",), "An intensity lies between 0 and 1.", ""))
    if not intensity.is_range and intensity.value != 0:
        remedy = "Write {low: 0.3, high: 0.7}, or give an amount in the report's unit."
        found.append((("intensity",), "A bare intensity must be a range.", remedy))
    return found


class FollowUps(Model):
    """Further instructions that keep an order awake.

    Attributes
    ----------
    per_month : how many a month
    report, because : as in an order
    """

    per_month: Amount
    report: Text = ""
    because: Text = ""


class Exemptions(Model):
    """Who is left out.

    Attributes
    ----------
    flags : flagged groups to whom the directive does not apply
    """

    flags: tuple[Id, ...] = Field(min_length=1)


class Directive(Model):
    """An order, or a relaxation, as issued.

    Attributes
    ----------
    id, title : name in data, name for people
    issuer : tier of the pack that issues it
    issued_by : who, in words
    addressees : organs that are to carry it out
    announced : internal (officials only), work_units (read out at work), public
    in_force : from and until; under a trigger that the centre heeds, only how long it lasts
    trigger : what moves the centre to issue it, where `options.leader` is reactive
    repetition : how it is issued again, if it is
    area : where
    orders : what is asked for; none for a placebo
    follow_ups : further instructions, if any
    exemptions : groups left out, if any
    report : where it was read
    year_note : what differs between the year of the population and the year of the order
    """

    id: Id
    title: Text
    issuer: Id
    issued_by: Text = ""
    addressees: tuple[Id, ...] = Field(min_length=1)
    announced: Literal["internal", "work_units", "public"]
    in_force: InForce
    trigger: Trigger | None = None
    repetition: Repetition | None = None
    area: Area
    orders: tuple[Order, ...] = ()
    follow_ups: FollowUps | None = None
    exemptions: Exemptions | None = None
    report: Citation | None = None
    year_note: Text = ""

    @model_validator(mode="after")
    def _check_repetition(self) -> "Directive":
        again, until, first = self.repetition, self.in_force.until, self.in_force.start
        if again is None:
            return self
        if until is None:
            remedy = "Give in_force an until, or leave repetition away."
            raise wrong("A directive without an end cannot be repeated.", remedy, ("repetition",))
        longest = (until - first.earliest).days + 1
        if again.every < longest:
            what = f"It would be issued again after {again.every} days and lasts up to {longest}."
            raise wrong(what, f"Make every {longest} or more.", ("repetition", "every"))
        return self
