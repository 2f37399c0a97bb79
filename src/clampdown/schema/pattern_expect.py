"""What a pattern expects of a quantity: which arms are compared, how, and in which range it lies."""

import math
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from clampdown.schema.model import Id, Mistakes, Text, all_wrong
from clampdown.schema.pattern_quantity import COMBINED, Quantity
from clampdown.schema.pattern_range import Null, Range

COMPARISONS = ("ratio", "relative", "difference", "value", "null")
LEAST = {"ratio": 0.0, "relative": -1.0}  # below which the comparison cannot lie


def _on_off_word(data: Any) -> Any:
    return {True: "on", False: "off"}.get(data, data) if isinstance(data, bool) else data


def _as_several(data: Any) -> Any:
    return [data] if isinstance(data, dict) else data


Effect = Annotated[Literal["on", "off", "interaction"], BeforeValidator(_on_off_word)]


class Versus(Quantity):
    """Another effect, which takes over from the expectation what it leaves away.

    Attributes
    ----------
    compare, effect : as in an expectation
    """

    compare: tuple[Id, Id] | None = None
    effect: Effect | None = None

    def completed(self, outer: Quantity) -> Self:
        """Return this effect with what it leaves away taken from the expectation."""
        whole = super().completed(outer)
        alike = self.metric is None and self.form is None and self.second is None
        taken: dict[str, Any] = {name: getattr(outer, name) for name in COMBINED} if alike else {}
        if self.compare is None and self.effect is None:
            taken |= {name: getattr(outer, name, None) for name in ("compare", "effect")}
        return whole.model_copy(update=taken)


class Expectation(Quantity):
    """What is expected of a quantity.

    Attributes
    ----------
    ratio : range of the first arm's quantity over the second's
    relative : the same less 1: the relative change
    difference : range of the first arm's quantity minus the second's
    value : range of the quantity itself in one arm
    null : margin within which there is as good as no effect
    arm : for a value: the arm
    compare : the two arms; absent: change and base
    against : two more arms, whose comparison this one is compared with
    versus : another effect that this one is compared with: ratios are divided, other effects subtracted
    part_of : other effects, of whose sum this one is a part
    effect : in a 2 × 2: with the mechanism on, with it off, or the one against the other
    cannot : why a clause of the claim cannot be expressed
    clause : words of the claim that it stands for
    because : why this range
    min_events : fewest simulated events in each arm
    """

    ratio: Range | None = None
    relative: Range | None = None
    difference: Range | None = None
    value: Range | None = None
    null: Null | None = None
    arm: Id | None = None
    compare: tuple[Id, Id] | None = None
    against: tuple[Id, Id] | None = None
    versus: Versus | None = None
    part_of: Annotated[tuple[Versus, ...], BeforeValidator(_as_several)] = ()
    effect: Effect | None = None
    cannot: Text = ""
    clause: str = ""
    because: str = ""
    min_events: Annotated[int, Field(strict=True, ge=1)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_null(cls, data: Any) -> Any:
        if isinstance(data, dict) and "null" in data:
            null = data["null"]
            if not isinstance(null, dict | Null) or (isinstance(null, dict) and "margin" not in null):
                text = "A claim of no effect needs a margin."
                raise all_wrong([(("null",), text, "Write null: {margin: [0.95, 1.05]}.")])
        return data

    @model_validator(mode="after")
    def _check_comparison(self) -> Self:
        given = [name for name in COMPARISONS if getattr(self, name) is not None]
        found: Mistakes = []
        if self.cannot:
            if given:
                found.append(((), "What cannot be expressed has no range.", "Leave one of them away."))
        elif len(given) != 1:
            words = ", ".join(COMPARISONS)
            found.append(((), "An expectation is compared in exactly one way.", f"Give one of: {words}."))
        elif self.metric is None:
            found.append(((), "'metric' is missing.", ""))
        found += self._arm_mistakes() + self._idle_ranges()
        if found:
            raise all_wrong(found)
        return self

    @property
    def alone(self) -> bool:
        """Whether one arm is looked at by itself."""
        return self.value is not None or (self.null is not None and self.null.on == "value")

    @property
    def scale(self) -> str:
        """What is computed: ratio, difference or value."""
        if self.null is not None:
            return self.null.on
        return next(name for name in COMPARISONS if getattr(self, name) is not None)

    @property
    def range(self) -> Range:
        """The range expected, or the margin of no effect."""
        found = self.null.range if self.null is not None else getattr(self, self.scale)
        return found if isinstance(found, Range) else Range()

    def _arm_mistakes(self) -> Mistakes:
        found: Mistakes = []
        if self.arm is not None and not self.alone:
            found.append((("arm",), "'arm' goes with value.", "Name two arms in compare."))
        for name in ("compare", "against", "effect", "versus", "part_of"):
            if self.alone and getattr(self, name):
                found.append(((name,), f"'{name}' goes with ratio or difference.", "Name one arm in arm."))
        if self.effect is not None and (self.compare is not None or self.against is not None):
            found.append((("effect",), "'effect' names the arms already.", "Leave compare and against away."))
        if self.compare is not None and self.compare[0] == self.compare[1]:
            found.append((("compare",), "An arm is compared with itself.", "Name two arms."))
        if self.part_of and (self.versus is not None or self.ratio is not None):
            found.append((("part_of",), "'part_of' goes with relative or difference, alone.", "Choose one."))
        if not self.cannot and self.part_of and self.null is not None:
            found.append((("part_of",), "'part_of' goes with a range.", "Write relative or difference."))
        return found

    def _idle_ranges(self) -> Mistakes:
        """Return ranges in which every ratio, or every relative change, lies, or none."""
        found: Mistakes = []
        for name, least in LEAST.items():
            given: Range | None = getattr(self, name)
            subtracted = self.versus or self.against or self.effect == "interaction"
            if given is None or self.part_of or (subtracted and name == "relative"):
                continue
            if given.low <= least and math.isinf(given.high):
                found.append(((name,), f"A {name} '{given.text}' cannot fail.", "Write a closer range."))
            if given.high <= least:
                found.append(((name,), f"A {name} '{given.text}' cannot hold.", f"It is above {least:g}."))
        return found
