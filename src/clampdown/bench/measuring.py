"""What the benchmark measures, one function each. Medians and ratios come from one call."""

import dataclasses
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from clampdown.day.custody import draw_each
from clampdown.engine import machine
from clampdown.engine.population import build_world
from clampdown.engine.settling import settled_world
from clampdown.engine.simulation import Simulation
from clampdown.experiments.compare import carry_out
from clampdown.experiments.compare_design import design_of
from clampdown.experiments.cost import expected_cost
from clampdown.experiments.preparing import Wishes
from clampdown.experiments.run import simulation_of, values_of
from clampdown.rules import draws
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.scenario import Scenario
from clampdown.world.state import World, bytes_per_person

EVENTS = (
    "offences",
    "detected",
    "bought",
    "sanctioned",
    "named",
    "released",
    "lawful",
    "passes",
    "departures",
)
ENOUGH = 50  # acts below which a rate is noise
COMPARE_BAR = 600  # seconds within which ten pairs of three years at one per cent are to be compared
COMPILE = """
import time, sys
from clampdown.schema.scenarios import load_scenario
from clampdown.schema.loading import load_catalogue
from clampdown.experiments.run import values_of, simulation_of
from clampdown.engine.population import build_world
catalogue = load_catalogue()
scenario = load_scenario("toytown-quiet", catalogue=catalogue)
values = values_of(scenario, catalogue)
began = time.perf_counter()
world = build_world(scenario, values)
simulation = simulation_of(scenario, catalogue, values, world, 1)
simulation.step(0)
print(time.perf_counter() - began)
"""


def compile_seconds() -> dict[str, float]:
    """Return seconds from a built catalogue to the end of a first day, kernels cold and cached."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("cold", "cached"):
            done = subprocess.run(
                [sys.executable, "-c", COMPILE], env={**os.environ, "CLAMPDOWN_CACHE": folder},
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            found[name] = float(done.stdout.split()[-1])
    return found


def population(scenario: Scenario, catalogue: Catalogue, threads: int) -> tuple[World, dict[str, Any]]:
    """Return the settled population, and what it takes to build, settle and load it."""
    values, found = values_of(scenario, catalogue), {}
    began = time.perf_counter()
    world = build_world(scenario, values)
    found["build_seconds"] = time.perf_counter() - began
    found["people"], found["bytes_per_person"] = len(world.people), bytes_per_person(world)
    del world
    began = time.perf_counter()
    settled_world(scenario, catalogue, values, threads=threads, keep=False)
    found["build_and_settle_seconds"] = time.perf_counter() - began
    settled_world(scenario, catalogue, values, threads=threads)
    began = time.perf_counter()
    world = settled_world(scenario, catalogue, values, threads=threads)
    found["load_seconds"] = time.perf_counter() - began
    return world, found


def speed(scenario: Scenario, catalogue: Catalogue, world: World, threads: int, days: int) -> dict[str, Any]:
    """Return person-days and events per second over the first days of the campaign.

    Parameters
    ----------
    days : int, days measured; the run begins on the day before the first order
    """
    values = values_of(scenario, catalogue)
    simulation = simulation_of(scenario, catalogue, values, world, threads)
    first = min(line.issued for line in simulation.lines if line.directive)
    simulation.step(first - 1)
    simulation.seconds.clear()
    seconds, events = [], 0
    for t in range(first, first + days):
        began = time.perf_counter()
        today = simulation.step(t)
        seconds.append(time.perf_counter() - began)
        events += count_events(simulation, today.tally)
    people = len(world.people)
    return {
        "threads": threads, "days": days, "person_days_per_second": people / statistics.median(seconds),
        "events_per_second": events / sum(seconds), "hundred_days_seconds": 100 * statistics.median(seconds),
        "seconds_per_day_by_line": {name: spent / days for name, spent in simulation.seconds.items()},
    }  # fmt: skip


def count_events(simulation: Simulation, tally: Any) -> int:
    """Return how many events a day's tallies count."""
    lay, pack = simulation.lay, simulation.pack
    lengths = {"sanctioned": len(pack.ladder), "released": len(pack.facilities), "named": 1, "departures": 1}
    total = 0
    for name in EVENTS:
        start = int(lay[name])
        total += int(tally[:, start : start + lengths.get(name, len(pack.offences))].sum())
    return total


def event_rates(
    scenario: Scenario, catalogue: Catalogue, world: World, days: int = 7
) -> list[dict[str, Any]]:
    """Return the true rate of each offence against the range of its evidence record.

    A model in which nothing happens is fast. Each offence must happen, among those at risk, at a
    rate within the range of its `base_rate`.
    """
    quiet = dataclasses.replace(scenario, directives=())
    values = values_of(quiet, catalogue)
    simulation = simulation_of(quiet, catalogue, values, world, 1)
    tally = np.sum([simulation.step(t).tally for t in range(days)], axis=0)
    rates = simulation.par.profiles.rate * simulation.par.profiles.tries[:, None]
    brokers = (world.people.flagged.astype(np.int64) & int(simulation.par.rules[0].broker_bits)) != 0
    own, others = (np.bincount(world.people.profile[some], minlength=256) for some in (brokers, ~brokers))
    # Of what is mostly done by brokers the others do so much less.
    kinds = simulation.par.kinds
    usual = (own @ rates)[: len(kinds)] + (others @ rates)[: len(kinds)] * kinds.others
    found = []
    for k, name in enumerate(quiet.pack.offences):
        record = catalogue.offences[name].base_rate
        acts = sum(
            float(tally[:, simulation.lay[block] + k].sum()) for block in ("offences", "lawful", "passes")
        )
        rate = record.value * acts / days / max(usual[k], 1e-12)
        found.append({"offence": name, "rate": rate, "low": record.low, "high": record.high,
                      "enough": bool(usual[k] * days >= ENOUGH),
                      "within": bool(record.low <= rate <= record.high)})  # fmt: skip
    return found


def comparison(arms: tuple[str, str], *, pairs: int, days: int, sample: float) -> dict[str, Any]:
    """Return seconds that `compare` takes; populations found in the cache are not settled again.

    Parameters
    ----------
    arms : scenarios, the base first
    pairs : of runs
    days : of each run, from the first on
    sample : share of beats; two a place at least
    """
    wishes = Wishes(sample=f"{sample:g}", settings=(f"days={days}",))
    design = design_of(arms, replicates=pairs, wishes=wishes)
    cost = expected_cost(design.scenarios[0], values_of(design.scenarios[0], load_catalogue()), 1)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        found = carry_out(design, Path(folder) / "compared")
        seconds = time.perf_counter() - began
    return {
        "arms": list(arms), "pairs": pairs, "days": days, "sample": sample, "people": cost.people,
        "failed": len(found.failed), "seconds": seconds, "bar_seconds": COMPARE_BAR,
        "person_days_per_second": len(arms) * pairs * days * cost.people / seconds,
    }  # fmt: skip


def hash_nanoseconds(repeats: int = 20_000_000) -> float:
    """Return nanoseconds for one hashed draw."""
    ids, out = np.arange(1_000_000, dtype=np.int64), np.empty(1_000_000, dtype=np.int64)
    draw_each(1, draws.STREAM_OFFEND, 1, ids, out)
    began = time.perf_counter()
    for _ in range(repeats // len(ids)):
        draw_each(1, draws.STREAM_OFFEND, 1, ids, out)
    return 1e9 * (time.perf_counter() - began) / repeats


def memory() -> dict[str, float]:
    """Return peak memory of this process so far, bytes."""
    return {"peak_bytes": float(machine.peak_memory())}


def results_folder() -> Path:
    """Return where benchmark results are kept."""
    return Path("benchmarks")
