"""What a person, or somebody of the household, went through before: filters by the past."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue

from clampdown.schema.model import Model, wrong

YES = {"yes": True, "no": False, "on": True, "off": False, "true": True, "false": False}


def _yes_no(data: Any) -> Any:
    found = YES.get(str(data).lower())
    if found is None:
        raise wrong(f"'{data}' is neither yes nor no.", "Write yes or no.")
    return found


YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no", True, False]})]


class KinHeld(Model):
    """Whether somebody else of a person's household is held.

    Attributes
    ----------
    held : whether somebody is
    within : days; or was, so many days back
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ({"enum": ["yes", "no", True, False]},)

    held: YesNo = True
    within: Annotated[int, Field(strict=True, ge=0, le=30_000)] = 0

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        return data if isinstance(data, dict) else {"held": data}
