"""Checks of what the page sends, before a worker is given it; its files lie in a folder that goes again."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from clampdown.explorer.asking import ready
from clampdown.explorer.limits import Limits
from clampdown.explorer.refusing import RefusalError
from clampdown.explorer.requests import Chosen, Draft, Request, request_from
from clampdown.schema.loading import Catalogue, load_catalogue


@cache
def catalogue() -> Catalogue:
    """Return the package's catalogue, read once."""
    return load_catalogue()


def check_request(request: Request, limits: Limits) -> None:
    """Refuse a request that cannot be run.

    Raises
    ------
    RefusalError
        With every problem.
    """
    with tempfile.TemporaryDirectory(prefix="clampdown-") as folder:
        ready(request, Path(folder), catalogue(), limits)


def check_text(body: bytes, limits: Limits) -> list[dict[str, Any]]:
    """Return what is wrong with a scenario's text, as the page reads it."""
    draft: Draft = request_from(body, Draft)
    try:
        check_request(Request(scenarios=(Chosen(text=draft.text),)), limits)
    except RefusalError as error:
        found: list[dict[str, Any]] = error.as_json()["problems"]
        return found
    return []
