"""Parameter draws that stay with the run they belong to, so that they can be gone on with and shown.

`draws.json` says which draws count and what they changed; `draws.parquet` holds their days and groups. The
table is written first, so that a process killed between the two leaves a draw that is run again.
"""

from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from clampdown.errors import ResultsError
from clampdown.experiments.courses.drawn import ARMS, arm_of, read_table, write_table
from clampdown.experiments.courses.keeping import Charted
from clampdown.experiments.draws import Drawn, Progress, request_of, run_draws
from clampdown.experiments.preparing import Prepared
from clampdown.results import RunReader
from clampdown.results.plan import FORMAT_VERSION
from clampdown.results.state import digest
from clampdown.world.files import damage, read_json, write_json

FILE = "draws.json"


class KeptDraws(NamedTuple):
    """Days and groups of the draws of a run.

    Attributes
    ----------
    run, twin : over the days up to the end of the campaign and by group, the draw as first axis
    """

    run: Charted
    twin: Charted


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
    rows, table = _kept(run.folder, about)

    def keep(drawn: Drawn) -> None:
        nonlocal table
        rows.append(drawn.row)
        rows.sort(key=lambda one: int(one["draw"]))
        table = pl.concat([table, drawn.courses])
        write_table(run.folder, table)
        write_json(run.folder / FILE, about | {"draws": rows}, version=FORMAT_VERSION)

    done = {int(row["draw"]) for row in rows}
    run_draws(request, count, executor=executor, progress=progress, done=done, keep=keep)
    return [row for row in rows if int(row["draw"]) < count]


def _kept(folder: Path, about: Mapping[str, Any]) -> tuple[list[dict[str, Any]], pl.DataFrame]:
    """Return the draws of a folder that have both their row and their days; none of another run's."""
    rows, table = _rows(folder, about), read_table(folder)
    whole = {int(row["draw"]) for row in rows} & set(table["draw"].unique().to_list())
    return [row for row in rows if int(row["draw"]) in whole], table.filter(pl.col("draw").is_in(whole))


def _rows(folder: Path, about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the draws of a folder changed; nothing where they belong to another run."""
    if not (folder / FILE).exists():
        return []
    content = read_json(folder / FILE, version=FORMAT_VERSION)
    same = all(content.get(name) == value for name, value in about.items())
    return list(content["draws"]) if same else []


def read_draws(run: RunReader, count: int, axes: dict[str, list[str]]) -> KeptDraws | None:
    """Return days and groups of the first draws of a run; None where not all of them were kept.

    Parameters
    ----------
    run : RunReader
    count : draws that its summary rests on
    axes : labels of the axes that groups run over

    Raises
    ------
    ResultsError
        If a file is damaged or of another version.
    """
    rows, table = _kept(run.folder, {"run": digest(run.provenance["manifest"])})
    draws = [int(row["draw"]) for row in rows if int(row["draw"]) < count]
    if not count or len(draws) < count:
        return None
    about = read_json(run.folder / FILE, version=FORMAT_VERSION)
    try:
        arms = {name: arm_of(table, name, draws, about["days"], axes) for name in ARMS}
    except (pl.exceptions.PolarsError, IndexError) as error:
        raise ResultsError(damage(run.folder)) from error
    return KeptDraws(**arms)


def places_of_draws(run: RunReader) -> int:
    """Return on how many places the draws of a run were made; 0 for all that it simulates, or no draws."""
    if not (run.folder / FILE).exists():
        return 0
    return len(read_json(run.folder / FILE, version=FORMAT_VERSION)["places"])
