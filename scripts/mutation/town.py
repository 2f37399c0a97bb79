"""The town that mutants live in, and rival readings of it.

The package is imported inside functions, so that a process decides first which copy it is.
"""

import dataclasses
from typing import Any

# The case that mutants live through: everything ordered, and numbers that make rare things common.
AMOUNTS = {
    "rounds": 12, "patrol": 3, "emergency_working": 18, "harsher_penalties": 2, "no_pardon": 0.6,
    "recall": 0.9, "superiors_liable": 0.5, "name_quota": 3, "supervise_flagged": 2,
    "audit_claims": 0.2, "punish_kin": 0.9, "release": 0.5, "borrowed_staff": 0.4,
}  # fmt: skip
RESTLESS = {
    "offences.crossing.base_rate": 0.004, "behaviour.arrival_lag_median": 6, "behaviour.tip_rate": 4.0,
    "behaviour.surfacing_rate": 0.2, "behaviour.confrontation_rate": 1.0, "behaviour.names_usual": 0.1,
    "behaviour.confrontation_threshold": 0.1, "behaviour.supervision_weight": 3.0,
}  # fmt: skip
MORNING, EVENING = 20, 32  # the order has been in force since day 10; its release is on day 24
# Rival readings, a measure left out, and days to live through, for whoever comes through the first case.
RIVALS: tuple[tuple[dict[str, Any], str, int], ...] = (
    ({"confrontation": "floor", "levels": "layers"}, "", 12), ({"confrontation": "round"}, "", 3),
    ({"confrontation": "literal"}, "name_quota", 3),
)  # fmt: skip


def town() -> Any:
    """Return a toytown with a border and mills that miss people, under an order of everything."""
    from clampdown.engine.custody_places import open_custody
    from clampdown.engine.population import build_world
    from clampdown.engine.simulation import Simulation
    from clampdown.schema.directive import Amount
    from clampdown.schema.finding import load_directive
    from clampdown.schema.loading import load_catalogue
    from clampdown.schema.scenarios import load_scenario
    from clampdown.schema.values import Values

    catalogue = load_catalogue()
    for name in ("crossing", "absence", "call_abroad"):
        found = catalogue.offences[name].model_copy(update={"found_by": ("patrol",)})
        catalogue.offences[name] = found
    scenario = load_scenario("toytown-quiet", catalogue=catalogue)
    pack = scenario.pack
    null = load_directive("null-order", catalogue=catalogue, pack=pack)
    orders = []
    for order in null.orders:
        n = AMOUNTS.get(order.id, AMOUNTS.get(order.measure, 1.0))
        orders.append(order.model_copy(update={"amount": Amount(value=n, low=n, high=n)}))
    follow = load_directive("three-week-drive", catalogue=catalogue, pack=pack).follow_ups
    order = null.model_copy(update={"orders": tuple(orders), "announced": "public", "follow_ups": follow})
    pack = pack.model_copy(
        update={
            "offences": (*pack.offences, "crossing", "absence", "call_abroad"),
            "domains": (*pack.domains, "border"),
            "usual": pack.usual.model_copy(update={"kin": "lock_up"}),
        }
    )
    scenario = dataclasses.replace(scenario, pack=pack, directives=(order,), sample={"rest": 1e-9})
    values = Values({**catalogue.records(), **pack.records()}, settings=RESTLESS)
    world = build_world(scenario, values)
    open_custody(world, pack, values, scenario.seed)
    return Simulation(scenario, catalogue, values, world)


def rival_of(simulation: Any, options: dict[str, Any], without: str) -> Any:
    """Return a simulation from the same morning under other options, without a measure."""
    from clampdown.engine.simulation import Simulation

    chosen = simulation.scenario.options.model_copy(update=options)
    (order,) = simulation.scenario.directives
    kept = tuple(one for one in order.orders if one.measure != without)
    order = order.model_copy(update={"orders": kept})
    scenario = dataclasses.replace(simulation.scenario, options=chosen, directives=(order,))
    world = type(simulation.world)(*(table.copy() for table in simulation.world))
    return Simulation(scenario, simulation.catalogue, simulation.values, world)
