"""The command that writes a report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clampdown.cli import options
from clampdown.cli.output import show, show_json

if TYPE_CHECKING:
    from clampdown.report import Page

Runs = Annotated[
    list[Path], typer.Argument(metavar="RUN...", help="Folders of runs, or that of one comparison.")
]


def report(
    runs: Runs,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file; report.html in the first folder if not given.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Write a report: one HTML file to mail, open offline and print.

    What was done to people comes first; then the way of each order from the leader to the street and back
    as a claim, days and maps, who pays, what outsiders would count, and what may be written. --json prints
    what the report shows and writes nothing.
    """
    from clampdown.report import FILE, payload_of, write_report

    payload = payload_of(runs)
    if as_json:
        show_json(payload)
    else:
        show([repr(write_report(payload, out or runs[0] / FILE))])


def report_beside(folder: Path) -> "Page":
    """Write the report of a run or a comparison that has just ended into its folder."""
    from clampdown.report import FILE, payload_of, write_report

    return write_report(payload_of([folder]), folder / FILE)
