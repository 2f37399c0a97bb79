"""What an order can ask for, and which lever of the model it moves."""

from typing import Literal

from pydantic import Field, model_validator

from clampdown.schema.evidence import Evidence
from clampdown.schema.model import Id, MechanismId, Mistakes, Model, Number, Text, all_wrong
from clampdown.schema.offence import OffenceSet

Lever = Literal[
    "hours", "manpower", "emergency", "severity", "no_pardon", "liability", "names", "results", "informers",
    "supervise", "audit", "kin", "release", "recall", "absence_fine", "sentence", "forbid", "outsiders",
    "rotate", "unwatch", "rights", "closure", "relief", "reporting", "jam", "pay", "vacancy", "elite",
    "handover", "tips", "reward", "surrender", "lecture",
]  # fmt: skip
Practice = Literal["practised", "feared"]
WORK = ("hours", "reporting")  # levers that ask for hours
STAFFING = ("manpower", "vacancy", "elite", "handover")  # levers about who does a task

# Options an order may set beside its amount, by lever. The first tuple must be given by the measure or
# by the order, the second may be.
OPTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hours": (("task",), ()),
    "manpower": (("task",), ()),
    "emergency": ((), ()),
    "severity": ((), ("offences",)),
    "sentence": (("rung",), ("offences",)),
    "no_pardon": ((), ("offences",)),
    "liability": ((), ("offences",)),
    "names": ((), ("flags",)),
    "results": ((), ()),
    "informers": ((), ("flags",)),
    "supervise": (("flags",), ()),
    "audit": ((), ()),
    "kin": (("practice",), ("offences",)),
    "release": (("rung", "day"), ("offences",)),
    "recall": ((), ()),
    "absence_fine": ((), ()),
    "forbid": ((), ("offences",)),
    "outsiders": ((), ()),
    "rotate": (("day",), ()),
    "unwatch": ((), ()),
    "rights": (("flags",), ()),
    "closure": ((), ("offences",)),
    "relief": ((), ()),
    "reporting": (("task",), ()),
    "jam": ((), ("offences",)),
    "pay": ((), ()),
    "vacancy": (("task",), ()),
    "elite": (("task",), ()),
    "handover": (("task", "organ"), ("offences",)),
    "tips": ((), ()),
    "reward": ((), ()),
    "surrender": ((), ("offences",)),
    "lecture": (("day",), ()),
}  # fmt: skip


class Options(Model):
    """What a measure or an order can say beside the amount.

    Attributes
    ----------
    task : id of the task that hours or staff go to
    offences : offences it speaks of; absent: all
    flags : flagged groups it speaks of
    practice : kin are punished (`practised`) or people fear that they will be (`feared`)
    rung : rung of the ladder a case ends on; for a release, the highest from which people are let out
    day : date of a release, a change of officers or a lecture
    organ : organ that takes a duty over
    """

    task: Id | None = None
    offences: OffenceSet | None = None
    flags: tuple[Id, ...] = ()
    practice: Practice | None = None
    rung: Id | None = None
    organ: Id | None = None


class Unit(Model):
    """A unit in which the measure can be ordered, with the bounds beyond which it is absurd.

    Attributes
    ----------
    id : as written in an order, such as `rounds_per_officer_day`
    title : for people
    low, high : bounds of a sensible amount
    factor : how much of the lever's own unit one of this unit is; absent: 1
    rounds : counted in rounds, so that the task's hours per round apply
    """

    id: Id
    title: Text
    low: Number
    high: Number
    factor: Evidence | None = None
    rounds: bool = False


class Measure(Options):
    """Something an order can ask for.

    Attributes
    ----------
    id, title : name in data, name for people
    what : what it asks for, in a sentence
    mechanisms : rows of the list of mechanisms that it belongs to
    lever : the field of the model that it moves
    units : units in which it can be ordered, the first being the lever's own
    full : amount of the lever at intensity 1, for reports that give no amount; absent: it must be given
    who : roles of organs that may carry it out; empty: any
    text : how `explain` says it; `{amount}` and `{unit}` are filled in
    task, offences, flags, practice, rung, organ : see `Options`; an order may replace them
    """

    id: Id
    title: Text
    what: Text
    mechanisms: tuple[MechanismId, ...] = ()
    lever: Lever
    units: tuple[Unit, ...] = Field(min_length=1)
    full: Evidence | None = None
    who: tuple[Id, ...] = ()
    text: Text

    @model_validator(mode="after")
    def _check(self) -> "Measure":
        found: Mistakes = []
        allowed = (*OPTIONS[self.lever][0], *OPTIONS[self.lever][1])
        strange = [name for name in Options.model_fields if name in self.model_fields_set - set(allowed)]
        for name in strange:
            found += [((name,), f"The lever '{self.lever}' knows no '{name}'.", _allowed(allowed))]
        for i, unit in enumerate(self.units):
            if unit.low >= unit.high:
                found.append((("units", i, "low"), "The lower bound is not below the upper one.", ""))
            if unit.id in [other.id for other in self.units[:i]]:
                found.append((("units", i, "id"), f"The unit '{unit.id}' is given twice.", "Keep one."))
        if found:
            raise all_wrong(found)
        return self

    def unit(self, name: str | None) -> Unit | None:
        """Return the unit of that id, the first one for None, or None if there is no such unit."""
        if name is None:
            return self.units[0]
        return next((unit for unit in self.units if unit.id == name), None)


def _allowed(names: tuple[str, ...]) -> str:
    return f"It takes: {', '.join(names)}." if names else "It takes an amount only."
