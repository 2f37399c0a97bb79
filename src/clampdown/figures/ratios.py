"""Figures of ratios with their ranges: human cost, and what happened beside what was published."""

from collections.abc import Mapping, Sequence
from typing import Any

from clampdown.experiments.wording import as_ratio, two_digits
from clampdown.figures.style import INK, QUIET, Look, looks_of, sheet, title

Payload = Mapping[str, Any]
Row = Mapping[str, Any]
PUBLISHED = Look(INK, "solid", "o")
SIDES = ("happened", "published")
MARK = 0.17  # inches between two dots of a row
# Of those that span the axis the one with most ticks that there is room for is taken.
TICKS = (
    [10.0**n for n in range(-4, 6)],
    [step * 10.0**n for n in range(-4, 5) for step in (1, 2, 5)],
    [step * 10.0**n for n in range(-4, 5) for step in (1, 1.5, 2, 3, 5, 7)],
    [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2.0],
    [0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3],
    [0.9, 0.92, 0.94, 0.96, 0.98, 1.0, 1.02, 1.04, 1.06, 1.08, 1.1],
)
COLUMNS = (10, 92)  # points right of the axis at which the numbers stand


def cost(payload: Payload) -> Any | None:
    """Return human cost as ratios to the twin, or as rates where there is none; None where all is hidden."""
    beside = any(block["against"] is not None for block in payload["cost"])
    blocks = [block for block in payload["cost"] if (block["against"] is not None) == beside]
    keys = [row["key"] for row in blocks[0]["rows"]] if blocks else []
    rows = [[(_row(block, key), block) for block in blocks] for key in keys]
    rows = [row for row in rows if any(_shown(one, beside) for one, _ in row)]
    if not rows:
        return None
    looks = looks_of(payload["scenarios"])
    over, said = over_of([one for row in rows for one, _ in row])
    figure, (panel,) = sheet(1, 1, 0.95 + len(rows) * (0.1 + MARK * len(blocks)))
    for at, row in enumerate(rows):
        for y, (one, block) in zip(_places(at, len(row)), row, strict=True):
            look, shown = looks[block["scenario"]], one if beside else {"ratio": _per_1000(one)}
            dot(panel, y, shown, look, over)
            cells = [_said(one, over)] if beside else []
            beneath(panel, y, [*cells, _rates(one["rate"], beside=beside)])
    named(panel, [row[0][0]["title"] for row in rows])
    _head(payload, panel, blocks, ("ratio (90 %)", "from → to, of people") if beside else ("of people",))
    _scale(
        panel, f"ratio to {_bases(payload, blocks)}; {said}" if beside else "per 1,000 people", beside=beside
    )
    return figure


def _row(block: Mapping[str, Any], key: str) -> Row:
    """Return a row of human cost by its key."""
    found: Row = next(row for row in block["rows"] if row["key"] == key)
    return found


def _shown(one: Row, beside: bool) -> bool:
    return one["ratio"] is not None or one["only_here"] if beside else _per_1000(one) is not None


def _places(at: int, count: int) -> list[float]:
    """Return where the dots of a row stand, one above the other."""
    step = MARK / (0.1 + MARK * count)
    return [at + (n - (count - 1) / 2) * step for n in range(count)]


def _said(one: Row, over: str) -> str:
    """Return a ratio with its range in words."""
    if one["ratio"] is None:
        return "only here" if one["only_here"] else "too few"
    span = one[over]
    return as_ratio(one["ratio"]) + (
        f" ({as_ratio(span['low90'])}–{as_ratio(span['high90'])})" if span else ""
    )


def _rates(rate: Mapping[str, Any], *, beside: bool) -> str:
    """Return the rate of a scenario in words, that of its base before it; nothing where all is hidden."""
    if rate["base"] is None and rate["arm"] is None:
        return ""
    base = f"{two_digits(rate['base'])} → " if beside else ""
    return f"{base}{two_digits(rate['arm'])} of {rate['per']:,}"


def _per_1000(one: Row) -> float | None:
    """Return the rate of a scenario per 1,000 people."""
    rate = one["rate"]
    return None if rate["arm"] is None else float(1000.0 * rate["arm"] / rate["per"])


def _bases(payload: Payload, blocks: Sequence[Mapping[str, Any]]) -> str:
    """Return what the scenarios are held against, in words."""
    names = {payload["scenarios"][block["against"]]["title"] for block in blocks}
    return f"‘{names.pop()}’" if len(names) == 1 else "the twin of each"


def _head(payload: Payload, panel: Any, blocks: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    """Put a name or a key over a panel, and heads over the columns of numbers."""
    if len(blocks) > 1:
        _key(payload, panel, [block["scenario"] for block in blocks])
    else:
        title(panel, None, payload["scenarios"][blocks[0]["scenario"]]["title"])
    for at, name in zip(COLUMNS, names, strict=False):
        panel.annotate(name, (1.0, 1.0), (at, 4), xycoords="axes fraction", textcoords="offset points",
                       fontsize=7.0, color=QUIET, va="bottom")  # fmt: skip


def _key(payload: Payload, panel: Any, scenarios: Sequence[int]) -> None:
    """Say over a panel which scenario each colour and mark stands for."""
    from matplotlib.lines import Line2D

    looks = looks_of(payload["scenarios"])
    handles = [
        Line2D([], [], color=looks[n].colour, marker=looks[n].marker, markersize=4.5, linewidth=0.9,
               label=payload["scenarios"][n]["title"])
        for n in scenarios
    ]  # fmt: skip
    panel.figure.legend(handles=handles, loc="outside upper left", ncols=2)


def beneath(panel: Any, y: float, cells: Sequence[str]) -> None:
    """Put numbers right of a row."""
    for at, text in zip(COLUMNS, cells, strict=False):
        panel.annotate(text, (1.0, y), (at, 0), xycoords=("axes fraction", "data"), fontsize=7.0,
                       textcoords="offset points", va="center", annotation_clip=False)  # fmt: skip


def dot(panel: Any, y: float, one: Row, look: Look, over: str) -> None:
    """Draw a ratio and its range: thick for the middle half, thin for 90 %."""
    if one["ratio"] is None:
        return
    span = one.get(over) or {}
    for low, high, width in (("low90", "high90", 0.9), ("low50", "high50", 2.8)):
        if span.get(low) is not None and span.get(high) is not None:
            panel.plot([span[low], span[high]], [y, y], color=look.colour, linewidth=width,
                       solid_capstyle="butt", alpha=0.75)  # fmt: skip
    inside = "white" if look is PUBLISHED else look.colour
    panel.plot([one["ratio"]], [y], look.marker, color=look.colour, markerfacecolor=inside, markersize=4.5)


def over_of(rows: Sequence[Row]) -> tuple[str, str]:
    """Return what the ranges of all rows run over, the one that more rows have, and say so in words."""
    over = max(("draws", "seeds"), key=lambda name: sum(one[name] is not None for one in rows))
    spans = [one[over] for one in rows if one[over] is not None]
    if not spans:
        return over, "one run, no range"
    bars = (
        "thick and thin: half and 90 %" if any(span["low50"] is not None for span in spans) else "bars: 90 %"
    )
    return over, f"{bars} of {spans[0]['count']} {over}"


def named(panel: Any, names: Sequence[str]) -> None:
    """Name rows on the left, the first on top."""
    panel.set_yticks(range(len(names)), names)
    panel.set_ylim(len(names) - 0.5, -0.5)
    panel.tick_params(axis="y", length=0)


def _scale(panel: Any, label: str, *, beside: bool) -> None:
    panel.set_xlabel(label)
    ticked([panel], within=(0.95, 1.05) if beside else ())
    if beside:
        one_line(panel)


def one_line(panel: Any) -> None:
    """Draw the line of no effect."""
    panel.axvline(1.0, color=QUIET, linewidth=0.8, zorder=0)


def ticked(panels: Sequence[Any], most: int = 9, within: Sequence[float] = (0.95, 1.05)) -> None:
    """Give panels one logarithmic axis with round numbers on it.

    Parameters
    ----------
    most : int, ticks there is room for
    within : values that the axis shows in any case
    """
    ends = [value for panel in panels for line in panel.lines for value in line.get_xdata() if value > 0.0]
    low, high = min([*ends, *within]), max([*ends, *within])
    margin = max(1.02, (high / low) ** 0.04)
    low, high = low / margin, high * margin
    spanning = [one for one in TICKS if one[0] / 1.1 <= low and high <= one[-1] * 1.1]
    held = [[tick for tick in one if low <= tick <= high] for one in spanning]
    ticks = max((one for one in held if len(one) <= most), key=len, default=[1.0])
    for panel in panels:
        panel.set_xscale("log")
        panel.set_xlim(low, high)
        panel.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        panel.minorticks_off()


def outsiders(payload: Payload) -> Any | None:
    """Return what happened (filled) beside what was published (open), as ratios; None if nobody watched."""
    looks = looks_of(payload["scenarios"])
    blocks = [(block, [r for r in block["rows"] if _told(r)]) for block in payload["outsiders"]]
    blocks = [(block, rows) for block, rows in blocks if rows]
    if not blocks:
        return None
    most = max(len(rows) for _, rows in blocks)
    figure, panels = sheet(len(blocks), 1, 0.8 + most * (0.1 + MARK * 2))
    for number, (panel, (block, rows)) in enumerate(zip(panels, blocks, strict=True)):
        over, said = over_of([row[side] for row in rows for side in SIDES])
        for at, row in enumerate(rows):
            for y, side in zip(_places(at, 2), SIDES, strict=True):
                look = PUBLISHED if side == "published" else looks[block["scenario"]]
                dot(panel, y, row[side], look, over)
                beneath(panel, y, [f"{side}: {_said(row[side], over)}"])
        named(panel, [row["title"] for row in rows])
        title(panel, number if len(blocks) > 1 else None, payload["scenarios"][block["scenario"]]["title"],
              "filled: what happened; open: what outsiders published")  # fmt: skip
        _scale(panel, f"ratio to {_bases(payload, [block])}; {said}", beside=True)
    return figure


def _told(row: Row) -> bool:
    return any(row[side]["ratio"] is not None for side in SIDES)
