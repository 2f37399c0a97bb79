"""What a pattern counts, and what it expects of it."""

import math
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from clampdown.schema.model import Id, Mistakes, Model, Text, Whole, all_wrong
from clampdown.schema.pattern_range import Null, Range
from clampdown.schema.pattern_where import Days, Where

Form = Literal[
    "count", "rate", "mean", "sum", "median", "quantile", "share", "top_share", "gini", "rank", "gradient",
    "correlation", "first_day", "recovery",
]  # fmt: skip
Unit = Literal["person", "officer", "place", "province"]
Group = Literal["quintile", "sex", "age", "class", "flag", "watch", "rung", "distance"]
Each = Literal["rate", "share", "mean", "median", "count"]
COMBINED = ("over", "minus", "times", "plus")
COMPARISONS = ("ratio", "difference", "value", "null")
INHERITED = (
    "metric", "where", "days", "form", "of", "of_which", "q", "top", "by", "label", "each", "lag", "across",
    "level", "than", "share",
)  # fmt: skip
# Forms that a field belongs to; a field of another form is a mistake.
FORM_FIELDS: dict[str, tuple[str, ...]] = {
    "of": ("mean", "sum", "median", "quantile", "top_share", "gini"),
    "of_which": ("share", "gradient"), "q": ("quantile",), "top": ("top_share",),
    "by": ("top_share", "gini", "rank", "gradient"), "label": ("rank",), "each": ("gradient",),
    "with_": ("correlation",), "lag": ("correlation",), "across": ("correlation",),
    "level": ("first_day",), "than": ("first_day", "recovery"), "share": ("recovery",),
}  # fmt: skip
NEEDED = {"share": "of_which", "quantile": "q", "rank": "label", "correlation": "with_"}
UNITS, GROUPS = ("person", "officer", "place", "province"), ("quintile", "sex", "age", "class", "flag")
ORDERED = ("quintile", "age", "watch", "rung", "distance")


def _on_off_word(data: Any) -> Any:
    return {True: "on", False: "off"}.get(data, data) if isinstance(data, bool) else data


Effect = Annotated[Literal["on", "off", "interaction"], BeforeValidator(_on_off_word)]


class Quantity(Model):
    """A number that a run yields.

    Attributes
    ----------
    metric : what is counted or looked at
    where : which of it
    days : window
    form : what is made of it
    of : what events carry, for means and quantiles
    of_which : narrower filter, for a share
    q : quantile
    top : part of those who have any
    by : group or unit that a form runs over
    label : member of the group whose rank is meant
    each : form whose gradient is meant
    with_ (`with` in files) : the other quantity of a correlation
    lag : of a correlation: days by which the other quantity's window lies earlier
    across : what a correlation runs over
    level : of a first day: factor that is reached
    than : of a first day or a recovery: the window of the usual level
    share : of a recovery: part of the change that is left
    over, minus, times, plus : a second quantity, combined with this one
    """

    metric: str | None = None
    where: Where | None = None
    days: Days | None = None
    form: Form | None = None
    of: Literal["amount"] | None = None
    of_which: Where | None = None
    q: Annotated[float, Field(strict=True, gt=0, lt=1)] | None = None
    top: Annotated[float, Field(strict=True, gt=0, lt=1)] | None = None
    by: Unit | Group | None = None
    label: str | int | None = None
    each: Each | None = None
    with_: "Quantity | None" = Field(default=None, alias="with")
    lag: Whole | None = None
    across: Literal["places", "days"] | None = None
    level: Annotated[float, Field(strict=True, gt=0)] | None = None
    than: Days | None = None
    share: Annotated[float, Field(strict=True, gt=0, lt=1)] | None = None
    over: "Quantity | None" = None
    minus: "Quantity | None" = None
    times: "Quantity | None" = None
    plus: "Quantity | None" = None

    @model_validator(mode="after")
    def _check_forms(self) -> Self:
        found: Mistakes = []
        if sum(getattr(self, name) is not None for name in COMBINED) > 1:
            found.append(((), "Two quantities are combined in several ways.", "Give one; nest the rest."))
        form = self.form
        for name, forms in FORM_FIELDS.items():
            if form is not None and getattr(self, name) is not None and form not in forms:
                shown = name.rstrip("_")
                found.append(
                    ((shown,), f"The form '{form}' knows no '{shown}'.", f"It goes with: {', '.join(forms)}.")
                )
        if form in NEEDED and getattr(self, NEEDED[form]) is None:
            shown = NEEDED[form].rstrip("_")
            found.append(((), f"The form '{form}' needs '{shown}'.", f"Give {shown}:."))
        found += _by_mistakes(form, self.by)
        if found:
            raise all_wrong(found)
        return self

    @property
    def second(self) -> "tuple[str, Quantity] | None":
        """How a second quantity is combined with this one, and that quantity as written."""
        return next(((n, q) for n in COMBINED if (q := getattr(self, n)) is not None), None)

    def completed(self, outer: "Quantity") -> "Quantity":
        """Return this quantity with what it leaves away taken from another."""
        own = self.model_fields_set
        taken = {n: getattr(outer, n) for n in INHERITED if n not in own and getattr(outer, n) is not None}
        if self.form is not None:
            # Another form brings its own fields.
            taken = {name: value for name, value in taken.items() if name in ("metric", "where", "days")}
        return self.model_copy(update=taken)


def _by_mistakes(form: str | None, by: str | None) -> Mistakes:
    """Return what is wrong with the group or unit that a form runs over."""
    allowed = {"top_share": UNITS, "gini": UNITS, "rank": GROUPS, "gradient": ORDERED}.get(form or "", ())
    if not allowed:
        return []
    if by is None:
        return [((), f"The form '{form}' needs 'by'.", f"Give one of: {', '.join(allowed)}.")]
    if by not in allowed:
        return [
            (("by",), f"The form '{form}' does not run over '{by}'.", f"Give one of: {', '.join(allowed)}.")
        ]
    return []


class Expectation(Quantity):
    """What is expected of a quantity.

    Attributes
    ----------
    ratio, difference : range of the first arm's quantity over, or minus, the second's
    value : range of the quantity itself in one arm
    null : margin within which there is as good as no effect
    arm : for a value: the arm
    compare : the two arms; absent: change and base
    against : two more arms, whose comparison this one is compared with
    effect : in a 2 × 2: with the mechanism on, with it off, or the one against the other
    cannot : why a clause of the claim cannot be expressed
    clause : words of the claim that it stands for
    because : why this range
    min_events : fewest simulated events in each arm
    """

    ratio: Range | None = None
    difference: Range | None = None
    value: Range | None = None
    null: Null | None = None
    arm: Id | None = None
    compare: tuple[Id, Id] | None = None
    against: tuple[Id, Id] | None = None
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
        for name in ("compare", "against", "effect"):
            if self.alone and getattr(self, name) is not None:
                found.append(
                    ((name,), f"'{name}' goes with ratio, difference or null.", "Name one arm in arm.")
                )
        if self.effect is not None and (self.compare is not None or self.against is not None):
            found.append((("effect",), "'effect' names the arms already.", "Leave compare and against away."))
        if self.compare is not None and self.compare[0] == self.compare[1]:
            found.append((("compare",), "An arm is compared with itself.", "Name two arms."))
        return found

    def _idle_ranges(self) -> Mistakes:
        """Return ranges in which every ratio lies, or none."""
        if self.ratio is None:
            return []
        if self.ratio.low <= 0 and math.isinf(self.ratio.high):
            return [
                (("ratio",), f"A ratio '{self.ratio.text}' cannot fail.", "Write '> 1' or '< 1', or closer.")
            ]
        if self.ratio.high <= 0:
            return [(("ratio",), f"A ratio '{self.ratio.text}' cannot hold.", "Ratios are above 0.")]
        return []
