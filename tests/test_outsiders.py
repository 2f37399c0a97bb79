"""What happened beside what was published, and what may be written of it."""

import datetime

import numpy as np
import polars as pl
import pytest
import xarray as xr

from clampdown.experiments.arms import FEWEST, Arm
from clampdown.experiments.outsiders.counts import KINDS, Told, by_day, news_of, told
from clampdown.experiments.outsiders.effects import outsiders_of_arm
from clampdown.experiments.outsiders.memory import items_of
from clampdown.experiments.outsiders.shown import Kind, Shown, costs_of_run
from clampdown.experiments.outsiders.summary import beside_twin, campaign_told
from clampdown.experiments.outsiders.telling import apart, outsiders_in_words
from clampdown.experiments.outsiders.writing import Ground, may, may_not
from clampdown.experiments.resting import FIGURES
from clampdown.experiments.windows import Window
from clampdown.experiments.wording import WIDTH
from clampdown.results.observed import SCHEMAS
from clampdown.schema.loading import load_pack

START = datetime.date(2015, 6, 21)
DAYS, PLACES = 40, 2
WINDOWS = {"before": Window(0, 10), "during": Window(10, 30), "after": Window(30, 40)}
CAMPAIGN, TWIN = "the drive", "its twin quiet"
RECORDS = {"measured": 1, "estimated": 2, "judged": 3, "assumed": 4}
BEHIND = dict.fromkeys(FIGURES, RECORDS) | {
    "held": {"measured": 0, "estimated": 1, "judged": 1, "assumed": 6},
    "claimed": {"measured": 0, "estimated": 0, "judged": 1, "assumed": 3},
    "published_detention": {"measured": 0, "estimated": 1, "judged": 1, "assumed": 18},
}


@pytest.fixture(scope="module")
def pack(catalogue):
    return load_pack("toytown", catalogue)


def arm(directed: float = 0.0, participants: int = 0) -> Arm:
    ordered = np.full((DAYS, 2, PLACES), 1.0)
    ordered[:, 1] = 0.0
    ordered[12:, 1] = directed
    metrics = xr.Dataset(
        {
            "participants": (("day", "place"), np.full((DAYS, PLACES), participants)),
            "ordered": (("day", "order", "place"), ordered),
            "weight": ("place", np.array([1.0, 3.0])),
            "simulated": ("place", np.array([5_000, 1_000])),
        },
        coords={"day": np.arange(DAYS), "order": ["routine/walk", "drive/patrol"]},
    )
    return Arm(metrics)


def cases(count: int, outcome: str = "custody", rung: str = "lock_up", day: int = 15) -> pl.LazyFrame:
    row = {"day": day, "outcome": outcome, "rung": rung, "weight": 3.0}
    return pl.LazyFrame(
        [row] * count, schema={"day": pl.Int32, "outcome": pl.String, "rung": pl.String, "weight": pl.Float64}
    )


def item(
    number: int, observer: str = "gazette", kind: str = "detention", **changes: object
) -> dict[str, object]:
    return {
        "item": f"{number:016x}", "observer": observer, "published": datetime.date(2015, 8, 1), "kind": kind,
        "told_from": datetime.date(2015, 7, 5), "told_to": datetime.date(2015, 7, 5), "province": None,
        "place": None, "count": 1, "corrects": None,
    } | changes  # fmt: skip


def items(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMAS["items"])


def counted(pack, happened, published, **of_arm):
    news = news_of(published, ["gazette", "herald"], START)
    return told(arm(**of_arm), happened, news, WINDOWS, pack)


def kind_of(rows, kind):
    return next(row for row in rows if row["kind"] == kind)


def shown(ratio=1.5, spans=((1.2, 1.9),), enough=True, key="held", title="people held", only_here=False):
    named = {f"{n} seeds": span for n, span in enumerate(spans, start=20)}
    return Shown(key, title, ratio, enough, only_here, named)


def ground(costs=(), kinds=(), work=(0.6, 0.9)):
    return Ground(CAMPAIGN, TWIN, True, costs, kinds, work, RECORDS, BEHIND)


def flipped(true=((1.2, 1.9),), seen=((0.6, 0.9),), outlets=2):
    return Kind(
        shown(1.5, true, key="detention", title="people detained"),
        shown(0.75, seen, key="detention", title="people detained"),
        (6.0, 12.0), outlets,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "rung", "event"),
    [
        ("custody", "lock_up", "detention"), ("custody", "expulsion", "exile"), ("kin", "expulsion", "exile"),
        ("fined", "penalty", "fine"), ("left", "reprimand", "leaving"),
    ],
)  # fmt: skip
def test_a_case_is_an_event_by_how_it_ended_and_by_its_rung(pack, outcome, rung, event):
    days = by_day(cases(2, outcome, rung), pack)

    assert days["event"].to_list() == [event]
    assert (days["people"].item(), days["simulated"].item()) == (6.0, 2)


@pytest.mark.parametrize("outcome", ["bought", "concealed", "warned", "named"])
def test_a_case_that_ended_without_harm_to_tell_of_is_no_event(pack, outcome):
    assert by_day(cases(2, outcome), pack).is_empty()


def test_what_happened_is_weighted_up_and_falls_into_the_window_of_its_day(pack):
    found = counted(pack, cases(30), items())

    detention = list(KINDS).index("detention")
    assert found.happened[:, detention].tolist() == [0.0, 90.0, 0.0]
    assert found.events[:, detention].tolist() == [0.0, 30.0, 0.0]


def test_an_order_counts_in_each_place_on_the_first_day_it_is_there(pack):
    found = counted(pack, cases(0), items(), directed=0.5)

    assert found.happened[:, list(KINDS).index("order")].tolist() == [0.0, 2.0, 0.0]


def test_people_in_confrontations_are_weighted_up(pack):
    found = counted(pack, cases(0), items(), participants=1)

    assert found.happened[1, list(KINDS).index("clash")] == 20 * (1 + 3)


def test_a_published_item_counts_on_the_day_it_tells_of_not_the_day_it_came_out(pack):
    found = counted(pack, cases(0), items(item(1, count=4), item(2, observer="herald", count=2)))

    detention = list(KINDS).index("detention")
    assert found.published[:, detention].tolist() == [0.0, 6.0, 0.0]
    assert (found.items[1, detention], found.outlets[1, detention]) == (2, 2)


def test_an_item_that_tells_of_a_month_counts_in_its_middle():
    month = {"told_from": datetime.date(2015, 7, 1), "told_to": datetime.date(2015, 7, 31)}

    assert news_of(items(item(1, **month)), ["gazette"], START).collect()["day"].item() == 25


def test_of_an_item_and_its_correction_only_the_correction_counts(pack):
    corrected = items(item(1, count=40), item(2, count=4, corrects=f"{1:016x}"))

    found = counted(pack, cases(0), corrected)

    assert found.published[1, list(KINDS).index("detention")] == 4


def test_interviews_papers_and_pictures_are_not_news(pack):
    found = counted(pack, cases(0), items(item(1, observer="leaked-papers", count=99)))

    assert found.published.sum() == 0


def test_truth_and_count_may_move_apart(pack):
    own = counted(pack, cases(60), items(*[item(n) for n in range(15)]))
    twin = counted(pack, cases(40), items(*[item(n) for n in range(20)]))

    row = kind_of(beside_twin(own, twin), "detention")

    assert row["happened"]["ratio"] == {"before": None, "during": 1.5, "after": None}
    assert row["published"]["ratio"]["during"] == 0.75
    assert row["per_100"] == {"run": 25.0, "twin": 50.0}


def test_a_rate_of_telling_rests_on_twenty_items(pack):
    truth = cases(60)
    few, enough = (
        counted(pack, truth, items(*[item(n) for n in range(told)])) for told in (FEWEST - 1, FEWEST)
    )

    assert kind_of(beside_twin(few, few), "detention")["per_100"] == {"run": None, "twin": None}
    assert kind_of(beside_twin(enough, few), "detention")["per_100"]["run"] == pytest.approx(100 / 3)


def test_nothing_is_told_of_fewer_than_twenty_events_or_items(pack):
    few = counted(pack, cases(FEWEST - 1), items(*[item(n) for n in range(FEWEST - 1)]))

    row = kind_of(beside_twin(few, few), "detention")

    assert not row["happened"]["enough"]
    assert not row["published"]["enough"]
    assert row["happened"]["ratio"]["during"] is None
    assert row["published"]["ratio"]["during"] is None
    assert row["per_100"] == {"run": None, "twin": None}


def test_what_only_the_campaign_has_is_said_to_be_only_there(pack):
    own, twin = counted(pack, cases(FEWEST), items()), counted(pack, cases(0), items())

    row = kind_of(beside_twin(own, twin), "detention")

    assert row["happened"]["only_here"]
    assert not row["published"]["only_here"]


def test_a_range_is_taken_over_draws_that_can_tell(pack):
    own, twin = counted(pack, cases(60), items()), counted(pack, cases(40), items())
    draws = [{"draw": n, "told": campaign_told(own, twin)} for n in range(3)]

    row = kind_of(beside_twin(own, twin, draws), "detention")

    assert (row["happened"]["range"]["low90"], row["happened"]["range"]["draws"]) == (1.5, 3)
    assert row["published"]["range"] is None


def test_it_is_said_in_words_when_the_count_falls_while_the_truth_rises():
    text = " ".join(" ".join(outsiders_in_words([flipped()], "twin")).split())

    assert "The published count of people detained falls (0.75) while the truth rises (1.50)" in text
    assert "The intervals" not in text
    assert "without a range" in apart(flipped(true=(), seen=()))
    assert "do not settle" in apart(flipped(seen=((0.6, 1.2),)))


def test_nothing_is_said_of_a_count_that_moves_with_the_truth():
    kind = flipped()

    assert apart(kind._replace(published=kind.happened)) == ""
    assert apart(kind._replace(published=kind.published._replace(ratio=None))) == ""


def test_where_nobody_watched_there_is_no_section():
    assert outsiders_in_words([], "twin") == []


def test_too_few_is_said_and_no_figure_given():
    few = shown(None, (None,), enough=False, key="execution", title="people executed")

    lines = outsiders_in_words([Kind(shown(), few, (None, None), 0)], "twin")

    row = next(line for line in lines if line.startswith("people held"))
    assert row.split()[-5:] == ["too", "few", "–", "–", "–"]
    assert "0.75" not in row


def test_with_two_intervals_what_was_published_stands_below_and_no_line_is_too_long():
    two = {"20 seeds": (1.2, 1.9), "20 draws of what is not known": (1.1, 2.9)}
    kind = flipped()
    both = kind._replace(
        happened=kind.happened._replace(spans=two), published=kind.published._replace(spans=two)
    )

    lines = outsiders_in_words([both], "base")

    assert max(map(len, lines)) <= WIDTH
    rows = [line.split() for line in lines if line.startswith(("people detained", "  as published"))]
    assert [row[2] for row in rows] == ["1.50", "0.75"]
    assert rows[1][-2:] == ["6.0", "12"]


def test_kinds_with_too_few_of_both_are_named_together_below():
    few = shown(None, (), enough=False, key="execution", title="people executed")
    some, none = flipped(), Kind(few, few, (None, None), 0)

    both, alone = (" ".join(outsiders_in_words(kinds, "twin")) for kinds in ([some, none], [none]))

    assert "too few of both, events and items: people executed" in both
    assert both.index("people detained") < both.index("people executed")
    assert "per 100" not in alone
    assert "people executed" in alone


def test_a_ratio_may_be_written_only_with_an_interval_that_leaves_out_no_effect():
    rows = [shown(), shown(1.1, ((0.9, 1.4),), key="bribes_paid", title="bribes paid")]

    allowed, refused = " ".join(may(ground(rows))), " ".join(may_not(ground(rows)))

    assert "1.50 times as many people are held" in allowed
    assert "1.20 to 1.90 over 20 seeds" in allowed
    assert "bribes" not in allowed
    assert "changed bribes paid: an interval includes no effect" in refused


def test_each_interval_has_to_leave_out_no_effect():
    assert shown(1.5, ((1.2, 1.9), (1.1, 3.0))).clear
    assert not shown(1.5, ((1.2, 1.9), (0.9, 3.0))).clear
    assert not shown(1.5, (None,)).clear
    assert not shown(1.5, ((1.2, 1.9), None)).clear


def test_every_ratio_that_may_be_written_is_said_to_be_a_model_s():
    allowed = may(ground([shown()], [flipped()]))

    assert all(s.startswith(("In a model of synthetic people", "With any of this")) for s in allowed)


def test_a_run_without_ranges_gives_no_ratio_to_write():
    bare = ground([shown(spans=())], [flipped(true=(), seen=())])

    allowed, refused = may(bare), may_not(bare)

    assert not any("1.50" in sentence for sentence in allowed)
    assert any("Any ratio as a finding: it has no range" in sentence for sentence in refused)


def test_what_may_be_written_says_which_share_of_its_own_numbers_is_assumed():
    held, work, *_ = may(ground([shown()]))

    assert held.endswith("; 75 % of the 8 numbers behind it are assumed.")
    assert work.endswith("; 75 % of the 4 numbers behind it are assumed.")


def test_a_count_against_the_truth_says_the_share_of_the_truth_and_of_the_count():
    told = next(line for line in may(ground([], [flipped()])) if "against the truth" in line)

    assert "; 40 % of the 10 numbers behind it are assumed;" in told
    assert told.endswith("; 90 % of the 20 numbers behind it are assumed.")


def test_what_rests_on_fewer_than_twenty_may_not_be_written():
    refused = " ".join(may_not(ground([shown(None, (), enough=False)])))

    assert f"Anything of people held: fewer than {FEWEST}" in refused


def test_a_count_that_moves_against_the_truth_may_be_written_with_the_truth_and_not_alone():
    found = ground([shown()], [flipped()])

    (sentence,) = [one for one in may(found) if "the count moves against the truth" in one]
    assert f"1.50 times as many people are detained under {CAMPAIGN} as under {TWIN}" in sentence
    assert "1.20 to 1.90 over 20 seeds" in sentence
    assert "0.75 times as many (0.60 to 0.90 over 20 seeds)" in sentence
    assert any("because outlets say so" in sentence for sentence in may_not(found))


def test_a_flip_that_intervals_leave_open_may_not_be_written():
    found = ground([shown()], [flipped(seen=((0.6, 1.2),))])

    assert not any("moves against" in sentence for sentence in may(found))


def test_what_a_single_outlet_tells_is_not_confirmed():
    alone, two = (" ".join(may_not(ground([shown()], [flipped(outlets=n)]))) for n in (1, 2))

    assert "a single outlet told of them" in alone
    assert "a single outlet" not in two


def test_levels_named_places_forecasts_and_the_twin_as_history_may_never_be_written():
    refused = " ".join(may_not(ground([shown()])))

    assert all(
        words in refused for words in ("How many people", "named county", "forecast", "would have happened")
    )


def test_how_much_of_the_model_is_measured_goes_with_any_sentence():
    assert may(ground([shown()]))[-1].startswith("With any of this: that of the 10 numbers")
    assert "30 %" in may(ground([shown()]))[-1]


def test_few_draws_tell_no_range():
    row = {"key": "held", "title": "people held", "enough": True, "only_here": False}
    row |= {"ratio": {"during": 1.5}, "range": {"low90": 1.2, "high90": 1.9}}

    few, many = (costs_of_run({"human_cost": [row], "draws": draws})[0] for draws in (19, 20))

    assert (few.clear, few.known) == (False, [])
    assert (many.clear, many.known) == (True, [(1.2, 1.9)])


def dataset(base, other) -> xr.Dataset:
    """Return what pairs of runs told of detentions: (happened, events, published, items) of each arm."""
    values = np.zeros((2, len(base), len(KINDS), len(Told._fields)))
    values[0, :, 0, :4], values[1, :, 0, :4] = base, other
    values[..., 4] = 2
    coords = {"arm": ["quiet", "drive"], "kind": list(KINDS), "what": list(Told._fields)}
    return xr.Dataset({"told": (("arm", "task", "kind", "what"), values)}, coords=coords)


def test_over_pairs_both_sides_have_their_interval():
    pairs = dataset([(10, 100, 40, 30), (11, 110, 44, 33)], [(15, 150, 30, 25), (16, 160, 31, 26)])

    row = outsiders_of_arm(pairs, pairs.isel(task=[]), ("quiet", "drive"), 10_000)[0]

    assert row["happened"]["ratio"]["value"] == pytest.approx(31 / 21)
    assert row["published"]["ratio"]["value"] == pytest.approx(61 / 84)
    assert row["published"]["ratio"]["low90"] < 61 / 84 < row["published"]["ratio"]["high90"]
    assert row["per_100"] == {"base": 40.0, "arm": pytest.approx(100 * 61 / 310)}
    assert (row["happened"]["over_draws"], row["outlets"]) == (None, 2)


def test_where_an_arm_was_not_watched_a_comparison_tells_nothing_of_outsiders():
    pairs = dataset([(10, 100, 40, 30)], [(np.nan,) * 4])

    assert outsiders_of_arm(pairs, pairs.isel(task=[]), ("quiet", "drive"), 10_000) is None


def test_ranges_over_draws_are_taken_of_both_sides():
    draws = dataset([(10, 100, 40, 30)] * 3, [(n, 150, 30, 25) for n in (14, 15, 16)])

    row = outsiders_of_arm(draws, draws, ("quiet", "drive"), 10_000)[0]

    assert row["happened"]["over_draws"]["ratio"]["low90"] == pytest.approx(1.41)
    assert row["published"]["over_draws"]["ratio"]["draws"] == 3


def test_nobody_watches_where_the_mechanism_is_off(toytown):
    watched, alone = (toytown.live(1, off=off).simulation for off in ((), ("M35",)))

    assert items_of(watched).columns == list(SCHEMAS["items"])
    assert items_of(alone) is None
