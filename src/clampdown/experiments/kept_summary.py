"""The summary of a run or a comparison, and what a reader needs to know beside it, kept with the results."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clampdown.errors import ResultsError, shown_path
from clampdown.experiments.saying import as_messages, with_words
from clampdown.results.state import plain
from clampdown.world.files import damage, read_json, reported, write_json

FILE = "summary.json"
FORMAT_VERSION = 1


def keep_summary(folder: Path, summary: Mapping[str, Any], background: Mapping[str, Any]) -> None:
    """Write what was found, and the names and records behind it, beside the results."""
    content = plain(as_messages({"summary": summary, "background": background}))
    with reported(f"{shown_path(folder)} cannot be written"):
        write_json(folder / FILE, content, version=FORMAT_VERSION)


def read_summary(folder: Path) -> dict[str, Any]:
    """Return the `summary` and `background` of a finished run or comparison.

    Raises
    ------
    ResultsError
        If it was never finished, or the file is damaged or of another version.
    """
    if not (folder / FILE).exists():
        raise ResultsError(
            f"{shown_path(folder)} has no {FILE}: it is unfinished, or an older version made it. "
            "Go on with --resume, or run it again with --overwrite."
        )
    content = read_json(folder / FILE, version=FORMAT_VERSION)
    try:
        found: dict[str, Any] = with_words(content)
    except (KeyError, TypeError, ValueError) as error:  # texts of another version
        raise ResultsError(damage(folder / FILE)) from error
    return found
