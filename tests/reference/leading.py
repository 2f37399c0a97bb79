"""What the centre hears and decides (3.3, 4.6 and 8, 4)."""

import datetime

from clampdown.world.parameters import SIGNS
from reference.evening import inflation

NEVER, FAR = -100_000, 2**30


def decide(day) -> None:
    """Issue the directives that are due this morning (4.6)."""
    mind = day.model.state.centre[0]
    for w, row in enumerate(day.model.waiting):
        if SIGNS[row.sign] == "date":
            if day.t >= row.first:
                n = min((day.t - row.first) // row.every, row.times - 1)
                mind.issued[w], mind.times[w] = row.first + n * row.every, n + 1
        else:
            by_sign(day, mind, w, row)
        date_lines(day.model, mind.issued[w], w)


def by_sign(day, mind, w: int, row) -> None:
    rested = mind.issued[w] == NEVER or day.t - mind.issued[w] >= row.every
    if mind.noticed[w] == NEVER and mind.times[w] < row.times and rested:
        value = sign_of(day, w, SIGNS[row.sign])
        if value > row.threshold if row.above else value < row.threshold:
            mind.noticed[w] = day.t
    if mind.noticed[w] != NEVER and day.t - mind.noticed[w] >= row.delay:
        mind.issued[w], mind.noticed[w] = day.t, NEVER
        mind.times[w] += 1


def date_lines(model, issued: int, w: int) -> None:
    """Write when the lines of a directive arrive and end (3)."""
    for m, line in enumerate(model.lines):
        if line.waits != w:
            continue
        if issued == NEVER:
            model.arrival[m], line.last = [FAR] * len(model.wait[m]), -FAR
        else:
            model.arrival[m] = [issued + wait for wait in model.wait[m]]
            line.last = issued + line.term - 1


def sign_of(day, w: int, sign: str) -> float:
    """Return what a sign reads this morning."""
    scenario, date = day.model.scenario, day.model.date(day.t)
    if sign == "attention":
        levels = [
            one.level for one in scenario.attention
            if one.first <= date and (one.until is None or date <= one.until)
        ]  # fmt: skip
        return max([0.0, *levels])
    if sign == "event":
        return days_to(scenario, day.model.waits_for[w], date)
    column = "claimed" if sign == "carried_out" else sign
    total = 0.0
    for share, province in zip(day.model.heard[w], day.model.state.provinces, strict=True):
        total += share * getattr(province, column)
    return total


def days_to(scenario, directive, date: datetime.date) -> float:
    """Return the days until the next event of a directive's trigger."""
    event = next(one for one in scenario.pack.calendar.events if one.id == directive.trigger.event)
    if not scenario.options.calendar:
        return float("inf")
    days = [event.date]
    if event.kind in ("anniversary", "holiday"):
        month, number = event.date.month, event.date.day
        if (month, number) == (2, 29):
            number = 28
        days = [datetime.date(date.year + n, month, number) for n in (0, 1)]
    return min([(one - date).days for one in days if one >= date], default=float("inf"))


def moods(day) -> None:
    """Let the centre hear how people feel (8, 4)."""
    r, model = day.rules, day.model
    if not r.on[36]:
        return
    for number, province in enumerate(model.state.provinces):
        told, felt, people, clashes = 0.0, 0.0, 0.0, 0.0
        for p, place in enumerate(model.state.places):
            if place.province != number or not place.beats:
                continue
            heads, left = model.residents[p] / 10_000.0, left_of(day, p)
            asked = counted(day, place, "surveyed")
            if asked > 0:
                above = counted(day, place, "grievance") / (1000.0 * asked) - r.grievance_rest
                told += heads
                felt += heads * (above * left if above > 0.0 else above)
            stood = counted(day, place, "confrontations") * place.beats[0].weight / heads
            people += heads
            clashes += heads * (stood * left)
        if told > 0.0:
            province.discontent += (felt / told - province.discontent) / r.mood_days
        if people > 0.0:
            province.opposition += (clashes / people - province.opposition) / r.mood_days


def left_of(day, p: int) -> float:
    """Return the share of bad news of a place that reaches the centre."""
    if not day.rules.on[12]:
        return 1.0
    here, left = day.here[p], 1.0
    pull = max(
        [0.0, *(here.w[m] for m, line in enumerate(day.model.lines) if line.directed and line.amount != 0)]
    )
    for _ in range(day.model.tiers + 1):
        left *= 1.0 - inflation(day.rules, here.audit, pull)
    return left


def counted(day, place, block: str) -> int:
    return sum(sum(day.tallies[beat.row][block]) for beat in place.beats)
