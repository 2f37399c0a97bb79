"""Images of large sites, from which can be told whether they are half full, full or crowded."""

import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from clampdown.experiments.observing.chance import luck, normal
from clampdown.experiments.observing.happened import I8, Finished
from clampdown.experiments.observing.outside import Outside
from clampdown.experiments.observing.told import observed
from clampdown.results.observed import Observed
from clampdown.schema.observer import Imagery
from clampdown.schema.values import Values

F8 = NDArray[np.float64]
CLASSES = np.array([0.5, 1.0, 2.0])  # how full a site can look, as multiples of its room
PER_THOUSAND = 1000.0


def look(by: Imagery, run: Finished, outside: Outside, values: Values) -> Observed:
    """Return how full the large sites of each province looked, image by image.

    Each image shows all sites of a kind in a province at once, or clouds. Sites too small to be told
    from other buildings are in none, and nobody can be told from another.
    """
    items = [
        _seen(by, run, outside, f, room(run, values, facility, by.threshold))
        for f, facility in enumerate(by.facilities)
    ]
    whole = pl.concat(items).with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    nobody = pl.DataFrame(
        schema={
            "number": pl.Int64, "line": pl.Int16, "sex": pl.String, "age_band": pl.String,
            "event": pl.Int64, "case": pl.UInt64, "invented": pl.Boolean,
        }
    )  # fmt: skip
    return observed(by.id, whole, nobody, run.salt)


def room(run: Finished, values: Values, facility: str, threshold: float) -> F8:
    """Return the room of a facility in each place, as many simulated people as it has places for.

    0 where the site of the whole place is smaller than `threshold` places, and where nobody is simulated.
    """
    per_thousand = values[f"packs.{run.pack.id}.facilities.{facility}.capacity"]
    metrics = run.reader.metrics
    whole = per_thousand * metrics["residents"].to_numpy() / PER_THOUSAND
    seen = (whole >= threshold) & (metrics["simulated"].to_numpy() > 0)
    found: F8 = np.where(seen, whole / metrics["weight"].to_numpy(), 0.0)
    return found


def _seen(by: Imagery, run: Finished, outside: Outside, facility: int, places: F8) -> pl.DataFrame:
    """Return the items on one kind of site."""
    provinces = [province.id for province in run.pack.provinces]
    within = np.array([provinces.index(place.province_id) for place in run.pack.places])
    sites = np.bincount(within, weights=places, minlength=len(provinces))
    days = np.arange(0, run.reader.committed_days, by.every)
    inside = _inside(run, by.facilities[facility], days, places > 0.0)
    held = np.array([np.bincount(within, weights=one, minlength=len(provinces)) for one in inside])
    day, province = (grid.ravel() for grid in np.meshgrid(days, np.arange(len(provinces)), indexing="ij"))
    entity = (province * len(run.pack.facilities) + facility, day)
    clear = luck(run.seed, by.id, "clear", *entity) < outside.image_clear
    blur = outside.image_error * normal(luck(run.seed, by.id, "blur", *entity))
    kept = clear & (sites[province] > 0.0)
    full = looks(held.ravel()[kept] / sites[province][kept], blur[kept])
    dates = [run.start + datetime.timedelta(days=int(one)) for one in day[kept]]
    return pl.DataFrame({
        "kind": ["facility"] * len(dates), "published": dates, "told_from": dates, "told_to": dates,
        "province": [provinces[one] for one in province[kept]],
        "place": pl.Series([None] * len(dates), dtype=pl.String),
        "count": np.rint(full * sites[province][kept]).astype(np.int64),
        "event": pl.Series([None] * len(dates), dtype=pl.Int64), "invented": [False] * len(dates),
    })  # fmt: skip


def _inside(run: Finished, facility: str, days: I8, seen: NDArray[np.bool_]) -> F8:
    """Return the people held in a kind of facility on some evenings, by place; 0 where no site is seen."""
    rungs = [n for n, rung in enumerate(run.pack.ladder) if rung.facility == facility]
    held = run.reader.metrics["held"].isel(day=days, rung=rungs).sum("rung").to_numpy()
    return np.asarray(held * seen, dtype=np.float64)


def looks(share: F8, blur: F8) -> F8:
    """Return the class nearest in ratio to how full sites seem to be.

    Parameters
    ----------
    share : people held per place
    blur : error of the reading, on the logarithm

    Examples
    --------
    >>> looks(np.array([0.0, 0.6, 0.8, 3.0]), np.zeros(4)).tolist()
    [0.5, 0.5, 1.0, 2.0]
    """
    read = np.log(np.maximum(share, CLASSES[0])) + blur
    nearest = np.abs(read[:, None] - np.log(CLASSES)[None, :]).argmin(axis=1)
    return np.asarray(CLASSES[nearest], dtype=np.float64)
