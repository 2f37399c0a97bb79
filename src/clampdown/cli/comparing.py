"""The command that compares scenarios over seeds and draws."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from clampdown.cli import options
from clampdown.cli.output import show, show_json
from clampdown.cli.progress import interruptible, progress
from clampdown.cli.reporting import report_beside

Scenarios = Annotated[
    list[str],
    typer.Argument(metavar="BASE SCENARIO...", help="Names or YAML files; all are held against the first."),
]


def compare(
    scenarios: Scenarios,
    replicates: Annotated[int, typer.Option("--replicates", min=1, help="Pairs, each with a seed.")] = 20,
    draws: options.Draws = 0,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Of the first pair.")] = None,
    sample: options.Sample = "",
    area: options.Area = "",
    settings: options.Settings = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; one per core if not given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the dataset; runs/compare-… if not given.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a comparison, also with more replicates or draws.")
    ] = False,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Compare scenarios over many seeds and draws, pair by pair.

    Each effect on people comes with its 90 % interval over seeds at the numbers written down, and over draws
    of all that is assumed or judged. Arms of a pair have the same people and the same luck; how much variance
    that saves is told. The dataset is written as replicates finish.
    """
    from clampdown.experiments.compare import carry_out
    from clampdown.experiments.compare_design import design_of
    from clampdown.experiments.compare_text import comparison_in_words
    from clampdown.experiments.preparing import Wishes

    wishes = Wishes(seed, sample, area, tuple(settings or ()))
    design = design_of(scenarios, replicates=replicates, draws=draws, wishes=wishes)
    folder = out or Path("runs") / "-".join(["compare", *(Path(name).stem for name in scenarios)])
    try:
        with progress() as shown, interruptible(shown) as bars:
            found = carry_out(
                design, folder, workers=workers, resume=resume, overwrite=overwrite, progress=bars
            )
    except KeyboardInterrupt:
        raise KeyboardInterrupt(how_to_go_on(folder)) from None
    told, page = found.summary | {"folder": folder}, report_beside(folder)
    if as_json:
        show_json(told | {"report": page.path})
    else:
        show([*comparison_in_words(told), repr(page)])


def how_to_go_on(folder: Path) -> str:
    """Return what to type to go on with an interrupted comparison."""
    if not (folder / "comparison.json").exists():
        return "Interrupted before the first replicate was done; nothing was left behind. Start again."
    words = [word for word in sys.argv[1:] if word not in ("--overwrite", "--resume")]
    return f"Interrupted; what is done is kept. Go on with: clampdown {shlex.join(words)} --resume"
