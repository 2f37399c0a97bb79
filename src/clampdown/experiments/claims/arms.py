"""The arms of a pattern as scenarios that can be run."""

from dataclasses import replace

from clampdown.errors import InputError, Problem
from clampdown.schema.loading import Catalogue
from clampdown.schema.pattern import Change, Pattern
from clampdown.schema.reading import Document, Loc
from clampdown.schema.scenario import Changes, Scenario, ScenarioVariant
from clampdown.schema.scenarios import load_scenario
from clampdown.schema.variants import Variant

OF_SET = ("mechanisms", "options")
# Set in an arm, these would be passed over.
SHARED = {
    "sample": "Write sample: beside base.",
    "seed": "Set the seed of the base.",
    "area": "Set that of the base, or write sample: beside base.",
}


class Part(Document):
    """A change within a pattern, read as the changes of a scenario; mistakes are told where they stand.

    Parameters
    ----------
    document : the pattern's file
    loc : of the change
    change : Change
    """

    def __init__(self, document: Document, loc: Loc, change: Change) -> None:
        written = {name: list(getattr(change, name)) for name in ("add", "remove")}
        super().__init__(document.path, None, {"changes": written})
        self._whole, self._loc = document, loc

    def position(self, loc: Loc, *, key: bool = False) -> tuple[int, int]:
        """Return line and column in the pattern's file."""
        return self._whole.position(self._moved(loc), key=key)

    def problem(self, loc: Loc, what: str, remedy: str = "", *, key: bool = False) -> Problem:
        """Return a problem located in the pattern's file."""
        return self._whole.problem(self._moved(loc), what, remedy, key=key)

    def _moved(self, loc: Loc) -> Loc:
        rest = loc[1:] if loc[:1] == ("changes",) else loc
        if rest[:1] == ("set",) and len(rest) > 1:
            head, _, tail = str(rest[1]).partition(".")
            rest = (head, tail, *rest[2:]) if head in OF_SET and tail else rest
        return (*self._loc, *rest)


class Arms:
    """Builds the arms of patterns, gathering problems.

    Attributes
    ----------
    problems : found so far
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.problems: list[Problem] = []

    def of(self, pattern: Pattern, document: Document, loc: Loc) -> dict[str, Scenario]:
        """Return every arm of a pattern by name; nothing if one of them is wrong."""
        before = len(self.problems)
        self._check_luck(pattern, document, loc)
        start = self._start(pattern, document, (*loc, "base"))
        if start is None:
            return {}
        found = {"base": self._changed(start, pattern.base, document, (*loc, "base"))}
        changes = {"change": (pattern.change, (*loc, "change"))}
        changes |= {name: (change, (*loc, "arms", name)) for name, change in pattern.arms.items()}
        for name, (change, at) in changes.items():
            found[name] = self._changed(found["base"], change, document, at)
            if len(self.problems) == before and same(found[name], found["base"]):
                what = f"The arm '{name}' equals its base."
                self.problems.append(document.problem(at, what, "Add a directive, or set something."))
        if len(self.problems) > before:
            return {}
        return found if pattern.switch is None else self._switched(found, pattern.switch, document, loc)

    def _check_luck(self, pattern: Pattern, document: Document, loc: Loc) -> None:
        """Refuse what all arms share where an arm sets it, and nothing would come of it."""
        changes: dict[Loc, Change] = {("base",): pattern.base, ("change",): pattern.change}
        changes |= {("arms", name): change for name, change in pattern.arms.items()}
        for at, change in changes.items():
            shared = {"sample"} if at == ("base",) else {"sample", "seed"}
            if at != ("base",) and pattern.sample is None:
                shared.add("area")  # the places simulated are chosen once, for all arms
            for key in change.set:
                name = key.partition(".")[0]
                if name in shared:
                    what = f"All arms of a pattern have the same {name}."
                    self.problems.append(document.problem((*loc, *at, "set", key), what, SHARED[name]))

    def _start(self, pattern: Pattern, document: Document, loc: Loc) -> Scenario | None:
        ref = pattern.base.base
        beside = document.path.parent / ref
        try:
            return load_scenario(beside if beside.is_file() else ref, catalogue=self.catalogue)
        except InputError as error:
            for problem in error.problems:
                own = document.problem(loc, problem.what, problem.remedy)
                self.problems.append(problem if problem.file else own)
            return None

    def _changed(self, start: Scenario, change: Change, document: Document, loc: Loc) -> Scenario:
        sets = dict(change.set)
        sets |= {f"mechanisms.{name}": on for name, on in change.mechanisms.items()}
        sets |= {f"options.{name}": value for name, value in change.options.items()}
        written = ScenarioVariant(
            id=start.id, title=start.title, base=start.id,
            changes=Changes(add=change.add, remove=change.remove, shocks=change.shocks, set=sets),
        )  # fmt: skip
        variant = Variant(start, written, Part(document, loc, change), self.catalogue)
        self.problems += variant.problems
        return variant.scenario

    def _switched(
        self, found: dict[str, Scenario], switch: str, document: Document, loc: Loc
    ) -> dict[str, Scenario]:
        """Return each arm with a mechanism on and with it off."""
        out: dict[str, Scenario] = {}
        for name, scenario in found.items():
            if switch not in scenario.mechanisms:
                what = f"'{switch}' is no mechanism at work."
                self.problems.append(document.problem((*loc, "switch"), what))
                return {}
            for state in (True, False):
                switched = {**scenario.mechanisms, switch: state}
                out[f"{name}_{'on' if state else 'off'}"] = replace(scenario, mechanisms=switched)
        return out | {name: out[f"{name}_on"] for name in found}


def same(one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios would be the same run."""
    return run_key(one) == run_key(other)


def run_key(scenario: Scenario) -> str:
    """Return a text that is the same for scenarios that are the same run, whatever they are called."""
    plain = replace(
        scenario,
        id="",
        title="",
        twin=None,
        notes=(),
        file=scenario.pack.folder,
        base=None,
        pack=scenario.pack,
    )
    parts = {name: value for name, value in vars(plain).items() if name != "pack"}
    return f"{scenario.pack.folder} {sorted(parts.items())!r}"
