"""From names to numbers: the one crossing between data files and the engine.

Above this line offences, tasks and organs go by name; below, by position in the pack's lists.
"""

import math
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from clampdown.day.officer import allocate_hours
from clampdown.engine.curves import TIERS, arrival_days, fading, propensities
from clampdown.engine.incomes import trade_of
from clampdown.rules import draws, offending, trading
from clampdown.rules.rule import INCOME
from clampdown.schema.loading import Catalogue
from clampdown.schema.offence import Offence
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values
from clampdown.world.parameters import (
    BEHAVIOUR,
    RUNG_KINDS,
    TRADES,
    Kinds,
    Parameters,
    Profiles,
    Rungs,
    Tasks,
    rules_record,
)  # fmt: skip
from clampdown.world.records import Table, rows

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
ROOM = 1.0 + 2.0**-20  # above 1, so that the bounds of one try stay below certainty
CROWDS = ("smooth", "literal", "floor", "round")
ADULT, PHONE, BORDER, BOUND = 128, 64, 32, 16
# Mechanisms by which an act can move out of sight.
DISPLACEMENT = ("M15", "M16", "M18", "M21")


def parameters(scenario: Scenario, catalogue: Catalogue, values: Values) -> Parameters:
    """Return all numbers of a run that do not change from day to day.

    Parameters
    ----------
    scenario : Scenario
    catalogue : Catalogue
    values : Values, of the catalogue's and the pack's records together
    """
    rules = rules_of(scenario, values)
    offences = [catalogue.offences[name] for name in scenario.pack.offences]
    kinds = kinds_of(scenario, catalogue, values)
    profiles = profiles_of(offences, scenario, values, rules[0])
    profiles.trade = trade_of(kinds, profiles, rules[0])
    return Parameters(
        rules=rules,
        kinds=kinds,
        profiles=profiles,
        tasks=tasks_of(scenario, catalogue, values, rules[0]),
        rungs=rungs_of(scenario.pack, values),
    )


def rules_of(scenario: Scenario, values: Values) -> Table:
    """Return the scalars of the rules, the switches and the look-up tables as one record."""
    pack, table = scenario.pack, rules_record()
    rules = table[0]
    for name in BEHAVIOUR:
        rules[name] = values[f"behaviour.{name}"]
    for name, on in scenario.mechanisms.items():
        rules.on[int(name[1:])] = on
    rules.layers = scenario.options.levels == "layers"
    rules.crowd = CROWDS.index(scenario.options.confrontation)
    rules.domain_count, rules.flag_count = len(pack.domains), len(pack.flags)
    rules.certainty[: len(pack.domains)] = certainty_of(pack, values)
    rules.belief_fade[:] = fading(values["behaviour.belief_half_life"])
    rules.grievance_fade[:] = fading(values["behaviour.own_grievance_half_life"])
    rules.cash_fade[:] = fading(values["behaviour.cash_recovery"])
    rules.cash_rate = math.log(2.0) / values["behaviour.cash_recovery"]
    rules.arrival_days[:] = arrival_days(values)
    rules.flag_weight[:] = flag_weights(scenario, values)
    floors = [f"packs.{pack.id}.flags.{flag.id}.watch_floor" for flag in pack.flags]
    rules.watch_floor[: len(pack.flags)] = [round(values.get(name, 0.0)) for name in floors]
    rungs = [rung.id for rung in pack.ladder]
    rules.watch_most, rules.broker_bits = pack.watch_levels, role_bits(pack, "broker")
    for name in ("recent_days", "review_days", "names_thought"):
        rules[name] = round(values[f"behaviour.{name}"])
    rules.first_custody = next(j for j, rung in enumerate(pack.ladder) if rung.kind == "custody")
    rules.highest, rules.kin_rung = rungs.index(pack.usual.highest), rungs.index(pack.usual.kin)
    return table


def role_bits(pack: Pack, *roles: str) -> int:
    """Return the bits of the flags that have one of some roles."""
    return sum(1 << i for i, flag in enumerate(pack.flags) if flag.role in roles)


def flag_weights(scenario: Scenario, values: Values) -> F8:
    """Return the naming weight of each of the 256 combinations of flags; even without watch lists (M20)."""
    pack, naming = scenario.pack, np.zeros(len(scenario.pack.flags))
    for i, flag in enumerate(pack.flags):
        if flag.naming is not None:
            naming[i] = values[f"packs.{pack.id}.flags.{flag.id}.naming"]
    bits = (np.arange(256)[:, None] >> np.arange(len(naming))) & 1
    weights: F8 = np.exp(bits @ (naming * scenario.mechanisms["M20"]))
    return weights


def certainty_of(pack: Pack, values: Values) -> F8:
    """Return the perceived certainty of being caught in quiet times, by domain."""
    return np.array([values[f"behaviour.certainty_{domain}"] for domain in pack.domains])


def kinds_of(scenario: Scenario, catalogue: Catalogue, values: Values) -> Table:
    """Return the offences of the pack as records."""
    pack, kinds = scenario.pack, [catalogue.offences[name] for name in scenario.pack.offences]
    table = rows(Kinds, len(kinds))

    def record(name: str, missing: float = 0.0) -> F8:
        names = [f"offences.{kind.id}.{name}" for kind in kinds]
        return np.array([values.get(key, missing) for key in names])

    set_venues(table, kinds, scenario, record)
    spoken = np.array(["M21" in kind.mechanisms for kind in kinds])
    table.need = [need_of(kind, values) * scenario.mechanisms["M22"] for kind in kinds]
    table.grievance = [kind.grievance == "strong" for kind in kinds]
    table.earns = record("earns") * scenario.mechanisms["M22"]
    table.trusting = [(kind.trust == "strong") * scenario.mechanisms["M21"] for kind in kinds]
    table.visibility, table.tip_visibility = record("visibility"), record("tip_visibility")
    table.hidden_trust = values["behaviour.displacement_trust"] * spoken
    table.permit_share = record("pass.permit_share")
    table.pass_price = np.round(record("pass.price") * INCOME) * _passes(kinds, scenario)
    table.found[:, : len(pack.tasks)] = found_by(kinds, scenario, catalogue, values)
    table.domain = [pack.domains.index(kind.domain) for kind in kinds]
    table.rung = [pack.rung_of(kind.rung) for kind in kinds]
    table.forbidden = record("forbidden", 1.0)
    table.informs = [kind.informs for kind in kinds]
    table.brokered, table.others = [kind.brokered for kind in kinds], record("needs.broker", 1.0)
    table.leaves = [kind.leaves for kind in kinds]
    table.absence = [kind.fined_absence for kind in kinds]
    table.trade = [TRADES.index(kind.trade) for kind in kinds]
    table.thing = [kind.needs.phone is not None for kind in kinds]
    return table


def set_venues(
    table: Table, kinds: list[Offence], scenario: Scenario, record: Callable[[str, float], F8]
) -> None:
    """Set where offences can be done, out of sight or farther out still, and how long they last."""
    names = ("hidden_venue", "hidden_venue.beyond")
    for column, name in zip(("hidden_share", "remote_share"), names, strict=True):
        share = record(f"{name}.share", 0.5)
        table[column] = np.log(share / (1 - share))
    table.venue_visibility[:, 1:] = np.array([record(f"{name}.visibility", 1.0) for name in names]).T
    table.given_up[:, 1:] = np.array([record(f"{name}.given_up", 0.0) for name in names]).T
    table.has_hidden = hides = np.array([_hides(kind, scenario) for kind in kinds])
    beyond = [kind.hidden_venue is not None and kind.hidden_venue.beyond is not None for kind in kinds]
    table.has_remote = hides & np.array(beyond)
    table.length = record("length", 0.0)


def profiles_of(kinds: list[Offence], scenario: Scenario, values: Values, rules: Table) -> Table:
    """Return the table of base rates and bounds of the 256 profiles (E6)."""
    table = rows(Profiles, 256)
    tiers = propensities(values["behaviour.propensity_shape"], alike=not scenario.mechanisms["M22"])
    usual = np.array([base_rates(kind, values, tiers) for kind in kinds]).T
    most = np.array([largest_factor(kind, scenario, values, rules) for kind in kinds])
    tries = np.maximum(1, np.ceil((usual * most).sum(axis=1) * ROOM)).astype(np.int64)
    rate = usual / tries[:, None]
    bound = np.cumsum(np.floor(rate * most * draws.SCALE).astype(np.int64) + (rate > 0), axis=1)
    table.rate[:, : len(kinds)] = rate
    table.bound[:, : len(kinds)] = bound
    table.total, table.tries = bound[:, -1], tries
    return table


def need_of(kind: Offence, values: Values) -> float:
    """Return how strongly want drives an offence, relative to one that it drives strongly."""
    return {"none": 0.0, "weak": values["behaviour.need_weak"], "strong": 1.0}[kind.need]


def _hides(kind: Offence, scenario: Scenario) -> bool:
    movers = [name for name in kind.mechanisms if name in DISPLACEMENT]
    return kind.hidden_venue is not None and all(scenario.mechanisms[name] for name in movers)


def _passes(kinds: list[Offence], scenario: Scenario) -> I8:
    """Return 1 where leave is sold: always, but leave from work only while managers watch."""
    return _ints(scenario.mechanisms["M17"] or "M17" not in kind.mechanisms for kind in kinds)


def base_rates(kind: Offence, values: Values, tiers: F8) -> F8:
    """Return the rate per person-day of each of the 256 profiles, before need, belief and grievance."""
    rates, needs, name = np.zeros(256), kind.needs, f"offences.{kind.id}"
    usual = values[f"{name}.base_rate"]
    phone = values[f"{name}.needs.phone"] if needs.phone else 1.0
    border = values[f"{name}.needs.border"] if needs.border else 1.0
    for profile in range(ADULT, 256):
        if (needs.bound_worker and not profile & BOUND) or (needs.broker and not profile & PHONE):
            continue
        factor = (1.0 if profile & PHONE else phone) * (1.0 if profile & BORDER else border)
        rates[profile] = usual * factor * tiers[profile % TIERS]
    return rates


def largest_factor(kind: Offence, scenario: Scenario, values: Values, rules: Table) -> float:
    """Return the most that need, belief, grievance, season and price can multiply a rate by.

    A bound below what a rule can reach would be an error in the street; one far above it wastes
    time. The table of bounds must not depend on the directives, so that both arms share luck.
    """
    series = scenario.pack.calendar.series.get(kind.season or "")
    season = values[f"packs.{scenario.pack.id}.calendar.series.{kind.season}.strength"] if series else 1.0
    x = offending.inclination(
        rules.need_weight * need_of(kind, values), 1.0 - rules.need_usual,
        rules.grievance_weight * (kind.grievance == "strong"), 1.0 - rules.grievance_rest,
        rules.certainty_weight, -values[f"behaviour.certainty_{kind.domain}"],
    )  # fmt: skip
    x += offending.among_neighbours(
        rules.trust_weight * (kind.trust == "strong") * scenario.mechanisms["M21"], 1.0, rules.trust_rest
    )
    most = scenario.options.room * max(season, 2.0 - season) * math.exp(x)  # a month counts from -1 to 1
    if kind.trade == "import":
        most *= trading.drawn(rules.profit_weight, math.log(rules.dearest))
    return most


def found_by(kinds: list[Offence], scenario: Scenario, catalogue: Catalogue, values: Values) -> F8:
    """Return the efficacy of each task against each offence, shape (offences, tasks).

    An instrument that is switched off finds nothing.
    """
    table = np.zeros((len(kinds), len(scenario.pack.tasks)))
    for t, name in enumerate(scenario.pack.tasks):
        efficacy = values[f"tasks.{name}.efficacy"]
        on = all(scenario.mechanisms[mechanism] for mechanism in catalogue.tasks[name].mechanisms)
        for k, kind in enumerate(kinds):
            table[k, t] = efficacy if on and name in kind.found_by else 0.0
    return table


def tasks_of(scenario: Scenario, catalogue: Catalogue, values: Values, rules: Table) -> Table:
    """Return the tasks of the pack as records; an instrument that is switched off is not seen either."""
    pack, kinds = scenario.pack, [catalogue.tasks[name] for name in scenario.pack.tasks]
    table = rows(Tasks, len(kinds))
    for d, domain in enumerate(pack.domains):
        noticed = np.array([bool(kind.visible) and domain in kind.seen_in for kind in kinds])
        table.seen[:, d] = noticed / max(1, noticed.sum())
    rounds = [values[f"tasks.{k.id}.hours_per_round"] if k.hours_per_round else 0.0 for k in kinds]
    table.exponent = [values[f"tasks.{kind.id}.exponent"] for kind in kinds]
    table.watching = [kind.watching for kind in kinds]
    table.usual, table.hours_per_round = usual_hours(pack, values, rules), rounds
    return table


def usual_hours(pack: Pack, values: Values, rules: Table) -> F8:
    """Return hours per officer-day that each task gets when nobody orders anything."""
    usual = np.zeros(len(pack.tasks))
    for organ in pack.organs:
        duties = [duty for duty in pack.duties if duty.organ == organ.id]
        hours = np.array(
            [values[duty_name(pack, i, "hours")] for i, d in enumerate(pack.duties) if d in duties]
        )
        weight = np.array(
            [values[duty_name(pack, i, "weight")] for i, d in enumerate(pack.duties) if d in duties]
        )
        given = np.zeros(len(hours))
        allocate_hours(hours, weight, rules.capacity_hours, given)
        for duty, share in zip(duties, given, strict=True):
            usual[pack.tasks.index(duty.task)] += share
    return usual


def duty_name(pack: Pack, position: int, field: str) -> str:
    """Return the name of a routine duty's record."""
    return f"packs.{pack.id}.duties.{position}.{field}"


def rungs_of(pack: Pack, values: Values) -> Table:
    """Return the penal ladder as records."""
    table, facilities = rows(Rungs, len(pack.ladder)), [facility.id for facility in pack.facilities]

    def record(name: str) -> list[float]:
        names = [f"packs.{pack.id}.ladder.{rung.id}.{name}" for rung in pack.ladder]
        return [values.get(key, 0.0) for key in names]

    table.kind = [RUNG_KINDS.index(rung.kind) for rung in pack.ladder]
    table.facility = [facilities.index(rung.facility) if rung.facility else -1 for rung in pack.ladder]
    table.days_low, table.days_high = np.round(record("shortest")), np.round(record("longest"))
    table.fine = np.round(np.array(record("fine")) * INCOME)
    table.loss_days = record("loss")
    return table


def _ints(items: Iterable[int]) -> I8:
    return np.array([int(item) for item in items], dtype=np.int64)
