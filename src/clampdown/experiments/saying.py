"""Words for people: what is composed here stands in one catalogue of texts, which the pages share.

A text keeps its key and its values on the way through files, so that a page says it in its own language.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from clampdown.experiments.wording import as_list, as_ratio, as_share

PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
Value = Any  # a number, a text, one that was said, or a list of texts


class Said(str):
    """A text of the catalogue as it is read in English.

    Attributes
    ----------
    key : name in the catalogue
    values : what stands in its places, numbers rounded as they are shown
    """

    key: str
    values: dict[str, Value]


def say(key: str, /, **values: Value) -> Said:
    """Return a text of the catalogue with values in its places.

    A place tells the form of its value after a colon: `ratio`, `share`, `count`, `plain` (a number as
    written by hand), `list` (with commas and an "and") or `rows` (with semicolons). Of a text with a
    singular and a plural, the one that `count` takes is said, else the first number.

    Raises
    ------
    KeyError
        If the catalogue has no such text, or a value is missing.

    Examples
    --------
    >>> say("draws", count=1), say("cost.held")
    ('1 draw', 'people held, mean of nights')
    """
    template = _template(key, values)
    kept = {name: _kept(values[name], form) for name, form in PLACE.findall(template)}
    said = Said(PLACE.sub(lambda place: FORMS[place[2] or ""](values[place[1]]), template))
    said.key, said.values = key, kept
    return said


def as_messages(found: Any) -> Any:
    """Return what is to be written as JSON with every text that was said as its key and values.

    Examples
    --------
    >>> as_messages({"title": say("draws", count=2)})
    {'title': {'say': 'draws', 'with': {'count': 2}}}
    """
    if isinstance(found, Said):
        return {"say": found.key, "with": as_messages(found.values)}
    if isinstance(found, Mapping):
        return {str(key): as_messages(value) for key, value in found.items()}
    return [as_messages(value) for value in found] if isinstance(found, (list, tuple)) else found


def with_words(found: Any) -> Any:
    """Return what was read from JSON with every text said again.

    Raises
    ------
    KeyError
        If a text is not in the catalogue.
    """
    if isinstance(found, dict):
        parts = {key: with_words(value) for key, value in found.items()}
        return say(parts["say"], **parts["with"]) if parts.keys() == {"say", "with"} else parts
    return [with_words(value) for value in found] if isinstance(found, list) else found


@cache
def _catalogue() -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = json.loads(
        (files("clampdown") / "words" / "en.json").read_text(encoding="utf-8")
    )
    return found


def _template(key: str, values: Mapping[str, Value]) -> str:
    entry = _catalogue()[key]
    if isinstance(entry, str):
        return entry
    counted = values.get("count", next((v for v in values.values() if isinstance(v, (int, float))), 0))
    return entry["one" if counted == 1 else "other"]


def _kept(value: Value, form: str) -> Value:
    """Return a value as it is shown, so that every language rounds it alike."""
    if form == "ratio":
        shown = as_ratio(value)
        return None if shown == "–" else float(shown.replace(",", ""))
    if form == "share":
        shown = as_share(value)
        return None if shown == "–" else float(f"{float(shown.removesuffix(' %')) / 100:.6g}")
    return list(value) if form in ("list", "rows") else value


FORMS: dict[str, Callable[[Any], str]] = {
    "": str, "ratio": as_ratio, "share": as_share, "count": lambda number: f"{number:,}",
    "plain": lambda number: f"{number:g}", "list": as_list, "rows": "; ".join,
}  # fmt: skip
