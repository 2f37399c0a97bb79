"""Tests of figures for papers: the notice in them, the same files every time, nothing hidden drawn."""

import copy
import io
import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import image

from clampdown.errors import InputError
from clampdown.figures.drawing import FIGURES
from clampdown.figures.style import WIDTH, looks_of, styled
from clampdown.figures.writing import FORMATS, write_figures
from clampdown.world.files import NOTICE

EXAMPLES = Path(__file__).resolve().parents[1] / "web" / "src" / "fixtures"


@pytest.fixture(scope="module")
def payload():
    return json.loads((EXAMPLES / "comparison.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(payload, tmp_path_factory):
    target = tmp_path_factory.mktemp("figures")
    write_figures(payload, target)
    return target


def emptied(content):
    """Return a payload in which every number is hidden."""
    if isinstance(content, dict):
        return {key: emptied(value) for key, value in content.items()}
    if isinstance(content, list):
        return [emptied(value) for value in content]
    return None if isinstance(content, float) else content


def drawn(name, payload):
    with styled():
        figure = FIGURES[name](payload)
        figure.draw_without_rendering()
    return figure


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_written_in_every_format(folder, name):
    assert [ending for ending in FORMATS if not (folder / f"{name}.{ending}").stat().st_size] == []


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_says_in_words_that_it_is_a_simulation(folder, name):
    assert NOTICE in (folder / f"{name}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FIGURES)
def test_the_notice_stands_in_the_pixels(folder, name):
    pixels = image.imread(folder / f"{name}.png")
    foot = pixels[int(-0.2 * 300) :, : int(2.6 * 300), :3]

    assert (foot < 0.7).any(axis=2).mean() > 0.01


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_fits_two_columns(folder, name):
    assert image.imread(folder / f"{name}.png").shape[1] == round(WIDTH * 300)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_result_gives_the_same_files(payload, folder, tmp_path, ending):
    write_figures(payload, tmp_path, [ending])

    differing = [
        path.name for path in tmp_path.iterdir() if path.read_bytes() != (folder / path.name).read_bytes()
    ]

    assert differing == []


def test_settings_of_the_reader_change_nothing(payload, folder, tmp_path):
    with mpl.rc_context({"font.size": 20, "lines.linewidth": 9}):
        write_figures(payload, tmp_path, ["svg"])

    assert (tmp_path / "cost.svg").read_bytes() == (folder / "cost.svg").read_bytes()


def test_settings_of_the_reader_are_left_as_they_were(payload, tmp_path):
    with mpl.rc_context({"font.size": 20}):
        write_figures(payload, tmp_path, ["svg"])

        assert mpl.rcParams["font.size"] == 20


def test_fonts_of_a_pdf_can_be_embedded(folder):
    assert [path.name for path in folder.glob("*.pdf") if b"/Type3" in path.read_bytes()] == []


def test_scenarios_differ_in_colour_and_in_dash():
    looks = looks_of([{"against": None}, *[{"against": 0}] * 4])

    assert len({look.colour for look in looks}) == 5
    assert len({str(look.dash) for look in looks}) == 5


def test_what_is_hidden_is_not_drawn(payload):
    assert [name for name in ("cost", "outsiders") if FIGURES[name](emptied(payload)) is not None] == []


def test_a_hidden_row_of_human_cost_is_left_out(payload):
    shown = [row["title"] for row in payload["cost"][0]["rows"] if row["ratio"] is not None]

    panel = drawn("cost", payload).axes[0]

    assert [label.get_text() for label in panel.get_yticklabels()] == shown


def test_a_ratio_stands_where_the_result_has_it(payload):
    rows = [row for row in payload["cost"][0]["rows"] if row["ratio"] is not None]

    panel = drawn("cost", payload).axes[0]
    dots = [line.get_xdata()[0] for line in panel.lines if line.get_marker() == "o"]

    assert dots == [row["ratio"] for row in rows]


def test_a_day_without_a_value_is_a_gap(payload):
    changed = copy.deepcopy(payload)
    line = next(row for row in changed["series"] if row["key"] == "executed")["lines"][0]
    known = next(n for n, value in enumerate(line["median"]) if value is not None)
    line["median"][known] = None

    curve = next(one for one in drawn("orders", changed).axes[0].lines if one.get_label() == "carried out")

    assert np.isnan(curve.get_ydata()[known])


def test_one_run_says_that_it_has_no_range():
    run = json.loads((EXAMPLES / "run.json").read_text(encoding="utf-8"))
    for row in run["cost"][0]["rows"]:
        row["draws"] = None

    assert drawn("cost", run).axes[0].get_xlabel().endswith("one run, no range")


def test_more_than_one_scenario_is_told_apart_by_name(payload):
    changed = copy.deepcopy(payload)
    changed["scenarios"].append(changed["scenarios"][1] | {"title": "Another"})
    changed["cost"].append(changed["cost"][0] | {"scenario": 2})

    legend = drawn("cost", changed).axes[0].get_legend()

    assert [text.get_text() for text in legend.get_texts()] == ["Three weeks of order in Toytown", "Another"]


def test_a_format_misspelt_is_told_with_the_right_one(payload, tmp_path):
    with pytest.raises(InputError, match=r"'pgn' is no format of figures\. Did you mean 'png'\?"):
        write_figures(payload, tmp_path, ["pgn"])


def test_pictures_tell_programs_that_they_are_simulated(folder):
    with io.BytesIO((folder / "days.png").read_bytes()) as file:
        assert NOTICE.encode() in file.read()
