"""From a pack's margins to the plain numbers a population is built from."""

import math

import numpy as np
from numpy.typing import NDArray

from clampdown.engine.numbers import role_bits
from clampdown.rules import draws
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values
from clampdown.world import population
from clampdown.world.specification import (
    HouseholdForm,
    Means,
    Officers,
    PlaceMargins,
    PopulationSpec,
    Standing,
    Territory,
)  # fmt: skip
from clampdown.world.state import World

F8 = NDArray[np.float64]
OLDEST = 101  # rows of the table of single years of age
SEED = 1  # of the population: scenarios differ in what happens, not in who lives there


def population_spec(pack: Pack, values: Values) -> PopulationSpec:
    """Return what a pack's population is built from.

    Parameters
    ----------
    pack : Pack
    values : Values, records of the pack among them
    """

    def record(name: str) -> float:
        return values[f"packs.{pack.id}.{name}"]

    form = {name: record(name) for name in HouseholdForm._fields if name not in ("largest", "children_most")}
    return PopulationSpec(
        places=place_margins(pack, values),
        age_sex=single_years(pack),
        households=HouseholdForm(
            **form, largest=round(record("household_largest")), children_most=round(record("children_most"))
        ),
        territory=Territory(
            record("beat_people"), record("unit_households"),
            round(record("unit_low")), round(record("unit_high")),
        ),
        standing=standing(pack, values),
        means=Means(
            values["behaviour.income_days"], record("wealth_sigma"),
            values["behaviour.cash_share"], record("cash_spread"),
        ),
        officers=Officers(record("zeal_skill_correlation"), record("skill_sigma"), record("price_sigma")),
        adult_age=round(record("adult_age")),
    )  # fmt: skip


def place_margins(pack: Pack, values: Values) -> PlaceMargins:
    """Return counts and shares by place; informers vary between places on a log scale."""
    provinces = [province.id for province in pack.provinces]
    low, high = (values[f"packs.{pack.id}.informers_{end}"] for end in ("low", "high"))
    luck = np.array([draws.uniform(SEED, draws.STREAM_INFORMERS, 0, p) for p in range(len(pack.places))])
    known = [place.urban_share for place in pack.places if place.urban_share >= 0]
    usual = sum(known) / len(known) if known else 0.5
    return PlaceMargins(
        population=np.array([place.population for place in pack.places], dtype=np.int64),
        male=np.array([place.male for place in pack.places], dtype=np.int64),
        province=np.array([provinces.index(place.province_id) for place in pack.places], dtype=np.int32),
        border=np.array([place.border for place in pack.places], dtype=np.uint8),
        urban_share=np.array([p.urban_share if p.urban_share >= 0 else usual for p in pack.places]),
        informers_per_1000=np.exp(math.log(low) + (math.log(high) - math.log(low)) * luck),
    )


def single_years(pack: Pack) -> F8:
    """Return the national shares by single year of age and sex, each band spread evenly."""
    table = np.zeros((OLDEST, 2))
    for band in pack.age_bands:
        last = min(band.last, OLDEST - 1)
        years = slice(band.first, last + 1)
        table[years, 0] += band.female / (last - band.first + 1)
        table[years, 1] += band.male / (last - band.first + 1)
    return table


def standing(pack: Pack, values: Values) -> Standing:
    """Return classes, occupations and flags as arrays."""

    def record(name: str, missing: float = 0.0) -> float:
        key = f"packs.{pack.id}.{name}"
        return values.get(key, missing)

    shares = np.array(
        [
            [record(f"occupations.{o.id}.share_{zone}", -1) for zone in ("urban", "rural")]
            for o in pack.occupations
        ]
    )
    rest = int(np.argmin(shares[:, 0]))  # the one occupation without a share takes what is left
    shares[rest] = 0
    shares[rest] = np.maximum(0, 1 - shares.sum(axis=0))
    flags = [
        (
            record(f"flags.{flag.id}.share"),
            record(f"flags.{flag.id}.share_border", record(f"flags.{flag.id}.share")),
        )
        for flag in pack.flags
    ]
    return Standing(
        class_share=np.array([record(f"classes.{c.id}.share") for c in pack.classes]),
        class_wealth=np.array([record(f"classes.{c.id}.wealth") for c in pack.classes]),
        occupation_share=shares,
        occupation_from=round(record("working_from")), occupation_until=round(record("working_until")),
        bound_occupations=np.array([o.bound for o in pack.occupations], dtype=np.uint8),
        flag_share=np.array(flags),
        flag_household=np.array([flag.of == "household" for flag in pack.flags], dtype=np.uint8),
        phone_flags=role_bits(pack, "phone", "broker"),
    )  # fmt: skip


def wanted(scenario: Scenario) -> tuple[F8 | None, NDArray[np.bool_] | None]:
    """Return the share of beats wanted per place, and where to simulate; None for all and everywhere."""
    places = scenario.pack.places
    shares = np.array([scenario.sample_of(place) for place in places])
    area = np.array([scenario.area.covers(p.id, p.province_id, p.border) for p in places])
    return (None if (shares >= 1).all() else shares), (None if area.all() else area)


def build_world(scenario: Scenario, values: Values) -> World:
    """Return the population of a scenario before burn-in, everybody at liberty.

    Raises
    ------
    EngineError, if it does not fit into memory
    """
    sample, area = wanted(scenario)
    spec = population_spec(scenario.pack, values)
    return population.build(spec, seed=SEED, sample=sample, area=area)
