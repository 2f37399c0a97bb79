"""What a comparison shows, human cost first: each effect with its intervals, and what pairing saved."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from clampdown.experiments.arms import F8
from clampdown.experiments.carried_out import WAY
from clampdown.experiments.compare_design import EVERYWHERE, METRICS, WRITTEN, Design, windows_for
from clampdown.experiments.compare_effects import effect, mean_share, over_draws
from clampdown.experiments.evidence import by_basis
from clampdown.experiments.outsiders.effects import outsiders_of_arm
from clampdown.experiments.summary import BY_PROVINCE, HUMAN_COST
from clampdown.experiments.variables import ANCHORED
from clampdown.experiments.windows import dates_of
from clampdown.world.files import NOTICE

Rows = Sequence[Mapping[str, Any]]
SUMMED = ["per_1000", "counted", "orders", "told"]  # variables that a summary reads


def summarise(design: Design, dataset: xr.Dataset, state: Mapping[str, Rows]) -> dict[str, Any]:
    """Return what a comparison shows during the campaigns of its arms.

    Parameters
    ----------
    design : Design
    dataset : as written
    state : replicates that are `done` and that `failed`

    Returns
    -------
    dict, with the keys that `docs/json.md` lists under `compare`
    """
    during = dataset[SUMMED].sel(window="during")
    seeds = picked(during, [row for row in state["done"] if row["draw"] is None])
    draws = picked(during, [row for row in state["done"] if row["draw"] is not None])
    windows = windows_for(design.scenarios)
    base, *others = design.arms.items()
    first = state["done"][0]
    return {
        "notice": NOTICE,
        "base": {"arm": base[0], "title": base[1].scenario.title},
        "windows": dates_of(windows, base[1].scenario.start),
        "replicates": seeds.sizes["task"], "draws": draws.sizes["task"],
        "seeds": [int(seed) for seed in design.seeds[: design.replicates]],
        "people": {name: first[name] for name in ("simulated", "stand_for")},
        "failed": list(state["failed"]),
        "arms": [
            {
                "arm": label, "title": ready.scenario.title,
                "metrics": [_metric(m, seeds, draws, (base[0], label)) for m in range(len(METRICS))],
                "provinces": _provinces(design, seeds, (base[0], label)),
                "outsiders": outsiders_of_arm(seeds, draws, (base[0], label), first["simulated"]),
            }
            for label, ready in others
        ],
        "orders": [_orders(label, seeds) for label in design.labels],
        "records": by_basis({**base[1].catalogue.records(), **base[1].scenario.pack.records()}),
    }  # fmt: skip


def picked(dataset: xr.Dataset, rows: Rows) -> xr.Dataset:
    """Return some replicates, one after the other, as an axis `task`; read one chunk for each."""
    cells = [(row["replicate"], WRITTEN if row["draw"] is None else str(row["draw"])) for row in rows]
    parts = [dataset.sel(replicate=n, draw=draw, drop=True).load() for n, draw in cells]
    if not parts:
        return dataset.isel(replicate=[], draw=0, drop=True).rename(replicate="task")
    return xr.concat(parts, "task", coords="minimal", compat="override")


def _pair(found: xr.Dataset, arms: tuple[str, str], metric: str, area: str) -> tuple[F8, F8, F8]:
    """Return a metric of base and arm by task, and the counts behind both, of shape (arm, task)."""
    chosen = found.sel(metric=metric, area=area)
    base, arm = (chosen["per_1000"].sel(arm=name).to_numpy() for name in arms)
    counted = chosen["counted"].sel(arm=list(arms)).transpose("arm", "task").to_numpy()
    return base, arm, counted


def _metric(number: int, seeds: xr.Dataset, draws: xr.Dataset, arms: tuple[str, str]) -> dict[str, Any]:
    """Return the effect of an arm on a metric."""
    figure = METRICS[number]
    base, arm, counted = _pair(seeds, arms, figure.key, EVERYWHERE)
    return {
        "key": figure.key, "title": figure.title, "human_cost": number < len(HUMAN_COST),
        "level": "anchored" if figure.block in ANCHORED else "direction_only",
        **effect(base, arm, counted.sum(axis=1)),
        "over_draws": over_draws(*_pair(draws, arms, figure.key, EVERYWHERE)),
    }  # fmt: skip


def _provinces(design: Design, seeds: xr.Dataset, arms: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the main ratios by province, over seeds."""
    rows = []
    for province in design.scenarios[0].pack.provinces:
        found = {key: _pair(seeds, arms, key, province.id) for key in BY_PROVINCE}
        if any(np.isfinite(base).all() for base, *_ in found.values()):
            ratios = {
                key: effect(base, arm, counted.sum(axis=1))["ratio"]
                for key, (base, arm, counted) in found.items()
            }
            rows.append({"province": province.id, "title": province.title, "ratio": ratios})
    return rows


def _orders(label: str, seeds: xr.Dataset) -> dict[str, Any]:
    """Return what became of an arm's orders for work, over seeds."""
    shares = seeds["orders"].sel(arm=label)
    return {"arm": label} | {name: mean_share(shares.sel(way=name).to_numpy()) for name in WAY}
