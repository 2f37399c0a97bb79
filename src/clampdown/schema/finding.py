"""Find and read directives: by id, by path, or written out within a scenario."""

from pathlib import Path
from typing import Any

from clampdown.errors import Problem, ScenarioError, did_you_mean, shown_path
from clampdown.schema.directive import Directive
from clampdown.schema.loading import PACKS, Catalogue
from clampdown.schema.order_checks import directive_problems
from clampdown.schema.pack import Pack
from clampdown.schema.reading import Document, Loc, is_file, read_yaml

SUFFIXES = (".yaml", ".yml")


def find(ref: str, kind: str, folders: list[Path], problems: list[Problem]) -> Path | None:
    """Return the file that a name or path stands for; add a problem if there is none or several.

    Parameters
    ----------
    ref : what was written: an id, `pack/id`, or a path that ends in .yaml
    kind : `directives` or `scenarios`
    folders : packs in which to look, and the folder of the file that names it
    """
    path = Path(ref)
    if path.suffix in SUFFIXES:
        hits = [one for one in (*(folder / path for folder in folders), path) if is_file(one)]
        if not hits:
            problems.append(Problem(f"There is no file '{ref}'.", "Check the path."))
        return hits[0] if hits else None
    pack, _, name = ref.rpartition("/")
    places = [PACKS / pack / kind] if pack else [folder / kind for folder in folders]
    hits = _named(name, places) or _named(name, folders)
    if len(hits) == 1:
        return hits[0]
    if hits:
        there = " and ".join(shown_path(hit) for hit in hits)
        problems.append(Problem(f"'{ref}' stands for several files: {there}.", "Give the path."))
        return None
    known = [file.stem for folder in folders for file in (folder / kind).glob("*.yaml")]
    what = f"There is no {kind.removesuffix('s')} '{ref}'."
    problems.append(Problem(what, did_you_mean(name, known) or "Give its path."))
    return None


def _named(name: str, places: list[Path]) -> list[Path]:
    """Return the files of that name in some folders, each once."""
    found = [place / f"{name}.yaml" for place in places if is_file(place / f"{name}.yaml")]
    return list({path.resolve(): path for path in found}.values())


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
    reader = DirectiveReader(pack, catalogue)
    path = find(str(ref), "directives", [pack.folder], reader.problems)
    found = reader.file(path) if path is not None else None
    if reader.problems or found is None:
        raise ScenarioError(reader.problems)
    return found


class DirectiveReader:
    """Reads directives for one pack and keeps what is wrong with them.

    Attributes
    ----------
    pack, catalogue : what directives may name
    problems : found so far
    """

    def __init__(self, pack: Pack, catalogue: Catalogue) -> None:
        self.pack = pack
        self.catalogue = catalogue
        self.problems: list[Problem] = []

    def file(self, path: Path) -> Directive | None:
        """Return the directive of a file."""
        document = read_yaml(path, self.problems)
        if document is None:
            return None
        directive = self.part(document, ())
        shipped = path.parent.resolve() == (self.pack.folder / "directives").resolve()
        if directive is not None and shipped and directive.id != path.stem:
            what = f"The id '{directive.id}' differs from the file's name."
            self.problems.append(document.problem(("id",), what, "Give both the same."))
        return directive

    def part(self, document: Document, loc: Loc) -> Directive | None:
        """Return the directive written out at `loc`."""
        directive = document.parse(Directive, self.problems, loc)
        if directive is not None:
            self.problems += directive_problems(directive, document, loc, self.pack, self.catalogue)
        return directive

    def each(self, items: tuple[Any, ...], document: Document, loc: Loc) -> tuple[Directive, ...]:
        """Return the directives of a list of ids, paths and directives written out."""
        found: list[Directive] = []
        for i, item in enumerate(items):
            at = (*loc, i)
            directive = self.part(document, at) if isinstance(item, dict) else self._named(item, document, at)
            if directive is None:
                continue
            if directive.id in [one.id for one in found]:
                what = f"The directive '{directive.id}' is given twice."
                self.problems.append(document.problem(at, what, "Name it once."))
            found.append(directive)
        return tuple(found)

    def _named(self, item: Any, document: Document, loc: Loc) -> Directive | None:
        missing: list[Problem] = []
        path = find(str(item), "directives", [document.path.parent, self.pack.folder], missing)
        self.problems += [document.problem(loc, problem.what, problem.remedy) for problem in missing]
        return self.file(path) if path is not None else None
