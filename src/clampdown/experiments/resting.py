"""What each figure of a report rests on: the records of the stages between the order and the figure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clampdown.experiments.evidence import by_basis
from clampdown.experiments.outsiders.counts import KINDS
from clampdown.experiments.saying import say
from clampdown.experiments.summary import HUMAN_COST
from clampdown.schema.evidence import Evidence
from clampdown.schema.loading import Catalogue
from clampdown.schema.pack import Pack
from clampdown.schema.stage import stages_behind

Plain = Mapping[str, Any]  # a scenario as a run records it: directives, mechanisms and more
WORK = {
    "reached": say("work.reached"), "executed": say("work.executed"), "claimed": say("work.claimed"),
    "believed": say("work.believed"),
}  # fmt: skip
FIGURES = {
    **{figure.key: figure.title for figure in HUMAN_COST}, **WORK, **KINDS,
    **{f"published_{kind}": say("kind.published", title=title) for kind, title in KINDS.items()},
}  # fmt: skip


def counts_by_figure(resting: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return how many of the records behind each figure have each basis, by key, from `resting_of`."""
    return {figure["key"]: dict(figure["records"]) for figure in resting["figures"]}


def records_in_use(scenarios: Sequence[Plain], pack: Pack, catalogue: Catalogue) -> dict[str, Evidence]:
    """Return the records that days of some scenarios can read, by dotted name.

    Left out is what belongs to mechanisms that are off in all of them, to measures that none of them orders,
    and to offences and tasks that the country does not have.

    Parameters
    ----------
    scenarios : as a run records them
    pack, catalogue : which they share
    """
    on = {name for one in scenarios for name, works in one["mechanisms"].items() if works}
    measures = {order["measure"] for one in scenarios for d in one["directives"] for order in d["orders"]}
    tasks = {name for name in pack.tasks if set(catalogue.tasks[name].mechanisms) <= on}
    groups: dict[str, Iterable[str]] = {"offences": pack.offences, "tasks": tasks, "measures": measures}
    holders: dict[str, set[str]] = {}
    for mechanism in catalogue.mechanisms.values():
        for name in mechanism.records:
            holders.setdefault(name, set()).add(mechanism.id)
    every = {**catalogue.records(), **pack.records()}
    return {
        name: record for name, record in every.items()
        if _has(name, groups) and (name not in holders or holders[name] & on)
    }  # fmt: skip


def _has(name: str, groups: Mapping[str, Iterable[str]]) -> bool:
    """Return whether a record belongs to something that there is."""
    group, item, *_ = name.split(".")
    return group not in groups or item in groups[group]


def resting_of(scenarios: Sequence[Plain], pack: Pack, catalogue: Catalogue) -> dict[str, Any]:
    """Return what each figure of a report on some scenarios rests on.

    Parameters
    ----------
    scenarios : those shown and those that they are held against, as a run records them
    pack, catalogue : which they share

    Returns
    -------
    dict with `stages` (names of their records) and `figures` (stages behind each, how many records have each
    basis, paragraphs of reports and public works), both in order, and titles of the `reports`
    """
    used = records_in_use(scenarios, pack, catalogue)
    on = {name for one in scenarios for name, works in one["mechanisms"].items() if works}
    read = {name: list(stage.reads(used)) for name, stage in catalogue.stages.items()}
    behind = {key: stages_behind(catalogue.stages, key) for key in FIGURES}
    return {
        "stages": [
            {"key": name, "title": stage.title, "records": read[name]}
            for name, stage in catalogue.stages.items() if any(name in found for found in behind.values())
        ],
        "figures": [
            {
                "key": key, "title": title, "stages": behind[key],
                **_cited(
                    {name: used[name] for stage in behind[key] for name in read[stage]},
                    on, {one for stage in behind[key] for one in catalogue.stages[stage].mechanisms},
                    pack, catalogue,
                ),
            }
            for key, title in FIGURES.items()
        ],
        "reports": {
            name: {"title": one.title, "outlet": one.outlet, "published": one.published}
            for name, one in catalogue.reports.items()
        },
    }  # fmt: skip


def _cited(
    records: Mapping[str, Evidence], on: set[str], bare: set[str], pack: Pack, catalogue: Catalogue
) -> dict[str, Any]:
    """Return counts by basis, paragraphs that tell of the mechanisms, and works that the records cite."""
    sources = catalogue.sources(pack)
    told: dict[str, set[int]] = {}
    for mechanism in catalogue.mechanisms.values():
        if mechanism.id in on and (mechanism.id in bare or not records.keys().isdisjoint(mechanism.records)):
            for paragraph in mechanism.reports:
                file, number = paragraph.split(" ¶")
                told.setdefault(file, set()).add(int(number))
    works = {work for name, record in records.items() for work in sources.works(name, record)}
    return {
        "records": by_basis(records),
        "paragraphs": {file: sorted(told[file]) for file in sorted(told)},
        "works": sorted(works),
    }
