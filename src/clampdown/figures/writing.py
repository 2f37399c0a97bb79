"""Writing figures as files that are the same every time."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clampdown.errors import InputError, Problem, did_you_mean
from clampdown.figures.captions import FILE, captions
from clampdown.figures.drawing import FIGURES
from clampdown.figures.style import settle, styled
from clampdown.world.files import NOTICE, reported, write_bytes

FORMATS = ("pdf", "svg", "png")
# What would differ from day to day or from version to version is left out.
METADATA: dict[str, dict[str, Any]] = {
    "pdf": {"CreationDate": None, "Producer": None, "Creator": "clampdown", "Subject": NOTICE},
    "svg": {"Date": None, "Creator": "clampdown", "Description": NOTICE},
    "png": {"Software": None, "Description": NOTICE},
}


def write_figures(payload: Mapping[str, Any], folder: Path, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Draw every figure that a payload has enough for, write their captions, and return the files.

    Parameters
    ----------
    payload : what a report shows
    folder : made if need be
    formats : some of FORMATS

    Raises
    ------
    InputError
        If a format is none of them.
    ResultsError
        If the folder cannot be written.
    """
    strange = [one for one in formats if one not in FORMATS]
    if strange or not formats:
        raise InputError([
            Problem(f"'{one}' is no format of figures.", did_you_mean(one, FORMATS), path="--format")
            for one in strange or [""]
        ])  # fmt: skip
    written = []
    with styled(), reported(f"{folder} cannot be written"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, draw in FIGURES.items():
            for ending in formats:
                figure = draw(payload)  # anew: what one format has measured would move the next
                if figure is None:
                    break
                settle(figure)
                held = io.BytesIO()
                figure.savefig(held, format=ending, metadata=METADATA[ending])
                write_bytes(folder / f"{name}.{ending}", held.getvalue())
                written.append(folder / f"{name}.{ending}")
        if written:
            drawn = dict.fromkeys(path.stem for path in written)
            write_bytes(folder / FILE, captions(payload, drawn).encode())
            written.append(folder / FILE)
    return written
