"""What must not change a run, and what must."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import clampdown
from clampdown.day.street import street
from clampdown.engine.checkpoint import read_checkpoint, write_checkpoint
from clampdown.engine.hashing import place_hash, state_hash
from clampdown.experiments.run import Job, run, run_with_twin
from clampdown.results import same_results
from clampdown.schema.directive import Area
from clampdown.schema.scenarios import load_scenario, load_twin

PACKAGE = Path(clampdown.__path__[0])
DRIVE = {"emergency_working": 14, "rounds": 12, "patrol": 4, "station_search": 4, "release": 0.5}


@pytest.fixture(scope="module")
def quiet(toytown):
    return toytown.live(60, hashed=True)


@pytest.fixture(scope="module")
def quiet_border(border):
    return border.live(60, hashed=True)


@pytest.mark.parametrize("threads", [2, 3, 64])
def test_the_number_of_threads_changes_no_day(toytown, threads):
    orders = [toytown.everything(DRIVE)]

    one, many = (toytown.live(40, orders, hashed=True, threads=n) for n in (1, threads))

    assert many.hashes == one.hashes
    assert (many.tallies() == one.tallies()).all()


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_changes_no_day_at_the_border(border, threads):
    orders = [border.everything(DRIVE)]

    one, many = (border.live(40, orders, hashed=True, threads=n) for n in (1, threads))

    assert many.hashes == one.hashes


@pytest.mark.parametrize("name", ["toytown", "border"])
def test_the_null_order_holds_every_measure(name, request, catalogue):
    town = request.getfixturevalue(name)
    possible = {
        measure.id for measure in catalogue.measures.values()
        if measure.task is None or measure.task in town.scenario.pack.tasks
    }  # fmt: skip

    ordered = {order.measure for order in town.directive("null-order").orders}

    assert ordered == possible


@pytest.mark.parametrize("name", ["null-order", "placebo"])
def test_an_order_of_nothing_changes_nothing(toytown, quiet, name):
    ordered = toytown.live(60, [toytown.directive(name)], hashed=True)

    assert ordered.hashes == quiet.hashes
    assert (ordered.tallies() == quiet.tallies()).all()


@pytest.mark.parametrize("name", ["null-order", "placebo"])
def test_an_order_of_nothing_changes_nothing_at_the_border(border, quiet_border, name):
    ordered = border.live(60, [border.directive(name)], hashed=True)

    assert ordered.hashes == quiet_border.hashes
    assert (ordered.tallies() == quiet_border.tallies()).all()


def test_an_order_of_something_changes_something(toytown, quiet):
    ordered = toytown.live(60, [toytown.everything(DRIVE)], hashed=True)

    assert ordered.hashes[-1] != quiet.hashes[-1]


SHARED = ("M32", "M34")  # prices and broadcasts carry what happens in one place to the others


@pytest.fixture(scope="module")
def counties(town_of):
    """Two counties at the border with everybody in them, so that each has custody of its own."""
    return town_of("quiet-2015", area=Area(places=("ryanggang-samsu", "ryanggang-kim-hyong-jik")))


@pytest.mark.parametrize(("name", "place"), [("toytown", "millside"), ("counties", "ryanggang-samsu")])
def test_an_order_in_one_place_leaves_all_others_as_they_are(name, place, request):
    town = request.getfixturevalue(name)
    local = town.everything(DRIVE, area=Area(places=(place,)), announced="public")
    with_it, without = town.begin([local], off=SHARED), town.begin(off=SHARED)
    target = [p.id for p in town.scenario.pack.places].index(place)
    others = [p for p in range(len(town.scenario.pack.places)) if p != target]

    for t in range(45):
        with_it.simulation.step(t), without.simulation.step(t)
        for p in others:
            assert place_hash(with_it.world, p) == place_hash(without.world, p), (t, p)

    assert place_hash(with_it.world, target) != place_hash(without.world, target)


def test_an_order_changes_no_place_before_it_arrives(toytown):
    with_it = toytown.begin([toytown.everything(DRIVE)], off=SHARED)
    without = toytown.begin(off=SHARED)
    orders = with_it.simulation.orders
    arrival = orders.arrival[orders.lines.directed == 1].min(axis=0)

    for t in range(int(arrival.max())):
        with_it.simulation.step(t), without.simulation.step(t)
        for p in np.flatnonzero(t < arrival):
            assert place_hash(with_it.world, p) == place_hash(without.world, p), (t, p)

    assert arrival.min() > with_it.simulation.lines[-1].issued - 1


def test_the_twin_that_forks_is_the_twin_that_runs_alone(tmp_path, catalogue):
    scenario = load_scenario("toytown-drive", catalogue=catalogue)

    run_with_twin(scenario, Job(tmp_path / "drive", threads=1), catalogue)
    run(load_twin(scenario, catalogue), Job(tmp_path / "alone", threads=2), catalogue)

    assert same_results(tmp_path / "drive" / "twin", tmp_path / "alone") == []


def test_the_arm_that_a_twin_forked_from_is_the_run_without_a_twin(tmp_path, catalogue):
    scenario = load_scenario("toytown-drive", catalogue=catalogue)

    run_with_twin(scenario, Job(tmp_path / "drive", threads=1), catalogue)
    run(scenario, Job(tmp_path / "alone", threads=1), catalogue)

    assert same_results(tmp_path / "drive", tmp_path / "alone") == []


def test_the_same_seed_gives_the_same_run(toytown, quiet):
    again = toytown.live(60, hashed=True)

    assert again.hashes == quiet.hashes


def test_another_seed_gives_another_run(toytown, quiet):
    other = toytown.live(60, hashed=True, seed=toytown.scenario.seed + 1)

    assert other.hashes[0] != quiet.hashes[0]
    assert (other.count("offences") != quiet.count("offences")).any()


def test_one_compiled_form_serves_every_pack_sample_switch_and_resumed_run(toytown, border, tmp_path):
    toytown.live(1, [toytown.everything(DRIVE)])
    life = border.live(2)
    toytown.live(1, off=toytown.scenario.mechanisms)
    other = border.scenario.options.model_copy(update={"levels": "layers", "confrontation": "round"})
    border.live(1, off=border.scenario.mechanisms, options=other)
    mark = write_checkpoint(tmp_path, life.world, 1)

    resumed, _, day = read_checkpoint(tmp_path / mark.generation, border.copy())
    border.begin(world=resumed).simulation.step(day + 1)

    assert len(street.signatures) == 1


def test_a_world_read_from_a_checkpoint_lives_on_as_if_nothing_had_happened(toytown, tmp_path):
    orders = [toytown.everything(DRIVE)]
    whole, broken = toytown.live(40, orders, hashed=True), toytown.live(20, orders)
    mark = write_checkpoint(tmp_path, broken.world, 19)

    fresh = toytown.begin(orders).simulation
    read_checkpoint(tmp_path / mark.generation, fresh.world)
    for t in range(20, 40):
        fresh.step(t)

    assert state_hash(fresh.world) == whole.hashes[-1]


EDITED = """
import json, sys
import numpy as np
from clampdown.day.orders import weigh
from clampdown.rules import cache_key, cache_root
from clampdown.world.parameters import OrderLines, rules_record
from clampdown.world.records import rows

rules, lines, out = rules_record(), rows(OrderLines, 1), np.zeros((1, 1))
rules.on[:] = 1
rules.salience_decay, rules.deadline_days = 10.0, 5.0
lines.directed, lines.last = 1, 100
weigh(rules[0], lines, np.ones((1, 1)), np.zeros((1, 1), dtype=np.int64), np.ones(1), 10, out)
print(json.dumps({"weight": out[0, 0], "cached": sum(weigh.stats.cache_hits.values())}))
"""


def weight_in(folder: Path, cache: Path) -> dict:
    """Return the weight of an order as a fresh process with a copy of the package computes it."""
    environment = {"PYTHONPATH": str(folder), "CLAMPDOWN_CACHE": str(cache), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", EDITED], env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def test_an_edited_rule_is_seen_although_the_kernel_that_uses_it_is_cached(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "clampdown", ignore=shutil.ignore_patterns("__pycache__", "packs"))
    rule = tmp_path / "clampdown" / "rules" / "compliance.py"
    text = rule.read_text(encoding="utf-8")
    assert text.count("return strength * worn *") == 1

    weight_in(tmp_path, tmp_path / "cache")
    before = weight_in(tmp_path, tmp_path / "cache")
    rule.write_text(text.replace("return strength * worn *", "return 2.0 * strength * worn *"))
    after = weight_in(tmp_path, tmp_path / "cache")

    assert before["cached"] == 1
    assert after["weight"] == pytest.approx(2.0 * before["weight"])
