"""What a run records: one metric per block of tallies, the way of each order, and the day's cases."""

from typing import Any

import numpy as np
import polars as pl

from clampdown.day.outside import TOLD
from clampdown.day.tally import AGE_BANDS, BLOCKS
from clampdown.engine.simulation import Simulation, Today
from clampdown.results import Plan, Variable, hashed_keys
from clampdown.rules.rule import QUINTILES
from clampdown.schema.scenario import GOODS
from clampdown.world.state import OUTCOMES, STATUSES

SEGMENT = 32  # days committed together
AGES = ("0-16", "17-34", "35-59", "60+")
STANDING = ("without_flag", "with_flag")
# Metrics that say what was done to people; summaries put them first.
HUMAN_COST = {
    "held", "held_quintile", "held_sex", "held_age", "held_class", "held_flag", "named", "named_innocent",
    "extorted", "households_afraid", "households_punished", "bribes_paid", "bribes_sum", "fines_sum",
    "sanctioned",
}  # fmt: skip
# Metrics whose level a published figure constrains; of all others only the direction counts.
ANCHORED = {"arrivals"}
# Metrics that rest on cascades or on events too rare for a sample.
FRAGILE = {"confrontations", "participants", "departures", "arrivals", "recalled", "superiors_punished"}
WAY = {
    "ordered": "salience of each order, 1 as issued",
    "executed": "share of each order carried out",
    "claimed": "share of each order that places claim to have carried out",
    "believed": "share of each order that the centre reads",
}
CASE_COLUMNS: dict[str, Any] = {
    "day": pl.Int32, "place": pl.Categorical(), "province": pl.Categorical(), "zone": pl.Categorical(),
    "kind": pl.Categorical(), "outcome": pl.Categorical(), "rung": pl.Categorical(), "guilty": pl.Boolean,
    "turned_away": pl.Boolean, "quintile": pl.UInt8, "sex": pl.Categorical(), "age": pl.Categorical(),
    "class": pl.Categorical(), "flags": pl.UInt8, "weight": pl.Float64, "key": pl.UInt64,
}  # fmt: skip


def daily_variables() -> list[Variable]:
    """Return the variables that change from day to day, whatever the pack."""
    counts = [
        Variable(
            name, ("day", "place", *([over] if over else [])), "int64", unit, meaning,
            "anchored" if name in ANCHORED else "direction_only", name not in FRAGILE, name in HUMAN_COST,
        )
        for name, over, unit, meaning in BLOCKS
    ]  # fmt: skip
    way = [Variable(name, ("day", "order", "place"), "float64", "share", text) for name, text in WAY.items()]
    turned_away = Variable("turned_away", ("day", "place"), "int64", "people", "for whom custody had no room")
    price = Variable(
        "price", ("day", "place", "good"), "float64", "usual prices", "of food and of wares tonight"
    )
    # One without a county counts at the first place of its province, without a province at the first of all.
    published = Variable(
        "published", ("day", "place", "told"), "int64", "items", "published by outlets, by what they tell of",
        survives_sampling=False,
    )  # fmt: skip
    return [*counts, *way, turned_away, price, published]


def plan_of(simulation: Simulation) -> Plan:
    """Return everything a run will write."""
    pack, scenario = simulation.pack, simulation.scenario
    variables = [
        *daily_variables(),
        Variable("weight", ("place",), "float64", "beats", "of the place that one simulated beat stands for"),
        Variable("residents", ("place",), "int64", "people", "of the place in full"),
        Variable("simulated", ("place",), "int64", "people", "of the place that are simulated"),
    ]
    fixed = {
        "weight": simulation.weight,
        "residents": np.array([place.population for place in pack.places]),
        "simulated": simulated_people(simulation),
    }
    return Plan(
        variables, coords_of(simulation), scenario.days, min(SEGMENT, scenario.days), str(scenario.start),
        fixed=fixed, events={"cases": CASE_COLUMNS},
    )  # fmt: skip


def coords_of(simulation: Simulation) -> dict[str, list[str]]:
    """Return the labels of every axis."""
    pack = simulation.pack
    return {
        "place": [place.id for place in pack.places],
        "order": [order_label(line.directive, line.name) for line in simulation.lines],
        "offence": list(pack.offences), "task": list(pack.tasks),
        "rung": [rung.id for rung in pack.ladder], "facility": [facility.id for facility in pack.facilities],
        "class": [c.id for c in pack.classes], "flag": [flag.id for flag in pack.flags],
        "quintile": [str(n + 1) for n in range(QUINTILES)], "sex": ["female", "male"],
        "age": list(AGES[:AGE_BANDS]), "status": list(STATUSES), "standing": list(STANDING),
        "good": list(GOODS), "told": list(TOLD),
    }  # fmt: skip


def order_label(directive: str, name: str) -> str:
    """Return how an order is called on the axis of orders: `directive/order`, or `routine/duty`."""
    return f"{directive or 'routine'}/{name}"


def simulated_people(simulation: Simulation) -> Any:
    """Return the simulated people of each place."""
    beats = simulation.world.beats
    people = beats.last_person.astype(np.int64) - beats.first_person
    return np.bincount(beats.place, weights=people, minlength=len(simulation.weight)).astype(np.int64)


def metrics_of(simulation: Simulation, days: list[Today]) -> dict[str, Any]:
    """Return a segment's metrics, one row per day."""
    tally, lay = np.array([today.tally for today in days]), simulation.lay
    starts = [int(lay[name]) for name, *_ in BLOCKS] + [int(lay.width)]
    found = {}
    for n, (name, over, *_) in enumerate(BLOCKS):
        block = tally[:, :, starts[n] : starts[n + 1]]
        found[name] = block if over else block[:, :, 0]
    for name in WAY:
        found[name] = np.array([getattr(today, name) for today in days])
    found["price"] = np.array([today.price for today in days])
    found["published"] = np.array([today.published for today in days])
    places = tally.shape[1]
    found["turned_away"] = np.array(
        [np.bincount(today.cases.place, weights=today.cases.turned_away, minlength=places) for today in days]
    ).astype(np.int64)
    return found


def cases_of(simulation: Simulation, today: Today, ids: Any, salt: bytes) -> pl.DataFrame:
    """Return a day's cases as events; people go by keys that cannot be linked between runs."""
    pack, cases = simulation.pack, today.cases
    people, homes = simulation.world.people[cases.row], simulation.world.households
    provinces = {province.id: province.id for province in pack.provinces}
    place_province = [provinces[place.province_id] for place in pack.places]
    zone = ["border" if place.border else "inland" for place in pack.places]
    fifth = homes.rank[people.household].astype(np.int64) * QUINTILES // 256 + 1
    age = (people.age >= 17).astype(int) + (people.age >= 35) + (people.age >= 60)
    return pl.DataFrame(
        {
            "day": np.full(len(cases.row), today.t, dtype=np.int32),
            "place": named([place.id for place in pack.places], cases.place),
            "province": named(place_province, cases.place), "zone": named(zone, cases.place),
            "kind": named(list(pack.offences), cases.kind), "outcome": named(list(OUTCOMES), cases.outcome),
            "rung": named([rung.id for rung in pack.ladder], cases.rung),
            "guilty": cases.guilty == 1, "turned_away": cases.turned_away == 1,
            "quintile": fifth.astype(np.uint8),
            "sex": named(["female", "male"], people.sex), "age": named(list(AGES), age),
            "class": named([c.id for c in pack.classes], people.social_class),
            "flags": np.ascontiguousarray(people.flagged), "weight": simulation.weight[cases.place],
            "key": hashed_keys(ids, salt),
        },
        schema=CASE_COLUMNS,
    )  # fmt: skip


def named(labels: list[str], codes: Any) -> list[str]:
    """Return the label of each code."""
    return [labels[code] for code in np.asarray(codes, dtype=np.int64)]
