"""What the world does to those who tell and to those who look, in plain numbers read from the records."""

from typing import NamedTuple

from clampdown.experiments.event_kinds import KINDS
from clampdown.schema.values import Values


class Outside(NamedTuple):
    """Numbers that hold for every observer.

    Attributes
    ----------
    reach : exponent with which people near an event come to know of it
    visibility : of each kind of event, 0 to 1
    closeness_beat : of an event elsewhere in the own beat, 1 in the own unit
    count_error : standard deviation of the logarithm of a number told by hearsay
    recall_days : days in which what can still be told falls to 1/e
    image_clear : share of images without clouds
    image_error : standard deviation of the logarithm of how full a site seems
    """

    reach: float
    visibility: dict[str, float]
    closeness_beat: float
    count_error: float
    recall_days: float
    image_clear: float
    image_error: float


def outside_of(values: Values) -> Outside:
    """Return the numbers that hold for every observer."""
    return Outside(
        reach=values["behaviour.source_reach"],
        visibility={kind: values[f"behaviour.visible_{kind}"] for kind in KINDS},
        closeness_beat=values["behaviour.closeness_beat"],
        count_error=values["behaviour.count_error"],
        recall_days=values["behaviour.recall_days"],
        image_clear=values["behaviour.image_clear"],
        image_error=values["behaviour.image_error"],
    )
