"""What households have, earn and lack, and whose kin are held, looked at each evening of a run."""

from typing import Any

import numpy as np

from clampdown.engine.simulation import Simulation, Today
from clampdown.experiments.claims.grammar import NEVER
from clampdown.experiments.claims.panel import B1, F8, I8
from clampdown.rules.rule import BYTE, INCOME
from clampdown.schema.pattern_history import KinHeld
from clampdown.world.parameters import FADING
from clampdown.world.state import HELD

WHOLE_WAGE = 255.0
SHORT = 0.5  # shortage from which a household counts as short of food


class Homes:
    """Looks at the households of one run.

    Parameters
    ----------
    simulation : Simulation, before its first day

    Attributes
    ----------
    kin_last : last evening on which another member of each person's household was held
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation, self.world = simulation, simulation.world
        self.home = self.world.people.household.astype(np.int64)
        self._last = np.full(len(self.home), -NEVER, dtype=np.int64)
        self.look(-1)

    def look(self, t: int) -> None:
        """Note who is held on the evening of day `t`."""
        self._last[self.world.people.status == HELD] = t
        first = self.world.households.first.astype(np.int64)
        latest = np.maximum.reduceat(self._last, first)
        tops = self._last == latest[self.home]
        alone = tops & (np.add.reduceat(tops.astype(np.int64), first) == 1)[self.home]
        second = np.maximum.reduceat(np.where(tops, -NEVER, self._last), first)
        self.kin_last = np.where(alone, second[self.home], latest[self.home])

    def kin_held(self, held: KinHeld, t: int) -> B1:
        """Return the people of whose household somebody else is, or is not, held on evening `t`."""
        found = t - self.kin_last <= held.within
        return np.asarray(found if held.held else ~found)

    def kin_since(self, person: I8, t: int) -> I8:
        """Return days from the last evening on which somebody else was held to day `t`, for some people."""
        return np.asarray(np.minimum(t - self.kin_last[person], NEVER))

    def cash(self, t: int) -> F8:
        """Return each household's money at hand on the evening of day `t`, 1/16 daily incomes."""
        homes, rules = self.world.households, self.simulation.par.rules[0]
        missing = 1.0 - homes.wage / WHOLE_WAGE
        steady = self.usual() - self.daily() * missing / rules.cash_rate
        age = np.clip(t - homes.cash_day.astype(np.int64), 0, FADING - 1)
        return np.asarray(np.maximum(0.0, steady + (homes.cash - steady) * rules.cash_fade[age]))

    def usual(self) -> F8:
        """Return each household's usual money at hand, 1/16 daily incomes."""
        wealth = self.world.households.wealth.astype(np.float64)
        return np.asarray(wealth * self.simulation.par.rules[0].cash_share)

    def daily(self) -> F8:
        """Return each household's usual income of a day, 1/16 daily incomes of the median household."""
        wealth = self.world.households.wealth.astype(np.float64)
        return np.asarray(wealth / self.simulation.par.rules[0].income_days)

    def income(self, today: Today) -> F8:
        """Return what each household earned today, daily incomes of the median household."""
        acts: Any = today.acts
        home = self.home[acts.person.astype(np.int64)]
        traded = np.bincount(home, weights=acts.earned, minlength=len(self.world.households))
        return np.asarray((self.daily() * self.world.households.wage / WHOLE_WAGE + traded) / INCOME)

    def shortage(self, need: F8, t: int) -> F8:
        """Return the shortage that each household feels, 0-1.

        Parameters
        ----------
        need : mean shortage of the place of each household
        t : day
        """
        rules, usual = self.simulation.par.rules[0], self.usual()
        gap = np.where(usual > 0.0, np.maximum(-1.0, 1.0 - self.cash(t) / np.maximum(usual, 1.0)), 0.0)
        rank = self.world.households.rank / BYTE
        felt = 2.0 * need * (1.0 - rank) + rules.shortfall_need * (gap - rules.shortfall_usual)
        return np.asarray(np.clip(felt, 0.0, 1.0))
