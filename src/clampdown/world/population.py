"""The synthetic population: from margins and shares to the tables of a world.

`build` lays out the nation, chooses the beats that are wanted, refuses what memory cannot hold, and
fills the rows. The rows of a beat are the same in every sample and area.
"""

from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from clampdown.errors import EngineError, PackError
from clampdown.world import streams
from clampdown.world.arrays import F8, I8
from clampdown.world.filling import Patterns, Rows, Traits, fill_beats
from clampdown.world.geography import Layout, choose_beats, lay_out
from clampdown.world.households import build_library
from clampdown.world.sampling import normal_cdf
from clampdown.world.specification import (
    HouseholdForm,
    Means,
    Officers,
    PlaceMargins,
    PopulationSpec,
    Standing,
    Territory,
)
from clampdown.world.state import World, allocate, row_bytes

__all__ = [
    "HouseholdForm", "Means", "Officers", "PlaceMargins", "PopulationSpec", "Standing", "Territory",
    "build", "male_share", "reconcile",
]  # fmt: skip

TIERS_MOST = 16  # what four bits of a profile hold
_GIB = 2.0**30


def male_share(places: PlaceMargins) -> float | None:
    """Return the share of males over the places that counted them, None if none did."""
    counted = places.male >= 0
    if not counted.any():
        return None
    return float(places.male[counted].sum() / places.population[counted].sum())


def reconcile(age_sex: F8, males: float | None) -> F8:
    """Return the age and sex table raked to a share of males, the shares of ages unchanged.

    Examples
    --------
    >>> reconcile(np.array([[0.25, 0.25], [0.25, 0.25]]), 0.4).round(6).tolist()
    [[0.3, 0.2], [0.3, 0.2]]
    """
    table: F8 = age_sex / age_sex.sum()
    if males is None:
        return table
    ages = table.sum(axis=1)
    for _ in range(1000):
        table = table * (np.array([1.0 - males, males]) / table.sum(axis=0))
        if np.abs(table.sum(axis=1) - ages).max() < 1e-12:
            break
        table = table * (ages / np.maximum(table.sum(axis=1), 1e-300))[:, None]
    return table


def wealth_centre(standing: Standing, means: Means) -> float:
    """Return the log wealth at class shift 0 that puts the nation's median at `wealth_median`."""
    low, high = float(standing.class_wealth.min()), float(standing.class_wealth.max())
    for _ in range(60):
        middle = 0.5 * (low + high)
        parts = [normal_cdf((middle - shift) / means.wealth_sigma) for shift in standing.class_wealth]
        if float(np.dot(standing.class_share, parts)) < 0.5:
            low = middle
        else:
            high = middle
    return float(np.log(means.wealth_median)) - middle


def _cumulative(shares: F8) -> F8:
    shares = np.array(shares, dtype=np.float64, order="C")
    cumulative: F8 = np.cumsum(shares, axis=-1) / shares.sum(axis=-1, keepdims=True)
    return cumulative


def _traits(spec: PopulationSpec) -> Traits:
    """Return the traits in arrays of their own: compiled code has one form for writable arrays only."""
    standing, places = spec.standing, spec.places
    return Traits(
        border=np.array(places.border, dtype=np.uint8),
        urban_share=np.array(places.urban_share, dtype=np.float64),
        informers=places.informers_per_1000 / 1000.0,
        class_share=standing.class_share / standing.class_share.sum(),
        class_cumulative=_cumulative(standing.class_share),
        class_shift=np.array(standing.class_wealth, dtype=np.float64),
        occupation=_cumulative(standing.occupation_share[:, ::-1].T),
        bound=np.array(standing.bound_occupations, dtype=np.uint8),
        flag_share=np.array(standing.flag_share, dtype=np.float64, order="C"),
        flag_household=np.array(standing.flag_household, dtype=np.uint8),
        phone_flags=int(standing.phone_flags),
        occupation_from=int(standing.occupation_from),
        occupation_until=int(standing.occupation_until),
        adult_age=int(spec.adult_age),
        tiers=int(standing.tiers),
        wealth_centre=wealth_centre(standing, spec.means),
        wealth_sigma=float(spec.means.wealth_sigma),
        cash_share=float(spec.means.cash_share),
        cash_spread=float(spec.means.cash_spread),
        zeal_skill_correlation=float(spec.officers.zeal_skill_correlation),
        skill_sigma=float(spec.officers.skill_sigma),
        price_sigma=float(spec.officers.price_sigma),
    )


def refuse_impossible(standing: Standing) -> None:
    """Raise PackError if flags or tiers do not fit into their bits."""
    flags = len(standing.flag_household)
    if flags > streams.FLAGS_MOST:
        raise PackError(f"The pack has {flags} flags. At most {streams.FLAGS_MOST} are possible.")
    if not 1 <= standing.tiers <= TIERS_MOST:
        raise PackError(f"The pack has {standing.tiers} tiers of offenders. 1 to {TIERS_MOST} are possible.")


def bytes_needed(counts: dict[str, int]) -> int:
    """Return the bytes that tables of these numbers of rows take."""
    return sum(count * row_bytes(table) for table, count in counts.items())


def refuse_if_too_large(counts: dict[str, int]) -> None:
    """Raise EngineError if the tables would not fit into free memory."""
    needed, free = bytes_needed(counts), int(psutil.virtual_memory().available)
    if needed > free:
        raise EngineError(
            f"A population of {counts['people']:,} people needs {needed / _GIB:.2f} GiB of memory, and "
            f"{free / _GIB:.2f} GiB is free. Build a part of it with --sample, for example --sample 0.01."
        )


def _rows(chosen: I8, layout: Layout) -> Rows:
    """Return the first rows of each chosen beat."""

    def closed(numbers: NDArray[Any]) -> I8:
        return np.concatenate([[0], np.cumsum(np.diff(numbers)[chosen])]).astype(np.int64)

    return Rows(closed(layout.beat_unit), closed(layout.beat_household), closed(layout.beat_person))


def build(
    spec: PopulationSpec,
    *,
    seed: int,
    sample: F8 | None = None,
    area: NDArray[np.bool_] | None = None,
) -> World:
    """Return the world's tables, people filled in and everything that changes at its start value.

    Parameters
    ----------
    spec : PopulationSpec
    seed : int
    sample : array (places,), share of each place's beats to build, at least two where any; None for all
    area : array of bool (places,), where to build; None for everywhere

    Returns
    -------
    World; it has a row for every place and province, also where no beat was chosen

    Raises
    ------
    EngineError, if memory will not do
    PackError, if the margins cannot be met together
    """
    refuse_impossible(spec.standing)
    table = reconcile(spec.age_sex, male_share(spec.places))
    library = build_library(spec.households, table, spec.adult_age)
    layout = lay_out(spec.places, spec.territory, library, seed)
    chosen, weight = choose_beats(layout, seed, sample, area)
    rows = _rows(chosen, layout)
    world = _allocate(spec, chosen, rows)
    _write_geography(world, spec.places, layout, chosen, weight, rows)
    patterns = Patterns(library.members, library.cumulative, library.group_first, library.group_size)
    fill_beats(chosen, rows, layout, patterns, _traits(spec), world)
    return world


def _allocate(spec: PopulationSpec, chosen: I8, rows: Rows) -> World:
    counts = {
        "people": int(rows.person[-1]),
        "households": int(rows.household[-1]),
        "units": int(rows.unit[-1]),
        "beats": len(chosen),
        "places": len(spec.places.population),
        "provinces": int(spec.places.province.max()) + 1,
        "centre": 1,
    }
    refuse_if_too_large(counts)
    return World(*(allocate(table, counts[table]) for table in World._fields))


def _write_geography(
    world: World, places: PlaceMargins, layout: Layout, chosen: I8, weight: F8, rows: Rows
) -> None:
    """Write everything above the household that is not drawn."""
    beats = world.beats
    beats["first_unit"], beats["last_unit"] = rows.unit[:-1], rows.unit[1:]
    beats["first_person"], beats["last_person"] = rows.person[:-1], rows.person[1:]
    beats["place"] = layout.beat_place[chosen]
    beats["national_person"] = layout.beat_person[chosen]
    beats["national_household"] = layout.beat_household[chosen]
    beats["national_unit"] = layout.beat_unit[chosen]
    beats["national_beat"] = chosen
    beats["weight"] = weight
    first_beat = np.searchsorted(chosen, layout.first_beat)
    world.places["first_beat"], world.places["last_beat"] = first_beat[:-1], first_beat[1:]
    world.places["province"] = places.province
    world.places["border"] = places.border
