"""What a comparison is made of: its arms, its seeds and draws, what is measured where and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from clampdown.errors import InputError, Problem, ScenarioError
from clampdown.experiments.arms import Figure
from clampdown.experiments.carried_out import WAY
from clampdown.experiments.courses.counting import TRACED
from clampdown.experiments.courses.keeping import orders_of
from clampdown.experiments.courses.kinds import COURSES, MAPPED, axes_of, tallies_of
from clampdown.experiments.outsiders.counts import KINDS, Told
from clampdown.experiments.preparing import Prepared, Wishes, prepare
from clampdown.experiments.summary import HUMAN_COST
from clampdown.experiments.windows import NAMES, Window, resolved, windows_of
from clampdown.schema.scenario import Scenario

BESIDE = (
    Figure("offences", "offences, found out or not", "offences"),
    Figure("turned_away", "people for whom custody had no room", "turned_away"),
    Figure("names_claimed", "names claimed with nobody behind them", "names_claimed"),
)
METRICS = (*HUMAN_COST, *BESIDE)
EVERYWHERE = "everywhere"
NO_ORDER = "none"  # keeps the axis of orders from being empty
WRITTEN = "written"  # the draw axis begins with the values written down
# What arms must share for their days, people and luck to be the same.
SAME = ("start", "days", "sample", "area", "options.room")


@dataclass(frozen=True)
class Request:
    """The arms, small enough to be sent to another process.

    Attributes
    ----------
    arms : (label, scenario by id or path, wishes) of each; the first is the base
    """

    arms: tuple[tuple[str, str, Wishes], ...]


@dataclass(frozen=True)
class Task:
    """One replicate: all arms with one seed and one draw of the parameters.

    Attributes
    ----------
    replicate : number, from 0
    seed : of all random numbers
    draw : number of the parameter draw; None for the values written down
    """

    replicate: int
    seed: int
    draw: int | None

    @property
    def cell(self) -> tuple[int, int]:
        """Where it stands on the axes of replicates and of draws."""
        return self.replicate, 0 if self.draw is None else self.draw + 1


@dataclass(frozen=True)
class Design:
    """A comparison, checked.

    Attributes
    ----------
    arms : by label; the first is the base
    replicates : seeds at the values written down
    draws : parameter draws; draw n goes with the seed of replicate n
    """

    arms: Mapping[str, Prepared]
    replicates: int
    draws: int

    @property
    def request(self) -> Request:
        """What a worker needs to know."""
        return Request(tuple((label, arm.ref, arm.wishes) for label, arm in self.arms.items()))

    @property
    def labels(self) -> list[str]:
        """Return the names of the arms, the base first."""
        return list(self.arms)

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """Return the scenarios of the arms."""
        return [arm.scenario for arm in self.arms.values()]

    @property
    def seeds(self) -> list[int]:
        """Return the seed of each replicate, with those that only draws use."""
        first = self.scenarios[0].seed
        return [first + n for n in range(max(self.replicates, self.draws))]

    @property
    def tasks(self) -> list[Task]:
        """Return all there is to do: seeds at the values written down, then draws."""
        seeds = self.seeds
        written = [Task(n, seeds[n], None) for n in range(self.replicates)]
        return written + [Task(n, seeds[n], n) for n in range(self.draws)]

    @property
    def axes(self) -> dict[str, list[Any]]:
        """Return the labels of every axis of the dataset."""
        return {
            "arm": self.labels,
            "replicate": list(range(len(self.seeds))),
            "draw": [WRITTEN, *(str(n) for n in range(self.draws))],
            "window": list(NAMES),
            "metric": [figure.key for figure in METRICS],
            "area": areas_of(self.scenarios[0]),
            "way": list(WAY),
            "kind": list(KINDS),
            "what": list(Told._fields),
            "course": [course.key for course in COURSES],
            "mapped_course": [course.key for course in MAPPED],
            "day": list(range(self.scenarios[0].days)),
            "province": areas_of(self.scenarios[0])[1:],
            "place": [place.id for place in self.scenarios[0].pack.places],
            "tally": [label for label, _ in tallies_of(axes_of(self.scenarios[0].pack))],
            "order": traced_orders(tuple(self.arms.values())),
            "stage": list(TRACED),
            "offence": list(self.scenarios[0].pack.offences),
            "rung": [rung.id for rung in self.scenarios[0].pack.ladder],
        }


def areas_of(scenario: Scenario) -> list[str]:
    """Return the parts of the country that are measured: all of it, and each province."""
    return [EVERYWHERE, *(province.id for province in scenario.pack.provinces)]


def traced_orders(arms: Sequence[Prepared]) -> list[str]:
    """Return the labels of all orders that any arm gives, each once; NO_ORDER where none gives any."""
    scenarios = [arm.scenario for arm in arms]
    return list(dict.fromkeys(label for one in scenarios for label in orders_of(one))) or [NO_ORDER]


def windows_for(scenarios: Sequence[Scenario]) -> dict[str, Window]:
    """Return the days before, during and after that in which the arms differ.

    During are the days from the first order or shock that some arms have and others have not to the
    last day of one. Where arms share all of them, they are the days of those they share.

    Parameters
    ----------
    scenarios : of the arms
    """
    spans = [_spans(scenario) for scenario in scenarios]
    every = [span for arm in spans for span in arm]
    own = [span for span in every if not all(span in arm for arm in spans)]
    options = {"leader": "reactive" if any(one.reacts for one in scenarios) else "scripted"}
    start = {"start": scenarios[0].start, "directives": own or every, "options": options}
    return windows_of(start, scenarios[0].days)


def _spans(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the orders and shocks of a scenario, each with the days on which it is in force."""
    directives: list[dict[str, Any]] = resolved(scenario)["directives"]
    shocks = [shock.model_dump(mode="json", by_alias=True) for shock in scenario.shocks]
    dated = [{"earliest": shock["from"], "latest": shock["from"]} for shock in shocks]
    return directives + [
        {**shock, "in_force": {"from": first, "until": shock["until"]}}
        for shock, first in zip(shocks, dated, strict=True)
    ]


def design_of(
    scenarios: Sequence[Prepared | str] | Mapping[str, Prepared | str],
    *,
    replicates: int,
    draws: int = 0,
    wishes: Wishes | None = None,
) -> Design:
    """Return a comparison of scenarios, the first of which is the base of all others.

    Parameters
    ----------
    scenarios : ids or paths, or scenarios that are loaded; as a mapping, by the name of each arm
    replicates : seeds, counted up from the base's
    draws : parameter draws
    wishes : for scenarios given by name

    Raises
    ------
    ScenarioError
        With every problem.
    """
    _check_numbers(replicates, draws)
    problems: list[Problem] = []
    named = scenarios.items() if isinstance(scenarios, Mapping) else [("", one) for one in scenarios]
    arms: dict[str, Prepared] = {}
    for name, one in named:
        try:
            ready = prepare(one, wishes) if isinstance(one, str) else one
        except InputError as error:
            problems += error.problems
            continue
        label = name or ready.scenario.id
        problems += [_twice(label)] if label in arms else []
        arms[label] = ready
    problems += unlike([arm.scenario for arm in arms.values()]) if not problems else []
    if not problems and len(arms) < 2:
        problems.append(Problem("A comparison needs two scenarios or more.", "The first is the base."))
    if not problems and not windows_for([arm.scenario for arm in arms.values()])["during"].days:
        what = "The arms differ in nothing on the days that are simulated."
        problems.append(Problem(what, "Simulate more of them with --set days=."))
    if problems:
        raise ScenarioError(problems)
    return Design(arms, replicates, draws)


def _check_numbers(replicates: int, draws: int) -> None:
    problems = []
    if replicates < 1:
        what = f"{replicates} replicates compare nothing."
        problems.append(Problem(what, "Ask for 1 or more; 20 tell noise from effect.", path="--replicates"))
    if draws < 0:
        problems.append(Problem(f"{draws} draws cannot be.", "Ask for 0 or more.", path="--draws"))
    if problems:
        raise ScenarioError(problems)


def _twice(label: str) -> Problem:
    remedy = "Give a scenario once; in Python, two variants of one go under names of their own."
    return Problem(f"Two arms are called '{label}'.", remedy)


def unlike(scenarios: Sequence[Scenario]) -> list[Problem]:
    """Return what keeps arms from having the same people on the same days."""
    problems = []
    for other in scenarios[1:]:
        base = scenarios[0]
        if other.pack.id != base.pack.id:
            what = f"'{base.id}' is about {base.pack.id} and '{other.id}' about {other.pack.id}."
            problems.append(Problem(what, "Compare scenarios of one pack."))
            continue
        for field in SAME:
            own, its = _field(base, field), _field(other, field)
            if own != its:
                what = f"'{base.id}' and '{other.id}' differ in {field}: {_short(own)} and {_short(its)}."
                problems.append(Problem(what, _remedy(field)))
    return problems


def _field(scenario: Scenario, path: str) -> Any:
    """Return a field of a scenario, or of one of its parts."""
    found: Any = scenario
    for name in path.split("."):
        found = getattr(found, name)
    return found


def _short(value: Any) -> str:
    return str(value.model_dump(exclude_defaults=True)) if hasattr(value, "model_dump") else str(value)


def _remedy(field: str) -> str:
    own = {"sample": "--sample", "area": "--area"}.get(field, f"--set {field}=")
    return f"Give both the same with {own}."


@cache
def arms_of(request: Request) -> tuple[Prepared, ...]:
    """Return the arms of a comparison, read once by each worker."""
    return tuple(prepare(ref, wishes) for _, ref, wishes in request.arms)


def with_seed(scenario: Scenario, seed: int) -> Scenario:
    """Return a scenario with another seed."""
    return replace(scenario, seed=seed)
