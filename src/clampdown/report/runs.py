"""Reading the folders of runs, each with its twin, into what a report is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from clampdown.errors import ResultsError, shown_path
from clampdown.experiments.arms import Arm as Counts
from clampdown.experiments.courses.keeping import Followed, followed_run, taken
from clampdown.experiments.kept_draws import KeptDraws, places_of_draws, read_draws
from clampdown.experiments.kept_summary import FILE as SUMMARY
from clampdown.experiments.kept_summary import read_summary
from clampdown.experiments.outsiders.shown import FEWEST_DRAWS, kinds_of_run
from clampdown.experiments.outsiders.telling import apart
from clampdown.experiments.saying import say
from clampdown.experiments.windows import Window, windows_of
from clampdown.report.commands import retyped
from clampdown.report.evidence import joined
from clampdown.report.held import groups_of, taken_in
from clampdown.report.numbers import number, range_of, rate_of
from clampdown.report.source import DRAWS, ONE, Arm, Source
from clampdown.results import RunReader, provenance, state
from clampdown.results.metrics import or_damaged
from clampdown.results.state import digest

TWIN = "twin"
SAME = {"pack": "country", "start": "first day", "days": "length", "sample": "sample", "area": "area"}


class Folder(NamedTuple):
    """A run that is done, with its twin.

    Attributes
    ----------
    path : Path
    run, twin : RunReader
    summary, background : as they were kept
    """

    path: Path
    run: RunReader
    twin: RunReader | None
    summary: dict[str, Any]
    background: dict[str, Any]


def is_run(folder: Path) -> bool:
    """Return whether a folder is that of a run, whole or not."""
    return any((folder / name).exists() for name in (state.FILE, provenance.FILE))


def open_run(folder: Path) -> Folder:
    """Open a run and its twin.

    Raises
    ------
    ResultsError
        If either is not finished, damaged or of another version.
    """
    if folder.name == TWIN and is_run(folder.parent) and not (folder / SUMMARY).exists():
        run_of_it = shown_path(folder.parent)
        raise ResultsError(
            f"{shown_path(folder)} is the twin of a run, which shows it too: give {run_of_it}."
        )
    run = _whole(folder)
    twin = _whole(folder / TWIN) if run.scenario["twin"] else None
    kept = read_summary(folder)
    return Folder(folder, run, twin, kept["summary"], kept["background"])


def _whole(folder: Path) -> RunReader:
    """Open a run that is complete."""
    run = RunReader.open(folder)
    if not run.complete:
        raise ResultsError(
            f"{shown_path(folder)} is not finished: {run.committed_days} of {run.days} days count. "
            "Go on with it with --resume."
        )
    problems = run.problems()
    if problems:
        raise ResultsError("\n".join(problems))
    return run


def source_of_runs(paths: Sequence[Path]) -> Source:
    """Return what a report on one or several runs is made from.

    Raises
    ------
    ResultsError
        If a folder cannot be shown, or the runs are not of the same country, days and sample.
    """
    folders = [open_run(path) for path in paths]
    _require_alike(folders)
    first = folders[0]
    draws = min((one.summary["draws"] for one in folders if one.twin is not None), default=0)
    drawn = [_drawn(folder, draws) for folder in folders]
    arms, of_folder = _arms(folders, drawn)
    return Source(
        kind="run" if len(folders) == 1 else "runs", arms=arms, over=ONE, count=1,
        about=_about(folders, draws), pack=first.background["pack"], records=first.background["records"],
        counts=first.summary["records"],
        resting=joined([folder.background.get("resting", {}) for folder in folders]),
        costs={n: _costs(folder) for n, folder in of_folder.items()},
        outsiders={n: _outsiders(folder) for n, folder in of_folder.items() if folder.summary["outsiders"]},
        work={n: _work(folder) for n, folder in of_folder.items()},
        writing=_writing(folders), repeat=_commands(folders), gaps=_gaps(folders, drawn),
        groups={n: groups_of(taken_in(folder.run, arms[n].window)) for n, folder in of_folder.items()},
    )  # fmt: skip


def _require_alike(folders: Sequence[Folder]) -> None:
    """Refuse runs that cannot stand side by side."""
    first = folders[0]
    for other in folders[1:]:
        for field, word in SAME.items():
            one, two = first.run.scenario[field], other.run.scenario[field]
            if one != two:
                raise ResultsError(
                    f"{shown_path(first.path)} and {shown_path(other.path)} differ in {word}: {one} and "
                    f"{two}. A report shows runs of one country, of the same days, sample and area; make two."
                )


def _drawn(folder: Folder, count: int) -> KeptDraws | None:
    """Return days and groups of the draws of a run; None where so few cannot tell where a range ends."""
    if count < FEWEST_DRAWS or folder.twin is None:
        return None
    return read_draws(folder.run, count, folder.background["pack"]["axes"])


def _drawn_on(folder: Folder, count: int) -> dict[str, int] | None:
    """Return on how many of the simulated places draws were made; None where on all, or without draws."""
    places = places_of_draws(folder.run) if count else 0
    return {"places": places, "of": int((Counts(folder.run.metrics).people > 0).sum())} if places else None


def _arms(
    folders: Sequence[Folder], drawn: Sequence[KeptDraws | None]
) -> tuple[list[Arm], dict[int, Folder]]:
    """Return the arms, twins first and each once, and the folder of each that is no twin."""
    arms: list[Arm] = []
    seen: dict[str, int] = {}
    of_folder = {}
    for folder, draws in zip(folders, drawn, strict=True):
        window = windows_of(folder.run.scenario, folder.run.days)["during"]
        against = None
        if folder.twin is not None:
            name = f"{digest(folder.twin.provenance['manifest'])} {window}"
            if name not in seen:
                seen[name] = len(arms)
                beside = draws.twin._asdict() if draws else {}
                arms.append(replace(_arm(folder, folder.twin, window, None), drawn=beside))
            against = seen[name]
        of_folder[len(arms)] = folder
        beside = draws.run._asdict() if draws else {}
        arms.append(replace(_arm(folder, folder.run, window, against), drawn=beside))
    return arms, of_folder


def _arm(folder: Folder, run: RunReader, window: Window, against: int | None) -> Arm:
    """Return one run as an arm of one seed."""
    with or_damaged(run.folder):
        return _told(folder, run, window, against)


def _told(folder: Folder, run: RunReader, window: Window, against: int | None) -> Arm:
    told, pack = folder.background["arms"][run.scenario["id"]], folder.background["pack"]
    labels = [(f"{one['id']}/{order['id']}", order) for one in told["directives"] for order in one["orders"]]
    provinces = np.array([place["province"] for place in pack["places"]])
    areas = [provinces == province["id"] for province in pack["provinces"]]
    work = [label for label, order in labels if order["hours"]]
    orders = [label for label, _ in labels]
    custody = taken(taken_in(run, window), window, list(pack["offences"]), list(pack["rungs"]))
    found = followed_run(Counts(run.metrics), custody, areas, work, orders, window, pack["axes"])
    parts = {name: getattr(found, name)[None] for name in Followed._fields}
    role = "twin" if run is folder.twin else "arm"
    return Arm(run.scenario["id"], told["title"], role, against, told["directives"], window, parts, orders)


def _about(folders: Sequence[Folder], draws: int) -> dict[str, Any]:
    """Return what the runs are."""
    run, summary = folders[0].run, folders[0].summary
    title = " · ".join(folder.summary["title"] for folder in folders)
    return {
        "title": title, "command": " && ".join(_commands(folders)),
        "versions": run.provenance["versions"], "seeds": [folder.run.scenario["seed"] for folder in folders],
        "replicates": 1, "draws": draws, "sample": run.scenario["sample"], "start": run.start,
        "days": run.days, "people": summary["people"],
        "drawn_on": _drawn_on(folders[0], draws),
    }  # fmt: skip


def _commands(folders: Sequence[Folder]) -> list[str]:
    """Return what was typed for each run."""
    return [retyped(folder.run.provenance["command"]) for folder in folders]


def _costs(folder: Folder) -> list[dict[str, Any]]:
    """Return the human cost of a run as rows."""
    draws = folder.summary["draws"]
    return [
        {
            "key": row["key"], "title": row["title"], "level": row["level"],
            "only_here": row["only_here"], "enough": row["enough"],
            "ratio": number(row["ratio"]["during"]), "seeds": None,
            "draws": range_of(row["range"], DRAWS, draws),
            "rate": rate_of(row["per_1000"]["run"], row["per_1000"]["twin"], 1000),
        }
        for row in folder.summary["human_cost"]
    ]  # fmt: skip


def _outsiders(folder: Folder) -> list[dict[str, Any]]:
    """Return what happened beside what was published as rows."""
    kinds = {kind.happened.key: kind for kind in kinds_of_run(folder.summary)}
    draws = folder.summary["draws"]
    return [
        {
            "kind": row["kind"], "title": row["title"], "outlets": row["outlets"],
            **{side: _side(row[side], draws) for side in ("happened", "published")},
            "told": rate_of(row["per_100"]["run"], row["per_100"]["twin"], 100),
            "apart": apart(kinds[row["kind"]]),
        }
        for row in folder.summary["outsiders"]
    ]  # fmt: skip


def _side(found: Mapping[str, Any], draws: int) -> dict[str, Any]:
    return {
        "ratio": number(found["ratio"]["during"]), "enough": found["enough"],
        "only_here": found["only_here"], "seeds": None, "draws": range_of(found["range"], DRAWS, draws),
    }  # fmt: skip


def _work(folder: Folder) -> dict[str, Any]:
    """Return the shares of the work ordered, without intervals."""
    mean = folder.summary["orders"]["mean"]
    return {name: {"value": value, "low90": None, "high90": None} for name, value in mean.items()}


def _writing(folders: Sequence[Folder]) -> dict[str, list[str]]:
    """Return what may be written of the runs and what not, each sentence once."""
    return {
        name: list(dict.fromkeys(line for folder in folders for line in folder.summary["writing"][name]))
        for name in ("may", "may_not")
    }


def _gaps(folders: Sequence[Folder], drawn: Sequence[KeptDraws | None]) -> list[str]:
    """Return what these files do not hold."""
    paired = [folder for folder in folders if folder.twin is not None]
    found = [_range_gap(paired, drawn)]
    if any(not folder.summary["draws"] for folder in paired):
        found.append(say("gap.no_draws", enough=FEWEST_DRAWS))
    if len(paired) < len(folders):
        found.append(say("gap.no_twin"))
    if len({windows_of(one.run.scenario, one.run.days)["during"] for one in folders if _ordered(one)}) > 1:
        found.append(say("gap.days"))
    if any(not folder.summary["outsiders"] for folder in paired):
        found.append(say("gap.nobody"))
    return found


def _ordered(folder: Folder) -> bool:
    """Return whether anything is ordered in a run."""
    return bool(folder.background["arms"][folder.run.scenario["id"]]["directives"])


def _range_gap(paired: Sequence[Folder], drawn: Sequence[KeptDraws | None]) -> str:
    """Return what has no range, and what would give it one."""
    if any(drawn):
        return say("gap.maps")
    some = min((folder.summary["draws"] for folder in paired), default=0)
    if 0 < some < FEWEST_DRAWS:
        return say("gap.few_draws", count=some, enough=FEWEST_DRAWS)
    return say("gap.old_draws" if some else "gap.range")
