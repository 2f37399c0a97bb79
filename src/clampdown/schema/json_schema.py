"""JSON Schemas of the data files, from which editors complete keys and explain them."""

import inspect
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue

from clampdown.schema.directive import Directive
from clampdown.schema.evidence import Evidence
from clampdown.schema.measure import Measure
from clampdown.schema.mechanism import Mechanism
from clampdown.schema.observer import AnyObserver
from clampdown.schema.offence import Offence
from clampdown.schema.pack import PackFile
from clampdown.schema.pattern import Pattern, PatternFile
from clampdown.schema.scenario import ScenarioFile, ScenarioVariant
from clampdown.schema.task import Task

# What each kind of file holds.
KINDS: dict[str, Any] = {
    "behaviour": dict[str, Evidence],
    "directive": Directive,
    "evidence": Evidence,
    "measure": Measure,
    "mechanisms": tuple[Mechanism, ...],
    "observer": AnyObserver,
    "offence": Offence,
    "pack": PackFile,
    "pattern": Pattern | PatternFile,
    "scenario": ScenarioFile | ScenarioVariant,
    "task": Task,
}
ENTRY = re.compile(r"^    (?P<names>[\w, ()`]+?) : (?P<text>.+(?:\n {8}.+)*)", re.MULTILINE)


class _Described(GenerateJsonSchema):
    """Takes the description of each field from its model's docstring."""

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """Return the schema of a model with a description for each field."""
        found = super().model_schema(schema)
        known = meanings(schema["cls"])
        found["description"] = str(found.get("description", "")).partition("\n")[0]
        for form in (found, *found.get("anyOf", [])):
            for name, field in form.get("properties", {}).items():
                if name in known:
                    field["description"] = known[name]
        return found


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Return what the docstring of a model says of each field, by its name in files.

    Examples
    --------
    >>> meanings(Evidence)["unit"]
    'what the number counts, in words'
    """
    text = inspect.cleandoc(model.__doc__ or "").partition("----------\n")[2]
    aliases = {name: field.alias or name for name, field in model.model_fields.items()}
    found = {}
    for match in ENTRY.finditer("    " + text.replace("\n", "\n    ")):
        said = " ".join(match["text"].split())
        for name in re.findall(r"\w+", re.sub(r"\([^)]*\)", "", match["names"])):
            found[aliases.get(name, name)] = said
    return found


def json_schemas(measures: Iterable[str] = ()) -> dict[str, JsonSchemaValue]:
    """Return the JSON Schema of each kind of data file by its name.

    Parameters
    ----------
    measures : ids of the catalogue's measures, which editors then offer; empty for any
    """
    mode: JsonSchemaMode = "validation"
    schemas = {
        kind: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"clampdown {kind}",
            **TypeAdapter(model).json_schema(mode=mode, schema_generator=_Described),
        }
        for kind, model in KINDS.items()
    }
    if names := sorted(measures):
        order = schemas["directive"]["$defs"]["Order"]["properties"]
        order["measure"]["enum"] = names
    return schemas


def write_json_schemas(folder: Path | str, measures: Iterable[str] = ()) -> list[Path]:
    """Write `<kind>.schema.json` for each kind of data file and return the paths.

    Parameters
    ----------
    folder : where to; it is made if absent
    measures : see `json_schemas`
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    paths = []
    for kind, schema in json_schemas(measures).items():
        path = target / f"{kind}.schema.json"
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        paths.append(path)
    return paths
