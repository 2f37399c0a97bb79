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
from typing import Any, NamedTuple

import numpy as np

from clampdown.engine.custody_places import open_custody
from clampdown.engine.numbers import rules_of
from clampdown.engine.population import build_world
from clampdown.engine.simulation import Simulation
from clampdown.engine.transplanting import transplant
from clampdown.engine.turns import taking_turns
from clampdown.rules import cache_key as kernel_key
from clampdown.rules import cache_root
from clampdown.schema.loading import Catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values
from clampdown.world.records import Table
from clampdown.world.state import World
from clampdown.world.storage import load_tables, save_tables

LONG, SHORT = 450, 45  # days the small part and the nation live through
SMALL = 1_000_000  # people below whom no smaller part is taken
FEW = 0.04  # share of beats of the smaller part; two of every place at least
# Mechanisms that do nothing while nobody orders anything, so that the steady state is the same without them.
UNUSED = (
    "M01", "M02", "M03", "M04", "M05", "M06", "M09", "M10", "M11", "M19", "M24", "M26", "M28", "M29",
)  # fmt: skip
Progress = Callable[[str, int, int], None]


class How(NamedTuple):
    """How a world is to live: on how many threads, and whom to tell."""

    threads: int
    progress: Progress | None


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
    how = How(threads, progress)
    if not keep:
        return _settled(scenario, catalogue, values, how)
    folder = cache_root() / "populations" / settled_key(scenario, catalogue, values)
    with taking_turns(folder):
        if (folder / "whole").exists():
            return load_tables(folder)
        world = _settled(scenario, catalogue, values, how)
        save_tables(folder, world, {"fixed", "saved"})
        (folder / "whole").touch()
    return world


def _settled(scenario: Scenario, catalogue: Catalogue, values: Values, how: How) -> World:
    """Return the scenario's population after it has lived into its steady state."""
    quiet = dataclasses.replace(scenario, directives=(), shocks=())
    world = build_world(quiet, values)
    rules = rules_of(scenario, values)[0]
    if len(world.people) <= SMALL:
        begin(world, rules, -LONG)
        return lived(quiet, catalogue, values, world, (-LONG, 0), how)
    few = dataclasses.replace(quiet, sample={"rest": FEW})
    donors = build_world(few, values)
    begin(donors, rules, -LONG - SHORT)
    donors = lived(few, catalogue, values, donors, (-LONG - SHORT, -SHORT), how)
    begin(world, rules, -SHORT)
    transplant(donors, world, seed=scenario.seed)
    return lived(quiet, catalogue, values, world, (-SHORT, 0), how)


def lived(
    scenario: Scenario, catalogue: Catalogue, values: Values, world: World, span: tuple[int, int], how: How
) -> World:
    """Let a world live through quiet days.

    Parameters
    ----------
    span : first day, and the day after the last; day 0 is the run's first
    """
    open_custody(world, scenario.pack, values, scenario.seed)
    simulation = Simulation(scenario, catalogue, values, world, threads=how.threads)
    for t in range(*span):
        simulation.step(t)
        if how.progress:
            how.progress(f"Settling {len(world.people):,} people", t - span[0] + 1, span[1] - span[0])
    return world


def begin(world: World, rules: Table, first: int) -> None:
    """Set the clocks of a world that has not lived yet, and put holders of flags on their usual level."""
    world.households.cash_day = first
    world.people.belief_day = first
    world.people.grievance_day = first
    world.beats.takings = rules.dues
    world.beats.purse = rules.purse_usual
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
        "pack": pack.model_dump(mode="json", exclude={"folder", "observers"}),
        "offences": {name: catalogue.offences[name].model_dump(mode="json") for name in pack.offences},
        "tasks": {name: catalogue.tasks[name].model_dump(mode="json") for name in pack.tasks},
        "values": {name: values.peek(name) for name in sorted(values)},
        "mechanisms": {name: on for name, on in scenario.mechanisms.items() if name not in UNUSED},
        "options": scenario.options.model_dump(mode="json", exclude={"leader"}),
        "seed": scenario.seed, "sample": scenario.sample, "area": scenario.area.model_dump(mode="json"),
        "start": str(scenario.start) if scenario.options.calendar else "",
    }  # fmt: skip
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=12).hexdigest()
