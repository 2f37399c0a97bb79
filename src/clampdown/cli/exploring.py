"""The command that opens the explorer."""

from pathlib import Path
from typing import Annotated

import typer

from clampdown.cli.output import show


def explore(
    runs: Annotated[Path, typer.Option("--runs", help="Folder for the runs of the page.")] = Path(
        "runs/explore"
    ),
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; other machines reach any but the usual one.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; a free one if not given.")] = 0,
    pack: Annotated[str, typer.Option("--pack", help="Shipped pack that it opens on.")] = "dprk",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    people: Annotated[
        int | None, typer.Option("--people", min=1, help="Simulated people of a run at most.")
    ] = None,
) -> None:
    """Open the explorer in the browser: change an order and watch it hollow out on its way to the street.

    Only this machine can reach it. It opens on a shipped result; scenarios are run at a sample that answers
    in seconds. Nothing leaves the machine.
    """
    from clampdown.explorer.limits import Limits
    from clampdown.explorer.serving import Wanted, explore

    limits = Limits() if people is None else Limits(people=people)
    explore(Wanted(runs, pack, host, port, browser, limits), lambda line: show([line]))
