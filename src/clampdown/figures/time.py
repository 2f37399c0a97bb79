"""Figures over the days: the way of orders for work, and everything else."""

import datetime
import math
from collections.abc import Mapping, Sequence
from typing import Any

from clampdown.figures.style import INK, QUIET, Look, apart, looks_of, sheet, title

Payload = Mapping[str, Any]
WAYS = (  # from deed to belief
    ("executed", "carried out", Look("#a3321f", "solid", "o")),
    ("claimed", "claimed by places", Look("#8a6100", (0, (5, 2)), "s")),
    ("believed", "believed by the centre", Look("#1f5a87", (0, (1.5, 1.5)), "^")),
)
ACROSS = 3
CAMPAIGN = "days of the campaign"
WIDE = 3.0  # inches, from which a panel has room for more dates
FORMS = ["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S"]
FIRSTS = ["", "%Y", "%b", "", "", ""]
OFFSETS = ["", "%Y", "%Y", "", "", ""]


def orders(payload: Payload) -> Any | None:
    """Return how far orders for work came, day by day: a panel a scenario; None where none asks for work."""
    lines = {(row["key"], line["scenario"]): line for row in payload["series"] for line in row["lines"]}
    arms = [n for n in range(len(payload["scenarios"])) if ("executed", n) in lines]
    if not arms:
        return None
    figure, panels = sheet(len(arms), 1, 1.9 if len(arms) > 2 else 2.2)
    for number, (panel, arm) in enumerate(zip(panels, arms, strict=True)):
        told = [(name, look, lines[key, arm]) for key, name, look in WAYS if (key, arm) in lines]
        for name, look, line in told:
            _line(panel, payload, line, look, name)
        _ordered(panel, payload, [line for _, _, line in told])
        ends = [("ordered", INK, _last([1.0 if v is not None else v for v in told[0][2]["median"]]))]
        ends += [(name, look.colour, _last(line["median"])) for name, look, line in told]
        _ends(panel, payload, ends)
        title(panel, number if len(arms) > 1 else None, payload["scenarios"][arm]["title"],
              "share of the work ordered in the places reached")  # fmt: skip
        panel.set_ylim(0, max(1.05, panel.get_ylim()[1]))
        _days(panel, payload, year=number == len(arms) - 1)
    return figure


def _ordered(panel: Any, payload: Payload, lines: Sequence[Mapping[str, Any]]) -> None:
    """Draw what was ordered, which all else is a share of, on the days on which it held."""
    held = [any(line["median"][t] is not None for line in lines) for t in range(payload["about"]["days"])]
    whole = [1.0 if on else math.nan for on in held]
    panel.plot(_dates(payload), whole, color=INK, linewidth=0.8, label="ordered")


def _last(values: Sequence[float | None]) -> tuple[int, float]:
    """Return the last day with a value, and the value."""
    return max((day, value) for day, value in enumerate(values) if value is not None)


def _ends(panel: Any, payload: Payload, ends: Sequence[tuple[str, str, tuple[int, float]]]) -> None:
    """Name lines where they end, names that would meet pushed apart."""
    dates = _dates(payload)
    for (name, colour, (day, _)), y in zip(ends, apart([one[2][1] for one in ends], 0.095, 1.0), strict=True):
        panel.annotate(name, (dates[day], y), (4, 0), textcoords="offset points", color=colour, fontsize=7.0,
                       va="center", annotation_clip=False)  # fmt: skip


def days(payload: Payload) -> Any | None:
    """Return everything else over the days, a panel each, all scenarios in each; None where too few."""
    rows = [row for row in payload["series"] if row["group"] != "orders" and row["lines"]]
    if not rows:
        return None
    looks = looks_of(payload["scenarios"])
    across = min(ACROSS, len(rows))
    figure, panels = sheet(math.ceil(len(rows) / across), across)
    for panel in panels[len(rows) :]:
        panel.set_axis_off()
    for number, (panel, row) in enumerate(zip(panels, rows, strict=False)):
        for line in row["lines"]:
            name = payload["scenarios"][line["scenario"]]["title"]
            _line(panel, payload, line, looks[line["scenario"]], name)
        title(panel, number, row["title"], row["unit"], 29 if across == ACROSS else 110)
        panel.set_ylim(bottom=0)
        panel.locator_params(axis="y", nbins=4)
        _days(panel, payload, year=number >= len(rows) - across)
    parts = [panel.get_legend_handles_labels() for panel in panels]
    handles = {text: handle for part in parts for handle, text in zip(*part, strict=True)}
    names = [one["title"] for one in payload["scenarios"] if one["title"] in handles]
    names += [CAMPAIGN] if CAMPAIGN in handles else []
    figure.legend([handles[name] for name in names], names, loc="outside upper left", ncols=2, handlelength=4)
    return figure


def _dates(payload: Payload) -> list[float]:
    """Return the days of a result as matplotlib counts them."""
    from matplotlib.dates import date2num

    first = float(date2num(datetime.date.fromisoformat(payload["about"]["start"])))
    return [first + day for day in range(payload["about"]["days"])]


def _line(panel: Any, payload: Payload, line: Mapping[str, Any], look: Look, name: str) -> None:
    """Draw a course over the days, with its bands; days without a value are left out."""
    known = [math.nan if value is None else value for value in line["median"]]
    over = _dates(payload)
    for low, high, strength in (("low90", "high90", 0.14), ("low50", "high50", 0.22)):
        if line[low] is not None and line[high] is not None:
            ends = [[math.nan if v is None else v for v in line[end]] for end in (low, high)]
            panel.fill_between(over, *ends, color=look.colour, alpha=strength, linewidth=0)
    panel.plot(over, known, color=look.colour, linestyle=look.dash, label=name)


def _days(panel: Any, payload: Payload, *, year: bool = True) -> None:
    """Mark the dates, the year where wanted, and the days of the campaign."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    over = _dates(payload)
    panel.set_xlim(over[0], max(over[-1], over[0] + 1))
    within = panel.get_window_extent().width / panel.figure.dpi
    where = AutoDateLocator(minticks=2, maxticks=4 if within < WIDE else 9)
    panel.xaxis.set_major_locator(where)
    written = ConciseDateFormatter(
        where, formats=FORMS, zero_formats=FIRSTS, offset_formats=OFFSETS, show_offset=year
    )
    panel.xaxis.set_major_formatter(written)
    panel.xaxis.get_offset_text().set_fontsize(7.0)
    during = payload["about"]["windows"]["during"]
    if during is not None and during[1] - during[0] + 1 < payload["about"]["days"]:
        ends = over[during[0]], over[min(during[1], len(over) - 1)]
        panel.axvspan(*ends, color=QUIET, alpha=0.13, linewidth=0, zorder=0, label=CAMPAIGN)
