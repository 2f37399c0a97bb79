"""What gets out against the reference: the same sources, the same items, from the page's words alone."""

import pytest

from clampdown.engine.newsroom import NOWHERE
from reference.outside import Item, Outside

DAYS = 30
HEARD = {"behaviour.named_share": 0.6, "behaviour.source_reach": 1, "behaviour.invention": 0.05}
CALLING = {"behaviour.contact_border": 0.25, "behaviour.contact_inland": 0.03, "behaviour.tracing": 1}


@pytest.fixture(scope="module", params=["toytown", "border"])
def followed(request):
    """Return a simulation of some days and the reference beside it."""
    home = request.getfixturevalue(request.param)
    outlets = [one for one in home.scenario.pack.observers if one.kind == "outlet"]
    dense = tuple(one.model_copy(update={"sources": tuple(map(denser, one.sources))}) for one in outlets)
    pack = home.scenario.pack.model_copy(update={"observers": dense})
    life = home.begin(home.campaign(), settings=home.lively() | HEARD | CALLING, pack=pack)
    beside = Outside(life.simulation)
    for t in range(DAYS):
        beside.step(t, life.simulation.step(t))
    return life.simulation, beside


def denser(entry):
    """Return an entry of sources with enough of them for a small town."""
    if entry.per_100000 is None or entry.per_100000 > 100:
        return entry
    return entry.model_copy(update={"per_100000": 30.0 * entry.per_100000})


def printed(simulation):
    """Return what the outlets of a simulation printed."""
    room, outlets = simulation.outside.room, simulation.outside.outlets
    return [
        Item(
            outlets[one.outlet].id, one.published, one.kind, one.day, bool(one.exact),
            None if one.province == NOWHERE else one.province, None if one.place == NOWHERE else one.place,
            one.size, None if one.corrects == NOWHERE else room.items[one.corrects].published,
        )
        for one in room.items
    ]  # fmt: skip


def test_sources_are_those_of_the_page(followed):
    simulation, beside = followed
    own = simulation.outside.sources

    assert own.key.tolist() == [source.key for source in beside.sources]
    assert len(beside.sources) > 20


def test_what_is_printed_is_that_of_the_page(followed):
    simulation, beside = followed

    assert sorted(printed(simulation), key=repr) == sorted(beside.items, key=repr)
    assert len(beside.items) > 30
    assert len({item.kind for item in beside.items}) > 2
    assert any(item.corrects is not None for item in beside.items)


def test_who_fell_silent_and_what_is_kept_in_mind_are_those_of_the_page(followed):
    simulation, beside = followed
    outside = simulation.outside

    assert outside.silent.tolist() == beside.silent
    assert outside.calls.tolist() == pytest.approx(beside.calls)
    assert sorted(outside.memory.tolist()) == sorted([s, e.number, t] for s, e, t in beside.memory)
    assert max(beside.silent) > DAYS
