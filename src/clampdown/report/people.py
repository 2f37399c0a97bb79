"""What was done to people: human cost, who pays and who is held, and the headline that it allows."""

from typing import Any

import numpy as np

from clampdown.experiments.arms import F8, FEWEST
from clampdown.experiments.compare_effects import over_draws
from clampdown.experiments.conclusions import EITHER, FEWER, MORE, STATED
from clampdown.experiments.courses.kinds import GROUPED
from clampdown.experiments.outsiders.shown import FEWEST_DRAWS
from clampdown.experiments.saying import say
from clampdown.report.evidence import assumed_behind
from clampdown.report.flow import work_of
from clampdown.report.numbers import number, range_of, rate_of, share_of, shown, spread_of
from clampdown.report.source import DRAWS, ONE, SEEDS, Arm, Source, group_title

BLOCKS = {
    key: say(f"block.{key}")
    for key in (
        "held_quintile", "held_flag", "held_class", "held_sex", "held_age", "bribes_paid", "bribes_sum"
    )
}  # fmt: skip
UNITS = {"bribes_paid": say("unit.bribes"), "bribes_sum": say("unit.incomes")}


def costs(source: Source) -> list[dict[str, Any]]:
    """Return the human cost of each scenario; a row without enough behind it has no number."""
    return [
        {"scenario": n, "against": arm.against, "rows": [_enough(row) for row in source.costs[n]]}
        for n, arm, _ in source.held_against()
    ]  # fmt: skip


def _enough(row: dict[str, Any]) -> dict[str, Any]:
    if row["enough"]:
        return row
    nothing = {"ratio": None, "seeds": None, "draws": None, "rate": rate_of(None, None, 1000)}
    return row | nothing | {"only_here": False}


def who(source: Source) -> list[dict[str, Any]]:
    """Return who pays and who is held: shares of all, and ratios to the base, by group."""
    return [
        {
            "scenario": n, "against": arm.against,
            "blocks": [block for key in BLOCKS if (block := _block(source, arm, other, key))["rows"]],
        }
        for n, arm, other in source.held_against()
    ]  # fmt: skip


def _block(source: Source, arm: Arm, other: Arm | None, key: str) -> dict[str, Any]:
    axis = GROUPED[key]
    labels = source.pack["axes"][axis]
    own = [source.tally(arm, f"{key}:{label}") for label in labels]
    whole = np.sum([value for value, _ in own], axis=0)
    rows = [
        {"key": label, "title": group_title(source.pack, axis, label),
         **_group(source, (arm, other), f"{key}:{label}", whole)}
        for label in labels
    ]  # fmt: skip
    told = any(row["share"] is not None for row in rows)
    unit = UNITS.get(key, say("unit.people"))
    return {"key": key, "title": BLOCKS[key], "axis": axis, "unit": unit, "rows": rows if told else []}


def _group(source: Source, arms: tuple[Arm, Arm | None], label: str, whole: F8) -> dict[str, Any]:
    """Return a group's share of all, and its ratio to the base with its range."""
    arm, other = arms
    value, behind = source.tally(arm, label)
    share = share_of(value, whole)
    found: dict[str, Any] = {
        "share": shown(share, float(behind.mean())),
        "ratio": None,
        SEEDS: None,
        DRAWS: None,
    }
    base = source.tally(other, label) if other else None
    if base is None or max(float(behind.mean()), float(base[1].mean())) < FEWEST or not base[0].sum() > 0.0:
        return found
    found["ratio"] = number(float(value.sum() / base[0].sum()))
    if source.over in (SEEDS, DRAWS) and (base[0] > 0.0).all():
        found[source.over] = spread_of(value / base[0], source.over)
    elif source.over == ONE and other is not None:
        found[DRAWS] = _of_draws(source, arm, other, label)
    return found


def _of_draws(source: Source, arm: Arm, other: Arm, label: str) -> dict[str, Any] | None:
    """Return the range of a group's ratio over draws beside one run; None where too few can tell."""
    if not arm.draws or arm.draws != other.draws:
        return None
    own, base = source.drawn_tally(arm, label), source.drawn_tally(other, label)
    found = over_draws(base[0], own[0], np.array([base[1], own[1]]))
    return range_of(found["ratio"], DRAWS, arm.draws) if found else None


def headline(source: Source) -> dict[str, Any]:
    """Return the headline: a finding only where the 90 % range over draws leaves out no effect."""
    told = [(arm, *_directions(source.costs[n])) for n, arm, _ in source.held_against()]
    found = [(arm, list(clear.values()), list(clear)) for arm, clear, _ in told if clear]
    if source.about["draws"] < FEWEST_DRAWS:
        found = []
    text = say("head.none")
    detail = [_why_not(source)]
    if found:
        text = say("head.finding", title=found[0][0].title, found=found[0][1][:3])
        detail = [say("head.also", title=arm.title, found=clear) for arm, clear, _ in found[1:]]
    work = [line for n, arm, _ in source.held_against() if (line := _work(source, n, arm))]
    detail += work
    open_ = list(dict.fromkeys(name for _, _, rest in told for name in rest))
    if found and open_:
        detail.append(say("head.open", some=open_))
    stated = [key for _, _, keys in found for key in keys]
    detail += filter(None, [assumed_behind(source, stated, work=bool(work))])
    return {"text": text, "clear": bool(found), "detail": detail}


def _directions(rows: list[dict[str, Any]]) -> tuple[dict[str, str], list[str]]:
    """Return the directions that the draws agree on, with their ratios, by key, and what they leave open."""
    clear: dict[str, str] = {}
    open_: list[str] = []
    for row in rows:
        span = row["draws"]
        if row["key"] not in STATED or span is None or not row["enough"]:
            continue
        what = MORE[row["key"]] if span["low90"] > 1.0 else FEWER[row["key"]]
        if span["low90"] > 1.0 or span["high90"] < 1.0:
            clear[row["key"]] = say("head.direction", what=what, low=span["low90"], high=span["high90"])
        else:
            open_.append(EITHER[row["key"]])
    return clear, open_


def _why_not(source: Source) -> str:
    """Return why there is no finding."""
    draws = source.about["draws"]
    if all(arm.against is None for arm in source.arms):
        return say("head.no_twin")
    if draws == 0:
        return say("head.no_draws", enough=FEWEST_DRAWS)
    if draws < FEWEST_DRAWS:
        return say("head.few_draws", count=draws, enough=FEWEST_DRAWS)
    return say("head.no_effect", count=draws)


def _work(source: Source, n: int, arm: Arm) -> str:
    """Return what became of the work ordered, in a sentence; empty where none was ordered.

    Two wholes are told apart: what was ordered where orders had arrived, as in every table of orders; and
    all that was ordered, as in the flow from order to street.
    """
    done, claimed = (source.work[n][name]["value"] for name in ("executed", "claimed"))
    if done is None or claimed is None:
        return ""
    told = {"title": arm.title, "done": done, "claimed": claimed}
    work = work_of(arm)
    if work is None:
        return say("head.work", **told)
    share = {f"{step['key']}_of_all": step["share"] for step in work["steps"]}
    return say("head.work_all_draws" if source.over == DRAWS else "head.work_all", **told, **share)
