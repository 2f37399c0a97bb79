"""A sample says what the whole says: the same people, the same luck, and totals within their error."""

import dataclasses

import numpy as np
import pytest

from clampdown.engine.custody_places import open_custody
from clampdown.engine.population import build_world
from clampdown.engine.simulation import Simulation
from clampdown.experiments.run import Job, run
from clampdown.experiments.variables import plan_of
from clampdown.schema.directive import Area
from clampdown.world.state import columns

PLACES = ("ryanggang-kim-hyong-jik", "ryanggang-unhung", "ryanggang-paekam", "ryanggang-kapsan")
SHARE, DAYS = 0.25, 30
ERRORS = 4.5  # standard errors of a total that a sample may miss the whole by
SLACK = 0.02  # beyond: rooms in custody are shared among those who are simulated


class Part:
    """Some counties, whole or in a sample, and what their beats counted in a campaign."""

    def __init__(self, town):
        self.life = town.begin(
            [town.everything({"emergency_working": 14, "rounds": 12}, in_force=town.term(-6, 40))]
        )
        self.simulation, self.world = self.life.simulation, self.life.world
        self.by_beat = np.zeros((len(self.world.beats), int(self.simulation.lay.width) + 1))
        for t in range(DAYS):
            self.life.days.append(self.simulation.step(t))
            self.by_beat[:, :-1] += self.simulation.sheets[0]
            cases = self.life.days[-1].cases
            np.add.at(self.by_beat[:, -1], cases.beat, cases.turned_away)

    def weighted(self):
        """Return the totals of the whole as this part estimates them."""
        return self.world.beats.weight @ self.by_beat

    def errors(self, taken):
        """Return the standard error of each total if so many beats of each place were drawn."""
        variance = np.zeros(self.by_beat.shape[1])
        for place, drawn in zip(*np.unique(taken, return_counts=True), strict=True):
            beats = self.by_beat[self.world.beats.place == place]
            whole = len(beats)
            variance += whole**2 * (1 - drawn / whole) * beats.var(axis=0, ddof=1) / drawn
        return np.sqrt(variance)


@pytest.fixture(scope="module")
def counties(catalogue, town_of):
    area = Area(places=PLACES)
    return town_of("quiet-2015", area=area), town_of("quiet-2015", area=area, sample={"rest": SHARE})


@pytest.fixture(scope="module")
def parts(counties):
    return [Part(town) for town in counties]


def surviving(simulation):
    """Return the columns of counts, by name and position, of metrics that claim to survive sampling."""
    names = list(simulation.lay.dtype.names)  # the last is the width; behind it stand those turned away
    found = {("turned_away", 0): int(simulation.lay.width)}
    for variable in plan_of(simulation).variables:
        if variable.survives_sampling and variable.name in names:
            first, end = (int(simulation.lay[names[names.index(variable.name) + n]]) for n in (0, 1))
            found |= {(variable.name, n - first): n for n in range(first, end)}
    return found


def test_totals_of_a_sample_lie_within_their_error_of_the_whole(parts):
    whole, sample = parts
    known, estimated = whole.weighted(), sample.weighted()
    allowed = ERRORS * whole.errors(sample.world.beats.place) + SLACK * known

    assert known[-1] > 0
    outside = {
        name: (known[n], round(estimated[n]), round(allowed[n]))
        for name, n in surviving(whole.simulation).items() if abs(estimated[n] - known[n]) > allowed[n]
    }  # fmt: skip

    assert outside == {}


def test_the_error_allowed_is_small_for_what_is_common(parts):
    whole, sample = parts
    known, error = whole.weighted(), whole.errors(sample.world.beats.place)
    lay = whole.simulation.lay

    common = [int(lay[name]) for name in ("offences", "hidden", "people", "households_afraid", "candidates")]

    assert (ERRORS * error[common] < 0.1 * known[common]).all()


@pytest.mark.parametrize("name", ["ordered", "executed", "claimed", "believed"])
def test_the_way_of_an_order_is_the_same_in_a_sample(parts, name):
    there = np.unique(parts[0].world.beats.place)

    whole, sample = (
        np.mean([getattr(day, name)[:, there] for day in part.life.days], axis=0) for part in parts
    )

    assert abs(whole - sample).max() < 0.1
    assert abs(whole - sample).mean() < 0.02


def test_a_sample_has_the_people_of_the_same_beats_of_the_whole(counties):
    whole, sample = (town.settled for town in counties)
    beats = {int(number): row for row, number in enumerate(whole.beats.national_beat)}
    fixed = [
        name for name, column in columns("people").items() if column.keep == "fixed" and name != "household"
    ]

    for few in sample.beats:
        many = whole.beats[beats[int(few.national_beat)]]
        theirs, ours = (
            world.people[int(beat.first_person) : int(beat.last_person)]
            for world, beat in ((whole, many), (sample, few))
        )
        assert all((theirs[name] == ours[name]).all() for name in fixed)


def test_people_of_a_sample_have_the_luck_they_have_in_the_whole(counties):
    worlds = [first_day(town) for town in counties]
    beats = {int(number): row for row, number in enumerate(worlds[0].beats.national_beat)}

    for few in worlds[1].beats:
        many = worlds[0].beats[beats[int(few.national_beat)]]
        theirs, ours = (
            world.people[int(beat.first_person) : int(beat.last_person)]
            for world, beat in zip(worlds, (many, few), strict=True)
        )
        assert (theirs.last_offence == ours.last_offence).all()
        assert (theirs.outcome == ours.outcome).all()
        assert (theirs.belief == ours.belief).all()


def first_day(town):
    """Return a population that nobody has settled at the end of its first day."""
    values = town.values()
    world = build_world(town.scenario, values)
    open_custody(world, town.scenario.pack, values, town.scenario.seed)
    Simulation(town.scenario, town.catalogue, values, world).step(0)
    return world


def test_results_tell_how_many_beats_each_simulated_one_stands_for(toytown, tmp_path):
    half = dataclasses.replace(toytown.scenario, sample={"rest": 0.4}, days=3)
    beats = np.bincount(toytown.settled.beats.place)

    metrics = run(half, Job(tmp_path / "half", threads=1), toytown.catalogue).metrics

    simulated = np.bincount(build_world(half, toytown.values()).beats.place)
    assert (simulated < beats).all()
    np.testing.assert_allclose(metrics["weight"], beats / simulated)


@pytest.mark.parametrize("n", [0, 1])
def test_weights_add_up_to_the_beats_of_each_place(counties, n):
    whole, beats = counties[0].settled.beats, counties[n].settled.beats

    np.testing.assert_allclose(np.bincount(beats.place, beats.weight), np.bincount(whole.place))
