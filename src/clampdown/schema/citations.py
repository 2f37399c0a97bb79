"""Check that a record's source and locator lead to something, and that its value stands there."""

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from clampdown.errors import Problem, did_you_mean
from clampdown.schema.evidence import Evidence
from clampdown.schema.mechanism import Report, ScienceEntry
from clampdown.schema.registry import Registry

LIST, COLUMNS = "SOURCES.md", 4  # the list beside the facts; its columns are id, title, publisher and year
Row = dict[str, str]
NUMBER = re.compile(r"(?<![\w.,])[-−]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?: ?%)?")
# (key of the record at fault, what is wrong, remedy)
Fault = tuple[str, str, str]


class Sources:
    """Everything that a record can cite.

    Parameters
    ----------
    facts : folder of each pack's facts by the pack's id
    reports, science : by id
    """

    def __init__(
        self, facts: Mapping[str, Path], reports: Mapping[str, Report], science: Mapping[str, ScienceEntry]
    ) -> None:
        self.facts = dict(facts)
        self.reports = reports
        self.science = science
        self._tables: dict[Path, tuple[list[Row], list[str]]] = {}

    def fault(self, name: str, record: Evidence) -> Fault | None:
        """Return what is wrong with a record's citation, or None.

        The value must stand at the place cited if the record is measured or estimated. A judged or assumed
        record may name a source too; then only the place has to exist.

        Parameters
        ----------
        name : dotted name of the record
        record : Evidence
        """
        if not record.source:
            return ("source", "A locator without a source.", "Name the source.") if record.locator else None
        kind, _, rest = record.source.partition(":")
        finders = {"facts": self._in_facts, "report": self._in_report, "science": self._in_science}
        if kind not in finders:
            what = f"'{record.source}' is no source."
            return "source", what, "Write facts:FILE.csv, report:000 or science."
        found = finders[kind](name, rest, record.locator)
        if isinstance(found, tuple):
            return found
        if record.basis in ("measured", "estimated") and not any(_same(record.value, one) for one in found):
            shown = ", ".join(f"{one:g}" for one in found[:8]) or "no number"
            return (
                "value",
                f"{record.value:g} does not stand at {record.source} {record.locator}: {shown}.",
                "",
            )
        return None

    def works(self, name: str, record: Evidence) -> list[str]:
        """Return the public works that a record cites, with publisher and year where these are known.

        Parameters
        ----------
        name : dotted name of the record
        record : Evidence, whose citation holds
        """
        kind, _, rest = record.source.partition(":")
        if kind == "report":
            return [f"{self.reports[rest].outlet}, report {rest} {record.locator}"]
        if kind == "science":
            return list(self.science[record.locator].sources)
        path = self._facts_file(name, rest) if kind == "facts" else ("", "", "")
        if isinstance(path, tuple):
            return []
        (row,) = self._rows(path, record.locator)
        listed = _listed(path.parent / LIST)
        return [listed.get(one, one) for one in (row.get("source") or "").split(";") if one]

    def _rows(self, path: Path, locator: str) -> list[Row]:
        """Return the rows of a file of facts that a locator picks; its columns exist."""
        pairs = [pair.partition("=")[::2] for pair in locator.partition("#")[0].split(";") if pair]
        return [row for row in self._table(path)[0] if all(row[key] == value for key, value in pairs)]

    def _in_facts(self, name: str, rest: str, locator: str) -> list[float] | Fault:
        path = self._facts_file(name, rest)
        if isinstance(path, tuple):
            return path
        columns = self._table(path)[1]
        wanted, _, column = locator.partition("#")
        column = column or "value"
        pairs = [pair.partition("=")[::2] for pair in wanted.split(";") if pair]
        for key in (*(key for key, _ in pairs), column):
            if key not in columns:
                return "locator", f"{path.name} has no column '{key}'.", did_you_mean(key, columns)
        hits = self._rows(path, locator)
        if len(hits) != 1:
            remedy = (
                "Give column=value until one row is left." if hits else "Check the spelling of each value."
            )
            return "locator", f"'{wanted}' picks {len(hits)} rows of {path.name}, not one.", remedy
        return numbers_in(hits[0][column] or "")

    def _table(self, path: Path) -> tuple[list[Row], list[str]]:
        """Return the rows and columns of a file of facts, read once."""
        if path not in self._tables:
            with path.open(encoding="utf-8", newline="") as stream:
                reader = csv.DictReader(stream)
                self._tables[path] = list(reader), list(reader.fieldnames or [])
        return self._tables[path]

    def _facts_file(self, name: str, rest: str) -> Path | Fault:
        own = re.match(r"packs\.([^.]+)\.", name)
        pack, _, file = rest.rpartition("/")
        packs = [pack] if pack else [own[1]] if own else list(self.facts)
        hits = [path for one in packs if one in self.facts and (path := self.facts[one] / file).is_file()]
        if len(hits) == 1:
            return hits[0]
        if hits:
            return "source", f"Several packs have a file {file}.", f"Write facts:{packs[0]}/{file}."
        known = [path.name for one in packs if one in self.facts for path in self.facts[one].glob("*.csv")]
        return "source", f"There is no file of facts '{rest}'.", did_you_mean(file, known)

    def _in_report(self, name: str, rest: str, locator: str) -> list[float] | Fault:
        del name
        if rest not in self.reports:
            return "source", f"There is no report '{rest}'.", did_you_mean(rest, self.reports)
        paragraphs = self.reports[rest].paragraphs
        match = re.fullmatch(r"¶(\d+)", locator)
        if match is None:
            return "locator", f"'{locator}' is no paragraph.", "Write ¶ and its number."
        if int(match[1]) not in paragraphs:
            return "locator", f"Report {rest} has no {locator}; it ends with ¶{max(paragraphs)}.", ""
        return numbers_in(paragraphs[int(match[1])])

    def _in_science(self, name: str, rest: str, locator: str) -> list[float] | Fault:
        del name, rest
        if locator not in self.science:
            return (
                "locator",
                f"The science notes have no entry '{locator}'.",
                did_you_mean(locator, self.science),
            )
        return numbers_in(self.science[locator].says)


@cache
def _listed(path: Path) -> dict[str, str]:
    """Return title, publisher and year of each work in a list of sources, by its short id."""
    if not path.is_file():
        return {}
    lines = [line.strip("| ").split(" | ") for line in path.read_text(encoding="utf-8").splitlines()]
    return {cells[0]: f"{cells[1]} ({cells[2]}, {cells[3]})" for cells in lines if len(cells) >= COLUMNS}


def citation_problems(records: Mapping[str, Evidence], registry: Registry, sources: Sources) -> list[Problem]:
    """Return a problem for each record whose citation does not hold.

    Parameters
    ----------
    records : by dotted name
    registry : where they stand
    sources : what they may cite
    """
    problems = []
    for name, record in records.items():
        fault = sources.fault(name, record)
        if fault is not None:
            key, what, remedy = fault
            problems.append(registry.problem(name, what, remedy, (key,)))
    return problems


def numbers_in(text: str) -> list[float]:
    """Return the numbers that stand in a text; a percentage counts as itself and as a share.

    Examples
    --------
    >>> numbers_in("2 to 3 a month, 1,200 people, 17 %, since M05")
    [2.0, 3.0, 1200.0, 17.0, 0.17]
    """
    found = []
    for word in NUMBER.findall(text):
        number = float(word.rstrip(" %").replace(",", "").replace("−", "-"))
        found += [number, number / 100] if word.endswith("%") else [number]
    return found


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(1.0, abs(one))
