"""Commands that run: a scenario beside its twin, and the demonstration."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clampdown.cli import options
from clampdown.cli.output import show, show_json
from clampdown.cli.progress import interruptible, progress
from clampdown.cli.reporting import report_beside

if TYPE_CHECKING:
    from clampdown.experiments.preparing import Wishes

DEMO = "hundred-day-battle"
DEMO_FOLDER = Path("runs/demo")


def run(
    scenario: options.Scenario,
    seed: options.Seed = None,
    threads: options.Threads = None,
    sample: options.Sample = "",
    area: options.Area = "",
    settings: options.Settings = None,
    draws: options.Draws = 0,
    out: options.Out = None,
    resume: options.Resume = False,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Run a scenario beside its twin and say what it did.

    Human cost first. The twin has the same people and the same luck, and no campaign: what differs is what
    the orders did. Without --draws there is one run and no range.
    """
    from clampdown.experiments.preparing import Wishes

    wishes = Wishes(seed, sample, area, tuple(settings or ()))
    folder = out or Path("runs") / Path(scenario).stem
    _carry_out(scenario, wishes, folder, threads, draws, resume, overwrite, as_json)


def demo(
    seed: options.Seed = None,
    threads: options.Threads = None,
    sample: options.Sample = "",
    draws: Annotated[int, typer.Option("--draws", min=0, help="Parameter draws, on a part.")] = 20,
    out: options.Out = None,
    resume: options.Resume = False,
    as_json: options.AsJson = False,
) -> None:
    """Run the campaign of summer 2015 on the whole nation.

    Beside its twin, with ranges from 20 parameter draws on a part of the places; it ends by saying what may
    be concluded and what not. The results in runs/demo are replaced.
    """
    from clampdown.experiments.preparing import Wishes

    wishes = Wishes(seed, sample)
    _carry_out(DEMO, wishes, out or DEMO_FOLDER, threads, draws, resume, not resume and out is None, as_json)


def _carry_out(
    scenario: str,
    wishes: "Wishes",
    folder: Path,
    threads: int | None,
    draws: int,
    resume: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Run a scenario, print its summary, and say how to go on where it is interrupted."""
    from clampdown.experiments.conclusions import conclusions
    from clampdown.experiments.outsiders.box import box_in_words
    from clampdown.experiments.preparing import prepare
    from clampdown.experiments.summary_text import summary_in_words
    from clampdown.experiments.took import note_took, took, took_in_words
    from clampdown.experiments.verbs import run as run_scenario
    from clampdown.experiments.wording import paragraph

    ready = prepare(scenario, wishes)
    try:
        with progress() as shown, interruptible(shown) as bars:
            outcome = run_scenario(
                ready, folder, threads=threads, resume=resume, overwrite=overwrite, draws=draws, progress=bars
            )
    except KeyboardInterrupt:
        raise KeyboardInterrupt(how_to_resume(folder)) from None
    spent = took(outcome)
    note_took(spent)
    found: dict[str, Any] = outcome.summary | {"conclusions": conclusions(outcome.summary), "took": spent}
    page = report_beside(folder)
    if as_json:
        show_json(found | {"folder": folder, "report": page.path})
    else:
        told = [line for sentence in found["conclusions"] for line in paragraph(sentence)]
        box = box_in_words(found["writing"])
        show([*summary_in_words(found), *box, "", *told, "", *took_in_words(spent, folder), repr(page)])


def how_to_resume(folder: Path) -> str:
    """Return what to type to go on with an interrupted run."""
    if not (folder / "state.json").exists():
        return "Interrupted before the first day counted; nothing was left behind. Start again."
    words = [word for word in sys.argv[1:] if word not in ("--overwrite", "--resume")]
    return f"Interrupted; what counts is kept. Go on with: clampdown {shlex.join(words)} --resume"
