"""Checks across files: what one file names must exist in another, and sums must add up."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from clampdown.errors import Problem, did_you_mean, shown_path
from clampdown.schema.evidence import Evidence
from clampdown.schema.pack import Pack, Place
from clampdown.schema.reading import Document
from clampdown.schema.registry import Registry

if TYPE_CHECKING:
    from clampdown.schema.loading import Catalogue

Loc = tuple[str | int, ...]


def unknown(document: Document, loc: Loc, what: str, name: str, known: Iterable[str]) -> Problem | None:
    """Return a problem if `name` is not among `known`.

    Parameters
    ----------
    document, loc : where it is named
    what : str, such as `task of the catalogue`
    """
    names = list(known)
    if name in names:
        return None
    return document.problem(loc, f"'{name}' is no {what}.", did_you_mean(name, names))


def unknown_all(
    document: Document, loc: Loc, what: str, names: Iterable[str], known: Iterable[str]
) -> list[Problem]:
    """Return a problem for each of `names` that is not among `known`; `loc` is that of the list."""
    listed = list(known)
    found = (unknown(document, (*loc, i), what, name, listed) for i, name in enumerate(names))
    return [problem for problem in found if problem is not None]


def catalogue_problems(catalogue: "Catalogue") -> list[Problem]:
    """Return what is wrong between the files of a catalogue."""
    problems: list[Problem] = []
    homes = catalogue.registry.homes
    for group in ("offences", "tasks", "measures"):
        for name, item in getattr(catalogue, group).items():
            document, loc = homes[group, name]
            named = unknown_all(
                document, (*loc, "mechanisms"), "mechanism", item.mechanisms, catalogue.mechanisms
            )
            problems += named
    for name, offence in catalogue.offences.items():
        document, loc = homes["offences", name]
        problems += unknown_all(
            document, (*loc, "found_by"), "task of the catalogue", offence.found_by, catalogue.tasks
        )
    for name, measure in catalogue.measures.items():
        document, loc = homes["measures", name]
        problems += option_problems(measure, document, loc, catalogue)
    records = catalogue.records()
    for name, mechanism in catalogue.mechanisms.items():
        document, loc = homes["mechanisms", name]
        problems += unknown_all(document, (*loc, "records"), "record", mechanism.records, records)
    return problems + shared_words(records, catalogue.registry)


def option_problems(options: Any, document: Document, loc: Loc, catalogue: "Catalogue") -> list[Problem]:
    """Return what is wrong with the task and offences of a measure or an order."""
    problems: list[Problem] = []
    if options.task is not None:
        problems += _some(
            unknown(document, (*loc, "task"), "task of the catalogue", options.task, catalogue.tasks)
        )
    if options.offences is not None:
        ids = options.offences.ids
        problems += unknown_all(
            document, (*loc, "offences"), "offence of the catalogue", ids, catalogue.offences
        )
    return problems


def shared_words(
    records: Mapping[str, Evidence], registry: Registry, fresh: Iterable[str] = ()
) -> list[Problem]:
    """Return a problem for each record whose reason or note is also another's.

    Parameters
    ----------
    records : by dotted name
    registry : where they stand
    fresh : names to report on; empty for all
    """
    problems = []
    only = set(fresh)
    for field in ("reason", "note"):
        first: dict[str, str] = {}
        for name, record in records.items():
            words = " ".join(getattr(record, field).lower().split())
            if not words:
                continue
            other = first.setdefault(words, name)
            if other != name and (not only or name in only):
                what = f"The {field} is word for word that of {other}."
                problems.append(registry.problem(name, what, "Each number has its own.", (field,)))
    return problems


def pack_problems(
    pack: Pack,
    places: list[tuple[int, Place]],
    document: Document,
    catalogue: "Catalogue",
    registry: Registry,
) -> list[Problem]:
    """Return what is wrong within a pack and between it and the catalogue."""
    own = pack.records()
    problems = [
        *_double_ids(pack, document),
        *_name_problems(pack, document, catalogue),
        *_lone_occupation(pack, document),
        *shared_words({**catalogue.records(), **own}, registry, own),
    ]
    return problems + (_sum_problems(pack, places, document) if places else [])


def _double_ids(pack: Pack, document: Document) -> list[Problem]:
    problems = []
    for part in ("tiers", "provinces", "organs", "classes", "occupations", "flags", "facilities", "ladder"):
        first: dict[str, Loc] = {}
        for i, item in enumerate(getattr(pack, part)):
            name = item if isinstance(item, str) else item.id
            loc: Loc = (part, i) if isinstance(item, str) else (part, i, "id")
            if name in first:
                line, column = document.position(first[name])
                what = f"The id '{name}' is given twice; the first is on line {line}, column {column}."
                problems.append(document.problem(loc, what, "Rename one."))
            first.setdefault(name, loc)
    return problems


def _name_problems(pack: Pack, document: Document, catalogue: "Catalogue") -> list[Problem]:
    tasks, organs = set(pack.tasks), {organ.id for organ in pack.organs}
    problems = unknown_all(
        document, ("offences",), "offence of the catalogue", pack.offences, catalogue.offences
    )
    problems += unknown_all(document, ("tasks",), "task of the catalogue", pack.tasks, catalogue.tasks)
    for i, organ in enumerate(pack.organs):
        problems += unknown_all(document, ("organs", i, "tasks"), "task of this pack", organ.tasks, tasks)
    for i, duty in enumerate(pack.duties):
        problems += _some(unknown(document, ("duties", i, "organ"), "organ of this pack", duty.organ, organs))
        problems += _some(unknown(document, ("duties", i, "task"), "task of this pack", duty.task, tasks))
    rungs, facilities = [rung.id for rung in pack.ladder], [item.id for item in pack.facilities]
    for gravity in type(pack.usual).model_fields:
        name = getattr(pack.usual, gravity)
        problems += _some(unknown(document, ("usual", gravity), "rung of the ladder", name, rungs))
    kinds = {rung.id: rung.kind for rung in pack.ladder}
    if kinds.get(pack.usual.kin) in ("warning", "fine"):
        what = f"Kin cannot be put on the rung '{pack.usual.kin}': it takes nobody away."
        problems.append(document.problem(("usual", "kin"), what, "Choose custody, banishment or a camp."))
    for i, rung in enumerate(pack.ladder):
        if rung.facility is not None:
            loc = ("ladder", i, "facility")
            problems += _some(unknown(document, loc, "facility of this pack", rung.facility, facilities))
    for i, name in enumerate(pack.offences):
        if name in catalogue.offences:
            problems += _offence_problems(pack, name, document.problem(("offences", i), ""), catalogue)
    return problems


def _offence_problems(pack: Pack, name: str, at: Problem, catalogue: "Catalogue") -> list[Problem]:
    """Return what an offence of the catalogue lacks in this pack."""
    offence = catalogue.offences[name]
    found = []
    if pack.organ_for(offence.organ_role) is None:
        found.append(
            f"No organ has one of the roles that deal with '{name}': {', '.join(offence.organ_role)}."
        )
    if not set(offence.found_by) & set(pack.tasks):
        found.append(f"No task of this pack finds '{name}': {', '.join(offence.found_by)}.")
    if offence.season is not None and offence.season not in pack.calendar.series:
        found.append(f"'{name}' follows the season '{offence.season}', which the calendar lacks.")
    if offence.domain not in pack.domains:
        found.append(f"'{name}' is of the domain '{offence.domain}', which the pack lacks.")
    return [Problem(what, "", at.file, at.line, at.column, at.path) for what in found]


def _lone_occupation(pack: Pack, document: Document) -> list[Problem]:
    """Return a problem unless the first occupation, and it alone, takes what the others leave."""
    rest = [i for i, job in enumerate(pack.occupations) if job.share_urban is None or job.share_rural is None]
    if rest != [0]:
        what = "The first occupation, and no other, takes the rest and has no shares."
        return [document.problem(("occupations",), what, "Put the people without a job first.")]
    problems = []
    for side in ("share_urban", "share_rural"):
        total = sum(getattr(job, side).value for job in pack.occupations if getattr(job, side) is not None)
        if total > 1:
            problems.append(
                document.problem(("occupations",), f"The values of {side} add up to {total:g}, above 1.")
            )
    return problems


def _sum_problems(pack: Pack, places: list[tuple[int, Place]], document: Document) -> list[Problem]:
    """Return where the places do not add up to the provinces, or these to the nation."""
    file = shown_path(pack.folder / "places.csv")
    provinces = {province.id: province for province in pack.provinces}
    problems = []
    for line, place in places:
        if place.province_id not in provinces:
            what = f"'{place.province_id}' is no province of this pack."
            remedy = did_you_mean(place.province_id, provinces)
            problems.append(Problem(what, remedy, file, line, 1, "province_id"))
    for i, province in enumerate(pack.provinces):
        total = sum(place.population for _, place in places if place.province_id == province.id)
        if total != province.population:
            what = f"{province.id} has {province.population:,} people, but its places add up to {total:,}."
            problems.append(document.problem(("provinces", i, "population"), what, "Correct one of them."))
    declared, total = pack.population, sum(province.population for province in pack.provinces)
    if total != declared:
        what = f"The pack has {declared:,} people, but its provinces add up to {total:,}."
        problems.append(document.problem(("population",), what, "Correct one of them."))
    return problems


def _some(problem: Problem | None) -> list[Problem]:
    return [] if problem is None else [problem]
