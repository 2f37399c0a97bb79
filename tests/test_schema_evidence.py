"""Evidence records, the numbers drawn from them, and what they cite."""

from pathlib import Path

import pytest

from clampdown.errors import EvidenceError, ScenarioError
from clampdown.schema.citations import Sources, numbers_in
from clampdown.schema.directive import Amount, Day
from clampdown.schema.evidence import Evidence, records_in
from clampdown.schema.loading import load_catalogue, load_pack
from clampdown.schema.mechanism import Report, ScienceEntry
from clampdown.schema.values import Values, absurd, drawn

WORDS = {
    "unit": "hours",
    "basis": "assumed",
    "reason": "A reason that is long enough to be one, for tests.",
    "would_change": "an observation",
}


def record(**more) -> Evidence:
    return Evidence.model_validate({"value": 2, "low": 1, "high": 4, **WORDS, **more})


def measured(value: float, source: str, locator: str) -> Evidence:
    return Evidence(
        value=value, low=value, high=value, unit="x", basis="measured", source=source, locator=locator
    )


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    (tmp_path / "counts.csv").write_text(
        'what,year,value,low\na,2014,"1,000",900\na,2015,5,\n', encoding="utf-8"
    )
    report = Report(
        id="001", title="t", outlet="o", published="p", paragraphs={2: "They make 100 rounds a day."}
    )
    entry = ScienceEntry(id="A.6", title="t", says="It rises by about 6 %.")
    return Sources({"toy": tmp_path}, {"001": report}, {"A.6": entry})


@pytest.mark.parametrize(
    ("value", "source", "locator"),
    [
        (1000, "facts:counts.csv", "what=a;year=2014"),
        (900, "facts:counts.csv", "what=a;year=2014#low"),
        (5, "facts:toy/counts.csv", "year=2015"),
        (100, "report:001", "¶2"),
        (0.06, "science", "A.6"),
        (6, "science", "A.6"),
    ],
)
def test_a_value_is_found_where_it_is_cited(sources, value, source, locator):
    assert sources.fault("packs.toy.x", measured(value, source, locator)) is None


@pytest.mark.parametrize(
    ("value", "source", "locator", "key"),
    [
        (7, "facts:counts.csv", "what=a;year=2014", "value"),
        (1000, "facts:counts.csv", "what=a", "locator"),
        (1000, "facts:counts.csv", "what=b", "locator"),
        (1000, "facts:counts.csv", "waht=a", "locator"),
        (1000, "facts:counts.csv", "what=a;year=2014#hgih", "locator"),
        (1000, "facts:count.csv", "what=a", "source"),
        (101, "report:001", "¶2", "value"),
        (100, "report:001", "¶3", "locator"),
        (100, "report:001", "page 2", "locator"),
        (100, "report:009", "¶2", "source"),
        (0.07, "science", "A.6", "value"),
        (0.06, "science", "A.7", "locator"),
        (0.06, "memory", "A.6", "source"),
    ],
)
def test_a_citation_that_leads_nowhere_is_a_fault(sources, value, source, locator, key):
    assert sources.fault("packs.toy.x", measured(value, source, locator))[0] == key


def test_a_judged_record_may_cite_a_place_that_holds_another_number(sources):
    judged = record(basis="judged", source="report:001", locator="¶2")

    assert sources.fault("packs.toy.x", judged) is None


def test_numbers_glued_to_letters_are_no_numbers():
    assert numbers_in("E6 and M05, ¶3 but 12-14 and -0.5") == [3.0, 12.0, 14.0, -0.5]


def test_a_measured_number_needs_no_range():
    one = Evidence.model_validate(
        {"value": 3, "unit": "x", "basis": "measured", "source": "science", "locator": "E1"}
    )

    assert (one.low, one.high, one.shape) == (3, 3, "point")


def test_the_records_of_a_list_are_named_by_their_ids():
    named = dict(records_in({"a": [{"x": record()}], "b": {"c": record()}}, "p"))

    assert set(named) == {"p.a.0.x", "p.b.c"}


@pytest.mark.parametrize("shape", ["uniform", "loguniform", "triangular"])
def test_draws_stay_within_the_range_and_reach_near_its_ends(shape):
    one = record(shape=shape)

    numbers = [drawn(one, n / 1000) for n in range(1000)]

    assert min(numbers) == pytest.approx(1, abs=0.01)
    assert max(numbers) == pytest.approx(4, abs=0.1)
    assert numbers == sorted(numbers)


def test_the_middle_of_a_loguniform_draw_is_the_geometric_mean():
    assert drawn(record(shape="loguniform"), 0.5) == pytest.approx(2)


def test_a_triangular_draw_peaks_at_the_value():
    share_below = (2 - 1) / (4 - 1)

    assert drawn(record(shape="triangular"), share_below) == pytest.approx(2)


def test_defaults_are_the_values_written_down():
    values = Values({"a.b": record()})

    assert values["a.b"] == 2


def test_the_same_draw_gives_the_same_numbers_and_another_gives_others():
    records = {"a.b": record(), "a.c": record()}

    first, again, other = (Values(records, draw=n) for n in (3, 3, 4))

    assert first["a.b"] == again["a.b"] != other["a.b"]
    assert first["a.b"] != first["a.c"]


def test_a_draw_of_one_record_does_not_depend_on_the_others():
    alone, together = Values({"a.b": record()}, draw=1), Values({"a.a": record(), "a.b": record()}, draw=1)

    assert alone["a.b"] == together["a.b"]


def test_measured_and_estimated_records_are_not_drawn():
    estimated = record(basis="estimated", source="science", locator="E1")

    assert Values({"a.b": estimated}, draw=1)["a.b"] == 2


def test_a_setting_wins_over_a_draw():
    assert Values({"a.b": record()}, draw=1, settings={"a.b": 9})["a.b"] == 9


def test_a_misspelt_setting_says_what_was_meant():
    with pytest.raises(ScenarioError, match=r"Did you mean 'a\.capacity'\?"):
        Values({"a.capacity": record()}, settings={"a.capacty": 1})


def test_a_negative_setting_of_a_number_that_cannot_be_is_refused():
    assert "negative" in absurd(record(), -1)


def test_a_share_above_one_is_refused():
    assert "above 1" in absurd(record(value=0.5, low=0.1, high=0.9, unit="share of adults"), 1.5)


def test_reading_marks_a_record_as_read():
    values = Values({"a.b": record(), "a.c": record()})

    _ = values["a.b"]

    assert values.read == {"a.b"}
    assert values.unread == {"a.c"}


def test_all_missing_records_are_named_at_once():
    with pytest.raises(EvidenceError) as caught:
        Values({"a.b": record()}).require(["a.c", "a.b", "a.d"])

    assert [problem.path for problem in caught.value.problems] == ["a.c", "a.d"]


def test_a_ranged_amount_is_its_middle_unless_drawn():
    amount = Amount.model_validate({"low": 10, "high": 20})
    records: dict[str, Evidence] = {}

    usual = Values(records).amount("d.o", amount)
    drawn_ones = {Values(records, draw=n).amount("d.o", amount) for n in range(20)}

    assert usual == 15
    assert len(drawn_ones) == 20
    assert all(10 <= one < 20 for one in drawn_ones)


def test_a_ranged_day_is_its_middle_unless_drawn():
    day = Day.model_validate({"earliest": "2015-07-02", "latest": "2015-07-13"})
    records: dict[str, Evidence] = {}

    days = {Values(records, draw=n).day("d.from", day) for n in range(200)}

    assert f"{Values(records).day('d.from', day)}" == "2015-07-07"
    assert min(days) == day.earliest
    assert max(days) == day.latest


@pytest.mark.parametrize("name", ["dprk", "toytown"])
def test_every_shipped_record_has_words_of_its_own_and_a_citation_that_holds(name):
    catalogue = load_catalogue()

    records = {**catalogue.records(), **load_pack(name, catalogue).records()}

    reasons = [one.reason for one in records.values() if one.reason]
    assert len(set(reasons)) == len(reasons)
    assert all(one.source for one in records.values() if one.basis in ("measured", "estimated"))


def test_no_shipped_record_cites_what_the_model_is_compared_with():
    catalogue = load_catalogue()
    records = {**catalogue.records(), **load_pack("dprk", catalogue).records()}

    cited = {(one.source, one.locator) for one in records.values()}

    assert ("report:004", "¶9") not in cited
