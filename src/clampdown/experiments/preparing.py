"""From what a user asks for to a scenario that is ready to be explained or run."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clampdown.errors import Problem, ScenarioError, did_you_mean, shown_path
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.pack import Pack
from clampdown.schema.reading import Document, is_file, read_yaml
from clampdown.schema.scenario import Changes, Scenario, ScenarioVariant
from clampdown.schema.scenarios import load_scenario
from clampdown.schema.variants import Variant

OWN_OPTIONS = ("seed", "sample", "area")


@dataclass(frozen=True)
class Wishes:
    """What is asked for beyond the scenario.

    Attributes
    ----------
    seed : of all random numbers; None for the scenario's own
    sample : `0.01` or `border=0.2,rest=0.005`; empty for the scenario's own
    area : provinces, places or `border`, separated by commas; empty for the scenario's own
    settings : `path=value`, as `--set` takes them
    """

    seed: int | None = None
    sample: str = ""
    area: str = ""
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A scenario with the catalogue it was checked against.

    Attributes
    ----------
    scenario, catalogue : loaded
    ref, wishes : what it was prepared from, so that another process can do it again
    """

    scenario: Scenario
    catalogue: Catalogue
    ref: str
    wishes: Wishes


def prepare(ref: str, wishes: Wishes | None = None, catalogue: Catalogue | None = None) -> Prepared:
    """Return a scenario with a user's wishes carried out.

    Parameters
    ----------
    ref : id of a shipped scenario, or path of a YAML file
    wishes : Wishes
    catalogue : Catalogue; None loads the package's own

    Raises
    ------
    InputError
        With every problem of the files, or every problem of the wishes.
    """
    _refuse_directive(ref)
    known = catalogue or load_catalogue()
    scenario = load_scenario(ref, catalogue=known)
    asked = wishes or Wishes()
    changes = _changes(asked, scenario.pack)
    ready = changed(scenario, changes, known) if changes else scenario
    return Prepared(ready, known, ref, asked)


def changed(scenario: Scenario, changes: Mapping[str, Any], catalogue: Catalogue) -> Scenario:
    """Return a scenario with fields and records set anew.

    Parameters
    ----------
    scenario : Scenario
    changes : `days`, `options.levels`, `mechanisms.M05`, `behaviour.x` … to its new value
    catalogue : Catalogue

    Raises
    ------
    ScenarioError
        With every change that cannot be made.
    """
    written = ScenarioVariant(
        id=scenario.id, title=scenario.title, base=scenario.id, changes=Changes(set=dict(changes))
    )
    variant = Variant(scenario, written, Document(scenario.file, None, {}), catalogue)
    if variant.problems:
        raise ScenarioError([_as_option(problem) for problem in variant.problems])
    return replace(variant.scenario, file=scenario.file, base=scenario.base)


def _as_option(problem: Problem) -> Problem:
    """Return a problem as one of the option that brought it."""
    name = problem.path.removeprefix("changes.set.")
    option = f"--{name}" if name.split(".")[0] in OWN_OPTIONS else f"--set {name}"
    return Problem(problem.what, problem.remedy, path=option)


def _refuse_directive(ref: str) -> None:
    """Say what to do instead, where somebody gives a directive for a scenario."""
    path = Path(ref)
    document = read_yaml(path, []) if path.suffix in (".yaml", ".yml") and is_file(path) else None
    if document is not None and isinstance(document.data, dict) and {"orders", "issuer"} & set(document.data):
        remedy = "Give a scenario that names it, or begin with 'clampdown new directive'."
        raise ScenarioError([Problem("This is a directive, not a scenario.", remedy, shown_path(path))])


def _changes(wishes: Wishes, pack: Pack) -> dict[str, Any]:
    """Return wishes as changes, in the names that scenarios use."""
    problems: list[Problem] = []
    changes: dict[str, Any] = {}
    for text in wishes.settings:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            problems.append(Problem(f"'{text}' sets nothing.", "Write path=value.", path="--set"))
        else:
            changes[name.strip()] = value_of(value.strip())
    if wishes.seed is not None:
        changes["seed"] = wishes.seed
    if wishes.sample:
        changes["sample"] = _sample(wishes.sample, pack, problems)
    if wishes.area:
        changes["area"] = _area(wishes.area, pack, problems)
    if problems:
        raise ScenarioError(problems)
    return changes


def value_of(text: str) -> Any:
    """Return what a text stands for: a whole number, a number, a date, or itself.

    Examples
    --------
    >>> value_of("30"), value_of("0.5"), value_of("off")
    (30, 0.5, 'off')
    """
    for kind in (int, float, datetime.date.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _sample(text: str, pack: Pack, problems: list[Problem]) -> Any:
    """Return the share of beats to simulate, or shares by part of the country."""
    if "=" not in text:
        share = value_of(text)
        if isinstance(share, int | float) and 0 < share <= 1:
            return {"rest": float(share)}
        what = f"'{text}' is no share of beats."
        problems.append(Problem(what, "Write 0.01, or border=0.2,rest=0.005.", path="--sample"))
        return {"rest": 1.0}
    shares: dict[str, Any] = {}
    for part in text.split(","):
        name, _, value = (word.strip() for word in part.partition("="))
        shares[name] = value_of(value)
        if not isinstance(shares[name], int | float) or not 0 < shares[name] <= 1:
            problems.append(Problem(f"'{part}' is no share between 0 and 1.", path="--sample"))
    _refuse_unknown(list(shares), ["border", "rest"], pack, "--sample", problems)
    if "rest" not in shares:
        problems.append(Problem("The sample lacks 'rest'.", "Add rest=0.01.", path="--sample"))
    return shares


def _area(text: str, pack: Pack, problems: list[Problem]) -> Any:
    """Return the part of the country to simulate."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if names == ["everywhere"]:
        return "everywhere"
    provinces = [province.id for province in pack.provinces]
    places = [place.id for place in pack.places]
    _refuse_unknown(names, ["border"], pack, "--area", problems)
    return {
        "border": "border" in names,
        "provinces": [name for name in names if name in provinces],
        "places": [name for name in names if name in places],
    }


def _refuse_unknown(
    names: list[str], words: list[str], pack: Pack, option: str, problems: list[Problem]
) -> None:
    """Add a problem for every name that is neither one of the words nor a part of the country."""
    provinces = [province.id for province in pack.provinces]
    known = [*words, *provinces, *(place.id for place in pack.places)]
    for name in names:
        if name not in known:
            close = did_you_mean(name, known)
            wide = f"{did_you_mean('', [*words, *provinces])} Or a place."
            hint = close if close.startswith("Did") else wide
            problems.append(Problem(f"'{name}' is no part of the country.", hint, path=option))
