"""Options that several commands share; each is declared once."""

from pathlib import Path
from typing import Annotated

import typer

Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name of a scenario, or a YAML file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON with the keys of docs/json.md.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of all random numbers.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads; all cores if not given.")]
Sample = Annotated[
    str, typer.Option("--sample", help="Share of beats simulated: 0.01, or border=0.2,rest=0.005.")
]
Area = Annotated[
    str, typer.Option("--area", help="Provinces or places by id, separated by commas, or border.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="A record, mechanisms.M05, options.levels, days …"),
]
Draws = Annotated[
    int, typer.Option("--draws", min=0, help="Runs with every judged or assumed number drawn from its range.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder for the results; runs/<scenario> if not given.")
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that was broken off.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")]
PackName = Annotated[str, typer.Option("--pack", help="Country pack: its name, or its folder.")]
