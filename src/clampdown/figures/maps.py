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


Row = tuple[int, list[Shown]]


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
    return _sheet(payload, rows, f"{metric['title']}, {metric['unit']}")


def of_orders(payload: Payload) -> Any | None:
    """Return how much of the work ordered arrived, was done and was claimed, by province."""
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
    return _sheet(
        payload, rows, f"share of the work ordered, per cent, {_dated(payload, day)}", per_cent=True
    )


def _metrics(payload: Payload) -> list[Mapping[str, Any]]:
    """Return what can be shown by province."""
    return [one for one in (payload["map"] or {"metrics": []})["metrics"] if one["areas"] == "provinces"]


def _dated(payload: Payload, day: int) -> str:
    return as_date(datetime.date.fromisoformat(payload["about"]["start"]) + datetime.timedelta(days=day))


def _sheet(payload: Payload, rows: Sequence[Row], said: str, *, per_cent: bool = False) -> Any:
    """Draw rows of small maps with one key to their colours below.

    Parameters
    ----------
    said : what the colours show
    per_cent : bool, whether values stand in the provinces; else numbers for their names, on the first map
    """
    outlines = outlines_of(payload["about"]["pack"]["id"], payload["map"]["provinces"])
    across = max(len(row) for _, row in rows)
    high = min(6.5 / across * outlines.height / outlines.width, (HIGHEST - 1.0) / len(rows))
    words = _words(payload, rows, outlines, names=not per_cent)
    figure, panels = sheet(len(rows), across, high + 0.05 + 0.7 / len(rows), 0.22 + 0.14 * len(words))
    looks = looks_of(payload["scenarios"])
    for panel in panels:
        panel.set_axis_off()
    for n, (scenario, row) in enumerate(rows):
        for m, (panel, shown) in enumerate(zip(panels[n * across :], row, strict=False)):
            _map(panel, outlines, shown, payload["map"]["provinces"])
            if per_cent or n + m == 0:
                _labels(panel, outlines, shown, payload["map"]["provinces"], per_cent=per_cent)
        name = textwrap.fill(payload["scenarios"][scenario]["title"], max(12, round(high * 16)))
        panels[n * across].annotate(
            name, (0.0, 0.5), (-4, 0), xycoords="axes fraction", textcoords="offset points", rotation=90,
            ha="right", va="center", color=looks[scenario].colour, fontweight="bold", fontsize=7.0,
        )  # fmt: skip
    _key(figure, panels, rows[0][1][0].metric, said, per_cent=per_cent)
    tall = figure.get_figheight()
    figure.text(0.005, 0.2 / tall, "\n".join(words), fontsize=7.0, linespacing=1.3)
    return figure


def _map(panel: Any, outlines: Outlines, shown: Shown, provinces: Sequence[Mapping[str, Any]]) -> None:
    """Draw a map; provinces with too few behind them are dotted, those within noise are hatched."""
    from matplotlib.patches import PathPatch, Rectangle

    if outlines.abroad is not None:
        panel.add_patch(Rectangle((0, 0), outlines.width, outlines.height, facecolor=SEA, linewidth=0))
        panel.add_patch(PathPatch(outlines.abroad, facecolor=LAND, edgecolor="#c9c4b6", linewidth=0.3))
    values, noise = _bytes(shown), _noise(shown)
    for n, province in enumerate(provinces):
        path, _ = outlines.provinces[province["id"]]
        if values[n] == HIDDEN:
            look: dict[str, Any] = {"facecolor": TOO_FEW, "hatch": "......", "edgecolor": QUIET}
        else:
            look = {"facecolor": STEPS[_step(values[n])], "edgecolor": INK}
            look |= {"hatch": "/////"} if noise is not None and noise[n] else {}
        panel.add_patch(PathPatch(path, linewidth=0, **look))
        panel.add_patch(PathPatch(path, facecolor="none", edgecolor=INK, linewidth=0.4))
    panel.set(xlim=(0, outlines.width), ylim=(outlines.height, 0), aspect="equal")
    panel.set_title(shown.head, fontsize=7.0, fontweight="normal")


def _labels(
    panel: Any, outlines: Outlines, shown: Shown, provinces: Sequence[Mapping[str, Any]], *, per_cent: bool
) -> None:
    """Put a number into each province: its own, or the value there in per cent."""
    values, (low, high) = _bytes(shown), shown.metric["scale"]
    for n, province in enumerate(provinces):
        hidden = values[n] == HIDDEN
        share = low + (high - low) * int(values[n]) / (HIDDEN - 1)
        text = (f"{100 * share:.0f}" if not hidden else "") if per_cent else str(n + 1)
        dark = not hidden and _step(values[n]) >= len(STEPS) - 2
        panel.text(*outlines.provinces[province["id"]][1], text, ha="center", va="center", fontsize=7.0,
                   color="white" if dark else INK)  # fmt: skip


def _step(byte: Any) -> int:
    """Return which step of colour a byte has."""
    return min(len(STEPS) - 1, int(byte) * len(STEPS) // HIDDEN)


def _words(payload: Payload, rows: Sequence[Row], outlines: Outlines, *, names: bool) -> list[str]:
    """Return the lines below the maps: names of provinces, what dots and hatches mean, whose outlines."""
    every = [shown for _, row in rows for shown in row]
    listed = "   ".join(
        f"{n + 1}\u00a0{one['title']}".replace(" ", "\u00a0")
        for n, one in enumerate(payload["map"]["provinces"])
    )
    hidden = any((_bytes(shown) == HIDDEN).any() for shown in every)
    noisy = any((marks := _noise(shown)) is not None and marks.any() for shown in every)
    told = [
        "Dotted: too few simulated people or events." if hidden else "",
        "Hatched: the difference to the twin lies within noise." if noisy else "",
        outlines.credit or "Tiles: this country has no outlines.",
    ]
    lines = textwrap.wrap(listed, 118, break_on_hyphens=False) if names else []
    return [*lines, " ".join(one for one in told if one)]


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
    frames: Sequence[int] = shown.metric["frames"]
    return max(0, sum(first <= shown.day for first in frames) - 1)


def _key(figure: Any, panels: Sequence[Any], metric: Mapping[str, Any], said: str, *, per_cent: bool) -> None:
    """Draw the key to the colours of a figure."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import BoundaryNorm, ListedColormap

    low, high = metric["scale"]
    edges = [low + (high - low) * n / len(STEPS) for n in range(len(STEPS) + 1)]
    colours = ScalarMappable(BoundaryNorm(edges, len(STEPS)), ListedColormap(STEPS))
    bar = figure.colorbar(
        colours, ax=panels, location="bottom", fraction=0.04, aspect=45, shrink=0.62, pad=0.02
    )
    bar.set_ticks(edges, labels=[f"{100 * edge:.0f}" if per_cent else two_digits(edge) for edge in edges])
    bar.ax.tick_params(length=0)
    bar.outline.set_linewidth(0.4)
    bar.set_label(said)
