"""The command that checks claims."""

from pathlib import Path
from typing import Annotated

import typer

from clampdown.cli import options
from clampdown.cli.output import show, show_json
from clampdown.cli.progress import interruptible, progress

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Pattern files, or folders of them, from anywhere.")
]


def check(
    files: Files,
    pairs: Annotated[
        int | None, typer.Option("--pairs", min=2, help="Pairs of runs; what a pattern says, or 20.")
    ] = None,
    sample: Annotated[
        float | None,
        typer.Option(
            "--sample", min=0.0, max=1.0, help="Share of beats; the places meant ten times as dense."
        ),
    ] = None,
    draws: options.Draws = 0,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Of the first pair.")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; one per core if not given.")
    ] = None,
    junit: Annotated[Path | None, typer.Option("--junit", help="File for JUnit XML.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Check claims against the model.

    Each pattern says which runs are compared and what is expected of them. It holds, partly holds, fails, has
    too few events, or cannot be expressed. Runs that several patterns need are made once; where no sample is
    given, each pattern's own places are taken densely. A pair that breaks off is told of, and the rest go on.
    """
    from clampdown.experiments.claims.check import Plan
    from clampdown.experiments.claims.check import check as check_claims
    from clampdown.experiments.claims.reading import read_claims
    from clampdown.experiments.claims.report import as_data, as_junit, in_words
    from clampdown.schema.loading import load_catalogue

    catalogue = load_catalogue()
    claims = read_claims(files, catalogue)
    target = _target(junit)
    with progress() as shown, interruptible(shown) as bars:
        plan = Plan(pairs, draws, _share(sample), seed, workers, progress=bars)
        found = check_claims(claims, plan, catalogue)
    if target is not None:
        target.write_text(as_junit(found), encoding="utf-8")
    if as_json:
        show_json(as_data(found))
    else:
        show(in_words(found))


def _share(sample: float | None) -> float | None:
    from clampdown.errors import InputError, Problem

    if sample == 0.0:
        raise InputError(
            [Problem("0 is no share of beats.", "Write 0.01, or leave it away.", path="--sample")]
        )
    return sample


def _target(junit: Path | None) -> Path | None:
    """Return where JUnit XML goes, before anything is run for it."""
    from clampdown.errors import InputError, Problem

    if junit is None:
        return None
    if junit.is_dir() or not junit.resolve().parent.is_dir():
        what = f"'{junit}' cannot be written."
        raise InputError([Problem(what, "Name a file in a folder that is there.", path="--junit")])
    return junit
