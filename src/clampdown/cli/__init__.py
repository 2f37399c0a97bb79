"""The command line: parse, call, print. Everything else is imported by the command that needs it."""

import os
import sys

import typer

from clampdown.cli import (
    benching,
    checking,
    comparing,
    creating,
    drawing,
    estimating,
    exploring,
    listing_victims,
    reading,
    reporting,
    running,
)
from clampdown.cli.group import Commands

app = typer.Typer(
    cls=Commands,
    help="How a crackdown order travels from the leader to the street, what it does to people there, and "
    "what the outside gets to see. Synthetic people only: directions, ratios and shapes; no forecast, "
    "no record.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(running.run)
app.command()(running.demo)
app.command()(comparing.compare)
app.command()(exploring.explore)
app.command()(drawing.figures)
app.command()(checking.check)
app.command()(listing_victims.lists)
app.command()(estimating.estimate)
app.command()(benching.bench_estimators)
app.command()(reporting.report)
app.command()(reading.explain)
app.command("list")(reading.list_all)
app.command()(reading.metrics)
app.command()(reading.groups)
app.command()(reading.measures)
app.command()(reading.evidence)
app.command()(reading.schedule)
app.add_typer(creating.new, name="new")
app.command()(reading.info)


def main() -> None:
    """Run the program; a reader that closes the pipe ends it quietly."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
