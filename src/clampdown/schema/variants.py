"""A scenario written as changes to another."""

from dataclasses import replace
from typing import Any

from clampdown.errors import Problem, did_you_mean
from clampdown.schema.checks import unknown
from clampdown.schema.directive import Directive
from clampdown.schema.finding import DirectiveReader
from clampdown.schema.loading import Catalogue
from clampdown.schema.order_checks import area_problems
from clampdown.schema.order_settings import order_settings, with_order
from clampdown.schema.reading import Document
from clampdown.schema.scenario import Scenario, ScenarioFile, ScenarioVariant
from clampdown.schema.shock_checks import crowded, shock_problems
from clampdown.schema.trigger_checks import unheard
from clampdown.schema.values import absurd

PLAIN = ("start", "days", "seed", "sample", "area")
DOTTED = ("options", "mechanisms")


class Variant:
    """A base with its changes made.

    Parameters
    ----------
    base : Scenario that is changed
    written : the changes
    document : where they stand
    catalogue : what they may name

    Attributes
    ----------
    scenario : Scenario
    problems : what is wrong with the changes
    """

    def __init__(
        self, base: Scenario, written: ScenarioVariant, document: Document, catalogue: Catalogue
    ) -> None:
        self.problems: list[Problem] = []
        self._document, self._catalogue = document, catalogue
        self._records = {**catalogue.records(), **base.pack.records()}
        self.scenario = replace(
            base, id=written.id, title=written.title, twin=written.twin or base.twin,
            notes=written.notes or base.notes, file=document.path, base=written.base,
            directives=self._kept(base, written) + self._added(base, written, catalogue),
            shocks=(*base.shocks, *written.changes.shocks),
            attention=(*base.attention, *written.changes.attention),
        )  # fmt: skip
        for name, value in written.changes.set.items():
            self._set(name, value)
        for i, shock in enumerate(written.changes.shocks):
            room, at = self.scenario.options.room, ("changes", "shocks", i)
            self.problems += shock_problems(shock, room, document, at, base.pack)
        self.problems += unheard(self.scenario, document, ("changes", "set", "options.leader"))
        self.problems += crowded(self.scenario, catalogue.offences, document, ("changes", "shocks"))

    def _kept(self, base: Scenario, written: ScenarioVariant) -> tuple[Directive, ...]:
        names = [directive.id for directive in base.directives]
        for i, name in enumerate(written.changes.remove):
            problem = unknown(self._document, ("changes", "remove", i), "directive of the base", name, names)
            self.problems += [problem] if problem is not None else []
        return tuple(one for one in base.directives if one.id not in written.changes.remove)

    def _added(self, base: Scenario, written: ScenarioVariant, catalogue: Catalogue) -> tuple[Directive, ...]:
        reader = DirectiveReader(base.pack, catalogue)
        added = reader.each(written.changes.add, self._document, ("changes", "add"))
        self.problems += reader.problems
        present = {one.id for one in base.directives if one.id not in written.changes.remove}
        for i, directive in enumerate(added):
            if directive.id in present:
                what = f"The base has the directive '{directive.id}' already."
                self.problems.append(self._document.problem(("changes", "add", i), what, "Remove one."))
        return added

    def _set(self, name: str, value: Any) -> None:
        """Set one field or record anew."""
        head, _, tail = name.partition(".")
        if name in self._records:
            self._set_record(name, value)
        elif (head in PLAIN and not tail) or (head in DOTTED and tail):
            self._set_field(head, tail, value)
        elif head == "directives" and tail:
            self.scenario, wrong = with_order(self.scenario, name, value, self._catalogue)
            if wrong is not None:
                self._complain(name, *wrong)
        else:
            known = [*PLAIN, *(f"mechanisms.{one}" for one in self.scenario.mechanisms), *self._records]
            known += order_settings(self.scenario)
            what = f"'{name}' is no field of a scenario and no record."
            self._complain(name, what, did_you_mean(name, known), key=True)

    def _set_record(self, name: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._complain(name, f"'{value}' stands where a number is wanted.")
            return
        if text := absurd(self._records[name], float(value)):
            self._complain(name, text)
        self.scenario = replace(self.scenario, settings={**self.scenario.settings, name: float(value)})

    def _set_field(self, head: str, tail: str, value: Any) -> None:
        """Set a field by way of a scenario that has it, so that the same checks apply."""
        start = self.scenario.start
        probe = {"id": "probe", "title": "probe", "pack": "probe", "start": start, "days": 1}
        probe[head] = {tail: value} if tail else value
        found: list[Problem] = []
        parsed = Document(self._document.path, None, probe).parse(ScenarioFile, found)
        for problem in found:
            self._complain(f"{head}.{tail}" if tail else head, problem.what, problem.remedy)
        if parsed is None:
            return
        if head == "mechanisms":
            self._switch(tail, parsed.mechanisms[tail])
        elif head == "options":
            options = self.scenario.options.model_copy(update={tail: getattr(parsed.options, tail)})
            self.scenario = replace(self.scenario, options=options)
        else:
            at = ("changes", "set", "area")
            self.problems += area_problems(parsed.area, self._document, at, self.scenario.pack)
            self.scenario = replace(self.scenario, **{head: getattr(parsed, head)})

    def _switch(self, name: str, on: bool) -> None:
        at = ("changes", "set", f"mechanisms.{name}")
        problem = unknown(self._document, at, "mechanism at work", name, self.scenario.mechanisms)
        self.problems += [problem] if problem is not None else []
        self.scenario = replace(self.scenario, mechanisms={**self.scenario.mechanisms, name: on})

    def _complain(self, name: str, what: str, remedy: str = "", *, key: bool = False) -> None:
        self.problems.append(self._document.problem(("changes", "set", name), what, remedy, key=key))
