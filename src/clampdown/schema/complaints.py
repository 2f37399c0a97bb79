"""Turn what pydantic finds into sentences."""

import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from clampdown.errors import did_you_mean

Loc = tuple[str | int, ...]

_WANTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "a text",
    "date_type": "a date such as 2015-07-01",
    "date_from_datetime_parsing": "a date such as 2015-07-01",
    "date_from_datetime_inexact": "a date such as 2015-07-01",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list, such as [a, b]",
    "list_type": "a list, such as [a, b]",
    "dict_type": "named fields ('key: value' lines)",
    "model_type": "named fields ('key: value' lines)",
    "finite_number": "a finite number",
}


def complaints(model: type[BaseModel], error: ValidationError) -> Iterator[tuple[Loc, str, str, bool]]:
    """Yield (keys, what is wrong, remedy, whether the key itself is at fault) for each mistake.

    Parameters
    ----------
    model : class that was asked for
    error : ValidationError it raised
    """
    mistakes = error.errors(include_url=False)
    for found in mistakes:
        loc: Loc = tuple(found["loc"])
        kind = found["type"]
        if kind == "too_short" and any(
            len(one["loc"]) > len(loc) and one["loc"][: len(loc)] == loc for one in mistakes
        ):
            continue  # it only seems short because of what is wrong in it
        if kind == "wrong":
            for below, what, remedy in found["ctx"]["found"]:
                yield loc + tuple(below), what, remedy, False
        elif kind == "extra_forbidden":
            what = f"'{loc[-1]}' is not a field here."
            yield loc, what, did_you_mean(str(loc[-1]), known_keys(model, loc[:-1])), True
        elif kind == "missing":
            yield loc, f"'{loc[-1]}' is missing.", "", False
        else:
            yield (loc, *_plain(kind, found), False)


def _plain(kind: str, found: Any) -> tuple[str, str]:
    """Return (what, remedy) for a mistake in one value."""
    given, context = found.get("input"), found.get("ctx", {})
    shown = f"'{given}'" if isinstance(given, str) else f"{given}"
    if kind == "literal_error":
        choices = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        return f"{shown} is not one of: {', '.join(choices)}.", _close_only(str(given), choices)
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        bound = next(iter(context.values()))
        side = {
            "greater_than_equal": "at least", "greater_than": "above",
            "less_than_equal": "at most", "less_than": "below",
        }[kind]  # fmt: skip
        return f"{shown} is out of range: it must be {side} {bound:g}.", ""
    if kind in _WANTED:
        if isinstance(given, dict | list):
            shown = "a list" if isinstance(given, list) else "a group of fields"
        shown = "nothing" if given is None else shown
        return f"{shown} stands where {_WANTED[kind]} is wanted.", ""
    if kind == "too_short" and not given:
        return "Nothing stands here.", "Write at least one."
    return f"{shown}: {found['msg']}.", ""


def _close_only(word: str, choices: list[str]) -> str:
    hint = did_you_mean(word, choices)
    return hint if hint.startswith("Did") else ""


def known_keys(model: Any, loc: Loc) -> list[str]:
    """Return the keys that may stand at `loc` below a model; empty when they are free.

    Parameters
    ----------
    model : a model class or a type annotation
    loc : keys and positions from the model downwards
    """
    here = _bare(model)
    for step in loc:
        if isinstance(here, type) and issubclass(here, BaseModel):
            here = _field(here, str(step))
        else:
            inner = typing.get_args(here)
            here = inner[-1] if inner and inner[-1] is not Ellipsis else inner[0] if inner else None
        here = _bare(here)
    if not (isinstance(here, type) and issubclass(here, BaseModel)):
        return []
    return [field.alias or name for name, field in here.model_fields.items() if not field.exclude]


def _field(model: type[BaseModel], key: str) -> Any:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return field.annotation
    return None


def _bare(annotation: Any) -> Any:
    """Return an annotation without Annotated and without `| None`."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        rest = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        return _bare(rest[0]) if len(rest) == 1 else None
    return annotation
