"""Directives and scenarios: ranges, areas, bases, twins; JSON Schemas of the files."""

import datetime
import json

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from clampdown.errors import ScenarioError
from clampdown.schema.directive import Area, Directive
from clampdown.schema.finding import load_directive
from clampdown.schema.json_schema import KINDS, json_schemas, meanings, write_json_schemas
from clampdown.schema.offence import OffenceSet
from clampdown.schema.scenarios import load_scenario, load_twin, scenario_paths
from clampdown.schema.values import Values


def test_a_scenario_holds_what_it_names(islet):
    scenario = islet.scenario("drive")

    assert scenario.pack.id == "islet"
    assert [directive.id for directive in scenario.directives] == ["drive"]
    assert scenario.mechanisms == {"M14": True, "M15": True, "M24": False, "M28": True}
    assert scenario.settings == {"behaviour.capacity_hours": 10}
    assert scenario.options.confrontation == "floor"
    assert scenario.last == datetime.date(2015, 5, 1)


def test_a_variant_is_its_base_with_the_changes(islet):
    base, variant = islet.scenario("drive"), islet.scenario("pardon")

    assert [directive.id for directive in variant.directives] == ["drive", "pardon"]
    assert variant.days == 60
    assert variant.mechanisms == {**base.mechanisms, "M15": False}
    assert variant.settings == {**base.settings, "behaviour.presence_weight": 0}
    assert (variant.start, variant.seed, variant.twin) == (base.start, base.seed, "quiet")


def test_a_variant_can_remove_a_directive(islet):
    islet.write(
        "islet/scenarios/calm.yaml", "id: calm\ntitle: Calm\nbase: drive\nchanges: {remove: [drive]}\n"
    )

    assert islet.scenario("calm").directives == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("{remove: [drvie]}", "Did you mean 'drive'?"),
        ("{add: [drive]}", "has the directive 'drive' already"),
        ("{set: {dys: 3}}", "Did you mean 'days'?"),
        ("{set: {days: 0}}", "at least 1"),
        ("{set: {behaviour.capacity_hours: high}}", "where a number is wanted"),
        ("{set: {behaviour.capacity_hours: -1}}", "negative"),
        ("{set: {mechanisms.M32: off}}", "no mechanism at work"),
        ("{set: {area: {provinces: [islt]}}}", "Did you mean 'islet'?"),
        ("{ad: [drive]}", "Did you mean 'add'?"),
    ],
)
def test_a_change_that_cannot_be_made_is_told(islet, changes, said):
    islet.write("islet/scenarios/odd.yaml", f"id: odd\ntitle: Odd\nbase: drive\nchanges: {changes}\n")

    error = islet.complaint("scenario", "odd")

    assert said in f"{error}"
    assert error.problems[0].line == 4


def test_a_scenario_cannot_be_its_own_base(islet):
    islet.write("islet/scenarios/a.yaml", "id: a\ntitle: A\nbase: b\n")
    islet.write("islet/scenarios/b.yaml", "id: b\ntitle: B\nbase: a\n")

    assert "its own base" in f"{islet.complaint('scenario', 'a')}"


def test_a_scenario_and_its_directive_may_lie_anywhere(islet, tmp_path):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    for name in ("scenarios/drive.yaml", "directives/drive.yaml"):
        kind = name.partition("/")[0]
        text = (islet.folder / "islet" / name).read_text(encoding="utf-8")
        (outside / f"{kind}-own.yaml").write_text(text, encoding="utf-8")
    scenario = outside / "scenarios-own.yaml"
    text = scenario.read_text(encoding="utf-8").replace("[drive]", "[directives-own.yaml]")
    scenario.write_text(
        text.replace("twin: quiet", "").replace("pack: islet", "pack: ../islet"), encoding="utf-8"
    )

    loaded = load_scenario(scenario, catalogue=islet.catalogue())

    assert [directive.id for directive in loaded.directives] == ["drive"]


def test_a_directive_may_be_written_out_in_a_scenario(islet):
    text = (islet.folder / "islet/directives/pardon.yaml").read_text(encoding="utf-8")
    inside = "\n".join(f"    {line}" for line in text.splitlines())
    islet.change("islet/scenarios/drive.yaml", "directives: [drive]", f"directives:\n  -\n{inside}")

    assert [directive.id for directive in islet.scenario("drive").directives] == ["pardon"]


def test_a_mistake_in_a_directive_written_out_is_told_where_it_stands(islet):
    text = (islet.folder / "islet/directives/pardon.yaml").read_text(encoding="utf-8")
    inside = "\n".join(f"    {line}" for line in text.replace("wardens", "wradens").splitlines())
    islet.change("islet/scenarios/drive.yaml", "directives: [drive]", f"directives:\n  -\n{inside}")

    problem = islet.complaint("scenario").problems[0]

    assert problem.path == "directives[0].addressees[0]"
    assert problem.line == 12


def test_a_directive_without_orders_is_a_placebo(islet):
    text = (islet.folder / "islet/directives/pardon.yaml").read_text(encoding="utf-8")
    head = text.partition("orders:")[0].replace("pardon", "placebo")
    islet.write("islet/directives/placebo.yaml", head)

    assert load_directive("placebo", islet.pack(), islet.catalogue()).orders == ()


def test_zero_of_everything_is_an_order(islet):
    islet.change("islet/directives/drive.yaml", "amount: 100", "amount: 0")
    islet.change("islet/directives/drive.yaml", "{low: 0.3, high: 0.7}", "0")

    amounts = [order.amount or order.intensity for order in islet.scenario("drive").directives[0].orders]

    assert [amount.value for amount in amounts] == [0, 0]


def test_directives_may_overlap(islet):
    drive, pardon = islet.scenario("pardon").directives

    assert pardon.in_force.start.earliest < drive.in_force.until


def test_a_twin_differs_in_its_directives_only(islet):
    scenario = islet.scenario("drive")

    twin = load_twin(scenario, islet.catalogue())

    assert twin.id == "quiet"
    assert twin.directives == ()
    assert (twin.seed, twin.days, twin.settings) == (scenario.seed, scenario.days, scenario.settings)
    assert twin.mechanisms == scenario.mechanisms


def test_a_twin_that_starts_on_another_day_is_refused(islet):
    islet.change("islet/scenarios/quiet.yaml", "2015-02-01", "2015-02-02")

    with pytest.raises(ScenarioError, match="Its start is 2015-02-02"):
        load_twin(islet.scenario("drive"), islet.catalogue())


@pytest.mark.parametrize(
    ("area", "places"),
    [
        ("everywhere", ["east", "west"]),
        ("border", ["west"]),
        ({"places": ["east"]}, ["east"]),
        ({"provinces": ["islet"]}, ["east", "west"]),
    ],
)
def test_an_area_covers_its_places(islet, area, places):
    pack, wanted = islet.pack(), Area.model_validate(area)

    covered = [p.id for p in pack.places if wanted.covers(p.id, p.province_id, p.border)]

    assert covered == places


def test_a_sample_is_taken_from_the_narrowest_part_that_is_named(islet):
    scenario = islet.scenario("pardon")

    assert {place.id: scenario.sample_of(place) for place in scenario.pack.places} == {
        "east": 0.1,
        "west": 0.5,
    }


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("all", ["trade", "travel"]),
        (["trade"], ["trade"]),
        ({"rungs": ["moderate"]}, ["travel"]),
        ({"domains": ["border"]}, []),
        ({"political": False}, ["trade", "travel"]),
    ],
)
def test_a_set_of_offences_covers_what_it_says(islet, written, ids):
    meant = OffenceSet.model_validate(written)

    assert [one.id for one in islet.catalogue().offences.values() if meant.covers(one)] == ids


def test_models_do_not_change(islet):
    directive = islet.scenario("drive").directives[0]

    with pytest.raises(ValidationError, match="frozen"):
        directive.title = "another"


@pytest.mark.parametrize("path", list(scenario_paths().values()), ids=list(scenario_paths()))
def test_every_shipped_scenario_loads_and_has_a_twin(path):
    scenario = load_scenario(path)

    assert scenario.twin is not None or not scenario.directives


@pytest.mark.parametrize("kind", KINDS)
def test_a_json_schema_can_be_written_for_each_kind_of_file(tmp_path, kind):
    paths = {path.name: path for path in write_json_schemas(tmp_path)}

    schema = json.loads(paths[f"{kind}.schema.json"].read_text(encoding="utf-8"))

    assert schema["$schema"].startswith("https://json-schema.org/")


def test_the_schema_of_directives_offers_the_measures_and_explains_the_keys():
    order = json_schemas(["patrol"])["directive"]["$defs"]["Order"]["properties"]

    assert order["measure"]["enum"] == ["patrol"]
    assert "a range that is drawn" in order["amount"]["description"]


def test_every_field_of_a_file_is_explained_in_its_docstring():
    silent = [
        f"{model.__name__}.{name}"
        for model in (
            Directive,
            *(KINDS[kind] for kind in ("evidence", "measure", "offence", "pack", "task")),
        )
        for name, field in model.model_fields.items()
        if (field.alias or name) not in meanings(model)
    ]

    assert silent == []


def test_shipped_yaml_needs_nothing_but_plain_values():
    for path in scenario_paths().values():
        assert isinstance(YAML(typ="safe").load(path.read_text(encoding="utf-8")), dict)


def test_values_of_a_scenario_take_its_settings(islet):
    scenario = islet.scenario("drive")

    values = Values(islet.catalogue().records(), settings=scenario.settings)

    assert values["behaviour.capacity_hours"] == 10
