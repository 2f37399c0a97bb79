"""Check a directive against the catalogue and the pack it is used with."""

from typing import TYPE_CHECKING

from clampdown.errors import Problem, did_you_mean
from clampdown.schema.checks import option_problems, unknown, unknown_all
from clampdown.schema.directive import CITATION, Amount, Area, Directive, Order
from clampdown.schema.measure import OPTIONS, Measure, Options
from clampdown.schema.pack import Pack
from clampdown.schema.reading import Document
from clampdown.schema.trigger_checks import trigger_problems

if TYPE_CHECKING:
    from clampdown.schema.loading import Catalogue

Loc = tuple[str | int, ...]


def directive_problems(
    directive: Directive, document: Document, loc: Loc, pack: Pack, catalogue: "Catalogue"
) -> list[Problem]:
    """Return what is wrong with a directive that is well formed.

    Parameters
    ----------
    directive : Directive
    document, loc : where it stands
    pack, catalogue : what it may name
    """
    flags = [flag.id for flag in pack.flags]
    organs = [organ.id for organ in pack.organs]
    found = [unknown(document, (*loc, "issuer"), "tier of the pack", directive.issuer, pack.tiers[:-1])]
    found += unknown_all(document, (*loc, "addressees"), "organ of the pack", directive.addressees, organs)
    found += area_problems(directive.area, document, (*loc, "area"), pack)
    if directive.exemptions is not None:
        at = (*loc, "exemptions", "flags")
        found += unknown_all(document, at, "flag of the pack", directive.exemptions.flags, flags)
    if directive.follow_ups is not None and directive.follow_ups.per_month.low < 0:
        found.append(document.problem((*loc, "follow_ups", "per_month"), "It cannot be negative."))
    found += trigger_problems(directive, document, loc, pack)
    found += _citation_problems(directive, document, loc, catalogue)
    first: dict[str, int] = {}
    for i, order in enumerate(directive.orders):
        at = (*loc, "orders", i)
        if order.id in first:
            what = f"The order '{order.id}' is given twice; the first is on line {first[order.id]}."
            found.append(document.problem(at, what, "Give each its own id."))
        first.setdefault(order.id, document.position(at)[0])
        found += _order_problems(order, directive, document, at, pack, catalogue)
    return [problem for problem in found if problem is not None]


def area_problems(area: Area, document: Document, loc: Loc, pack: Pack) -> list[Problem]:
    """Return what an area names that the pack has not."""
    provinces = [province.id for province in pack.provinces]
    found = unknown_all(document, (*loc, "provinces"), "province of the pack", area.provinces, provinces)
    return found + unknown_all(
        document, (*loc, "places"), "place of the pack", area.places, [p.id for p in pack.places]
    )


def _order_problems(
    order: Order, directive: Directive, document: Document, loc: Loc, pack: Pack, catalogue: "Catalogue"
) -> list[Problem]:
    measure = catalogue.measures.get(order.measure)
    if measure is None:
        hint = did_you_mean(order.measure, catalogue.measures)
        return [document.problem((*loc, "measure"), f"'{order.measure}' is not in the catalogue.", hint)]
    found = option_problems(order, document, loc, catalogue)
    flags = [flag.id for flag in pack.flags]
    found += unknown_all(document, (*loc, "flags"), "flag of the pack", order.flags, flags)
    if order.rung is not None:
        rung = unknown(
            document, (*loc, "rung"), "rung of the ladder", order.rung, [r.id for r in pack.ladder]
        )
        found += [rung] if rung is not None else []
    found += _hand_over_problems(order, measure, directive, document, loc, pack)
    found += _option_use(order, measure, document, loc)
    found += _amount_problems(order, measure, document, loc)
    return found + _executor_problems(measure, directive, document, loc, pack)


def _hand_over_problems(
    order: Order, measure: Measure, directive: Directive, document: Document, loc: Loc, pack: Pack
) -> list[Problem]:
    """Return why a duty cannot pass from those addressed to the organ that is to take it over."""
    if order.organ is None:
        return []
    known = {organ.id: organ for organ in pack.organs}
    found = unknown_all(document, (*loc, "organ"), "organ of the pack", (order.organ,), list(known))
    task = order.task or measure.task
    others = [known[name] for name in directive.addressees if name in known and name != order.organ]
    having = [organ for organ in others if task in organ.tasks]
    if task is not None and not having:
        what = f"None of the addressees but '{order.organ}' has the task '{task}'."
        found.append(document.problem((*loc, "organ"), what, "Address the organ that is to give it up."))
    if any(organ.level == "beat" for organ in having):
        what = "Neighbourhood officers cannot give up a task: each has a territory of his own."
        found.append(document.problem((*loc, "task"), what, "Replace them by rotate_guards or outside_team."))
    return found


def _option_use(order: Order, measure: Measure, document: Document, loc: Loc) -> list[Problem]:
    """Return options that the lever does not know, or needs and lacks."""
    needed, possible = OPTIONS[measure.lever]
    found = []
    for name in (*Options.model_fields, "day"):
        given = name in order.model_fields_set
        if given and name not in (*needed, *possible):
            what = f"'{measure.id}' knows no '{name}'."
            found.append(document.problem((*loc, name), what, "Leave it away.", key=True))
        if name in needed and not given and not getattr(measure, name, None):
            found.append(document.problem(loc, f"'{measure.id}' needs '{name}'.", "Give it in the order."))
    return found


def _amount_problems(order: Order, measure: Measure, document: Document, loc: Loc) -> list[Problem]:
    if order.intensity is not None:
        if measure.full is not None:
            return []
        units = ", ".join(unit.id for unit in measure.units)
        what = f"'{measure.id}' takes an amount, no bare intensity."
        return [document.problem((*loc, "intensity"), what, f"Give an amount in {units}.")]
    unit = measure.unit(order.unit)
    if unit is None:
        names = [unit.id for unit in measure.units]
        what = f"'{order.unit}' is no unit of '{measure.id}'."
        return [document.problem((*loc, "unit"), what, did_you_mean(order.unit or "", names))]
    amount = order.amount or Amount(value=0, low=0, high=0)
    if unit.low <= amount.low and amount.high <= unit.high:
        return []
    beyond = amount.low if amount.low < unit.low else amount.high
    what = f"{beyond:g} {unit.title} is out of range for '{measure.id}'."
    return [document.problem((*loc, "amount"), what, f"It takes {unit.low:g} to {unit.high:g}.")]


def _executor_problems(
    measure: Measure, directive: Directive, document: Document, loc: Loc, pack: Pack
) -> list[Problem]:
    """Return a problem if none of the addressees may carry the measure out."""
    addressed = [organ for organ in pack.organs if organ.id in directive.addressees]
    if not measure.who or not addressed or any(set(measure.who) & set(organ.roles) for organ in addressed):
        return []
    able = [organ.id for organ in pack.organs if set(measure.who) & set(organ.roles)]
    what = f"None of the addressees can carry out '{measure.id}'."
    remedy = f"Address one of: {', '.join(able)}." if able else "No organ of this pack can."
    return [document.problem((*loc, "measure"), what, remedy)]


def _citation_problems(
    directive: Directive, document: Document, loc: Loc, catalogue: "Catalogue"
) -> list[Problem]:
    """Return citations of reports and paragraphs that do not exist, and orders that cite none."""
    found: list[Problem] = []
    report = directive.report
    if report is not None and report.file in catalogue.reports:
        known = catalogue.reports[report.file].paragraphs
        for i, number in enumerate(report.paragraphs):
            if number not in known:
                what = f"Report {report.file} has no ¶{number}; it ends with ¶{max(known)}."
                found.append(document.problem((*loc, "report", "paragraphs", i), what))
    cited: list[tuple[Loc, str]] = [
        ((*loc, "orders", i), order.report) for i, order in enumerate(directive.orders)
    ]
    for name in ("follow_ups", "trigger", "repetition"):
        part = getattr(directive, name)
        if part is not None:
            cited.append(((*loc, name), part.report))
    for at, text in cited:
        if text:
            found += _mark_problems(text, directive, document, (*at, "report"), catalogue)
        elif report is not None:
            found.append(document.problem(at, "Which paragraph says so?", "Give report: 001 ¶3."))
    return found


def _mark_problems(
    text: str, directive: Directive, document: Document, loc: Loc, catalogue: "Catalogue"
) -> list[Problem]:
    match = CITATION.match(text)
    if match is None:
        return [document.problem(loc, f"'{text}' is no paragraph.", "Write it like 001 ¶3.")]
    own = directive.report.file if directive.report is not None else ""
    name = match["report"]
    if name not in catalogue.reports:
        if name == own:
            return []
        known = [*catalogue.reports, *([own] if own else [])]
        return [document.problem(loc, f"There is no report '{name}'.", did_you_mean(name, known))]
    known_marks = catalogue.reports[name].paragraphs
    numbers = [int(mark.strip(" ¶")) for mark in match["marks"].split(",")]
    return [
        document.problem(loc, f"Report {name} has no ¶{number}; it ends with ¶{max(known_marks)}.")
        for number in numbers
        if number not in known_marks
    ]
