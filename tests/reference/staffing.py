"""Movement 1: who does the work of a place (4.2, 4.3a): posts, elite forces, duties eased or passed on."""

import math

from reference.tables import clip


class Staffing:
    """Who works in a place today, from the weights of its lines.

    Parameters
    ----------
    holding : Holding of the place
    """

    def __init__(self, holding) -> None:
        self.holding, self.r, self.w = holding, holding.r, holding.w

    def fill(self, here) -> None:
        """Write the entries of `here` that speak of staff, and what is done of orders to do less."""
        tasks, kinds = range(len(self.holding.day.tasks)), range(len(self.holding.day.kinds))
        both = [self.manpower(task) for task in tasks]
        here.manpower, here.elite = [one for one, _ in both], [two for _, two in both]
        both = [self.handed(k) for k in kinds]
        here.handed, here.newness = [one for one, _ in both], [two for _, two in both]
        here.routine = [self.left(self.holding.day.model.beat_organ, task) for task in tasks]
        on = self.r.on
        here.pressed = min(1.0, here.results * on[9] + here.names * on[11])
        here.done = [self.eased(m, line) for m, line in enumerate(self.holding.lines)]

    def manpower(self, task: int) -> tuple[float, float]:
        """Return staff beyond the own, and the elite force's share of all."""
        lent, sent, gone = 0.0, 0.0, 0.0
        for m, line in enumerate(self.holding.lines):
            if line.task != task:
                continue
            amount = line.amount * self.w[m]
            if self.is_of(line, "manpower"):
                lent += amount
            elif self.is_of(line, "elite"):
                sent += amount
            elif self.is_of(line, "vacancy"):
                gone = max(gone, min(1.0, amount))
        manpower = lent - gone * (1.0 + lent) + sent
        return manpower, sent / (1.0 + manpower) if 1.0 + manpower > 0.0 else 0.0

    def handed(self, k: int) -> tuple[float, float]:
        """Return the share of cases that has passed to another organ, and its newcomers' wariness."""
        share, newness = 0.0, 0.0
        for m, line in enumerate(self.holding.lines):
            if self.is_of(line, "handover") and line.offences[k]:
                own = min(1.0, line.amount * self.w[m])
                if own > share:
                    day = self.holding.day
                    age = max(day.t - day.model.arrival[m][self.holding.p], 0)
                    share = own
                    newness = own * (self.r.newcomer_wariness * math.exp(-age / self.r.settling_in))
        return share, newness

    def is_of(self, line, lever: str) -> bool:
        return line.lever == lever

    def usual(self, organ: int, task: int) -> float:
        total = 0.0
        for line in self.holding.lines:
            if not line.directed and line.organ == organ and line.task == task:
                total += line.hours
        return total

    def fewer(self, organ: int, task: int) -> float:
        total = 0.0
        for m, line in enumerate(self.holding.lines):
            if line.hours < 0.0 and line.organ == organ and line.task == task:
                total += -line.hours * min(1.0, self.w[m])
        return total

    def left(self, organ: int, task: int) -> float:
        """Return the share of the routine hours that orders to do less leave (4.3a)."""
        usual = self.usual(organ, task)
        return clip(1.0 - self.fewer(organ, task) / usual, 0.0, 1.0) if usual > 0.0 else 1.0

    def eased(self, m: int, line) -> float:
        """Return how much of an order to do less is carried out (4.3a)."""
        usual = self.usual(line.organ, line.task)
        if line.hours >= 0.0 or usual <= 0.0:
            return 0.0
        fewer = self.fewer(line.organ, line.task)
        return min(1.0, self.w[m]) * (min(1.0, usual / fewer) if fewer > 0.0 else 1.0)

    def pass_on(self, here) -> None:
        """Let duties that have passed on count as their new organ's (4.5)."""
        for m, line in enumerate(self.holding.lines):
            if self.is_of(line, "handover"):
                gone = min(1.0, line.amount * self.w[m]) * here.crew[line.organ][line.task]
                here.crew[line.organ][line.task] -= gone
                here.crew[line.receiver][line.task] += gone
