"""Printing: text for people, JSON for programs."""

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def show(lines: Iterable[str]) -> None:
    """Print lines of text."""
    sys.stdout.write("\n".join(lines) + "\n")


def show_json(content: Any) -> None:
    """Print JSON; dates and paths become text, numbers that are none become null."""
    sys.stdout.write(json.dumps(_plain(content), indent=2, ensure_ascii=False, default=_text) + "\n")


def _plain(content: Any) -> Any:
    """Return a value with every infinite or missing number replaced by None."""
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def _text(value: Any) -> str:
    if isinstance(value, Path):
        return value.as_posix()
    return str(value)
