"""After the street: each place admits its cases until it is full, and the day's cases are gathered."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clampdown.day.access import set_wages_of
from clampdown.rules import draws
from clampdown.rules.rule import rule
from clampdown.world.parameters import BANISHMENT, DEATH, Parameters
from clampdown.world.records import Table
from clampdown.world.state import (
    ABROAD,
    AT_LIBERTY,
    BANISHED,
    DEAD,
    HELD,
    KIN,
    LEFT,
    NONE,
    TO_CUSTODY,
    WARNED,
    World,
)  # fmt: skip

I8 = NDArray[np.int64]
U1 = NDArray[np.uint8]
B1 = NDArray[np.bool_]
M23, M26 = 23, 26


class Cases(NamedTuple):
    """The day's cases, one entry each, in row order of the people."""

    row: I8  # person
    beat: I8
    place: I8
    outcome: U1  # see OUTCOMES
    kind: U1  # offence
    rung: U1
    guilty: U1
    turned_away: U1  # 1 where custody was full


def as_arrays(cases: Cases) -> list[Any]:
    """Return the columns of cases as a list of arrays."""
    return list(cases)


@rule
def draw_each(seed, stream, t, entities, out):
    """Fill `out` with one draw per entity for a stream on day `t`."""
    key = draws.day_key(seed, stream, t)
    for i in range(len(entities)):
        out[i] = draws.uniform53(key, entities[i])


def national_ids(world: World, row: I8, beat: I8) -> I8:
    """Return the national ids of people given by row and beat."""
    ids: I8 = world.beats.national_person[beat] + row - world.beats.first_person[beat]
    return ids


def luck(seed: int, stream: int, t: int, entities: I8) -> I8:
    """Return one draw per entity for a stream on day `t`."""
    out = np.empty(len(entities), dtype=np.int64)
    draw_each(seed, stream, t, entities, out)
    return out


@rule
def find_marked(people, units, out):
    """Write the rows of people with a case today into `out`; returns how many there are."""
    found = 0
    for u in range(len(units)):
        if units[u].marks > 0:
            for i in range(np.int64(units[u].first_person), np.int64(units[u].last_person)):
                if people[i].outcome != 0:
                    if found < len(out):
                        out[found] = i
                    found += 1
    return found


def marked(world: World) -> I8:
    """Return the rows of people with a case today, in order."""
    out = np.empty(int(world.units.marks.sum(dtype=np.int64)), dtype=np.int64)
    return out[: find_marked(world.people, world.units, out)]


def beat_of(world: World, row: I8) -> I8:
    """Return the beat of each person row."""
    return np.searchsorted(world.beats.last_person.astype(np.int64), row, side="right").astype(np.int64)


def gather(world: World) -> Cases:
    """Return today's marks as cases."""
    row = marked(world)
    beat, people = beat_of(world, row), world.people[row]
    return Cases(
        row, beat, world.beats.place[beat].astype(np.int64), people.outcome.copy(), people.case_kind.copy(),
        people.case_rung.copy(), people.case_guilty.copy(), np.zeros(len(row), dtype=np.uint8),
    )  # fmt: skip


def pools_of(world: World) -> I8:
    """Return which places share their room in custody: each its own, sampled ones of a province all.

    The small rooms of a few sampled beats would turn away many more people than the large one of a
    whole county that is equally full.
    """
    beats, places = world.beats, world.places
    sampled = np.zeros(len(places), dtype=np.bool_)
    some = places.last_beat > places.first_beat
    sampled[some] = beats.weight[places.first_beat[some]] > 1.0
    pools: I8 = np.where(sampled, len(places) + places.province, np.arange(len(places))).astype(np.int64)
    return pools


def admitted(world: World, par: Parameters, cases: Cases, seed: int, t: int) -> B1:
    """Return which custody cases find a place: by rung, then by hashed draw, until full (M23)."""
    wants = cases.outcome == TO_CUSTODY
    facility = par.rungs.facility[cases.rung.astype(np.int64)]
    if not par.rules[0].on[M23]:
        return np.asarray(wants, dtype=np.bool_)
    ids = national_ids(world, cases.row, cases.beat)
    turn = luck(seed, draws.STREAM_ADMIT, t, ids)
    taken = wants & (facility < 0)
    rows = np.flatnonzero(wants & (facility >= 0))
    pools = pools_of(world)
    pool, free = pools[cases.place], np.zeros((pools.max() + 1, world.places.free.shape[1]), dtype=np.int64)
    np.add.at(free, pools, world.places.free)
    order = rows[np.lexsort((turn[rows], -cases.rung[rows].astype(np.int64), facility[rows], pool[rows]))]
    if len(order):
        group = pool[order] * len(par.rungs) + facility[order]
        start = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
        size = np.diff(np.r_[start, len(order)])
        queue = np.arange(len(order)) - np.repeat(start, size)
        taken[order] = queue < free[pool[order], facility[order]]
    return np.asarray(taken, dtype=np.bool_)


def term(rungs: Table, rung: I8, draw: I8) -> I8:
    """Return terms in days, uniform between the rung's bounds."""
    span = rungs.days_high[rung] - rungs.days_low[rung] + 1
    days: I8 = rungs.days_low[rung] + np.floor(draw / draws.SCALE * span).astype(np.int64)
    return days


def commit(world: World, par: Parameters, row: I8, rung: I8, place: I8, days: I8, t: int) -> None:
    """Put people on their rung of the ladder from tonight."""
    people, kind = world.people, par.rungs.kind[rung]
    status = np.where(kind == BANISHMENT, BANISHED, np.where(kind == DEATH, DEAD, HELD))
    people.status[row] = status
    people.rung[row] = rung
    people.until[row] = np.minimum(t + days, 32767)
    facility = par.rungs.facility[rung]
    inside = facility >= 0
    np.subtract.at(world.places.free, (place[inside], facility[inside]), 1)


def let_out(world: World, here: Table, seed: int, t: int) -> None:
    """Release a share of the held before a vote: they walk out tomorrow (M28)."""
    if not here.release.any():
        return
    row = np.flatnonzero(world.people.status == HELD).astype(np.int64)
    beat = beat_of(world, row)
    place = world.beats.place[beat]
    turn = luck(seed, draws.STREAM_RELEASE, t, national_ids(world, row, beat))
    goes = (world.people.rung[row] <= here.release_rung[place]) & (
        turn < np.floor(here.release[place] * draws.SCALE)
    )
    goes &= (world.people.flagged[row] & here.release_exempt[place]) == 0
    world.people.until[row[goes]] = np.minimum(world.people.until[row[goes]], t)


def depart(world: World, par: Parameters, cases: Cases, seed: int, t: int) -> None:
    """Let those who got out leave; they arrive abroad after a lag (M33)."""
    gone = cases.outcome == LEFT
    row = cases.row[gone]
    draw = luck(seed, draws.STREAM_ARRIVAL, t, national_ids(world, row, cases.beat[gone]))
    lag = par.rules[0].arrival_days[draw >> 45]
    world.people.status[row] = ABROAD
    world.people.until[row] = np.minimum(t + lag, 32767)


def kin_of(world: World, par: Parameters, here: Table, cases: Cases, seed: int, t: int) -> Cases:
    """Return cases of co-residents punished for somebody who left (M26, E12)."""
    none = Cases(*[field[:0] for field in as_arrays(cases)])
    if not par.rules[0].on[M26] or not here.kin.any():
        return none
    rows, source = [], []
    for leaver in np.flatnonzero(cases.outcome == LEFT):
        h = world.people.household[cases.row[leaver]]
        members = np.arange(world.households.first[h], world.households.last[h], dtype=np.int64)
        free = (world.people.status[members] == AT_LIBERTY) & (world.people.outcome[members] == NONE)
        rows.append(members[free & (members != cases.row[leaver])])
        source.append(np.full(len(rows[-1]), leaver))
    if not rows:
        return none
    row, n = np.concatenate(rows), np.concatenate(source).astype(np.int64)
    turn = luck(seed, draws.STREAM_KIN, t, national_ids(world, row, cases.beat[n]))
    hit = turn < np.floor(here.kin[cases.place[n]] * draws.SCALE)
    row, once = np.unique(row[hit], return_index=True)  # two of a household may leave on one day
    n = n[hit][once]
    size = len(row)
    return Cases(
        row, cases.beat[n], cases.place[n], np.full(size, KIN, np.uint8), cases.kind[n],
        np.full(size, par.rules[0].kin_rung, np.uint8), np.zeros(size, np.uint8), np.zeros(size, np.uint8),
    )  # fmt: skip


def settle(world: World, par: Parameters, here: Table, seed: int, t: int) -> Cases:
    """Admit, release, let go and gather: everything between the street and tomorrow.

    Returns
    -------
    Cases of the day, those of kin last
    """
    cases = gather(world)
    takes = admitted(world, par, cases, seed, t)
    cases.turned_away[(cases.outcome == TO_CUSTODY) & ~takes] = 1
    cases.outcome[cases.turned_away == 1] = WARNED
    rung = cases.rung[takes].astype(np.int64)
    ids = national_ids(world, cases.row[takes], cases.beat[takes])
    days = term(par.rungs, rung, luck(seed, draws.STREAM_TERM, t, ids))
    commit(world, par, cases.row[takes], rung, cases.place[takes], days, t)
    depart(world, par, cases, seed, t)
    kin = kin_of(world, par, here, cases, seed, t)
    kin_rung = kin.rung.astype(np.int64)
    commit(world, par, kin.row, kin_rung, kin.place, par.rungs.days_high[kin_rung], t)
    gone = np.concatenate([cases.row[takes], cases.row[cases.outcome == LEFT], kin.row])
    set_wages_of(par.rules, world.people, par.profiles, world.households, gone, t)
    let_out(world, here, seed, t)
    pairs = zip(as_arrays(cases), as_arrays(kin), strict=True)
    return Cases(*[np.concatenate(pair) for pair in pairs])
