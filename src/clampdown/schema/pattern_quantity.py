"""What a pattern counts: a number that a run yields."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from clampdown.schema.model import Mistakes, Model, Whole, all_wrong
from clampdown.schema.pattern_people import LevelLimits
from clampdown.schema.pattern_where import Days, Where

Form = Literal[
    "count", "rate", "mean", "sum", "median", "quantile", "share", "top_share", "gini", "rank", "gradient",
    "correlation", "first_day", "recovery", "peak_day", "distinct", "unit_days",
]  # fmt: skip
Unit = Literal["person", "officer", "place", "province"]
Group = Literal["quintile", "sex", "age", "class", "flag", "watch", "rung", "distance"]
Each = Literal["rate", "share", "mean", "median", "count", "first_day"]
COMBINED = ("over", "minus", "times", "plus")
INHERITED = (
    "metric", "where", "days", "form", "of", "of_which", "q", "top", "by", "label", "each", "lag", "across",
    "level", "than", "share", "number", "among",
)  # fmt: skip
# Forms that a field belongs to; a field of another form is a mistake.
FORM_FIELDS: dict[str, tuple[str, ...]] = {
    "of": ("mean", "sum", "median", "quantile", "top_share", "gini"),
    "of_which": ("share", "gradient"), "number": ("unit_days",), "among": ("top_share", "gini"),
    "q": ("quantile", "first_day", "recovery", "peak_day"), "top": ("top_share",),
    "by": (
        "top_share", "gini", "rank", "gradient", "first_day", "recovery", "peak_day", "distinct", "unit_days",
    ),
    "label": ("rank",), "each": ("gradient",), "with_": ("correlation",), "lag": ("correlation",),
    "across": ("correlation",), "level": ("first_day", "gradient"), "share": ("recovery",),
    "than": ("first_day", "recovery", "gradient", "correlation"),
}  # fmt: skip
NEEDED = {
    "unit_days": "number",
    "share": "of_which",
    "quantile": "q",
    "rank": "label",
    "correlation": "with_",
}
UNITS, GROUPS = ("person", "officer", "place", "province"), ("quintile", "sex", "age", "class", "flag")
ORDERED = ("quintile", "age", "watch", "rung", "distance")
BY: dict[str, tuple[str, ...]] = {
    "top_share": UNITS, "gini": UNITS, "rank": GROUPS, "gradient": ORDERED, "distinct": UNITS,
    "unit_days": UNITS[:3], "first_day": UNITS[2:], "recovery": UNITS[2:], "peak_day": UNITS[2:],
}  # fmt: skip
BY_CHOICE = ("first_day", "recovery", "peak_day")


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
    q : quantile; of a first day, a recovery or a peak by place: that of the places, absent: the median
    top : part of those who have any
    by : group or unit that a form runs over
    label : member of the group whose rank is meant
    each : form whose gradient is meant
    with_ (`with` in files) : the other quantity of a correlation
    lag : of a correlation: days by which the other quantity's window lies earlier
    across : what a correlation runs over
    level : of a first day: factor that is reached
    than : of a first day or a recovery: the window of the usual level; of a correlation across places: the
        window against which changes are taken
    share : of a recovery: part of the change that is left
    among : of what is shared out: those with `any` of it, or `all` people, officers or places meant
    number : of unit-days: how many events each of them has
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
    number: LevelLimits | None = None
    among: Literal["any", "all"] | None = None
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

    def completed(self, outer: "Quantity") -> Self:
        """Return this quantity with what it leaves away taken from another."""
        own = self.model_fields_set
        taken = {n: getattr(outer, n) for n in INHERITED if n not in own and getattr(outer, n) is not None}
        if self.form is not None:
            # Another form brings its own fields.
            taken = {name: value for name, value in taken.items() if name in ("metric", "where", "days")}
        return self.model_copy(update=taken)


def _by_mistakes(form: str | None, by: str | None) -> Mistakes:
    """Return what is wrong with the group or unit that a form runs over."""
    allowed = BY.get(form or "", ())
    choice = f"Give one of: {', '.join(allowed)}."
    if not allowed or (by is None and form in BY_CHOICE):
        return []
    if by is None:
        return [((), f"The form '{form}' needs 'by'.", choice)]
    return [] if by in allowed else [(("by",), f"The form '{form}' does not run over '{by}'.", choice)]
