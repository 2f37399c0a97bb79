"""Every mistake in a data file is told with file, line and remedy, and all of them at once."""

import contextlib
import random
from typing import NamedTuple

import pytest

from clampdown.errors import CatalogueError, InputError, PackError, Problem, ScenarioError
from clampdown.schema.reading import read_yaml

DRIVE = "islet/directives/drive.yaml"
SCENARIO = "islet/scenarios/drive.yaml"
PACK = "islet/pack.yaml"
PLACES = "islet/places.csv"
TRADE = "catalogue/offences/trade.yaml"


class Mistake(NamedTuple):
    """One way to spoil one file.

    Parameters
    ----------
    loaded : what is loaded then: catalogue, pack or scenario
    file, old, new : what is replaced by what
    said : what the message must say
    at : a text on the line that the message must point at; empty if it names no line
    told_of : the file that the message must name, if it is another
    """

    loaded: str
    file: str
    old: str
    new: str
    said: str
    at: str
    told_of: str = ""


MISTAKES = {
    "misspelt key": Mistake(
        "scenario", DRIVE, "addressees:",
        "adressees:",
        "Did you mean 'addressees'?", "adressees:",
    ),
    "misspelt key of a record": Mistake(
        "catalogue", TRADE, "need: strong",
        "neeed: strong",
        "Did you mean 'need'?", "neeed: strong",
    ),
    "misspelt measure": Mistake(
        "scenario", DRIVE, "measure: night_inspection",
        "measure: night_inspecton",
        "'night_inspecton' is not in the catalogue. Did you mean 'night_inspection'?",
        "measure: night_inspecton",
    ),
    "misspelt organ": Mistake(
        "scenario", DRIVE, "[wardens, jetty]",
        "[wardens, jety]",
        "Did you mean 'jetty'?", "[wardens, jety]",
    ),
    "misspelt place": Mistake(
        "scenario", DRIVE, "area: everywhere",
        "area: {places: [easst]}",
        "Did you mean 'east'?", "area: {places: [easst]}",
    ),
    "misspelt province": Mistake(
        "scenario", DRIVE, "area: everywhere",
        "area: {provinces: [islett]}",
        "Did you mean 'islet'?", "area: {provinces: [islett]}",
    ),
    "no area at all": Mistake(
        "scenario", DRIVE, "area: everywhere",
        "area: {}",
        "names no place", "area: {}",
    ),
    "misspelt area": Mistake(
        "scenario", DRIVE, "area: everywhere",
        "area: everywere",
        "'everywere' is no area", "area: everywere",
    ),
    "misspelt group": Mistake(
        "scenario", DRIVE, "area: everywhere",
        "exemptions: {flags: [recrod]}\narea: everywhere",
        "Did you mean 'record'?", "exemptions:",
    ),
    "misspelt unit": Mistake(
        "scenario", DRIVE, "rounds_per_officer_day",
        "rounds_per_oficer_day",
        "Did you mean", "rounds_per_oficer_day",
    ),
    "misspelt choice": Mistake(
        "scenario", DRIVE, "announced: public",
        "announced: publik",
        "Did you mean 'public'?", "announced: publik",
    ),
    "misspelt tier": Mistake(
        "scenario", DRIVE, "issuer: centre",
        "issuer: center",
        "Did you mean 'centre'?", "issuer: center",
    ),
    "dates turned round": Mistake(
        "scenario", DRIVE, "until: 2015-04-10",
        "until: 2015-02-10",
        "until 2015-02-10 is before from 2015-03-11", "until: 2015-02-10",
    ),
    "range of dates turned round": Mistake(
        "scenario", DRIVE, "latest: 2015-03-11",
        "latest: 2015-02-11",
        "is before earliest", "latest: 2015-02-11",
    ),
    "a day that does not exist": Mistake(
        "scenario", DRIVE, "until: 2015-04-10",
        "until: 2015-04-31",
        "2015-04-31 is not a day of the calendar", "until: 2015-04-31",
    ),
    "negative amount": Mistake(
        "scenario", DRIVE, "amount: 100",
        "amount: -100",
        "It takes 0 to 500.", "amount: -100",
    ),
    "absurd amount": Mistake(
        "scenario", DRIVE, "amount: 100",
        "amount: 100000",
        "It takes 0 to 500.", "amount: 100000",
    ),
    "text for an amount": Mistake(
        "scenario", DRIVE, "amount: 100",
        "amount: many",
        "amount", "amount: many",
    ),
    "amount and intensity": Mistake(
        "scenario", DRIVE, "    amount: 100\n",
        "    amount: 100\n    intensity: {low: 0.1, high: 0.2}\n",
        "not both", "- measure: night_inspection",
    ),
    "bare intensity": Mistake(
        "scenario", DRIVE, "intensity: {low: 0.3, high: 0.7}",
        "intensity: 0.5",
        "must be a range", "intensity: 0.5",
    ),
    "intensity above one": Mistake(
        "scenario", DRIVE, "intensity: {low: 0.3, high: 0.7}",
        "intensity: {low: 0.3, high: 7}",
        "between 0 and 1", "intensity: {low: 0.3, high: 7}",
    ),
    "range without a reason": Mistake(
        "scenario", DRIVE, "    because: The report says harsh and gives no amount.\n",
        "",
        "needs a reason", "- measure: harsher",
    ),
    "range turned round": Mistake(
        "scenario", DRIVE, "{low: 0.3, high: 0.7}",
        "{low: 0.7, high: 0.3}",
        "Put the smallest first", "{low: 0.7, high: 0.3}",
    ),
    "paragraph that does not exist": Mistake(
        "scenario", DRIVE, "report: 001 ¶2",
        "report: 001 ¶9",
        "ends with ¶3", "report: 001 ¶9",
    ),
    "report that does not exist": Mistake(
        "scenario", DRIVE, "report: 001 ¶2",
        "report: 007 ¶2",
        "no report '007'", "report: 007 ¶2",
    ),
    "order without a paragraph": Mistake(
        "scenario", DRIVE, "    report: 001 ¶2\n",
        "",
        "Which paragraph says so?", "- measure: night_inspection",
    ),
    "option of another lever": Mistake(
        "scenario", DRIVE, "    report: 001 ¶2\n",
        "    report: 001 ¶2\n    rung: lock_up\n",
        "knows no 'rung'", "rung: lock_up",
    ),
    "order given twice": Mistake(
        "scenario", DRIVE, "  - measure: harsher\n    intensity: {low: 0.3, high: 0.7}\n",
        "  - measure: night_inspection\n    amount: 3\n",
        "the first is on line 11", "- measure: night_inspection",
    ),
    "addressees who cannot": Mistake(
        "scenario", DRIVE, "addressees: [wardens, jetty]",
        "addressees: [jetty]",
        "Address one of: wardens.", "- measure: night_inspection",
    ),
    "directive that does not exist": Mistake(
        "scenario", SCENARIO, "directives: [drive]",
        "directives: [drivee]",
        "Did you mean 'drive'?", "directives: [drivee]",
    ),
    "directive given twice": Mistake(
        "scenario", SCENARIO, "[drive]",
        "[drive, drive]",
        "given twice", "[drive, drive]",
    ),
    "pack that does not exist": Mistake(
        "scenario", SCENARIO, "pack: islet",
        "pack: atoll",
        "no pack 'atoll'", "pack: atoll",
    ),
    "twin that does not exist": Mistake(
        "scenario", SCENARIO, "twin: quiet",
        "twin: quite",
        "Did you mean 'quiet'?", "twin: quite",
    ),
    "mechanism that does not exist": Mistake(
        "scenario", SCENARIO, "M24: off",
        "M99: off",
        "no mechanism", "M99: off",
    ),
    "mechanism not at work": Mistake(
        "scenario", SCENARIO, "M24: off",
        "M32: off",
        "not at work", "M32: off",
    ),
    "switch in between": Mistake(
        "scenario", SCENARIO, "M24: off",
        "M24: maybe",
        "neither on nor off", "M24: maybe",
    ),
    "record that does not exist": Mistake(
        "scenario", SCENARIO, "behaviour.capacity_hours",
        "behaviour.capacity_hour",
        "Did you mean 'behaviour.capacity_hours'?", "behaviour.capacity_hour",
    ),
    "negative setting": Mistake(
        "scenario", SCENARIO, "behaviour.capacity_hours: 10",
        "behaviour.capacity_hours: -10",
        "is negative", "behaviour.capacity_hours: -10",
    ),
    "id that is not the file's name": Mistake(
        "scenario", SCENARIO, "id: drive", "id: driven", "differs from the file's name", "id: driven",
    ),
    "directive whose id is not the file's name": Mistake(
        "scenario", DRIVE, "id: drive", "id: driven", "differs from the file's name", "id: driven",
    ),
    "no days": Mistake(
        "scenario", SCENARIO, "days: 90",
        "days: 0",
        "at least 1", "days: 0",
    ),
    "days as text": Mistake(
        "scenario", SCENARIO, "days: 90",
        "days: ninety",
        "a whole number is wanted", "days: ninety",
    ),
    "sample above one": Mistake(
        "scenario", SCENARIO, "seed: 7",
        "seed: 7\nsample: {rest: 2}",
        "at most 1", "sample:",
    ),
    "sample of nowhere": Mistake(
        "scenario", SCENARIO, "seed: 7",
        "seed: 7\nsample: {rest: 1, wst: 0.5}",
        "'wst' is no part of the country", "sample:",
    ),
    "key given twice": Mistake(
        "scenario", SCENARIO, "seed: 7",
        "seed: 7\nseed: 8",
        "the first is on line 6", "seed: 8",
    ),
    "broken YAML": Mistake(
        "scenario", SCENARIO, "mechanisms: {M24: off}",
        "mechanisms: {M24: off",
        "not valid YAML", "settings:",
    ),
    "list for fields": Mistake(
        "scenario", SCENARIO, "options: {confrontation: floor}",
        "options: [floor]",
        "named fields", "options: [floor]",
    ),
    "missing field": Mistake(
        "scenario", SCENARIO, "start: 2015-02-01\n",
        "",
        "'start' is missing", "id: drive",
    ),
    "offence of an unknown task": Mistake(
        "catalogue", TRADE, "[patrol]",
        "[partol]",
        "Did you mean 'patrol'?", "[partol]",
    ),
    "offence of an unknown mechanism": Mistake(
        "catalogue", TRADE, "[M14]",
        "[M41]",
        "no mechanism", "[M41]",
    ),
    "missing record": Mistake(
        "catalogue", "catalogue/tasks/search.yaml", "exponent:",
        "exponents:",
        "'exponent' is missing", "id: search",
    ),
    "dashed record": Mistake(
        "catalogue", TRADE, "would_change: what informers report",
        "would_change: '-'",
        "says nothing", "would_change: '-'",
    ),
    "n/a": Mistake(
        "catalogue", TRADE, "would_change: what informers report",
        "would_change: n/a",
        "says nothing", "would_change: n/a",
    ),
    "no reason": Mistake(
        "catalogue", TRADE, "  reason: Neighbours buy at the stall and seldom tell of it.\n",
        "",
        "needs a reason of its own", "tip_visibility:",
    ),
    "short reason": Mistake(
        "catalogue", TRADE, "Neighbours buy at the stall and seldom tell of it.",
        "It is so.",
        "at least 30 characters", "reason: It is so.",
    ),
    "reason of another": Mistake(
        "catalogue", TRADE, "Neighbours buy at the stall and seldom tell of it.",
        "A working day of eight hours is usual in offices of the islet.",
        "word for word that of", "reason: A working",
    ),
    "no range": Mistake(
        "catalogue", TRADE, "  low: 0.05\n  high: 0.5\n",
        "  low: 0.2\n  high: 0.2\n",
        "low must be below high", "low: 0.2",
    ),
    "range turned round in a record": Mistake(
        "catalogue", TRADE, "  low: 0.05\n  high: 0.5\n",
        "  low: 0.5\n  high: 0.05\n",
        "Turn them round.", "low: 0.5",
    ),
    "value outside its range": Mistake(
        "catalogue", TRADE, "value: 0.03",
        "value: 0.3",
        "outside its range", "value: 0.3",
    ),
    "loguniform from zero": Mistake(
        "catalogue", TRADE, "low: 0.01",
        "low: 0",
        "must start above 0", "low: 0",
    ),
    "not a number": Mistake(
        "catalogue", TRADE, "value: 0.03",
        "value: .nan",
        "finite", "value: .nan",
    ),
    "point that is assumed": Mistake(
        "catalogue", TRADE, "shape: loguniform",
        "shape: point",
        "has a range", "shape: point",
    ),
    "id taken": Mistake(
        "catalogue", TRADE, "id: trade",
        "id: travel",
        "stands in catalogue/offences/t", "id: travel", "catalogue/offences/travel.yaml",
    ),
    "id that is none": Mistake(
        "catalogue", TRADE, "id: trade",
        "id: Trade!",
        "is not an id", "id: Trade!",
    ),
    "lever that does not exist": Mistake(
        "catalogue", "catalogue/measures/harsher.yaml", "lever: severity",
        "lever: severty",
        "Did you mean 'severity'?", "lever: severty",
    ),
    "option that the lever does not know": Mistake(
        "catalogue", "catalogue/measures/harsher.yaml", "lever: severity",
        "lever: severity\ntask: patrol",
        "knows no 'task'", "task: patrol",
    ),
    "organ with an unknown task": Mistake(
        "pack", PACK, "level: place, tasks: [search]",
        "level: place, tasks: [serach]",
        "Did you mean 'search'?", "level: place, tasks: [serach]",
    ),
    "offence that no organ deals with": Mistake(
        "pack", PACK, "roles: [neighbourhood]",
        "roles: [night]",
        "No organ has one of the roles", "offences: [trade, travel]",
    ),
    "rung that does not exist": Mistake(
        "pack", PACK, "moderate: lock_up",
        "moderate: lockup",
        "Did you mean 'lock_up'?", "moderate: lockup",
    ),
    "custody without a facility": Mistake(
        "pack", PACK, "    kind: custody\n    facility: lock_up\n",
        "    kind: custody\n",
        "needs 'facility'", "- id: lock_up",
    ),
    "id given twice in a pack": Mistake(
        "pack", PACK, "{id: jetty, title",
        "{id: wardens, title",
        "the first is on line 10", "{id: wardens, title",
    ),
    "nation that does not add up": Mistake(
        "pack", PACK, "population: 11200\ntiers",
        "population: 11300\ntiers",
        "has 11,300 people, but its provinces add up to 11,200", "population: 11300",
    ),
    "province that does not add up": Mistake(
        "pack", PLACES, "ward,5200",
        "ward,5300",
        "has 11,200 people, but its places add up to 11,300", "population: 11200}", PACK,
    ),
    "ages that do not add up": Mistake(
        "pack", "islet/ages.csv", "50+,female,0.25",
        "50+,female,0.35",
        "add up to 1.1", "",
    ),
    "ages with a gap": Mistake(
        "pack", "islet/ages.csv", "50+,male,0.15\n50+,female", "60+,male,0.15\n60+,female",
        "begins at 60, but 50 is wanted", "",
    ),
    "words for a share of ages": Mistake(
        "pack", "islet/ages.csv", "0-49,male,0.3", "0-49,male,third", "needs group", "0-49,male,third",
    ),
    "names of people": Mistake(
        "pack", PLACES, "basis,source",
        "resident_name,source",
        "The column 'resident_name' is not declared.", "resident_name",
    ),
    "phone numbers": Mistake(
        "pack", PLACES, "basis,source",
        "phone,source",
        "'phone' is not declared", "phone",
    ),
    "finer points": Mistake(
        "pack", PLACES, "basis,source",
        "post_lat,source",
        "'post_lat' is not declared", "post_lat",
    ),
    "too small a place": Mistake(
        "pack", PLACES, "ward,5200",
        "ward,4999",
        "a place has at least 5,000", "ward,4999",
    ),
    "negative people": Mistake(
        "pack", PLACES, "ward,5200",
        "ward,-5200",
        "at least 5,000", "ward,-5200",
    ),
    "words for people": Mistake(
        "pack", PLACES, "ward,5200",
        "ward,many",
        "'many' stands where a number is wanted", "ward,many",
    ),
    "more males than people": Mistake(
        "pack", PLACES, ",2500,",
        ",9500,",
        "9,500 males of 5,200 people", ",9500,",
    ),
    "place given twice": Mistake(
        "pack", PLACES, "west,West",
        "east,West",
        "the first is on line 2", "east,West",
    ),
    "place of no province": Mistake(
        "pack", PLACES, "west,West,islet",
        "west,West,islt",
        "Did you mean 'islet'?", "west,West,islt",
    ),
    "row too short": Mistake(
        "pack", PLACES, "west,West,",
        "west,",
        "more or fewer fields", "west,",
    ),
    "facts that do not exist": Mistake(
        "pack", PACK, "locator: what=mean_size",
        "locator: what=mean",
        "picks 0 rows", "what=mean",
    ),
    "facts that are several": Mistake(
        "pack", PACK, "what=households;year=2015",
        "what=households",
        "picks 2 rows", "what=households",
    ),
    "value that is not there": Mistake(
        "pack", PACK, "value: 1310",
        "value: 1311",
        "does not stand at", "value: 1311",
    ),
    "source that is none": Mistake(
        "pack", PACK, "source: facts:counts.csv\n    locator: what=mean_size",
        "source: hearsay\n    locator: what=mean_size",
        "is no source", "source: hearsay",
    ),
    "measured without a source": Mistake(
        "pack", PACK, "    source: facts:counts.csv\n    locator: what=mean_size\n",
        "",
        "needs a source", "size_mean:",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_remedy(islet, case):
    mistake = MISTAKES[case]
    islet.change(mistake.file, mistake.old, mistake.new)

    error = islet.complaint(mistake.loaded)

    found = [problem for problem in error.problems if mistake.said in f"{problem}"]
    assert found, f"{error}"
    file = mistake.told_of or mistake.file
    lines = ["", *(islet.folder / file).read_text(encoding="utf-8").splitlines()]
    assert found[0].file == file
    assert mistake.at in lines[found[0].line], f"{error}"
    assert bool(mistake.at) == bool(found[0].line)
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("loaded", "kind"), [("catalogue", CatalogueError), ("pack", PackError), ("scenario", ScenarioError)]
)
def test_each_kind_of_file_has_its_own_kind_of_error(islet, loaded, kind):
    file = {"catalogue": TRADE, "pack": PACK, "scenario": SCENARIO}[loaded]
    islet.write(file, "id: [")

    assert type(islet.complaint(loaded)) is kind


def test_all_problems_of_a_file_are_told_at_once(islet):
    islet.change(DRIVE, "measure: night_inspection", "measure: night_inspecton")
    islet.change(DRIVE, "[wardens, jetty]", "[wardens, jety]")
    islet.change(DRIVE, "until: 2015-04-10", "until: 2015-04-10\n  untill: 2015-04-11")

    told = f"{islet.complaint('scenario')}"

    assert "1 problem:" in told
    islet.change(DRIVE, "\n  untill: 2015-04-11", "")
    told = f"{islet.complaint('scenario')}"
    assert f"{DRIVE} has 2 problems:" in told


def test_problems_of_several_files_are_told_at_once(islet):
    islet.change(TRADE, "[patrol]", "[partol]")
    islet.change("catalogue/tasks/search.yaml", "value: 0.03", "value: 30")
    islet.change("catalogue/measures/harsher.yaml", "lever: severity", "lever: severty")

    files = {problem.file for problem in islet.complaint("catalogue").problems}

    assert files >= {TRADE, "catalogue/tasks/search.yaml", "catalogue/measures/harsher.yaml"}


def test_a_message_reads_like_a_sentence(islet):
    islet.change(DRIVE, "measure: night_inspection", "measure: night_inspecton")

    assert f"{islet.complaint('scenario')}" == (
        f"{DRIVE} has 1 problem:\n"
        "  line 11, column 14, orders[0].measure: 'night_inspecton' is not in the catalogue. "
        "Did you mean 'night_inspection'?"
    )


def test_a_duplicate_id_is_told_with_both_positions(islet):
    islet.change(TRADE, "id: trade", "id: travel")

    told = f"{islet.complaint('catalogue')}"

    assert "offences/travel.yaml has" in told
    assert "offences/trade.yaml, line 1, column 5" in told


def test_a_record_named_twice_in_two_files_is_told(islet):
    text = (islet.folder / "catalogue/behaviour/officers.yaml").read_text(encoding="utf-8")
    islet.write(
        "catalogue/behaviour/zeal.yaml", text.replace("presence_weight", "other").replace("islet.", "isle.")
    )

    told = f"{islet.complaint('catalogue')}"

    assert "The id 'capacity_hours' is taken" in told


def test_a_file_that_is_missing_is_told(islet):
    (islet.folder / PLACES).unlink()

    assert f"{PLACES} has 1 problem:" in f"{islet.complaint('pack')}"


@pytest.mark.parametrize("text", ["[" * 60_000, "- " * 5_000, "{a: " * 5_000])
def test_a_file_nested_beyond_reason_is_told_and_ends_no_process(tmp_path, text):
    path, problems = tmp_path / "deep.yaml", []
    path.write_text(f"id: x\nnotes:\n  {text}", encoding="utf-8")

    assert read_yaml(path, problems) is None
    assert (problems[0].what, problems[0].line) == ("The text is nested too deeply.", 3)


def test_a_name_that_is_a_list_is_told_with_its_place(tmp_path):
    path, problems = tmp_path / "names.yaml", []
    path.write_text("id: x\n? [a, b]\n: 3\n", encoding="utf-8")

    assert read_yaml(path, problems) is None
    assert (problems[0].line, problems[0].column) == (2, 3)


def test_a_number_without_end_is_told(tmp_path):
    path, problems = tmp_path / "number.yaml", []
    path.write_text(f"days: {'9' * 5_000}\n", encoding="utf-8")

    assert read_yaml(path, problems) is None
    assert problems[0].what == "a number has 5,000 characters; at most 100 are read."


def test_a_file_that_is_no_text_is_told(islet):
    (islet.folder / DRIVE).write_bytes(b"\xff\xfe\x00")

    assert "not UTF-8 text" in f"{islet.complaint('scenario')}"


def test_an_alias_into_itself_is_told(islet):
    islet.write(SCENARIO, "id: &a [*a]\n")

    assert "points into itself" in f"{islet.complaint('scenario')}"


def test_a_tag_that_would_build_an_object_is_refused(islet):
    islet.change(SCENARIO, "days: 90", "days: !!python/object/apply:os.system ['true']")

    assert isinstance(islet.complaint("scenario"), InputError)


def test_an_empty_file_is_told(islet):
    islet.write(SCENARIO, "")

    assert "'pack' is missing" in f"{islet.complaint('scenario')}"


def test_a_problem_without_a_file_prints_as_it_is():
    assert f"{InputError([Problem('There is nothing.', 'Add some.')])}" == "There is nothing. Add some."


@pytest.mark.parametrize("seed", range(40))
def test_a_file_spoiled_at_random_never_ends_in_a_traceback(islet, seed):
    chance = random.Random(seed)
    files = sorted(path for path in islet.folder.rglob("*") if path.is_file())
    path = chance.choice(files)
    lines = path.read_text(encoding="utf-8").splitlines()
    row = chance.randrange(len(lines))
    cut = chance.randrange(len(lines[row]) + 1)
    scrap = chance.choice(
        ["[]", "null", "-1", "1e999", "''", "{a: 1}", "*a", "&a 1", "- a", ":", '"', "[[", "\t"]
    )
    lines[row] = lines[row][:cut] + scrap + chance.choice(["", lines[row][cut:]])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    with contextlib.suppress(InputError):
        islet.scenario("pardon")


@pytest.mark.parametrize(
    ("text", "told"),
    [("!!bool yes", "'yes' is neither true nor false."), ("!!int abc", "'abc' is no number."),
     ("!!float 1.x", "'1.x' is no number.")],
)  # fmt: skip
def test_a_value_that_is_not_what_its_tag_says_is_told(tmp_path, text, told):
    path, problems = tmp_path / "x.yaml", []
    path.write_text(f"a: {text}\n", encoding="utf-8")

    read_yaml(path, problems)

    assert [problem.what for problem in problems] == [told]


@pytest.mark.parametrize(
    ("text", "value"), [(".Inf", float("inf")), ("-.INF", -float("inf")), ("-012", "-012")]
)
def test_numbers_are_read_in_every_spelling_that_yaml_knows(tmp_path, text, value):
    path, problems = tmp_path / "x.yaml", []
    path.write_text(f"a: {text}\n", encoding="utf-8")

    assert read_yaml(path, problems).data == {"a": value}
