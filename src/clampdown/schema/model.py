"""What all data models share: frozen, no unknown keys, and errors that say what to do."""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

# Words that fill a field without saying anything.
SAYS_NOTHING = frozenset(
    {"", "-", "--", "–", "—", "?", "...", "n/a", "na", "none", "null", "tbd", "todo", "xxx"}
)


class Model(BaseModel):
    """Base of every data model: unknown keys are refused and instances do not change.

    A subclass may name `short_forms`, JSON Schemas of what may stand in a file in its place, and
    `filled`, keys that a file may leave away because they are worked out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ()
    filled: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the JSON Schema with what a file may write instead."""
        schema = handler.resolve_ref_schema(handler(core))
        if "required" in schema:
            schema["required"] = [name for name in schema["required"] if name not in cls.filled]
        if cls.short_forms:
            long_form = {key: schema.pop(key) for key in list(schema) if key not in ("title", "description")}
            schema["anyOf"] = [*cls.short_forms, long_form]
        return schema


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
