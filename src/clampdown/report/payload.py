"""Everything a page shows, gathered from the folders of runs or of a comparison."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clampdown.errors import ResultsError, shown_path
from clampdown.report.comparisons import is_comparison, source_of_comparison
from clampdown.report.courses import maps, series, telling_day
from clampdown.report.evidence import OLD, evidence
from clampdown.report.flow import flow, traces
from clampdown.report.held import why_held
from clampdown.report.people import costs, headline, who
from clampdown.report.runs import is_run, source_of_runs
from clampdown.report.source import Source, campaigns
from clampdown.world.files import NOTICE, reported

FORMAT = 1
OF_DIRECTIVE = ("id", "title", "issuer", "announced", "from", "until", "report")
OF_ORDER = ("id", "title", "asked", "report")


def payload_of(runs: Sequence[Path]) -> dict[str, Any]:
    """Return everything a report on some results shows, as plain JSON, as `web/src/lib/payload.ts` names it.

    Parameters
    ----------
    runs : folders of runs, or the folder of one comparison

    Raises
    ------
    ResultsError
        If a folder is unfinished, damaged, of another version, or they cannot stand side by side.
    """
    return payload_from(source_of(runs))


def payload_from(source: Source) -> dict[str, Any]:
    """Return everything a report shows of what has been read."""
    shown_series = series(source)
    return {
        "about": _about(source), "headline": headline(source),
        "scenarios": [_scenario(arm) for arm in source.arms],
        "cost": costs(source), "flow": flow(source), "series": shown_series, "map": maps(source),
        "who": who(source), "mood": [row["key"] for row in shown_series if row["group"] == "mood"],
        "outsiders": [
            {"scenario": n, "against": source.arms[n].against, "rows": rows}
            for n, rows in source.outsiders.items()
        ],
        "writing": {name: source.writing[name] for name in ("may", "may_not")},
        "trace": traces(source), "why_held": why_held(source), "evidence": evidence(source),
        "repeat": source.repeat, "gaps": [*source.gaps, *([] if source.resting else [OLD])],
    }  # fmt: skip


def source_of(runs: Sequence[Path]) -> Source:
    """Return what a report is made from, once it is known what the folders hold."""
    folders = [Path(run) for run in runs]
    if not folders:
        raise ResultsError("A report needs the folder of a run or of a comparison, such as runs/demo.")
    with reported("A folder cannot be read"):
        many = [folder for folder in folders if is_comparison(folder)]
    if many and len(folders) > 1:
        raise ResultsError(
            f"{shown_path(many[0])} is a comparison and has a report of its own. Give it alone, or runs only."
        )
    if many:
        return source_of_comparison(many[0])
    for n, folder in enumerate(folders):
        if folder.resolve() in [other.resolve() for other in folders[:n]]:
            raise ResultsError(f"{shown_path(folder)} is given twice. Give each run once.")
        if folder.is_dir() and not is_run(folder):
            raise ResultsError(f"{shown_path(folder)} holds neither a run nor a comparison. Check the path.")
    return source_of_runs(folders)


def _about(source: Source) -> dict[str, Any]:
    """Return what is shown, and how it was made."""
    windows = _windows(source)
    pack = {name: source.pack[name] for name in ("id", "title")}
    return {
        "notice": NOTICE, "format": FORMAT, "kind": source.kind, **source.about, "pack": pack,
        "windows": windows, "telling_day": telling_day(source),
    }  # fmt: skip


def _windows(source: Source) -> dict[str, list[int] | None]:
    """Return the first and last day before, during and after the campaigns of all scenarios."""
    spans = [arm.window for arm in campaigns(source)]
    first, stop = min(span.first for span in spans), max(span.stop for span in spans)
    ends = {"before": (0, first), "during": (first, stop), "after": (stop, source.about["days"])}
    return {name: [one, two - 1] if two > one else None for name, (one, two) in ends.items()}


def _scenario(arm: Any) -> dict[str, Any]:
    """Return a scenario with its directives."""
    return {
        "id": arm.label, "title": arm.title, "against": arm.against, "role": arm.role,
        "directives": [
            {
                **{key: one[key] for key in OF_DIRECTIVE},
                "orders": [{key: order[key] for key in OF_ORDER} for order in one["orders"]],
            }
            for one in arm.directives
        ],
    }  # fmt: skip
