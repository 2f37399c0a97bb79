"""The command that draws figures for papers."""

from pathlib import Path
from typing import Annotated

import typer

from clampdown.cli import options
from clampdown.cli.output import show, show_json

Results = Annotated[
    list[Path],
    typer.Argument(metavar="RUN...", help="Folders of runs, or of one comparison, such as runs/demo."),
]


def figures(
    runs: Results,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for the figures; figures in the first one if not given."),
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Some of pdf, svg and png, separated by commas.")
    ] = "pdf,svg,png",
    as_json: options.AsJson = False,
) -> None:
    """Draw a result for a paper: figures two columns wide in 8 point type, and their captions.

    Human cost comes first; then who is held and what for, who pays bribes, the way from order to street and
    back, maps by province, the days, and what outsiders publish. A scenario has its colour and its dash or
    mark; each picture carries the notice; the same result gives the same files. What rests on fewer than 20
    simulated people or events is not drawn. captions.txt says what is shown and how it was made.
    """
    from clampdown.figures.writing import write_figures
    from clampdown.report import payload_of

    wanted = [one.strip() for one in formats.split(",")]
    written = write_figures(payload_of(runs), out or runs[0] / "figures", wanted)
    if as_json:
        show_json({"files": written})
    else:
        nothing = [
            "Too few simulated people or events are behind this result for any figure. Run more of them."
        ]
        show([f"Written: {path.as_posix()}" for path in written] or nothing)
