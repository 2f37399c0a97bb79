"""A number that is a finding: its value, its range, where it comes from, what would change it."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, model_validator

from clampdown.schema.model import Mistakes, Model, Number, Text, all_wrong

Shape = Literal["point", "uniform", "loguniform", "triangular"]
Basis = Literal["measured", "estimated", "judged", "assumed"]

SHORTEST_REASON = 30


class Evidence(Model):
    """One number with all that is needed to dispute it.

    Attributes
    ----------
    value : the number the model uses unless told otherwise, in `unit`
    low, high : the range within which the truth is taken to lie; a draw comes from it
    shape : how a draw falls within the range; `triangular` peaks at `value`
    unit : what the number counts, in words
    basis : measured (counted by somebody), estimated (somebody's published estimate), judged (ours,
        from what is reported), assumed (ours)
    source : `facts:FILE.csv`, `facts:PACK/FILE.csv`, `report:000` … or `science`
    locator : the row, paragraph or entry: `column=value;column=value`, optionally `#column`; `¶4`; `E6`
    note : anything a reader should know
    reason : for judged and assumed: why this value and range
    would_change : for judged and assumed: which observation would change it
    """

    filled: ClassVar[tuple[str, ...]] = ("low", "high")

    value: Number
    low: Number
    high: Number
    shape: Shape = "uniform"
    unit: Text
    basis: Basis
    source: Text = ""
    locator: Text = ""
    note: Text = ""
    reason: Text = ""
    would_change: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _fill_point(cls, data: Any) -> Any:
        """Give a point its value as its range."""
        if not isinstance(data, dict) or "value" not in data:
            return data
        shape = data.get("shape", "point" if data.get("basis") == "measured" else "uniform")
        if shape != "point":
            return data
        return {"low": data["value"], "high": data["value"], **data, "shape": shape}

    @model_validator(mode="after")
    def _check(self) -> "Evidence":
        found = [*_range_mistakes(self), *_basis_mistakes(self)]
        if found:
            raise all_wrong(found)
        return self

    @property
    def is_drawn(self) -> bool:
        """Whether `--draws` moves this record."""
        return self.basis in ("judged", "assumed")


def _range_mistakes(record: Evidence) -> Mistakes:
    value, low, high = record.value, record.low, record.high
    found: Mistakes = []
    if low > high:
        found.append((("low",), f"low {low:g} is above high {high:g}.", "Turn them round."))
    elif not low <= value <= high:
        found.append((("value",), f"value {value:g} lies outside its range {low:g} to {high:g}.", ""))
    if record.shape == "loguniform" and low <= 0:
        found.append((("low",), "A loguniform range must start above 0.", "Use uniform, or a low above 0."))
    if record.shape == "point" and record.basis != "measured":
        remedy = "Only a measured number may be a point: give low, high and another shape."
        found.append((("shape",), f"A number that is {record.basis} has a range.", remedy))
    if record.shape == "point" and low != high:
        found.append((("shape",), "A point has no range.", "Leave low and high away."))
    return found


def _basis_mistakes(record: Evidence) -> Mistakes:
    found: Mistakes = []
    if record.basis in ("measured", "estimated"):
        for name in ("source", "locator"):
            if not getattr(record, name):
                what = f"A number that is {record.basis} needs a {name}."
                found.append(((name,), what, "Name it, or call the number assumed and give a reason."))
        return found
    if len(record.reason) < SHORTEST_REASON:
        what = f"A number that is {record.basis} needs a reason of its own."
        found.append((("reason",), what, f"Write at least {SHORTEST_REASON} characters."))
    if not record.would_change:
        what = "Which observation would change this number?"
        found.append((("would_change",), what, "Say it in would_change."))
    if record.low == record.high:
        what = f"A number that is {record.basis} has a range: low must be below high."
        found.append((("low",), what, ""))
    return found


def records_in(item: Any, prefix: str) -> Iterator[tuple[str, Evidence]]:
    """Yield (dotted name, record) for every record within a model, a mapping or a sequence.

    Items of a sequence go by their `id`, else by their position.

    Parameters
    ----------
    item : Evidence, model, mapping, sequence or anything else (which holds none)
    prefix : str, name of the item, such as `offences.call_abroad`
    """
    if isinstance(item, Evidence):
        yield prefix, item
    elif isinstance(item, BaseModel):
        for name, field in type(item).model_fields.items():
            yield from records_in(getattr(item, name), f"{prefix}.{field.alias or name}")
    elif isinstance(item, dict):
        for key, value in item.items():
            yield from records_in(value, f"{prefix}.{key}")
    elif isinstance(item, tuple | list):
        for i, value in enumerate(item):
            yield from records_in(value, f"{prefix}.{getattr(value, 'id', i)}")


def locations_in(
    data: Any, loc: tuple[str | int, ...], prefix: str
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield (dotted name, keys) of everything in plain YAML values that looks like a record."""
    if isinstance(data, dict):
        if "basis" in data and "unit" in data:
            yield prefix, loc
        for key, value in data.items():
            yield from locations_in(value, (*loc, key), f"{prefix}.{key}")
    elif isinstance(data, list):
        for i, value in enumerate(data):
            label = value.get("id", i) if isinstance(value, dict) else i
            yield from locations_in(value, (*loc, i), f"{prefix}.{label}")
