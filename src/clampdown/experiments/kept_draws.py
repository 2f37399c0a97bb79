"""Parameter draws that stay with the run they belong to, so that they can be gone on with."""

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from clampdown.experiments.draws import Progress, request_of, run_draws
from clampdown.experiments.preparing import Prepared
from clampdown.results import RunReader
from clampdown.results.plan import FORMAT_VERSION
from clampdown.results.state import digest
from clampdown.world.files import read_json, write_json

FILE = "draws.json"


def draws_beside(
    run: RunReader,
    ready: Prepared,
    count: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Return parameter draws of a run, those in its folder first, and keep the rest there as they end.

    Parameters
    ----------
    run : RunReader, of the run at the numbers written down
    ready : Prepared, what was run
    count : int
    executor, progress : see `run_draws`
    """
    request = request_of(ready)
    about = {"run": digest(run.provenance["manifest"]), "days": request.days, "places": list(request.places)}
    kept = _kept(run.folder / FILE, about)

    def keep(row: dict[str, Any]) -> None:
        kept.append(row)
        kept.sort(key=lambda one: int(one["draw"]))
        write_json(run.folder / FILE, about | {"draws": kept}, version=FORMAT_VERSION)

    done = {int(row["draw"]) for row in kept}
    run_draws(request, count, executor=executor, progress=progress, done=done, keep=keep)
    return [row for row in kept if int(row["draw"]) < count]


def _kept(path: Path, about: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the draws of a folder; none where they belong to another run."""
    if not path.exists():
        return []
    content = read_json(path, version=FORMAT_VERSION)
    same = all(content.get(name) == value for name, value in about.items())
    return list(content["draws"]) if same else []
