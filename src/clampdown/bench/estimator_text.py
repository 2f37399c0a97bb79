"""Scores of estimators as tables: for a terminal, and for a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from clampdown.inference.telling import wrapped

NOTE = (
    "Told: tables that gave a figure; where an estimator refuses there is none. Bias: mean of figure over "
    "truth, less one. Held: share of 95 % intervals that hold the truth; a dash where an estimator has none. "
    "Later over earlier: people per day, geometric mean over seeds. Sign: share of seeds with both figures "
    "in which the figure moves the way the truth does. What holds for one universe and one way of listing "
    "holds for no other."
)
DASH = "–"
FEW = " *"  # after what rests on less than half of the tables
Scores = Mapping[str, Any]


def bench_in_words(found: Scores) -> list[str]:
    """Return the scores of a bench as lines of text.

    Parameters
    ----------
    found : what `estimator_bench.carry_out` returns
    """
    lines = [*wrapped(found["title"]), *wrapped(found["what"], "  "), ""]
    lines += wrapped(f"Universe: {found['universe']}")
    for variant in found["variants"]:
        lines += ["", *wrapped(head_of(variant))]
        for table in tables_of(variant):
            lines += ["", *(f"  {line}" for line in _aligned(table))]
    for one in found["failed"]:
        lines += ["", *wrapped(f"{one['variant']}, seed {one['seed']}, failed: {one['error']}", "  ! ")]
    return [*lines, "", *wrapped(NOTE)]


def bench_as_page(found: Scores) -> list[str]:
    """Return the scores of a bench as lines of Markdown, below a heading of the caller's.

    Parameters
    ----------
    found : what `estimator_bench.carry_out` returns
    """
    lines = [found["what"], "", f"**Universe**: {found['universe']}."]
    for variant in found["variants"]:
        lines += ["", f"*{head_of(variant)}*"]
        for rows in tables_of(variant):
            lines += ["", *as_markdown(rows)]
    return lines


def head_of(variant: Scores) -> str:
    """Return a variant's title with its seeds and its truth."""
    truth = ", ".join(f"{people:,.0f} {window}" for window, people in variant["truth"].items())
    seeds = "1 seed" if variant["seeds"] == 1 else f"{variant['seeds']} seeds"
    return f"{variant['title']} ({seeds}; truth on average {truth})"


def tables_of(variant: Scores) -> list[list[list[str]]]:
    """Return the tables of a variant: levels, and trends where there are windows to compare.

    Parameters
    ----------
    variant : one of the variants of a bench's scores
    """
    return [_levels(variant), *([_trends(variant)] if variant["trends"] else [])]


def overview_of(found: Sequence[Scores]) -> list[list[str]]:
    """Return all benches in one table: a head, and a row for each variant, while the order was in force.

    A cell has the bias and, in brackets, how often the interval holds the truth; where an estimator is asked
    of several pairs of lists, the least and the greatest of both.

    Parameters
    ----------
    found : scores of benches
    """
    named = [row["estimator"] for scores in found for v in scores["variants"] for row in v["levels"]]
    names = list(dict.fromkeys(_family(name) for name in named))
    table = [["lists", *names]]
    for variant in [variant for scores in found for variant in scores["variants"]]:
        rows = [row for row in variant["levels"] if row["window"] in ("during", "throughout")]
        cells = [_spread([row for row in rows if _family(row["estimator"]) == name]) for name in names]
        table.append([variant["title"], *cells])
    return table


def _family(name: str) -> str:
    """Return the estimator without the pair of lists it was asked of."""
    return name.partition(" ")[0] if "·" in name else name


def _spread(rows: Sequence[Scores]) -> str:
    """Return the bias and the coverage of some rows, from the least to the greatest."""
    biases = [round(100.0 * row["bias"]) for row in rows if row["bias"] is not None]
    shares = [round(100.0 * row["covered"]) for row in rows if row["covered"] is not None]
    if not biases:
        return DASH
    bias = " to ".join(f"{value:+d}" for value in dict.fromkeys((min(biases), max(biases)))) + "%"
    held = " to ".join(f"{value:d}" for value in dict.fromkeys((min(shares), max(shares)))) if shares else ""
    rare = FEW if 2 * sum(row["told"] for row in rows) < sum(row["tables"] for row in rows) else ""
    return bias + (f" ({held}%)" if held else "") + rare


def as_markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table, whose first row is its head, as lines of Markdown."""
    return [_markdown(row) for row in [rows[0], ["---"] * len(rows[0]), *rows[1:]]]


def _levels(variant: Scores) -> list[list[str]]:
    """Return how near estimators come: a head, and a row for each."""
    rows = {(row["estimator"], row["window"]): row for row in variant["levels"]}
    windows = list(dict.fromkeys(window for _, window in rows))
    names = list(dict.fromkeys(name for name, _ in rows))
    where = {window: "" if window == "throughout" else f" {window}" for window in windows}
    table = [["estimator", "told", *(f"{what}{where[w]}" for w in windows for what in ("bias", "held"))]]
    for name in names:
        own = [rows[name, window] for window in windows if (name, window) in rows]
        told, tables = (sum(row[what] for row in own) for what in ("told", "tables"))
        cells = [cell for window in windows for cell in _level(rows.get((name, window)))]
        table.append([name, f"{told}/{tables}", *cells])
    return table


def _trends(variant: Scores) -> list[list[str]]:
    """Return what estimators say of the trend: a head, and a row for each."""
    rows = {(row["estimator"], row["from"], row["to"]): row for row in variant["trends"]}
    steps = list(dict.fromkeys(key[1:] for key in rows))
    table = [["trend", *(cell for earlier, later in steps for cell in (f"{later} over {earlier}", "sign"))]]
    names = dict.fromkeys(name for name, *_ in rows)
    return table + [
        [name, *(cell for step in steps for cell in _trend(rows.get((name, *step))))] for name in names
    ]


def _level(row: Scores | None) -> tuple[str, str]:
    """Return bias and coverage."""
    if row is None:
        return DASH, DASH
    bias = DASH if row["bias"] is None else f"{round(row['bias'], 2) + 0.0:+.0%}"
    return bias, DASH if row["covered"] is None else f"{row['covered']:.0%}"


def _trend(row: Scores | None) -> tuple[str, str]:
    """Return the mean ratio and the share of right signs."""
    if row is None:
        return DASH, DASH
    ratio = DASH if row["ratio"] is None else f"× {row['ratio']:.2f}"
    return ratio, DASH if row["right"] is None or row["estimator"] == "truth" else f"{row['right']:.0%}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _markdown(row: Sequence[str]) -> str:
    return "| " + " | ".join(row) + " |"
