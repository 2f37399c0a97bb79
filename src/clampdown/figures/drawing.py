"""The figures: orders on their way, human cost, the days, and what outsiders see."""

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clampdown.figures.style import INK, QUIET, Look, looks_of, sheet, title

Payload = Mapping[str, Any]
WAYS = (  # from deed to belief
    ("executed", "carried out", Look("#a3321f", "solid", "o")),
    ("claimed", "claimed by places", Look("#8a6100", (0, (5, 2)), "s")),
    ("believed", "believed by the centre", Look("#1f5a87", (0, (1.5, 1.5)), "^")),
)
PUBLISHED = Look(INK, "solid", "o")
SIDES = ("happened", "published")
ACROSS = 3
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def orders(payload: Payload) -> Any | None:
    """Return how far orders for work came, day by day: a panel a scenario; None where none asks for work."""
    lines = {(row["key"], line["scenario"]): line for row in payload["series"] for line in row["lines"]}
    arms = [n for n in range(len(payload["scenarios"])) if ("executed", n) in lines]
    if not arms:
        return None
    figure, panels = sheet(len(arms), 1, 2.1)
    for number, (panel, arm) in enumerate(zip(panels, arms, strict=True)):
        for key, name, look in WAYS:
            if (key, arm) in lines:
                _line(panel, lines[key, arm], look, name)
        title(panel, number, payload["scenarios"][arm]["title"])
        panel.set(ylim=(0, None), ylabel="share of what was ordered,\nwhere it had arrived")
        _days(panel, payload)
        panel.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), handlelength=3)
    return figure


def days(payload: Payload) -> Any | None:
    """Return everything else over the days, a panel each, all scenarios in each; None where too few."""
    rows = [row for row in payload["series"] if row["group"] != "orders" and row["lines"]]
    if not rows:
        return None
    looks = looks_of(payload["scenarios"])
    down = math.ceil(len(rows) / ACROSS)
    figure, panels = sheet(down, ACROSS)
    for panel in panels[len(rows) :]:
        panel.set_axis_off()
    for number, (panel, row) in enumerate(zip(panels, rows, strict=False)):
        for line in row["lines"]:
            _line(panel, line, looks[line["scenario"]], payload["scenarios"][line["scenario"]]["title"])
        title(panel, number, textwrap.fill(row["title"], 26))
        panel.set_ylim(bottom=0)
        panel.set_ylabel(textwrap.fill(row["unit"], 26))
        _days(panel, payload)
    handles = {text: handle for panel in panels for handle, text in zip(*_legend(panel), strict=True)}
    figure.legend(handles.values(), handles.keys(), loc="outside upper left", ncols=3, handlelength=4)
    return figure


def _legend(panel: Any) -> Any:
    return panel.get_legend_handles_labels()


def _line(panel: Any, line: Mapping[str, Any], look: Look, name: str) -> None:
    """Draw a median over the days, with its bands; days without a value are left out."""
    known = [math.nan if value is None else value for value in line["median"]]
    over = range(len(known))
    for low, high, strength in (("low90", "high90", 0.14), ("low50", "high50", 0.22)):
        if line[low] is not None and line[high] is not None:
            ends = [[math.nan if v is None else v for v in line[end]] for end in (low, high)]
            panel.fill_between(over, *ends, color=look.colour, alpha=strength, linewidth=0)
    panel.plot(over, known, color=look.colour, linestyle=look.dash, label=name)


def _days(panel: Any, payload: Payload) -> None:
    """Mark the days, and those of the campaign."""
    last = payload["about"]["days"] - 1
    panel.set_xlim(0, max(last, 1))
    panel.set_xlabel(f"days from {payload['about']['start']}")
    during = payload["about"]["windows"]["during"]
    if during is not None and during[1] - during[0] + 1 < payload["about"]["days"]:
        panel.axvspan(*during, color=INK, alpha=0.05, linewidth=0, zorder=0)


def cost(payload: Payload) -> Any | None:
    """Return human cost as ratios on a logarithmic axis, with ranges; None where all is hidden."""
    looks = looks_of(payload["scenarios"])
    blocks = [block for block in payload["cost"] if block["against"] is not None]
    keys = [row["key"] for row in blocks[0]["rows"]] if blocks else []
    rows = [[(_row(block, key), block) for block in blocks] for key in keys]
    shown = [row for row in rows if any(one["ratio"] is not None for one, _ in row)]
    if not shown:
        return None
    over, said = _over([one for row in shown for one, _ in row])
    figure, panels = sheet(1, 1, 0.85 + 0.27 * len(shown) * max(1.0, 0.6 * len(blocks)))
    for at, row in enumerate(shown):
        for n, (one, block) in enumerate(row):
            name = payload["scenarios"][block["scenario"]]["title"]
            y = at + (n - (len(row) - 1) / 2) * 0.7 / len(row)
            _dot(panels[0], y, one, looks[block["scenario"]], over, name if at == 0 else "")
    _ratios(panels[0], [row[0][0]["title"] for row in shown], f"ratio during the campaign; {said}")
    if len(blocks) > 1:
        panels[0].legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
    else:
        panels[0].set_title(payload["scenarios"][blocks[0]["scenario"]]["title"])
    return figure


def _row(block: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return a row of human cost by its key."""
    return next(row for row in block["rows"] if row["key"] == key)


def _dot(panel: Any, y: float, one: Mapping[str, Any], look: Look, over: str, name: str) -> None:
    """Draw a ratio and its range: thick for the middle half, thin for 90 %."""
    if one["ratio"] is None:
        return
    span = one[over] or {}
    for low, high, width in (("low90", "high90", 1.0), ("low50", "high50", 2.6)):
        if span.get(low) is not None and span.get(high) is not None:
            panel.plot([span[low], span[high]], [y, y], color=look.colour, linewidth=width, alpha=0.6)
    inside = "white" if look is PUBLISHED else look.colour
    panel.plot([one["ratio"]], [y], look.marker, color=look.colour, markerfacecolor=inside, markersize=4.5,
               linestyle="none", label=name or None)  # fmt: skip


def _over(rows: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return what the ranges of all rows run over, the one that more rows have, and say so in words."""
    over = max(("draws", "seeds"), key=lambda name: sum(one[name] is not None for one in rows))
    spans = [one[over] for one in rows if one[over] is not None]
    said = f"ranges over {spans[0]['count']} {over}: half, and 90 %" if spans else "one run, no range"
    return over, said


def _ratios(panel: Any, names: list[str], label: str) -> None:
    """Make an axis of ratios: logarithmic, a line at no effect, the first row on top."""
    panel.axvline(1.0, color=QUIET, linewidth=0.8)
    panel.set_xscale("log")
    low, high = panel.get_xlim()
    ticks = [tick for tick in TICKS if low <= tick <= high] or [1]
    panel.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    panel.minorticks_off()
    panel.set_yticks(range(len(names)), names)
    panel.set_ylim(len(names) - 0.5, -0.5)
    panel.set_xlabel(label)


def outsiders(payload: Payload) -> Any | None:
    """Return what happened (filled) beside what was published (open), as ratios; None if nobody watched."""
    looks = looks_of(payload["scenarios"])
    blocks = [(block, [r for r in block["rows"] if _told(r)]) for block in payload["outsiders"]]
    blocks = [(block, rows) for block, rows in blocks if rows]
    if not blocks:
        return None
    figure, panels = sheet(len(blocks), 1, 0.9 + 0.3 * max(len(rows) for _, rows in blocks))
    for number, (panel, (block, rows)) in enumerate(zip(panels, blocks, strict=True)):
        over, said = _over([row[side] for row in rows for side in SIDES])
        for y, row in enumerate(rows):
            _dot(panel, y - 0.14, row["happened"], looks[block["scenario"]], over, "")
            _dot(panel, y + 0.14, row["published"], PUBLISHED, over, "")
        title(panel, number, payload["scenarios"][block["scenario"]]["title"])
        _ratios(panel, [row["title"] for row in rows], f"ratio; filled: happened, open: published; {said}")
    return figure


def _told(row: Mapping[str, Any]) -> bool:
    return any(row[side]["ratio"] is not None for side in SIDES)


FIGURES: dict[str, Callable[[Payload], Any | None]] = {
    "orders": orders, "cost": cost, "days": days, "outsiders": outsiders,
}  # fmt: skip
