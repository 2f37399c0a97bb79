"""The main tables of a report as HTML that needs no script: what a reader sees who has turned them off."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from clampdown.experiments.wording import as_ratio, as_share, two_digits

COST = ("What was done to people", "ratio", "90 % of seeds", "90 % of draws", "rate", "base", "of people")


def plain_page(payload: Mapping[str, Any]) -> str:
    """Return the notice, the headline, human cost, the way of the orders, and what may be written."""
    about, head = payload["about"], payload["headline"]
    parts = [
        f"<p><strong>{escape(about['notice'])}</strong></p>", f"<h1>{escape(head['text'])}</h1>",
        *(f"<p>{escape(line)}</p>" for line in head["detail"]),
        *(_cost(payload, one) for one in payload["cost"]),
        *(_flow(payload, one) for one in payload["flow"] if one["work"]),
        *_writing(payload["writing"]),
        "<h2>How to repeat it</h2>", *(f"<p><code>{escape(line)}</code></p>" for line in payload["repeat"]),
    ]  # fmt: skip
    return "".join(parts)


def _cost(payload: Mapping[str, Any], cost: Mapping[str, Any]) -> str:
    """Return the human cost of a scenario as a table."""
    rows = [
        (row["title"], "only here" if row["only_here"] else as_ratio(row["ratio"]), _span(row["seeds"]),
         _span(row["draws"]), *(two_digits(row["rate"][name]) for name in ("arm", "base")),
         f"per {row['rate']['per']:,}")
        for row in cost["rows"]
    ]  # fmt: skip
    return _table(_title(payload, cost), COST, rows)


def _title(payload: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """Return what a table is about."""
    scenarios = payload["scenarios"]
    own, against = scenarios[part["scenario"]]["title"], part.get("against")
    return own if against is None else f"{own}, against {scenarios[against]['title']}"


def _flow(payload: Mapping[str, Any], flow: Mapping[str, Any]) -> str:
    """Return the way from order to claim as a table."""
    rows = [(step["title"], as_share(step["share"])) for step in flow["work"]["steps"]]
    return _table(f"{_title(payload, flow)}: from order to street", ("Work", "of what was ordered"), rows)


def _writing(writing: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Return what may be written and what not as lists."""
    for name, head in (("may", "You may write"), ("may_not", "You may not write")):
        items = "".join(f"<li>{escape(line)}</li>" for line in writing[name])
        yield f"<h2>{head}</h2><ul>{items}</ul>"


def _span(found: Mapping[str, Any] | None) -> str:
    return f"{as_ratio(found['low90'])}–{as_ratio(found['high90'])}" if found else "–"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table with a caption."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><caption>{escape(title)}</caption><tr>{top}</tr>{body}</table>"
