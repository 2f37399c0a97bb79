"""Ratios as readers are shown them: the same of a run with its twin and of a comparison."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from clampdown.experiments.saying import say

Row = Mapping[str, Any]
Span = tuple[float, float]
SIDES = ("happened", "published")
# The least and the greatest of 19 draws span 90 %; fewer cannot tell where the range ends.
FEWEST_DRAWS = 20


class Shown(NamedTuple):
    """One ratio to the twin or base.

    Attributes
    ----------
    key, title : name in data, name for people
    ratio : None where nothing can be told
    enough : whether enough people, events or items are behind it
    only_here : whether the twin has none of it
    spans : 90 % intervals, by what they are taken over; None where they cannot be told
    """

    key: str
    title: str
    ratio: float | None
    enough: bool
    only_here: bool
    spans: Mapping[str, Span | None]

    @property
    def known(self) -> list[Span]:
        """The intervals that can be told."""
        return [span for span in self.spans.values() if span is not None]

    @property
    def clear(self) -> bool:
        """Whether the ratio has every interval that was asked for, and each leaves out no effect."""
        told = bool(self.spans) and len(self.known) == len(self.spans)
        return told and not any(low <= 1.0 <= high for low, high in self.known)


class Kind(NamedTuple):
    """A kind of event: what happened, and what outlets published of it.

    Attributes
    ----------
    happened, published : Shown
    per_100 : people told of for each hundred to whom it happened, in the campaign and the twin; None
        where too few
    outlets : how many told of it during the campaign
    """

    happened: Shown
    published: Shown
    per_100: tuple[float | None, float | None]
    outlets: int


def costs_of_run(summary: Mapping[str, Any]) -> list[Shown]:
    """Return the human cost of a run, from `summarise`."""
    return [
        Shown(
            row["key"], row["title"], row["ratio"]["during"], row["enough"], row["only_here"],
            _over_draws(row["range"], summary["draws"]),
        )
        for row in summary["human_cost"]
    ]  # fmt: skip


def kinds_of_run(summary: Mapping[str, Any]) -> list[Kind]:
    """Return the kinds of event of a run; none where nobody watched."""

    def side(row: Row, name: str) -> Shown:
        found = row[name]
        spans = _over_draws(found["range"], summary["draws"])
        ratio = found["ratio"]["during"]
        return Shown(row["kind"], row["title"], ratio, found["enough"], found["only_here"], spans)

    return [
        Kind(
            side(row, "happened"), side(row, "published"),
            (row["per_100"]["run"], row["per_100"]["twin"]), row["outlets"],
        )
        for row in summary["outsiders"] or []
    ]  # fmt: skip


def costs_of_arm(arm: Row, found: Mapping[str, Any]) -> list[Shown]:
    """Return the human cost of an arm of a comparison, from `compare_summary.summarise`."""
    rows = [row for row in arm["metrics"] if row["human_cost"]]
    return [_effect(row["key"], row["title"], row, found) for row in rows]


def kinds_of_arm(arm: Row, found: Mapping[str, Any]) -> list[Kind]:
    """Return the kinds of event of an arm of a comparison; none where nobody watched."""
    return [
        Kind(
            _effect(row["kind"], row["title"], row["happened"], found),
            _effect(row["kind"], row["title"], row["published"], found),
            (row["per_100"]["arm"], row["per_100"]["base"]), row["outlets"],
        )
        for row in arm["outsiders"] or []
    ]  # fmt: skip


def _effect(key: str, title: str, row: Row, found: Mapping[str, Any]) -> Shown:
    """Return an effect over seeds and draws."""
    ratio, drawn = row["ratio"], row["over_draws"]
    seeds = (ratio["low90"], ratio["high90"]) if ratio and ratio["low90"] is not None else None
    spans: dict[str, Span | None] = {}
    if found["replicates"] > 1:
        spans[say("may.seeds", count=found["replicates"])] = seeds
    spans |= _over_draws(drawn["ratio"] if drawn else None, found["draws"])
    return Shown(key, title, ratio["value"] if ratio else None, row["enough"], row["only_here"], spans)


def _over_draws(span: Mapping[str, float] | None, draws: int) -> dict[str, Span | None]:
    """Return the 90 % range over draws, if there were any; it is unknown where they are too few."""
    if not draws:
        return {}
    told = span if draws >= FEWEST_DRAWS else None
    return {say("may.draws", count=draws): (told["low90"], told["high90"]) if told else None}
