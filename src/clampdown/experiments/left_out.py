"""What of a report or a scenario the model leaves out, said before anybody asks."""

import datetime
import re

from clampdown.experiments.cost import in_area
from clampdown.schema.directive import Directive
from clampdown.schema.loading import Catalogue
from clampdown.schema.measure import STAFFING, WORK
from clampdown.schema.mechanism import Mechanism
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario


def left_out_of_directive(directive: Directive, scenario: Scenario, catalogue: Catalogue) -> list[str]:
    """Return what of a directive, or of the report it was read from, has no effect; one sentence each."""
    found = _outside_the_run(directive, scenario)
    found += _without_executor(directive, scenario, catalogue)
    if directive.follow_ups is not None and not scenario.mechanisms.get("M03", False):
        found.append("The follow-up instructions: mechanism M03 is switched off or not at work.")
    found += _unread_paragraphs(directive)
    return found + _missing_mechanisms(directive, catalogue)


def _outside_the_run(directive: Directive, scenario: Scenario) -> list[str]:
    """Return whether the directive's time or area lies outside what is simulated."""
    found = []
    until = _last_day(directive)
    if directive.trigger is not None and scenario.reacts:
        found.append("Its dates: it is issued when the centre sees the sign it waits for.")
    elif directive.in_force.start.middle > scenario.last or (until is not None and until < scenario.start):
        found.append("All of it: its dates lie outside the simulated days.")
    elif until is None or until > scenario.last:
        found.append(f"What it does after {scenario.last}, the last simulated day.")
    covered = [p for p in scenario.pack.places if directive.area.covers(p.id, p.province_id, p.border)]
    outside = sum(not in_area(scenario, place) for place in covered)
    if outside:
        found.append(f"{outside} of its {len(covered)} places, which lie outside the simulated area.")
    return found


def _last_day(directive: Directive) -> datetime.date | None:
    """Return the last day on which a directive can be in force; None without an end."""
    until, again = directive.in_force.until, directive.repetition
    if until is None or again is None:
        return until
    return until + datetime.timedelta(days=again.every * (again.times - 1)) if again.times else None


def _without_executor(directive: Directive, scenario: Scenario, catalogue: Catalogue) -> list[str]:
    """Return the orders for work that no addressee does."""
    pack, found = scenario.pack, []
    addressed = [organ for organ in pack.organs if organ.id in directive.addressees]
    for order in directive.orders:
        measure = catalogue.measures[order.measure]
        task = order.task or measure.task
        if measure.lever in (*WORK, *STAFFING) and not any(task in organ.tasks for organ in addressed):
            found.append(f"The order '{order.id}': nobody it is addressed to does this work.")
    return found


def _unread_paragraphs(directive: Directive) -> list[str]:
    """Return which paragraphs that speak of the directive became no order."""
    if directive.report is None:
        return []
    cited = {
        int(mark) for order in directive.orders for mark in re.findall(r"¶(\d+)", order.report)
        if order.report.startswith(f"{directive.report.file} ")
    }  # fmt: skip
    rest = [f"¶{number}" for number in directive.report.paragraphs if number not in cited]
    return [f"Paragraphs that became no order: {directive.report.file} {', '.join(rest)}."] if rest else []


def _missing_mechanisms(directive: Directive, catalogue: Catalogue) -> list[str]:
    """Return what the directive's paragraphs speak of and this version of the model does not have."""
    if directive.report is None:
        return []
    marks = {f"{directive.report.file} ¶{number}" for number in directive.report.paragraphs}
    marks |= {
        f"{order.report.split(' ')[0]} {mark}"
        for order in directive.orders for mark in re.findall(r"¶\d+", order.report)
    }  # fmt: skip
    return [
        f"{row.title.capitalize()} ({row.id}; {', '.join(_where(row, marks))}): not in this version."
        for row in catalogue.mechanisms.values() if not row.at_work and _where(row, marks)
    ]  # fmt: skip


def _where(row: Mechanism, marks: set[str]) -> list[str]:
    """Return which of the paragraphs speak of a mechanism."""
    return sorted(marks & set(row.reports))


def left_out_of_scenario(scenario: Scenario, catalogue: Catalogue) -> list[str]:
    """Return what the whole run leaves out: people, mechanisms, places."""
    absent = [row for row in catalogue.mechanisms.values() if not row.at_work]
    found = [f"{row.title.capitalize()} ({row.id}): not in this version." for row in absent]
    found += _outside_area(scenario.pack, scenario)
    return [*found, *([" ".join(scenario.pack.note.split())] if scenario.pack.note else [])]


def _outside_area(pack: Pack, scenario: Scenario) -> list[str]:
    outside = sum(not in_area(scenario, place) for place in pack.places)
    return [f"{outside} of {len(pack.places)} places, which lie outside the area."] if outside else []
