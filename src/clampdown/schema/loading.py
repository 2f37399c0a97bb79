"""Load the catalogue and the packs. Every problem of every file is reported at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from clampdown.errors import CatalogueError, PackError, Problem, did_you_mean, shown_path
from clampdown.schema.citations import Sources, citation_problems
from clampdown.schema.checks import catalogue_problems, pack_problems
from clampdown.schema.evidence import Evidence, records_in
from clampdown.schema.measure import Measure
from clampdown.schema.mechanism import Mechanism, Report, ScienceEntry
from clampdown.schema.model import Model
from clampdown.schema.offence import Offence
from clampdown.schema.pack import Pack, PackFile
from clampdown.schema.reading import Document, read_yaml
from clampdown.schema.registry import Registry
from clampdown.schema.tables import read_ages, read_places
from clampdown.schema.task import Task

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "catalogue"
PACKS = ROOT / "packs"
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Catalogue:
    """What all countries share.

    Attributes
    ----------
    behaviour : records by name, without the prefix `behaviour.`
    offences, tasks, measures, mechanisms, reports, science : by id
    registry : where each record was written, for error messages
    folder : where the catalogue lies
    """

    behaviour: Mapping[str, Evidence]
    offences: Mapping[str, Offence]
    tasks: Mapping[str, Task]
    measures: Mapping[str, Measure]
    mechanisms: Mapping[str, Mechanism]
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
    registry = Registry()
    problems: list[Problem] = []
    if not root.is_dir():
        raise CatalogueError([Problem("There is no such folder.", file=shown_path(root))])
    catalogue = Catalogue(
        behaviour=_behaviour(root / "behaviour", registry, problems),
        offences=_folder_of(root / "offences", Offence, "offences", registry, problems),
        tasks=_folder_of(root / "tasks", Task, "tasks", registry, problems),
        measures=_folder_of(root / "measures", Measure, "measures", registry, problems),
        mechanisms=_list_in(root / "mechanisms.yaml", Mechanism, registry, problems),
        reports=_list_in(root / "reports.yaml", Report, registry, problems),
        science=_list_in(root / "science.yaml", ScienceEntry, registry, problems),
        registry=registry,
        folder=root,
    )
    problems += catalogue_problems(catalogue)
    problems += citation_problems(catalogue.records(), registry, catalogue.sources())
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
    if path.is_dir() and (path / "pack.yaml").is_file():
        return path
    if (PACKS / str(ref) / "pack.yaml").is_file() and path.name == str(ref):
        return PACKS / str(ref)
    what = f"There is no pack '{ref}'."
    raise PackError([Problem(what, did_you_mean(str(ref), pack_ids()) or "Give the folder of a pack.yaml.")])


def pack_ids() -> list[str]:
    """Return the ids of the packs that come with the package."""
    return sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))


def _behaviour(folder: Path, registry: Registry, problems: list[Problem]) -> dict[str, Evidence]:
    records: dict[str, Evidence] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = read_yaml(path, problems)
        if document is None:
            continue
        if not isinstance(document.data, dict):
            problems.append(document.problem((), "A file of behaviour maps names to records."))
            continue
        for name in document.data:
            record = document.parse(Evidence, problems, (name,))
            earlier = registry.claim("behaviour record", name, document, (name,))
            if earlier is not None:
                problems.append(earlier)
            elif record is not None:
                records[name] = record
        registry.note(document, "behaviour")
    return records


def _folder_of(
    folder: Path, model: type[M], group: str, registry: Registry, problems: list[Problem]
) -> dict[str, M]:
    items: dict[str, M] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = read_yaml(path, problems)
        if document is not None:
            _add(items, document, model, (), group, registry, problems)
    return items


def _list_in(path: Path, model: type[M], registry: Registry, problems: list[Problem]) -> dict[str, M]:
    items: dict[str, M] = {}
    document = read_yaml(path, problems)
    if document is None:
        return items
    if not isinstance(document.data, list):
        problems.append(document.problem((), "A list of entries is wanted here.", "Start each with '- id:'."))
        return items
    for i in range(len(document.data)):
        _add(items, document, model, (i,), path.stem, registry, problems)
    return items


def _add(
    items: dict[str, M], document: Document, model: type[M], loc: tuple[str | int, ...], group: str,
    registry: Registry, problems: list[Problem],
) -> None:  # fmt: skip
    """Parse one entry and add it under its id, unless the id is taken."""
    item: Any = document.parse(model, problems, loc)
    if item is None:
        return
    earlier = registry.claim(group, item.id, document, (*loc, "id"))
    if earlier is not None:
        problems.append(earlier)
        return
    items[item.id] = item
    registry.home(group, item.id, document, loc)
    registry.note(document, f"{group}.{item.id}", loc)
