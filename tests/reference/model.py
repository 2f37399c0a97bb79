"""The reference itself: a population, the numbers of a run, and a day as a table of contents."""

import datetime
from types import SimpleNamespace

from clampdown.world.parameters import LEVERS
from reference.borders import access
from reference.evening import evening, name_people, night
from reference.luck import Luck
from reference.orders import Holding
from reference.settling import report, set_free, settle, spread_word
from reference.street import morning, unit_day
from reference.tables import State, empty_tally, flat, rows_of


class Reference:
    """One run in plain Python.

    Parameters
    ----------
    scenario, catalogue, values : the model in names; read for seed, calendar and lengths of lists
    world : World, copied
    parameters, orders : the numbers of the run
    """

    def __init__(self, scenario, catalogue, values, world, parameters, orders) -> None:
        self.scenario, self.catalogue, self.values = scenario, catalogue, values
        self.state, pack = State(world), scenario.pack
        self.rules = rows_of(parameters.rules)[0]
        self.kinds, self.profiles, self.tasks, self.rungs = (rows_of(table) for table in parameters[1:])
        self.lines, self.tiers, self.beat_organ = rows_of(orders.lines), orders.tiers, orders.beat_organ
        self.strength, self.arrival = orders.strength.tolist(), orders.arrival.tolist()
        self.organs, self.facilities = len(pack.organs), len(pack.facilities)
        numbered = list(enumerate(self.lines))
        levers = range(len(LEVERS))
        self.of_lever = [[(m, line) for m, line in numbered if line.lever == code] for code in levers]
        self.of_organ = [
            [m for m, line in numbered if line.organ == organ and not line.on_beat and line.hours > 0.0]
            for organ in range(self.organs)
        ]  # lines of organs that serve a whole place
        self.access = access(pack, catalogue, values)
        self.residents = [place.population for place in pack.places]
        self.lengths = {
            "": 1, "quintile": 5, "sex": 2, "age": 4, "status": 5,
            "offence": len(self.kinds), "rung": len(self.rungs), "facility": self.facilities,
            "task": len(self.tasks), "class": len(pack.classes), "flag": len(pack.flags),
        }  # fmt: skip

    def step(self, t: int) -> list[list[int]]:
        """Take the population through day t and return the tallies, a row per beat."""
        day = Day(self, t)
        day.here = [Holding(day, p).here() for p in range(len(self.state.places))]
        day.tallies = [beat_day(day, beat) for beat in self.state.beats]
        settle(day)
        set_free(day)
        report(day)
        spread_word(day)
        return [flat(tally) for tally in day.tallies]

    def season(self, name: str | None, t: int) -> float:
        """Return the season factor of a series of the pack's calendar (4.2)."""
        calendar, options = self.scenario.pack.calendar, self.scenario.options
        if name not in calendar.series or not options.calendar:
            return 1.0
        strength = self.values[f"packs.{self.scenario.pack.id}.calendar.series.{name}.strength"]
        month = (self.scenario.start + datetime.timedelta(days=t)).month
        return 1.0 + (strength - 1.0) * calendar.series[name].months[month - 1]


class Day:
    """One day: its draws, seasons, what holds in places, and its counts."""

    def __init__(self, model: Reference, t: int) -> None:
        self.model, self.t, self.luck = model, t, Luck(model.scenario.seed, t)
        self.rules, self.kinds, self.profiles = model.rules, model.kinds, model.profiles
        self.tasks, self.rungs = model.tasks, model.rungs
        offences = [model.catalogue.offences[name] for name in model.scenario.pack.offences]
        self.season = [model.season(offence.season, t) for offence in offences]
        self.need_season = model.season("need", t)
        self.here: list[SimpleNamespace] = []
        self.tallies: list[dict[str, list[int]]] = []


def beat_day(day: Day, beat) -> dict[str, list[int]]:
    """Take a beat through the day and return its counts (5)."""
    s = SimpleNamespace(
        day=day, model=day.model, t=day.t, luck=day.luck, rules=day.rules, kinds=day.kinds, tasks=day.tasks,
        profiles=day.profiles, rungs=day.rungs, here=day.here[beat.place], beat=beat,
        tally=empty_tally(day.model.lengths),
    )  # fmt: skip
    morning(s)
    for unit in beat.units:
        unit_day(s, unit)
    name_people(s)
    for unit in beat.units:
        night(s, unit)
    evening(s)
    return s.tally
