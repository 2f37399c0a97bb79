"""The command that makes lists of victims from what was published of a run."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from clampdown.cli import options
from clampdown.cli.output import show, show_json


def lists(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run that was observed.")],
    event: Annotated[
        str, typer.Option("--event", help="detention, execution, exile, leaving or fine.")
    ] = "detention",
    area: options.Area = "",
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day of the events.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day of the events.")] = "",
    sex: Annotated[str, typer.Option("--sex", help="female or male; everybody if not given.")] = "",
    groups: Annotated[
        list[str] | None,
        typer.Option("--list", metavar="NAME=OBSERVER,…", help="A list; one per observer if not given."),
    ] = None,
    missed_match: Annotated[
        float | None, typer.Option("--missed-match", help="Share of matches missed; as the record says.")
    ] = None,
    false_match: Annotated[
        float | None,
        typer.Option("--false-match", help="Share of people taken for others; as the record says."),
    ] = None,
    duplicates: Annotated[bool, typer.Option("--keep-duplicates", help="Link nobody within a list.")] = False,
    key: Annotated[
        Path | None, typer.Option("--key", help="File of the key: also tell how many there were in truth.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the errors of linkage.")] = 1,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the tables, also for R.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Make lists of victims from what was published of a run.

    Whom each observer names, linked from list to list with errors of known rate, counted by capture pattern,
    overall and by province, month, sex and age band. No list carries anything about one person.
    """
    from clampdown.bench import listing, listing_out
    from clampdown.schema.loading import load_catalogue

    seen = listing.open_seen(run, key=key)
    words = [name.strip() for name in area.split(",") if name.strip()]
    universe = listing.universe_of(
        seen.pack, event, area=words, first=_date(first, "--from"), last=_date(last, "--to"), sex=_sex(sex)
    )
    errors = listing.errors_of(load_catalogue().behaviour, missed_match, false_match)
    asked = _asked(groups or []) or listing.usual_lists(seen)
    made = seen.listed(universe, asked, errors, seed, deduplicate=not duplicates)
    truth = seen.truth(universe) if key else None
    found = listing_out.listing_as_data(made, universe, errors, truth)
    by_stratum = listing_out.truth_by_stratum(seen.victims, universe) if key else None
    files, in_r = listing_out.write_listing(made, out, by_stratum) if out else ([], [])
    if as_json:
        show_json(found | {"seed": seed, "files": files, "in_r": in_r})
    else:
        show([*listing_out.listing_in_words(found, files), *(line for rs in in_r for line in ["", *rs])])


def _date(text: str, option: str) -> datetime.date | None:
    """Return a date, or None where none was given."""
    from clampdown.errors import InputError, Problem

    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError([Problem(f"'{text}' is no date.", "Write 2015-07-01.", path=option)]) from None


def _sex(text: str) -> str | None:
    from clampdown.errors import InputError, Problem, did_you_mean

    if text and text not in ("female", "male"):
        raise InputError(
            [Problem(f"'{text}' is no sex.", did_you_mean(text, ("female", "male")), path="--sex")]
        )
    return text or None


def _asked(groups: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the observers of each list that was asked for."""
    from clampdown.errors import InputError, Problem

    found: dict[str, tuple[str, ...]] = {}
    for name, observers in map(_group, groups):
        if name in found:
            what = f"The list '{name}' is given twice."
            raise InputError([Problem(what, "Give all its observers at once.", path="--list")])
        found[name] = observers
    return found


def _group(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the name of a list and its observers."""
    from clampdown.errors import InputError, Problem

    name, equals, observers = text.partition("=")
    found = tuple(one.strip() for one in observers.split(",") if one.strip())
    if not name.strip() or not equals or not found:
        what = f"'{text}' names no list."
        raise InputError([Problem(what, "Write NAME=OBSERVER,OBSERVER.", path="--list")])
    return name.strip(), found
