"""In processes of their own, which import the package from a copy: its days before and after a change."""

import contextlib
import io
import pickle
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mutation.changing import Mutant
from mutation.comparing import differs_from_reference, differs_in_set_up, lived_by_reference, numbers
from mutation.properties import Plugin, run_properties
from mutation.town import EVENING, MORNING, RIVALS, rival_of, town

CHECKS = ("reference", "properties", "set-up")


def enter(copy: Path) -> None:
    """Make this process import the package and the tests from a copy."""
    warnings.simplefilter("ignore")  # hashes overflow on purpose
    sys.path[:0] = [str(copy / "src"), str(copy / "tests")]
    import clampdown

    if not Path(clampdown.__file__).is_relative_to(copy):
        raise RuntimeError(f"{clampdown.__file__} is not the copy")
    from clampdown.engine import simulation

    compiled = simulation.keys_of
    # Plain attributes, so that no name of NumPy's own can hide a field of an uncompiled record.
    simulation.keys_of = lambda *args: named(compiled(*args))


def named(record: Any) -> SimpleNamespace:
    """Return the fields of a record as plain attributes."""
    return SimpleNamespace(**{name: record[name] for name in record.dtype.names})


def prepare(copy: Path) -> dict[str, Any]:
    """Return the cases of unchanged code: its morning, and days as the reference lives them."""
    enter(copy)
    simulation = town()
    for t in range(MORNING):
        simulation.step(t)
    runs = [simulation, *(rival_of(simulation, *rival) for *rival, _ in RIVALS)]
    cases, wrong = [], set()
    for run, days in zip(runs, (EVENING - MORNING, *(days for *_, days in RIVALS)), strict=True):
        cases.append((pickle.dumps(run), lived_by_reference(run, days, wrong)))
    plugin, out = Plugin(None, set()), io.StringIO()
    with contextlib.redirect_stdout(out):
        run_properties(copy, plugin)
    return {"cases": cases, "wrong": wrong, "numbers": numbers(runs[0]), "failing": plugin.failed}


def examine(mutant: Mutant, original: Path, prepared: dict[str, Any], pipe: Any) -> None:
    """Make a mutant in a copy of its own, try it, and send what noticed it."""
    found = dict.fromkeys(CHECKS, "")
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        shutil.copytree(original, copy, dirs_exist_ok=True)
        (copy / "src" / "clampdown" / mutant.file).write_text(mutant.source, encoding="utf-8")
        sys.stderr = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()):
            enter(copy)
            found["reference"] = attempt(lambda: differs_from_reference(prepared))
            if mutant.file.startswith("rules/"):
                plugin = Plugin(mutant.function, prepared["failing"])
                broken = attempt(lambda: run_properties(copy, plugin) or "")
                found["properties"] = broken or min(plugin.failed, default="")
                found["set-up"] = attempt(lambda: differs_in_set_up(prepared))
    pipe.send(found)


def attempt(check: Any) -> str:
    """Return what a check says; one that falls over has noticed."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001  (whatever it is, the mutant was noticed)
        return f"{type(error).__name__}: {error}"[:200]
