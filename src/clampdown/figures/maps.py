"""Maps by province: what differs most on four days, and how far orders for work came in each province."""

import base64
import datetime
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from clampdown.experiments.wording import as_date, two_digits
from clampdown.figures.outlines import Outlines, outlines_of
from clampdown.figures.style import INK, QUIET, STEPS, looks_of, sheet

Payload = Mapping[str, Any]
HIDDEN = 255  # byte of what is not shown
WORK = ("reached", "executed", "claimed")
HIGHEST = 8.2  # inches, all rows of a figure
SEA, LAND, TOO_FEW = "#e4ebee", "#f3f1ec", "#ecebe6"


class Shown(NamedTuple):
    """A small map: a metric of a scenario on a day.

    Attributes
    ----------
    metric, layer : of the payload
    day : number from 0
    head : over the map; empty for none
    """

    metric: Mapping[str, Any]
    layer: Mapping[str, Any]
    day: int
    head: str


def over_days(payload: Payload) -> Any | None:
    """Return what differs most from the twin, by province, on four days; a row a scenario."""
    found = _metrics(payload)
    metric = next((one for one in found if len(one["layers"]) > 1), found[0] if found else None)
    if metric is None:
        return None
    days = payload["map"]["still"]
    rows = [
        (layer["scenario"], [Shown(metric, layer, day, "" if n else _dated(payload, day)) for day in days])
        for n, layer in enumerate(metric["layers"])
    ]
    return _sheet(payload, rows, metric, f"{metric['title']}, {metric['unit']}")


def of_orders(payload: Payload) -> Any | None:
    """Return how much of the work ordered arrived, was done and was claimed, by province; a row a scenario."""
    found = {one["key"]: one for one in _metrics(payload)}
    metrics = [found[key] for key in WORK if key in found]
    arms = sorted({layer["scenario"] for one in metrics for layer in one["layers"]})
    if not arms:
        return None
    day = payload["about"]["telling_day"]
    rows = [
        (arm, [Shown(one, layer, day, "" if n else one["title"]) for one in metrics for layer in one["layers"]
               if layer["scenario"] == arm])
        for n, arm in enumerate(arms)
    ]  # fmt: skip
    return _sheet(payload, rows, metrics[0], f"share of the work ordered, {_dated(payload, day)}")


def _metrics(payload: Payload) -> list[Mapping[str, Any]]:
    """Return what can be shown by province."""
    return [one for one in (payload["map"] or {"metrics": []})["metrics"] if one["areas"] == "provinces"]


def _dated(payload: Payload, day: int) -> str:
    return as_date(datetime.date.fromisoformat(payload["about"]["start"]) + datetime.timedelta(days=day))


def _sheet(
    payload: Payload, rows: Sequence[tuple[int, list[Shown]]], metric: Mapping[str, Any], said: str
) -> Any:
    """Draw rows of small maps with one key to their colours below."""
    outlines = outlines_of(payload["about"]["pack"]["id"], payload["map"]["provinces"])
    across = max(len(row) for _, row in rows)
    high = min(6.6 / across * outlines.height / outlines.width, (HIGHEST - 1.0) / len(rows))
    figure, panels = sheet(len(rows), across, high + (1.0 + 0.16 * len(rows)) / len(rows))
    looks = looks_of(payload["scenarios"])
    for panel in panels:
        panel.set_axis_off()
    for n, (scenario, row) in enumerate(rows):
        for panel, shown in zip(panels[n * across :], row, strict=False):
            _map(panel, payload, outlines, shown, names=shown is rows[0][1][0])
        name = textwrap.fill(payload["scenarios"][scenario]["title"], max(12, round(high * 14)))
        panels[n * across].annotate(
            name, (0.0, 0.5), (-4, 0), xycoords="axes fraction", textcoords="offset points", rotation=90,
            ha="right", va="center", color=looks[scenario].colour, fontweight="bold", fontsize=7.0,
        )  # fmt: skip
    _key(figure, panels, metric, said)
    _provinces(figure, payload, any(_noise(shown) is not None for _, row in rows for shown in row))
    return figure


def _map(panel: Any, payload: Payload, outlines: Outlines, shown: Shown, *, names: bool) -> None:
    """Draw a map; provinces with too few behind them are dotted, those within noise are hatched."""
    from matplotlib.patches import PathPatch, Rectangle

    if outlines.abroad is not None:
        panel.add_patch(Rectangle((0, 0), outlines.width, outlines.height, facecolor=SEA, linewidth=0))
        panel.add_patch(PathPatch(outlines.abroad, facecolor=LAND, edgecolor="#c9c4b6", linewidth=0.3))
    values, noise = _bytes(shown), _noise(shown)
    for n, province in enumerate(payload["map"]["provinces"]):
        path, (x, y) = outlines.provinces[province["id"]]
        hidden = values[n] == HIDDEN
        step = min(len(STEPS) - 1, int(values[n]) * len(STEPS) // HIDDEN)
        panel.add_patch(PathPatch(path, facecolor=TOO_FEW if hidden else STEPS[step], edgecolor=QUIET,
                                  linewidth=0, hatch="......" if hidden else None))  # fmt: skip
        if noise is not None and noise[n] and not hidden:
            panel.add_patch(PathPatch(path, facecolor="none", edgecolor=INK, linewidth=0, hatch="/////"))
        panel.add_patch(PathPatch(path, facecolor="none", edgecolor=INK, linewidth=0.4))
        if names:
            panel.text(x, y, str(n + 1), ha="center", va="center", fontsize=7.0,
                       color="white" if not hidden and step >= len(STEPS) - 2 else INK)  # fmt: skip
    panel.set(xlim=(0, outlines.width), ylim=(outlines.height, 0), aspect="equal")
    panel.set_title(shown.head, fontsize=7.0, fontweight="normal")


def _bytes(shown: Shown) -> Any:
    """Return the values of a small map as bytes, one for each province."""
    frames = shown.metric["frames"]
    values = np.frombuffer(base64.b64decode(shown.layer["data"]), dtype=np.uint8).reshape(len(frames), -1)
    return values[_frame(shown)]


def _noise(shown: Shown) -> Any | None:
    """Return which provinces lie within noise; None where nothing is known of it."""
    if shown.layer["noise"] is None:
        return None
    marks = np.frombuffer(base64.b64decode(shown.layer["noise"]), dtype=np.uint8)
    return marks.reshape(len(shown.metric["frames"]), -1)[_frame(shown)]


def _frame(shown: Shown) -> int:
    """Return the last frame at or before the day."""
    return max(0, sum(first <= shown.day for first in shown.metric["frames"]) - 1)


def _key(figure: Any, panels: Sequence[Any], metric: Mapping[str, Any], said: str) -> None:
    """Draw the key to the colours of a figure."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import BoundaryNorm, ListedColormap

    low, high = metric["scale"]
    edges = [low + (high - low) * n / len(STEPS) for n in range(len(STEPS) + 1)]
    colours = ScalarMappable(BoundaryNorm(edges, len(STEPS)), ListedColormap(STEPS))
    bar = figure.colorbar(colours, ax=panels, location="bottom", fraction=0.04, aspect=45, shrink=0.62, pad=0.02)
    bar.set_ticks(edges, labels=[two_digits(edge) for edge in edges])
    bar.ax.tick_params(length=0)
    bar.outline.set_linewidth(0.4)
    bar.set_label(said)


def _provinces(figure: Any, payload: Payload, noisy: bool) -> None:
    """Say below the maps which number is which province, and what dots and hatches mean."""
    names = "  ".join(f"{n + 1} {one['title']}" for n, one in enumerate(payload["map"]["provinces"]))
    signs = "dotted: too few simulated people or events" + (
        "; hatched: the difference to the twin lies within noise" if noisy else ""
    )
    figure.supxlabel(f"{textwrap.fill(names, 118)}\n{signs}", fontsize=7.0, x=0.005, ha="left", linespacing=1.3)
