"""Load directives and scenarios, with everything they name."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from clampdown.errors import InputError, Problem, ScenarioError, did_you_mean, shown_path
from clampdown.schema.checks import unknown
from clampdown.schema.directive import Directive
from clampdown.schema.loading import PACKS, Catalogue, load_catalogue, load_pack
from clampdown.schema.order_checks import area_problems, directive_problems
from clampdown.schema.pack import Pack
from clampdown.schema.reading import Document, Loc, path_text, read_yaml
from clampdown.schema.scenario import Changes, Scenario, ScenarioFile, ScenarioVariant
from clampdown.schema.values import absurd

SUFFIXES = (".yaml", ".yml")


def load_directive(ref: Path | str, pack: Pack, catalogue: Catalogue) -> Directive:
    """Return a directive.

    Parameters
    ----------
    ref : id of a directive of the pack, or path of a YAML file
    pack, catalogue : what it may name

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    problems: list[Problem] = []
    path = find(str(ref), "directives", [pack.folder], problems)
    found = _directive_file(path, pack, catalogue, problems) if path is not None else None
    if problems or found is None:
        raise ScenarioError(problems)
    return found


def load_scenario(
    ref: Path | str, *, catalogue: Catalogue | None = None, pack: Pack | None = None
) -> Scenario:
    """Return a scenario with its pack and directives loaded.

    Parameters
    ----------
    ref : id of a shipped scenario (`quiet-2015`, `dprk/quiet-2015`), or path of a YAML file
    catalogue : Catalogue; None loads the package's own
    pack : Pack, if it is loaded already; it is used where the scenario names it

    Raises
    ------
    ScenarioError
        With every problem of the scenario and its directives.
    """
    known = catalogue if catalogue is not None else load_catalogue()
    return _Loader(known, pack).load(str(ref), ())


def scenario_paths() -> dict[str, Path]:
    """Return the file of each shipped scenario by `pack/id`."""
    return {
        f"{path.parent.parent.name}/{path.stem}": path for path in sorted(PACKS.glob("*/scenarios/*.yaml"))
    }


def find(ref: str, kind: str, folders: list[Path], problems: list[Problem]) -> Path | None:
    """Return the file that a name or path stands for; add a problem if there is none or several.

    Parameters
    ----------
    ref : what was written
    kind : `directives` or `scenarios`
    folders : packs in which to look, and the folder of the file that names it
    """
    path = Path(ref)
    if path.suffix in SUFFIXES:
        candidates = [folder / path for folder in folders if not path.is_absolute()] + [path]
        hit = next((one for one in candidates if one.is_file()), None)
        if hit is None:
            problems.append(Problem(f"There is no file '{ref}'.", "Check the path."))
        return hit
    pack, _, name = ref.rpartition("/")
    places = [PACKS / pack / kind] if pack else [f for folder in folders for f in (folder / kind, folder)]
    hits = list(
        dict.fromkeys(place / f"{name}.yaml" for place in places if (place / f"{name}.yaml").is_file())
    )
    hits = list({hit.resolve(): hit for hit in hits}.values())
    if len(hits) == 1:
        return hits[0]
    if hits:
        there = " and ".join(shown_path(hit) for hit in hits)
        problems.append(Problem(f"'{ref}' stands for several files: {there}.", "Give the path."))
        return None
    known = [file.stem for place in places for file in place.glob("*.yaml")]
    what = f"There is no {kind.removesuffix('s')} '{ref}'."
    problems.append(Problem(what, did_you_mean(ref, known) or "Give its path."))
    return None


def _directive_file(
    path: Path, pack: Pack, catalogue: Catalogue, problems: list[Problem]
) -> Directive | None:
    document = read_yaml(path, problems)
    if document is None:
        return None
    directive = _directive(document, (), pack, catalogue, problems)
    shipped = path.parent.name == "directives" and path.parent.parent == pack.folder
    if directive is not None and shipped and directive.id != path.stem:
        what = f"The id '{directive.id}' differs from the file's name."
        problems.append(document.problem(("id",), what, f"Call it '{path.stem}' or rename the file."))
    return directive


def _directive(
    document: Document, loc: Loc, pack: Pack, catalogue: Catalogue, problems: list[Problem]
) -> Directive | None:
    directive = document.parse(Directive, problems, loc)
    if directive is not None:
        problems += directive_problems(directive, document, loc, pack, catalogue)
    return directive


class _Loader:
    """Loads one scenario, its bases and its directives, gathering problems."""

    def __init__(self, catalogue: Catalogue, pack: Pack | None) -> None:
        self.catalogue = catalogue
        self.pack = pack
        self.problems: list[Problem] = []

    def load(self, ref: str, above: tuple[Path, ...]) -> Scenario:
        """Return the scenario or raise ScenarioError."""
        folders = [*(path.parent for path in above[-1:]), *sorted(path for path in PACKS.glob("*"))]
        folders += [self.pack.folder] if self.pack is not None else []
        path = find(ref, "scenarios", folders, self.problems)
        document = read_yaml(path, self.problems) if path is not None else None
        scenario = self._read(document, above) if document is not None else None
        if self.problems or scenario is None:
            raise ScenarioError(self.problems)
        return scenario

    def _read(self, document: Document, above: tuple[Path, ...]) -> Scenario | None:
        if document.path.resolve() in [path.resolve() for path in above]:
            self.problems.append(
                document.problem(("base",), "The scenario is its own base.", "Name another.")
            )
            return None
        if isinstance(document.data, dict) and "base" in document.data:
            return self._variant(document, above)
        written = document.parse(ScenarioFile, self.problems)
        return self._whole(written, document) if written is not None else None

    def _whole(self, written: ScenarioFile, document: Document) -> Scenario | None:
        pack = self._pack_of(written, document)
        if pack is None:
            return None
        directives = self._directives(written.directives, document, ("directives",), pack)
        self.problems += area_problems(written.area, document, ("area",), pack)
        scenario = Scenario(
            id=written.id, title=written.title, pack=pack, start=written.start, days=written.days,
            seed=written.seed, sample=dict(written.sample), area=written.area, directives=directives,
            mechanisms=self._mechanisms(written, document), settings=dict(written.settings),
            options=written.options, twin=written.twin, notes=written.notes, file=document.path,
        )  # fmt: skip
        self._check_settings(scenario, document, ("settings",))
        self._check_sample(scenario, document)
        self._check_twice(scenario, document, ("directives",))
        return scenario

    def _pack_of(self, written: ScenarioFile, document: Document) -> Pack | None:
        if self.pack is not None and written.pack in (self.pack.id, str(self.pack.folder)):
            return self.pack
        beside = document.path.parent / written.pack
        try:
            self.pack = load_pack(beside if beside.is_dir() else written.pack, self.catalogue)
        except InputError as error:
            for problem in error.problems:
                if problem.file:
                    self.problems.append(problem)
                else:
                    self.problems.append(document.problem(("pack",), problem.what, problem.remedy))
            return None
        return self.pack

    def _directives(
        self, items: tuple[Any, ...], document: Document, loc: Loc, pack: Pack
    ) -> tuple[Directive, ...]:
        """Return directives given by id, by path or in full."""
        found = []
        for i, item in enumerate(items):
            at = (*loc, i)
            if isinstance(item, dict):
                directive = _directive(document, at, pack, self.catalogue, self.problems)
            else:
                missing: list[Problem] = []
                path = find(str(item), "directives", [document.path.parent, pack.folder], missing)
                self.problems += [document.problem(at, problem.what, problem.remedy) for problem in missing]
                read = (path, pack, self.catalogue, self.problems)
                directive = _directive_file(*read) if path is not None else None  # type: ignore[arg-type]
            if directive is not None:
                found.append(directive)
        return tuple(found)

    def _mechanisms(self, written: ScenarioFile, document: Document) -> dict[str, bool]:
        known = self.catalogue.mechanisms
        for name in written.mechanisms:
            problem = unknown(document, ("mechanisms", name), "mechanism", name, known)
            self.problems += [problem] if problem is not None else []
            if name in known and not known[name].at_work:
                what = f"{name} is not at work in this version, so it cannot be switched."
                self.problems.append(document.problem(("mechanisms", name), what))
        return {name: written.mechanisms.get(name, True) for name, row in known.items() if row.at_work}

    def _check_settings(self, scenario: Scenario, document: Document, loc: Loc) -> None:
        records = {**self.catalogue.records(), **scenario.pack.records()}
        for name, value in scenario.settings.items():
            at = (*loc, name)
            if name not in records:
                what = f"There is no record '{name}'."
                self.problems.append(document.problem(at, what, did_you_mean(name, records), key=True))
            elif text := absurd(records[name], value):
                self.problems.append(document.problem(at, text))

    def _check_sample(self, scenario: Scenario, document: Document) -> None:
        places = {place.id for place in scenario.pack.places}
        known = ["border", "rest", *(province.id for province in scenario.pack.provinces), *sorted(places)]
        for name in scenario.sample:
            problem = unknown(document, ("sample", name), "part of the country", name, known)
            self.problems += [problem] if problem is not None else []
        if not {"rest"} & set(scenario.sample):
            self.problems.append(document.problem(("sample",), "The sample lacks 'rest'.", "Say rest: 0.01."))

    def _check_twice(self, scenario: Scenario, document: Document, loc: Loc) -> None:
        seen: set[str] = set()
        for i, directive in enumerate(scenario.directives):
            if directive.id in seen:
                what = f"The directive '{directive.id}' is given twice."
                self.problems.append(document.problem((*loc, i), what, "Name it once."))
            seen.add(directive.id)

    def _variant(self, document: Document, above: tuple[Path, ...]) -> Scenario | None:
        written = document.parse(ScenarioVariant, self.problems)
        if written is None:
            return None
        try:
            base = _Loader(self.catalogue, self.pack).load(written.base, (*above, document.path))
        except InputError as error:
            for problem in error.problems:
                own = document.problem(("base",), problem.what, problem.remedy)
                self.problems.append(problem if problem.file else own)
            return None
        changed = self._changed(base, written.changes, document)
        return replace(
            changed, id=written.id, title=written.title, twin=written.twin or base.twin,
            notes=written.notes or base.notes, file=document.path, base=written.base,
        )  # fmt: skip

    def _changed(self, base: Scenario, changes: Changes, document: Document) -> Scenario:
        """Return the base with its changes made."""
        names = [directive.id for directive in base.directives]
        for i, name in enumerate(changes.remove):
            problem = unknown(document, ("changes", "remove", i), "directive of the base", name, names)
            self.problems += [problem] if problem is not None else []
        kept = tuple(one for one in base.directives if one.id not in changes.remove)
        added = self._directives(changes.add, document, ("changes", "add"), base.pack)
        scenario = replace(base, directives=kept + added)
        present = {one.id for one in kept}
        for i, directive in enumerate(added):
            if directive.id in present:
                what = f"The base has the directive '{directive.id}' already."
                self.problems.append(document.problem(("changes", "add", i), what, "Remove one."))
        for name in changes.set:
            scenario = self._set(scenario, name, changes.set[name], document)
        return scenario

    def _set(self, scenario: Scenario, name: str, value: Any, document: Document) -> Scenario:
        """Return the scenario with one field or record set anew."""
        at = ("changes", "set", name)
        records = {**self.catalogue.records(), **scenario.pack.records()}
        if name in records:
            if isinstance(value, bool) or not isinstance(value, int | float):
                self.problems.append(document.problem(at, f"'{value}' stands where a number is wanted."))
                return scenario
            text = absurd(records[name], float(value))
            self.problems += [document.problem(at, text)] if text else []
            return replace(scenario, settings={**scenario.settings, name: float(value)})
        head, _, tail = name.partition(".")
        fields = ("start", "days", "seed", "sample", "area")
        if head not in (*fields, "options", "mechanisms") or (tail != "") != (
            head in ("options", "mechanisms")
        ):
            known = [*fields, *(f"mechanisms.{m}" for m in scenario.mechanisms), *records]
            what = f"'{name}' is no field of a scenario and no record."
            self.problems.append(document.problem(at, what, did_you_mean(name, known), key=True))
            return scenario
        return self._set_field(scenario, head, tail, value, document)

    def _set_field(
        self, scenario: Scenario, head: str, tail: str, value: Any, document: Document
    ) -> Scenario:
        name = f"{head}.{tail}" if tail else head
        at = ("changes", "set", name)
        patch = {head: {tail: value}} if tail else {head: value}
        stub = {
            "id": scenario.id,
            "title": "changed",
            "pack": "p",
            "start": scenario.start,
            "days": 1,
            **patch,
        }
        probe = Document(document.path, None, stub)
        found: list[Problem] = []
        parsed = probe.parse(ScenarioFile, found)
        self.problems += [document.problem(at, problem.what, problem.remedy) for problem in found]
        if parsed is None:
            return scenario
        if head == "mechanisms":
            problem = unknown(document, at, "mechanism at work", tail, scenario.mechanisms)
            self.problems += [problem] if problem is not None else []
            return replace(scenario, mechanisms={**scenario.mechanisms, tail: parsed.mechanisms[tail]})
        if head == "options":
            return replace(
                scenario, options=scenario.options.model_copy(update={tail: getattr(parsed.options, tail)})
            )
        if head == "area":
            self.problems += area_problems(parsed.area, document, at, scenario.pack)
        return replace(scenario, **{head: getattr(parsed, head)})


__all__ = ["find", "load_directive", "load_scenario", "path_text", "scenario_paths"]
