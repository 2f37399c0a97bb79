"""What a pattern may name in one pack, and what is wrong where it names something else."""

from collections.abc import Iterable
from typing import Any

from clampdown.day.outside import TOLD
from clampdown.day.tally import BLOCKS
from clampdown.errors import did_you_mean
from clampdown.experiments.claims.grammar import (
    ACTS,
    COUNTED,
    EVENTS,
    PEOPLE,
    PLACES,
    STATES,
    WAYS,
)
from clampdown.experiments.claims.series import AXES
from clampdown.experiments.variables import AGES
from clampdown.rules.rule import QUINTILES
from clampdown.schema.model import Mistakes
from clampdown.schema.pack import Pack
from clampdown.schema.pattern_where import Near, Where
from clampdown.schema.scenario import Scenario
from clampdown.world.notes import FOUND, ORIGINS, SOURCES, TELLERS
from clampdown.world.parameters import PLACES_OF_ACTS
from clampdown.world.state import OUTCOMES, STATUSES

AREA_WORDS = ("everywhere", "treated", "untreated", "adjacent", "elsewhere", "border", "inland")
OF_EVENTS, OF_OFFICERS = (*PLACES, *PEOPLE, *ACTS, "officer"), (*PLACES, "officer")
OF_PEOPLE, OF_WAYS = (*PLACES, *PEOPLE), (*PLACES, "order", "directive")
SMOOTH = ("mean", "gradient", "correlation", "first_day", "recovery", "peak_day")
SUMMED = (
    "count", "rate", "share", "rank", "gradient", "correlation", "first_day", "recovery", "peak_day",
    "top_share", "gini",
)  # fmt: skip
EITHER = ("any", "none")  # flags that name no single one
AMOUNTS = ("mean", "sum", "median", "quantile", "distinct", "unit_days")


class Vocabulary:
    """The names of one pack, and of the directives of some scenarios.

    Parameters
    ----------
    pack : Pack
    scenarios : whose directives and orders may be named
    """

    def __init__(self, pack: Pack, scenarios: Iterable[Scenario] = ()) -> None:
        directives = {one.id: one for scenario in scenarios for one in scenario.directives}
        self.counts = {name: over for name, over, *_ in BLOCKS} | {"turned_away": "", "published": "told"}
        self.places = [place.id for place in pack.places]
        self.provinces = [province.id for province in pack.provinces]
        self.labels: dict[str, list[str]] = {
            "kind": list(pack.offences), "organ": [organ.id for organ in pack.organs],
            "domain": list(pack.domains), "outcome": [one for one in OUTCOMES if one != "kin"],
            "found": list(FOUND), "source": list(SOURCES), "venue": list(PLACES_OF_ACTS),
            "teller": list(TELLERS),
            "origin": list(ORIGINS),
            "role": list(dict.fromkeys(role for organ in pack.organs for role in organ.roles)),
            "rung": [rung.id for rung in pack.ladder], "facility": [one.id for one in pack.facilities],
            "task": list(pack.tasks), "told": list(TOLD), "status": list(STATUSES), "age": list(AGES),
            "class": [one.id for one in pack.classes], "occupation": [one.id for one in pack.occupations],
            "flag": [*(flag.id for flag in pack.flags), "any", "none"], "directive": [*directives, "routine"],
            "order": [f"{one.id}/{order.id}" for one in directives.values() for order in one.orders]
            + [f"routine/{duty.organ}: {duty.task}" for duty in pack.duties],
        }  # fmt: skip
        self.levels = pack.watch_levels
        self.located = all(place.lat is not None for place in pack.places)

    def metrics(self) -> list[str]:
        """Return the name of everything that can be counted or looked at."""
        return [*EVENTS, *STATES, *WAYS, *self.counts]

    def fields(self, metric: str) -> tuple[str, ...]:
        """Return the fields of a filter that a metric knows."""
        if metric in EVENTS:
            return OF_EVENTS
        if metric in WAYS:
            return OF_WAYS
        if metric in STATES:
            level = STATES[metric].level
            own = {"people": OF_PEOPLE, "officers": OF_OFFICERS}.get(level, PLACES)
            beside = {"certainty": ("domain",), "price": ("good",)}.get(metric, ())
            return (*own, *beside)
        by_officer = () if metric in ("turned_away", "published") else ("officer",)
        return (*PLACES, *self.axes(metric), *by_officer)

    def axes(self, metric: str) -> list[str]:
        """Return the fields by which a count is told apart, by itself or by one beside it."""
        own = self.counts.get(metric, "")
        beside = [one for one in COUNTED if self.counts.get(f"{metric}_{one}", "") == AXES.get(one, one)]
        return [one for one in COUNTED if own and AXES.get(one, one) == own] + beside

    def forms(self, metric: str) -> tuple[str, ...]:
        """Return the forms that a metric can take."""
        if metric in EVENTS:
            return (*SUMMED, *AMOUNTS)
        if metric in STATES and STATES[metric].level == "places":
            return (*SMOOTH, "gini")
        return SMOOTH if metric in STATES or metric in WAYS else SUMMED

    def members(self, group: str) -> list[str]:
        """Return the labels of a group over which a rank runs."""
        known = {"quintile": [str(n + 1) for n in range(QUINTILES)], "sex": ["female", "male"]}
        return known[group] if group in known else [one for one in self.labels[group] if one not in EITHER]

    def filter_mistakes(self, where: Where, metric: str) -> Mistakes:
        """Return what is wrong with a filter of a metric, by keys below the filter."""
        found: Mistakes = []
        known = self.fields(metric)
        for name in where.given:
            if name not in known:
                found.append(((name,), f"'{metric}' cannot be told apart by '{name}'.", _takes(known)))
            elif name == "area":
                found += self._area_mistakes(where)
            elif name == "rung_at_least":
                found += self._unknown(("rung_at_least",), "rung", [str(where.rung_at_least)])
            elif name in self.labels:
                field = "social_class" if name == "class" else name
                found += self._unknown((name,), name, getattr(where, field))
        counted = [name for name in where.given if name not in (*PLACES, "officer")]
        if metric in self.counts and metric not in EVENTS and len(counted) > 1:
            what = f"'{metric}' is told apart by one thing at a time."
            found.append(((counted[1],), what, f"Keep one of: {', '.join(counted)}."))
        return found

    def _unknown(self, loc: tuple[str, ...], field: str, names: Iterable[Any]) -> Mistakes:
        known, whole = self.labels[field], "pattern" if field in OF_WAYS else "pack"
        return [
            (loc, f"'{name}' is no {field} of this {whole}.", did_you_mean(str(name), known))
            for name in names
            if name not in known
        ]

    def _area_mistakes(self, where: Where) -> Mistakes:
        found: Mistakes = []
        known = [*AREA_WORDS, *self.provinces, *self.places]
        for term in where.area:
            if isinstance(term, str) and term not in known:
                close = did_you_mean(term, known)
                hint = (
                    close
                    if close.startswith("Did")
                    else f"{did_you_mean('', AREA_WORDS)} Or a province, or a place."
                )
                found.append((("area",), f"'{term}' is no area, province or place.", hint))
            if isinstance(term, Near):
                if term.near not in ("treated", *self.places):
                    hint = did_you_mean(term.near, ["treated", *self.places])
                    found.append((("area",), f"'{term.near}' is no place.", hint))
                if not self.located:
                    found.append((("area",), "The places of this pack have no coordinates.", "Name places."))
        return found


def _takes(known: Iterable[str]) -> str:
    return f"It takes: {', '.join(known)}."
