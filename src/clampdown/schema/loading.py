"""Load the catalogue and the packs. Every problem of every file is reported at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from clampdown.errors import CatalogueError, PackError, Problem, did_you_mean, shown_path
from clampdown.schema.checks import catalogue_problems, pack_problems
from clampdown.schema.citations import Sources, citation_problems
from clampdown.schema.evidence import Evidence, records_in
from clampdown.schema.measure import Measure
from clampdown.schema.mechanism import Mechanism, Report, ScienceEntry
from clampdown.schema.observer_checks import read_observers
from clampdown.schema.offence import Offence
from clampdown.schema.pack import Pack, PackFile
from clampdown.schema.reading import Document, Loc, is_file, read_yaml
from clampdown.schema.registry import Registry
from clampdown.schema.stage import Stage, stage_problems
from clampdown.schema.tables import read_ages, read_places
from clampdown.schema.task import Task

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "catalogue"
PACKS = ROOT / "packs"
Item = TypeVar("Item", Measure, Mechanism, Offence, Report, ScienceEntry, Stage, Task)


@dataclass(frozen=True)
class Catalogue:
    """What all countries share.

    Attributes
    ----------
    behaviour : records by name, without the prefix `behaviour.`
    offences, tasks, measures, mechanisms, stages, reports, science : by id
    registry : where each record was written, for error messages
    folder : where the catalogue lies
    """

    behaviour: Mapping[str, Evidence]
    offences: Mapping[str, Offence]
    tasks: Mapping[str, Task]
    measures: Mapping[str, Measure]
    mechanisms: Mapping[str, Mechanism]
    stages: Mapping[str, Stage]
    reports: Mapping[str, Report]
    science: Mapping[str, ScienceEntry]
    registry: Registry
    folder: Path

    def records(self) -> dict[str, Evidence]:
        """Return every record by dotted name."""
        named = dict(records_in(self.behaviour, "behaviour"))
        for group in ("offences", "tasks", "measures"):
            named.update(records_in(getattr(self, group), group))
        return named

    def sources(self, pack: Pack | None = None) -> Sources:
        """Return all that a record can cite: the facts of the packs, the reports, the science notes."""
        facts = {name: PACKS / name / "facts" for name in pack_ids()}
        if pack is not None:
            facts[pack.id] = pack.folder / "facts"
        return Sources(facts, self.reports, self.science)


def load_catalogue(folder: Path | str | None = None) -> Catalogue:
    """Return the catalogue of behaviour, offences, tasks, measures and mechanisms.

    Parameters
    ----------
    folder : where it lies; None for the one that comes with the package

    Raises
    ------
    CatalogueError
        With every problem of every file.
    """
    root = Path(folder) if folder is not None else CATALOGUE
    if not root.is_dir():
        raise CatalogueError([Problem("There is no such folder.", file=shown_path(root))])
    gather = _Gatherer()
    catalogue = Catalogue(
        behaviour=gather.behaviour(root / "behaviour"),
        offences=gather.folder(root / "offences", Offence),
        tasks=gather.folder(root / "tasks", Task),
        measures=gather.folder(root / "measures", Measure),
        mechanisms=gather.entries(root / "mechanisms.yaml", Mechanism),
        stages=gather.entries(root / "stages.yaml", Stage),
        reports=gather.entries(root / "reports.yaml", Report),
        science=gather.entries(root / "science.yaml", ScienceEntry),
        registry=gather.registry,
        folder=root,
    )
    problems = gather.problems + catalogue_problems(catalogue)
    problems += stage_problems(catalogue) if catalogue.stages else []
    problems += citation_problems(catalogue.records(), catalogue.registry, catalogue.sources())
    if problems:
        raise CatalogueError(problems)
    return catalogue


def load_pack(ref: Path | str, catalogue: Catalogue | None = None) -> Pack:
    """Return a country pack.

    Parameters
    ----------
    ref : id of a pack that comes with the package, or the folder of another
    catalogue : Catalogue; None loads the package's own

    Raises
    ------
    PackError
        With every problem of the pack.
    """
    known = catalogue if catalogue is not None else load_catalogue()
    folder = pack_folder(ref)
    problems: list[Problem] = []
    document = read_yaml(folder / "pack.yaml", problems)
    written = document.parse(PackFile, problems) if document is not None else None
    places = read_places(folder / "places.csv", problems)
    if document is None or written is None:
        raise PackError(problems)
    bands = read_ages(folder / written.ages.file, written.ages.where, problems)
    pack = Pack.model_construct(
        **{name: getattr(written, name) for name in PackFile.model_fields},
        folder=folder, places=tuple(place for _, place in places), age_bands=bands,
    )  # fmt: skip
    pack = pack.model_copy(update={"observers": read_observers(pack, problems)})
    registry = known.registry.copy()
    registry.note(document, f"packs.{pack.id}", skip=("evidence",))
    problems += pack_problems(pack, places, document, known, registry)
    problems += citation_problems(pack.records(), registry, known.sources(pack))
    if problems:
        raise PackError(problems)
    return pack


def pack_folder(ref: Path | str) -> Path:
    """Return the folder of a pack by id or path.

    Raises
    ------
    PackError
        If there is none.
    """
    path = Path(ref)
    if str(ref) in pack_ids():
        return PACKS / str(ref)
    if is_file(path / "pack.yaml"):
        return path
    what = f"There is no pack '{ref}'."
    raise PackError([Problem(what, did_you_mean(str(ref), pack_ids()) or "Give the folder of a pack.yaml.")])


def pack_ids() -> list[str]:
    """Return the ids of the packs that come with the package."""
    return sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))


class _Gatherer:
    """Reads files one after another and keeps what is wrong with them.

    Attributes
    ----------
    registry : where ids and records stand
    problems : found so far
    """

    def __init__(self) -> None:
        self.registry = Registry()
        self.problems: list[Problem] = []

    def behaviour(self, folder: Path) -> dict[str, Evidence]:
        """Return the records of all files of a folder by name."""
        records: dict[str, Evidence] = {}
        for path in sorted(folder.glob("*.yaml")):
            document = read_yaml(path, self.problems)
            if document is not None and self._is(document, dict, "names and their records"):
                for name in document.data:
                    record = document.parse(Evidence, self.problems, (name,))
                    if self._claims("behaviour", name, document, (name,)) and record is not None:
                        records[name] = record
                self.registry.note(document, "behaviour")
        return records

    def folder(self, folder: Path, model: type[Item]) -> dict[str, Item]:
        """Return the items of a folder, one a file, by id; the folder's name is their group."""
        items: dict[str, Item] = {}
        for path in sorted(folder.glob("*.yaml")):
            document = read_yaml(path, self.problems)
            if document is not None:
                self._add(items, model, folder.name, document)
        return items

    def entries(self, path: Path, model: type[Item]) -> dict[str, Item]:
        """Return the entries of a file that is a list, by id."""
        items: dict[str, Item] = {}
        document = read_yaml(path, self.problems)
        if document is not None and self._is(document, list, "a list of entries"):
            for i in range(len(document.data)):
                self._add(items, model, path.stem, document, (i,))
        return items

    def _is(self, document: Document, kind: type, wanted: str) -> bool:
        if not isinstance(document.data, kind):
            self.problems.append(document.problem((), f"The file must hold {wanted}."))
        return isinstance(document.data, kind)

    def _claims(self, group: str, name: str, document: Document, loc: Loc) -> bool:
        taken = self.registry.claim(group, name, document, loc)
        self.problems += [taken] if taken is not None else []
        return taken is None

    def _add(
        self, items: dict[str, Item], model: type[Item], group: str, document: Document, loc: Loc = ()
    ) -> None:
        """Add one entry under its id, unless it is wrong or the id is taken."""
        item = document.parse(model, self.problems, loc)
        if item is not None and self._claims(group, item.id, document, (*loc, "id")):
            items[item.id] = item
            self.registry.home(group, item.id, document, loc)
            self.registry.note(document, f"{group}.{item.id}", loc)
