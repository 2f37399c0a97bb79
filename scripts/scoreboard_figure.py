"""The 2 x 2 of every row as a figure: one effect with the row's mechanism on and with it off."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from clampdown.experiments.claims.phrases import is_total
from clampdown.experiments.claims.reading import Claim
from clampdown.schema.pattern_expect import Expectation

NOTICE = "Simulation of synthetic people; not a record of events."
MOST = 4  # clauses of a pattern that are tried; the first that is defined both ways is drawn
ACROSS = 5
NO_EFFECT = {"ratio": 1.0, "relative": 0.0, "difference": 0.0}
COLOURS = {"on": "#b2182b", "off": "#4d4d4d"}


class Panel(NamedTuple):
    """One row of the figure.

    Attributes
    ----------
    row : mechanism
    quantity : what is measured, in words
    scale : ratio, difference, value
    on, off : effect with its interval, or None where there is nothing to divide by
    """

    row: str
    quantity: str
    scale: str
    on: dict[str, float] | None
    off: dict[str, float] | None


def panel_claims(claims: Sequence[Claim]) -> list[Claim]:
    """Return claims that measure clauses of signatures both ways; they need no runs of their own.

    The clauses of the signature stay in front, so that the same places are simulated.
    """
    found = []
    for claim in claims:
        both = [
            one.model_copy(update={"min_events": 1})
            for on in drawable(claim.pattern.expect)[:MOST]
            for one in (on, mirrored(on))
        ]
        pattern = claim.pattern.model_copy(update={"expect": (*claim.pattern.expect, *both)})
        found += [replace(claim, pattern=pattern)] if both else []
    return found


def drawable(expectations: Sequence[Expectation]) -> list[Expectation]:
    """Return the expectations about arms with the mechanism that stand by themselves and may be shown."""
    return [
        one for one in expectations
        if not (one.cannot or one.effect or one.against or one.versus or one.part_of)
        and not any(name.endswith("_off") for name in (one.arm or "", *(one.compare or ())))
        and not is_total(one)
    ]  # fmt: skip


def mirrored(one: Expectation) -> Expectation:
    """Return an expectation about arms with the mechanism as one about those without it."""
    if one.alone:
        return one.model_copy(update={"arm": f"{(one.arm or 'change').removesuffix('_on')}_off"})
    if one.compare is None:
        return one.model_copy(update={"effect": "off"})
    names = tuple(f"{name.removesuffix('_on')}_off" for name in one.compare)
    return one.model_copy(update={"compare": names})


def panels(found: dict[str, Any], claims: Sequence[Claim]) -> list[Panel]:
    """Return a panel for each row.

    Parameters
    ----------
    found : what became of `panel_claims(claims)`, as data
    claims : the signatures
    """
    whole = {claim.pattern.id: len(claim.pattern.expect) for claim in claims}
    out = []
    for pattern in found["patterns"]:
        extra = pattern["expect"][whole[pattern["id"]] :]
        pairs = [panel_of(pattern["row"], *two) for two in zip(extra[::2], extra[1::2], strict=True)]
        out.append(next((one for one in pairs if one.on and one.off), pairs[0]))
    return out


def panel_of(row: str, on: dict[str, Any], off: dict[str, Any]) -> Panel:
    """Return two clauses of the same quantity as a panel."""
    scale = on["expected"].split(" ", 1)[0]
    return Panel(row, on["quantity"], scale, defined(on["effect"]), defined(off["effect"]))


def defined(effect: dict[str, float] | None) -> dict[str, float] | None:
    """Return an effect if it is a number."""
    known = effect is not None and effect["value"] is not None and math.isfinite(effect["value"])
    return effect if known else None


def draw(rows: Sequence[Panel], target: Path) -> None:
    """Draw the panels."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "clampdown", "font.size": 7, "axes.titlesize": 6.5}
    from matplotlib import pyplot

    down = math.ceil(len(rows) / ACROSS)
    drawing, axes = pyplot.subplots(down, ACROSS, figsize=(12, 2.1 * down), squeeze=False)
    for axis in axes.flat[len(rows) :]:
        axis.axis("off")
    for axis, panel in zip(axes.flat, rows, strict=False):
        for x, name in enumerate(("on", "off")):
            point(axis, x, getattr(panel, name), COLOURS[name])
        if panel.scale in NO_EFFECT:
            axis.axhline(NO_EFFECT[panel.scale], color="#999999", linewidth=0.6)
        title = textwrap.fill(f"{panel.row}: {panel.quantity}", 38, max_lines=4, placeholder=" …")
        axis.set_title(title, loc="left")
        axis.set(xticks=[0, 1], xlim=(-0.6, 1.6), ylabel=panel.scale)
        axis.set_xticklabels(["on", "off"])
    drawing.text(0.5, 0.002, NOTICE, ha="center")
    drawing.tight_layout(rect=(0, 0.01, 1, 1))
    drawing.savefig(target, metadata={"Date": None})
    pyplot.close(drawing)


def point(axis: Any, x: int, effect: dict[str, float] | None, colour: str) -> None:
    """Draw an effect with its interval, or say that there is none."""
    if effect is None:
        axis.text(x, 0.5, "none", ha="center", transform=axis.get_xaxis_transform(), color=colour)
        return
    ends = [effect["value"] - effect["low90"], effect["high90"] - effect["value"]]
    error = [[end] for end in ends] if all(math.isfinite(end) for end in ends) else None
    axis.errorbar([x], [effect["value"]], yerr=error, fmt="o", color=colour, markersize=4)
