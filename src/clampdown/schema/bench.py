"""A bench of estimators as data: what is counted, where lists come from, and what is varied."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from clampdown.errors import InputError, Problem, did_you_mean
from clampdown.schema.loading import CATALOGUE
from clampdown.schema.model import Id, MechanismId, Mistakes, Model, Number, Share, Text, Whole, all_wrong
from clampdown.schema.observer import AnyObserver
from clampdown.schema.observer_checks import read_observers
from clampdown.schema.pack import Pack
from clampdown.schema.reading import is_file, read_yaml
from clampdown.schema.scenario import OnOff

FOLDER = CATALOGUE / "benches"
Event = Literal["detention", "execution", "exile", "leaving", "fine"]
Span = Literal["before", "during", "after", "throughout"]


class KindOfPeople(Model):
    """People who have the same chances of being listed.

    Attributes
    ----------
    share : share of all people
    chances : chance of being on each list
    """

    share: Share
    chances: tuple[Share, ...]


class Following(Model):
    """A list that follows an earlier one, or avoids it.

    Attributes
    ----------
    earlier, later : names of lists
    log_odds : how much the odds of the later list change for those on the earlier one
    """

    earlier: Text
    later: Text
    log_odds: Number


class Drawn(Model):
    """People and lists of a window, drawn from the plain generator and not simulated.

    Attributes
    ----------
    window : which one
    days : how long it is
    people : how many there are: the truth
    kinds : of people; their shares add up to 1
    heterogeneity : standard deviation of a person's visibility on the logit scale of every list
    dependence : lists that follow or avoid an earlier one
    """

    window: Span = "throughout"
    days: Annotated[Whole, Field(ge=1)] = 1
    people: Annotated[Whole, Field(ge=1)]
    kinds: Annotated[tuple[KindOfPeople, ...], Field(min_length=1)]
    heterogeneity: Annotated[Number, Field(ge=0)] = 0.0
    dependence: tuple[Following, ...] = ()


class BenchVariant(Model):
    """One way in which lists come about.

    Attributes
    ----------
    id, title : name in data and in tables
    drawn : windows drawn from the plain generator; empty where the lists are simulated
    set : fields and evidence records of the scenario set anew
    mechanisms : switched on or off
    lists : observers of each list, in place of the bench's
    observers : folder of observers, in place of the bench's
    scenario : id or path of the scenario that is run, in place of the bench's
    """

    id: Id
    title: Text
    drawn: tuple[Drawn, ...] = ()
    set: dict[str, Any] = Field(default_factory=dict)
    mechanisms: dict[MechanismId, OnOff] = Field(default_factory=dict)
    lists: dict[Id, tuple[Id, ...]] = Field(default_factory=dict)
    observers: Text | None = None
    scenario: Text | None = None


class BenchUniverse(Model):
    """Whom a bench counts: its N.

    Attributes
    ----------
    what : in a sentence
    event : what was done to them; nothing where people are drawn and not simulated
    area : provinces or places by id; empty for everywhere
    sex : of one sex only
    """

    what: Text
    event: Event | None = None
    area: tuple[Id, ...] = ()
    sex: Literal["female", "male"] | None = None


class Matching(Model):
    """How well people are recognised from list to list; left out, the evidence records say.

    Attributes
    ----------
    missed_match : share of entries of somebody listed before that are taken for somebody new
    false_match : share of people found who are taken for somebody else
    """

    missed_match: Share | None = None
    false_match: Share | None = None


class Bench(Model):
    """A bench.

    Attributes
    ----------
    id, title : name in data and in tables
    what : what it is to show
    universe : whom it counts
    lists : names of the lists, each with its observers; with none where the lists are drawn
    scenario : id of the scenario that is run, or its path beside the bench's file; nothing where the lists
        are drawn
    area, sample : of each run, as on the command line
    observers : folder beside the bench's file with observers in place of the pack's
    set : fields and evidence records of the scenario set anew in all variants
    linkage : errors of matching
    seeds : how many, unless asked otherwise
    variants : ways in which lists come about
    """

    id: Id
    title: Text
    what: Text
    universe: BenchUniverse
    lists: dict[Id, tuple[Id, ...]]
    scenario: Text | None = None
    area: str = ""
    sample: str = ""
    observers: Text | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    linkage: Matching = Matching()
    seeds: Annotated[Whole, Field(ge=1)] = 20
    variants: Annotated[tuple[BenchVariant, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> "Bench":
        found = [*self._twice(), *(self._simulated() if self.scenario else self._drawn())]
        if found:
            raise all_wrong(found)
        return self

    def _twice(self) -> Mistakes:
        ids = [one.id for one in self.variants]
        return [
            (("variants", i, "id"), f"Two variants are called '{one}'.", "Give each a name of its own.")
            for i, one in enumerate(ids)
            if one in ids[:i]
        ]

    def _simulated(self) -> Mistakes:
        """Return what a bench of simulated lists cannot say."""
        found: Mistakes = []
        if self.universe.event is None:
            found.append((("universe",), "Which event is counted?", "Write event: detention, or another."))
        for i, one in enumerate(self.variants):
            if one.drawn:
                what = "Lists are simulated or drawn, not both."
                found.append((("variants", i, "drawn"), what, "Leave scenario or drawn away."))
        empty = [name for name, observers in self.lists.items() if not observers]
        found += [(("lists", name), f"The list '{name}' has no observer.", "Name one.") for name in empty]
        return found

    def _drawn(self) -> Mistakes:
        """Return what a bench of drawn lists cannot say."""
        found: Mistakes = []
        known = list(self.lists)
        for i, one in enumerate(self.variants):
            at = ("variants", i)
            if not one.drawn or one.set or one.mechanisms or one.lists or one.observers or one.scenario:
                what = "Without a scenario a variant says how its lists are drawn, and nothing else."
                found.append((at, what, "Give the bench a scenario, or the variant drawn."))
            windows = [window.window for window in one.drawn]
            if len(set(windows)) < len(windows):
                found.append(((*at, "drawn"), "A window stands twice.", "Write each once."))
            for n, window in enumerate(one.drawn):
                found += [((*at, "drawn", n), *text) for text in _unlike(window, known)]
        return found


def _unlike(window: Drawn, lists: list[str]) -> list[tuple[str, str]]:
    """Return what a window says of lists that there are not, as (what, remedy)."""
    found = []
    if any(len(kind.chances) != len(lists) for kind in window.kinds):
        found.append((f"Each kind of people needs {len(lists)} chances, one for each list.", ""))
    for one in window.dependence:
        unknown = [name for name in (one.earlier, one.later) if name not in lists]
        found += [(f"There is no list '{name}'.", did_you_mean(name, lists)) for name in unknown]
        if not unknown and lists.index(one.earlier) >= lists.index(one.later):
            found.append((f"'{one.earlier}' does not stand before '{one.later}'.", "Turn them round."))
    return found


def bench_ids() -> list[str]:
    """Return the benches that come with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


@dataclass(frozen=True)
class Found:
    """A bench and where it lies.

    Attributes
    ----------
    bench : Bench
    folder : of its file
    """

    bench: Bench
    folder: Path

    def scenario(self, variant: BenchVariant) -> str:
        """Return the scenario that a variant runs: an id, or a path, beside the bench's file if it is there.

        Parameters
        ----------
        variant : of a bench with a scenario
        """
        ref = str(variant.scenario or self.bench.scenario)
        beside = self.folder / ref
        return str(beside) if is_file(beside) else ref

    def observers(self, variant: BenchVariant, pack: Pack) -> tuple[AnyObserver, ...]:
        """Return who looks on: the variant's observers, else the bench's, else the pack's.

        Parameters
        ----------
        variant : BenchVariant
        pack : country that is simulated

        Raises
        ------
        InputError
            With every problem of the observers' files.
        """
        name = variant.observers or self.bench.observers
        if name is None:
            return pack.observers
        problems: list[Problem] = []
        found = read_observers(pack.model_copy(update={"folder": self.folder / name}), problems)
        if not found and not problems:
            what = f"There are no observers in '{name}/observers', beside the bench's file."
            problems.append(Problem(what, "Write one file for each."))
        if problems:
            raise InputError(problems)
        return found


def load_bench(ref: str) -> Found:
    """Return a bench by id, or from a YAML file.

    Parameters
    ----------
    ref : id of a shipped bench, or path of a YAML file

    Raises
    ------
    InputError
        With every problem of the file.
    """
    path = Path(ref) if ref.endswith((".yaml", ".yml")) else FOLDER / f"{ref}.yaml"
    if not is_file(path):
        raise InputError([Problem(f"There is no bench '{ref}'.", did_you_mean(ref, bench_ids()))])
    problems: list[Problem] = []
    document = read_yaml(path, problems)
    bench = document.parse(Bench, problems) if document is not None else None
    if bench is None or problems:
        raise InputError(problems)
    return Found(bench, path.parent)
