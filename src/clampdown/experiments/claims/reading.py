"""Reading pattern files: every problem of every file at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clampdown.errors import InputError, Problem, shown_path
from clampdown.experiments.claims.arms import Arms
from clampdown.experiments.claims.checking import chance_mistakes, expectation_problems
from clampdown.experiments.claims.effects import Term, terms_of
from clampdown.experiments.claims.spans import Setting, setting_of
from clampdown.experiments.claims.vocabulary import Vocabulary
from clampdown.experiments.run import values_of
from clampdown.schema.loading import Catalogue, load_catalogue
from clampdown.schema.pattern import Pattern, PatternFile
from clampdown.schema.reading import Document, Loc, read_yaml
from clampdown.schema.scenario import Scenario

SUFFIXES = ("*.yaml", "*.yml")
MARKS = {"claim", "expect"}  # a file with neither is something else, and is not read field by field


@dataclass(frozen=True)
class Claim:
    """A pattern with its arms ready to run.

    Attributes
    ----------
    pattern : Pattern
    file : where it was read
    arms : scenarios by name
    """

    pattern: Pattern
    file: Path
    arms: dict[str, Scenario]


def read_claims(files: Iterable[Path | str], catalogue: Catalogue | None = None) -> list[Claim]:
    """Return the claims of pattern files, in the order given.

    Parameters
    ----------
    files : YAML files, or folders of them
    catalogue : Catalogue; None loads the package's own

    Raises
    ------
    InputError
        With every problem of every file.
    """
    reader = _Reader(catalogue or load_catalogue())
    for file in files:
        for path in _paths(Path(file)):
            reader.file(path)
    if not reader.problems and not reader.claims:
        reader.problems.append(Problem("No pattern was given.", "Name a file, or a folder of them."))
    if reader.problems:
        raise InputError(reader.problems)
    return reader.claims


def _paths(path: Path) -> Sequence[Path]:
    """Return a file, or the files below a folder."""
    if path.is_dir():
        return sorted(one for suffix in SUFFIXES for one in path.rglob(suffix))
    return [path]


class _Reader:
    """Reads one file after another.

    Attributes
    ----------
    claims, problems : found so far
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.claims: list[Claim] = []
        self.problems: list[Problem] = []

    def file(self, path: Path) -> None:
        """Read the patterns of a file."""
        document = read_yaml(path, self.problems)
        if document is None:
            return
        if isinstance(document.data, dict) and "patterns" in document.data:
            several = document.parse(PatternFile, self.problems)
            found = several.patterns if several is not None else ()
            for i, pattern in enumerate(found):
                self._add(pattern, document, ("patterns", i))
            return
        if not MARKS & set(document.data if isinstance(document.data, dict) else ()):
            what = "This is no pattern: it has neither 'claim' nor 'expect'."
            self.problems.append(document.problem((), what, "Name files and folders of patterns only."))
            return
        one = document.parse(Pattern, self.problems)
        if one is not None:
            self._add(one, document, ())

    def _add(self, pattern: Pattern, document: Document, loc: Loc) -> None:
        first = next((claim for claim in self.claims if claim.pattern.id == pattern.id), None)
        if first is not None:
            what = f"The id '{pattern.id}' is taken by {shown_path(first.file)}."
            self.problems.append(document.problem((*loc, "id"), what, "Rename one."))
            return
        builder = Arms(self.catalogue)
        arms = builder.of(pattern, document, loc)
        self.problems += builder.problems
        if not arms:
            return
        words = Vocabulary(arms["base"].pack, arms.values())
        for i, one in enumerate(pattern.expect):
            terms = terms_of(one, pattern) if not one.cannot else []
            settings = [default_setting(arms, term.names, self.catalogue) for term in terms]
            self.problems += expectation_problems(one, words, settings, document, (*loc, "expect", i))
            self.problems += _unlike(arms, terms, document, (*loc, "expect", i))
        for at, what, remedy in chance_mistakes(pattern.expect):
            self.problems.append(document.problem((*loc, *at), what, remedy))
        self.claims.append(Claim(pattern, document.path, arms))


def _unlike(arms: dict[str, Scenario], terms: Iterable[Term], document: Document, loc: Loc) -> list[Problem]:
    """Return the effects whose arms are not run over the same days and places."""
    found = []
    for term in terms:
        spans = {name: (arms[name].start, arms[name].days, arms[name].area) for name in term.names}
        if len(set(map(repr, spans.values()))) > 1:
            what = f"The arms {' and '.join(spans)} are not run over the same days and places."
            remedy = "Give them the same start, days and area, or compare arms that have."
            found.append(document.problem(loc, what, remedy))
    return found


def default_setting(arms: dict[str, Scenario], named: Iterable[str], catalogue: Catalogue) -> Setting:
    """Return when and where the arm that a quantity is about differs from the base, at default values.

    Parameters
    ----------
    arms : of the claim
    named : those in which the quantity is compared
    catalogue : Catalogue
    """
    change, base = reference_arms(named, arms)
    scenario = arms[change]
    return setting_of(scenario, arms[base], catalogue, values_of(scenario, catalogue))


def reference_arms(named: Iterable[str], arms: Collection[str]) -> tuple[str, str]:
    """Return the arm to which words such as `treated` and day 1 refer, and its base.

    It is the first arm named that is not the base.

    Parameters
    ----------
    named : those in which a quantity is compared
    arms : all of the claim

    Examples
    --------
    >>> arms = ["base", "change", "hotline"]
    >>> reference_arms(["hotline", "base"], arms), reference_arms(["base"], arms)
    (('hotline', 'base'), ('change', 'base'))
    """
    bases = ("base", "base_on", "base_off")
    change = next((name for name in named if name not in bases), "change")
    off = change.endswith("_off") and f"{change.removesuffix('_off')}_on" in arms
    return change, "base_off" if off else "base"
