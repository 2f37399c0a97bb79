"""Reading the observers of a pack, and checking them against it and against one another."""

from collections.abc import Sequence
from pathlib import Path

from clampdown.errors import Problem, did_you_mean
from clampdown.schema.checks import unknown, unknown_all
from clampdown.schema.observer import KINDS, AnyObserver, Imagery, Outlet, Sources
from clampdown.schema.pack import Pack, Place
from clampdown.schema.reading import Document, read_yaml
from clampdown.schema.registry import Registry

FOLDER = "observers"
Read = tuple[AnyObserver, Document]


def read_observers(pack: Pack, problems: list[Problem]) -> tuple[AnyObserver, ...]:
    """Return the observers of a pack, one a file in its folder `observers`, in order of id.

    Parameters
    ----------
    pack : Pack, whose provinces and facilities they may name
    problems : list, extended by what is wrong
    """
    found: list[Read] = []
    registry = Registry()
    for path in sorted((pack.folder / FOLDER).glob("*.yaml")):
        read = read_observer(path, problems)
        if read is None:
            continue
        observer, document = read
        taken = registry.claim(FOLDER, observer.id, document, ("id",))
        problems += [taken] if taken is not None else []
        problems += _unknown_names(observer, document, pack)
        found.append(read)
    problems += _network_problems(found)
    problems += _rule_problems(found, pack)
    return tuple(sorted((observer for observer, _ in found), key=lambda one: one.id))


def read_observer(path: Path, problems: list[Problem]) -> Read | None:
    """Return an observer and where its fields stand; on mistakes add to `problems` and return None."""
    document = read_yaml(path, problems)
    if document is None:
        return None
    kind = document.data.get("kind") if isinstance(document.data, dict) else None
    if kind not in KINDS:
        what = "'kind' is missing." if kind is None else f"'{kind}' is no kind of observer."
        remedy = did_you_mean(str(kind), KINDS) or f"Write one of: {', '.join(KINDS)}."
        problems.append(document.problem(("kind",), what, remedy))
        return None
    observer = document.parse(KINDS[kind], problems)
    return (observer, document) if observer is not None else None


def _unknown_names(observer: AnyObserver, document: Document, pack: Pack) -> list[Problem]:
    """Return which provinces and facilities an observer names that the pack does not have."""
    if isinstance(observer, Imagery):
        # Without a number of places nobody can say how full a site is.
        held = [facility.id for facility in pack.facilities if facility.capacity is not None]
        what = "facility of this pack with a capacity"
        return unknown_all(document, ("facilities",), what, observer.facilities, held)
    if not isinstance(observer, Outlet):
        return []
    problems, provinces = [], [province.id for province in pack.provinces]
    for i, sources in enumerate(observer.sources):
        at = ("sources", i, "provinces")
        strange = unknown_all(document, at, "province of this pack", sources.provinces, provinces)
        problems += strange
        if not strange and sources.per_100000 is not None and not _places_of(sources, pack):
            what = f"There is no place of the zone '{sources.zone}' here: nobody would be a source."
            problems.append(document.problem(("sources", i, "zone"), what, "Take another zone or province."))
    return problems


def _places_of(sources: Sources, pack: Pack) -> list[Place]:
    """Return the places in which a network has people."""
    return [
        place
        for place in pack.places
        if (not sources.provinces or place.province_id in sources.provinces)
        and (sources.zone is None or place.border == (sources.zone == "border"))
    ]


def _network_problems(found: Sequence[Read]) -> list[Problem]:
    """Return networks that nobody describes, or that two outlets do."""
    problems = []
    home: dict[str, str] = {}
    outlets = [(one, document) for one, document in found if isinstance(one, Outlet)]
    for outlet, document in outlets:
        for i, sources in enumerate(outlet.sources):
            if sources.per_100000 is None:
                continue
            if home.setdefault(sources.network, outlet.id) != outlet.id:
                what = f"The network '{sources.network}' is described by '{home[sources.network]}' too."
                at = ("sources", i, "network")
                problems.append(document.problem(at, what, "Describe it once and name it alone elsewhere."))
    for outlet, document in outlets:
        for i, sources in enumerate(outlet.sources):
            missing = unknown(document, ("sources", i, "network"), "network", sources.network, home)
            if missing is not None:
                problems.append(missing)
    return problems


def _rule_problems(found: Sequence[Read], pack: Pack) -> list[Problem]:
    """Return rules that ask for more provinces than an outlet's sources are in."""
    problems = []
    for outlet, document in found:
        if not isinstance(outlet, Outlet):
            continue
        reached = provinces_of(outlet, [one for one, _ in found], pack)
        if reached and outlet.rule.provinces > len(reached):
            what = (
                f"Its sources are in {len(reached)} provinces: news from {outlet.rule.provinces} never comes."
            )
            remedy = "Ask for fewer provinces, or add sources elsewhere."
            problems.append(document.problem(("rule", "provinces"), what, remedy))
    return problems


def provinces_of(outlet: Outlet, observers: Sequence[AnyObserver], pack: Pack) -> set[str]:
    """Return the provinces in which an outlet has sources, its own or shared."""
    named = {sources.network for sources in outlet.sources}
    reached: set[str] = set()
    for other in observers:
        for sources in other.sources if isinstance(other, Outlet) else ():
            if sources.network in named and sources.per_100000 is not None:
                reached |= {place.province_id for place in _places_of(sources, pack)}
    return reached
