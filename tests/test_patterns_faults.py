"""Claims that count nothing, first days, orders without hours, and people who were let out."""

import numpy as np
import polars as pl
import pytest

from clampdown.errors import InputError
from clampdown.experiments.claims.effects import leaves
from clampdown.experiments.claims.forms import Moments
from clampdown.experiments.claims.freed import Freed
from clampdown.experiments.claims.groups import act_rows
from clampdown.experiments.claims.panel import NotNotedError
from clampdown.experiments.claims.reading import read_claims
from clampdown.experiments.claims.verdicts import judge
from clampdown.schema.pattern import Pattern
from clampdown.schema.pattern_expect import Expectation
from clampdown.schema.pattern_where import Release, Where
from clampdown.world.state import AT_LIBERTY, HELD
from patterns_panels import acts, panel, said, value

PAIRS = 10


def expectation(**fields):
    return Expectation.model_validate({"metric": "offences", "days": [1, 30]} | fields)


def verdict(one, under=1.0, each=1.0, **seen):
    """Return the verdict where each pair of runs sees so many events in each arm."""
    whole = Pattern.model_validate(
        {"id": "X1", "claim": "made up", "base": "quiet", "change": {"add": ["order"]}, "expect": [
            {"metric": "offences", "days": [1, 30], "ratio": "> 1"}
        ]}
    )  # fmt: skip
    found = []
    for n in range(PAIRS):
        moments = {
            arm: Moments((each * counts[n],), (under,), counts[n], each) for arm, counts in seen.items()
        }
        found.append({(arm, leaf): one_ for arm, one_ in moments.items() for leaf in leaves(one)})
    return judge(one, whole, found, ()).verdict


def test_that_nothing_happens_holds_once_enough_was_looked_at():
    nothing = [0] * PAIRS

    # Three events are still possible where none is seen: of 10 runs, 0.3 a run.
    assert verdict(expectation(value="< 0.35"), change=nothing) == "holds"
    assert verdict(expectation(value="< 0.25"), change=nothing) == "too few events"
    assert verdict(expectation(value="< 0.35", form="rate"), change=nothing, under=10.0) == "holds"
    assert verdict(expectation(value="< 0.35"), change=nothing, each=20.0) == "too few events"


def test_a_few_events_can_refute_that_next_to_nothing_happens_but_not_prove_it():
    few = [1, 0, 2, 1, 0, 0, 1, 0, 0, 1]

    assert verdict(expectation(value="< 2"), change=few) == "holds"
    assert verdict(expectation(value="< 0.7"), change=few) == "too few events"


def test_a_value_above_nothing_still_needs_its_events():
    assert verdict(expectation(value="> 0.1"), change=[1] * PAIRS) == "too few events"


def test_from_nothing_to_something_is_a_difference():
    some, nothing = [8, 12, 9, 11, 10, 10, 9, 11, 10, 10], [0] * PAIRS

    assert verdict(expectation(difference="> 0"), change=some, base=nothing) == "holds"
    assert verdict(expectation(ratio="> 1"), change=some, base=nothing) == "too few events"
    assert verdict(expectation(difference="> 0"), change=[1] * PAIRS, base=nothing) == "too few events"


FIRST = """
id: first
claim: made up
base: toytown-quiet
change: {add: [three-week-drive]}
expect:
  - {metric: rounds, form: first_day, days: [1, 20], arm: change, value: "< 10"}
"""


def test_a_first_day_of_one_arm_must_be_held_against_another_arms(tmp_path, catalogue):
    file = tmp_path / "first.yaml"
    file.write_text(FIRST, encoding="utf-8")
    with pytest.raises(InputError, match="by chance"):
        read_claims([file], catalogue)

    beside = '  - {metric: rounds, form: first_day, days: [1, 20], difference: "< 0"}\n'
    file.write_text(FIRST + beside, encoding="utf-8")
    assert len(read_claims([file], catalogue)) == 1


def ways(carried_out):
    """Return two orders in force in all places; the second is carried out to some share."""
    ordered = np.ones((100, 2, 6))
    executed = np.stack([np.zeros((100, 6)), np.full((100, 6), carried_out)], axis=1)
    return {"ordered": ordered, "executed": executed}


def test_orders_without_hours_do_not_count_in_the_share_carried_out():
    run = panel(orders=("order/release", "order/rounds"), at_work=(False, True), ways=ways(0.6))

    assert value(run, metric="executed", days=[1, 30]) == pytest.approx(0.6)
    assert value(run, metric="ordered", days=[1, 30]) == pytest.approx(1.0)
    with pytest.raises(NotNotedError, match="order/release asks for none"):
        said(run, metric="executed", where={"order": "order/release"}, days=[1, 30])


def test_events_are_told_apart_by_who_dealt_with_them_and_whether_two_claimed_them():
    run = panel(
        acts(3, origin="elite", contested=1) + acts(2, origin="team", contested=0)
        + acts(4, kind="crossing", origin="own", contested=0)
    )  # fmt: skip

    assert value(run, metric="acts", where={"origin": "elite"}, days=[1, 30]) == 3
    assert value(run, metric="acts", where={"origin": ["own", "team"]}, days=[1, 30]) == 6
    assert value(run, metric="acts", where={"contested": "yes"}, days=[1, 30]) == 3
    assert value(run, metric="acts", where={"role": "border"}, days=[1, 30]) == 4


@pytest.fixture
def freed(toytown):
    """Somebody let out early, somebody at the end of the term, and somebody who stays inside."""
    life = toytown.begin([])
    people = life.world.people
    people.status[:3], people.until[:3] = HELD, (50, 1, 50)
    found = Freed(life.simulation)
    people.until[0] = 0  # cut short in the evening of day 0
    found.follow(day(0))
    people.status[:2] = AT_LIBERTY
    found.follow(day(1))
    return found


def day(t, noted=None):
    class Today:
        acts = noted

    Today.t = t
    return Today


def test_who_is_let_out_early_is_told_from_who_served_the_term(freed):
    early, served = (np.flatnonzero(freed.meant(Release(how=how), 1)) for how in ("early", "served"))

    assert (early.tolist(), served.tolist()) == ([0], [1])
    assert np.flatnonzero(freed.meant(Release(), 5)).tolist() == [0, 1]


@pytest.mark.parametrize(("days", "there"), [((0, 3), False), ((4, 4), True), ((5, None), False)])
def test_days_are_counted_from_the_day_they_walked_out(freed, days, there):
    limits = {"min": days[0], "max": days[1]}
    assert freed.meant(Release(days=limits), 5).any() == there


def test_only_what_is_done_out_of_need_after_that_is_a_return(freed, toytown):
    kinds = toytown.scenario.pack.offences
    table = np.zeros(2, dtype=[(name, "i8") for name in ("person", "kind", "source", "guilty")]).view(
        np.recarray
    )
    table.person, table.guilty = (0, 1), 1
    table.kind = kinds.index("market_trade"), kinds.index("critical_speech")

    freed.follow(day(1, table))
    assert not freed.returned().any()
    freed.follow(day(2, table))
    assert np.flatnonzero(freed.returned()).tolist() == [0]


def test_acts_are_told_apart_by_when_their_doers_were_let_out():
    given = [(5, True), (90, True), (5, False), (32767, False)]
    run = panel([one for out, early in given for one in acts(1, since_out=out, early=early)])

    def rows(released):
        return act_rows(run, Where.model_validate({"released": released})).select(pl.len()).item()

    assert [rows(one) for one in ("any", "early", "served", {"how": "early", "days": {"max": 30}})] == [
        3,
        2,
        1,
        1,
    ]
