"""Finding the steady state in which a run begins.

A run must not begin with empty camps and fearless people. A small part of the country lives through
more than a year without orders; the nation then takes over its state, person for person among people
alike, and lives through some days of its own. The result is cached under a hash of everything it
depends on.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from clampdown.engine.custody_places import open_custody
from clampdown.engine.numbers import rules_of
from clampdown.engine.population import build_world
from clampdown.engine.simulation import Simulation
from clampdown.rules import cache_root, draws
from clampdown.rules import cache_key as kernel_key
from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values
from clampdown.world.records import Table
from clampdown.world.state import World, columns
from clampdown.world.storage import load_tables, save_tables

LONG, SHORT = 450, 45  # days the small part and the nation live through
SMALL = 1_000_000  # people below whom no smaller part is taken
FEWEST = 1e-9  # share of beats so small that every place is left with its two; a share of 0 leaves none
FEW = 0.04  # share of beats of the smaller part; two of every place at least
ADULT, TIERS = 128, 16  # bit of a profile; tiers of offending propensity in its last bits
Progress = Callable[[str, int, int], None]
I8 = NDArray[np.int64]


def settled_world(
    scenario: Scenario,
    catalogue: Catalogue,
    values: Values,
    *,
    threads: int,
    progress: Progress | None = None,
    keep: bool = True,
) -> World:
    """Return the scenario's population in its steady state, from the cache if it is there.

    Parameters
    ----------
    scenario : Scenario; its directives play no part
    threads : int
    progress : called with (what, done, of) as work goes on
    keep : bool, whether to read and write the cache
    """
    folder = cache_root() / "populations" / settled_key(scenario, catalogue, values)
    if keep and (folder / "whole").exists():
        return load_tables(folder)
    quiet = dataclasses.replace(scenario, directives=())
    world = build_world(quiet, values)
    if len(world.people) > SMALL:
        few = dataclasses.replace(quiet, sample={"rest": FEW})
        donors = lived(few, catalogue, values, build_world(few, values), LONG, threads, SHORT, progress)
        begin(world, rules_of(scenario, values)[0], -SHORT)
        transplant(donors, world, seed=scenario.seed)
        world = lived(quiet, catalogue, values, world, SHORT, threads, 0, progress)
    else:
        world = lived(quiet, catalogue, values, world, LONG, threads, 0, progress)
    if keep:
        save_tables(folder, world, {"fixed", "saved"})
        (folder / "whole").touch()
    return world


def lived(
    scenario: Scenario, catalogue: Catalogue, values: Values, world: World, days: int, threads: int,
    before: int, progress: Progress | None,
) -> World:  # fmt: skip
    """Let a world live through quiet days, the last of them `before` days before day 0."""
    open_custody(world, scenario.pack, values, scenario.seed)
    simulation = Simulation(scenario, catalogue, values, world, threads=threads)
    if days == LONG:
        begin(world, simulation.par.rules[0], -days - before)
    for n in range(days):
        simulation.step(n - days - before)
        if progress:
            progress(f"Settling {len(world.people):,} people", n + 1, days)
    return world


def begin(world: World, rules: Table, first: int) -> None:
    """Set the clocks of a world that has not lived yet, and put holders of flags on their usual level."""
    world.households.cash_day = first
    world.people.belief_day = first
    world.people.grievance_day = first
    for flag in range(rules.flag_count):
        holds = (world.people.flagged >> flag) & 1 == 1
        world.people.watch = np.where(
            holds, np.maximum(world.people.watch, rules.watch_floor[flag]), world.people.watch
        )


def settled_key(scenario: Scenario, catalogue: Catalogue, values: Values) -> str:
    """Return a hash of everything the steady state depends on."""
    pack = scenario.pack
    parts: dict[str, Any] = {
        "kernel": kernel_key(Path(__file__).parent.parent), "days": [LONG, SHORT],
        "engine": [path.read_text() for path in sorted(Path(__file__).parent.glob("*.py"))],
        "pack": pack.model_dump(mode="json", exclude={"folder"}),
        "offences": {name: catalogue.offences[name].model_dump(mode="json") for name in pack.offences},
        "tasks": {name: catalogue.tasks[name].model_dump(mode="json") for name in pack.tasks},
        "values": {name: values.peek(name) for name in sorted(values)},
        "mechanisms": scenario.mechanisms, "options": scenario.options.model_dump(mode="json"),
        "seed": scenario.seed, "sample": scenario.sample, "area": scenario.area.model_dump(mode="json"),
        "start": str(scenario.start) if scenario.options.calendar else "",
    }  # fmt: skip
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=12).hexdigest()


@njit(cache=True, nogil=True)
def strata_of(people, households, out):
    """Write each person's stratum: profile, fifth of wealth, flags held."""
    for i in range(len(people)):
        fifth = np.int64(households[people[i].household].rank) * 5 // 256
        out[i] = (np.int64(people[i].profile) * 5 + fifth) * 256 + np.int64(people[i].flagged)


@njit(cache=True, nogil=True)
def home_strata_of(people, households, out):
    """Write each household's stratum: wealth in 32 steps, and its busiest member's tier."""
    for h in range(len(households)):
        busiest = np.int64(0)
        for i in range(np.int64(households[h].first), np.int64(households[h].last)):
            if np.int64(people[i].profile) >= ADULT:
                busiest = max(busiest, np.int64(people[i].profile) % TIERS)
        out[h] = (np.int64(households[h].rank) // 8) * TIERS + busiest


@njit(cache=True, nogil=True)
def choose_donors(strata, order, start, count, key, out):
    """Write, for each row, a donor drawn among those of its stratum; -1 where there is none."""
    for i in range(len(strata)):
        stratum = strata[i]
        out[i] = -1
        if count[stratum] > 0:
            pick = np.int64(draws.uniform53(key, i) / draws.SCALE * count[stratum])
            out[i] = order[start[stratum] + pick]


def donors_for(theirs: I8, ours: I8, strata: int, seed: int, table: int) -> I8:
    """Return a donor row for each of our rows, of the same stratum."""
    order = np.argsort(theirs, kind="stable")
    count = np.bincount(theirs, minlength=strata)
    start = np.cumsum(count) - count
    out = np.empty(len(ours), dtype=np.int64)
    choose_donors(ours, order, start, count, draws.key(seed, draws.STREAM_SETTLE, table), out)
    return out


def transplant(source: World, target: World, *, seed: int) -> None:
    """Give every row of a world the state of a row like it in another one."""
    people, homes = [], []
    for world in (source, target):
        people.append(np.empty(len(world.people), dtype=np.int64))
        strata_of(world.people, world.households, people[-1])
        homes.append(np.empty(len(world.households), dtype=np.int64))
        home_strata_of(world.people, world.households, homes[-1])
    take_over("people", source.people, target.people, donors_for(*people, 256 * 5 * 256, seed, 0))
    donors = donors_for(*homes, 32 * TIERS, seed, 1)
    take_over("households", source.households, target.households, donors, skip=("cash",))
    spend_alike(source.households, target.households, donors)
    informers = [world.units.informers.astype(np.int64) for world in (source, target)]
    take_over("units", source.units, target.units, donors_for(*informers, 256, seed, 2))
    place = [world.beats.place.astype(np.int64) for world in (source, target)]
    donors = donors_for(*place, len(source.places), seed, 3)
    take_over("beats", source.beats, target.beats, donors, skip=("bribes",))
    for table in ("places", "provinces"):
        same = np.arange(len(getattr(target, table)))
        take_over(table, getattr(source, table), getattr(target, table), same, skip=("free",))


def spend_alike(source: Table, target: Table, donor: I8) -> None:
    """Leave households with the same share of their wealth at hand as their donors."""
    has = donor >= 0
    share = source.cash[donor[has]] / np.maximum(source.wealth[donor[has]], 1)
    target.cash[has] = (target.wealth[has] * share).astype(np.int32)


def take_over(table: str, source: Table, target: Table, donor: I8, skip: tuple[str, ...] = ()) -> None:
    """Copy the saved columns of chosen rows."""
    has = donor >= 0
    for name, column in columns(table).items():
        if column.keep == "saved" and name not in skip:
            target[name][has] = source[name][donor[has]]


