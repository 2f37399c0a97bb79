"""Days of a scenario, and the name of the state after each, for test_undecorated_kernel.py.

Usage: `undecorated_days.py SCENARIO TABLES DAYS`; prints a hash a line.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from clampdown.engine.custody_places import open_custody
from clampdown.engine.hashing import state_hash
from clampdown.engine.simulation import Simulation
from clampdown.experiments.run import values_of
from clampdown.schema.loading import load_catalogue
from clampdown.schema.scenarios import load_scenario
from clampdown.world.storage import load_tables


def hashes(scenario_file: Path, tables: Path, days: int) -> Iterator[str]:
    """Yield the hash of the state after each day."""
    catalogue, world = load_catalogue(), load_tables(tables)
    scenario = load_scenario(scenario_file, catalogue=catalogue)
    values = values_of(scenario, catalogue)
    open_custody(world, scenario.pack, values, scenario.seed)
    simulation = Simulation(scenario, catalogue, values, world, threads=1)
    for t in range(days):
        simulation.step(t)
        yield state_hash(simulation.world)


if __name__ == "__main__":
    scenario_file, tables, days = sys.argv[1:]
    sys.stdout.writelines(f"{name}\n" for name in hashes(Path(scenario_file), Path(tables), int(days)))
