"""What happened beside what was published, over many pairs of runs."""

from typing import Any

import numpy as np
import xarray as xr

from clampdown.experiments.arms import F8, FEWEST, THOUSAND
from clampdown.experiments.compare_effects import effect, over_draws
from clampdown.experiments.outsiders.counts import KINDS
from clampdown.experiments.outsiders.shown import SIDES

BEHIND = dict(zip(SIDES, ("events", "items"), strict=True))
HUNDRED = 100.0
KEPT = ("pairs", "enough", "only_here", "ratio")


def outsiders_of_arm(
    seeds: xr.Dataset, draws: xr.Dataset, arms: tuple[str, str], simulated: int
) -> list[dict[str, Any]] | None:
    """Return each kind of event: what happened and what was published, an arm against the base.

    Parameters
    ----------
    seeds, draws : of the campaign, with replicates or draws along `task`
    arms : base and arm
    simulated : people in a replicate

    Returns
    -------
    list of dict, with the keys that `docs/json.md` lists under `compare`; None where nobody watched
    """
    told, drawn = (found["told"].sel(arm=list(arms)) for found in (seeds, draws))
    if not told.size or not np.isfinite(told).all():
        return None
    rows = []
    for kind, title in KINDS.items():
        own, other = told.sel(kind=kind), drawn.sel(kind=kind)
        row: dict[str, Any] = {"kind": kind, "title": title, "outlets": int(_of(own, "outlets")[1].max())}
        for side, behind in BEHIND.items():
            scale = 1.0 if side == "happened" else THOUSAND / max(1, simulated)
            base, arm = _of(own, side) * scale
            found = effect(base, arm, _of(own, behind).sum(axis=1))
            before, after = _of(other, side) * scale
            ranged = over_draws(before, after, _of(other, behind))
            row[side] = {key: found[key] for key in KEPT}
            row[side]["over_draws"] = {"ratio": ranged["ratio"]} if ranged else None
        heard = row["published"]["enough"] and kind != "order"
        row["per_100"] = dict(zip(("base", "arm"), _per_100(own) if heard else (None, None), strict=True))
        rows.append(row)
    return rows


def _of(told: xr.DataArray, what: str) -> F8:
    """Return one thing that is told, of shape (base and arm, task)."""
    found: F8 = told.sel(what=what).transpose("arm", "task").to_numpy()
    return found


def _per_100(told: xr.DataArray) -> list[float | None]:
    """Return people told of for each hundred to whom it happened; None for too few of these."""
    happened, published = (_of(told, what).sum(axis=1).tolist() for what in ("events", "published"))
    return [
        HUNDRED * seen / true if true >= FEWEST else None
        for true, seen in zip(happened, published, strict=True)
    ]
