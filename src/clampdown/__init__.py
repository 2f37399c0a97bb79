"""How a crackdown order travels from the leader to the street: a simulation of synthetic people.

`load_scenario`, `explain`, `run`, `compare`, `check` and `open_results` do what the commands of the same
names do. They are imported when first asked for, so that `import clampdown` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clampdown.notebooks import check, compare, explain, load_scenario, open_results, run

__all__ = ["check", "compare", "explain", "load_scenario", "open_results", "run"]


def __getattr__(name: str) -> Any:
    """Return a public verb, imported on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'clampdown' has no attribute '{name}'")
    return getattr(import_module("clampdown.notebooks"), name)
