"""Courses over the days, and on the map."""

from typing import Any

import numpy as np

from clampdown.experiments.arms import F8, FEWEST, THOUSAND
from clampdown.experiments.courses.kinds import COURSES, MAPPED, WORK, Course
from clampdown.experiments.draws import ENOUGH_DRAWS
from clampdown.experiments.saying import say
from clampdown.report.numbers import as_bytes, as_marks, number, numbers, times_as_many
from clampdown.report.source import DRAWS, ONE, Arm, Source, campaigns, quantiles

STILLS = 4
Z90 = 1.645  # standard errors in half a 90 % interval of a mean over many replicates
BANDS = ("low90", "low50", "median", "high50", "high90")


def series(source: Source) -> list[dict[str, Any]]:
    """Return each course that can be told of any scenario, with the bands of its seeds or draws.

    The line is the median of seeds or draws; that of a run is the run itself, at the numbers written down.
    """
    rows = []
    for course in COURSES:
        lines = [_line(source, n, arm, course) for n, arm in enumerate(source.arms)]
        told = [line for line in lines if any(value is not None for value in line["median"])]
        if told:
            rows.append({
                "key": course.key, "title": course.title, "unit": unit_of(source, course),
                "group": course.group, "lines": told,
            })  # fmt: skip
    return rows


def _line(source: Source, n: int, arm: Arm, course: Course) -> dict[str, Any]:
    """Return a course of one scenario; a day on which a run has fewer than 20 on average is left out."""
    factor = factor_of(source, course)
    line: dict[str, Any] = {"scenario": n, "over": source.over, "count": source.count}
    line |= _bands(quantiles(_shown(arm, course)) * factor)
    return line | _beside_run(arm, course, source.about["days"], factor) if source.over == ONE else line


def _bands(found: F8) -> dict[str, Any]:
    """Return quantiles by name, of shape (quantile, day)."""
    return {name: numbers(row) for name, row in zip(BANDS, found, strict=True)}


def _beside_run(arm: Arm, course: Course, days: int, factor: int) -> dict[str, Any]:
    """Return the bands of parameter draws beside the line of one run; none where there are none.

    A day has a band where enough people or events are behind it in nine of ten draws; all draws are in it,
    since those with few people are not like the others. Draws end with the campaign.
    """
    ends = [name for name in BANDS if name != "median"]
    if not arm.draws:
        return dict.fromkeys(ends)
    values, behind = arm.drawn_course(course.key)
    told = (behind >= FEWEST).mean(axis=0) >= ENOUGH_DRAWS
    if not told.any():
        return dict.fromkeys(ends)
    found = np.full((len(BANDS), days), np.nan)
    found[:, : values.shape[1]] = quantiles(np.where(told, values, np.nan)) * factor
    bands = _bands(found)
    return {"over": DRAWS, "count": arm.draws, **{name: bands[name] for name in ends}}


def _shown(arm: Arm, course: Course) -> F8:
    """Return a course by seed or draw and day; not a number on days with fewer than 20 on average."""
    values, behind = arm.course(course.key)
    return np.where(behind.mean(axis=0) < FEWEST, np.nan, values)


def factor_of(source: Source, course: Course) -> int:
    """Return of how many times 1,000 people a course is told, over the days and on the map."""
    if course.figure is None or course.over is not None:
        return 1
    known = np.concatenate([quantiles(_shown(arm, course))[2] for arm in source.arms])
    return times_as_many(float(np.nanmax(known, initial=0.0)))


def unit_of(source: Source, course: Course) -> str:
    """Return the unit of a course, with the number of people that it is told of."""
    unit = course.unit
    people = int(THOUSAND) * factor_of(source, course)
    return say(unit.key, people=people) if "people" in unit.values else unit


def maps(source: Source) -> dict[str, Any] | None:
    """Return the map by province and day, and by place over the campaign; None where nothing shows."""
    metrics = [*_metrics(source, "mapped"), *_metrics(source, "placed")]
    if not metrics:
        return None
    pack = source.pack
    return {
        "provinces": pack["provinces"], "places": pack["places"], "still": stills(source), "metrics": metrics
    }  # fmt: skip


def stills(source: Source) -> list[int]:
    """Return four days for small maps, evenly over the campaign, its last day among them."""
    window = campaigns(source)[0].window
    days = np.linspace(window.first, max(window.first, window.stop - 1), STILLS + 1)[1:]
    return sorted({_lived(source, int(day)) for day in np.rint(days)})


def _lived(source: Source, day: int) -> int:
    """Return a day, or the last one of runs that end before it."""
    return min(day, int(source.about["days"]) - 1)


def _metrics(source: Source, name: str) -> list[dict[str, Any]]:
    """Return the courses on the map, by province and day or by place; where arms differ most comes first."""
    rows = []
    for course in sorted(MAPPED, key=lambda one: -_contrast(source, one, name)):
        factor = factor_of(source, course)
        means = [_mean(arm, course, name) * factor for arm in source.arms]
        known = np.concatenate([mean[np.isfinite(mean)] for mean in means])
        if not len(known):
            continue
        top = 1.0 if course.key in WORK else number(float(known.max()), 2) or 1.0
        by_day = name == "mapped"
        last = _lived(source, max(arm.window.stop for arm in source.arms) - 1)
        rows.append({
            "key": course.key, "title": course.title, "unit": unit_of(source, course),
            "areas": "provinces" if by_day else "places",
            "frames": list(range(source.about["days"])) if by_day else [last], "scale": [0.0, top],
            "layers": [
                {"scenario": n, "data": as_bytes(mean, (0.0, top)),
                 "noise": _noise(source, arm, course, name)}
                for n, (arm, mean) in enumerate(zip(source.arms, means, strict=True))
                if np.isfinite(mean).any()
            ],
        })  # fmt: skip
    return rows


def _contrast(source: Source, course: Course, name: str) -> float:
    """Return how far an arm and what it is held against differ in a course, as a share of both; 0 to 1."""
    sums = [float(np.nansum(_mean(arm, course, name))) for arm in source.arms]
    pairs = [(sums[n], sums[arm.against]) for n, arm in enumerate(source.arms) if arm.against is not None]
    return max((abs(own - other) / (own + other) for own, other in pairs if other > 0), default=0.0)


def _mean(arm: Arm, course: Course, name: str) -> F8:
    """Return means over seeds or draws; not a number where fewer than 20 are behind all of them together."""
    values, behind = arm.mapped(course.key, name)
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    count = known.sum(axis=0)
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return np.where(np.where(known, behind, 0.0).sum(axis=0) >= FEWEST, mean, np.nan)


def _noise(source: Source, arm: Arm, course: Course, name: str) -> str | None:
    """Return where the difference to the base does not stand out from the noise of seeds or draws."""
    if source.over == ONE or arm.against is None or course.key in WORK:
        return None
    apart = arm.mapped(course.key, name)[0] - source.arms[arm.against].mapped(course.key, name)[0]
    mean, error = apart.mean(axis=0), apart.std(axis=0, ddof=1) / np.sqrt(len(apart))
    return as_marks(~(np.abs(mean) > Z90 * error))


def telling_day(source: Source) -> int:
    """Return the day on which most is claimed and not done, in all; else the middle of the campaign."""
    arm = campaigns(source)[0]
    (done, behind), (claimed, _) = arm.course("executed"), arm.course("claimed")
    apart = (quantiles(claimed)[2] - quantiles(done)[2]) * quantiles(arm.course("reached")[0])[2]
    gap = np.where(behind.mean(axis=0) < FEWEST, np.nan, apart)
    if np.isfinite(gap).any():
        return int(np.nanargmax(gap))
    return _lived(source, (arm.window.first + arm.window.stop) // 2)
