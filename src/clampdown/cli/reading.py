"""Commands that run nothing: what there is, what was understood, where numbers come from."""

from pathlib import Path
from typing import Annotated

import typer

from clampdown.cli.options import Area, AsJson, PackName, Sample, Scenario, Seed, Settings, Threads
from clampdown.cli.output import show, show_json


def explain(
    scenario: Scenario,
    seed: Seed = None,
    threads: Threads = None,
    sample: Sample = "",
    area: Area = "",
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Say what a scenario orders; runs nothing.

    In plain English: a calendar of the orders, why each is read as it is, when it is expected on the street,
    what is left out, and what a run will cost in memory and minutes.
    """
    from clampdown.engine.machine import cores
    from clampdown.experiments.explain import explain as explanation_of
    from clampdown.experiments.explain_text import explanation_in_words
    from clampdown.experiments.preparing import Wishes, prepare

    prepared = prepare(scenario, Wishes(seed, sample, area, tuple(settings or ())))
    found = explanation_of(prepared, threads=threads or cores())
    if as_json:
        show_json(found)
    else:
        show(explanation_in_words(found))


def list_all(as_json: AsJson = False) -> None:
    """List packs, scenarios, directives and mechanisms."""
    from clampdown.experiments.listing import everything, everything_in_words

    found = everything()
    if as_json:
        show_json(found)
    else:
        show(everything_in_words(found))


def metrics(pack: PackName = "dprk", as_json: AsJson = False) -> None:
    """List everything that is counted.

    Each with its unit, its axes, its meaning, whether a public figure constrains its level, and whether a
    sample shows it.
    """
    from clampdown.experiments.counted import metrics_in_words, metrics_of

    found = metrics_of(pack)
    if as_json:
        show_json(found)
    else:
        show(metrics_in_words(found))


def groups(pack: PackName = "dprk", as_json: AsJson = False) -> None:
    """List the groups figures can be told apart by."""
    from clampdown.experiments.groups import groups_in_words, groups_of

    found = groups_of(pack)
    if as_json:
        show_json(found)
    else:
        show(groups_in_words(found))


def measures(as_json: AsJson = False) -> None:
    """List what an order can ask for, with units and bounds."""
    from clampdown.experiments.listing import measures_in_words, measures_of

    found = measures_of()
    if as_json:
        show_json(found)
    else:
        show(measures_in_words(found))


def evidence(
    prefix: Annotated[
        str, typer.Argument(metavar="[PREFIX]", help="Only names that begin so, such as behaviour.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show every number with its range and its source.

    Counted by basis: measured, estimated, judged, assumed.
    """
    from clampdown.experiments.evidence import evidence_in_words, evidence_of

    found = evidence_of(prefix)
    if as_json:
        show_json(found)
    else:
        show(evidence_in_words(found))


def schedule(
    run: Annotated[
        Path | None, typer.Option("--run", help="Folder of a run, whose seconds are shown beside each line.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what happens in a day, in order."""
    from clampdown.experiments.daily import schedule_in_words, schedule_of

    found = schedule_of(run)
    if as_json:
        show_json(found)
    else:
        show(schedule_in_words(found))


def info(as_json: AsJson = False) -> None:
    """Show versions, machine and cache, for reports of bugs."""
    from clampdown.experiments.info import info_in_words, info_of

    found = info_of()
    if as_json:
        show_json(found)
    else:
        show(info_in_words(found))
