"""What several tests share: a small complete set of data files that they may spoil, and towns to live in."""

import dataclasses
import datetime
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

# Kernels and settled populations outlive a session.
os.environ.setdefault("CLAMPDOWN_CACHE", str(Path(__file__).resolve().parents[1] / ".test_cache"))

from clampdown.day.tally import BLOCKS
from clampdown.engine.custody_places import open_custody
from clampdown.engine.hashing import state_hash
from clampdown.engine.settling import settled_world
from clampdown.engine.simulation import Simulation, Today
from clampdown.errors import InputError
from clampdown.schema.directive import Amount, Area, Day, Directive, FollowUps, InForce
from clampdown.schema.finding import load_directive
from clampdown.schema.loading import Catalogue, load_catalogue, load_pack
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_scenario
from clampdown.schema.values import Values
from clampdown.world.state import World

# No test is timed: the first example of a rule may wait for its kernel.
settings.register_profile("clampdown", deadline=None)
settings.load_profile("clampdown")

DATA = Path(__file__).parent / "data" / "schema"
AMOUNTS = {
    "emergency_working": 16, "rounds": 12, "patrol": 4, "name_quota": 12, "harsher_penalties": 3,
    "release": 0.5, "exemplary_sentence": 0.4, "execute": 0.3,
    "curfew": 0.7, "curfew_hours": 11, "close_border": 0.5, "clear_watch_lists": 0.2,
    "relieve_livelihoods": 0.3, "jam_signals": 0.4,
    "outside_team": 0.5, "rotate_guards": 0.5, "daily_instructions": 5, "fewer_checks": -0.3,
    "fewer_searches": -0.3, "empty_posts": 0.2, "hand_over": 0.6,
}  # fmt: skip
# A livelier country than any real one, so that what is rare happens within weeks.
LIVELY = {
    "behaviour.confrontation_rate": 0.2, "behaviour.confrontation_threshold": 0.05, "behaviour.tip_rate": 0.5,
    "behaviour.reservation_share": 0.05, "behaviour.volunteers_usual": 3, "behaviour.invented_tips": 0.01,
    "behaviour.invented_pressed": 0.05, "behaviour.surrender_rate": 0.1,
}  # fmt: skip
OFTEN, FOUND = 0.004, 0.1
ROOM = 20  # where all are caught, room for long terms would leave none for short ones
# Few have a phone, fewer of them call from far out, and very few are brokers.
CALLS = {
    "offences.call_abroad.base_rate": 0.1, "offences.call_abroad.hidden_venue.beyond.share": 0.5,
    "offences.remittance.base_rate": 0.2, "offences.remittance.needs.broker": 0.3,
}  # fmt: skip


class Islet:
    """A copy of the data files in `tests/data/schema`: a catalogue, a pack, directives, scenarios."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the only occurrence of a text in a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, file: str, text: str) -> Path:
        """Write a file."""
        path = self.folder / file
        path.write_text(text, encoding="utf-8")
        return path

    def catalogue(self) -> Catalogue:
        return load_catalogue(self.folder / "catalogue")

    def pack(self) -> Pack:
        return load_pack(self.folder / "islet", self.catalogue())

    def scenario(self, name: str) -> Scenario:
        catalogue = self.catalogue()
        pack = load_pack(self.folder / "islet", catalogue)
        path = self.folder / "islet" / "scenarios" / f"{name}.yaml"
        return load_scenario(path, catalogue=catalogue, pack=pack)

    def complaint(self, what: str, name: str = "drive") -> InputError:
        """Return the error that loading the catalogue, the pack or a scenario raises."""
        calls = {"catalogue": self.catalogue, "pack": self.pack, "scenario": lambda: self.scenario(name)}
        with pytest.raises(InputError) as caught:
            calls[what]()
        return caught.value


@pytest.fixture
def islet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Islet:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Islet(tmp_path)


@dataclass
class Life:
    """A run of a town, day by day."""

    simulation: Simulation
    days: list[Today] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.simulation.world

    def count(self, name: str, day: int | None = None) -> np.ndarray:
        """Return a block of tallies: of one day, or all days on top of one another; (places, ...)."""
        lay, names = self.simulation.lay, [*(block[0] for block in BLOCKS), "width"]
        block = slice(int(lay[name]), int(lay[names[names.index(name) + 1]]))
        tallies = [today.tally[:, block] for today in self.days]
        return sum(tallies) if day is None else tallies[day]

    def total(self, name: str) -> int:
        """Return a block's sum over days and places."""
        return int(self.count(name).sum())

    def tallies(self) -> np.ndarray:
        return np.array([today.tally for today in self.days])


@dataclass
class Town:
    """A small settled population; each life begins with a copy of it."""

    scenario: Scenario
    catalogue: Catalogue
    settled: World

    def copy(self) -> World:
        return World(*(table.copy() for table in self.settled))

    def values(self, settings: dict[str, float] | None = None) -> Values:
        records = {**self.catalogue.records(), **self.scenario.pack.records()}
        return Values(records, settings=settings)

    def changed(self, directives=(), off=(), **changes: Any) -> Scenario:
        """Return the scenario with these directives, without these mechanisms."""
        on = {name: state and name not in off for name, state in self.scenario.mechanisms.items()}
        return dataclasses.replace(self.scenario, directives=tuple(directives), mechanisms=on, **changes)

    def begin(
        self,
        directives=(),
        off=(),
        settings=None,
        threads: int = 1,
        world: World | None = None,
        **changes: Any,
    ) -> Life:
        """Return a life that has not lived a day."""
        scenario, values = self.changed(directives, off, **changes), self.values(settings)
        people = world if world is not None else self.copy()
        open_custody(people, scenario.pack, values, scenario.seed)
        return Life(Simulation(scenario, self.catalogue, values, people, threads=threads))

    def live(self, days: int, directives=(), *, hashed: bool = False, **changes: Any) -> Life:
        """Return a life of some days."""
        life = self.begin(directives, **changes)
        for t in range(days):
            life.days.append(life.simulation.step(t))
            if hashed:
                life.hashes.append(state_hash(life.world))
        return life

    def directive(self, name: str) -> Directive:
        return load_directive(name, catalogue=self.catalogue, pack=self.scenario.pack)

    def everything(self, amounts: dict[str, float], **changes: Any) -> Directive:
        """Return an order of every measure, made from the pack's null order.

        Parameters
        ----------
        amounts : by measure; 1 where none is given
        changes : fields of the directive set anew
        """
        null = self.directive("null-order")
        orders = []
        for order in null.orders:
            amount = amounts.get(order.id, amounts.get(order.measure, 1.0))
            orders.append(order.model_copy(update={"amount": exactly(amount)}))
        return null.model_copy(update={"id": "everything", "orders": tuple(orders), **changes})

    def campaign(self) -> list[Directive]:
        """Return two directives: all measures but the quota in amounts; then the quota, and intensities.

        The second calls people to a second lecture.
        """
        first = self.everything(
            AMOUNTS,
            announced="public",
            in_force=self.term(-6, 25),
            follow_ups=FollowUps(per_month=exactly(4)),
        )
        eve = self.term(12, 12).start
        orders = [o.model_copy(update={"day": eve}) if o.day else o for o in first.orders]
        quota = [order for order in orders if order.measure == "name_quota"]
        shares = [
            order.model_copy(update={"amount": None, "unit": None, "intensity": exactly(0.5)})
            for order in orders
            if self.catalogue.measures[order.measure].full is not None and order.id != "rounds"
        ]
        later = self.term(20, 20).start
        again = [o.model_copy(update={"day": later}) for o in orders if o.measure == "lectures"]
        rest = tuple(order for order in orders if order not in quota)
        second = {"id": "half", "announced": "work_units", "in_force": self.term(6, 30)}
        return [
            first.model_copy(update={"orders": rest}),
            first.model_copy(update=second | {"orders": (*quota, *shares, *again)}),
        ]

    def term(self, first: int, last: int) -> InForce:
        """Return a term by days of the run."""
        dates = [self.scenario.start + datetime.timedelta(days=day) for day in (first, last)]
        return InForce.model_validate({"from": Day(earliest=dates[0], latest=dates[0]), "until": dates[1]})

    def lively(self) -> dict[str, float]:
        """Return settings under which offences and detections are frequent."""
        pack = self.scenario.pack
        rates = {f"offences.{kind}.base_rate": OFTEN for kind in pack.offences}
        calls = CALLS if "call_abroad" in pack.offences else {}
        found = {f"tasks.{task}.efficacy": FOUND for task in pack.tasks}
        return (
            LIVELY
            | rates
            | calls
            | found
            | {name: ROOM for name in pack.records() if name.endswith("labour_camp.capacity")}
        )


def exactly(value: float) -> Amount:
    """Return an amount without a range."""
    return Amount(value=value, low=value, high=value)


def town(scenario: str, catalogue: Catalogue, **changes: Any) -> Town:
    quiet = dataclasses.replace(load_scenario(scenario, catalogue=catalogue), **changes)
    values = Values({**catalogue.records(), **quiet.pack.records()})
    return Town(quiet, catalogue, settled_world(quiet, catalogue, values, threads=1))


@pytest.fixture(scope="session", autouse=True)
def _secret_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the secret behind people's keys out of the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def toytown(catalogue: Catalogue) -> Town:
    """Ten thousand people in two places."""
    return town("toytown-quiet", catalogue)


@pytest.fixture(scope="session")
def border(catalogue: Catalogue) -> Town:
    """A border province of the real pack, two beats of each place."""
    return town("quiet-2015", catalogue, area=Area(provinces=("ryanggang",)), sample={"rest": 1e-9})


@pytest.fixture(scope="session")
def town_of(catalogue: Catalogue) -> Callable[..., Town]:
    """Return a function that settles a scenario, changed in some fields."""
    return lambda scenario, **changes: town(scenario, catalogue, **changes)
