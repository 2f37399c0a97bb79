"""Every evidence record is read, and moving it within its range changes something that comes out."""

import hashlib

import numpy as np
import pytest

from clampdown.engine.hashing import state_hash
from clampdown.engine.population import build_world, population_spec
from clampdown.experiments.outlets import published_by_outlets
from clampdown.schema.values import Values
from clampdown.world import population
from clampdown.world.state import TABLES
from waiting_orders import REACTIVE, short, trigger

DAYS = 60
# Read by whoever links lists, and by no day: tests/test_lists.py moves them.
LINKAGE = {"behaviour.missed_match", "behaviour.false_match", "behaviour.linkage_withheld"}
# Sources who hear and call often, so that each kind of event is told of within these days.
HEARD = {
    "behaviour.contact_inland": 0.2, "behaviour.contact_border": 0.3, "behaviour.visible_fine": 0.3,
    "behaviour.source_reach": 1, "behaviour.closeness_place": 0.15, "behaviour.closeness_province": 0.01,
}  # fmt: skip
# Read by those who look back once a run has ended, and moved in test_observers_after.py.
AFTERWARDS = {"behaviour.recall_days", "behaviour.image_clear", "behaviour.image_error"}
GROUPS = ("behaviour", "offences", "tasks", "measures", "packs")


def trace(life):
    """Yield a hash of all that a day leaves behind, day by day; at last one of what was published."""
    for t in range(DAYS):
        today = life.simulation.step(t)
        digest = hashlib.blake2b(state_hash(life.world).encode())
        for part in (today.tally, today.ordered, today.executed, today.claimed, today.believed):
            digest.update(np.ascontiguousarray(part).tobytes())
        for part in life.simulation.extras().values():
            digest.update(part.tobytes())
        yield digest.hexdigest()
    yield hashlib.blake2b(repr(published(life)).encode()).hexdigest()


def published(life):
    """Return what outlets have published, with the people named."""
    parts = published_by_outlets(life.simulation, bytes(16))
    return [part.rows() for part in parts]


class Moving:
    """A town whose records are moved one by one."""

    def __init__(self, town):
        soon = short(town, "soon", {"patrol": 4}, trigger("discontent", below=0.9), days=20)
        soon = soon.model_copy(update={"announced": "internal"})
        self.town, self.orders, self.settings = town, [*town.campaign(), soon], town.lively() | HEARD
        self.life = town.begin(self.orders, settings=self.settings, options=REACTIVE)
        self.usual = list(trace(self.life))
        population_spec(town.scenario.pack, self.life.simulation.values)
        self.read = self.life.simulation.values.read

    def moves(self, name, record):
        """Return whether one of the ends of a record's range changes any day."""
        return any(self.differs(name, end) for end in ends(record))

    def differs(self, name, value):
        life = self.town.begin(self.orders, settings=self.settings | {name: value}, options=REACTIVE)
        return any(new != old for new, old in zip(trace(life), self.usual, strict=True))


def ends(record):
    """Return the ends of a record's range, the one farther from its value first."""
    return sorted({record.low, record.high} - {record.value}, key=lambda end: -abs(end - record.value))


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
    assert set(catalogue.records()) - towns[0].read - towns[1].read == AFTERWARDS | LINKAGE


@pytest.mark.parametrize("group", GROUPS)
def test_moving_a_record_changes_the_days_that_follow(towns, group):
    records = {name: record for moving in towns for name, record in records_of(moving.town).items()}
    apart = {name for m in towns for name in population_records(m.town)} | LINKAGE

    stuck = [
        name for name, record in records.items()
        if name.startswith(group) and name not in apart | AFTERWARDS and ends(record)
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
