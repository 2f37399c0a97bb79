"""Outlines of a country's provinces: drawn ones that come with its pack, else tiles."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

WIDTH, GAP = 1000.0, 16.0  # drawing units
FILE = "outlines.json"
RING = re.compile(r"M([^l]*)l([^z]*)z")
NUMBER = re.compile(r"-?[0-9.]+")


class Outlines(NamedTuple):
    """What a map is drawn from, y downwards.

    Attributes
    ----------
    width, height : float, drawing units
    credit : whose outlines they are; empty for tiles
    abroad : path of the land around; None for tiles
    provinces : path and point for a name, by id
    """

    width: float
    height: float
    credit: str
    abroad: Any
    provinces: dict[str, tuple[Any, tuple[float, float]]]


def outlines_of(pack: str, provinces: Sequence[Mapping[str, Any]]) -> Outlines:
    """Return the outlines of a pack's provinces, or tiles where the pack has none of some province.

    Parameters
    ----------
    pack : id of a pack; one that does not ship has tiles
    provinces : each with an `id`, in the order of the pack
    """
    folder = next((one for one in (files("clampdown") / "packs").iterdir() if one.name == pack), None)
    if folder is None or not (folder / FILE).is_file():
        return tiles(provinces)
    drawn = json.loads((folder / FILE).read_text(encoding="utf-8"))
    if any(one["id"] not in drawn["provinces"] for one in provinces):
        return tiles(provinces)
    shapes = {one["id"]: drawn["provinces"][one["id"]] for one in provinces}
    return Outlines(
        drawn["width"], drawn["height"], drawn["credit"], path_of(drawn["abroad"]),
        {name: (path_of(shape["path"]), tuple(shape["label"])) for name, shape in shapes.items()},
    )  # fmt: skip


def path_of(text: str) -> Any:
    """Return an outline, written as rings of steps from point to point, as matplotlib draws it.

    Examples
    --------
    >>> path_of("M2,1l3,0-1,2z").vertices.tolist()
    [[2.0, 1.0], [5.0, 1.0], [4.0, 3.0], [2.0, 1.0]]
    """
    from matplotlib.path import Path

    rings = [NUMBER.findall(first) + NUMBER.findall(steps) for first, steps in RING.findall(text)]
    points = [np.cumsum(np.array(ring, dtype=np.float64).reshape(-1, 2), axis=0) for ring in rings]
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY] for ring in points]
    closed = [np.vstack([ring, ring[:1]]) for ring in points]
    return Path(np.concatenate(closed), np.concatenate(codes))


def tiles(provinces: Sequence[Mapping[str, Any]]) -> Outlines:
    """Return a square for each province, in rows, in the order of the pack."""
    across = math.ceil(math.sqrt(len(provinces)))
    side = (WIDTH - GAP) / max(1, across) - GAP
    found = {}
    for n, one in enumerate(provinces):
        x, y = GAP + n % across * (side + GAP), GAP + n // across * (side + GAP)
        found[one["id"]] = (path_of(f"M{x},{y}l{side},0 0,{side} {-side},0z"), (x + side / 2, y + side / 2))
    height = GAP + math.ceil(len(provinces) / max(1, across)) * (side + GAP)
    return Outlines(WIDTH, height, "", None, found)
