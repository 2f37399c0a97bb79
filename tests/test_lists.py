"""Lists from items, and linkage with errors of known rate."""

import datetime

import numpy as np
import polars as pl
import pytest

from clampdown.bench.listing import errors_of
from clampdown.bench.listing_out import by_stratum, table_of, truth_by_stratum, write_listing
from clampdown.errors import InputError, ResultsError
from clampdown.inference.linkage import Errors
from clampdown.inference.lists import Universe, check_lists, make_lists
from clampdown.results.observed import SCHEMAS
from clampdown.world.files import NOTICE

NONE = Errors(0.0, 0.0)
DAY = datetime.date(2015, 7, 1)
BOTH = {"a": ("gazette",), "b": ("courier",)}
EVERYBODY = Universe("detention")


class Papers:
    """Items, people and key, filled line by line."""

    def __init__(self):
        self.rows = {name: [] for name in SCHEMAS}

    def tell(self, observer, persons, *, province="north", place="mill", day=0, corrects=None, **more):
        """Add an item that names people, given by number; None for somebody invented."""
        number = len(self.rows["items"]) + 1
        item = f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"
        told = DAY + datetime.timedelta(days=day)
        row = {
            "item": item, "observer": observer, "published": told, "kind": "detention", "told_from": told,
            "told_to": told, "province": province, "place": place, "count": len(persons),
            "corrects": corrects,
        }  # fmt: skip
        self.rows["items"].append(row | {k: v for k, v in more.items() if k in row})
        self.rows["key"].append({"item": item, "line": 0, "event": number, "case": None, "invented": False})
        for line, person in enumerate(persons, start=1):
            who = {"sex": more.get("sex", "male"), "age_band": more.get("age_band", "17-34")}
            truth = {"event": number, "case": person, "invented": person is None}
            self.rows["people"].append({"item": item, "line": line, **who})
            self.rows["key"].append({"item": item, "line": line, **truth})
        return item

    def frames(self):
        return [pl.DataFrame(self.rows[name], schema=SCHEMAS[name]) for name in ("items", "people", "key")]

    def listed(self, errors=NONE, universe=EVERYBODY, lists=BOTH, seed=1, **how):
        return make_lists(*self.frames(), universe=universe, lists=lists, errors=errors, seed=seed, **how)


@pytest.fixture
def papers():
    return Papers()


@pytest.fixture
def twice():
    """Five thousand people, each told of by both papers."""
    both = Papers()
    for observer in ("gazette", "courier"):
        for person in range(5000):
            both.tell(observer, [person], day=person % 100)
    return both


def test_without_errors_the_table_is_that_of_the_people(papers):
    papers.tell("gazette", [1, 2, 3])
    papers.tell("courier", [3, 4])
    papers.tell("courier", [2], day=9)

    found = papers.listed()

    assert (found.counts, found.entries) == ((1, 1, 2), (3, 3))


def test_somebody_named_twice_by_one_observer_is_one_person_unless_nobody_is_linked_within_a_list(papers):
    papers.tell("gazette", [1])
    papers.tell("gazette", [1], day=5)
    papers.tell("courier", [1])

    assert papers.listed().counts == (0, 0, 1)
    assert papers.listed(deduplicate=False).counts == (1, 0, 1)


def test_the_invented_are_never_the_same_person(papers):
    papers.tell("gazette", [None, 1])
    papers.tell("courier", [None, 1])

    assert papers.listed().counts == (1, 1, 1)


def test_missed_matches_come_at_their_rate_and_split_people(twice):
    found = twice.listed(Errors(0.2, 0.0))

    assert found.counts[2] / 5000 == pytest.approx(0.8, abs=0.02)
    assert found.counts[0] == found.counts[1] == 5000 - found.counts[2]


def test_false_matches_come_at_their_rate_and_lose_people(twice):
    found = twice.listed(Errors(0.0, 0.02))

    assert sum(found.counts) / 5000 == pytest.approx(0.98, abs=0.006)


def test_what_is_withheld_makes_matching_worse():
    hidden = Papers()
    for observer in ("gazette", "courier"):
        for person in range(5000):
            hidden.tell(observer, [person], place=None, day=person % 100)

    found = hidden.listed(Errors(0.2, 0.0, withheld=2.0))

    assert found.counts[2] / 5000 == pytest.approx(1 - 0.4 / 1.2, abs=0.02)


def test_more_missed_matches_never_join_anybody_again(twice):
    shares = [twice.listed(Errors(missed, 0.0)).counts[2] for missed in (0.0, 0.1, 0.2, 0.4, 1.0)]

    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[-1]) == (5000, 0)


def test_the_errors_of_one_person_do_not_depend_on_others():
    some, more = Papers(), Papers()
    for person in range(300):
        for observer in ("gazette", "courier"):
            some.tell(observer, [person])
            more.tell(observer, [person])
    for person in range(300, 600):
        more.tell("courier", [person])

    before, after = (papers.listed(Errors(0.2, 0.0)).counts for papers in (some, more))

    assert after == (before[0], before[1] + 300, before[2])


def test_a_seed_gives_the_same_lists_and_another_seed_others(twice):
    errors = Errors(0.2, 0.01)

    first, again, other = (twice.listed(errors, seed=seed) for seed in (1, 1, 2))

    assert first.counts == again.counts != other.counts
    assert first.strata.equals(again.strata)


def test_a_corrected_item_no_longer_counts_and_its_people_go_with_the_correction(papers):
    wrong = papers.tell("gazette", [1, 2], province="north", count=9)
    papers.tell("gazette", [], province="south", corrects=wrong, count=2)
    papers.tell("courier", [1])

    found = papers.listed()

    assert (found.counts, found.published) == ((1, 0, 1), 3)
    assert papers.listed(universe=Universe("detention", ("south",))).counts == (2, 0, 0)


def test_a_correction_that_names_people_replaces_them(papers):
    wrong = papers.tell("gazette", [1, 2])
    papers.tell("gazette", [3], corrects=wrong)
    papers.tell("courier", [1])

    assert papers.listed().counts == (1, 1, 0)


def test_the_universe_decides_who_is_listed(papers):
    papers.tell("gazette", [1], place="mill")
    papers.tell("gazette", [2], place=None)
    papers.tell("gazette", [3], province=None, place=None)
    papers.tell("gazette", [4], province="south", place="gate", day=40, sex="female")
    papers.tell("courier", [1])

    def counted(*which, **more):
        found = papers.listed(universe=Universe("detention", *which, **more))
        return sum(found.counts), found.unplaced

    assert counted() == (4, 0)
    assert counted(("north",)) == (2, 1)
    assert counted((), ("mill",)) == (1, 2)
    assert counted(first=DAY + datetime.timedelta(days=30)) == (1, 0)
    assert counted(last=DAY) == (3, 0)
    assert counted(sex="female") == (1, 0)
    assert papers.listed(universe=Universe("execution")).counts == (0, 0, 0)


def test_strata_add_up_and_say_what_was_withheld(papers):
    papers.tell("gazette", [1, 2], province=None, place=None)
    papers.tell("courier", [1], day=20)
    papers.tell("courier", [5], day=40, sex=None)

    found = papers.listed()

    assert found.strata["people"].sum() == sum(found.counts) == 3
    assert set(found.strata["province"]) == {"north", "withheld"}
    assert set(found.strata["month"]) == {"2015-07", "2015-08"}
    assert "withheld" in set(found.strata["sex"])


def test_nothing_that_is_written_points_to_a_person(papers, tmp_path):
    papers.tell("gazette", [10**15 + 1, 10**15 + 2], place="mill")
    papers.tell("courier", [10**15 + 1], place=None)
    listing = papers.listed()

    names, _ = write_listing(listing, tmp_path / "out")

    text = "".join((tmp_path / "out" / name.rpartition("/")[2]).read_text() for name in names)
    items = [row["item"] for row in papers.rows["items"]]
    assert not [word for word in ("mill", str(10**15), *items) if word in text]
    assert set(by_stratum(listing).columns) == {"province", "month", "sex", "age_band", "a", "b", "count"}


def test_what_is_written_is_what_estimate_and_r_read(papers, tmp_path):
    papers.tell("gazette", [1, 2, 3])
    papers.tell("courier", [3, 4])

    _, in_r = write_listing(papers.listed(), tmp_path)

    assert (tmp_path / "table.csv").read_text() == f"# {NOTICE}\na,b,count\n1,0,2\n0,1,1\n1,1,1\n"
    assert [lines[0] for lines in in_r] == ["library(Rcapture)", "library(LCMCR)", "library(SparseMSE)"]


def test_a_list_that_holds_nobody_is_left_out_of_the_table(papers):
    papers.tell("gazette", [1, 2])
    papers.tell("courier", [1])
    papers.tell("monthly", [3], day=90)
    lists = BOTH | {"c": ("monthly",)}

    table = table_of(papers.listed(universe=Universe("detention", last=DAY), lists=lists))

    assert (table.lists, table.counts) == (("a", "b"), (1, 0, 1))


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        ({"a": ("gazete",), "b": ("courier",)}, "There is no observer 'gazete'. Did you mean 'gazette'"),
        ({"a": ("gazette", "courier"), "b": ("courier",)}, "'courier' stands on two lists"),
    ],
)
def test_lists_of_nobody_or_of_the_same_observer_are_refused(lists, reason):
    with pytest.raises(InputError, match=reason):
        check_lists(lists, ["gazette", "courier"])


def test_lists_from_which_nothing_can_be_told_are_refused(papers):
    papers.tell("gazette", [1])
    papers.tell("courier", [2])

    with pytest.raises(InputError, match="No two lists share a person"):
        table_of(papers.listed())
    with pytest.raises(InputError, match="only 'a' names anybody"):
        table_of(papers.listed(lists={"a": ("gazette",)}))


@pytest.mark.parametrize("name", ["missed_match", "false_match", "linkage_withheld"])
def test_moving_a_record_of_linkage_changes_the_lists(catalogue, name):
    told = Papers()
    for observer in ("gazette", "courier"):
        for person in range(2000):
            told.tell(observer, [person], place=None, day=person % 100)

    def counted(value):
        record = catalogue.behaviour[name].model_copy(update={"value": value})
        return told.listed(errors_of({**catalogue.behaviour, name: record})).counts

    record = catalogue.behaviour[name]
    assert len({counted(value) for value in (record.low, record.value, record.high)}) == 3


@pytest.mark.parametrize("rates", [(-0.1, 0.0), (1.1, 0.0), (0.1, 1.0), (0.1, 0.0, 0.5)])
def test_rates_that_are_none_are_refused(rates):
    with pytest.raises(InputError, match="cannot be"):
        Errors(*rates)


def test_lists_are_not_written_over_a_file(papers, tmp_path):
    papers.tell("gazette", [1, 2])
    papers.tell("courier", [1])
    (tmp_path / "out").write_text("mine")

    with pytest.raises(ResultsError, match="is no folder"):
        write_listing(papers.listed(), tmp_path / "out")


def test_the_truth_counts_people_once_on_the_first_time_it_befell_them():
    days = [DAY, DAY + datetime.timedelta(days=40), DAY]
    victims = pl.DataFrame({
        "key": np.array([1, 1, 2], dtype=np.uint64), "event": ["detention"] * 3, "day": days,
        "province": ["north"] * 3, "place": ["mill"] * 3, "sex": ["male"] * 3, "age_band": ["17-34"] * 3,
    })  # fmt: skip

    found = truth_by_stratum(victims, EVERYBODY)

    assert found.rows() == [("north", "2015-07", "male", "17-34", 2)]
