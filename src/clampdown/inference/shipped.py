"""The published tables that come with the package, for holding estimators against."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from clampdown.errors import InputError, Problem, did_you_mean
from clampdown.inference.reading import read_table
from clampdown.inference.table import CaptureTable

FOLDER = Path(str(resources.files("clampdown.inference") / "tables"))


@dataclass(frozen=True)
class Shipped:
    """A published table.

    Attributes
    ----------
    id : name, and stem of its CSV file
    title, what : what was counted
    source : where it was published
    published : figures that others got from it; each has `fit` and `population`, maybe `source`
    """

    id: str
    title: str
    what: str
    source: str
    published: tuple[dict[str, Any], ...]

    def table(self) -> CaptureTable:
        """Return the counts."""
        return read_table(FOLDER / f"{self.id}.csv")


def shipped_tables() -> dict[str, Shipped]:
    """Return the tables that come with the package, by name."""
    entries = YAML(typ="safe").load((FOLDER / "sources.yaml").read_text(encoding="utf-8"))
    return {e["id"]: Shipped(**(e | {"published": tuple(e["published"])})) for e in entries}


def find_table(name: str, *, absent_is_zero: bool = False) -> CaptureTable:
    """Return the table of a CSV file, or a shipped one by name.

    Parameters
    ----------
    name : path of a CSV file, or name of a shipped table
    absent_is_zero : see `read_table`
    """
    path = Path(name)
    if path.suffix or path.exists():
        return read_table(path, absent_is_zero=absent_is_zero)
    known = shipped_tables()
    if name not in known:
        what = f"'{name}' is no file and no table that comes with clampdown."
        raise InputError([Problem(what, did_you_mean(name, known))])
    return known[name].table()
