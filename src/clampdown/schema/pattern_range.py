"""The range in which an effect is expected: `> 2`, `<= 0.8`, `1.1 to 1.5`."""

import math
import re
from typing import Any, ClassVar

from pydantic import Field, model_validator
from pydantic.json_schema import JsonSchemaValue

from clampdown.schema.model import Model, Number, wrong

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
ONE_SIDE = re.compile(rf"^(?P<sign><=|>=|<|>)\s*(?P<bound>{NUMBER})$")
TWO_SIDES = re.compile(rf"^(?P<low>{NUMBER})\s+to\s+(?P<high>{NUMBER})$")
HOW = "Write '> 2', '>= 2', '< 0.8', '<= 0.8' or '1.1 to 1.5', in quotes."


class Range(Model):
    """Numbers between two bounds.

    Attributes
    ----------
    low, high : bounds; infinite where there is none
    strict : whether the bounds themselves lie outside
    text : as written
    """

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ({"type": "string"},)

    low: float = -math.inf
    high: float = math.inf
    strict: bool = False
    text: str = ""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if isinstance(data, Range):
            return data
        text = data.strip() if isinstance(data, str) else ""
        if one := ONE_SIDE.match(text):
            side = "low" if one["sign"].startswith(">") else "high"
            return {side: float(one["bound"]), "strict": "=" not in one["sign"], "text": text}
        if two := TWO_SIDES.match(text):
            low, high = float(two["low"]), float(two["high"])
            if low >= high:
                raise wrong(f"'{text}' is empty.", "Put the smaller number first.")
            return {"low": low, "high": high, "text": text}
        shown = f"'{data}'" if isinstance(data, str | int | float) else "This"
        raise wrong(f"{shown} is no range.", HOW)

    def holds(self, number: float) -> bool:
        """Return whether a number lies in the range; what is no number does not.

        Examples
        --------
        >>> Range.model_validate("> 2").holds(2.0), Range.model_validate(">= 2").holds(2.0)
        (False, True)
        """
        if math.isnan(number):
            return False
        if self.strict:
            return self.low < number < self.high
        return self.low <= number <= self.high

    def covers(self, low: float, high: float) -> bool:
        """Return whether all numbers from `low` to `high` lie in the range."""
        return self.holds(low) and self.holds(high)

    def side(self, middle: float) -> int:
        """Return on which side of `middle` the range lies: 1 above, -1 below, 0 if it holds it."""
        if self.holds(middle):
            return 0
        return 1 if self.low >= middle else -1


class Null(Model):
    """A claim that nothing much happens.

    Attributes
    ----------
    margin : two numbers between which the effect is as good as none
    on : what the margin is for: the ratio of the arms, the relative change, their difference, or
        the value in one arm
    """

    margin: tuple[Number, Number]
    on: str = Field(default="ratio", pattern="^(ratio|relative|difference|value)$")

    @model_validator(mode="after")
    def _check(self) -> "Null":
        low, high = self.margin
        none = {"ratio": 1.0, "relative": 0.0, "difference": 0.0}.get(self.on, (low + high) / 2)
        if not low < none < high:
            text = f"The margin {low:g} to {high:g} does not have {none:g}, no effect, inside."
            raise wrong(
                text, "Write one such as [0.95, 1.05], or [-0.1, 0.1] with on: difference.", ("margin",)
            )
        return self

    @property
    def range(self) -> Range:
        """The margin as a range."""
        low, high = self.margin
        return Range.model_validate(f"{low!r} to {high!r}")
