"""Scenarios compared pair by pair: what is measured, how it is told, what stays on disk."""

import dataclasses
import datetime
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import clampdown as cd
from clampdown.errors import EngineError, ResultsError, ScenarioError
from clampdown.experiments import compare, compare_text
from clampdown.experiments.arms import Arm
from clampdown.experiments.compare_design import Task, arms_of, design_of, windows_for
from clampdown.experiments.compare_effects import effect, mean_share, over_draws
from clampdown.experiments.compare_layout import open_dataset
from clampdown.experiments.compare_store import read_state
from clampdown.experiments.compare_work import measured
from clampdown.experiments.pairs import lived_pair
from clampdown.experiments.preparing import Wishes
from clampdown.experiments.summary import campaign_ratios
from clampdown.experiments.windows import Window
from clampdown.schema.scenario import Shock

ARMS = ["toytown-quiet", "toytown-drive"]
DAYS = Wishes(settings=("days=30",))


def short_design(replicates=2, draws=0, arms=ARMS, wishes=DAYS):
    return design_of(arms, replicates=replicates, draws=draws, wishes=wishes)


def compared(folder, design, **how):
    with ThreadPoolExecutor(1) as here:
        return compare.carry_out(design, folder, executor=here, **how)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return compared(tmp_path_factory.mktemp("compared") / "whole", short_design(2, 1))


def test_the_dataset_has_every_arm_replicate_draw_metric_and_province(whole):
    dataset = whole.dataset

    assert dataset["per_1000"].dims == ("arm", "replicate", "draw", "window", "metric", "area")
    assert dataset["arm"].to_numpy().tolist() == ARMS
    assert dataset["draw"].to_numpy().tolist() == ["written", "0"]
    assert dataset["area"].to_numpy().tolist()[0] == "everywhere"
    assert dataset["seed"].to_numpy().tolist() == [7, 8]
    assert dataset["outcome"].to_numpy().tolist() == [[1, 1], [1, 0]]
    assert {"versions", "arms", "first_seed", "notice"} <= set(dataset.attrs)


def test_a_replicate_shows_what_the_same_pair_of_runs_shows(whole):
    ready = cd.load_scenario("toytown-drive", settings={"days": 30})
    pair = lived_pair(ready.scenario, ready.catalogue, threads=1)
    window = windows_for([ready.scenario])["during"]
    cell = whole.dataset["per_1000"].sel(replicate=0, draw="written", window="during", area="everywhere")

    found = cell.sel(metric="bribes_paid").to_numpy()

    ratio = campaign_ratios(Arm(pair.run), Arm(pair.twin), window)["bribes_paid"]
    assert found[1] / found[0] == pytest.approx(ratio, rel=1e-12)


def test_arms_are_the_same_until_the_first_order(whole):
    before = whole.dataset["per_1000"].sel(window="before", draw="written", area="everywhere")

    assert before.sel(arm=ARMS[0]).equals(before.sel(arm=ARMS[1]).assign_coords(arm=ARMS[0]))
    assert float(before.sel(metric="offences").min()) > 0.0


def test_human_cost_comes_first_and_each_effect_has_its_intervals(whole):
    metrics = whole.summary["arms"][0]["metrics"]
    bribes = next(row for row in metrics if row["key"] == "bribes_paid")

    assert [row["human_cost"] for row in metrics] == sorted((r["human_cost"] for r in metrics), reverse=True)
    assert bribes["ratio"]["low90"] < bribes["ratio"]["value"] < bribes["ratio"]["high90"]
    assert bribes["pairs"] == 2


def test_what_happened_stands_beside_what_was_published_and_a_box_ends_it(whole):
    arm, text = (
        whole.summary["arms"][0],
        compare_text.comparison_in_words(whole.summary | {"folder": whole.folder}),
    )

    assert [row["kind"] for row in arm["outsiders"]] == whole.dataset["kind"].to_numpy().tolist()
    assert np.isfinite(whole.dataset["told"].sel(replicate=0, draw="written")).all()
    head = next(line for line in text if line.startswith("What happened, and what was published"))
    assert text.index("You may not write") > text.index("You may write") > text.index(head)
    assert (whole.folder / "you-may-write.md").read_text() == whole.summary["writing"]["markdown"]


def test_a_comparison_in_words_begins_with_what_it_is_and_gives_no_totals(whole):
    lines = compare_text.comparison_in_words(whole.summary | {"folder": whole.folder})

    assert lines[0] == "Simulation of synthetic people; not a record of events."
    heads = [line.split("  ")[0] for line in lines]
    assert heads.index("What was done to people") < heads.index("Beside it")
    afraid = next(line for line in lines if line.startswith("households afraid"))
    rates = [word.replace(",", "") for word in afraid.split()[-3:-1]]
    assert all(len(rate.replace(".", "").strip("0")) <= 2 for rate in rates)


def test_variants_of_one_scenario_go_under_names_of_their_own(tmp_path):
    def variant(switch):
        return cd.load_scenario("toytown-drive", settings={"days": 28, "mechanisms.M05": switch})

    with ThreadPoolExecutor(1) as here:
        found = cd.compare(
            {"with": variant("on"), "without": variant("off")}, tmp_path / "x", replicates=1, executor=here
        )

    assert found.dataset["arm"].to_numpy().tolist() == ["with", "without"]


def test_a_comparison_broken_off_is_gone_on_with_and_ends_as_one_left_alone(tmp_path, whole, monkeypatch):
    class BrokenOffError(Exception):
        pass

    def give_up(_what, done, _of):
        if done == 1:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        compared(tmp_path / "x", short_design(2, 1), progress=give_up)
    asked = []
    monkeypatch.setattr(compare, "measured", lambda *given: asked.append(given[1]) or measured(*given))
    again = compared(tmp_path / "x", short_design(2, 1), resume=True)

    assert [(task.replicate, task.draw) for task in asked] == [(1, None), (0, 0)]
    assert again.dataset.identical(whole.dataset)
    assert again.summary == whole.summary


def test_a_comparison_is_gone_on_with_to_more_replicates_and_draws(tmp_path, whole):
    compared(tmp_path / "x", short_design(1, 0))

    again = compared(tmp_path / "x", short_design(2, 1), resume=True)

    assert again.dataset.identical(whole.dataset)
    assert again.summary == whole.summary


def test_going_on_with_fewer_leaves_what_is_there_and_tells_of_those_asked_for(tmp_path, whole):
    compared(tmp_path / "x", short_design(2, 1))

    again = compared(tmp_path / "x", short_design(1, 0), resume=True)

    assert (again.summary["replicates"], again.summary["draws"]) == (1, 0)
    assert again.dataset.equals(whole.dataset)


def failing_with_seed_8(request, task):
    if task.seed == 8:
        raise EngineError("A rate left its bound.")
    return measured(request, task)


def test_a_failed_replicate_is_recorded_with_its_seed_and_the_rest_count(tmp_path, monkeypatch):
    monkeypatch.setattr(compare, "measured", failing_with_seed_8)

    found = compared(tmp_path / "x", short_design(3))

    assert found.failed == [{"replicate": 1, "draw": None, "seed": 8, "error": "A rate left its bound."}]
    assert found.dataset["outcome"].to_numpy().tolist() == [[1], [-1], [1]]
    assert found.summary["replicates"] == 2
    told = compare_text.comparison_in_words(found.summary | {"folder": found.folder})
    assert "Failed with seed 8: A rate left its bound." in told


def test_a_failed_replicate_is_tried_again_when_the_comparison_is_gone_on_with(tmp_path, monkeypatch, whole):
    with monkeypatch.context() as patch:
        patch.setattr(compare, "measured", failing_with_seed_8)
        compared(tmp_path / "x", short_design(2, 1))

    again = compared(tmp_path / "x", short_design(2, 1), resume=True)

    assert again.failed == []
    assert again.summary == whole.summary


def test_where_every_replicate_fails_the_first_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(compare, "measured", failing_with_seed_8)
    design = short_design(1, wishes=Wishes(seed=8, settings=("days=30",)))

    with pytest.raises(EngineError, match="All 1 replicates failed; the first, with seed 8: A rate"):
        compared(tmp_path / "x", design)
    assert read_state(tmp_path / "x")["failed"][0]["seed"] == 8


def test_workers_of_our_own_show_the_same(tmp_path, whole):
    found = compare.carry_out(short_design(2, 1), tmp_path / "x", workers=2)

    assert found.dataset.identical(whole.dataset)


def test_a_folder_of_another_comparison_is_not_gone_on_with(tmp_path):
    compared(tmp_path / "x", short_design(1))
    other = short_design(1, wishes=Wishes(settings=("days=29",)))

    with pytest.raises(ResultsError, match=r"holds another comparison: arms\.toytown-drive\.scenario\.days"):
        compared(tmp_path / "x", other, resume=True)
    assert open_dataset(tmp_path / "x").attrs["days"] == 30


def test_a_folder_that_is_taken_is_left_alone_unless_it_may_be_replaced(tmp_path):
    compared(tmp_path / "x", short_design(1))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()

    with pytest.raises(ResultsError, match="--resume"):
        compared(tmp_path / "x", short_design(1))
    with pytest.raises(ResultsError, match="holds no comparison, so it is left alone"):
        compared(tmp_path / "mine", short_design(1), overwrite=True)
    assert compared(tmp_path / "x", short_design(1), overwrite=True).summary["replicates"] == 1


def test_a_comparison_that_fails_before_its_first_replicate_leaves_nothing(tmp_path, monkeypatch):
    def no_workers(*_given, **_how):
        raise EngineError("no workers")

    monkeypatch.setattr(compare, "replicate", no_workers)

    with pytest.raises(EngineError, match="no workers"):
        compared(tmp_path / "x", short_design(1))
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_for_all_workers_is_told_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("clampdown.engine.machine.available_memory", lambda: 1 << 20)

    with pytest.raises(EngineError, match="--sample"):
        compare.carry_out(short_design(1), tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arms", "replicates", "sentence"),
    [
        (["toytown-quiet", "toytown-drve"], 2, "Did you mean 'toytown-drive'"),
        (["toytown-quiet"], 2, "two scenarios or more"),
        (["toytown-quiet", "toytown-quiet"], 2, "Two arms are called 'toytown-quiet'"),
        (["toytown-quiet", "quiet-2015"], 2, "Compare scenarios of one pack"),
        (ARMS, 0, "0 replicates compare nothing"),
    ],
)
def test_what_cannot_be_compared_is_told(arms, replicates, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        design_of(arms, replicates=replicates)


def test_arms_of_unlike_length_are_told_with_a_remedy():
    shorter = cd.load_scenario("toytown-drive", settings={"days": 20})

    with pytest.raises(
        ScenarioError, match=r"differ in days: 60 and 20\. Give both the same with --set days="
    ):
        design_of(["toytown-quiet", shorter], replicates=2)


def test_arms_that_differ_after_the_last_day_only_are_told():
    with pytest.raises(ScenarioError, match="differ in nothing on the days that are simulated"):
        design_of(ARMS, replicates=2, wishes=Wishes(settings=("days=20",)))


def test_draws_go_with_seeds_of_their_own_however_many_replicates_there_are():
    assert short_design(1, 3).tasks == [
        Task(0, 7, None), Task(0, 7, 0), Task(1, 8, 1), Task(2, 9, 2),
    ]  # fmt: skip


def drive(**changes):
    return dataclasses.replace(cd.load_scenario("toytown-drive").scenario, **changes)


def test_arms_are_measured_on_the_days_of_what_they_do_not_share():
    both, (first, second) = drive(), drive().directives
    shared = second.in_force.start

    assert windows_for([drive(directives=()), both])["during"] == Window(25, 46)
    found = windows_for([drive(directives=(first,)), both])["during"]
    assert both.start + datetime.timedelta(days=found.first) == shared.middle
    assert windows_for([both, both])["during"] == Window(25, 46)
    assert windows_for([drive(directives=())] * 2)["during"] == Window(0, 60)


def test_a_shock_that_one_arm_has_is_measured_while_it_lasts():
    hunger = Shock.model_validate(
        {"id": "hunger", "what": "need", "amount": 0.3, "from": "2015-07-11", "until": "2015-07-20"}
    )

    assert windows_for([drive(), drive(shocks=(hunger,))])["during"] == Window(10, 20)


def test_arms_need_the_same_room_for_shocks():
    roomy = cd.load_scenario("toytown-drive", settings={"options.room": 2})

    with pytest.raises(ScenarioError, match=r"differ in options\.room: 1\.0 and 2"):
        design_of(["toytown-quiet", roomy], replicates=2)


def test_a_worker_reads_what_was_asked_for():
    design = short_design()

    assert [arm.scenario for arm in arms_of(design.request)] == design.scenarios


def test_the_interval_covers_the_true_ratio_as_often_as_it_says():
    luck = np.random.default_rng(3)
    hits = 0
    for _ in range(1000):
        common = luck.normal(100, 20, 12)
        base, arm = common + luck.normal(0, 4, 12), 2 * common + luck.normal(0, 8, 12)
        ratio = effect(base, arm, np.array([99.0, 99.0]))["ratio"]
        hits += ratio["low90"] <= 2.0 <= ratio["high90"]

    assert 870 <= hits <= 930


def test_pairing_saves_the_variance_that_arms_have_in_common():
    luck = np.random.default_rng(4)
    common, own = luck.normal(100, 10, 4000), luck.normal(0, 10, (2, 4000))

    alike = effect(common, common + 5, np.array([99, 99]))
    strangers = effect(common, 105 + own[0], np.array([99, 99]))
    half = effect(common + own[0], common + own[1], np.array([99, 99]))

    assert alike["variance_saved"] == pytest.approx(1.0)
    assert strangers["variance_saved"] == pytest.approx(0.0, abs=0.05)
    assert half["variance_saved"] == pytest.approx(0.5, abs=0.05)


def test_a_province_that_is_not_simulated_is_not_shown():
    nothing = np.full(3, np.nan)

    assert not effect(nothing, nothing, np.full(2, np.nan))["enough"]


def test_too_few_people_or_events_are_not_shown():
    found = effect(np.array([1.0, 2.0]), np.array([2.0, 2.0]), np.array([3, 19]))

    assert not found["enough"]
    assert (found["ratio"], found["difference"], found["per_1000"]["arm"]) == (None, None, None)


def test_one_pair_has_no_interval_and_saves_nothing_that_could_be_told():
    found = effect(np.array([1.0]), np.array([2.0]), np.array([50, 100]))

    assert found["ratio"] == {"value": 2.0, "low90": None, "high90": None}
    assert found["variance_saved"] is None


def test_something_of_which_the_base_has_none_is_only_here():
    found = effect(np.zeros(3), np.array([1.0, 2.0, 3.0]), np.array([0, 60]))

    assert found["only_here"]
    assert found["ratio"] is None
    assert found["difference"]["value"] == 2.0
    assert found["per_1000"] == {"base": None, "arm": 2.0}


def test_draws_most_of_which_count_too_little_have_no_range():
    base, arm = np.ones(10), np.full(10, 2.0)
    counted = np.full((2, 10), 50.0)
    counted[:, :2] = 5.0

    assert over_draws(base, arm, counted) is None
    assert over_draws(base, arm, np.full((2, 10), 50.0))["ratio"]["high90"] == 2.0
    assert over_draws(np.zeros(10), arm, np.full((2, 10), 50.0))["ratio"] is None


def test_shares_that_are_missing_do_not_count():
    assert mean_share([float("nan")])["value"] is None
    assert mean_share([0.2, 0.4])["value"] == pytest.approx(0.3)
