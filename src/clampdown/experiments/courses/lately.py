"""The last days of a run, counted as they end: what `Arm` counts of a whole run, without a data set."""

from collections import deque
from collections.abc import Iterable

import numpy as np

from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.arms import B1, F8, Figure
from clampdown.experiments.variables import coords_of, metrics_of, simulated_people


class Lately:
    """The last days of a run; each is counted once, however often it is asked for.

    Parameters
    ----------
    simulation : the run
    figures : what is counted
    span : days that are remembered

    Attributes
    ----------
    weight : beats that one simulated beat of each place stands for
    people : of each place, simulated
    orders : labels of the orders, one for each organ
    """

    def __init__(self, simulation: Simulation, figures: Iterable[Figure], span: int) -> None:
        axes = coords_of(simulation)
        self._simulation = simulation
        self._at = {
            figure: axes[figure.axis].index(figure.label) if figure.label else None for figure in figures
        }
        self._counts: deque[dict[Figure, F8]] = deque(maxlen=span)
        self._lived: deque[Today] = deque(maxlen=span)
        self.weight: F8 = np.asarray(simulation.weight, dtype=np.float64)
        self.people: F8 = np.asarray(simulated_people(simulation), dtype=np.float64)
        self.orders = axes["order"]
        self._meant: B1 = np.zeros(simulation.orders.strength.shape, dtype=np.bool_)

    @property
    def days(self) -> int:
        """How many are remembered."""
        return len(self._lived)

    def add(self, today: Today) -> None:
        """Count a day; the one before the span is forgotten."""
        counted = metrics_of(self._simulation, [today])
        self._lived.append(today)
        self._meant |= self._on_the_way()
        self._counts.append(
            {figure: _by_place(counted[figure.block][0], at) for figure, at in self._at.items()}
        )

    def daily(self, figure: Figure) -> F8:
        """Return the simulated count of each day and place."""
        return np.array([counts[figure] for counts in self._counts])

    def way(self, name: str) -> F8:
        """Return `ordered`, `executed`, `claimed` or `believed` of each day, order and place."""
        return np.array([getattr(today, name) for today in self._lived])

    def meant(self) -> B1:
        """Return which places each order ever gets to, as far as orders were issued: (order, place)."""
        return self._meant

    def _on_the_way(self) -> B1:
        """Return which places each order that was issued gets to before it or the run ends."""
        orders, days = self._simulation.orders, self._simulation.scenario.days
        last = np.minimum(orders.lines.last, days - 1)[:, None]
        found: B1 = (orders.strength > 0.0) & (orders.arrival <= last)
        return found


def _by_place(counts: F8, at: int | None) -> F8:
    """Return a count for each place: one part of it, or all."""
    part = counts if at is None else counts[:, at]
    found: F8 = part.reshape(len(part), -1).sum(axis=1).astype(np.float64)
    return found
