"""What a person did, suffered and came through before: fields of a filter with a form of their own."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic.json_schema import JsonSchemaValue

from clampdown.schema.model import Model, wrong
from clampdown.schema.pattern_officers import Limits


def as_list(data: Any) -> Any:
    """Return a single entry as a list."""
    return data if isinstance(data, list | tuple) else [data]


def _as_limits(data: Any) -> Any:
    """Return whole numbers given one by one or in a list as limits, where they stand in a row."""
    if isinstance(data, dict):
        return data
    levels = sorted(set(as_list(data)), key=str)
    if all(isinstance(one, int) for one in levels) and levels == list(range(levels[0], levels[-1] + 1)):
        return {"min": levels[0], "max": levels[-1]}
    raise wrong("The levels do not follow on one another.", "Write 1, [1, 2] or {min: 1}.")


LevelLimits = Annotated[Limits, BeforeValidator(_as_limits)]
HISTORIES = ("never", "active", "lapsed", "punished", "first_case")


class History(Model):
    """What a person did, or suffered, before.

    Attributes
    ----------
    what : never (no offence before), active (an offence in the last `within` days), lapsed (one, but longer
        ago), punished (sanctioned in the last `within` days), first_case (never sanctioned)
    within : days
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ({"enum": list(HISTORIES)},)

    what: Literal["never", "active", "lapsed", "punished", "first_case"]
    within: Annotated[int, Field(strict=True, ge=1, le=30_000)] = 90

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if isinstance(data, str):
            data = {"what": data}
        elif isinstance(data, dict) and len(data) == 1 and next(iter(data)) in HISTORIES:
            what, within = next(iter(data.items()))
            data = {"what": what, "within": within}
        if isinstance(data, dict) and data.get("what") == "punished" and "within" not in data:
            data = {**data, "within": 365}
        return data


class Release(Model):
    """How and when a person was let out of custody, of those let out within the run.

    Attributes
    ----------
    how : early, by an order, or served, at the end of the term; absent: either
    days : since then, 0 on the day itself; absent: any number
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ({"enum": ["early", "served", "any"]},)

    how: Literal["early", "served"] | None = None
    days: LevelLimits | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {} if data == "any" else {"how": data}
        return data
