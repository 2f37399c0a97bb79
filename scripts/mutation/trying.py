"""The process that hands out mutants. It never imports the package."""

import importlib
import multiprocessing
import os
import shutil
import time
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from mutation.changing import Mutant
from mutation.copies import CHECKS, examine

ROOT = Path(__file__).resolve().parents[2]


def in_process(work: Any, *args: Any) -> Any:
    """Return what a function returns in a process of its own."""
    ours, theirs = multiprocessing.get_context("fork").Pipe(duplex=False)

    def send() -> None:
        theirs.send(work(*args))

    process = multiprocessing.get_context("fork").Process(target=send)
    process.start()
    theirs.close()
    result = ours.recv()
    process.join()
    return result


def tried(
    mutants: list[Mutant], original: Path, prepared: dict[str, Any], jobs: int, limit: float
) -> Iterator[tuple[Mutant, dict[str, str]]]:
    """Try mutants, some at a time, and yield each with what each check noticed."""
    context, queue, running = multiprocessing.get_context("fork"), list(mutants), {}
    while queue or running:
        while queue and len(running) < jobs:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=examine, args=(queue[0], original, prepared, theirs))
            process.start()
            theirs.close()
            running[ours] = (queue.pop(0), process, time.monotonic() + limit)
        nearest = min(end for *_, end in running.values())
        ready = wait(list(running), timeout=max(0.0, nearest - time.monotonic()))
        late = [pipe for pipe, (*_, end) in running.items() if end < time.monotonic() and pipe not in ready]
        for pipe in (*ready, *late):
            mutant, process, _ = running.pop(pipe)
            if pipe in late:
                process.kill()
                found = {**dict.fromkeys(CHECKS, ""), "reference": f"not done after {limit:g} s"}
            else:
                found = received(pipe)
            process.join()
            pipe.close()
            yield mutant, found


def received(pipe: Any) -> dict[str, str]:
    try:
        return pipe.recv()
    except EOFError:  # it died: so would any test
        return {**dict.fromkeys(CHECKS, ""), "reference": "process died"}


def original_copy(folder: Path) -> Path:
    """Copy what is tried, so that nobody's edits disturb it."""
    ignore = shutil.ignore_patterns("__pycache__", "facts")
    shutil.copytree(ROOT / "src" / "clampdown", folder / "src" / "clampdown", ignore=ignore)
    shutil.copytree(ROOT / "tests" / "reference", folder / "tests" / "reference", ignore=ignore)
    shutil.copy(ROOT / "tests" / "test_monotone.py", folder / "tests" / "test_monotone.py")
    return folder


def warm_up() -> None:
    """Import what every mutant needs and no mutant changes."""
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # other packages' plugins take seconds to import
    for name in ("numba", "polars", "pydantic", "ruamel.yaml", "numcodecs.blosc", "pytest", "hypothesis"):
        importlib.import_module(name)
