"""Commands that write files to be filled in."""

from pathlib import Path
from typing import Annotated

import typer

from clampdown.cli.options import Overwrite, PackName
from clampdown.cli.output import show

new = typer.Typer(
    help="Write files to be filled in.", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)


@new.callback()
def _group() -> None:
    """Write files to be filled in."""


@new.command()
def schemas(
    out: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to write to.")] = Path("schemas"),
) -> None:
    """Write JSON Schemas of all data files, for editors that complete and check YAML."""
    from clampdown.schema.json_schema import write_json_schemas
    from clampdown.schema.loading import load_catalogue

    paths = write_json_schemas(out, load_catalogue().measures)
    show([f"Written: {', '.join(path.name for path in paths)} in {out}."])


@new.command()
def directive(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id: small letters, digits, -.")] = "new-order",
    pack: PackName = "dprk",
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path(),
    overwrite: Overwrite = False,
) -> None:
    """Write an annotated directive, and a scenario that runs it beside a quiet twin."""
    from clampdown.experiments.template import write_directive

    paths = write_directive(name, pack, out, overwrite=overwrite)
    show([
        f"Written: {paths[0]} (the directive) and {paths[1]} (a scenario that runs it).",
        f"Edit the first, then: clampdown explain {paths[1]}",
    ])  # fmt: skip
