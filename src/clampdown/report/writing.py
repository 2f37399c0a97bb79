"""One HTML file that can be mailed, opened offline and printed: the page that ships, with its data inside."""

import html
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from clampdown.errors import ResultsError, shown_path
from clampdown.experiments.saying import as_messages
from clampdown.report.plain import plain_page
from clampdown.world.files import NOTICE, reported, write_bytes

FILE = "report.html"
DATA = '<script type="application/json" id="payload">null</script>'
PLAIN = "<!--plain-->"
TITLE = "<title>clampdown report</title>"
# What could end the element that the data stands in, or a line of script, is written as an escape.
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class Page:
    """A report that is written, and that shows itself in a notebook.

    Attributes
    ----------
    path : the file
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __repr__(self) -> str:
        """Return where the report lies."""
        return f"Report: {shown_path(self.path)}"

    def _repr_html_(self) -> str:
        """Return the report in a frame of its own, which can run its script and reach nothing else."""
        content = html.escape(self.path.read_text(encoding="utf-8"), quote=True)
        return (
            f'<iframe sandbox="allow-scripts" srcdoc="{content}" title="Report" '
            'style="width: 100%; height: 48rem; border: 1px solid #999"></iframe>'
        )


def write_report(payload: Mapping[str, Any], path: Path) -> Page:
    """Write a report as one HTML file.

    Parameters
    ----------
    payload : from `payload_of`
    path : Path, replaced if it is there

    Raises
    ------
    ResultsError
        If it cannot be written.
    """
    with reported(f"{shown_path(path)} cannot be written"):
        if path.exists() and not path.is_file():
            raise ResultsError(f"{shown_path(path)} is no file. Name the file of the report with --out.")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, page_of(payload).encode())
    return Page(path)


def page_of(payload: Mapping[str, Any]) -> str:
    """Return the page that ships with its data inside; without scripts it shows the main tables."""
    page = (files("clampdown.report") / "page" / FILE).read_text(encoding="utf-8")
    title = html.escape(str(payload["about"]["title"]))
    for mark, content in (
        (TITLE, f'<title>{title}</title>\n<meta name="description" content="{html.escape(NOTICE)}">'),
        (PLAIN, plain_page(payload)),
        (DATA, DATA.replace("null", as_data(payload))),
    ):
        if page.count(mark) != 1:
            raise ResultsError(f"The page that ships has no place for {mark}. Install the package again.")
        page = page.replace(mark, content)
    return page


def as_data(payload: Mapping[str, Any]) -> str:
    r"""Return a payload as JSON that may stand inside a script element.

    Examples
    --------
    >>> as_data({"title": "</script>"})
    '{"title":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(as_messages(payload), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign, escape in ESCAPES.items():
        text = text.replace(sign, escape)
    return text
