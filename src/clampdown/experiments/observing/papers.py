"""Official papers that leak: they list what places claim, and whom they claim to have taken."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
import xarray as xr

from clampdown.engine.outside import order_number
from clampdown.experiments.observing.chance import luck
from clampdown.experiments.observing.happened import I8, Finished, cases_of, neighbours
from clampdown.experiments.observing.told import event_ids, lines_of, month_end, observed
from clampdown.results.observed import Observed, nothing
from clampdown.schema.observer import Papers

ROUTINE = "routine"


class Report(NamedTuple):
    """A place's report of a month.

    Attributes
    ----------
    place : position among the pack's places
    month : first day of the month
    first, last : days of the run in that month
    """

    place: int
    month: datetime.date
    first: int
    last: int

    @property
    def number(self) -> int:
        """A number that no other place and month has."""
        return (self.place << 20) + self.month.year * 12 + self.month.month


def leak(by: Papers, run: Finished) -> Observed:
    """Return what can be read in reports of places that got out.

    A report lists everybody whom the place claims to have taken into custody that month: who was,
    and names without a person behind them. Who was let off, hidden or bought himself off is in no paper.
    Which county a paper comes from is never told, for only a few people in its office had it in hand.
    """
    reports = leaked(by, run)
    if not reports:
        return nothing()
    listed = _listed(by, run, reports)
    orders = _orders(run, reports)
    items = pl.concat([_detentions(listed), orders], how="diagonal_relaxed")
    items = items.with_row_index("item_number").with_columns(pl.col("item_number").cast(pl.Int64))
    lists = items.filter(pl.col("kind") == "detention").select("report", number="item_number")
    lines = listed.join(lists, on="report", how="inner", maintain_order="left")
    published = month_end(pl.col("month")) + pl.duration(days=by.delay)
    given = items.select(
        "kind", "province", "count", "event", "invented", number="item_number", published=published,
        told_from="month", told_to=month_end(pl.col("month")), place=pl.lit(None, dtype=pl.String),
    )  # fmt: skip
    return observed(by.id, given, lines, run.salt)


def leaked(by: Papers, run: Finished) -> list[Report]:
    """Return the reports that get out, of places where anybody is simulated."""
    simulated = run.reader.metrics["simulated"].to_numpy()
    reports = [
        Report(int(place), *month)
        for place in np.flatnonzero(simulated > 0)
        for month in months(run.start, run.reader.committed_days)
    ]
    numbers = np.array([report.number for report in reports], dtype=np.int64)
    out = luck(run.seed, by.id, "leak", numbers) < by.leak
    return [report for report, is_out in zip(reports, out, strict=True) if is_out]


def months(start: datetime.date, days: int) -> Iterator[tuple[datetime.date, int, int]]:
    """Yield the months of a run: their first day, and the first and last day of the run in each.

    Examples
    --------
    >>> [(str(month), *days) for month, *days in months(datetime.date(2015, 5, 26), 10)]
    [('2015-05-01', 0, 5), ('2015-06-01', 6, 9)]
    """
    first = 0
    while first < days:
        date = start + datetime.timedelta(days=first)
        month = date.replace(day=1)
        following = (month + datetime.timedelta(days=31)).replace(day=1)
        last = min(days, (following - start).days) - 1
        yield month, first, last
        first = last + 1


def _listed(by: Papers, run: Finished, reports: list[Report]) -> pl.DataFrame:
    """Return everybody on the lists of some reports, one row per line, in an order that tells nothing."""
    ids = [run.pack.places[place].id for place in sorted({report.place for report in reports})]
    cases = cases_of(run, ["detention"], ids)
    usual = cases.select("day", "place", "sex", "age").sort(pl.all())
    found = [_with_inventions(by, run, report, real, usual) for report, real in _taken(run, reports, cases)]
    whole = pl.concat(found)
    turn = luck(run.seed, by.id, "line", whole["report"].to_numpy(), whole["within"].to_numpy())
    whole = whole.with_columns(turn=pl.Series(turn)).sort("report", "turn")
    return whole.with_columns(line=pl.Series(lines_of(whole["report"].to_numpy())))


def _taken(
    run: Finished, reports: list[Report], cases: pl.DataFrame
) -> Iterator[tuple[Report, pl.DataFrame]]:
    """Yield each report with those who were taken into custody in its place and month."""
    places, beats = [place.id for place in run.pack.places], run.world.beats
    for report in reports:
        here = cases.filter(
            (pl.col("place") == places[report.place]) & pl.col("day").is_between(report.first, report.last)
        )
        around = neighbours(run, np.flatnonzero(beats.place == report.place).astype(np.int64), here["key"])
        yield report, here.join(around, on="key", how="left").sort("day", "person")


def _with_inventions(
    by: Papers, run: Finished, report: Report, real: pl.DataFrame, usual: pl.DataFrame
) -> pl.DataFrame:
    """Return a list with the names added that the place claims without a person behind them.

    Sex and age beside such a name are those of somebody `usual`, so that it does not stand out.
    """
    days = slice(report.first, report.last + 1)
    claimed = int(run.reader.metrics["names_claimed"][days, report.place].sum())
    which = luck(run.seed, by.id, "invented", np.full(claimed, report.number), np.arange(claimed))
    added = usual[(which * usual.height).astype(np.int64)] if usual.height else usual.clear(claimed)
    columns = {"sex": pl.String, "age_band": pl.String, "case": pl.UInt64, "event": pl.Int64}
    both = pl.concat(
        [
            real.select(
                "sex", age_band="age", case="key", event=event_ids(real), invented=pl.lit(value=False)
            ),
            added.select("sex", age_band="age", invented=pl.lit(value=True)),
        ],
        how="diagonal_relaxed",
    )
    place = run.pack.places[report.place]
    return both.cast(columns).with_columns(  # type: ignore[arg-type]
        report=pl.lit(report.number), within=pl.int_range(pl.len()), province=pl.lit(place.province_id),
        month=pl.lit(report.month),
    )  # fmt: skip


def _detentions(listed: pl.DataFrame) -> pl.DataFrame:
    """Return one item per list; it is invented if nobody on the list was taken."""
    return (
        listed.group_by("report", maintain_order=True)
        .agg(pl.col("province", "month").first(), count=pl.len(), invented=pl.col("invented").all())
        .with_columns(kind=pl.lit("detention"), event=pl.lit(None, dtype=pl.Int64))
    )


def _orders(run: Finished, reports: list[Report]) -> pl.DataFrame:
    """Return one item per report and directive that the place claims to be carrying out.

    Where less than half of what is claimed was done, the key leads to no event: it is rather claimed
    than done.
    """
    metrics = run.reader.metrics
    labels = [str(label).partition("/")[0] for label in metrics["order"].to_numpy()]
    rows = []
    for report in reports:
        here = metrics.isel(day=slice(report.first, report.last + 1), place=report.place)
        for directive in sorted(set(labels) - {ROUTINE}):
            lines = np.flatnonzero(np.array(labels) == directive)
            claimed, executed = (_mean(here, name, lines) for name in ("claimed", "executed"))
            if claimed <= 0.0:
                continue
            done = 2.0 * executed >= claimed
            rows.append(
                {
                    "report": report.number, "kind": "order", "count": 0, "invented": False,
                    "province": run.pack.places[report.place].province_id, "month": report.month,
                    "event": order_number(directive) if done else None,
                }
            )  # fmt: skip
    schema = {
        "report": pl.Int64, "kind": pl.String, "count": pl.Int64, "invented": pl.Boolean,
        "province": pl.String, "month": pl.Date, "event": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _mean(here: xr.Dataset, name: str, lines: I8) -> float:
    """Return the mean share of some orders, weighted by their salience; 0 where none is in force."""
    salience = here["ordered"].isel(order=lines).to_numpy()
    total = float(salience.sum())
    return float((here[name].isel(order=lines).to_numpy() * salience).sum()) / total if total > 0.0 else 0.0
