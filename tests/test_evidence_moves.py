"""Every evidence record is read, and moving it within its range changes something that comes out."""

import datetime
import hashlib

import numpy as np
import pytest

from clampdown.engine.hashing import state_hash
from clampdown.engine.population import build_world, population_spec
from clampdown.schema.directive import Amount, Day, FollowUps, InForce
from clampdown.schema.values import Values
from clampdown.world import population
from clampdown.world.state import TABLES

DAYS = 60
AMOUNTS = {
    "emergency_working": 16, "rounds": 12, "patrol": 4, "name_quota": 12, "harsher_penalties": 3,
    "release": 0.5,
}  # fmt: skip
# A livelier country than any real one, so that what is rare happens within weeks.
LIVELY = {
    "behaviour.confrontation_rate": 0.2, "behaviour.confrontation_threshold": 0.05, "behaviour.tip_rate": 0.5,
}  # fmt: skip
OFTEN, OFTENEST, FOUND = 0.004, 0.02, 0.1
GROUPS = ("behaviour", "offences", "tasks", "measures", "packs")


def amount(value):
    return Amount(value=value, low=value, high=value)


def campaign(town):
    """Return two directives: all measures but the quota in amounts; then the quota, and intensities."""
    start = town.scenario.start

    def day(number):
        return start + datetime.timedelta(days=number)

    def term(first, last):
        return InForce.model_validate({"from": day(first), "until": day(last)})

    first = town.everything(
        AMOUNTS, announced="public", in_force=term(-6, 25), follow_ups=FollowUps(per_month=amount(4))
    )
    orders = [
        order.model_copy(update={"day": Day(earliest=day(12), latest=day(12))}) if order.day else order
        for order in first.orders
    ]
    quota = [order for order in orders if order.measure == "name_quota"]
    shares = [
        order.model_copy(update={"amount": None, "unit": None, "intensity": amount(0.5)})
        for order in orders
        if town.catalogue.measures[order.measure].full is not None and order.id != "rounds"
    ]
    parts = {"id": "half", "announced": "work_units", "in_force": term(6, 30), "orders": (*quota, *shares)}
    rest = tuple(order for order in orders if order not in quota)
    return [first.model_copy(update={"orders": rest}), first.model_copy(update=parts)]


def lively(town):
    """Return settings under which offences and detections are frequent."""
    pack = town.scenario.pack
    rates = {f"offences.{kind}.base_rate": OFTEN for kind in pack.offences}
    calls = {"offences.call_abroad.base_rate": OFTENEST} if "call_abroad" in pack.offences else {}
    return LIVELY | rates | calls | {f"tasks.{task}.efficacy": FOUND for task in pack.tasks}


def trace(life):
    """Yield a hash of all that a day leaves behind, day by day."""
    for t in range(DAYS):
        today = life.simulation.step(t)
        digest = hashlib.blake2b(state_hash(life.world).encode())
        for part in (today.tally, today.ordered, today.executed, today.claimed, today.believed):
            digest.update(np.ascontiguousarray(part).tobytes())
        yield digest.hexdigest()


class Moving:
    """A town whose records are moved one by one."""

    def __init__(self, town):
        self.town, self.orders, self.settings = town, campaign(town), lively(town)
        self.life = town.begin(self.orders, settings=self.settings)
        self.usual = list(trace(self.life))
        population_spec(town.scenario.pack, self.life.simulation.values)
        self.read = self.life.simulation.values.read

    def moves(self, name, record):
        """Return whether one of the ends of a record's range changes any day."""
        return any(self.differs(name, end) for end in ends(record))

    def differs(self, name, value):
        life = self.town.begin(self.orders, settings=self.settings | {name: value})
        return any(new != old for new, old in zip(trace(life), self.usual, strict=True))


def ends(record):
    """Return the ends of a record's range, the one farther from its value first."""
    return sorted({record.low, record.high} - {record.value}, key=lambda end: -abs(end - record.value))


def out_of_reach(pack):
    """Return records of rungs to which no sentence leads: they wait for orders that name a rung."""
    ids = [rung.id for rung in pack.ladder]
    sentences = range(ids.index(pack.usual.light), ids.index(pack.usual.highest) + 1)
    beyond = [rung for i, rung in enumerate(ids) if i not in sentences]
    names = {
        f"packs.{pack.id}.ladder.{rung}.{part}" for rung in beyond for part in ("shortest", "longest", "loss")
    }
    kin_for = f"packs.{pack.id}.ladder.{pack.usual.kin}.longest"  # kin are always held for the longest term
    return names - {kin_for}


@pytest.fixture(scope="module")
def towns(toytown, border):
    return [Moving(toytown), Moving(border)]


def records_of(town):
    return {**town.catalogue.records(), **town.scenario.pack.records()}


@pytest.mark.parametrize("name", ["toytown", "border"])
def test_every_record_of_a_pack_is_read(towns, name):
    moving = towns[name == "border"]

    assert set(moving.town.scenario.pack.records()) - moving.read == set()


def test_every_record_of_the_catalogue_is_read(towns, catalogue):
    assert set(catalogue.records()) - towns[0].read - towns[1].read == set()


@pytest.mark.parametrize("group", GROUPS)
def test_moving_a_record_changes_the_days_that_follow(towns, group):
    records = {name: record for moving in towns for name, record in records_of(moving.town).items()}
    apart = {name for m in towns for name in population_records(m.town) | out_of_reach(m.town.scenario.pack)}

    stuck = [
        name for name, record in records.items()
        if name.startswith(group) and name not in apart and ends(record)
        and not any(moving.moves(name, record) for moving in towns if name in moving.read)
    ]  # fmt: skip

    assert stuck == []


def population_records(town):
    """Return the records that a population is built from, and nothing else reads."""
    built = Values(records_of(town))
    population_spec(town.scenario.pack, built)
    return {name for name in built.read if name.startswith("packs.")} - {
        name for name in town.begin().simulation.values.read if name.startswith("packs.")
    }


def test_moving_a_record_changes_the_population_of_toytown(toytown, monkeypatch):
    monkeypatch.setattr(population, "build_library", remembered(population.build_library))

    def people(settings):
        world = build_world(toytown.scenario, toytown.values(settings))
        return b"".join(getattr(world, table).tobytes() for table in TABLES)

    usual = people({})
    records = records_of(toytown)

    stuck = [
        name for name in sorted(population_records(toytown))
        if ends(records[name]) and all(people({name: end}) == usual for end in ends(records[name]))
    ]  # fmt: skip

    assert stuck == []


def remembered(build):
    """Return a function that builds a library of households once for equal arguments."""
    found = {}

    def once(form, ages, adult):
        key = (form, ages.tobytes(), adult)
        found[key] = found.get(key) or build(form, ages, adult)
        return found[key]

    return once


def test_moving_a_record_changes_what_the_nation_is_built_from(border):
    def numbers(settings):
        return flat(population_spec(border.scenario.pack, border.values(settings)))

    usual = numbers({})
    records = records_of(border)

    stuck = [
        name for name in sorted(population_records(border))
        if ends(records[name]) and all(numbers({name: end}) == usual for end in ends(records[name]))
    ]  # fmt: skip

    assert stuck == []


def flat(parts):
    """Return the numbers of nested named tuples and arrays as bytes."""
    if isinstance(parts, tuple) or hasattr(parts, "__dataclass_fields__"):
        fields = parts if isinstance(parts, tuple) else vars(parts).values()
        return b"".join(flat(part) for part in fields)
    return np.asarray(parts, dtype=np.float64).tobytes()
