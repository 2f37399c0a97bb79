"""Every text for people stands in one catalogue, ready for a second language."""

import json
import os
import re
from pathlib import Path

import pytest

import clampdown
from clampdown.experiments.conclusions import EITHER, FEWER, MORE
from clampdown.experiments.outsiders.writing import PHRASES
from clampdown.experiments.saying import PLACE, Said, as_messages, say, with_words
from clampdown.report.people import BLOCKS

PACKAGE = Path(clampdown.__path__[0])
TEXTS = json.loads((PACKAGE / "words" / "en.json").read_text(encoding="utf-8"))
SAID = Path(__file__).parents[1] / "web" / "src" / "fixtures" / "said.json"
COMPOSED = [key for key in TEXTS if "." in key]  # those of the pages have no dot
GROUPS = {"more": MORE, "fewer": FEWER, "either": EITHER, "phrase": PHRASES, "block": BLOCKS}
SAMPLES = {
    "ratio": [1.2345, 12.3, None], "share": [0.456, 0.0042, 1.0], "count": [1, 12345], "plain": [0.7, 24],
    "list": [["a"], ["a", say("kind.fine"), "c"]], "rows": [["a, b", say("kind.fine")]],
    "": ["x", say("kind.fine"), 20],
}  # fmt: skip


def examples():
    """Each text that the program composes, with each sample in its places."""
    for key in COMPOSED:
        entry = TEXTS[key]
        places = PLACE.findall(entry if isinstance(entry, str) else entry["other"])
        for n in range(max([1, *(len(SAMPLES[form]) for _, form in places)])):
            values = {name: SAMPLES[form][n % len(SAMPLES[form])] for name, form in places}
            yield say(key, **(values | {"count": n + 1} if "count" in values else values))


def test_the_pages_are_held_to_what_the_program_says():
    told = [{**as_messages(one), "text": str(one)} for one in examples()]
    if "WRITE_SAID" in os.environ:
        SAID.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    assert json.loads(SAID.read_text(encoding="utf-8")) == told


def test_a_text_comes_back_from_a_file_as_it_was_said():
    for one in examples():
        back = with_words(json.loads(json.dumps(as_messages(one))))

        assert (back, back.key, back.values) == (one, one.key, one.values)


def test_every_text_that_is_composed_is_said_somewhere():
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    grouped = {f"{group}.{key}" for group, keys in GROUPS.items() for key in keys}
    built = {"may.open_pair", "may.bare_pair", "behind.finding", "behind.work", "sex.female", "sex.male"}

    unsaid = [key for key in COMPOSED if f'"{key}"' not in code and key not in grouped | built]

    assert unsaid == []


def test_both_forms_of_a_text_have_the_same_places():
    forms = [entry for entry in TEXTS.values() if not isinstance(entry, str)]

    assert all(set(PLACE.findall(one["one"])) <= set(PLACE.findall(one["other"])) for one in forms)
    assert all(set(one) == {"one", "other"} for one in forms)


def test_every_place_has_a_form_that_both_sides_know():
    forms = {form for key in COMPOSED for _, form in re.findall(PLACE, json.dumps(TEXTS[key]))}
    script = (SAID.parents[1] / "lib" / "forms.ts").read_text(encoding="utf-8")

    assert forms <= SAMPLES.keys()
    assert all(f"    {form}: " in script for form in forms - {""})


def test_a_text_that_is_not_in_the_catalogue_is_refused():
    with pytest.raises(KeyError):
        with_words({"say": "kind.unknown", "with": {}})


def test_numbers_are_kept_as_they_are_shown_so_that_every_language_rounds_alike():
    said = say("head.direction", what="more", low=1.12499, high=12.6)

    assert isinstance(said, Said)
    assert (said, said.values["low"], said.values["high"]) == ("more (1.12 to 13 times)", 1.12, 13.0)
