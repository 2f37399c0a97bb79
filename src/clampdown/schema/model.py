"""What all data models share: frozen, no unknown keys, and errors that say what to do."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

# Words that fill a field without saying anything.
SAYS_NOTHING = frozenset(
    {"", "-", "--", "–", "—", "?", "...", "n/a", "na", "none", "null", "tbd", "todo", "xxx"}
)


class Model(BaseModel):
    """Base of every data model: unknown keys are refused and instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def wrong(what: str, remedy: str = "", at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """Return an error for use in validators.

    Parameters
    ----------
    what : str, a full sentence
    remedy : str, what to do about it
    at : keys below the validated object at which the mistake lies
    """
    return all_wrong([(at, what, remedy)])


def all_wrong(found: "Mistakes") -> PydanticCustomError:
    """Return one error that carries several mistakes as (keys below, what, remedy)."""
    context: dict[str, Any] = {"found": found}
    return PydanticCustomError("wrong", "several mistakes", context)


def _speaks(text: str) -> str:
    if text.strip().lower() in SAYS_NOTHING:
        raise wrong(f"'{text}' says nothing.", "Write it out, or leave the key away where it is optional.")
    return text.strip()


def _is_id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", text):
        raise wrong(f"'{text}' is not an id.", "Use small letters and digits, joined by '-' or '_'.")
    return text


# Mistakes as (keys below the object, what is wrong, what to do).
Mistakes = list[tuple[tuple[str | int, ...], str, str]]
Domain = Literal["everyday", "communication", "border"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Text = Annotated[str, Field(strict=True), AfterValidator(_speaks)]
Id = Annotated[str, Field(strict=True), AfterValidator(_is_id)]
MechanismId = Annotated[str, Field(strict=True, pattern=r"^M\d\d$")]
