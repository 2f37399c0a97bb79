"""Who was let out of custody within a run, when and how, and who did something out of need again."""

from typing import TYPE_CHECKING, Any

import numpy as np

from clampdown.experiments.claims.grammar import NEVER
from clampdown.experiments.claims.panel import B1, I8
from clampdown.schema.pattern_people import Release
from clampdown.world.notes import ACT, PASS
from clampdown.world.state import AT_LIBERTY, HELD

if TYPE_CHECKING:
    from clampdown.engine.simulation import Simulation, Today


class Freed:
    """Follows people out of custody, evening by evening.

    Parameters
    ----------
    simulation : Simulation, before its first day

    Attributes
    ----------
    out : day on which each was last let out; -NEVER for not within the run
    early : whether an order let them out before the end of the term
    """

    def __init__(self, simulation: "Simulation") -> None:
        self.people, self.needy = simulation.world.people, simulation.par.kinds.need > 0.0
        count = len(self.people)
        self.out, self._acted = (np.full(count, -NEVER, dtype=np.int32) for _ in range(2))
        self.early, self._shortened = (np.zeros(count, dtype=np.bool_) for _ in range(2))
        self._held = np.asarray(self.people.status == HELD)

    def follow(self, today: "Today") -> None:
        """Look at who walked out today, whose term was cut short tonight, and who acted out of need.

        Whoever is still held in the evening of his last day has had his term cut short: terms end in the
        morning.
        """
        status = self.people.status
        walked = self._held & (status == AT_LIBERTY)
        self.out[walked], self.early[walked] = today.t, self._shortened[walked]
        self._held = np.asarray(status == HELD)
        self._shortened = self._held & (self.people.until <= today.t)
        if today.acts is not None:
            acts = today.acts
            done = np.isin(acts.source, (ACT, PASS)) & (acts.guilty == 1) & self.needy[acts.kind]
            self._acted[acts.person[done]] = today.t

    def since(self, rows: Any, t: int) -> I8:
        """Return days since some people were let out; NEVER for who was not."""
        out = self.out[rows].astype(np.int64)
        return np.where(out == -NEVER, NEVER, t - out)

    def meant(self, released: Release, t: int) -> B1:
        """Return whom a filter means in the evening of day `t`."""
        days = self.since(slice(None), t)
        mask = days < NEVER
        if released.how is not None:
            mask &= self.early == (released.how == "early")
        if released.days is not None:
            low, high = released.days.min, released.days.max
            mask &= (days >= (0 if low is None else low)) & (days <= (NEVER if high is None else high))
        return np.asarray(mask)

    def returned(self) -> B1:
        """Return who has done something out of need since he was let out."""
        return np.asarray((self.out > -NEVER) & (self._acted > self.out))
