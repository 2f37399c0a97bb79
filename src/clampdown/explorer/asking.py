"""What the page asks for, and what is wrong with it: the same checks as for files."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from clampdown.errors import InputError, Problem, shown_path
from clampdown.experiments.compare_design import unlike
from clampdown.experiments.cost import expected_cost
from clampdown.experiments.preparing import Prepared, Wishes, prepare
from clampdown.explorer.limits import Limits
from clampdown.explorer.refusing import Fault, RefusalError
from clampdown.explorer.requests import Chosen, Request
from clampdown.schema.loading import Catalogue, pack_ids
from clampdown.schema.reading import Document, Loc, read_yaml, too_deep
from clampdown.schema.values import Values

NAME = re.compile(r"^(?:[a-z0-9_-]+/)?[a-z0-9_-]+$")
PARTS = 4_000  # of a text; the longest that ships has some hundred
REMEDY = "Name what is shipped, or write it out in the text."


def ready(request: Request, folder: Path, catalogue: Catalogue, limits: Limits) -> list[Prepared]:
    """Return the scenarios of a request, checked against the catalogue, one another and the limits.

    Parameters
    ----------
    request : Request
    folder : where texts are written as files, `scenario-1.yaml` …
    catalogue : Catalogue
    limits : Limits

    Raises
    ------
    RefusalError
        With every problem.
    """
    faults: list[Fault] = []
    arms: list[Prepared] = []
    if len(request.scenarios) > limits.scenarios:
        what = f"{len(request.scenarios)} scenarios are too many."
        raise RefusalError([Fault(None, what, f"At most {limits.scenarios} run side by side.")])
    for n, chosen in enumerate(request.scenarios):
        path = folder / f"scenario-{n + 1}.yaml"
        try:
            arms.append(_one(chosen, request, path, catalogue, limits))
        except InputError as error:
            faults += [_fault(n, problem, path) for problem in error.problems]
    faults = faults or [*_beyond(arms, limits), *_apart(arms)]
    if faults:
        raise RefusalError(faults)
    return arms


def _one(chosen: Chosen, request: Request, path: Path, catalogue: Catalogue, limits: Limits) -> Prepared:
    wishes = Wishes(
        request.seed, repr(request.sample), ",".join(request.area),
        tuple(_written(name, value) for name, value in chosen.settings.items())
        + ((f"days={request.days}",) if request.days else ()),
    )  # fmt: skip
    if chosen.text is None:
        return prepare(str(chosen.id), wishes, catalogue)
    write_text(chosen.text, path, limits)
    return prepare(str(path), wishes, catalogue)


def _written(name: str, value: float | str) -> str:
    """Return a setting as it is written on the command line; a switch of the page is a number.

    Examples
    --------
    >>> _written("mechanisms.M08", 0.0), _written("behaviour.tier_loss", 0.2), _written("days", 20.0)
    ('mechanisms.M08=off', 'behaviour.tier_loss=0.2', 'days=20')
    """
    if isinstance(value, str):
        return f"{name}={value}"
    if name.startswith("mechanisms."):
        return f"{name}={'on' if value else 'off'}"
    return f"{name}={int(value) if value.is_integer() else value}"


def write_text(text: str, path: Path, limits: Limits) -> None:
    """Write a scenario's text to a file, unless it names files of its own or is too long.

    Raises
    ------
    InputError
    """
    if len(text) > limits.text:
        what = f"The text has {len(text):,} characters."
        raise InputError([Problem(what, f"At most {limits.text:,} are read.", shown_path(path))])
    try:
        path.write_bytes(text.encode())
    except UnicodeEncodeError as error:
        what = f"The text has a sign that is none, after {error.start:,} others."
        raise InputError([Problem(what, "Write it anew.", shown_path(path))]) from None
    problems = list(_unread(text, path))
    document = read_yaml(path, problems) if not problems else None
    if document is not None:
        problems += _strangers(document)
    if problems:
        raise InputError(problems)


def _unread(text: str, path: Path) -> Iterator[Problem]:
    """Yield a problem for the first thing that would keep the reader busy beyond reason.

    An alias stands for as much text as it likes; each unknown name is looked for among all that are known.
    """
    try:
        if too_deep(text):
            return  # said by the reader, with its place
        for n, event in enumerate(YAML(typ="safe").parse(text)):
            at = event.start_mark.line + 1, event.start_mark.column + 1
            if isinstance(event, AliasEvent):
                yield Problem(
                    "Aliases (*name) are not read from the page.", "Write it out.", shown_path(path), *at
                )
                return
            if n > PARTS:
                yield Problem(
                    f"The text has more than {PARTS:,} names and values.", "", shown_path(path), *at
                )
                return
    except YAMLError:
        return  # said by the reader, with its place
    except RecursionError:
        yield Problem("The text is nested too deeply.", "", shown_path(path))


def _strangers(document: Document) -> Iterator[Problem]:
    """Yield a problem for every file that a text names; only what is shipped can be named."""
    data = document.data if isinstance(document.data, dict) else {}
    changes = data.get("changes")
    named: list[tuple[Loc, Any]] = [((key,), data.get(key)) for key in ("base", "twin")]
    named += [(("directives", i), one) for i, one in enumerate(_listed(data.get("directives")))]
    added = _listed(changes.get("add")) if isinstance(changes, dict) else []
    named += [(("changes", "add", i), one) for i, one in enumerate(added)]
    for loc, name in named:
        if isinstance(name, str) and not NAME.match(name):
            yield document.problem(loc, f"'{name}' is no name of something shipped.", REMEDY)
    if "pack" in data and data["pack"] not in pack_ids():
        what = f"There is no pack '{data['pack']}' in the explorer."
        yield document.problem(("pack",), what, f"There are: {', '.join(pack_ids())}.")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _fault(number: int, problem: Problem, path: Path) -> Fault:
    """Return a problem as one of the page, placed only if it lies in the text that was sent."""
    own = problem.file in ("", shown_path(path))
    where = (problem.line, problem.column) if problem.file and own else (0, 0)
    what = problem.what if own else f"{Path(problem.file).name}: {problem.what}"
    return Fault(number, what, problem.remedy, *where, problem.path.removeprefix("--set ").removeprefix("--"))


def _beyond(arms: Sequence[Prepared], limits: Limits) -> Iterator[Fault]:
    """Yield what is more than the explorer takes on."""
    for n, arm in enumerate(arms):
        if arm.scenario.days > limits.days:
            what = f"{arm.scenario.days:,} days are too many."
            yield Fault(n, what, f"The explorer runs at most {limits.days:,}.", path="days")
        people = people_of(arm)
        if people > limits.people:
            what = f"{people:,} people are too many."
            remedy = f"The explorer simulates at most {limits.people:,}; take a smaller sample."
            yield Fault(n, what, remedy, path="sample")


def people_of(arm: Prepared) -> int:
    """Return how many people a run would simulate."""
    records = {**arm.catalogue.records(), **arm.scenario.pack.records()}
    return expected_cost(arm.scenario, Values(records, settings=arm.scenario.settings), 1).people


def _apart(arms: Sequence[Prepared]) -> Iterator[Fault]:
    """Yield what keeps scenarios from having the same people on the same days."""
    seeds = {arm.scenario.seed for arm in arms}
    if len(seeds) > 1:
        yield Fault(None, "The scenarios have different seeds.", "Send one seed for all.", path="seed")
    for problem in unlike([arm.scenario for arm in arms]):
        yield Fault(None, problem.what, problem.remedy.replace("--set ", "").replace("--", ""))
