"""What has become of verdicts since a first check."""

from collections.abc import Sequence
from typing import Any, NamedTuple

NEW = "not there"


class Change(NamedTuple):
    """A claim then and now.

    Attributes
    ----------
    claim : id
    first, now : verdicts
    clauses : (words of the clause, verdict then, verdict now) of those that changed
    """

    claim: str
    first: str
    now: str
    clauses: tuple[tuple[str, str, str], ...]

    @property
    def moved(self) -> bool:
        """Whether the verdict of the whole claim is another one."""
        return self.first != self.now


def changes(first: dict[str, Any], now: dict[str, Any]) -> list[Change]:
    """Return every claim of now with its verdicts then and now; claims that went come last.

    Parameters
    ----------
    first, now : checks as data
    """
    before = {pattern["id"]: pattern for pattern in first["patterns"]}
    found = []
    for pattern in now["patterns"]:
        old = before.pop(pattern["id"], None)
        clauses = _clauses(old["expect"], pattern["expect"]) if old else ()
        found.append(Change(pattern["id"], old["verdict"] if old else NEW, pattern["verdict"], clauses))
    return found + [Change(name, old["verdict"], NEW, ()) for name, old in before.items()]


def _clauses(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]
) -> tuple[tuple[str, str, str], ...]:
    """Return the clauses whose verdicts changed; clauses of the same words go together in their order."""
    before: dict[str, list[str]] = {}
    for clause in old:
        before.setdefault(clause["clause"], []).append(clause["verdict"])
    found = []
    for clause in new:
        known = before.get(clause["clause"], [])
        was = known.pop(0) if known else NEW
        if was != clause["verdict"]:
            found.append((clause["clause"], was, clause["verdict"]))
    found += [(words, was, NEW) for words, rest in before.items() for was in rest]
    return tuple(found)


def section(found: Sequence[Change], source: str, verdicts: Sequence[str]) -> list[str]:
    """Return the comparison as Markdown lines.

    Parameters
    ----------
    found : Change
    source : name of the file of the first check
    verdicts : in the order of the table
    """
    moved = [one for one in found if one.moved]
    lines = [
        "",
        "## First and now",
        "",
        f"First: `{source}`. {len(moved)} of {len(found)} verdicts changed.",
        "",
    ]
    lines += ["| | " + " | ".join(verdicts) + " |", "|---" * (len(verdicts) + 1) + "|"]
    for name, pick in (("first", [one.first for one in found]), ("now", [one.now for one in found])):
        lines.append(f"| {name} | " + " | ".join(str(pick.count(verdict)) for verdict in verdicts) + " |")
    lines += ["", "| claim | first | now | clauses that changed |", "|---|---|---|---|"]
    lines += [_row(one) for one in found]
    return lines


def _row(one: Change) -> str:
    name = f"**{one.claim}**" if one.moved else one.claim
    said = "; ".join(f"{words or 'a clause'}: {was} → {now}" for words, was, now in one.clauses)
    return f"| {name} | {one.first} | {one.now} | {said.replace('|', '/')} |"
