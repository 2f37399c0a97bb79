"""Simulated lists of a bench: a run, what was published of it, and lists by window."""

import datetime
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clampdown.bench.listing import Seen, errors_of, open_seen, universe_of
from clampdown.experiments.preparing import Prepared, Wishes, prepare
from clampdown.experiments.run import Job, run
from clampdown.experiments.windows import NAMES, windows_of
from clampdown.inference.lists import check_lists, without_empty
from clampdown.schema.bench import BenchVariant, Found


@dataclass(frozen=True)
class Counted:
    """What lists show of one window, and how many people there were.

    Attributes
    ----------
    window : name
    days : its length
    truth : people, the N of the universe
    lists : names
    counts : people by pattern, pattern 1 first
    published : people told by published items, whoever they are; None where nothing is published
    """

    window: str
    days: int
    truth: int
    lists: tuple[str, ...]
    counts: tuple[int, ...]
    published: int | None = None


def simulated(found: Found, variant: BenchVariant, seed: int) -> Iterator[Counted]:
    """Yield what lists show of each window of a run; nothing of the run is kept.

    Parameters
    ----------
    found : a bench with a scenario
    variant : one of its variants
    seed : of the run and of the errors of linkage
    """
    ready = prepared(found, variant, seed)
    with tempfile.TemporaryDirectory() as folder:
        run(ready.scenario, Job(Path(folder) / "run", threads=1), ready.catalogue)
        seen = open_seen(Path(folder) / "run", ready.scenario.pack)
        yield from windows(found, variant, seen, ready, seed)


def prepared(found: Found, variant: BenchVariant, seed: int | None = None) -> Prepared:
    """Return the scenario of a variant, its observers in the pack.

    Parameters
    ----------
    found : a bench with a scenario
    variant : one of its variants
    seed : of the run; None for the scenario's own

    Raises
    ------
    InputError
        With every problem.
    """
    bench = found.bench
    switched = {f"mechanisms.{name}": state for name, state in variant.mechanisms.items()}
    changes: dict[str, Any] = bench.set | variant.set | switched
    settings = tuple(f"{name}={_word(value)}" for name, value in changes.items())
    ready = prepare(found.scenario(variant), Wishes(seed, bench.sample, bench.area, settings))
    pack = ready.scenario.pack
    watched = pack.model_copy(update={"observers": found.observers(variant, pack)})
    return replace(ready, scenario=replace(ready.scenario, pack=watched))


def runs_in(found: Found) -> dict[str, Any]:
    """Return the scenario and the observers of each variant as plain data; nothing where lists are drawn.

    Parameters
    ----------
    found : a bench
    """
    return {
        variant.id: _told_apart(found, variant)
        for variant in (found.bench.variants if found.bench.scenario else ())
    }


def _told_apart(found: Found, variant: BenchVariant) -> dict[str, Any]:
    scenario = prepared(found, variant).scenario
    dates = {"start": scenario.start.isoformat(), "days": scenario.days}
    directives = [one.model_dump(mode="json") for one in scenario.directives]
    observers = [one.model_dump(mode="json") for one in scenario.pack.observers]
    return dates | {"directives": directives, "observers": observers}


def check_simulated(found: Found) -> None:
    """Refuse a bench whose runs, observers, lists or universe cannot be.

    Raises
    ------
    InputError
        With every problem of the first variant that has one.
    """
    for variant in found.bench.variants if found.bench.scenario else ():
        pack = prepared(found, variant).scenario.pack
        check_lists(variant.lists or found.bench.lists, [one.id for one in pack.observers])
        universe_of(pack, str(found.bench.universe.event), area=found.bench.universe.area)


def windows(found: Found, variant: BenchVariant, seen: Seen, ready: Prepared, seed: int) -> Iterator[Counted]:
    """Yield what lists show of the days before, during and after the campaign of a run.

    An event belongs to a window by its true day where the truth is counted, and by the day that is told of it
    where lists are made.
    """
    bench = found.bench
    start = datetime.date.fromisoformat(seen.run.start)
    errors = errors_of(ready.catalogue.behaviour, bench.linkage.missed_match, bench.linkage.false_match)
    lists = variant.lists or bench.lists
    spans = windows_of(seen.run.scenario, seen.run.days)
    for name in NAMES:
        if not spans[name].days:
            continue
        first, last = (start + datetime.timedelta(days=n) for n in (spans[name].first, spans[name].stop - 1))
        universe = universe_of(
            seen.pack, str(bench.universe.event),
            area=bench.universe.area, first=first, last=last, sex=bench.universe.sex,
        )  # fmt: skip
        listing = seen.listed(universe, lists, errors, seed)
        names, counts = without_empty(listing.lists, listing.counts)
        whole = "throughout" if spans[name].days == seen.run.days else name
        yield Counted(whole, spans[name].days, seen.truth(universe), names, counts, listing.published)


def _word(value: Any) -> Any:
    """Return a value as it is written after a path."""
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value
