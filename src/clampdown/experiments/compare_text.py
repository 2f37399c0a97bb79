"""A comparison as text, human cost first."""

from collections.abc import Mapping
from typing import Any

from clampdown.errors import shown_path
from clampdown.experiments.arms import FEWEST
from clampdown.experiments.outsiders.box import box_in_words
from clampdown.experiments.outsiders.shown import kinds_of_arm
from clampdown.experiments.outsiders.telling import outsiders_in_words
from clampdown.experiments.summary_text import SHORT
from clampdown.experiments.wording import (
    as_date,
    as_list,
    as_ratio,
    as_share,
    draws_in_words,
    paragraph,
    table,
    two_digits,
)


def comparison_in_words(found: dict[str, Any]) -> list[str]:
    """Return a comparison as lines.

    Parameters
    ----------
    found : dict, from `compare_summary.summarise`, with the box as `writing`, and the `folder`
    """
    lines = [found["notice"], "", *_heading(found)]
    for arm in found["arms"]:
        lines += ["", f"{arm['title']} ({arm['arm']}) against {found['base']['arm']}"]
        lines += ["", *_metrics(arm, bool(found["draws"]))]
        lines += ["", *_provinces(arm)] if len(arm["provinces"]) > 1 else []
        lines += outsiders_in_words(kinds_of_arm(arm, found), "base")
    return [
        *lines, "", *_orders(found), "", *_reading(), *_failed(found), *box_in_words(found["writing"]), "",
        f"Dataset: {shown_path(found['folder'])}.",
    ]  # fmt: skip


def _heading(found: Mapping[str, Any]) -> list[str]:
    people, base, count = found["people"], found["base"], found["replicates"]
    drawn = f", and {draws_in_words(found['draws'])} of what is not known" if found["draws"] else ""
    span = found["windows"]["during"]
    over = f"Measured from {as_date(span[0])} to {as_date(span[1])}" if span else "Measured over no day"
    others = as_list(arm["arm"] for arm in found["arms"])
    return [
        f"{others} against {base['arm']}, pair by pair",
        f"  {over}",
        f"  {count} {'pair' if count == 1 else 'pairs'} with the same seed{drawn}",
        f"  {people['simulated']:,} people simulated, standing for {people['stand_for']:,}",
    ]


def _metrics(arm: Mapping[str, Any], drawn: bool) -> list[str]:
    """Return the tables of effects: what was done to people, then the rest."""
    head = ["ratio", "90 % of seeds", *(["90 % of draws"] if drawn else []), "per 1,000", "base", "saved"]
    lines: list[str] = []
    for cost, title in ((True, "What was done to people"), (False, "Beside it")):
        body = [_row(row, drawn) for row in arm["metrics"] if row["human_cost"] == cost]
        lines += [*([""] if lines else []), *table([title, *head], body, indent=0)]
    return lines


def _row(row: Mapping[str, Any], drawn: bool) -> list[str]:
    ratio, draws = row["ratio"], row["over_draws"]
    middle = "only here" if row["only_here"] else as_ratio(ratio["value"] if ratio else None)
    spans = [_span(ratio), *([_span(draws["ratio"] if draws else None)] if drawn else [])]
    rates = [two_digits(row["per_1000"][name]) for name in ("arm", "base")]
    return [row["title"], middle, *spans, *rates, _saved(row["variance_saved"])]


def _span(found: Mapping[str, float | None] | None) -> str:
    """Return a 90 % interval."""
    if not found or found["low90"] is None:
        return "–"
    return f"{as_ratio(found['low90'])}–{as_ratio(found['high90'])}"


def _saved(share: float | None) -> str:
    """Return a share of variance in whole per cent."""
    return "–" if share is None else f"{100 * share:.0f} %"


def _provinces(arm: Mapping[str, Any]) -> list[str]:
    """Return the main ratios by province; in brackets where the seeds do not tell it from no effect."""
    body = [[row["title"], *(_marked(row["ratio"][key]) for key in SHORT)] for row in arm["provinces"]]
    note = "(in brackets: the 90 % interval over seeds includes no effect, or there is none)"
    return [*table(["By province, ratio", *SHORT.values()], body, indent=0), f"  {note}"]


def _marked(ratio: Mapping[str, float | None] | None) -> str:
    if ratio is None:
        return "–"
    low, high = ratio["low90"], ratio["high90"]
    told = low is not None and high is not None and not low <= 1.0 <= high
    return as_ratio(ratio["value"]) if told else f"({as_ratio(ratio['value'])})"


def _orders(found: Mapping[str, Any]) -> list[str]:
    """Return what became of each arm's orders for work."""
    rows = [row for row in found["orders"] if row["executed"]["value"] is not None]
    if not rows:
        return ["No order asked for hours of work."]
    body = [
        [row["arm"], *(cell for way in ("claimed", "executed") for cell in (
            as_share(row[way]["value"]), _shares(row[way])))]
        for row in rows
    ]  # fmt: skip
    head = ["What became of the orders for work", "claimed", "90 %", "carried out", "90 %"]
    return [
        *table(head, body, indent=0),
        "  (shares of what was ordered, where it had arrived, means over the campaign)",
    ]


def _shares(found: Mapping[str, float | None]) -> str:
    if found["low90"] is None:
        return "–"
    return f"{as_share(found['low90'])}–{as_share(found['high90'])}"


def _reading() -> list[str]:
    return paragraph(
        "Ratio: of the sums over all pairs; per 1,000 people over the days measured. 90 % of seeds: interval "
        "of the ratio at the numbers written down. 90 % of draws: range of the ratio over draws of all that "
        "is assumed or judged. Saved: share of the variance of the difference that the same people and the "
        "same luck in both arms take away; negative where they add to it. Levels rest on assumptions and "
        f"only their direction counts. A dash stands where fewer than {FEWEST} simulated people or events "
        "are behind it, the base has none, or one pair has no interval."
    )


def _failed(found: Mapping[str, Any]) -> list[str]:
    """Return which replicates failed, and why."""
    lines: list[str] = []
    for row in found["failed"]:
        draw = "" if row["draw"] is None else f", draw {row['draw']}"
        lines += paragraph(f"Failed with seed {row['seed']}{draw}: {row['error']}", 0, 2)
    remedy = "They are left out above; --resume tries them again."
    return ["", *lines, remedy] if lines else []
