"""Figures of one arm of a comparison: what a run counted, weighted up to the people it stands for."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from clampdown.experiments.windows import Window

F8 = NDArray[np.float64]
B1 = NDArray[np.bool_]
FEWEST = 20  # simulated people or events below which a figure is noise and is not shown
THOUSAND = 1000.0


@dataclass(frozen=True)
class Figure:
    """One thing that is counted of a window of days.

    Attributes
    ----------
    key, title : name in data, name for people
    block : metric of the run
    axis, label : the part of the metric that is meant; empty for all of it
    how : `mean` and `peak` of what holds each night, or `sum` of what happens
    factor : from the metric's unit to the one shown
    """

    key: str
    title: str
    block: str
    axis: str = ""
    label: str = ""
    how: str = "sum"
    factor: float = 1.0


class Arm:
    """What one arm of a comparison counted.

    Parameters
    ----------
    metrics : xarray.Dataset, of a run folder or of a pair that was not written down

    Attributes
    ----------
    days : that were counted
    weight : beats that one simulated beat of each place stands for
    people : of each place, simulated
    """

    def __init__(self, metrics: xr.Dataset) -> None:
        self.metrics = metrics
        self.days = int(metrics.sizes["day"])
        self.weight: F8 = self.metrics["weight"].to_numpy().astype(np.float64)
        self.people: F8 = self.metrics["simulated"].to_numpy().astype(np.float64)
        self._kept: dict[tuple[str, str, str], F8] = {}
        self._ways: dict[str, F8] = {}

    @property
    def orders(self) -> list[str]:
        """Labels of the orders, one for each organ."""
        found: list[str] = self.metrics["order"].to_numpy().tolist()
        return found

    def residents(self, places: B1) -> float:
        """Return the people that the simulated ones of some places stand for."""
        return float((self.people * self.weight)[places].sum())

    def daily(self, figure: Figure) -> F8:
        """Return the simulated count of each day and place."""
        key = (figure.block, figure.axis, figure.label)
        if key not in self._kept:
            array = self.metrics[figure.block]
            if figure.label:
                array = array.sel({figure.axis: figure.label})
            rest = [axis for axis in array.dims if axis not in ("day", "place")]
            self._kept[key] = array.sum(rest).transpose("day", "place").to_numpy().astype(np.float64)
        return self._kept[key]

    def way(self, name: str) -> F8:
        """Return `ordered`, `executed`, `claimed` or `believed` of each day, order and place."""
        if name not in self._ways:
            self._ways[name] = self.metrics[name].transpose("day", "order", "place").to_numpy()
        return self._ways[name]

    def meant(self) -> B1:
        """Return which places each order ever gets to, of shape (order, place)."""
        return np.asarray((self.way("ordered") > 0.0).any(axis=0), dtype=np.bool_)

    def value(self, figure: Figure, window: Window, places: B1) -> tuple[float, float]:
        """Return a figure weighted up, and the simulated count that it rests on."""
        daily = self.daily(figure)[window.first : window.stop][:, places]
        raw, full = daily.sum(axis=1), daily @ self.weight[places]
        if not len(raw):
            return 0.0, 0.0
        if figure.how == "sum":
            return float(full.sum()) * figure.factor, float(raw.sum())
        if figure.how == "mean":
            return float(full.mean()) * figure.factor, float(raw.mean())
        return float(full.max()) * figure.factor, float(raw.max())

    def rate(self, figure: Figure, window: Window, places: B1) -> float | None:
        """Return a figure per 1,000 people; None where too few were simulated."""
        value, counted = self.value(figure, window, places)
        residents = self.residents(places)
        return THOUSAND * value / residents if residents and counted >= FEWEST else None


def only_here(run: Arm, twin: Arm, figure: Figure, window: Window, places: B1) -> bool:
    """Return whether the run has enough of something of which its twin has none."""
    none = twin.value(figure, window, places)[0] == 0.0
    return none and run.value(figure, window, places)[1] >= FEWEST


def ratio(run: Arm, twin: Arm, figure: Figure, window: Window, places: B1) -> float | None:
    """Return a figure of the run over the same of its twin; None where too few stand behind it."""
    own, counted = run.value(figure, window, places)
    other, beside = twin.value(figure, window, places)
    if other == 0.0 or max(counted, beside) < FEWEST:
        return None
    return own / other
