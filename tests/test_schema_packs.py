"""Packs: margins, tables, and nothing about real people."""

import runpy
from itertools import pairwise
from pathlib import Path

import pytest

from clampdown.schema.loading import PACKS, load_catalogue, load_pack, pack_ids
from clampdown.schema.pack import SMALLEST_PLACE, Pack, Place
from clampdown.schema.tables import read_rows

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def packs() -> dict[str, Pack]:
    catalogue = load_catalogue()
    return {name: load_pack(name, catalogue) for name in pack_ids()}


def test_two_packs_are_shipped(packs):
    assert set(packs) == {"dprk", "toytown"}


def test_dprk_has_the_civilians_of_the_census(packs):
    pack = packs["dprk"]

    assert len(pack.places) == 196
    assert len(pack.provinces) == 10
    assert sum(place.population for place in pack.places) == pack.population == 23_349_859


def test_the_places_of_a_province_add_up_to_it(packs):
    sums = {
        (pack.id, province.id): sum(p.population for p in pack.places if p.province_id == province.id)
        for pack in packs.values()
        for province in pack.provinces
    }
    declared = {
        (pack.id, province.id): province.population for pack in packs.values() for province in pack.provinces
    }

    assert sums == declared


def test_no_place_is_smaller_than_five_thousand(packs):
    smallest = min(place.population for pack in packs.values() for place in pack.places)

    assert smallest >= SMALLEST_PLACE


def test_counted_males_are_a_plausible_share(packs):
    counted = [place.male / place.population for place in packs["dprk"].places if place.male >= 0]

    assert len(counted) == 176
    assert 0.45 < min(counted) <= max(counted) < 0.5


def test_urban_shares_add_up_to_what_the_census_has(packs):
    places = packs["dprk"].places

    urban = sum(place.urban_share * place.population for place in places) / packs["dprk"].population

    assert urban == pytest.approx(0.606, abs=0.005)


def test_places_csv_is_what_the_script_makes_of_the_facts():
    script = runpy.run_path(str(ROOT / "scripts" / "make_places.py"))

    assert (PACKS / "dprk" / "places.csv").read_text(encoding="utf-8") == script["table"]()


def test_ages_cover_everybody_once(packs):
    for pack in packs.values():
        bands = pack.age_bands
        gaps = [later.first - earlier.last for earlier, later in pairwise(bands)]

        assert bands[0].first == 0
        assert set(gaps) == {1}
        assert sum(band.female + band.male for band in bands) == pytest.approx(1, abs=1e-4)


def test_the_packs_share_no_tier_and_no_organ(packs):
    dprk, toytown = packs["dprk"], packs["toytown"]

    assert not set(dprk.tiers) & set(toytown.tiers)
    assert not {organ.id for organ in dprk.organs} & {organ.id for organ in toytown.organs}
    assert len(dprk.ladder) != len(toytown.ladder)


def test_toytown_has_about_ten_thousand_people(packs):
    assert 9_000 <= packs["toytown"].population <= 12_000


def test_an_ordinary_sentence_never_reaches_camp_or_death(packs):
    for pack in packs.values():
        kinds = [rung.kind for rung in pack.ladder if not rung.ordered_only]

        assert not {"camp", "death"} & set(kinds)


def test_no_column_can_hold_a_person_or_a_finer_point():
    allowed = {
        "id",
        "name",
        "province_id",
        "kind",
        "population",
        "male",
        "urban_share",
        "lat",
        "lon",
        "border",
    }

    assert set(Place.model_fields) == allowed | {"estimated", "basis", "source"}


@pytest.mark.parametrize("pack", ["dprk", "toytown"])
def test_the_shipped_tables_are_well_formed(pack):
    problems: list = []

    for path in sorted((PACKS / pack).rglob("*.csv")):
        read_rows(path, problems)

    assert problems == []


def test_reading_a_pack_twice_gives_the_same(islet):
    assert islet.pack() == islet.pack()


def test_the_records_of_a_pack_are_named_after_it(islet):
    names = set(islet.pack().records())

    assert "packs.islet.size_mean" in names
    assert "packs.islet.ladder.lock_up.longest" in names
    assert "packs.islet.duties.0.hours" in names


def test_the_organ_of_an_offence_is_the_first_role_that_the_pack_has(islet):
    pack = islet.pack()

    assert pack.organ_for(("jetty", "neighbourhood")).id == "jetty"
    assert pack.organ_for(("nobody", "neighbourhood")).id == "wardens"
    assert pack.organ_for(("nobody",)) is None
