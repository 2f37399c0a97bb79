"""Reading the folder of a comparison into what a report is made from."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from clampdown.errors import ResultsError, shown_path
from clampdown.experiments.arms import F8
from clampdown.experiments.compare_design import WRITTEN
from clampdown.experiments.compare_layout import DATA, FORMAT_VERSION, cell_file, open_dataset
from clampdown.experiments.compare_store import ABOUT, STATE, read_state
from clampdown.experiments.courses.keeping import Followed
from clampdown.experiments.kept_summary import read_summary
from clampdown.experiments.outsiders.shown import FEWEST_DRAWS, kinds_of_arm
from clampdown.experiments.outsiders.telling import apart
from clampdown.experiments.saying import say
from clampdown.experiments.windows import Window
from clampdown.report.commands import retyped
from clampdown.report.evidence import joined
from clampdown.report.numbers import number, range_of, rate_of
from clampdown.report.source import DRAWS, ONE, SEEDS, Arm, Source
from clampdown.results.metrics import or_damaged
from clampdown.world.files import damage, read_json, reported

Rows = Sequence[Mapping[str, Any]]


def is_comparison(folder: Path) -> bool:
    """Return whether a folder is that of a comparison, whole or not."""
    return any((folder / name).exists() for name in (ABOUT, STATE))


def source_of_comparison(folder: Path) -> Source:
    """Return what a report on a comparison is made from.

    Days, places and groups are shown over draws where there are 20 or more, else over seeds.

    Raises
    ------
    ResultsError
        If it is unfinished, damaged or of another version.
    """
    about = read_json(folder / ABOUT, version=FORMAT_VERSION, sealed=False)
    if not about.keys() >= {"command", "versions", "manifest"} or "order" not in about["manifest"]:
        raise ResultsError(damage(folder / ABOUT))
    kept = read_summary(folder)
    summary, background = kept["summary"], kept["background"]
    dataset, state = open_dataset(folder), read_state(folder)
    drawn = summary["draws"] >= FEWEST_DRAWS
    rows = [row for row in state["done"] if (row["draw"] is not None) == drawn]
    rows = rows[: summary["draws" if drawn else "replicates"]]  # more may have come since it was summed up
    over = DRAWS if drawn else SEEDS if len(rows) > 1 else ONE
    arms = _arms(folder, dataset, rows, about["manifest"]["order"], background)
    of_arm = {n: summary["arms"][n - 1] for n in range(1, len(arms))}
    return Source(
        kind="comparison", arms=arms, over=over, count=len(rows), about=_about(about, summary, dataset, arms),
        pack=background["pack"], records=background["records"], counts=summary["records"],
        resting=joined([background.get("resting", {})]),
        costs={n: _costs(arm, summary) for n, arm in of_arm.items()},
        outsiders={n: _outsiders(arm, summary) for n, arm in of_arm.items() if arm["outsiders"]},
        work={n: summary["orders"][n] for n in of_arm}, writing=summary["writing"],
        repeat=[retyped(about["command"])], gaps=_gaps(summary),
    )  # fmt: skip


def _arms(
    folder: Path, dataset: xr.Dataset, rows: Rows, labels: Sequence[str], background: Mapping[str, Any]
) -> list[Arm]:
    """Return the arms with their days, places, groups and orders."""
    parts = {name: _stacked(folder, dataset, name, rows) for name in Followed._fields}
    for name, values in parts.items():
        if not np.isfinite(values).any() and name.endswith("_behind"):
            raise ResultsError(
                f"{shown_path(folder)} is damaged: {name} is empty. Run again with --overwrite."
            )
    window, orders = _window(dataset), dataset["order"].to_numpy().tolist()
    return [
        Arm(
            label, background["arms"][label]["title"], "arm" if n else "base", 0 if n else None,
            background["arms"][label]["directives"], window,
            {name: values[:, n] for name, values in parts.items()}, orders,
        )
        for n, label in enumerate(labels)
    ]  # fmt: skip


def _stacked(folder: Path, dataset: xr.Dataset, name: str, rows: Rows) -> F8:
    """Return the replicates that count, one after the other, of shape (replicate, arm, …)."""
    for row in rows:  # what is not there would read as not a number
        path = cell_file(folder, name, row["replicate"], 0 if row["draw"] is None else row["draw"] + 1)
        if not path.exists():
            raise ResultsError(damage(path))
    path = folder / DATA / name
    with reported(f"{shown_path(path)} cannot be read"), or_damaged(path):
        cells = [
            dataset[name].sel(
                replicate=row["replicate"], draw=WRITTEN if row["draw"] is None else str(row["draw"])
            )
            for row in rows
        ]
        return np.array([cell.to_numpy() for cell in cells], dtype=np.float64)


def _window(dataset: xr.Dataset) -> Window:
    """Return the days on which the arms differ."""
    start = datetime.date.fromisoformat(dataset.attrs["start"])
    first, last = map(datetime.date.fromisoformat, dataset.attrs["windows"]["during"])
    return Window((first - start).days, (last - start).days + 1)


def _about(
    about: Mapping[str, Any], summary: Mapping[str, Any], dataset: xr.Dataset, arms: Sequence[Arm]
) -> dict[str, Any]:
    """Return what the comparison is."""
    title = say("title.against", others=[arm.title for arm in arms[1:]], base=arms[0].title)
    return {
        "title": title, "command": retyped(about["command"]),
        "versions": about["versions"], "seeds": summary["seeds"], "replicates": summary["replicates"],
        "draws": summary["draws"], "sample": dataset.attrs["sample"], "start": dataset.attrs["start"],
        "days": int(dataset.attrs["days"]), "people": summary["people"],
        "drawn_on": None,
    }  # fmt: skip


def _costs(arm: Mapping[str, Any], summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the human cost of an arm as rows."""
    return [
        {
            "key": row["key"], "title": row["title"], "level": row["level"],
            "only_here": row["only_here"], "enough": row["enough"], **_effect(row, summary),
            "rate": rate_of(row["per_1000"]["arm"], row["per_1000"]["base"], 1000),
        }
        for row in arm["metrics"] if row["human_cost"]
    ]  # fmt: skip


def _effect(row: Mapping[str, Any], summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return a ratio with its intervals."""
    ratio, draws = row["ratio"], row["over_draws"]
    return {
        "ratio": number(ratio["value"]) if ratio else None,
        "seeds": range_of(ratio, SEEDS, summary["replicates"]),
        "draws": range_of(draws["ratio"], DRAWS, summary["draws"]) if draws else None,
    }


def _outsiders(arm: Mapping[str, Any], summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what happened beside what was published as rows."""
    kinds = {kind.happened.key: kind for kind in kinds_of_arm(arm, summary)}
    return [
        {
            "kind": row["kind"], "title": row["title"], "outlets": row["outlets"],
            **{
                side: {
                    "enough": row[side]["enough"], "only_here": row[side]["only_here"],
                    **_effect(row[side], summary),
                }
                for side in ("happened", "published")
            },
            "told": rate_of(row["per_100"]["arm"], row["per_100"]["base"], 100),
            "apart": apart(kinds[row["kind"]]),
        }
        for row in arm["outsiders"]
    ]  # fmt: skip


def _gaps(summary: Mapping[str, Any]) -> list[str]:
    """Return what these files do not hold."""
    found: list[str] = [say("gap.cases")]
    if summary["draws"] < FEWEST_DRAWS:
        key = "gap.seeds" if summary["replicates"] > 1 else "gap.pair"
        found.append(say(key, count=summary["draws"], enough=FEWEST_DRAWS))
    if summary["failed"]:
        found.append(say("gap.failed", count=len(summary["failed"])))
    if not any(arm["outsiders"] for arm in summary["arms"]):
        found.append(say("gap.nobody"))
    return found
