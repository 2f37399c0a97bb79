"""Movement 1: what of the orders holds in each place today (4)."""

import math
from types import SimpleNamespace

from clampdown.world.parameters import LEVERS
from reference.luck import ALL, ROTATE
from reference.staffing import Staffing
from reference.tables import clip

STRONGEST = ("no_pardon", "results", "names", "informers", "absence_fine")
MILD = ("release", "relief", "unwatch", "pay", "surrender", "lecture")


def mild(line) -> bool:
    """Return whether a line eases people's lot, so that it frightens nobody (3.2)."""
    return line.lever in MILD or line.amount < 0.0


def salience(day, line, m: int, place, p: int) -> float:
    """Return the weight of a line in a place (4.1)."""
    r, t = day.rules, day.t
    strength, arrival = day.model.strength[m][p], day.model.arrival[m][p]
    if not line.directed:
        return strength
    if strength <= 0.0 or not arrival <= t <= line.last:
        return 0.0
    force = strength * place.government.pressure
    if not r.on[2]:
        return force
    age = float(t - arrival)
    if line.refresh > 0.0:
        age = math.fmod(age, line.refresh)
    worn = r.salience_floor + (1.0 - r.salience_floor) * math.exp(-age / r.salience_decay)
    return force * worn * (1.0 + r.deadline_bump * math.exp(-(line.last - t) / r.deadline_days))


def rotate(day) -> None:
    """Replace officers whose turn it is today by newcomers (4.2)."""
    for m, line in enumerate(day.model.lines):
        if line.lever != "rotate" or line.last != day.t:
            continue
        for beat in day.model.state.beats:
            share = line.amount * day.model.strength[m][beat.place]
            if day.luck.draw(ROTATE, beat.national_beat) < math.floor(share * ALL):
                beat.posted, beat.dread, beat.purse = day.t, 0.0, 0.0
                beat.ties = 0


class Holding:
    """What holds in place number p today, from orders and the weights of its lines."""

    def __init__(self, day, p: int) -> None:
        self.day, self.p, self.place, self.r = day, p, day.model.state.places[p], day.rules
        self.lines, self.shocks = day.model.lines, day.model.shocks(day.t, p)
        self.w = [salience(day, line, m, self.place, p) for m, line in enumerate(self.lines)]
        self.staffing = Staffing(self)

    def here(self) -> SimpleNamespace:
        """Return every entry of `here` (4.2 to 4.5)."""
        strongest = {lever: self.strongest(lever) for lever in LEVERS}
        here = SimpleNamespace(**{lever: strongest[lever] for lever in STRONGEST})
        for lever in ("liability", "recall", "unwatch"):
            setattr(here, lever, min(1.0, strongest[lever]))
        checked = min(1.0, self.r.audit_usual + strongest["audit"])
        here.audit = 1.0 - (1.0 - checked) * math.exp((-self.r.live_check) * strongest["reporting"])
        here.forbid = [self.forbid(k) for k in range(len(self.day.kinds))]
        here.jammed = [self.jammed(k) for k in range(len(self.day.kinds))]
        here.rights = [self.rights(flag) for flag in range(self.r.flag_count)]
        here.outsiders, here.stranger = self.outsiders()
        here.pay = max(-1.0, sum_in_order([line.amount * self.w[m] for m, line in self.of("pay")]))
        here.distrust = self.place.lured / self.place.helped if self.place.helped > 0.0 else 0.0
        here.severity = [self.severity(k) for k in range(len(self.day.kinds))]
        here.example = [self.example(k) for k in range(len(self.day.kinds))]
        self.staffing.fill(here)
        here.floor = [self.floor(flag) for flag in range(self.r.flag_count)]
        here.announced = [self.announced(d) for d in range(len(self.r.certainty))]
        here.caution, here.kin = self.caution(), self.kin()
        here.kin_fear = strongest["kin"] + self.r.kin_fear_gain * max(0.0, *here.severity)
        here.release, here.release_rung, here.release_exempt = self.release()
        here.need = self.need(min(1.0, strongest["relief"]))
        here.season = [self.season(k) for k in range(len(self.day.kinds))]
        self.dear(here)
        self.spoken_to(here)
        here.unrest, here.news, here.w = self.place.unrest, self.day.news, self.w
        here.emergency = self.emergency(self.day.model.beat_organ)
        here.effort = [0.0] * len(self.day.tasks)
        here.crew = [[0.0] * len(self.day.tasks) for _ in range(self.day.model.organs)]
        for organ in range(self.day.model.organs):
            self.serve(here, organ)
        self.staffing.pass_on(here)
        return here

    def spoken_to(self, here: SimpleNamespace) -> None:
        """Write down what residents are asked, offered and told (4.2)."""
        here.called, here.reward = self.called()
        here.surrender = [self.surrender(k) for k in range(len(self.day.kinds))]
        here.offered = max(here.surrender)
        here.lecture = self.lecture()
        here.attend = self.r.lecture_attendance * math.exp(-self.r.lecture_weariness * self.place.lectured)

    def of(self, lever: str) -> list[tuple[int, SimpleNamespace]]:
        """Return the numbers and lines of a lever."""
        return [(m, line) for m, line in enumerate(self.day.model.lines) if line.lever == lever]

    def strongest(self, lever: str) -> float:
        return max((line.amount * self.w[m] for m, line in self.of(lever)), default=0.0)

    def severity(self, k: int) -> float:
        total = 0.0
        for m, line in self.of("severity"):
            if line.offences[k]:
                total += line.amount * self.w[m]
        return total

    def example(self, k: int) -> tuple[float, int]:
        """Return the share of cases of offence k made an example of, and the rung."""
        share, rung = 0.0, 0
        for m, line in self.of("sentence"):
            own = min(1.0, line.amount * self.w[m] * line.offences[k])
            if own > share:
                share, rung = own, line.rung
        return share, rung

    def forbid(self, k: int) -> float:
        shares = [min(1.0, line.amount * self.w[m]) for m, line in self.of("forbid") if line.offences[k]]
        return max([0.0, *shares])

    def jammed(self, k: int) -> float:
        shares = [min(1.0, line.amount * self.w[m]) for m, line in self.of("jam") if line.offences[k]]
        return max([0.0, *shares]) if self.r.on[34] else 0.0

    def rights(self, flag: int) -> float:
        meant = [
            min(1.0, line.amount * self.w[m]) for m, line in self.of("rights")
            if line.flagged[flag] and not line.exempt[flag]
        ]  # fmt: skip
        return max([0.0, *meant])

    def outsiders(self) -> tuple[float, float]:
        """Return the share of encounters that people from elsewhere handle, and how wary they still are."""
        share, stranger = 0.0, 0.0
        for m, line in self.of("outsiders"):
            own = min(1.0, line.amount * self.w[m])
            if own > share:
                age = max(self.day.t - self.day.model.arrival[m][self.p], 0)
                share = own
                stranger = self.r.newcomer_wariness * math.exp(-age / self.r.settling_in)
        return share, stranger

    def called(self) -> tuple[float, float]:
        """Return how strongly residents are called upon to tell, and the months of income offered."""
        calls, sums = [0.0], [0.0]
        for m, line in self.of("tips"):
            calls.append(min(1.0, line.amount * self.w[m]) * line.announced)
        for m, line in self.of("reward"):
            sums.append(line.amount * self.w[m] * line.announced)
            if line.amount > 0.0:
                calls.append(min(1.0, self.w[m]) * line.announced)
        return max(calls), max(sums)

    def surrender(self, k: int) -> float:
        """Return how far those who come forward for offence k are promised a pardon."""
        told = [
            min(1.0, line.amount * self.w[m]) * line.announced
            for m, line in self.of("surrender") if line.offences[k]
        ]  # fmt: skip
        return max([0.0, *told])

    def lecture(self) -> float:
        """Return the share of adults called to a lecture today."""
        strength = self.day.model.strength
        shares = [
            min(1.0, line.amount * strength[m][self.p])
            for m, line in self.of("lecture") if line.last == self.day.t
        ]  # fmt: skip
        return max([0.0, *shares])

    def need(self, relief: float) -> float:
        """Return the mean shortage of the place."""
        season = self.day.model.season("need", self.day.t, self.p)
        struck = sum_in_order([shock.amount for shock in self.shocks if shock.what == "need"])
        return clip(self.r.need_usual * season + struck, 0.0, 1.0) * (1.0 - relief)

    def season(self, k: int) -> float:
        """Return the factor on the usual rate of offence k: season, shocks, distance, closed routes."""
        factor = self.day.model.season(self.day.offences[k].season, self.day.t, self.p)
        for shock in self.shocks:
            if shock.what in ("acts", "routes") and shock.means(self.day.offences[k]):
                factor *= shock.amount if shock.what == "acts" else 1.0 - shock.amount
        closed = [(m, line) for m, line in self.of("closure") if line.offences[k]]
        left = min([1.0, *(max(0.0, 1.0 - line.amount * self.w[m]) for m, line in closed)])
        return factor * self.day.model.access[self.p][k] * left

    def dear(self, here: SimpleNamespace) -> None:
        """Let prices tell on shortage and on offences (4.2)."""
        r, (food, wares) = self.r, self.place.log_price
        here.harvest = 1.0 + r.need_usual - here.need
        if not r.on[32]:
            return
        here.need = clip(here.need + r.market_food * r.food_elasticity * food, 0.0, 1.0)
        sold = math.exp(-(r.wares_elasticity * wares)), math.exp(-(r.food_elasticity * food))
        sellers = min(1.0, r.foreign_wares * sold[0] + (1.0 - r.foreign_wares) * sold[1])
        parts = {"none": 1.0, "carry": 1.0, "import": math.exp(r.profit_weight * wares), "sell": sellers}
        for k, offence in enumerate(self.day.offences):
            here.season[k] *= parts[offence.trade]

    def floor(self, flag: int) -> float:
        meant = [
            line.amount for m, line in self.of("supervise")
            if self.w[m] > 0.0 and line.flagged[flag] and not line.exempt[flag]
        ]  # fmt: skip
        return max(meant, default=0.0)

    def announced(self, d: int) -> float:
        told = [0.0]
        for m, line in enumerate(self.lines):
            strength, age = self.day.model.strength[m][self.p], self.day.t - self.day.model.arrival[m][self.p]
            heard = not mild(line) and line.announced > 0.0 and age >= 0 and strength > 0.0
            if heard and line.domains[d]:
                left = 2.0 ** (-age / self.r.announcement_half_life)
                told.append(self.r.announcement_weight * line.announced * strength * left)
        return max(told)

    def caution(self) -> float:
        wary = [0.0]
        for m, line in enumerate(self.lines):
            if line.directed and not mild(line) and self.w[m] > 0.0 and line.amount != 0.0:
                age = self.day.t - self.day.model.arrival[m][self.p]
                wary.append(self.day.model.strength[m][self.p] * math.exp(-age / self.r.caution_days))
        return max(wary)

    def kin(self) -> float:
        lines = [(m, line) for m, line in self.of("kin") if line.practised]
        return max([0.0, *(min(1.0, line.amount * self.w[m]) for m, line in lines)])

    def release(self) -> tuple[float, int, int]:
        share, rung, exempt = 0.0, 0, 0
        for m, line in self.of("release"):
            strength = self.day.model.strength[m][self.p]
            if line.last == self.day.t and strength > 0.0 and self.r.on[28]:
                share, rung = min(1.0, line.amount * strength), line.rung
                exempt = sum(1 << flag for flag, out in enumerate(line.exempt) if out)
        return share, rung, exempt

    def emergency(self, organ: int) -> float:
        lines = [(m, line) for m, line in self.of("emergency") if line.organ == organ]
        return max([0.0, *(line.amount * self.w[m] for m, line in lines)])

    def serve(self, here: SimpleNamespace, organ: int) -> None:
        """Let an organ that serves the whole place work (4.5)."""
        own = self.day.model.of_organ[organ]
        if not own:
            return
        fatigue = self.place.fatigue
        able = capacity(self.r, self.emergency(organ), fatigue[organ])
        left = {m: self.staffing.left(organ, self.lines[m].task) for m in own}
        demands = asked(self.day, here, left)
        out = shared_out(self.r, demands, able)
        if self.r.on[5]:
            fatigue[organ] = tired(self.r, fatigue[organ], sum_in_order(out))
        for m in own:
            line, task = self.lines[m], self.day.tasks[self.lines[m].task]
            if demands[m][0] <= 0.0:
                continue
            here.done[m] = out[m] / line.hours
            if task.usual > 0.0:
                more = out[m] / task.usual * 1.0 * (1.0 + here.manpower[line.task])
                here.effort[line.task] += more
                here.crew[organ][line.task] += more


def asked(day, here, left: dict[int, float]) -> list[tuple[float, float]]:
    """Return hours asked for and weight of each line; lines of others ask for none.

    `left` has the lines that ask, and the share of its hours that a routine duty has left.
    """
    demands = []
    for m, line in enumerate(day.model.lines):
        weight = here.w[m]
        if day.rules.on[13] and line.task >= 0 and day.tasks[line.task].watching:
            weight = weight * (1.0 + day.rules.watching_liability * here.liability)
        hours = line.hours if line.directed else line.hours * left.get(m, 0.0)
        demands.append((hours, weight) if m in left else (0.0, 0.0))
    return demands


def capacity(r, emergency: float, fatigue: float) -> float:
    """Return the hours that officers can work (4.3)."""
    if not r.on[5]:
        emergency = fatigue = 0.0
    return r.capacity_hours * (1.0 + r.emergency_gain * emergency) * (1.0 - fatigue)


def tired(r, fatigue: float, hours: float) -> float:
    """Return the fatigue after a day of so many hours (4.3)."""
    over = max(0.0, hours - r.capacity_hours)
    gained = r.fatigue_gain * over / r.capacity_hours
    return clip(fatigue + gained - fatigue / r.fatigue_recovery, 0.0, 1.0)


def shared_out(r, demands: list[tuple[float, float]], able: float) -> list[float]:
    """Return the hours that each line gets (4.4)."""
    if not r.on[8]:
        return [hours if weight > 0.0 else 0.0 for hours, weight in demands]
    out, left = [0.0] * len(demands), able
    for _ in range(3):
        short = [weight for (hours, weight), got in zip(demands, out, strict=True) if got < hours]
        wanting = sum_in_order(short)
        if wanting <= 0.0 or left <= 0.0:
            break
        pool = left
        for m, (hours, weight) in enumerate(demands):
            if out[m] < hours and weight > 0.0:
                given = min(hours - out[m], pool * weight / wanting)
                out[m] += given
                left -= given
    return out


def sum_in_order(numbers: list[float]) -> float:
    """Return a plain sum; Python's own compensates for rounding from version 3.12 on."""
    total = 0.0
    for number in numbers:
        total += number
    return total
