"""An annotated directive to be filled in, and a scenario that runs it."""

import datetime
from pathlib import Path
from typing import Any

from clampdown.errors import Problem, ScenarioError, shown_path
from clampdown.experiments.wording import plain_number
from clampdown.schema.loading import PACKS, Catalogue, load_catalogue, load_pack
from clampdown.schema.measure import OPTIONS, Measure
from clampdown.schema.model import Id
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_scenario

QUIET_DAYS, LASTING = 14, 30

DIRECTIVE = """\
# A directive: an order as it was issued, in the words and units of the report it was read in.
# Lines that begin with '#' are notes; delete them as you go. What you do not know, write as a range:
# {{low: 2, high: 6}}. Say 'clampdown explain {name}-run.yaml' as often as you like: it runs nothing.

id: {name}
title: {title}

# Who issued it: a tier of the pack ({tiers}). issued_by says it in words.
issuer: {issuer}
issued_by: as the report names them

# Who is to carry it out. This pack has:
{organs}
addressees: [{addressees}]

# Who is told: internal (officials only), work_units (read out at work), public (everybody).
announced: internal

# From when until when. Where only a range is known: from: {{earliest: {start}, latest: {later}}}
in_force:
  from: {start}
  until: {until}

# Where: everywhere, border, {{provinces: [{province}]}} or {{places: [...]}}.
area: everywhere

# What is asked for: one entry per order, in the report's own unit. Give either an amount, or, where the
# report has no number, an intensity from 0 to 1, always as a range. 'because' says why you read it so.
# Of a report that comes with the package, name the paragraph: report: 001 ¶4
orders:
{orders}

# What else can be asked for (units and bounds: clampdown measures):
{measures}

# Leave out what the report does not say:
# follow_ups:
#   per_month: {{low: 1, value: 2, high: 3}}
#   because: Further instructions are spoken of.
# exemptions:
#   flags: [{flags}]
# Issued again, at most every so many days:
# repetition: {{every: 90, times: 3}}
# Issued when the centre sees a sign, where a scenario says options: {{leader: reactive}}. Signs: carried_out,
# discontent, opposition, attention (above or below a threshold), event (within so many days of it).
# trigger:
#   sign: discontent
#   above: {{low: 0.004, value: 0.006, high: 0.01}}
#   because: Why the centre would act on it.
"""

ORDER = """\
  - id: {id}
    measure: {measure}
    {amount}
    because: {because}
"""

SCENARIO = """\
# {title}, beside a twin in which it was never issued and everybody has the same luck.
id: {name}-run
title: {title}
base: {quiet}
changes:
  add: [{name}.yaml]
  set:
    days: {days}
twin: {quiet}
"""


def write_directive(name: str, pack: str, folder: Path, *, overwrite: bool = False) -> list[Path]:
    """Write a directive and a scenario that runs it; both load as they are.

    Parameters
    ----------
    name : str, id of the directive and name of its file
    pack : str, pack by id or folder
    folder : Path, where to; made if absent
    overwrite : bool, whether files that are there may be replaced

    Returns
    -------
    list of Path: directive, scenario

    Raises
    ------
    ScenarioError
        If the name is no id, a file is there already, or the folder cannot be written.
    """
    _require_id(name)
    catalogue = load_catalogue()
    known = load_pack(pack, catalogue)
    quiet = _quiet(known, catalogue)
    title = name.replace("-", " ").capitalize()
    start = quiet.start + datetime.timedelta(days=QUIET_DAYS)
    texts = {
        folder / f"{name}.yaml": _directive(name, title, start, known, catalogue),
        folder / f"{name}-run.yaml": SCENARIO.format(
            name=name, title=title, quiet=_reference(quiet), days=min(quiet.days, 2 * QUIET_DAYS + LASTING)
        ),
    }
    _write(texts, overwrite=overwrite)
    return list(texts)


def _require_id(name: str) -> None:
    from pydantic import TypeAdapter, ValidationError

    try:
        TypeAdapter(Id).validate_python(name)
    except ValidationError:
        remedy = "Use small letters and digits, joined by '-', such as border-sweep."
        raise ScenarioError([Problem(f"'{name}' cannot be the name of a directive.", remedy)]) from None


def _quiet(pack: Pack, catalogue: Catalogue) -> Scenario:
    """Return the pack's scenario without directives."""
    for path in sorted((pack.folder / "scenarios").glob("*.yaml")):
        scenario = load_scenario(path, catalogue=catalogue, pack=pack)
        if not scenario.directives:
            return scenario
    what = f"The pack '{pack.id}' has no scenario without directives to stand beside a new one."
    raise ScenarioError([Problem(what, "Write one: id, title, pack, start, days.", shown_path(pack.folder))])


def _reference(scenario: Scenario) -> str:
    """Return by what another file names a scenario: its id where it comes with the package, else its path."""
    shipped = scenario.pack.folder.parent == PACKS
    return scenario.id if shipped else str(scenario.file.absolute())


def _directive(name: str, title: str, start: datetime.date, pack: Pack, catalogue: Catalogue) -> str:
    """Return the text of the directive."""
    executors = [organ for organ in pack.organs if organ.tasks]
    possible = [m for _, m in sorted(catalogue.measures.items()) if _fits(m, pack)]
    work = [m for m in possible if m.lever == "hours" and m.full and m.task in executors[0].tasks]
    task = max(work, key=lambda measure: len(measure.units))  # one with several units shows them
    order = ORDER.format(
        id=task.id.replace("_", "-"), measure=task.id, amount=_amount(task),
        because="Replace this by what the report says, and why it is read so.",
    )  # fmt: skip
    days = [start + datetime.timedelta(days=n) for n in (0, 7, LASTING)]
    return DIRECTIVE.format(
        name=name, title=title, start=days[0], later=days[1], until=days[2],
        tiers=", ".join(pack.tiers[:-1]), issuer=pack.tiers[0],
        organs="\n".join(f"#   {organ.id}: {organ.title}" for organ in pack.organs),
        addressees=executors[0].id, province=pack.provinces[0].id, orders=order.rstrip(),
        measures="\n".join(_line(m) for m in possible), flags=pack.flags[0].id,
    )  # fmt: skip


def _fits(measure: Measure, pack: Pack) -> bool:
    """Return whether somebody in the pack can carry a measure out."""
    return measure.task is None or any(measure.task in organ.tasks for organ in pack.organs)


def _amount(measure: Measure) -> str:
    unit = measure.units[0]
    return f"amount: {plain_number(min(2.0, unit.high))}\n    unit: {unit.id}"


def _line(measure: Measure) -> str:
    """Return a measure as one note."""
    words = [unit.id for unit in measure.units] + (["intensity"] if measure.full else [])
    needed = [f"{name}: …" for name in OPTIONS[measure.lever][0] if not _has(measure, name)]
    return f"#   {measure.id}: {', '.join(words)}" + (f" (needs {', '.join(needed)})" if needed else "")


def _has(measure: Measure, option: str) -> bool:
    given: Any = getattr(measure, option, None)
    return bool(given)


def _write(texts: dict[Path, str], *, overwrite: bool) -> None:
    """Write all files, or none where one is there already."""
    taken = [path for path in texts if path.exists() and not overwrite]
    if taken:
        remedy = "Choose another name, or say --overwrite."
        what = "The file is there already."
        raise ScenarioError([Problem(what, remedy, shown_path(path)) for path in taken])
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            what = f"The file cannot be written: {error.strerror}."
            problem = Problem(what, "Choose another folder with --out.", shown_path(path))
            raise ScenarioError([problem]) from None
