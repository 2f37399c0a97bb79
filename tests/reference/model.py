"""The reference itself: a population, the numbers of a run, and a day as a table of contents.

Sources and outlets (13.1 to 13.6) change no person and are not followed here: how many items were published
is told to it.
"""

import datetime
from types import SimpleNamespace

from reference.borders import access
from reference.evening import evening, name_people, night
from reference.leading import decide, moods
from reference.luck import Luck
from reference.markets import trade
from reference.orders import Holding, rotate
from reference.settling import (
    grow_tired,
    remember_traps,
    report,
    set_free,
    settle,
    spread_news,
    spread_word,
)
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
        self.wait, self.waiting, self.heard = (
            orders.wait.tolist(),
            rows_of(orders.waiting),
            orders.listened.tolist(),
        )
        reactive = scenario.options.leader == "reactive" and scenario.mechanisms["M36"]
        self.waits_for = [one for one in scenario.directives if one.repetition or (one.trigger and reactive)]
        self.organs, self.facilities = len(pack.organs), len(pack.facilities)
        for lever, own in orders.by_lever.items():
            for m in own:
                self.lines[m].lever = lever
        numbered = list(enumerate(self.lines))
        self.of_organ = [
            [m for m, line in numbered if line.organ == organ and not line.on_beat and line.hours > 0.0]
            for organ in range(self.organs)
        ]  # lines of organs that serve a whole place
        self.access = access(pack, catalogue, values)
        self.residents = [place.population for place in pack.places]
        self.here: list[SimpleNamespace] = []  # what held in places on the last day
        on_air = any(one.kind == "outlet" and one.broadcasts for one in pack.observers)
        watched = on_air and scenario.mechanisms["M35"]
        self.broadcasts = [[0.0, 0.0], [0.0, 0.0]] if watched else None  # x and w of late, x and w as usual
        self.lengths = {
            "": 1, "quintile": 5, "sex": 2, "age": 4, "status": 5, "standing": 2,
            "offence": len(self.kinds), "rung": len(self.rungs), "facility": self.facilities,
            "task": len(self.tasks), "class": len(pack.classes), "flag": len(pack.flags),
        }  # fmt: skip

    def step(self, t: int) -> list[list[int]]:
        """Take the population through day t and return the tallies, a row per beat."""
        day = Day(self, t)
        decide(day)
        rotate(day)
        day.here = [Holding(day, p).here() for p in range(len(self.state.places))]
        day.tallies = [beat_day(day, beat) for beat in self.state.beats]
        settle(day)
        set_free(day)
        report(day)
        spread_news(day)
        spread_word(day)
        trade(day)
        remember_traps(day)
        grow_tired(day)
        moods(day)
        self.here = day.here
        return [flat(tally) for tally in day.tallies]

    def hear(self, items: int) -> None:
        """Let people hear so many new items of outlets that broadcast, in the evening (13.8)."""
        if self.broadcasts is None:
            return
        for mean, days in zip(self.broadcasts, (self.rules.news_days, self.rules.news_memory), strict=True):
            mean[0] = mean[0] + (items - mean[0]) / days
            mean[1] = mean[1] + (1.0 - mean[1]) / days

    def date(self, t: int) -> datetime.date:
        return self.scenario.start + datetime.timedelta(days=t)

    def shocks(self, t: int, p: int) -> list:
        """Return the shocks that cover a place on a day (4.2)."""
        if not self.rules.on[32]:
            return []
        place, date = self.scenario.pack.places[p], self.date(t)
        return [
            shock for shock in self.scenario.shocks
            if shock.first <= date and (shock.until is None or date <= shock.until)
            and shock.area.covers(place.id, place.province_id, place.border)
        ]  # fmt: skip

    def season(self, name: str | None, t: int, p: int) -> float:
        """Return the season factor of a series of the pack's calendar in a place (4.2)."""
        calendar, options = self.scenario.pack.calendar, self.scenario.options
        if name not in calendar.series or not options.calendar or not self.rules.on[32]:
            return 1.0
        strength = self.values[f"packs.{self.scenario.pack.id}.calendar.series.{name}.strength"]
        swing = (strength - 1.0) * calendar.series[name].months[self.date(t).month - 1]
        for shock in self.shocks(t, p):
            if shock.what == "season" and shock.series == name:
                swing *= shock.amount
        return max(0.0, 1.0 + swing)


class Day:
    """One day: its draws, seasons, what holds in places, and its counts."""

    def __init__(self, model: Reference, t: int) -> None:
        self.model, self.t, self.luck = model, t, Luck(model.scenario.seed, t)
        self.rules, self.kinds, self.profiles = model.rules, model.kinds, model.profiles
        self.tasks, self.rungs = model.tasks, model.rungs
        self.offences = [model.catalogue.offences[name] for name in model.scenario.pack.offences]
        self.news = broadcast(model, t)
        self.here: list[SimpleNamespace] = []
        self.tallies: list[dict[str, list[int]]] = []


def broadcast(model: Reference, t: int) -> float:
    """Return `here.news`: word that gets back in, against what people are used to (4.2, 13.8)."""
    late = usual = 0.0
    if model.broadcasts is not None and t >= 0:
        half = 0.5 / model.rules.news_days
        late, usual = ((x / w if w > 0.0 else 0.0) + half for x, w in model.broadcasts)
        return (late - usual) / (late + usual)
    for place, residents in zip(model.state.places, model.residents, strict=True):
        late += place.news * (residents / 10_000.0)
        usual += place.news_usual * (residents / 10_000.0)
    return (late - usual) / (late + usual) if late + usual > 0.0 else 0.0


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
