"""Observers as data: those that come with the packs, and what is said about mistakes in one."""

import pytest

from clampdown.errors import PackError
from clampdown.schema.loading import load_pack
from clampdown.schema.observer import Outlet

GAZETTE = """
id: gazette
title: the Gazette
kind: outlet
invented: true
sources:
  - {network: quay, per_100000: 50}
rule: {sources: 2, provinces: 1}
local: {sources: 1}
withhold: 10
"""


def complaint(islet, **files):
    """Return what is said of a pack with these observers."""
    (islet.folder / "islet" / "observers").mkdir()
    for name, text in files.items():
        islet.write(f"islet/observers/{name}.yaml", text)
    with pytest.raises(PackError) as caught:
        islet.pack()
    return str(caught.value)


@pytest.mark.parametrize("name", ["dprk", "toytown"])
def test_each_pack_has_two_outlets_that_share_a_network(catalogue, name):
    outlets = [one for one in load_pack(name, catalogue).observers if isinstance(one, Outlet)]

    assert len(outlets) == 2
    first, second = ({one.network for one in outlet.sources} for outlet in outlets)
    assert len(first & second) == 1
    assert first != second
    assert all(one.invented for one in outlets)


def test_a_pack_without_observers_has_none(islet):
    assert islet.pack().observers == ()


def test_an_outlet_is_read(islet):
    (islet.folder / "islet" / "observers").mkdir()
    islet.write("islet/observers/gazette.yaml", GAZETTE)

    (outlet,) = islet.pack().observers
    assert (outlet.id, outlet.sources[0].per_100000, outlet.rule.sources) == ("gazette", 50, 2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("invented: true", "invented: false", "An observer that is not invented is refused"),
        ("invented: true\n", "", "'invented' is missing"),
        ("kind: outlet", "kind: blog", "'blog' is no kind of observer"),
        ("kind: outlet\n", "", "'kind' is missing"),
        ("\n  - {network: quay, per_100000: 50}", " []", "An outlet without sources hears nothing"),
        ("{sources: 2, provinces: 1}", "{sources: 1, provinces: 2}", "1 sources cannot be from 2 provinces"),
        ("{sources: 2, provinces: 1}", "{sources: 2, provinces: 2}", "Its sources are in 1 provinces"),
        ("per_100000: 50", "per_100000: 0", "out of range"),
        ("per_100000: 50", "per_100000: 50, provinces: [islat]", "'islat' is no province of this pack"),
        ("per_100000: 50}", "zone: border}", "An area without a number of sources"),
        (", per_100000: 50", "", "'quay' is no network"),
        ("withhold: 10", "withhold: -1", "out of range"),
        ("withhold: 10", "withhold: 10\nphone: yes", "'phone' is not a field here"),
        ("local: {sources: 1}", "local: {sources: 0}", "out of range"),
    ],
)
def test_a_mistake_in_an_outlet_is_told_with_its_line(islet, old, new, said):
    assert GAZETTE.count(old) == 1
    message = complaint(islet, gazette=GAZETTE.replace(old, new))

    assert said in message
    assert "line " in message


def test_a_network_is_described_by_one_outlet_only(islet):
    other = GAZETTE.replace("id: gazette", "id: courier")

    assert "is described by 'courier' too" in complaint(islet, gazette=GAZETTE, courier=other)


def test_sources_where_there_is_no_place_are_told(islet):
    places = islet.folder / "islet" / "places.csv"
    places.write_text(places.read_text().replace(",yes,", ",no,"))

    found = complaint(islet, gazette=GAZETTE.replace("per_100000: 50", "per_100000: 50, zone: border"))

    assert "There is no place of the zone 'border' here" in found


def test_two_observers_cannot_have_the_same_id(islet):
    assert "The id 'gazette' is taken" in complaint(islet, gazette=GAZETTE, other=GAZETTE)


@pytest.mark.parametrize("facility", ["keep", "lock_up"])
def test_imagery_of_a_facility_without_known_places_is_told(islet, facility):
    """The islet has no keep, and nobody has said how many its lock-up has room for."""
    sky = "id: sky\ntitle: Sky\nkind: imagery\ninvented: true\nthreshold: 5\nevery: 30\n"
    imagery = sky + f"facilities: [{facility}]\n"

    assert f"'{facility}' is no facility of this pack with a capacity" in complaint(islet, sky=imagery)


def test_interviews_ask_about_what_somebody_could_see(islet):
    asking = (
        "id: asking\ntitle: Asking\nkind: interviews\ninvented: true\n"
        "sample: 1.5\ndelay: 30\nsees: [country]\nwithhold: 5\n"
    )

    found = complaint(islet, asking=asking)

    assert "sample" in found
    assert "sees" in found
