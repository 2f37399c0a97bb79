"""Interviews with those who got out: they tell of where they lived until they left, and forget."""

import numpy as np
import polars as pl

from clampdown.experiments.observing.chance import F8, luck, normal
from clampdown.experiments.observing.happened import I8, Finished
from clampdown.experiments.observing.outside import Outside
from clampdown.experiments.observing.told import event_ids, kind_codes, lines_of, month_end, observed
from clampdown.experiments.observing.witnesses import BEAT, HOME, SIGHTS, UNIT, known_of, witnesses
from clampdown.results.observed import Observed, nothing
from clampdown.rules import witnessing
from clampdown.schema.observer import Interviews

EVENT = ["witness", "day", "kind"]


def interview(by: Interviews, run: Finished, outside: Outside) -> Observed:
    """Return what those who got out told an interviewer, released at the end of the month they told it.

    Nobody can be asked who did not get out: where the border is closed, fewer arrive, and from
    places that nobody leaves there is no view at all. By the time somebody arrives the day of an event
    is forgotten, and its month is told.
    """
    everybody = witnesses(run)
    chosen = luck(run.seed, by.id, "interviewed", everybody["witness"].to_numpy()) < by.sample
    asked = everybody.filter(pl.Series(chosen))
    if not asked.height:
        return nothing()
    known = known_of(run, asked, [SIGHTS[sight] for sight in by.sees])
    events = _told(by, run, outside, known.unique(EVENT, keep="first", maintain_order=True))
    placed = places_told(by, _dated(by, run, events), everybody)
    return observed(by.id, placed, _lines(known, events), run.salt)


def _told(by: Interviews, run: Finished, outside: Outside, events: pl.DataFrame) -> pl.DataFrame:
    """Return the events that are told, numbered, with the count told."""
    parts = [events["witness"].to_numpy(), events["day"].to_numpy(), kind_codes(events["kind"])]
    told = luck(run.seed, by.id, "told", *parts) < told_with(by, events, outside)
    deviates = normal(luck(run.seed, by.id, "count", *parts))
    counts = [
        witnessing.misheard(float(size), outside.count_error, deviate) if near == BEAT else size
        for size, near, deviate in zip(events["size"], events["nearest"], deviates, strict=True)
    ]
    whole = np.maximum(1, np.rint(np.array(counts, dtype=np.float64))).astype(np.int64)
    kept = events.with_columns(count=pl.Series(whole)).filter(pl.Series(told, dtype=pl.Boolean))
    return kept.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))


def told_with(by: Interviews, events: pl.DataFrame, outside: Outside) -> F8:
    """Return the chance that a witness came to know of each event while there, and still tells of it.

    What befalls one's own household one knows; of the rest one hears as a source does.
    """
    closeness = {UNIT: 1.0, BEAT: outside.closeness_beat}
    age = events["arrives"] + by.delay - events["day"]
    chances = []
    for near, kind, size, days in zip(events["nearest"], events["kind"], events["size"], age, strict=True):
        known = 1.0
        if near != HOME:
            visible = outside.visibility[kind]
            known = witnessing.awareness(outside.reach, visible, float(size), closeness[near])
        chances.append(witnessing.telling(known, float(days), outside.recall_days))
    return np.array(chances, dtype=np.float64)


def _dated(by: Interviews, run: Finished, events: pl.DataFrame) -> pl.DataFrame:
    """Add when each event is published, and the month it is told to have been in."""
    day = pl.lit(run.start) + pl.duration(days=pl.col("day"))
    asked_on = pl.lit(run.start) + pl.duration(days=pl.col("arrives") + by.delay)
    return events.with_columns(
        published=month_end(asked_on), told_from=day.dt.month_start(), told_to=month_end(day),
        until=(month_end(asked_on) - pl.lit(run.start)).dt.total_days() - by.delay,
        event=event_ids(events), invented=pl.lit(value=False),
    )  # fmt: skip


def places_told(by: Interviews, events: pl.DataFrame, everybody: pl.DataFrame) -> pl.DataFrame:
    """Return the items with the county and province that do not point to the one who tells.

    Whoever lived in a place on that day, left it later and had arrived when the interviews of a month
    came out could be the one. Where they are too few, naming the place would give the informant's
    family away.

    Parameters
    ----------
    events : with number, place, province, day and until (last day of arrival that fits the release)
    everybody : who could be asked, see `witnesses`
    """
    enough = {
        area: pl.Series(could_have_told(events, everybody, area) >= by.withhold)
        for area in ("place", "province")
    }
    return events.with_columns(
        place=pl.when(enough["place"]).then("place"),
        province=pl.when(enough["place"] | enough["province"]).then("province"),
    )


def could_have_told(events: pl.DataFrame, everybody: pl.DataFrame, area: str) -> I8:
    """Return how many of those who got out of an event's area could be the one who tells of it.

    Counted within each area and month of release, in memory that grows with events and people alone.

    Parameters
    ----------
    events, everybody : as in `places_told`
    area : `place` or `province`
    """
    found = np.zeros(events.height, dtype=np.int64)
    gone = {name: some for (name,), some in everybody.group_by(area)}
    for (name, until), told in events.with_row_index("at").group_by(area, "until"):
        left = gone[name].filter(pl.col("arrives") <= until)["left"].sort().to_numpy()
        found[told["at"].to_numpy()] = len(left) - np.searchsorted(left, told["day"].to_numpy())
    return found


def _lines(known: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Return the people told of one by one: neighbours of the witness's own unit, and family."""
    numbered = known.filter(pl.col("near") < BEAT).join(
        events.select("number", *EVENT), on=EVENT, how="inner"
    )
    numbered = numbered.sort("number", "case")
    return numbered.select(
        "number", "sex", "case", age_band="age",
        line=pl.Series(lines_of(numbered["number"].to_numpy())),
        event=event_ids(numbered), invented=pl.lit(value=False),
    )  # fmt: skip
