"""Tests of the synthetic population against the counts it is built from."""

import csv
from dataclasses import replace
from importlib import resources
from types import SimpleNamespace

import numba
import numpy as np
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clampdown.errors import EngineError, PackError
from clampdown.world import geography, households, population, sampling
from clampdown.world.apportionment import place_groups
from clampdown.world.filling import ADULT_BIT, BORDER_BIT, BOUND_BIT, PHONE_BIT, fill_beats
from clampdown.world.population import (
    HouseholdForm,
    Means,
    Officers,
    PlaceMargins,
    PopulationSpec,
    Standing,
    Territory,
    build,
)  # fmt: skip
from clampdown.world.state import World

HALF_A_POINT = 0.005
ADULT = 17
PHONE, KIN_ABROAD, PARTY = 0, 1, 2
FORM = HouseholdForm(3.966, 1.3, 8, 25.5, 29.0, 2.5, 3.5, 2.5, 27.0, 4.5, 0.3, 0.1, 4)


def rows(name: str) -> list[dict[str, str]]:
    path = resources.files("clampdown") / "packs" / "dprk" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def counted_places() -> PlaceMargins:
    places = rows("places.csv")
    provinces = sorted({place["province_id"] for place in places})
    return PlaceMargins(
        population=np.array([int(place["population"]) for place in places]),
        male=np.array([int(place["male"] or -1) for place in places]),
        province=np.array([provinces.index(place["province_id"]) for place in places], dtype=np.int32),
        border=np.array([place["border"] == "yes" for place in places], dtype=np.uint8),
        urban_share=np.array([float(place["urban_share"]) for place in places]),
        informers_per_1000=np.linspace(5.0, 50.0, len(places)),
    )


def counted_ages() -> np.ndarray:
    table = np.zeros((101, 2))
    for row in rows("facts/demography.csv"):
        if row["measure"] == "share_by_age_oct2008":
            first, _, last = row["group"].replace("100+", "100-100").partition("-")
            years = slice(int(first), int(last) + 1)
            table[years, int(row["sex"] == "male")] += float(row["value"]) / (int(last) - int(first) + 1)
    return table / table.sum()


def standing() -> Standing:
    return Standing(
        class_share=np.array([0.28, 0.45, 0.27]),
        class_wealth=np.array([0.4, 0.0, -0.3]),
        occupation_share=np.array([[0.2, 0.1], [0.2, 0.6], [0.6, 0.3]]),
        occupation_from=17,
        occupation_until=60,
        bound_occupations=np.array([0, 1, 0], dtype=np.uint8),
        flag_share=np.array([[0.01, 0.06], [0.01, 0.08], [0.18, 0.15]]),
        flag_household=np.array([0, 1, 0], dtype=np.uint8),
        phone_flags=1 << PHONE,
    )


def dprk() -> PopulationSpec:
    return PopulationSpec(
        places=counted_places(),
        age_sex=counted_ages(),
        households=FORM,
        territory=Territory(1200.0, 30.0, 20, 40),
        standing=standing(),
        means=Means(100.0, 1.0, 0.1, 0.5),
        officers=Officers(-0.3, 0.4, 0.3),
        adult_age=ADULT,
    )


def town(people: int = 12_000, male: int = -1) -> PopulationSpec:
    places = PlaceMargins(
        population=np.array([people, 5000]), male=np.array([male, 2400]), province=np.zeros(2, np.int32),
        border=np.array([0, 1], np.uint8), urban_share=np.array([0.7, 0.0]),
        informers_per_1000=np.full(2, 20.0),
    )  # fmt: skip
    return replace(dprk(), places=places)


@pytest.fixture(scope="module")
def nation() -> SimpleNamespace:
    spec = dprk()
    world = build(spec, seed=1)
    beat_people = world.beats.last_person - world.beats.first_person
    place = np.repeat(world.beats.place.astype(np.uint8), beat_people)
    return SimpleNamespace(spec=spec, world=world, place=place, adult=world.people.age >= ADULT)


@pytest.fixture(scope="module")
def library() -> households.Library:
    spec = dprk()
    ages = population.reconcile(spec.age_sex, population.male_share(spec.places))
    return households.build_library(FORM, ages, ADULT)


def holders(nation: SimpleNamespace, flag: int) -> np.ndarray:
    return (nation.world.people["flagged"] >> flag & 1).astype(bool)


def beat_rows(world: World, number: int) -> list[np.ndarray]:
    """Return what was built for one beat, row numbers counted from the beat's own first."""
    beat = world.beats[number]
    units = world.units[beat.first_unit : beat.last_unit]
    homes = world.households[units.first_household[0] : units.last_household[-1]]
    people = world.people[beat.first_person : beat.last_person]
    drawn = ("age", "sex", "social_class", "occupation", "flagged", "nerve", "profile")
    return [
        *(people[name] for name in drawn),
        people.household.astype(int) - units.first_household[0],
        *(homes[name] for name in ("rank", "wealth", "cash")),
        homes.first.astype(int) - beat.first_person,
        homes.last.astype(int) - beat.first_person,
        units.first_person.astype(int) - beat.first_person,
        units.informers,
        np.array([beat.zeal, beat.skill, beat.price, beat.national_person]),
    ]


def assert_same_beats(part: World, whole: World) -> None:
    for row, number in enumerate(part.beats.national_beat.tolist()):
        for mine, theirs in zip(beat_rows(part, row), beat_rows(whole, number), strict=True):
            np.testing.assert_array_equal(mine, theirs)


# Margins of the nation


def test_every_place_has_exactly_its_counted_population(nation):
    people = np.bincount(nation.place, minlength=196)

    np.testing.assert_array_equal(people, nation.spec.places.population)


def test_every_place_has_exactly_its_counted_males(nation):
    males = np.bincount(nation.place, nation.world.people.sex, 196)
    counted = nation.spec.places.male >= 0

    np.testing.assert_array_equal(males[counted], nation.spec.places.male[counted])


def test_places_without_a_count_have_the_share_of_males_of_the_others(nation):
    places = nation.spec.places
    males = np.bincount(nation.place, nation.world.people.sex, 196) / places.population
    unknown = places.male < 0

    np.testing.assert_allclose(males[unknown], population.male_share(places), atol=1e-4)


def test_every_age_and_sex_lies_within_half_a_point_of_the_national_table(nation):
    people = nation.world.people
    shares = np.bincount(people.age.astype(np.int64) * 2 + people.sex, minlength=202) / len(people.age)

    np.testing.assert_allclose(shares.reshape(101, 2), nation.spec.age_sex, atol=HALF_A_POINT)


def test_every_five_years_of_age_by_sex_lie_within_half_a_point_of_the_national_table(nation):
    people = nation.world.people
    shares = np.bincount(people.age.astype(np.int64) * 2 + people.sex, minlength=202) / len(people.age)
    bands = np.arange(0, 101, 5)

    built, counted = (np.add.reduceat(t, bands) for t in (shares.reshape(101, 2), nation.spec.age_sex))

    np.testing.assert_allclose(built, counted, atol=HALF_A_POINT)


def test_ages_of_both_sexes_together_keep_the_national_table(nation):
    ages = np.bincount(nation.world.people.age, minlength=101) / len(nation.place)

    np.testing.assert_allclose(ages, nation.spec.age_sex.sum(axis=1), atol=1e-4)


def test_mean_household_size_lies_within_one_per_cent(nation):
    mean = len(nation.world.people.age) / len(nation.world.households.rank)

    assert mean == pytest.approx(FORM.size_mean, rel=0.01)


def test_every_household_has_an_adult(nation):
    adults = np.add.reduceat(nation.adult, nation.world.households.first.astype(int))

    assert adults.min() >= 1


def test_every_unit_has_twenty_to_forty_households(nation):
    homes = nation.world.units.last_household - nation.world.units.first_household

    assert homes.min() >= 20
    assert homes.max() <= 40


def test_every_beat_has_about_ten_units(nation):
    units = nation.world.beats.last_unit - nation.world.beats.first_unit

    assert set(np.unique(units)) <= {9, 10, 11}


def test_the_nation_has_about_nineteen_thousand_beats_of_twelve_hundred_people(nation):
    beats = len(nation.world.beats.zeal)

    assert 19_000 < beats < 20_000
    assert len(nation.place) / beats == pytest.approx(1200, rel=0.01)


# What marks people out


def test_members_of_a_household_share_one_class(nation):
    people, homes = nation.world.people, nation.world.households
    of_first = people.social_class[homes.first]

    np.testing.assert_array_equal(people.social_class, of_first[people.household])


def test_classes_have_their_shares_of_households(nation):
    of_first = nation.world.people.social_class[nation.world.households.first]

    shares = np.bincount(of_first) / len(of_first)

    np.testing.assert_allclose(shares, nation.spec.standing.class_share, atol=1e-4)


def test_flags_have_their_shares_of_adults_at_the_border_and_elsewhere(nation):
    border = nation.spec.places.border[nation.place]
    shares = [
        [holders(nation, flag)[nation.adult & (border == zone)].mean() for zone in (0, 1)]
        for flag in (PHONE, KIN_ABROAD, PARTY)
    ]

    np.testing.assert_allclose(shares, nation.spec.standing.flag_share, atol=0.001)


def test_children_hold_no_flag_but_their_households(nation):
    flags = np.unique(nation.world.people["flagged"][~nation.adult])

    np.testing.assert_array_equal(flags, [0, 1 << KIN_ABROAD])


def test_a_household_flag_is_held_by_all_members_or_none(nation):
    held = np.add.reduceat(holders(nation, KIN_ABROAD).astype(int), nation.world.households.first.astype(int))
    size = nation.world.households.last - nation.world.households.first

    assert np.all((held == 0) | (held == size))


def test_nobody_outside_working_age_has_an_occupation(nation):
    people, spec = nation.world.people, nation.spec.standing
    outside = (people.age < spec.occupation_from) | (people.age > spec.occupation_until)

    assert people.occupation[outside].max() == 0


def test_occupations_follow_town_and_country(nation):
    people, spec = nation.world.people, nation.spec.standing
    working = (people.age >= spec.occupation_from) & (people.age <= spec.occupation_until)
    urban = nation.spec.places.urban_share
    town_only = working & (urban == 1.0)[nation.place]

    shares = np.bincount(people.occupation[town_only]) / town_only.sum()

    np.testing.assert_allclose(shares, spec.occupation_share[:, 0], atol=0.002)


def test_profile_bits_say_what_the_other_columns_say(nation):
    people, spec = nation.world.people, nation.spec
    expected = (
        ADULT_BIT * nation.adult.astype(int)
        + PHONE_BIT * holders(nation, PHONE)
        + BORDER_BIT * spec.places.border[nation.place]
        + BOUND_BIT * spec.standing.bound_occupations[people.occupation]
    )

    np.testing.assert_array_equal(people.profile & 0xF0, expected)


def test_tiers_and_nerves_are_equally_frequent(nation):
    tiers = np.bincount(nation.world.people.profile & 15, minlength=16) / len(nation.place)
    nerves = np.bincount(nation.world.people.nerve, minlength=256) / len(nation.place)

    np.testing.assert_allclose(tiers, 1 / 16, rtol=0.001)
    np.testing.assert_allclose(nerves, 1 / 256, rtol=0.005)


def test_traits_that_are_drawn_apart_are_uncorrelated(nation):
    people = nation.world.people
    adults = np.flatnonzero(nation.adult)[::7]
    columns = [people.nerve[adults], people.profile[adults] & 15, people["flagged"][adults] >> PARTY & 1,
               nation.world.households.rank[people.household[adults]]]  # fmt: skip

    correlation = np.corrcoef(columns) - np.eye(len(columns))

    assert np.abs(correlation).max() < 0.003


# Wealth, officers, informers


def test_the_median_household_has_the_median_wealth(nation):
    median = np.median(nation.world.households.wealth) / 16

    assert median == pytest.approx(nation.spec.means.wealth_median, rel=0.01)


def test_rank_divides_households_into_equal_parts(nation):
    shares = np.bincount(nation.world.households.rank, minlength=256) / len(nation.world.households.rank)

    np.testing.assert_allclose(shares, 1 / 256, rtol=0.03)


def test_wealth_has_a_long_tail(nation):
    wealth = np.sort(nation.world.households.wealth.astype(float))
    top = wealth[-len(wealth) // 100 :].sum() / wealth.sum()

    assert 0.08 < top < 0.14  # a lognormal of sigma 1 to 1.1 gives its top hundredth 9 to 11 per cent


def test_nobody_has_more_money_at_hand_than_wealth(nation):
    homes = nation.world.households

    assert np.all(homes.cash <= homes.wealth)


def test_zeal_and_skill_of_officers_have_the_given_correlation(nation):
    beats, officers = nation.world.beats, nation.spec.officers

    correlation = np.corrcoef(beats.zeal, np.log(beats.skill))[0, 1]

    assert correlation == pytest.approx(officers.zeal_skill_correlation, abs=0.02)


def test_officers_skill_and_price_average_one(nation):
    assert nation.world.beats.skill.mean() == pytest.approx(1.0, abs=0.01)
    assert nation.world.beats.price.mean() == pytest.approx(1.0, abs=0.01)


def test_informers_per_adult_differ_between_places_as_given(nation):
    beats, units = nation.world.beats, nation.world.units
    unit_place = np.repeat(beats.place, beats.last_unit - beats.first_unit)
    adults = np.bincount(nation.place, nation.adult, 196)

    rate = 1000 * np.bincount(unit_place, units.informers, 196) / adults

    np.testing.assert_allclose(rate, nation.spec.places.informers_per_1000, rtol=0.06)


# Households


def test_most_larger_households_are_led_by_a_woman_and_a_man_near_in_age(library):
    first, second = library.members[:, 0].astype(int), library.members[:, 1].astype(int)
    larger = second < 255
    couple = larger & (first < 128) & (second >= 128 + ADULT) & (np.abs(second - 128 - first) <= 12)

    share = library.weight[couple].sum() / library.weight[larger].sum()

    assert share > 0.75


def test_every_child_lives_with_somebody_at_least_sixteen_years_older(nation):
    people, homes = nation.world.people, nation.world.households
    eldest = np.maximum.reduceat(people.age, homes.first.astype(int))
    child = people.age < 15

    assert np.all(eldest[people.household[child]].astype(int) - people.age[child] >= 16)


def test_patterns_have_the_wanted_ages_and_sexes(library):
    spec = dprk()
    wanted = population.reconcile(spec.age_sex, population.male_share(spec.places))
    there = library.members < 255
    cells = (library.members & 127).astype(np.int64) * 2 + (library.members >> 7)
    people = np.bincount(cells[there], np.repeat(library.weight, there.sum(axis=1)), 202)

    np.testing.assert_allclose(people.reshape(101, 2) / people.sum(), wanted, atol=1e-5)


def test_sizes_that_the_story_cannot_compose_are_left_out():
    ages = population.reconcile(counted_ages(), 0.47)

    library = households.build_library(FORM._replace(largest=12, children_most=3), ages, ADULT)

    assert library.group_size.max() == 7  # three children, two parents, two grandparents


@pytest.mark.parametrize("elders", [0.1, 0.45])
@pytest.mark.parametrize("lone", [0.05, 0.2])
@pytest.mark.parametrize("children", [4, 6])
def test_any_likely_household_story_can_be_raked_to_the_counts(elders, lone, children):
    ages = population.reconcile(counted_ages(), 0.47)
    form = FORM._replace(elder_share=elders, lone_share=lone, children_most=children)

    library = households.build_library(form, ages, ADULT)

    assert library.group_share @ library.group_size == pytest.approx(FORM.size_mean)
    assert library.group_share @ library.group_males == pytest.approx(0.47 * FORM.size_mean, rel=1e-3)


def test_raking_to_counted_males_leaves_ages_alone():
    ages = counted_ages()

    table = population.reconcile(ages, 0.47)

    np.testing.assert_allclose(table.sum(axis=1), ages.sum(axis=1), atol=1e-9)
    np.testing.assert_allclose(table.sum(axis=0), [0.53, 0.47], atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(people=st.integers(2_000, 400_000), share=st.floats(0.44, 0.52))
def test_any_likely_place_meets_its_people_and_males_exactly(library, people, share):
    homes, males = round(people / FORM.size_mean), round(people * share)

    groups = place_groups(library, people, homes, males)

    assert groups.min() >= 0
    assert (groups.sum(), groups @ library.group_size, groups @ library.group_males) == (homes, people, males)


@pytest.mark.parametrize("spread", [0.6, 1.0, 1.3, 2.0])
@pytest.mark.parametrize("mean", [2.5, 3.966, 5.0])
def test_household_sizes_have_the_given_mean_and_spread(mean, spread):
    sizes = np.arange(1, 9)

    shares = households.size_shares(mean, spread, 8)

    assert shares @ sizes == pytest.approx(mean)
    assert np.sqrt(shares @ (sizes - mean) ** 2) == pytest.approx(spread)


# Parts of the nation


def test_a_beat_is_the_same_in_a_sample_and_in_the_nation(nation):
    share = np.full(196, 0.004)

    part = build(nation.spec, seed=1, sample=share)

    assert_same_beats(part, nation.world)


def test_a_beat_is_the_same_in_one_province_and_in_the_nation(nation):
    area = nation.spec.places.province == 3

    part = build(nation.spec, seed=1, area=area)

    assert_same_beats(part, nation.world)


def test_a_sample_takes_at_least_two_beats_of_every_place(nation):
    part = build(nation.spec, seed=1, sample=np.full(196, 1e-6))

    np.testing.assert_array_equal(np.bincount(part.beats.place, minlength=196), 2)


def test_weights_of_a_sample_add_up_to_the_beats_of_each_place(nation):
    part = build(nation.spec, seed=1, sample=np.full(196, 0.03))

    stood_for = np.bincount(part.beats.place, part.beats.weight, 196)

    np.testing.assert_allclose(stood_for, np.bincount(nation.world.beats.place, minlength=196))


def test_a_place_with_share_zero_is_left_out():
    part = build(town(), seed=1, sample=np.array([0.0, 0.5]))

    assert set(part.beats.place.tolist()) == {1}


def test_places_left_out_keep_their_row():
    part = build(town(), seed=1, area=np.array([False, True]))

    assert part.places.first_beat.tolist() == [0, 0]
    assert part.places.last_beat.tolist() == [0, len(part.beats)]


def test_a_larger_sample_contains_the_smaller(nation):
    small, large = (
        build(nation.spec, seed=1, sample=np.full(196, share)).beats.national_beat for share in (0.02, 0.04)
    )

    assert set(small.tolist()) <= set(large.tolist())


def test_rows_follow_each_other_without_gap():
    world = build(town(), seed=3)
    rows = [
        (world.households, "first", "last", len(world.people)),
        (world.units, "first_household", "last_household", len(world.households)),
        (world.units, "first_person", "last_person", len(world.people)),
        (world.beats, "first_unit", "last_unit", len(world.units)),
        (world.beats, "first_person", "last_person", len(world.people)),
        (world.places, "first_beat", "last_beat", len(world.beats)),
    ]

    for table, first, last, end in rows:
        np.testing.assert_array_equal(table[first], np.append(0, table[last][:-1]))
        assert table[last][-1] == end


def test_people_know_their_household():
    world = build(town(), seed=3)
    size = world.households.last - world.households.first

    np.testing.assert_array_equal(world.people.household, np.repeat(np.arange(len(size)), size))


def test_the_same_seed_builds_the_same_people_with_one_thread_and_with_more():
    numba.set_num_threads(1)
    one = build(town(), seed=5)
    numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)
    more = build(town(), seed=5)

    for mine, theirs in zip(one, more, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_another_seed_builds_other_people():
    one, two = (build(town(), seed=seed) for seed in (5, 6))

    assert np.mean(one.people.age == two.people.age) < 0.2


def test_whole_nation_area_and_sample_share_one_compiled_form(nation):
    build(town(), seed=5, sample=np.array([0.5, 0.5]))

    assert len(fill_beats.signatures) == 1
    assert len(geography.count_beats.signatures) == 1


# Refusals


def test_a_population_larger_than_memory_is_refused_before_any_table_is_made(monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=100_000))
    monkeypatch.setattr(population, "allocate", lambda *_: pytest.fail("a table was made"))

    with pytest.raises(EngineError, match=r"17,000 people needs .* GiB .* --sample"):
        build(town(), seed=1)


def test_the_bytes_asked_for_are_the_bytes_taken(nation):
    counts = {name: len(table) for name, table in nation.world._asdict().items()}

    assert population.bytes_needed(counts) == sum(table.nbytes for table in nation.world)


def test_a_place_too_small_for_a_unit_is_refused():
    with pytest.raises(PackError, match="Place 1 of the pack has 15 households"):
        build(town(people=60), seed=1)


def test_more_males_than_households_can_hold_are_refused():
    with pytest.raises(PackError, match="cannot be put into households"):
        build(town(people=12_000, male=11_999), seed=1)


def test_household_sizes_that_cannot_be_are_refused():
    with pytest.raises(PackError, match="mean size of 9"):
        households.size_shares(9.0, 1.0, 8)


def test_ages_that_no_household_can_have_are_refused():
    only_children = np.zeros((101, 2))
    only_children[5] = 0.5

    with pytest.raises(PackError, match="cannot have the ages"):
        households.build_library(FORM, only_children, ADULT)


def test_more_flags_than_bits_are_refused():
    many = standing()._replace(flag_household=np.zeros(9, np.uint8), flag_share=np.zeros((9, 2)))

    with pytest.raises(PackError, match="9 flags"):
        build(replace(town(), standing=many), seed=1)


# Even draws


@settings(max_examples=60, deadline=None)
@given(count=st.integers(1, 3000), key=st.integers(0, 2**64 - 1))
def test_a_shuffle_gives_every_place_once(count, key):
    order = [sampling.shuffle(index, count, np.uint64(key)) for index in range(count)]

    assert sorted(order) == list(range(count))


@settings(max_examples=60, deadline=None)
@given(count=st.integers(1, 2000), share=st.floats(0.0, 1.0), key=st.integers(0, 2**64 - 1))
def test_a_share_of_even_draws_is_met_within_one_row(count, share, key):
    held = sum(sampling.even(index, count, np.uint64(key)) < share for index in range(count))

    assert abs(held - count * share) < 1


@given(u=st.floats(1e-9, 1 - 1e-9))
def test_the_normal_quantile_undoes_the_normal_share(u):
    assert sampling.normal_cdf(sampling.normal_quantile(u)) == pytest.approx(u, rel=1e-5, abs=1e-12)
