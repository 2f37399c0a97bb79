"""What a report of a bug should hold."""

import os
from typing import Any

from clampdown.experiments.wording import as_bytes, table


def info_of() -> dict[str, Any]:
    """Return versions, machine, threads and cache folder, with the keys of `docs/json.md`."""
    from clampdown.engine import machine
    from clampdown.results.provenance import versions
    from clampdown.rules import cache_root

    chosen = os.environ.get("CLAMPDOWN_CACHE")
    return {
        "versions": versions(),
        "machine": machine.describe() | {"memory_available_bytes": machine.available_memory()},
        "threads": machine.cores(),
        "cache": cache_root(),
        "cache_chosen_by": "CLAMPDOWN_CACHE" if chosen else "the system's usual place",
    }


def info_in_words(found: dict[str, Any]) -> list[str]:
    """Return it as lines to be pasted into a report."""
    machine = dict(found["machine"])
    for name in ("memory_bytes", "memory_available_bytes"):
        machine[name.removesuffix("_bytes").replace("_", " ")] = as_bytes(machine.pop(name))
    rows = [[name, str(value)] for name, value in {**found["versions"], **machine}.items()]
    rows += [["threads", str(found["threads"])], ["cache", f"{found['cache']} ({found['cache_chosen_by']})"]]
    return table(["", ""], rows, left=2, indent=0)
