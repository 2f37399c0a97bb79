"""The penal ladder of a country and the places where people are held."""

from typing import Literal

from pydantic import model_validator

from clampdown.schema.evidence import Evidence
from clampdown.schema.model import Id, Mistakes, Model, Text, all_wrong

Kind = Literal["warning", "fine", "custody", "banishment", "camp", "death"]


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
