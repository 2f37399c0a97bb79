"""Figures by group: who is held and who pays, what people are taken for, what became of cases and names."""

from collections.abc import Mapping, Sequence
from typing import Any

from clampdown.experiments.wording import as_share
from clampdown.figures.ratios import dot, named, one_line, over_of, ticked
from clampdown.figures.style import INK, looks_of, sheet, title

Payload = Mapping[str, Any]
BAR = 0.17  # inches, a bar
HEAD = 0.6  # inches a panel takes above and below its rows
MOST = 8  # offences in a figure
# Where people were taken to: a colour and a hatch each.
FILLS = (
    ("#f0dcb4", ""), ("#d9925a", "////"), ("#a3321f", ""),
    ("#c9c4b6", "...."), ("#4b1220", ""), ("white", "xxxx"),
)  # fmt: skip
HIDDEN = "#ecebe6"
WHOLE = 0.998  # shares have four digits
HATCHES = ("", "////", "....", "xxxx", "----")


def held(payload: Payload) -> Any | None:
    """Return who is held, by wealth, flag, class, sex and age: shares, and ratios; None where too few."""
    return _blocks(payload, "held_")


def bribes(payload: Payload) -> Any | None:
    """Return who pays bribes, and how much, by fifth of wealth; None where too few do."""
    return _blocks(payload, "bribes_")


def _blocks(payload: Payload, start: str) -> Any | None:
    """Draw a row of two panels for each way of dividing people: shares on the left, ratios on the right."""
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for who in payload["who"]:
        for block in who["blocks"]:
            if block["key"].startswith(start) and any(row["share"] is not None for row in block["rows"]):
                found.setdefault(block["key"], []).append((who["scenario"], block))
    if not found:
        return None
    beside = any(
        row["ratio"] is not None for parts in found.values() for _, part in parts for row in part["rows"]
    )
    high = [HEAD + len(parts[0][1]["rows"]) * (0.05 + BAR * len(parts)) for parts in found.values()]
    grid: dict[str, Any] = {"height_ratios": high} | ({"width_ratios": (1.0, 1.25)} if beside else {})
    figure, panels = sheet(len(found), 1 + beside, sum(high) / len(high), **grid)
    over, said = over_of([row for parts in found.values() for _, part in parts for row in part["rows"]])
    for number, parts in enumerate(found.values()):
        _shares(payload, panels[number * (1 + beside)], number if len(found) > 1 else None, parts)
        if beside:
            _changes(payload, panels[number * 2 + 1], parts, over)
    if beside:
        ticked(panels[1::2], 7)
        for panel in panels[1::2]:
            one_line(panel)
        panels[-1].set_xlabel(f"ratio to the twin; {said}")
    _key(payload, figure, [n for n, _ in next(iter(found.values()))])
    return figure


def _spots(rows: int, parts: int) -> list[list[float]]:
    """Return where the bars of each row stand, for each scenario."""
    step = BAR / (0.05 + BAR * parts)
    return [[at + (n - (parts - 1) / 2) * step for at in range(rows)] for n in range(parts)]


def _shares(
    payload: Payload, panel: Any, number: int | None, parts: Sequence[tuple[int, Mapping[str, Any]]]
) -> None:
    """Draw the share of each group, a bar for each scenario."""
    looks, rows = looks_of(payload["scenarios"]), parts[0][1]["rows"]
    for n, ((scenario, block), spots) in enumerate(zip(parts, _spots(len(rows), len(parts)), strict=True)):
        for y, row in zip(spots, block["rows"], strict=True):
            share = row["share"]
            if share is not None:
                panel.barh(y, share, 0.8 * BAR / (0.05 + BAR * len(parts)), facecolor=looks[scenario].colour,
                           edgecolor="white", hatch=HATCHES[n % len(HATCHES)], linewidth=0)  # fmt: skip
            text = "too few" if share is None else as_share(share)
            panel.annotate(
                text, (share or 0.0, y), (3, 0), textcoords="offset points", va="center", fontsize=7.0
            )
    named(panel, [row["title"] for row in rows])
    panel.set_xlim(0.0, 1.0)
    panel.set_xticks([])
    panel.spines["bottom"].set_visible(False)
    title(panel, number, parts[0][1]["title"], _of_what(parts[0][1]), 44)


def _of_what(block: Mapping[str, Any]) -> str:
    """Return what the shares of a block are shares of; somebody may have several flags, or none."""
    return "share of their flags" if block.get("axis") == "flag" else f"share of {block['unit']}"


def _changes(payload: Payload, panel: Any, parts: Sequence[tuple[int, Mapping[str, Any]]], over: str) -> None:
    """Draw the ratio of each group to the twin."""
    looks = looks_of(payload["scenarios"])
    for (scenario, block), spots in zip(parts, _spots(len(parts[0][1]["rows"]), len(parts)), strict=True):
        for y, row in zip(spots, block["rows"], strict=True):
            dot(panel, y, row, looks[scenario], over)
    named(panel, [""] * len(parts[0][1]["rows"]))


def _key(payload: Payload, figure: Any, scenarios: Sequence[int]) -> None:
    """Say over a figure which scenario each colour and hatch stands for."""
    from matplotlib.patches import Patch

    looks = looks_of(payload["scenarios"])
    patches = [
        Patch(facecolor=looks[n].colour, edgecolor="white", hatch=HATCHES[i % len(HATCHES)], linewidth=0,
              label=payload["scenarios"][n]["title"])
        for i, n in enumerate(scenarios)
    ]  # fmt: skip
    figure.legend(handles=patches, loc="outside upper left", ncols=2, handlelength=2.5)


def taken(payload: Payload) -> Any | None:
    """Return what people are taken for, and where they went, a panel a scenario; None where too few are."""
    blocks = [(one, [row for row in one["rows"] if row["share"]][:MOST]) for one in payload["why_held"]]
    blocks = [(one, rows) for one, rows in blocks if rows]
    if not blocks:
        return None
    rungs = {way["rung"]: way["title"] for _, rows in blocks for row in rows for way in row["outcomes"]}
    fills = dict(zip(rungs, FILLS * len(rungs), strict=False))
    high = [HEAD + len(rows) * 1.4 * BAR for _, rows in blocks]
    figure, panels = sheet(len(blocks), 1, sum(high) / len(high), height_ratios=high)
    for number, (panel, (one, rows)) in enumerate(zip(panels, blocks, strict=True)):
        for y, row in enumerate(rows):
            _ways(panel, y, row, fills)
        named(panel, [row["title"] for row in rows])
        title(panel, number if len(blocks) > 1 else None, payload["scenarios"][one["scenario"]]["title"],
              "what people were taken into custody for during the campaign, share of all taken")  # fmt: skip
        panel.set_xlim(0.0, 1.12 * max(row["share"] for _, rows in blocks for row in rows))
        panel.set_xticks([])
        panel.spines["bottom"].set_visible(False)
    _rungs(figure, rungs, fills, hidden=any(_rest(row) for _, rows in blocks for row in rows))
    return figure


def _ways(panel: Any, y: float, row: Mapping[str, Any], fills: Mapping[str, tuple[str, str]]) -> None:
    """Draw those taken for an offence as a bar, divided by where they went; what is hidden stays grey."""
    left = 0.0
    for way in row["outcomes"]:
        if way["share"] is not None:
            colour, hatch = fills[way["rung"]]
            part = way["share"] * row["share"]
            panel.barh(y, part, 0.66, left, facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.4)
            left += part
    if rest := _rest(row):
        panel.barh(y, rest, 0.66, left, facecolor=HIDDEN, edgecolor=INK, linewidth=0.4)
    panel.annotate(as_share(row["share"]), (row["share"], y), (3, 0), textcoords="offset points", va="center",
                   fontsize=7.0)  # fmt: skip


def _rest(row: Mapping[str, Any]) -> float:
    """Return the share of all taken that went where too few did; 0 but for rounding."""
    told = sum(way["share"] for way in row["outcomes"] if way["share"] is not None)
    return float(row["share"] * (1.0 - told)) if told < WHOLE else 0.0


def _rungs(
    figure: Any, rungs: Mapping[str, str], fills: Mapping[str, tuple[str, str]], *, hidden: bool
) -> None:
    """Say over a figure where people went, a patch each."""
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=fills[rung][0], hatch=fills[rung][1], edgecolor=INK, linewidth=0.4, label=name)
        for rung, name in rungs.items()
    ]
    if hidden:
        patches.append(
            Patch(facecolor=HIDDEN, edgecolor=INK, linewidth=0.4, label="elsewhere, too few to tell")
        )
    figure.legend(handles=patches, loc="outside upper left", ncols=3, handlelength=2.0)


def cases(payload: Payload) -> Any | None:
    """Return what became of offences found out and what names handed in were; None where too few."""
    told = {"cases": "what became of offences found out", "names": "what names handed in were"}
    blocks = [
        (name, [(one["scenario"], one[key]) for one in payload["flow"] if one[key]])
        for key, name in told.items()
    ]
    blocks = [(name, parts) for name, parts in blocks if parts]
    if not blocks:
        return None
    rows = max(len(parts[0][1]) for _, parts in blocks)
    figure, panels = sheet(
        1, len(blocks), HEAD + rows * (0.05 + BAR * max(len(parts) for _, parts in blocks))
    )
    for number, (panel, (name, parts)) in enumerate(zip(panels, blocks, strict=True)):
        block = [
            (n, {"title": name, "unit": "all, during the campaign", "rows": found}) for n, found in parts
        ]
        _shares(payload, panel, number if len(blocks) > 1 else None, block)
    _key(payload, figure, sorted({n for _, parts in blocks for n, _ in parts}))
    return figure
