"""From order to street and back up as a claim, with named losses; and each order followed through it."""

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np

from clampdown.experiments.arms import F8, FEWEST
from clampdown.experiments.courses.counting import TRACED
from clampdown.experiments.saying import say
from clampdown.report.numbers import number, share_of, shown
from clampdown.report.source import Arm, Source, quantiles

STEPS = {
    "ordered": say("step.ordered"), "reached": say("step.reached"), "done": say("step.done"),
    "claimed": say("step.claimed"), "believed": say("step.believed"),
}  # fmt: skip
CHANGES = (
    ("ordered", "reached", "on_the_way", say("change.on_the_way")),
    ("reached", "done", "other_work", say("change.other_work")),
    ("done", "claimed", "claimed_only", say("change.claimed_only")),
    ("claimed", "believed", "added_above", say("change.added_above")),
)
CASES = {
    "bought": say("case.bought"), "concealed": say("case.concealed"), "pardoned": say("case.pardoned"),
    "sanctioned": say("case.sanctioned"),
}  # fmt: skip
NAMES = {"named_innocent": say("name.innocent"), "names_claimed": say("name.claimed")}


def flow(source: Source) -> list[dict[str, Any]]:
    """Return, for each scenario with orders, what became of them between the order and the claim."""
    return [
        {
            "scenario": n, "work": work_of(arm), "cases": _cases(source, arm), "names": _names(source, arm)
        }
        for n, arm, _ in source.held_against()
    ]  # fmt: skip


def work_of(arm: Arm) -> dict[str, Any] | None:
    """Return shares of the work ordered over the campaign; None where no order asks for hours.

    What is done and claimed is a share of what each place reached was asked for, so it is taken of those
    reached; days on which no order for work held anywhere do not count.
    """
    days = slice(arm.window.first, arm.window.stop)
    reached, behind = (part[:, days] for part in arm.course("reached"))
    holds = behind.mean(axis=0) >= FEWEST
    if not np.isfinite(np.where(holds, reached, np.nan)).any(axis=1).all():
        return None
    of_those = {"done": "executed", "claimed": "claimed", "believed": "believed"}
    weight = np.where(holds, reached, np.nan)
    found = {"ordered": np.ones(len(reached)), "reached": np.nanmean(weight, axis=1)}
    for step, key in of_those.items():
        found[step] = np.nanmean(arm.course(key)[0][:, days] * weight, axis=1)
    middle = {step: float(np.median(values)) for step, values in found.items()}
    return {
        "steps": [_step(step, values) for step, values in found.items()],
        "changes": [
            {"from": one, "to": two, "key": key, "title": title, "share": number(middle[two] - middle[one])}
            for one, two, key, title in CHANGES
        ],
        "pull": _pull(arm),
    }


def _step(key: str, values: F8) -> dict[str, Any]:
    ends = quantiles(values[:, None])[:, 0] if len(values) > 1 else [None] * 5
    return {
        "key": key, "title": STEPS[key], "share": number(float(np.median(values))),
        "low90": number(ends[0]), "high90": number(ends[4]),
    }  # fmt: skip


def _pull(arm: Arm) -> float | None:
    """Return the force with which orders for work arrive, 1 as issued, their mean."""
    work = [row["order"] for row in _labels(arm) if row["hours"]]
    rows = [arm.orders.index(label) for label in work]
    force = arm.parts["traced"][:, rows, 0, TRACED.index("strength")]
    return number(float(np.nanmean(force))) if np.isfinite(force).any() else None


def _labels(arm: Arm) -> list[dict[str, Any]]:
    """Return the orders of an arm with their directives."""
    return [
        {**order, "order": f"{one['id']}/{order['id']}", "directive": one}
        for one in arm.directives for order in one["orders"]
    ]  # fmt: skip


def _cases(source: Source, arm: Arm) -> list[dict[str, Any]] | None:
    """Return what became of offences found out during the campaign; the parts may overlap."""
    return _parts(source, arm, "detected", CASES)


def _names(source: Source, arm: Arm) -> list[dict[str, Any]] | None:
    """Return what the names in evening reports were made of; None where too few were handed in."""
    named, claimed = source.tally(arm, "named"), source.tally(arm, "names_claimed")
    whole = named[0] + claimed[0], named[1] + claimed[1]
    if float(np.median(whole[1])) < FEWEST:
        return None
    parts = [_part(key, title, source.tally(arm, key), whole[0]) for key, title in NAMES.items()]
    rest = named[0] - source.tally(arm, "named_innocent")[0]
    behind = named[1] - source.tally(arm, "named_innocent")[1]
    return [_part("named_guilty", say("name.guilty"), (rest, behind), whole[0]), *parts]


def _parts(source: Source, arm: Arm, whole: str, parts: Mapping[str, str]) -> list[dict[str, Any]] | None:
    total, behind = source.tally(arm, whole)
    if float(np.median(behind)) < FEWEST:
        return None
    return [_part(key, title, source.tally(arm, key), total) for key, title in parts.items()]


def _part(key: str, title: str, part: tuple[F8, F8], whole: F8) -> dict[str, Any]:
    share = share_of(part[0], whole)
    return {"key": key, "title": title, "share": shown(share, float(np.median(part[1])))}


def traces(source: Source) -> list[dict[str, Any]]:
    """Return each order of each scenario, down through the tiers, to the street, and back up as a claim."""
    return [_trace(source, n, arm, order) for n, arm, _ in source.held_against() for order in _labels(arm)]


def _trace(source: Source, n: int, arm: Arm, order: dict[str, Any]) -> dict[str, Any]:
    found = arm.parts["traced"][:, arm.orders.index(order["order"])]
    directive = order["directive"]
    rows = [_row(found[:, a], hours=order["hours"]) for a in range(found.shape[1])]
    provinces = [
        {"province": province["id"], **row}
        for province, row in zip(source.pack["provinces"], rows[1:], strict=True)
        if row["first"] is not None
    ]
    return {
        "scenario": n, "order": order["order"], "title": order["title"], "directive": directive["title"],
        "asked": order["asked"], "report": order["report"], "first_day": rows[0]["first"],
        "last_day": None if rows[0]["first"] is None else _last_day(source, directive),
        "tiers": [
            {"tier": tier["tier"], "days": number(tier["days"]), "strength": number(tier["strength"])}
            for tier in directive["tiers"]
        ],
        "total": rows[0], "provinces": provinces,
    }  # fmt: skip


def _last_day(source: Source, directive: dict[str, Any]) -> int:
    """Return the last day of a run on which a directive is in force."""
    last = int(source.about["days"]) - 1
    if directive["until"] is None:
        return last
    start, until = map(datetime.date.fromisoformat, (source.about["start"], str(directive["until"])))
    return min((until - start).days, last)


def _row(found: F8, *, hours: bool) -> dict[str, Any]:
    """Return what became of an order in one area: medians over seeds or draws."""
    middle = dict(zip(TRACED, quantiles(found)[2].tolist(), strict=True))
    shares = {"done": "executed", "claimed": "claimed", "believed": "believed"}
    return {
        **{name: number(middle[name]) for name in ("first", "median", "last", "strength")},
        **{name: number(middle[key]) if hours else None for name, key in shares.items()},
    }
