"""The page of the grammar, made from the tables that the code reads."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from clampdown.experiments.claims.grammar import (
    AREAS,
    EVENTS,
    FIELDS,
    FORMS,
    STATES,
    WAYS,
    Event,
)
from clampdown.experiments.claims.time_words import COMPARED, DAYS
from clampdown.experiments.claims.verdicts import CANNOT, FAILS, FEW, HOLDS, PARTLY
from clampdown.experiments.variables import daily_variables
from clampdown.schema.json_schema import meanings
from clampdown.schema.pattern import Base, Pattern
from clampdown.schema.pattern_expect import Expectation, Versus
from clampdown.schema.pattern_officers import Officers
from clampdown.schema.pattern_quantity import FORM_FIELDS, Quantity

Table = Callable[[list[str], list[list[Any]]], str]
VERDICTS = {
    HOLDS: "all that is expected holds: effects in their ranges, with intervals that exclude no effect",
    PARTLY: """some of it holds; or the direction is right and the size is not; or the effect lies in its
        range and its interval does not exclude no effect""",
    FAILS: "nothing of it holds",
    FEW: """fewer simulated events than asked for (50 unless the pattern says otherwise) behind either arm,
        nothing under the line, or fewer than two pairs: never a pass""",
    CANNOT: """the model has no such thing, as the pattern says with `cannot`, or the run does not note it""",
}
TEXTS = {
    "head": """# Patterns

The grammar of claims that `clampdown check` runs; [how to write one](../patterns.md). A file holds one
pattern, or a list of them under `patterns:`.
""",
    "arm": """
## An arm

`base` is a scenario by id or path, or one with changes. `change` and every further arm change the base,
with the same fields.
""",
    "switch": """
With `switch: M05` every arm is run with the mechanism on and off. The arms are then called `base_on`,
`base_off`, `change_on` and `change_off`; `effect: on`, `off` or `interaction` says which are compared.
""",
    "expectation": """
## An expectation

A quantity, the arms in which it is compared, and one comparison.
""",
    "quantity": """
A range is `> 2`, `>= 2`, `< 0.8`, `<= 0.8` or `1.1 to 1.5`, in quotes. One that cannot fail or cannot
hold is an error.

## A quantity
""",
    "second": """
A second quantity (`over`, `minus`, `times`, `plus`, `with`) takes over what it leaves away; `where: {}`
drops the filter. Sums over and under the line are pooled over runs before they are divided.

`versus` and `part_of` hold one effect against others, which take over from the expectation what they
leave away. `versus` subtracts (a ratio is divided): `{relative: "< 0", versus: {where: {area:
elsewhere}}}` says that the relative change is lower than elsewhere. `part_of` divides by the sum of the
others: `{difference: "-0.4 to -0.1", part_of: {where: {area: treated}}}` says that a tenth to four
tenths of what is lost where the change holds turns up here.
""",
    "events": """
## Metrics

### Events

Each is a filter of the table of acts, which a run keeps while claims ask for it.
""",
    "states": """
### States

Looked at each evening of the window; means.
""",
    "orders": """
### Orders on their way

Means over the change's orders, where and while they hold.
""",
    "counts": """
### Counts

Everything else that a run counts each day in each place. What is counted tonight is a stock: its count is
that of the mean night. A count told apart by a list takes the filter of that name (`kind` for offences),
also where the list stands in a count beside it: `held` with `sex` is `held_sex`.
""",
    "where": """
## where

All that is given must be true.
""",
    "days": """
## days

Without days: those during the change.
""",
    "form": """
## form

Without a form: count of events and counts, mean of states and orders.
""",
    "verdicts": """
## Verdicts
""",
    "interval": """
Where the range itself contains no effect (`ratio: "> 0.9"`), for `null`, for `value` and for `part_of`, the
whole interval must lie inside.

The 90 % interval is a delete-one jackknife over pairs of runs with Student's t, on the logarithm for
ratios. Both arms of a pair are left out together, so that the luck they share cancels. Two shares are
printed besides: of the pairs at default values, and of the parameter draws, in which everything lies in
its range. Seed noise says what the model does; draws say what is known.
""",
}
EXAMPLE = """\
```yaml
id: P14
claim: signal detectors come to a border town
source: [a report, 2014]
base: quiet-border-town
change: {add: [call-detectors]}
expect:
  - {metric: offences, where: {area: treated, kind: call_abroad}, days: [1, 30], ratio: "< 0.8"}
  - metric: offences
    where: {area: treated, kind: call_abroad}
    form: share
    of_which: {hidden: yes}
    days: [1, 30]
    difference: "> 0"
  - {metric: bribes, over: {metric: encounters}, where: {area: border}, ratio: "> 1.1"}
```
"""


def grammar_page(table: Table) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    table : makes a Markdown table of a head and rows
    """
    parts = [TEXTS["head"], EXAMPLE, "\n## A pattern\n", _fields(table, Pattern)]
    parts += [TEXTS["arm"], _fields(table, Base), TEXTS["switch"]]
    parts += _expectations(table) + _metrics(table) + _filters(table)
    parts += [TEXTS["days"], _two(table, "days", DAYS), *_forms(table)]
    parts += [TEXTS["verdicts"], _two(table, "verdict", VERDICTS), TEXTS["interval"]]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _expectations(table: Table) -> list[str]:
    own = {name: text for name, text in meanings(Expectation).items() if name not in Quantity.model_fields}
    rows = [[f"`{name}`", meaning, example] for name, (meaning, example) in COMPARED.items()]
    rest = [[f"`{name}`", text] for name, text in own.items() if name not in COMPARED]
    return [
        TEXTS["expectation"], table(["comparison", "of what", "example"], rows),
        table(["field", "meaning"], rest),
        TEXTS["quantity"], _fields(table, Quantity), TEXTS["second"], _fields(table, Versus),
    ]  # fmt: skip


def _metrics(table: Table) -> list[str]:
    events = [[f"`{name}`", event.meaning, _rows(event)] for name, event in EVENTS.items()]
    states = [[f"`{name}`", state.meaning, state.unit, state.level] for name, state in STATES.items()]
    counts = [
        [f"`{one.name}`", f"{one.unit}: {one.meaning}", ", ".join(one.dims[2:])]
        for one in daily_variables()
        if not {one.name} & {*EVENTS, *WAYS, *STATES}
    ]
    return [
        TEXTS["events"], table(["metric", "meaning", "rows of the table"], events),
        TEXTS["states"], table(["metric", "meaning", "unit", "mean over"], states),
        TEXTS["orders"], _two(table, "metric", WAYS),
        TEXTS["counts"], table(["metric", "counts", "told apart by"], counts),
    ]  # fmt: skip


def _rows(event: Event) -> str:
    rows = event.rows.model_dump(by_alias=True, exclude_defaults=True, mode="json")
    return ", ".join(f"{name}: {_shown(value)}" for name, value in rows.items()) or "all"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " or ".join(_shown(one) for one in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _filters(table: Table) -> list[str]:
    rows = [[f"`{name}`", text, where] for name, (text, where) in FIELDS.items()]
    return [
        TEXTS["where"], table(["field", "values", "of which metrics"], rows),
        "### Areas\n", _two(table, "area", AREAS), "### Officers\n", _fields(table, Officers),
    ]  # fmt: skip


def _forms(table: Table) -> list[str]:
    rows = [[f"`{name}`", text, fields] for name, (text, fields) in FORMS.items()]
    taken = [[f"`{name.rstrip('_')}`", ", ".join(forms)] for name, forms in FORM_FIELDS.items()]
    form = table(["form", "what it is", "fields"], rows)
    return [TEXTS["form"], form, table(["field", "goes with the forms"], taken)]


def _fields(table: Table, model: type[BaseModel]) -> str:
    known = meanings(model)
    names = [(field.alias or name) for name, field in model.model_fields.items()]
    return table(["field", "meaning"], [[f"`{name}`", known[name]] for name in names if name in known])


def _two(table: Table, head: str, texts: Mapping[str, str]) -> str:
    rows = [[f"`{name}`" if "a province" not in name else name, text] for name, text in texts.items()]
    return table([head, "meaning"], rows)
