"""What a campaign did, human cost first: every figure as a ratio to the twin and a rate per 1,000."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from clampdown.experiments.arms import B1, FEWEST, Arm, Figure, only_here, ratio
from clampdown.experiments.carried_out import carried_out
from clampdown.experiments.draws import range_of
from clampdown.experiments.evidence import by_basis
from clampdown.experiments.saying import say
from clampdown.experiments.windows import NAMES, Window, dates_of, windows_of
from clampdown.results import NOTICE, RunReader
from clampdown.schema.loading import Catalogue, load_catalogue, load_pack
from clampdown.schema.pack import Pack

SIXTEENTHS = 1.0 / 16.0  # money is counted in sixteenths of a daily income

HUMAN_COST = (
    Figure("held", say("cost.held"), "people", "status", "held", "mean"),
    Figure("held_peak", say("cost.held_peak"), "people", "status", "held", "peak"),
    Figure("custody_days", say("cost.custody_days"), "people", "status", "held", "sum"),
    Figure("banished", say("cost.banished"), "people", "status", "banished", "mean"),
    Figure("named_innocent", say("cost.named_innocent"), "named_innocent"),
    Figure("households_afraid", say("cost.households_afraid"), "households_afraid", how="mean"),
    Figure("households_punished", say("cost.households_punished"), "households_punished"),
    Figure("bribes_paid", say("cost.bribes_paid"), "bribes_paid"),
    Figure("bribes_sum", say("cost.bribes_sum"), "bribes_sum", factor=SIXTEENTHS),
    Figure("extorted", say("cost.extorted"), "extorted"),
)
BY_PROVINCE = ("held", "named_innocent", "households_afraid", "households_punished", "bribes_paid")
FIFTHS = tuple(map(say, ("fifth.poorest", "fifth.second", "fifth.middle", "fifth.fourth", "fifth.richest")))


def summarise(
    run: RunReader,
    twin: RunReader | None,
    *,
    pack: Pack | None = None,
    catalogue: Catalogue | None = None,
    draws: Sequence[Mapping[str, Any]] = (),
    outsiders: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return what a run shows beside its twin, human cost first.

    Parameters
    ----------
    run, twin : RunReader; without a twin there are rates and no ratios
    pack, catalogue : those of the run; loaded by name if not given
    draws : what `experiments.draws` found, one mapping per draw
    outsiders : what happened beside what was published, by kind of event; None where nobody watched

    Returns
    -------
    dict, with the keys that `docs/json.md` lists under `run`
    """
    known = catalogue or load_catalogue()
    country = pack or load_pack(run.scenario["pack"], known)
    own, other = Arm(run.metrics), Arm(twin.metrics) if twin is not None else None
    windows = windows_of(run.scenario, own.days)
    everywhere = np.ones(len(own.weight), dtype=np.bool_)
    orders = carried_out(own, run.scenario, known, windows["during"])
    return {
        "notice": NOTICE,
        "scenario": run.scenario["id"], "title": run.scenario["title"],
        "twin": twin.scenario["id"] if twin is not None else None,
        "windows": dates_of(windows, run.start),
        "draws": len(draws),
        "people": {"simulated": int(own.people.sum()), "stand_for": round(own.residents(everywhere))},
        "human_cost": [
            _figure(figure, own, other, windows, everywhere)
            | {"range": range_of([draw["ratio"].get(figure.key) for draw in draws])}
            for figure in HUMAN_COST
        ],
        "bribes_by_fifth": _fifths(own, other, windows["during"]),
        "orders": orders,
        "provinces": _provinces(own, other, windows["during"], country, run.scenario, known),
        "outsiders": None if outsiders is None else list(outsiders),
        "records": by_basis({**known.records(), **country.records()}),
    }  # fmt: skip


def _figure(
    figure: Figure, own: Arm, other: Arm | None, windows: Mapping[str, Window], places: B1
) -> dict[str, Any]:
    """Return a figure's ratios by window, and its rates per 1,000 people during the campaign."""
    during = windows["during"]
    return {
        "key": figure.key, "title": figure.title, "level": own.metrics[figure.block].attrs["level"],
        "ratio": {
            name: ratio(own, other, figure, windows[name], places) if other else None for name in NAMES
        },
        "per_1000": {
            "run": own.rate(figure, during, places),
            "twin": other.rate(figure, during, places) if other else None,
        },
        "only_here": only_here(own, other, figure, during, places) if other else False,
        "enough": own.value(figure, during, places)[1] >= FEWEST,
    }  # fmt: skip


def _fifths(own: Arm, other: Arm | None, window: Window) -> list[dict[str, Any]]:
    """Return who paid: bribes and daily incomes by fifth of wealth, per 1,000 people of the fifth."""
    everywhere = np.ones(len(own.weight), dtype=np.bool_)
    rows = []
    for n, name in enumerate(FIFTHS):
        row: dict[str, Any] = {"fifth": n + 1, "title": name}
        for block, factor in (("bribes_paid", 1.0), ("bribes_sum", SIXTEENTHS)):
            figure = Figure(block, "", block, "quintile", str(n + 1), factor=factor * len(FIFTHS))
            row[block] = {
                "ratio": ratio(own, other, figure, window, everywhere) if other else None,
                "per_1000": own.rate(figure, window, everywhere),
            }
        rows.append(row)
    return rows


def _provinces(
    own: Arm, other: Arm | None, window: Window, pack: Pack, scenario: Mapping[str, Any], known: Catalogue
) -> list[dict[str, Any]]:
    """Return, by province, the main ratios and how much of the orders was carried out."""
    chosen = [figure for figure in HUMAN_COST if figure.key in BY_PROVINCE]
    rows = []
    for province in pack.provinces:
        places = np.array([place.province_id == province.id for place in pack.places]) & (own.people > 0)
        if not places.any():
            continue
        orders = carried_out(own, scenario, known, window, places)["mean"]
        rows.append({
            "province": province.id, "title": province.title,
            "ratio": {f.key: ratio(own, other, f, window, places) if other else None for f in chosen},
            "per_1000": {figure.key: own.rate(figure, window, places) for figure in chosen},
            "executed": orders["executed"], "claimed": orders["claimed"],
        })  # fmt: skip
    return rows


def campaign_ratios(own: Arm, other: Arm, window: Window) -> dict[str, float | None]:
    """Return the ratio of each human cost over the days of a window, by key."""
    everywhere = np.ones(len(own.weight), dtype=np.bool_)
    return {figure.key: ratio(own, other, figure, window, everywhere) for figure in HUMAN_COST}
