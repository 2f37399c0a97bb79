"""Which officers a pattern means."""

from typing import Literal

from pydantic import model_validator

from clampdown.schema.model import Model, Number, wrong


class Limits(Model):
    """Numbers from one to another, both counted in.

    Attributes
    ----------
    min, max : bounds; absent: none on that side
    """

    min: Number | None = None
    max: Number | None = None

    @model_validator(mode="after")
    def _check(self) -> "Limits":
        if self.min is None and self.max is None:
            raise wrong("No limit is given.", "Give min, max or both.")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise wrong("min lies above max.", "Turn them round.")
        return self


Half = Literal["high", "low"]


class Officers(Model):
    """Officers of a beat, by halves: above the median of those simulated, or not.

    Attributes
    ----------
    zeal, skill, price : as they came to the post
    takings : all that was taken in the days of settling until the run begins
    purse : savings as the run begins
    fatigue, dread : as they stand when the run begins
    latent : missed offences on the beat that can still come to light, as the run begins
    gone : people of the beat who have left the country, as the run begins
    tenure : days in the post by the evening meant, {min: 365}; officers change while a run goes on
    """

    zeal: Half | None = None
    skill: Half | None = None
    price: Half | None = None
    takings: Half | None = None
    purse: Half | None = None
    fatigue: Half | None = None
    dread: Half | None = None
    latent: Half | None = None
    gone: Half | None = None
    tenure: Limits | None = None

    @property
    def halves(self) -> dict[str, str]:
        """The half meant of each quality that is given."""
        return {name: half for name, half in self if name != "tenure" and half is not None}
