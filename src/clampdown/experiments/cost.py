"""What a run will take, before it is run: people, memory, minutes."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from clampdown.schema.pack import Pack, Place
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values

FILE = "speed.json"
FIRST_GUESS = 10_000_000.0  # person-days a second and thread on a machine that has not run anything yet
STANDING = 400 << 20  # bytes that the interpreter, the compiler and the tables of results take
FEWEST_BEATS = 2


@dataclass(frozen=True)
class Cost:
    """What a run with its twin is expected to take.

    Attributes
    ----------
    people : simulated
    residents : whom they stand for
    days : of each of the two
    memory_bytes : at the peak
    minutes : of both, once the population is built and the kernel compiled
    measured : whether the speed is that of an earlier run on this machine
    """

    people: int
    residents: int
    days: int
    memory_bytes: int
    minutes: float
    measured: bool


def expected_cost(scenario: Scenario, values: Values, threads: int) -> Cost:
    """Return what a run of a scenario with its twin is expected to take.

    Parameters
    ----------
    scenario : Scenario
    values : Values, with the records of the scenario's pack
    threads : int
    """
    pack = scenario.pack
    beat_people = values[f"packs.{pack.id}.beat_people"]
    inside = [place for place in pack.places if in_area(scenario, place)]
    people = sum(_simulated(place, scenario.sample_of(place), beat_people) for place in inside)
    arms = 2 if scenario.twin else 1
    speed, measured = known_speed(threads)
    return Cost(
        people=round(people), residents=sum(place.population for place in inside), days=scenario.days,
        memory_bytes=STANDING + round(people * _bytes_per_person(pack, values)),
        minutes=arms * people * scenario.days / speed / 60.0, measured=measured,
    )  # fmt: skip


def in_area(scenario: Scenario, place: Place) -> bool:
    """Return whether a place is simulated."""
    return scenario.area.covers(place.id, place.province_id, place.border)


def _simulated(place: Place, share: float, beat_people: float) -> float:
    """Return how many people of a place are simulated: whole beats, at least two."""
    beats = max(1, round(place.population / beat_people))
    count = min(beats, max(FEWEST_BEATS, math.floor(share * beats + 0.5)))
    return place.population * count / beats


def _bytes_per_person(pack: Pack, values: Values) -> float:
    from clampdown.world.state import row_bytes

    household = values[f"packs.{pack.id}.size_mean"]
    unit = household * values[f"packs.{pack.id}.unit_households"]
    beat = values[f"packs.{pack.id}.beat_people"]
    return (
        row_bytes("people") + row_bytes("households") / household
        + row_bytes("units") / unit + row_bytes("beats") / beat
    )  # fmt: skip


def known_speed(threads: int) -> tuple[float, bool]:
    """Return person-days a second to be expected, and whether they were measured on this machine."""
    try:
        noted = json.loads(_file().read_text(encoding="utf-8"))
        return float(noted[str(threads)]), True
    except (OSError, ValueError, KeyError, TypeError):
        return FIRST_GUESS * threads, False


def note_speed(threads: int, person_days_per_second: float) -> None:
    """Keep the speed of a run for the next estimate; where nothing can be written, do without."""
    path = _file()
    try:
        noted = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(noted | {str(threads): person_days_per_second}), encoding="utf-8")
    except (OSError, ValueError, TypeError):
        return


def _file() -> Path:
    from clampdown.rules import cache_root

    return cache_root() / FILE
