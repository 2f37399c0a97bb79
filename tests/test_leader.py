"""A centre that reacts: what it hears, when it decides, and what becomes of orders that wait (M36)."""

import dataclasses

import numpy as np
import pytest

from clampdown.engine.hashing import state_hash
from clampdown.engine.leading import first_issue
from clampdown.errors import ScenarioError
from clampdown.experiments.run import Job, carry_out, run, run_with_twin, simulation_of, values_of
from clampdown.results import same_results
from clampdown.schema.scenarios import load_scenario
from clampdown.schema.when import Repetition
from clampdown.world.state import NEVER
from waiting_orders import REACTIVE, abroad, one_for_each_sign, short, trigger

HOURS = {"patrol": 4}


def issues(town, directive, days=20, **changes):
    """Return the days on which a directive is issued, and the days on which it is in force somewhere."""
    life, issued, held = town.begin([directive], **changes), [], []
    for t in range(days):
        today = life.simulation.step(t)
        row = next(m for m, line in enumerate(life.simulation.lines) if line.directive)
        if life.world.centre.issued[0, 0] == t:
            issued.append(t)
        if (today.ordered[row] > 0).any():
            held.append(t)
    return issued, held


def test_a_directive_with_a_trigger_is_issued_on_its_date_where_the_leader_is_scripted(toytown):
    waits = short(toytown, "waits", HOURS, trigger("discontent", above=0.9))
    plain = short(toytown, "waits", HOURS)

    hashes = [toytown.live(12, [one], hashed=True).hashes for one in (waits, plain)]

    assert hashes[0] == hashes[1]


def test_a_switch_puts_a_reactive_centre_back_to_the_dates_written(toytown):
    waits = short(toytown, "waits", HOURS, trigger("discontent", above=0.9))

    assert issues(toytown, waits, options=REACTIVE) == ([], [])
    off = toytown.live(12, [waits], off=["M36"], options=REACTIVE, hashed=True).hashes
    plain = toytown.live(12, [short(toytown, "waits", HOURS)], off=["M36"], hashed=True).hashes
    assert off == plain


def test_a_sign_that_is_seen_is_acted_on_after_the_delay_and_for_as_long_as_the_order_lasts(toytown):
    waits = short(toytown, "waits", HOURS, trigger("discontent", below=0.9, delay=6), days=4)

    issued, held = issues(toytown, waits, options=REACTIVE, off=["M04"])

    assert issued == [6]
    assert held == [6, 7, 8, 9]


def test_without_a_delay_of_its_own_a_directive_takes_that_of_the_record(toytown):
    waits = short(toytown, "waits", HOURS, trigger("discontent", below=0.9))

    issued, _ = issues(toytown, waits, options=REACTIVE, settings={"behaviour.decision_delay": 9})

    assert issued == [9]


def test_a_directive_is_issued_at_most_once_in_so_many_days_and_so_many_times(toytown):
    always = trigger("discontent", below=0.9, delay=1)

    again, _ = issues(toytown, short(toytown, "w", HOURS, always, Repetition(every=6)), options=REACTIVE)
    twice, _ = issues(
        toytown, short(toytown, "w", HOURS, always, Repetition(every=6, times=2)), options=REACTIVE
    )
    once, _ = issues(toytown, short(toytown, "w", HOURS, always), options=REACTIVE)

    assert (again, twice, once) == ([1, 8, 15], [1, 8], [1])


def test_a_repeated_directive_without_a_trigger_comes_by_the_calendar_under_either_leader(toytown):
    repeated = short(toytown, "w", HOURS, None, Repetition(every=7, times=3), days=2, first=-5)

    found = [issues(toytown, repeated, **options)[1] for options in ({}, {"options": REACTIVE})]

    assert found[0] == found[1]
    assert issues(toytown, repeated, off=["M04"])[1] == [2, 3, 9, 10]


def test_attention_abroad_moves_the_centre_while_it_lasts(toytown):
    waits = short(toytown, "w", HOURS, trigger("attention", above=0.5, delay=0), Repetition(every=5))
    noise = abroad(toytown, (0.5, 0, 30), (0.8, 4, 6), (0.9, 12, 12))

    assert issues(toytown, waits, options=REACTIVE, attention=noise)[0] == [4, 12]


def test_an_anniversary_moves_the_centre_some_days_before_it(toytown):
    fair = toytown.scenario.pack.calendar.events[0]
    ahead = (fair.date - toytown.scenario.start).days - 8
    waits = short(toytown, "w", HOURS, trigger("event", event=fair.id, within=ahead, delay=0))

    assert issues(toytown, waits, options=REACTIVE)[0] == [8]


def test_the_centre_hears_less_of_discontent_the_more_is_asked_and_all_of_it_without_false_reports(toytown):
    drive = short(toytown, "drive", {"harsher_penalties": 2, "name_quota": 12}, days=40, first=0)

    def heard(**changes):
        return toytown.live(40, [drive], settings=toytown.lively(), **changes).world.provinces

    told, true = heard(), heard(off=["M12"])

    assert (told.discontent < true.discontent).all()
    assert (told.opposition <= true.opposition).all()
    assert true.discontent.min() > 0


def test_a_province_says_nothing_of_a_directive_that_is_not_about_it(toytown):
    provinces = [province.id for province in toytown.scenario.pack.provinces]
    area = toytown.directive("null-order").area.model_copy(
        update={"everywhere": False, "provinces": (provinces[0],)}
    )
    waits = short(toytown, "w", HOURS, trigger("discontent", above=0.5)).model_copy(update={"area": area})

    listened = toytown.begin([waits], options=REACTIVE).simulation.orders.listened

    assert listened.tolist() == [[1.0, 0.0]]


def test_what_was_decided_outlives_an_interruption(toytown, tmp_path):
    directives = one_for_each_sign(toytown, toytown.scenario.pack.calendar.events[0].id)
    scenario = dataclasses.replace(
        toytown.changed(directives, options=REACTIVE, attention=abroad(toytown, (0.7, 2, 9))),
        days=70, sample={"rest": 1.0},
    )  # fmt: skip
    run(scenario, Job(tmp_path / "whole", threads=1), toytown.catalogue)

    def broken(today):
        if today.t == 40:
            raise KeyboardInterrupt

    job = Job(tmp_path / "broken", threads=1)
    values = values_of(scenario, toytown.catalogue)
    with pytest.raises(KeyboardInterrupt):
        carry_out(simulation_of(scenario, toytown.catalogue, values, toytown.copy(), 1), job, watch=broken)
    resumed = dataclasses.replace(job, resume=True)
    carry_out(simulation_of(scenario, toytown.catalogue, values, toytown.copy(), 1), resumed)

    assert same_results(tmp_path / "whole", tmp_path / "broken") == []


def test_days_are_the_same_on_several_threads(toytown):
    directives = one_for_each_sign(toytown, toytown.scenario.pack.calendar.events[0].id)

    lives = [toytown.live(15, directives, options=REACTIVE, threads=n, hashed=True).hashes for n in (1, 3)]

    assert lives[0] == lives[1]


def test_the_twin_of_a_reactive_run_has_its_own_days_from_the_first(toytown, tmp_path):
    waits = short(toytown, "w", HOURS, trigger("discontent", below=0.9, delay=1))
    scenario = dataclasses.replace(
        toytown.changed([waits], options=REACTIVE, twin="toytown-quiet"), days=20, file=tmp_path / "w.yaml"
    )  # fmt: skip
    own, twin = run_with_twin(scenario, Job(tmp_path / "run", threads=1), toytown.catalogue)

    life = toytown.begin([waits], options=REACTIVE)
    assert first_issue(life.simulation) == 0
    quiet = toytown.live(20, options=REACTIVE)
    assert twin.metrics["offences"].values.sum() == quiet.total("offences")
    patrolled = [int(one.metrics["minutes"].sel(task="patrol").sum()) for one in (own, twin)]
    assert patrolled[0] > patrolled[1]


def test_nothing_is_noticed_or_issued_where_nothing_waits(toytown):
    life = toytown.live(5, toytown.campaign())

    assert (life.world.centre.issued == NEVER).all()
    assert (life.world.centre.noticed == NEVER).all()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("trigger: {sign: discontent, aboove: 0.1, because: made up}", "Did you mean 'above'?"),
        ("trigger: {sign: discontnt, above: 0.1, because: made up}", "discontent"),
        ("trigger: {sign: discontent, above: 0.1}", "because"),
        ("trigger: {sign: discontent, because: made up}", "needs 'above' or 'below'"),
        ("trigger: {sign: discontent, above: 0.1, below: 0.2, because: made up}", "and not both"),
        ("trigger: {sign: discontent, above: 1, because: made up}", "never above 1"),
        ("trigger: {sign: carried_out, below: 0, because: made up}", "never below 0"),
        ("trigger: {sign: opposition, below: 0, because: made up}", "never below 0"),
        ("trigger: {sign: discontent, above: 0.1, within: 4, because: made up}", "knows no 'within'"),
        ("trigger: {sign: event, above: 4, because: made up}", "needs 'event' and 'within'"),
        (
            "trigger: {sign: event, event: fiar-2015, within: 4, because: made up}",
            "Did you mean 'fair-2015'?",
        ),
        ("trigger: {sign: discontent, above: 0.1, delay: -1, because: made up}", "cannot be negative"),
        ("repetition: {every: 5}", "lasts up to 10"),
        ("repetition: {every: 0}", "every"),
        ("repetition: {every: 20, times: 1}", "times"),
    ],
)
def test_a_mistake_in_when_a_directive_is_issued_is_told(tmp_path, lines, said):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(tmp_path, lines, "reactive"))

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("trigger: {sign: attention, above: 0.5, because: made up}", "never above 0.3"),
        ("trigger: {sign: event, event: fair-2015, within: 4, because: made up}", "does not draw near"),
    ],
)
def test_a_sign_that_never_comes_is_told_where_the_leader_heeds_it(tmp_path, lines, said):
    assert load_scenario(written(tmp_path, lines, "scripted"))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(tmp_path, lines, "reactive"))

    assert said in str(caught.value)
    assert "waits for a sign that never comes" in str(caught.value)


def test_more_directives_than_can_wait_are_told(tmp_path):
    text = written(tmp_path, "repetition: {every: 20}", "scripted").read_text(encoding="utf-8")
    names = [f"w{n}.yaml" for n in range(17)]
    for n, name in enumerate(names):
        own = (tmp_path / "w.yaml").read_text(encoding="utf-8").replace("id: w\n", f"id: w{n}\n")
        (tmp_path / name).write_text(own, encoding="utf-8")
    many = tmp_path / "many.yaml"
    many.write_text(text.replace("[w.yaml]", f"[{', '.join(names)}]"), encoding="utf-8")

    with pytest.raises(ScenarioError, match="17 directives wait"):
        load_scenario(many)


def test_a_directive_without_an_end_cannot_be_repeated(tmp_path):
    path = written(tmp_path, "repetition: {every: 20}", "scripted")
    file = tmp_path / "w.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(", until: 2015-07-20", ""), encoding="utf-8")

    with pytest.raises(ScenarioError, match="without an end"):
        load_scenario(path)


def written(folder, lines, leader):
    """Write a directive with some lines of its own, and a scenario of toytown that has it."""
    directive = (
        "id: w\ntitle: waits\nissuer: council\naddressees: [wardens]\nannounced: internal\n"
        f"in_force: {{from: 2015-07-11, until: 2015-07-20}}\narea: everywhere\n{lines}\n"
        "orders:\n  - {measure: patrol, amount: 2}\n"
    )
    scenario = (
        "id: waits\ntitle: waits\npack: toytown\nstart: 2015-07-01\ndays: 30\n"
        f"options: {{leader: {leader}}}\ndirectives: [w.yaml]\n"
        "attention: [{from: 2015-07-05, level: 0.3, because: made up}]\n"
    )
    (folder / "w.yaml").write_text(directive, encoding="utf-8")
    (folder / "waits.yaml").write_text(scenario, encoding="utf-8")
    return folder / "waits.yaml"


def test_the_state_that_orders_wait_in_is_part_of_the_hash(toytown):
    life = toytown.begin()
    before = state_hash(life.world)
    life.world.centre.issued[0, 0] = 3

    assert state_hash(life.world) != before
    assert np.all(toytown.settled.centre.issued == NEVER)
