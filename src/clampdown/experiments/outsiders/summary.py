"""What happened beside what was published, a campaign against its twin: ratios, never totals."""

from collections.abc import Mapping, Sequence
from typing import Any

from clampdown.experiments.arms import F8, FEWEST
from clampdown.experiments.draws import range_of
from clampdown.experiments.outsiders.counts import KINDS, Told
from clampdown.experiments.outsiders.shown import SIDES
from clampdown.experiments.windows import NAMES

DURING = NAMES.index("during")
HUNDRED = 100.0


def beside_twin(own: Told, twin: Told, draws: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Return each kind of event: how often it happened and was published, against the twin.

    Parameters
    ----------
    own, twin : Told
    draws : parameter draws, with what `campaign_told` found as `told`

    Returns
    -------
    list of dict, one for each kind, with the keys that `docs/json.md` lists under `run`
    """
    rows = []
    for k, (kind, title) in enumerate(KINDS.items()):
        row: dict[str, Any] = {"kind": kind, "title": title, "outlets": int(own.outlets[DURING, k])}
        for side in SIDES:
            ours, others = _behind(own, side)[:, k], _behind(twin, side)[:, k]
            ratios = {name: _ratio(own, twin, side, (w, k)) for w, name in enumerate(NAMES)}
            row[side] = {
                "ratio": ratios, "enough": bool(max(ours[DURING], others[DURING]) >= FEWEST),
                "only_here": bool(ours[DURING] >= FEWEST and others[DURING] == 0.0),
                "range": range_of([draw.get("told", {}).get(side, {}).get(kind) for draw in draws]),
            }  # fmt: skip
        heard = row["published"]["enough"] and kind != "order"
        row["per_100"] = {
            name: _per_100(arm, k) if heard else None for name, arm in (("run", own), ("twin", twin))
        }
        rows.append(row)
    return rows


def campaign_told(own: Told, twin: Told) -> dict[str, dict[str, float | None]]:
    """Return the ratio to the twin of what happened and of what was published, during the campaign."""
    return {
        side: {kind: _ratio(own, twin, side, (DURING, k)) for k, kind in enumerate(KINDS)} for side in SIDES
    }


def _behind(arm: Told, side: str) -> F8:
    """Return how many events or items a side rests on."""
    return arm.events if side == "happened" else arm.items


def _ratio(own: Told, twin: Told, side: str, cell: tuple[int, int]) -> float | None:
    """Return a ratio to the twin; None where too few stand behind it or the twin has none."""
    mine, other = getattr(own, side)[cell], getattr(twin, side)[cell]
    behind = max(_behind(own, side)[cell], _behind(twin, side)[cell])
    return float(mine / other) if behind >= FEWEST and other > 0.0 else None


def _per_100(arm: Told, k: int) -> float | None:
    """Return how many were told of for each hundred to whom it happened; None for too few of these."""
    happened, told = arm.events[DURING, k], arm.published[DURING, k]
    return float(HUNDRED * told / happened) if happened >= FEWEST else None
