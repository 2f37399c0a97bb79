"""The stages between an order and the figures of a report, and the records that each of them reads."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase, translate
from typing import TYPE_CHECKING

from pydantic import Field

from clampdown.errors import Problem, did_you_mean
from clampdown.schema.model import Id, MechanismId, Model, Text

if TYPE_CHECKING:
    from clampdown.schema.loading import Catalogue


class Stage(Model):
    """One stage between an order and the figures of a report.

    Attributes
    ----------
    id, title : name in data, name for people
    model : sections of docs/model.md that it is
    after : stages on which it builds, each written above it
    records : evidence records that it reads; * stands for any part of a name
    mechanisms : mechanisms at work in it that have no record
    figures : figures of a report that it counts
    aside : why no figure stands on it
    """

    id: Id
    title: Text
    model: tuple[Text, ...] = Field(min_length=1)
    after: tuple[Id, ...] = ()
    records: tuple[Text, ...] = ()
    mechanisms: tuple[MechanismId, ...] = ()
    figures: tuple[Id, ...] = ()
    aside: Text = ""

    def reads(self, names: Iterable[str]) -> Iterator[str]:
        """Return those of some records that this stage reads, in their order.

        Examples
        --------
        >>> stage = Stage(id="fear", title="fear", model=("5.13",), records=("behaviour.fear_*",))
        >>> list(stage.reads(["behaviour.fear_usual", "behaviour.dues"]))
        ['behaviour.fear_usual']
        """
        form = re.compile("|".join(map(translate, self.records)) or "(?!)")
        return (name for name in names if form.match(name))


def stages_behind(stages: Mapping[str, Stage], figure: str) -> list[str]:
    """Return the stages that a figure stands on, by id, in the order of the file.

    Parameters
    ----------
    stages : by id, in the order of the file
    figure : key of a figure
    """
    wanted = {name for name, stage in stages.items() if figure in stage.figures}
    for name in reversed(list(stages)):
        if name in wanted:
            wanted |= set(stages[name].after)
    return [name for name in stages if name in wanted]


def stage_problems(catalogue: "Catalogue") -> list[Problem]:
    """Return what is wrong with the stages of a catalogue, and what has no place in them."""
    return [*_unknown(catalogue), *_without_place(catalogue)]


def _unknown(catalogue: "Catalogue") -> Iterator[Problem]:
    """Yield what a stage names that does not exist."""
    records = set(catalogue.records())
    above: list[str] = []
    for name, stage in catalogue.stages.items():
        document, loc = catalogue.registry.homes["stages", name]
        for i, other in enumerate(stage.after):
            if other not in above:
                what = f"'{other}' is no stage above '{name}'."
                yield document.problem((*loc, "after", i), what, did_you_mean(other, above))
        for i, one in enumerate(stage.records):
            if one.startswith("packs.") or one in records:
                continue
            if "*" not in one or not any(fnmatchcase(known, one) for known in records):
                what = f"'{one}' is no record."
                yield document.problem((*loc, "records", i), what, did_you_mean(one, records))
        for i, one in enumerate(stage.mechanisms):
            if one not in catalogue.mechanisms:
                yield document.problem((*loc, "mechanisms", i), f"'{one}' is no mechanism.")
        above.append(name)


def _without_place(catalogue: "Catalogue") -> Iterator[Problem]:
    """Yield each record and mechanism that stands in no stage."""
    records = catalogue.records()
    for name in unplaced_of(catalogue, records):
        remedy = "Add it to the stage of stages.yaml that reads it."
        yield catalogue.registry.problem(name, f"No stage reads the record '{name}'.", remedy)
    own = {name for stage in catalogue.stages.values() for name in stage.mechanisms}
    for name, mechanism in catalogue.mechanisms.items():
        if mechanism.at_work and not mechanism.records and name not in own:
            document, loc = catalogue.registry.homes["mechanisms", name]
            yield document.problem(loc, f"No stage has the mechanism {name}.", "Add it in stages.yaml.")


def unplaced_of(catalogue: "Catalogue", names: Iterable[str]) -> list[str]:
    """Return those of some records that no stage reads."""
    known = list(names)
    placed = {name for stage in catalogue.stages.values() for name in stage.reads(known)}
    return [name for name in known if name not in placed]
