"""Custody, counts, reports, news and unrest, after the street (6 to 9)."""

from clampdown.world.parameters import BANISHMENT, DEATH
from clampdown.world.state import ABROAD, AT_LIBERTY, BANISHED, DEAD, HELD, LEFT, NONE, TO_CUSTODY
from reference.evening import claim, inflation
from reference.luck import ADMIT, ALL, ARRIVAL, KIN, RELEASE, TERM
from reference.mind import faded
from reference.orders import sum_in_order

LATEST = 32767  # last day that a column of days can hold


def settle(day) -> None:
    """Take the day's cases to custody, abroad or home (6)."""
    cases = [person for person in day.model.state.people if person.outcome != NONE]
    for person in admitted(day, [person for person in cases if person.outcome == TO_CUSTODY]):
        rung = day.rungs[person.case_rung]
        more = day.luck.draw(TERM, person.id) / ALL * (rung.days_high - rung.days_low + 1)
        commit(day, person, person.case_rung, rung.days_low + int(more))
    leavers = [person for person in cases if person.outcome == LEFT]
    for person in leavers:
        lag = day.rules.arrival_days[day.luck.draw(ARRIVAL, person.id) >> 45]
        person.status, person.until = ABROAD, min(day.t + lag, LATEST)
    for person in leavers:
        punish_kin(day, person)
    for person in day.model.state.people:
        release(day, person)


def admitted(day, queue: list) -> list:
    """Return who gets a place in custody (6, 2), in row order."""
    if not day.rules.on[23]:
        return queue
    taken, turned_away, places = {}, set(), day.model.state.places
    free = {}
    for place in places:
        for facility, count in enumerate(place.free):
            room = (pool_of(place), facility)
            free[room] = free.get(room, 0) + count

    def turn(person) -> tuple[int, int]:
        return -person.case_rung, day.luck.draw(ADMIT, person.id)

    for person in sorted(queue, key=turn):
        facility = day.rungs[person.case_rung].facility
        if facility >= 0:
            room = (pool_of(places[person.beat.place]), facility)
            taken[room] = taken.get(room, 0) + 1
            if taken[room] > free[room]:
                turned_away.add(person.id)
    return [person for person in queue if person.id not in turned_away]


def pool_of(place) -> tuple[str, int]:
    """Return which places admit together (6, 2): sampled ones of a province."""
    sampled = place.beats and place.beats[0].weight > 1.0
    return ("province", place.province) if sampled else ("place", place.first_beat)


def commit(day, person, number: int, days: int) -> None:
    """Begin a person's term (6, 4)."""
    rung = day.rungs[number]
    person.status = {BANISHMENT: BANISHED, DEATH: DEAD}.get(rung.kind, HELD)
    person.rung, person.until = number, min(day.t + days, LATEST)
    if rung.facility >= 0:
        day.model.state.places[person.beat.place].free[rung.facility] -= 1


def punish_kin(day, leaver) -> None:
    """Punish those whom a leaver leaves behind (6, 6)."""
    r, chance = day.rules, day.here[leaver.beat.place].kin
    if not r.on[26] or chance <= 0.0:
        return
    for person in leaver.home.people:
        spared = person is leaver or person.status != AT_LIBERTY or person.outcome != NONE
        if not spared and day.luck.draw(KIN, person.id) < int(chance * ALL):
            commit(day, person, r.kin_rung, day.rungs[r.kin_rung].days_high)


def release(day, person) -> None:
    """Shorten the term of somebody let out before a vote (6, 7)."""
    here = day.here[person.beat.place]
    if here.release <= 0.0 or person.status != HELD or person.rung > here.release_rung:
        return
    goes = day.luck.draw(RELEASE, person.id) < int(here.release * ALL)
    if goes and not person.flagged & here.release_exempt:
        person.until = min(person.until, day.t)


def count(place, block: str, n: int, tallies: list) -> int:
    """Return a count of a place (7)."""
    return sum(tallies[beat.row][block][n] for beat in place.beats)


def set_free(day) -> None:
    """Give back the custody places of those released today (7)."""
    for place in day.model.state.places:
        for facility in range(day.model.facilities):
            place.free[facility] += count(place, "released", facility, day.tallies)


def report(day) -> None:
    """Let claims climb to the centre, and the centre answer (8)."""
    for number, province in enumerate(day.model.state.provinces):
        pull, believed = 0.0, 0.0
        for m, line in enumerate(day.model.lines):
            if line.directed and line.hours > 0.0:
                for p, place in enumerate(day.model.state.places):
                    if place.province == number:
                        w = day.here[p].w[m]
                        pull += w
                        believed += w * believed_of(day, m, line, p)
        if pull <= 0.0:
            province.pressure = province.claimed = 1.0
            continue
        province.claimed = believed / pull
        gap = day.rules.pressure_target - province.claimed
        province.pressure = max(0.0, 1.0 + day.rules.pressure_gain * gap)


def believed_of(day, m: int, line, p: int) -> float:
    """Return what the centre believes was carried out of a line in a place (8, 1 and 2)."""
    r, here, beats = day.rules, day.here[p], day.model.state.places[p].beats
    if line.on_beat:
        claimed = sum_in_order([beat.claimed[m] for beat in beats]) / len(beats) if beats else 0.0
    else:
        claimed = here.done[m]
    if not (r.on[12] and line.hours > 0.0 and here.w[m] > 0.0):
        return claimed
    share = inflation(r, here.audit, here.w[m])
    if not line.on_beat:
        claimed = claim(claimed, share)
    for _ in range(day.model.tiers):
        claimed = claim(claimed, share)
    return claimed


def by_residents(day, block: str) -> list[tuple]:
    """Return every place with a count of today per ten thousand residents (9)."""
    rows = []
    for place, residents in zip(day.model.state.places, day.model.residents, strict=True):
        weight = place.beats[0].weight if place.beats else 1.0
        rows.append((place, count(place, block, 0, day.tallies) * weight / (residents / 10_000.0)))
    return rows


def spread_news(day) -> None:
    """Let word of places get out of the country (9)."""
    r = day.rules
    for place, fresh in by_residents(day, "news"):
        place.news = place.news + (fresh - place.news) / r.news_days
        place.news_usual = place.news_usual + (fresh - place.news_usual) / r.news_memory


def grow_tired(day) -> None:
    """Let places remember today's lecture and forget older ones (9)."""
    for place, here in zip(day.model.state.places, day.here, strict=True):
        place.lectured = faded(place.lectured, here.lecture, day.rules.lecture_memory)


def spread_word(day) -> None:
    """Let places hear of confrontations (9)."""
    for place, fresh in by_residents(day, "confrontations"):
        place.unrest = faded(place.unrest, fresh, day.rules.unrest_half_life)
