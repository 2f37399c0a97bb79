"""Tests of figures for papers: the notice in them, the same files every time, nothing hidden drawn."""

import base64
import copy
import io
import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import image

from clampdown.errors import InputError
from clampdown.figures.captions import CAPTIONS, FILE, captions
from clampdown.figures.drawing import FIGURES
from clampdown.figures.maps import HIDDEN
from clampdown.figures.outlines import outlines_of, tiles
from clampdown.figures.style import STEPS, WIDTH, looks_of, styled
from clampdown.figures.writing import FORMATS, write_figures
from clampdown.schema.loading import load_pack
from clampdown.world.files import NOTICE

EXAMPLES = Path(__file__).resolve().parents[1] / "web" / "src" / "fixtures"


@pytest.fixture(scope="module")
def payload():
    """A comparison of a town in which too few are held: who is held is made up of who pays."""
    found = json.loads((EXAMPLES / "comparison.json").read_text(encoding="utf-8"))
    for who in found["who"]:
        who["blocks"].append(who["blocks"][0] | {"key": "held_quintile", "title": "who is held"})
    return found


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
    assert len(shown) < len(payload["cost"][0]["rows"])


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
    changed["cost"].append(copy.deepcopy(changed["cost"][0]) | {"scenario": 2})
    for row in changed["cost"][1]["rows"][:-1]:  # also one with nothing in the first row
        row["ratio"] = None

    legend = drawn("cost", changed).legends[0]

    assert [text.get_text() for text in legend.get_texts()] == ["Three weeks of order in Toytown", "Another"]


def test_a_format_misspelt_is_told_with_the_right_one(payload, tmp_path):
    with pytest.raises(InputError, match=r"'pgn' is no format of figures\. Did you mean 'png'\?"):
        write_figures(payload, tmp_path, ["pgn"])


def test_pictures_tell_programs_that_they_are_simulated(folder):
    with io.BytesIO((folder / "days.png").read_bytes()) as file:
        assert NOTICE.encode() in file.read()


def test_every_figure_has_a_caption(folder):
    text = (folder / FILE).read_text(encoding="utf-8")

    assert CAPTIONS.keys() == FIGURES.keys()
    assert [name for name in FIGURES if f"\n{name}: {CAPTIONS[name]}\n" not in text] == []


def test_captions_say_what_the_figures_were_made_from(payload, folder):
    text = (folder / FILE).read_text(encoding="utf-8")

    assert payload["about"]["command"] in text
    assert all(one["title"] in text for one in payload["scenarios"])


def test_outlines_of_a_pack_hold_all_its_provinces(catalogue):
    pack = load_pack("dprk", catalogue)
    provinces = [{"id": one.id} for one in pack.provinces]

    outlines = outlines_of("dprk", provinces)

    assert outlines.provinces.keys() == {one["id"] for one in provinces}
    assert outlines.credit


def test_a_pack_without_outlines_gets_tiles():
    assert outlines_of("toytown", [{"id": "upper"}]).credit == ""


@pytest.mark.parametrize("pack", ["..", "../dprk", "nowhere"])
def test_a_pack_that_does_not_ship_gets_tiles(pack):
    assert outlines_of(pack, [{"id": "pyongyang"}]).abroad is None


def test_tiles_do_not_overlap():
    boxes = [path.get_extents() for path, _ in tiles([{"id": str(n)} for n in range(7)]).provinces.values()]

    assert not [1 for n, one in enumerate(boxes) for other in boxes[:n] if one.overlaps(other)]


def faces(payload):
    """Return the colours and hatches on the first map of a figure."""
    panel = drawn("map", payload).axes[0]
    return [(mpl.colors.to_hex(one.get_facecolor()), one.get_hatch()) for one in panel.patches]


def shaded(payload, byte, noise):
    """Return the payload with one value and one mark everywhere on the map."""
    changed = copy.deepcopy(payload)
    for metric in changed["map"]["metrics"]:
        for layer in metric["layers"]:
            size = len(base64.b64decode(layer["data"]))
            layer["data"] = base64.b64encode(bytes([byte] * size)).decode()
            layer["noise"] = base64.b64encode(bytes([noise] * size)).decode()
    return changed


def test_a_map_is_darkest_where_the_value_is_highest(payload):
    assert (STEPS[-1], None) in faces(shaded(payload, 254, 0))
    assert (STEPS[0], None) in faces(shaded(payload, 0, 0))


def test_a_map_hatches_what_lies_within_noise(payload):
    assert (STEPS[-1], "/////") in faces(shaded(payload, 254, 1))


def test_a_map_dots_what_is_hidden_and_shades_it_in_no_colour(payload):
    found = faces(shaded(payload, HIDDEN, 0))

    assert "......" in [hatch for _, hatch in found]
    assert not [colour for colour, _ in found if colour in STEPS]


def test_the_flow_is_as_high_as_its_shares(payload):
    steps = payload["flow"][0]["work"]["steps"]

    bars = drawn("flow", payload).axes[0].containers

    assert [-bar.patches[0].get_height() for bar in bars] == pytest.approx([step["share"] for step in steps])


def test_shares_of_groups_are_drawn_as_they_are(payload):
    block = next(one for one in payload["who"][0]["blocks"] if one["key"] == "bribes_paid")

    bars = [bar for bars in drawn("bribes", payload).axes[0].containers for bar in bars.patches]

    assert [bar.get_width() for bar in bars] == [row["share"] for row in block["rows"]]


def test_a_run_without_a_twin_shows_rates():
    run = json.loads((EXAMPLES / "run.json").read_text(encoding="utf-8"))
    for part in (*run["cost"], *run["who"], *run["outsiders"], *run["why_held"], *run["scenarios"]):
        part["against"] = None

    assert drawn("cost", run).axes[0].get_xlabel() == "per 1,000 people"


@pytest.mark.parametrize(("low", "high"), [(0.93, 1.2), (0.6, 3.4), (0.99, 1.01), (0.03, 600.0), (0.9, 5.0)])
def test_an_axis_of_ratios_has_three_round_numbers_or_more(payload, low, high):
    changed = copy.deepcopy(payload)
    shown = [row for row in changed["cost"][0]["rows"] if row["ratio"] is not None]
    for n, row in enumerate(shown):
        row["ratio"], row["seeds"], row["draws"] = (low if n else high), None, None

    panel = drawn("cost", changed).axes[0]

    assert (
        len([tick for tick in panel.get_xticks() if panel.get_xlim()[0] <= tick <= panel.get_xlim()[1]]) >= 3
    )


@pytest.mark.parametrize(
    ("kind", "words"), [("run", "lines: the run itself"), ("comparison", "lines: medians")]
)
def test_captions_say_what_the_lines_are(kind, words):
    found = json.loads((EXAMPLES / f"{kind}.json").read_text(encoding="utf-8"))

    assert words in captions(found, ["days"])
