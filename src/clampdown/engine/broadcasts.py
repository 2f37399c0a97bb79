"""What outlets broadcast back into the country, against what people are used to hear (M34)."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from clampdown.engine.newsroom import NOWHERE, Item
from clampdown.rules import belief
from clampdown.schema.observer import Outlet

F8 = NDArray[np.float64]
HALF = 0.5  # of an item


class Broadcasts:
    """Items on the air of late, and in the long run.

    Outlets begin a run with empty notebooks. A mean over many days that began at nothing would read low
    for as long, and every run would begin with a rise; so each mean is divided by the weight of the days
    that it has seen. Half an item in the days that count as recent is added to either, so that where items
    are rare, as in a small sample, a lone one is no flood and the silence after it no hush.

    Parameters
    ----------
    outlets : in order of id
    late, usual : days over which items count as recent, and over which people get used to them

    Attributes
    ----------
    means : (2, 2) late and usual, each with items a day and the weight of the days seen
    """

    def __init__(self, outlets: Sequence[Outlet], late: float, usual: float) -> None:
        self._on_air = [outlet.broadcasts for outlet in outlets]
        self._days = (late, usual)
        self.means: F8 = np.zeros((2, 2))

    def hear(self, items: Iterable[Item]) -> None:
        """Let people hear what was published today; corrections are no news, as in `newsroom.counted`."""
        fresh = sum(self._on_air[item.outlet] for item in items if item.corrects == NOWHERE)
        for mean, days in zip(self.means, self._days, strict=True):
            mean[:] = [belief.habit_tomorrow(m, s, days) for m, s in zip(mean, (fresh, 1.0), strict=True)]

    def gap(self) -> float:
        """Return how much more is broadcast than people are used to, from -1 to 1; 0 before the first day."""
        if not self.means[:, 1].all():
            return 0.0
        late, usual = self.means[:, 0] / self.means[:, 1] + HALF / self._days[0]
        return float(belief.news_gap(late, usual))


def broadcasts_of(outlets: Sequence[Outlet], late: float, usual: float) -> Broadcasts | None:
    """Return what is broadcast, None where no outlet does."""
    return Broadcasts(outlets, late, usual) if any(outlet.broadcasts for outlet in outlets) else None
