"""How every figure looks: one width, one type size, a colour and a dash a scenario, the notice below."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from clampdown.world.files import NOTICE

WIDTH = 7.1  # inches, two columns of a journal
ROW = 1.75  # inches, height of a row of panels
INK, QUIET = "#1f1d1a", "#7a756c"
SETTINGS: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so that figures are alike everywhere
    "font.size": 8.0,
    "axes.titlesize": 8.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
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


def sheet(rows: int, across: int, height: float = ROW) -> tuple[Any, list[Any]]:
    """Return a figure with the notice in it, and its panels."""
    from matplotlib.figure import Figure

    tall = rows * height + 0.35
    figure = Figure(figsize=(WIDTH, tall), layout="constrained")
    figure.get_layout_engine().set(rect=(0.0, 0.2 / tall, 1.0, 1.0 - 0.2 / tall), wspace=0.05)  # type: ignore[union-attr, call-arg]
    figure.text(0.005, 0.05 / tall, NOTICE, fontsize=6.5, color=QUIET)
    return figure, list(figure.subplots(rows, across, squeeze=False).flat)


def settle(figure: Any) -> None:
    """Fix the panels where the layout puts them, rounded: the last digits of its solver differ."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for panel in figure.axes:
        panel.set_position([round(end, 4) for end in panel.get_position().bounds])


def title(panel: Any, number: int, text: str) -> None:
    """Put a letter and a title over a panel."""
    panel.set_title(f"{chr(ord('a') + number % 26)}  {text}")
