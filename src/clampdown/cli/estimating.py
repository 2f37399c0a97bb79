"""The command that estimates how many people there were from anybody's lists."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clampdown.cli import options
from clampdown.cli.output import show, show_json

if TYPE_CHECKING:
    from clampdown.inference.table import CaptureTable

Table = Annotated[
    str,
    typer.Argument(
        metavar="TABLE.csv",
        help="A column of 0 and 1 for each list and a column count; or kosovo-1999, uk-2013.",
    ),
]


def estimate(
    table: Table,
    estimators: Annotated[
        str, typer.Option("--estimators", help="Names, separated by commas; all if not given.")
    ] = "",
    bootstrap: Annotated[
        int, typer.Option("--bootstrap", min=0, help="Tables drawn anew for intervals over the choice.")
    ] = 1000,
    iterations: Annotated[
        int, typer.Option("--iterations", min=100, help="Of each chain of the latent-class model.")
    ] = 30_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of all random numbers.")] = 1,
    absent_is_zero: Annotated[
        bool, typer.Option("--absent-is-zero", help="Patterns without a row have nobody.")
    ] = False,
    exports: Annotated[
        list[str] | None,
        typer.Option(
            "--export", metavar="FORMAT=FILE", help="Write the table for rcapture, lcmcr, sparsemse."
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Estimate how many people there were from overlapping lists.

    Takes counts by capture pattern: how many people are on exactly these lists. Rows per person are refused.
    Each estimator says what it rests on, warns of tables that tell too little, and gives no figure where
    there is none to be had.
    """
    from clampdown.inference.estimators import Effort
    from clampdown.inference.estimators import estimate as estimate_all
    from clampdown.inference.shipped import find_table
    from clampdown.inference.telling import as_data, in_words

    keys = [key.strip() for key in estimators.split(",") if key.strip()]
    targets = [_target(text) for text in exports or []]
    counts = find_table(table, absent_is_zero=absent_is_zero)
    found = estimate_all(counts, keys, Effort(bootstrap, iterations, seed))
    in_r = _exported(counts, targets, _note(table))
    if as_json:
        show_json(as_data(counts, found) | {"seed": seed, "in_r": in_r})
    else:
        show([*in_words(counts, found), *(line for lines in in_r for line in ["", *lines])])


def _target(text: str) -> tuple[str, Path]:
    """Return format and file of an export."""
    from clampdown.errors import InputError, Problem, did_you_mean
    from clampdown.inference.export import FORMATS

    form, _, file = text.partition("=")
    path = Path(file)
    if form not in FORMATS:
        what = f"'{form}' is no format."
        raise InputError([Problem(what, did_you_mean(form, FORMATS), path="--export")])
    if not file or path.is_dir() or not path.resolve().parent.is_dir():
        what = f"'{file}' cannot be written."
        raise InputError([Problem(what, f"Write {form}=FILE, in a folder that is there.", path="--export")])
    return form, path


def _note(table: str) -> str:
    """Return the notice if a table came out of a simulation; other tables may be of real people."""
    from clampdown.world.files import NOTICE

    path = Path(table)
    first = path.read_text(encoding="utf-8-sig").partition("\n")[0] if path.is_file() else ""
    return NOTICE if first.strip() == f"# {NOTICE}" else ""


def _exported(table: "CaptureTable", targets: list[tuple[str, Path]], note: str) -> list[list[str]]:
    """Write a table in every format asked for; returns the lines of R that read them."""
    from clampdown.inference.export import export

    return [export(table, form, path, note) for form, path in targets]
