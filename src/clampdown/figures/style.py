"""How every figure looks: one width, one type size, a colour and a dash a scenario, the notice below."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from clampdown.world.files import NOTICE

WIDTH = 7.1  # inches, two columns of a journal
ROW = 1.75  # inches, height of a row of panels
LINE = 10.0  # points, a line of 7 point type
INK, QUIET = "#1f1d1a", "#5f5b53"
# Paper to dark red, as on the maps of a report; each step is darker, so that grey prints keep the order.
STEPS = ("#f6f0e1", "#f6d7ab", "#efb078", "#dd7c4c", "#b9472f", "#78191f")
SETTINGS: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so that figures are alike everywhere
    "font.size": 8.0,
    "axes.titlesize": 8.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 4.0,
    "axes.labelsize": 7.0,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.labelsize": 7.0,
    "ytick.labelsize": 7.0,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "lines.linewidth": 1.2,
    "legend.frameon": False,
    "legend.fontsize": 7.0,
    "hatch.linewidth": 0.6,
    "savefig.dpi": 300,
    "pdf.fonttype": 42,  # fonts that journals can embed
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "clampdown",  # the same file every time
}


class Look(NamedTuple):
    """How a scenario is drawn, also on a print without colour.

    Attributes
    ----------
    colour, dash, marker : as matplotlib takes them
    """

    colour: str
    dash: Any
    marker: str


# Warm for scenarios that are held against another, cool for those they are held against, as in the report.
ARMS = (
    Look("#a3321f", "solid", "o"), Look("#8a6100", (0, (8, 2, 1.5, 2)), "s"),
    Look("#2f6b48", (0, (3, 2)), "^"), Look("#6c4394", (0, (9, 3)), "D"),
)  # fmt: skip
BASES = (
    Look("#1f5a87", (0, (5, 3)), "o"), Look("#5c6670", (0, (1.5, 2)), "s"),
    Look("#1d7683", (0, (10, 2, 2, 2, 2, 2)), "^"),
)  # fmt: skip


def looks_of(scenarios: Sequence[Mapping[str, Any]]) -> list[Look]:
    """Return the look of each scenario of a payload.

    Examples
    --------
    >>> [look.marker for look in looks_of([{"against": None}, {"against": 0}, {"against": 0}])]
    ['o', 'o', 's']
    """
    bases = [n for n, one in enumerate(scenarios) if one["against"] is None]
    arms = [n for n, one in enumerate(scenarios) if one["against"] is not None]
    found = {n: BASES[i % len(BASES)] for i, n in enumerate(bases)}
    found |= {n: ARMS[i % len(ARMS)] for i, n in enumerate(arms)}
    return [found[n] for n in range(len(scenarios))]


@contextmanager
def styled() -> Iterator[None]:
    """Draw in this style within the block, whatever the reader's own settings are."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield


def sheet(
    rows: int, across: int, height: float = ROW, foot: float = 0.2, **grid: Any
) -> tuple[Any, list[Any]]:
    """Return a figure with the notice in it, and its panels.

    Parameters
    ----------
    rows, across : panels down and across
    height : float, inches of a row
    foot : float, inches below the panels, the lowest 0.2 of them for the notice
    grid : what matplotlib's grid takes, such as `height_ratios`
    """
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    tall = rows * height + foot + 0.15
    above = ConstrainedLayoutEngine(rect=(0.0, foot / tall, 1.0, 1.0 - foot / tall), wspace=0.05)
    figure = Figure(figsize=(WIDTH, tall), layout=above)
    figure.text(0.005, 0.05 / tall, NOTICE, fontsize=7.0, color=QUIET)
    return figure, list(figure.subplots(rows, across, squeeze=False, gridspec_kw=grid).flat)


def settle(figure: Any) -> None:
    """Fix the panels where the layout puts them, rounded: the last digits of its solver differ."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for panel in figure.axes:
        panel.set_position([round(end, 4) for end in panel.get_position().bounds])


def title(panel: Any, number: int | None, text: str, unit: str = "", wide: int = 110) -> None:
    """Put a letter and a title over a panel, with the unit below it.

    Parameters
    ----------
    number : int, 0 for a; None for the only panel of a figure
    wide : int, letters that fit over the panel
    """
    letter = "" if number is None else f"{chr(ord('a') + number % 26)}  "
    lines = textwrap.wrap(unit, round(wide * 1.31))
    panel.set_title(textwrap.fill(letter + text, wide), pad=4.0 + LINE * len(lines))
    if lines:
        panel.annotate(
            "\n".join(lines), (0.0, 1.0), (0.0, 4.0), xycoords="axes fraction", textcoords="offset points",
            fontsize=7.0, va="bottom",
        )  # fmt: skip


def apart(values: Sequence[float], gap: float, most: float) -> list[float]:
    """Return where labels stand that belong at some values: in their order, never closer than a gap.

    Parameters
    ----------
    values : where the labels would stand if there were room; the first of equal ones goes on top
    gap : float, room that a label needs
    most : float, where the topmost label may stand

    Examples
    --------
    >>> [round(y, 2) for y in apart([1.0, 1.0, 0.95, 0.4], 0.1, 1.0)]
    [1.0, 0.9, 0.8, 0.4]
    """
    placed: dict[int, float] = {}
    ceiling = most
    for n in sorted(range(len(values)), key=lambda n: (-values[n], n)):
        placed[n] = min(values[n], ceiling)
        ceiling = placed[n] - gap
    return [placed[n] for n in range(len(values))]
