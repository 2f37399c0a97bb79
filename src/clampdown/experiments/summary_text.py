"""A summary as text, human cost first."""

from typing import Any

from clampdown.experiments.arms import FEWEST
from clampdown.experiments.outsiders.shown import kinds_of_run
from clampdown.experiments.outsiders.telling import outsiders_in_words
from clampdown.experiments.wording import (
    as_date,
    as_ratio,
    as_share,
    draws_in_words,
    paragraph,
    table,
    two_digits,
)

SHORT = {
    "held": "held", "named_innocent": "named, innocent", "households_afraid": "afraid",
    "households_punished": "punished", "bribes_paid": "bribes",
}  # fmt: skip


def summary_in_words(summary: dict[str, Any]) -> list[str]:
    """Return a summary as lines.

    Parameters
    ----------
    summary : dict, from `summarise`
    """
    return [
        summary["notice"], "", *_heading(summary), "", *_human_cost(summary), "", *_fifths(summary), "",
        *_orders(summary), "", *_provinces(summary), "", *_reading(),
        *outsiders_in_words(kinds_of_run(summary), "twin"),
    ]  # fmt: skip


def _heading(summary: dict[str, Any]) -> list[str]:
    against = f", against its twin {summary['twin']}" if summary["twin"] else ", without a twin"
    people = summary["people"]
    draws = summary["draws"]
    return [
        f"{summary['title']} ({summary['scenario']}){against}",
        *paragraph(_campaign(summary["windows"]), 2),
        f"  {people['simulated']:,} people simulated, standing for {people['stand_for']:,}",
        f"  with ranges over {draws_in_words(draws)} of what is not known"
        if draws
        else "  one run, no range",
    ]


def _campaign(windows: dict[str, list[Any] | None]) -> str:
    """Return when the campaign was, and the days before and after it; a run may end before it begins."""
    during, rest = windows["during"], ("before", "after")
    if during is None:
        return "No order holds on the days that were run. Simulate more of them with --set days=."
    parts = [
        f"{name} from {as_date(span[0])} to {as_date(span[1])}" for name in rest if (span := windows[name])
    ]
    return "; ".join([f"Campaign from {as_date(during[0])} to {as_date(during[1])}", *parts])


def _human_cost(summary: dict[str, Any]) -> list[str]:
    """Return the table of human cost."""
    ranged = any(row["range"] for row in summary["human_cost"])
    head = ["What was done to people", "before", "during", "after", "per 1,000", "twin"]
    head += ["half of draws", "90 % of draws"] if ranged else []
    body = []
    for row in summary["human_cost"]:
        rates = [two_digits(row["per_1000"][name]) for name in ("run", "twin")]
        cells = [as_ratio(row["ratio"][name]) for name in ("before", "during", "after")]
        cells[1] = "only here" if row["only_here"] else cells[1]
        body.append([row["title"], *cells, *rates, *(_spans(row["range"]) if ranged else [])])
    note = (
        "before, during, after the campaign: ratio to the twin; per 1,000 people, over the campaign"
        f"{'; draws: ratio during it' if ranged else ''}"
    )
    return [*table(head, body, indent=0), *paragraph(f"({note})", 2)]


def _spans(found: dict[str, float] | None) -> list[str]:
    """Return the middle half and the 90 % range."""
    if not found:
        return ["–", "–"]
    return [f"{as_ratio(found[f'low{n}'])}–{as_ratio(found[f'high{n}'])}" for n in (50, 90)]


def _fifths(summary: dict[str, Any]) -> list[str]:
    body = [
        [row["title"], *(cell for block in ("bribes_paid", "bribes_sum")
                         for cell in (as_ratio(row[block]["ratio"]), two_digits(row[block]["per_1000"])))]
        for row in summary["bribes_by_fifth"]
    ]  # fmt: skip
    head = [
        "Who paid bribes, by fifth of wealth",
        "bribes: ratio",
        "per 1,000",
        "incomes: ratio",
        "per 1,000",
    ]
    return [*table(head, body, indent=0), "  (incomes: daily incomes paid; per 1,000 people of the fifth)"]


def _orders(summary: dict[str, Any]) -> list[str]:
    """Return what became of the orders for work."""
    orders = summary["orders"]
    if not orders["each"]:
        return ["No order asked for hours of work."]
    body = [
        [row["title"], row["asked"], two_digits(row["ordered"]),
         *(as_share(row[name]) for name in ("claimed", "believed", "executed"))]
        for row in [*orders["each"], {"title": "mean of these orders", "asked": "", **orders["mean"]}]
    ]  # fmt: skip
    head = ["What became of the orders", "ordered", "pull", "claimed", "believed", "carried out"]
    note = (
        "pull: against all else, 1 as issued; then shares of what was ordered, where it had arrived, means "
        "over the campaign: claimed by places, believed by the centre, carried out"
    )
    return [*table(head, body, left=2, indent=0), *paragraph(f"({note})", 2)]


def _provinces(summary: dict[str, Any]) -> list[str]:
    """Return the main figures by province."""
    if len(summary["provinces"]) < 2:
        return []
    body = [
        [row["title"], *(as_ratio(row["ratio"][key]) for key in SHORT),
         as_share(row["claimed"]), as_share(row["executed"])]
        for row in summary["provinces"]
    ]  # fmt: skip
    head = ["By province, ratio to the twin", *SHORT.values(), "claimed", "carried out"]
    return table(head, body, indent=0)


def _reading() -> list[str]:
    return paragraph(
        "Levels rest on assumptions and only their direction counts: hence ratios and rates, and no "
        f"national totals. A dash stands where fewer than {FEWEST} simulated people or events are behind it, "
        "or the twin has none."
    )
