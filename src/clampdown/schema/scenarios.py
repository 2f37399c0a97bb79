"""Load scenarios, with everything they name."""

from dataclasses import replace
from pathlib import Path

from clampdown.errors import InputError, Problem, ScenarioError, did_you_mean, shown_path
from clampdown.schema.checks import unknown
from clampdown.schema.finding import DirectiveReader, find, load_directive
from clampdown.schema.loading import PACKS, Catalogue, load_catalogue, load_pack
from clampdown.schema.order_checks import area_problems
from clampdown.schema.pack import Pack
from clampdown.schema.reading import Document, read_yaml
from clampdown.schema.scenario import Scenario, ScenarioFile, ScenarioVariant
from clampdown.schema.shock_checks import crowded, shock_problems
from clampdown.schema.trigger_checks import unheard
from clampdown.schema.values import absurd
from clampdown.schema.variants import Variant

__all__ = ["load_directive", "load_scenario", "load_twin", "scenario_paths"]


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


def load_twin(scenario: Scenario, catalogue: Catalogue) -> Scenario:
    """Return the scenario without the campaign, over the same days, places and luck.

    Length, seed, sample, area, mechanisms, settings, options, shocks and attention are the scenario's own,
    so that the two differ in nothing but their directives.

    Raises
    ------
    ScenarioError
        If the scenario names no twin, or one of another pack or another first day.
    """
    if scenario.twin is None:
        what = f"The scenario '{scenario.id}' names no twin."
        raise ScenarioError(
            [Problem(what, "Say twin: and the id of one without it.", shown_path(scenario.file))]
        )
    loader = _Loader(catalogue, scenario.pack)
    twin = loader.load(scenario.twin, (scenario.file,))
    for name, own, other in (
        ("pack", scenario.pack.id, twin.pack.id),
        ("start", scenario.start, twin.start),
    ):
        if own != other:
            what = f"Its {name} is {other}, but that of '{scenario.id}' is {own}."
            loader.problems.append(
                Problem(what, "A twin differs in its directives only.", shown_path(twin.file))
            )
    if loader.problems:
        raise ScenarioError(loader.problems)
    return replace(
        twin, days=scenario.days, seed=scenario.seed, sample=scenario.sample, area=scenario.area,
        mechanisms=scenario.mechanisms, settings=scenario.settings, options=scenario.options,
        shocks=scenario.shocks, attention=scenario.attention,
    )  # fmt: skip


def scenario_paths() -> dict[str, Path]:
    """Return the file of each shipped scenario by `pack/id`."""
    return {
        f"{path.parent.parent.name}/{path.stem}": path for path in sorted(PACKS.glob("*/scenarios/*.yaml"))
    }


class _Loader:
    """Loads one scenario, gathering problems.

    Attributes
    ----------
    catalogue, pack : what the scenario may name; the pack may be found on the way
    problems : found so far
    """

    def __init__(self, catalogue: Catalogue, pack: Pack | None) -> None:
        self.catalogue = catalogue
        self.pack = pack
        self.problems: list[Problem] = []

    def load(self, ref: str, above: tuple[Path, ...]) -> Scenario:
        """Return the scenario that `ref` names, read from a file that is none of those above."""
        folders = [path.parent for path in above[-1:]] + sorted(PACKS.glob("*"))
        folders += [self.pack.folder] if self.pack is not None else []
        path = find(ref, "scenarios", folders, self.problems)
        document = read_yaml(path, self.problems) if path is not None else None
        scenario = self._read(document, above) if document is not None else None
        if document is not None and scenario is not None:
            self._check_name(scenario, document)
        if self.problems or scenario is None:
            raise ScenarioError(self.problems)
        return scenario

    def _check_name(self, scenario: Scenario, document: Document) -> None:
        """Add a problem unless the id is the file's name, by which scenarios of a pack are found."""
        within = document.path.parent.resolve() == (scenario.pack.folder / "scenarios").resolve()
        if within and scenario.id != document.path.stem:
            what = f"The id '{scenario.id}' differs from the file's name."
            self.problems.append(document.problem(("id",), what, "Give both the same."))

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
        reader = DirectiveReader(pack, self.catalogue)
        directives = reader.each(written.directives, document, ("directives",))
        self.problems += reader.problems + area_problems(written.area, document, ("area",), pack)
        for i, shock in enumerate(written.shocks):
            room = written.options.room
            self.problems += shock_problems(shock, room, document, ("shocks", i), pack)
        self._check_settings(written, document, pack)
        self._check_sample(written, document, pack)
        self._check_twin(written.twin, document, pack)
        whole = Scenario(
            id=written.id, title=written.title, pack=pack, start=written.start, days=written.days,
            seed=written.seed, sample=dict(written.sample), area=written.area, directives=directives,
            mechanisms=self._mechanisms(written, document), settings=dict(written.settings),
            options=written.options, twin=written.twin, notes=written.notes, file=document.path,
            shocks=written.shocks, attention=written.attention,
        )  # fmt: skip
        self.problems += unheard(whole, document, ("directives",))
        self.problems += crowded(whole, self.catalogue.offences, document, ("shocks",))
        return whole

    def _pack_of(self, written: ScenarioFile, document: Document) -> Pack | None:
        if self.pack is not None and written.pack in (self.pack.id, str(self.pack.folder)):
            return self.pack
        beside = document.path.parent / written.pack
        try:
            self.pack = load_pack(beside if beside.is_dir() else written.pack, self.catalogue)
        except InputError as error:
            for problem in error.problems:
                own = document.problem(("pack",), problem.what, problem.remedy)
                self.problems.append(problem if problem.file else own)
            return None
        return self.pack

    def _mechanisms(self, written: ScenarioFile, document: Document) -> dict[str, bool]:
        known = self.catalogue.mechanisms
        for name in written.mechanisms:
            problem = unknown(document, ("mechanisms", name), "mechanism", name, known)
            self.problems += [problem] if problem is not None else []
            if name in known and not known[name].at_work:
                what = f"{name} is not at work in this version, so it cannot be switched."
                self.problems.append(document.problem(("mechanisms", name), what))
        return {name: written.mechanisms.get(name, True) for name, row in known.items() if row.at_work}

    def _check_settings(self, written: ScenarioFile, document: Document, pack: Pack) -> None:
        records = {**self.catalogue.records(), **pack.records()}
        for name, value in written.settings.items():
            at = ("settings", name)
            if name not in records:
                what = f"There is no record '{name}'."
                self.problems.append(document.problem(at, what, did_you_mean(name, records), key=True))
            elif text := absurd(records[name], value):
                self.problems.append(document.problem(at, text))

    def _check_sample(self, written: ScenarioFile, document: Document, pack: Pack) -> None:
        known = ["border", "rest", *(p.id for p in pack.provinces), *(place.id for place in pack.places)]
        for name in written.sample:
            problem = unknown(document, ("sample", name), "part of the country", name, known)
            self.problems += [problem] if problem is not None else []
        if "rest" not in written.sample:
            self.problems.append(document.problem(("sample",), "The sample lacks 'rest'.", "Say rest: 0.01."))

    def _check_twin(self, twin: str | None, document: Document, pack: Pack) -> None:
        missing: list[Problem] = []
        if twin is not None:
            find(twin, "scenarios", [pack.folder, document.path.parent], missing)
        self.problems += [document.problem(("twin",), problem.what, problem.remedy) for problem in missing]

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
        self._check_twin(written.twin, document, base.pack)
        variant = Variant(base, written, document, self.catalogue)
        self.problems += variant.problems
        return variant.scenario
