"""Lists of victims from a run that was observed, and how many victims there truly were."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from clampdown.errors import InputError, Problem, ResultsError, did_you_mean, shown_path
from clampdown.experiments.event_kinds import KINDS
from clampdown.experiments.victims import people_among, victims_of
from clampdown.inference.linkage import Errors
from clampdown.inference.lists import Listing, Universe, check_lists, make_lists
from clampdown.results import RunReader
from clampdown.results.observed import has_observed, open_items, open_key, open_people
from clampdown.schema.evidence import Evidence
from clampdown.schema.loading import load_pack
from clampdown.schema.pack import Pack


@dataclass(frozen=True)
class Seen:
    """A run with what was published of it.

    Attributes
    ----------
    run : RunReader
    pack : country of the run
    items, people, key : frames as in the files of the run
    """

    run: RunReader
    pack: Pack
    items: pl.DataFrame
    people: pl.DataFrame
    key: pl.DataFrame

    @cached_property
    def victims(self) -> pl.DataFrame:
        """What befell people, from `victims_of`."""
        return victims_of(self.run, self.pack)

    @property
    def observers(self) -> list[str]:
        """Ids of those who published something that names people."""
        naming = self.items.filter(pl.col("item").is_in(self.people["item"].implode()))
        return sorted(naming["observer"].unique())

    def truth(self, universe: Universe) -> int:
        """Return how many people a universe holds: its N."""
        return people_among(self.victims, universe.event, universe.holds("day"))

    def listed(
        self, universe: Universe, lists: Mapping[str, Sequence[str]], errors: Errors, seed: int, **how: Any
    ) -> Listing:
        """Return the lists that somebody makes of what was published; see `make_lists`."""
        check_lists(lists, sorted({*self.items["observer"], *(one.id for one in self.pack.observers)}))
        return make_lists(
            self.items, self.people, self.key,
            universe=universe, lists=lists, errors=errors, seed=seed, **how,
        )  # fmt: skip


def open_seen(folder: Path, pack: Pack | None = None, key: Path | None = None) -> Seen:
    """Return a run with what was published of it.

    Parameters
    ----------
    folder : of the run
    pack : its country; None for that named in the run
    key : file of the key; None for the one beside the items

    Raises
    ------
    ResultsError
        If nobody observed the run, or the key belongs to other items.
    """
    run = RunReader.open(folder)
    if not has_observed(folder):
        raise ResultsError(
            f"Nobody observed {shown_path(folder)}: it has no items. Run it with M35 on, and with observers "
            "in its pack."
        )
    country = pack or load_pack(run.scenario["pack"])
    return Seen(run, country, open_items(folder), open_people(folder), open_key(folder, key))


def universe_of(
    pack: Pack,
    event: str,
    *,
    area: Sequence[str] = (),
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    sex: str | None = None,
) -> Universe:
    """Return a universe, its area checked against a pack.

    Parameters
    ----------
    pack : Pack
    event : kind of event
    area : provinces and places by id; empty for everywhere
    first, last, sex : see `Universe`

    Raises
    ------
    InputError
        If the pack has no such province or place, or the dates are turned round.
    """
    provinces = {province.id for province in pack.provinces}
    places = {place.id for place in pack.places}
    problems = (
        [] if event in KINDS else [Problem(f"Nobody counts people by '{event}'.", did_you_mean(event, KINDS))]
    )
    problems += [
        Problem(f"There is no province or place '{name}'.", did_you_mean(name, provinces | places))
        for name in area
        if name not in provinces | places
    ]
    if first is not None and last is not None and first > last:
        problems.append(Problem(f"{first} is after {last}.", "Turn the dates round."))
    if problems:
        raise InputError(problems)
    within = tuple(name for name in area if name in provinces)
    return Universe(event, within, tuple(n for n in area if n not in provinces), first, last, sex)


def usual_lists(seen: Seen) -> dict[str, tuple[str, ...]]:
    """Return one list for each observer that names people."""
    return {observer: (observer,) for observer in seen.observers}


def errors_of(
    behaviour: Mapping[str, Evidence], missed: float | None = None, false: float | None = None
) -> Errors:
    """Return rates of linkage errors: those given, else those of the evidence records.

    Parameters
    ----------
    behaviour : records of the catalogue
    missed, false : rates; None for the records'
    """
    usual = Errors(
        behaviour["missed_match"].value, behaviour["false_match"].value, behaviour["linkage_withheld"].value
    )
    usual = usual if missed is None else replace(usual, missed=missed)
    return usual if false is None else replace(usual, false=false)
