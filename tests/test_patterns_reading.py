"""What is said of patterns that are wrong, and where."""

from pathlib import Path

import pytest

from clampdown.errors import InputError
from clampdown.experiments.claims.reading import read_claims

GOOD = """\
id: P1
claim: a drive makes wardens walk more
base: toytown-quiet
change: {add: [three-week-drive]}
expect:
  - {metric: minutes, where: {task: patrol}, days: [1, 21], ratio: "> 1.1"}
"""
EXPECT = '  - {metric: minutes, where: {task: patrol}, days: [1, 21], ratio: "> 1.1"}\n'


def complaint(tmp_path: Path, text: str) -> str:
    path = tmp_path / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_claims([path])
    assert caught.value.exit_code == 2
    return str(caught.value)


def expecting(line: str) -> str:
    return GOOD.replace(EXPECT, f"  - {line}\n")


def test_a_pattern_is_read_from_anywhere(tmp_path, catalogue):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")

    claim = read_claims([path], catalogue)[0]

    assert [one.id for one in claim.arms["change"].directives] == ["three-week-drive"]
    assert claim.arms["base"].directives == ()


def test_several_patterns_stand_in_one_file_and_several_files_in_a_folder(tmp_path, catalogue):
    indented = "".join(f"    {line}\n" for line in GOOD.splitlines()).replace("    id:", "  - id:", 1)
    (tmp_path / "a.yaml").write_text("patterns:\n" + indented, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD.replace("P1", "P2"), encoding="utf-8")

    assert [claim.pattern.id for claim in read_claims([tmp_path], catalogue)] == ["P1", "P2"]


def test_arms_of_a_two_by_two_differ_in_the_mechanism(tmp_path, catalogue):
    path = tmp_path / "square.yaml"
    path.write_text(GOOD + "switch: M05\n", encoding="utf-8")

    arms = read_claims([path], catalogue)[0].arms

    states = {
        name: arms[name].mechanisms["M05"] for name in ("base_on", "change_on", "base_off", "change_off")
    }
    assert states == {"base_on": True, "change_on": True, "base_off": False, "change_off": False}


def test_a_directive_may_be_written_out_and_a_base_changed(tmp_path, catalogue):
    text = GOOD.replace(
        "base: toytown-quiet", "base: {base: toytown-quiet, set: {days: 40}, options: {calendar: off}}"
    )
    text = text.replace(
        "change: {add: [three-week-drive]}",
        "change:\n  add:\n    - id: walk\n      title: Walk\n      issuer: council\n"
        "      addressees: [wardens]\n"
        "      announced: internal\n      in_force: {from: 2015-07-11, until: 2015-08-09}\n"
        "      area: {places: [millside]}\n"
        "      orders: [{measure: patrol, amount: 3}]",
    )
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")

    arms = read_claims([path], catalogue)[0].arms

    assert arms["change"].days == 40
    assert not arms["base"].options.calendar
    assert arms["change"].directives[0].area.places == ("millside",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{metric: ofences, days: [1, 9], ratio: "> 1"}', "Did you mean 'offences'?"),
        ('{metric: offences, where: {kind: markt_trade}, ratio: "> 1"}', "Did you mean 'market_trade'?"),
        ('{metric: offences, where: {area: milside}, ratio: "> 1"}', "Did you mean 'millside'?"),
        ('{metric: offences, where: {kid: market_trade}, ratio: "> 1"}', "Did you mean 'kind'?"),
        ('{metric: held, where: {kind: market_trade}, ratio: "> 1"}', "cannot be told apart by 'kind'"),
        ('{metric: held, where: {rung: lock_up, sex: male}, ratio: "> 1"}', "one thing at a time"),
        ('{metric: trust, form: median, ratio: "> 1"}', "'trust' has no form 'median'"),
        ('{metric: minutes, form: gini, by: person, ratio: "> 1"}', "not noted by person"),
        ('{metric: offences, form: share, ratio: "> 1"}', "needs 'of_which'"),
        ('{metric: offences, form: gradient, by: sex, ratio: "> 1"}', "does not run over 'sex'"),
        ('{metric: offences, form: gradient, by: distance, ratio: "> 1"}', "have no coordinates"),
        ('{metric: offences, q: 0.5, form: median, ratio: "> 1"}', "knows no 'q'"),
        ('{metric: offences, days: [1, 90], ratio: "> 1"}', "from day -25 to day 35 of the change"),
        ('{metric: offences, days: [-40, -1], ratio: "> 1"}', "outside the run"),
        ('{metric: offences, days: [0, 9], ratio: "> 1"}', "There is no day 0."),
        ('{metric: offences, days: [9, 1], ratio: "> 1"}', "from 9 lies after to 1"),
        ('{metric: offences, days: {from: 1, to: 9, of: weeks}, ratio: "> 1"}', "No arm has the directive"),
        ('{metric: offences, days: {calendar: 2016-01}, ratio: "> 1"}', "outside the run"),
        ('{metric: offences, ratio: ">= 0"}', "cannot fail"),
        ('{metric: offences, ratio: "> -1"}', "cannot fail"),
        ('{metric: offences, ratio: "< 0"}', "cannot hold"),
        ('{metric: offences, value: ">= 0"}', "cannot fail"),
        ('{metric: offences, form: share, of_which: {hidden: yes}, value: "<= 1"}', "cannot fail"),
        ('{metric: offences, form: share, of_which: {hidden: yes}, value: "> 2"}', "cannot hold"),
        ('{metric: offences, relative: "> -1"}', "cannot fail"),
        ('{metric: offences, ratio: "> 1", versus: {metric: ofences}}', "Did you mean 'offences'?"),
        ('{metric: offences, ratio: "> 1", versus: {compare: [changes, base]}}', "Did you mean 'change'?"),
        ('{metric: offences, ratio: "> 1", part_of: {metric: named}}', "goes with relative or difference"),
        ('{metric: offences, value: "> 1", versus: {metric: named}}', "goes with ratio or difference"),
        ('{metric: offences, form: distinct, by: quintile, ratio: "> 1"}', "does not run over 'quintile'"),
        ('{metric: named, form: unit_days, by: officer, ratio: "> 1"}', "needs 'number'"),
        ('{metric: offences, ratio: "about 1"}', "is no range"),
        ("{metric: offences, ratio: 1.2}", "is no range"),
        ('{metric: offences, ratio: "2 to 1"}', "is empty"),
        ("{metric: offences, null: {}}", "needs a margin"),
        ("{metric: offences, null: yes}", "needs a margin"),
        ("{metric: offences, null: {margin: [1.1, 1.3]}}", "does not have 1, no effect, inside"),
        ("{metric: offences}", "compared in exactly one way"),
        ('{metric: offences, ratio: "> 1", difference: "> 0"}', "compared in exactly one way"),
        ('{metric: offences, ratio: "> 1", arm: base}', "goes with value"),
        ('{metric: offences, ratio: "> 1", effect: off}', "needs a 2 × 2"),
        ('{metric: offences, compare: [changes, base], ratio: "> 1"}', "Did you mean 'change'?"),
        ('{metric: offences, compare: [base, base], ratio: "> 1"}', "compared with itself"),
        ('{metric: offences, over: {metric: encounter}, ratio: "> 1"}', "Did you mean 'encounters'?"),
        ('{metric: offences, over: {metric: held}, minus: {metric: held}, ratio: "> 1"}', "in several ways"),
    ],
)  # fmt: skip
def test_a_wrong_expectation_is_told_of_where_it_stands(tmp_path, line, said):
    message = complaint(tmp_path, expecting(line))

    assert said in message
    assert "claims.yaml has" in message
    assert "line 6, column" in message


@pytest.mark.parametrize(
    ("old", "new", "said", "line"),
    [
        ("three-week-drive", "three-weak-drive", "Did you mean 'three-week-drive'?", 4),
        ("toytown-quiet", "toytown-quit", "Did you mean 'toytown-quiet'?", 3),
        ("{add: [three-week-drive]}", "{}", "equals its base", 4),
        ("{add: [three-week-drive]}", "{mechanisms: {M99: off}}", "'M99' is no mechanism", 4),
        ("{add: [three-week-drive]}", "{options: {calendr: off}}", "calendr", 4),
        ("{add: [three-week-drive]}", "{set: {behaviour.conceal_bas: 1}}", "conceal_base", 4),
        ("claim:", "clam:", "Did you mean 'claim'?", 2),
        ("id: P1", "id: P1\nkind: signature", "built_in or emergent", 1),
        ("id: P1", "id: P1\nswitch: M99", "no mechanism at work", 2),
    ],
)
def test_a_wrong_arm_is_told_of_where_it_stands(tmp_path, old, new, said, line):
    message = complaint(tmp_path, GOOD.replace(old, new))

    assert said in message
    assert f"line {line}, column" in message


def test_every_problem_is_told_at_once(tmp_path):
    message = complaint(
        tmp_path, expecting('{metric: offences, where: {kind: [a, b], rung: c}, ratio: "> 1"}')
    )

    assert message.count("line 6") == 3


def test_an_id_is_used_once(tmp_path):
    (tmp_path / "other.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "claims.yaml").write_text(GOOD, encoding="utf-8")

    with pytest.raises(InputError, match="The id 'P1' is taken by"):
        read_claims([tmp_path])


def test_a_file_that_is_not_there_is_told_of(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_claims([tmp_path / "nothing.yaml"])


def test_an_empty_folder_is_told_of(tmp_path):
    with pytest.raises(InputError, match="No pattern was given"):
        read_claims([tmp_path])


def test_a_file_that_is_something_else_is_told_of_in_one_line(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text("id: x\ntitle: y\nplaces: []\n")
    with pytest.raises(InputError) as caught:
        read_claims([tmp_path])
    assert [problem.what for problem in caught.value.problems] == [
        "This is no pattern: it has neither 'claim' nor 'expect'."
    ]


def test_a_wrong_expectation_is_not_called_a_missing_one_as_well(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text(
        "id: X1\nclaim: c\nsource: [a]\nbase: toytown-quiet\nchange: {add: [null-order]}\n"
        'expect:\n  - {metric: offences, ratio: ">= 0"}\n'
    )
    with pytest.raises(InputError) as caught:
        read_claims([path])
    assert len(caught.value.problems) == 1
