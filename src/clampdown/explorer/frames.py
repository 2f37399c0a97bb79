"""What the page shows of a day while it is being simulated: a number a series, and one a province."""

import base64
import math
from typing import Any

import numpy as np

from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.arms import B1, F8, FEWEST
from clampdown.experiments.courses.counting import WEEK, Counted, daily
from clampdown.experiments.courses.keeping import work_of
from clampdown.experiments.courses.kinds import COURSES, MAPPED
from clampdown.experiments.courses.lately import Lately
from clampdown.experiments.preparing import Prepared


class Frames:
    """The days of one scenario as the page reads them.

    Parameters
    ----------
    ready : the scenario
    simulation : its run
    """

    def __init__(self, ready: Prepared, simulation: Simulation) -> None:
        pack = ready.scenario.pack
        provinces = np.array([place.province_id for place in pack.places])
        self._everywhere: B1 = np.ones(len(pack.places), dtype=np.bool_)
        self._provinces: list[B1] = [np.asarray(provinces == one.id) for one in pack.provinces]
        self._work = work_of(ready)
        figures = {one for course in COURSES for one in (course.figure, course.over) if one is not None}
        self._week = Lately(simulation, figures, WEEK)

    def day(self, today: Today) -> dict[str, Any]:
        """Return the values and the maps of a day, after those before it were asked for."""
        self._week.add(today)
        whole = _last(daily(self._week, COURSES, [self._everywhere], self._work))[:, 0]
        parts = _last(daily(self._week, MAPPED, self._provinces, self._work))
        return {
            "values": {course.key: _number(x) for course, x in zip(COURSES, whole, strict=True)},
            "map": {course.key: packed(row) for course, row in zip(MAPPED, parts, strict=True)},
        }


def _last(counted: Counted) -> F8:
    """Return the values of the last day, (course, area); not a number where too few stand behind one."""
    return np.where(counted.behind[:, -1] >= FEWEST, counted.value[:, -1], np.nan)


def _number(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


def packed(values: F8) -> str:
    """Return numbers as base64 of little-endian float32.

    Examples
    --------
    >>> packed(np.array([1.0]))
    'AACAPw=='
    """
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode("ascii")


def unpacked(text: str) -> F8:
    """Return the numbers that `packed` wrote."""
    return np.frombuffer(base64.b64decode(text), dtype="<f4").astype(np.float64)


def legend(ready: Prepared) -> dict[str, Any]:
    """Return what the numbers of a day stand for."""
    said = [{"key": one.key, "title": one.title, "unit": one.unit} for one in COURSES]
    mapped = {one.key for one in MAPPED}
    provinces = [{"id": one.id, "title": one.title} for one in ready.scenario.pack.provinces]
    return {
        "series": said,
        "map": {"provinces": provinces, "metrics": [one for one in said if one["key"] in mapped]},
    }
