"""Where each id and each record was written, so that a later check can point at it."""

from dataclasses import dataclass, field
from typing import Any

from clampdown.errors import Problem, shown_path
from clampdown.schema.evidence import locations_in
from clampdown.schema.reading import Document

Loc = tuple[str | int, ...]


@dataclass
class Registry:
    """Positions by name.

    Attributes
    ----------
    records : dotted name of a record to (document, keys)
    homes : (group, id) of an item to (document, keys)
    ids : (group, id) to (document, keys) of the id itself
    """

    records: dict[str, tuple[Document, Loc]] = field(default_factory=dict)
    homes: dict[tuple[str, str], tuple[Document, Loc]] = field(default_factory=dict)
    ids: dict[tuple[str, str], tuple[Document, Loc]] = field(default_factory=dict)

    def copy(self) -> "Registry":
        """Return a registry that can grow apart from this one."""
        return Registry(dict(self.records), dict(self.homes), dict(self.ids))

    def claim(self, group: str, name: str, document: Document, loc: Loc) -> Problem | None:
        """Take an id; return a problem naming both positions if it is taken."""
        first = self.ids.setdefault((group, name), (document, loc))
        if first == (document, loc):
            return None
        line, column = first[0].position(first[1])
        where = f"{shown_path(first[0].path)}, line {line}, column {column}"
        return document.problem(loc, f"The id '{name}' is taken; it stands in {where}.", "Rename one.")

    def home(self, group: str, name: str, document: Document, loc: Loc) -> None:
        """Remember where an item stands."""
        self.homes[group, name] = (document, loc)

    def note(self, document: Document, prefix: str, loc: Loc = (), skip: tuple[str, ...] = ()) -> None:
        """Remember where the records below `loc` stand; keys in `skip` do not show in their names."""
        data: Any = document.data
        for step in loc:
            data = data[step]
        for name, place in locations_in(data, loc, prefix):
            keys = name.removeprefix(f"{prefix}.").split(".")
            shown = keys[1:] if keys[0] in skip and len(keys) > 1 else keys
            self.records[".".join([prefix, *shown]) if name != prefix else name] = (document, place)

    def problem(self, name: str, what: str, remedy: str = "", below: Loc = ()) -> Problem:
        """Return a problem located at a record, or at a key below it."""
        if name not in self.records:
            return Problem(what, remedy, path=name)
        document, loc = self.records[name]
        return document.problem((*loc, *below), what, remedy)
