"""The figure of the way from order to street and back up as a claim, with named losses."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from clampdown.experiments.wording import as_share
from clampdown.figures.style import INK, QUIET, looks_of, sheet, title

Payload = Mapping[str, Any]
HIGH = 1.75  # inches, a panel with its words
BAR = 0.05  # of the way from one step to the next
DEPTH = 1.25  # how far down losses bend, 1 is the height of what was ordered
WIDEST = 0.3  # of a loss when it has bent down, in steps
LETTERS = 24  # that fit between two steps


def flow(payload: Payload) -> Any | None:
    """Return what became of the work ordered, a panel a scenario; None where no order asks for work."""
    blocks = [one for one in payload["flow"] if one["work"]]
    if not blocks:
        return None
    looks = looks_of(payload["scenarios"])
    figure, panels = sheet(len(blocks), 1, HIGH + 0.35)
    for number, (panel, one) in enumerate(zip(panels, blocks, strict=True)):
        _way(panel, one["work"], looks[one["scenario"]].colour)
        title(panel, number if len(blocks) > 1 else None, payload["scenarios"][one["scenario"]]["title"],
              "share of the work ordered, over the campaign")  # fmt: skip
    return figure


def _way(panel: Any, work: Mapping[str, Any], colour: str) -> None:
    """Draw bars for the steps, the stream between them, and what leaves or joins it."""
    steps = work["steps"]
    most = max(1.0, *(step["share"] or 0.0 for step in steps))
    tall = [(step["share"] or 0.0) / most for step in steps]
    for n, (step, height) in enumerate(zip(steps, tall, strict=True)):
        panel.bar(n, -height, BAR, 0.0, align="edge", color=INK, linewidth=0)
        _named(panel, n, step)
        if n + 1 < len(steps):
            panel.fill_between(
                [n + BAR, n + 1], -min(height, tall[n + 1]), 0.0, color=colour, alpha=0.42, linewidth=0
            )
            between = [one for one in work["changes"] if one["from"] == step["key"] and one["share"]]
            _changes(panel, n, between, (height, tall[n + 1]), most)
    panel.set_xlim(-0.02, len(steps) - 0.25)
    panel.set_ylim(-DEPTH - 0.45, 0.42)
    panel.set_axis_off()


def _named(panel: Any, at: float, step: Mapping[str, Any]) -> None:
    """Put the name of a step, its share and its range over its bar."""
    known = step["low90"] is not None and step["low90"] < step["high90"]
    span = "" if not known else f"({as_share(step['low90'])} – {as_share(step['high90'])})"
    panel.text(at, 0.22, step["title"], va="bottom")
    panel.text(at, 0.05, as_share(step["share"]), va="bottom", fontweight="bold")
    panel.annotate(
        span, (at, 0.05), (30, 0), textcoords="offset points", va="bottom", fontsize=7.0, color=QUIET
    )


def _changes(
    panel: Any, n: int, changes: Sequence[Mapping[str, Any]], heights: tuple[float, float], most: float
) -> None:
    """Draw what leaves the stream after a step, and what joins it before the next, with their names below."""
    from matplotlib.patches import PathPatch

    for one in changes:
        lost = one["share"] < 0.0
        thick = abs(one["share"]) / most
        wide = min(thick * HIGH / 2.4, WIDEST)
        x, bottom = (n + BAR, heights[0]) if lost else (n + 1.0, heights[1])
        landing = x + 0.16 if lost else x - 0.16 - wide
        look = (
            {"facecolor": "#cfc9ba"}
            if lost
            else {"facecolor": "#f4eddc", "hatch": "//////", "edgecolor": "#8a6100"}
        )
        path = _ribbon(x, (bottom - thick, bottom), (landing, landing + wide), mirrored=not lost)
        panel.add_patch(PathPatch(path, linewidth=0, **look))
        text = textwrap.fill(f"{'−' if lost else '+'}{as_share(abs(one['share']))} {one['title']}", LETTERS)
        panel.text(n + BAR + 0.04, -DEPTH - 0.05, text, va="top", fontsize=7.0, linespacing=1.15,
                   fontstyle="normal" if lost else "italic")  # fmt: skip


def _ribbon(x: float, edge: tuple[float, float], ends: tuple[float, float], *, mirrored: bool) -> Any:
    """Return a band that bends from an upright edge to a level one below."""
    from matplotlib.path import Path

    outer, inner = (ends[0], ends[1]) if mirrored else (ends[1], ends[0])
    top, bottom = -edge[0], -edge[1]
    points = [
        (x, top), (outer, top), (outer, top), (outer, -DEPTH), (inner, -DEPTH),
        (inner, bottom), (inner, bottom), (x, bottom), (x, top),
    ]  # fmt: skip
    turn = [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *turn, Path.LINETO, *turn, Path.CLOSEPOLY])
