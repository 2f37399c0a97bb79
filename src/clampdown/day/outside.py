"""The outside movement within the country: what happened today, and which sources come to know of it.

A source is a row of people that a network was given when the run was set up; nothing here changes a person.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clampdown.day.custody import Cases
from clampdown.day.person import around, certainty
from clampdown.rules import draws, witnessing
from clampdown.rules.rule import rule
from clampdown.world.parameters import BANISHMENT, DEATH, Parameters
from clampdown.world.records import Table
from clampdown.world.state import FINED, KIN, LEFT, TO_CUSTODY, World

I8 = NDArray[np.int64]
F8 = NDArray[np.float64]
B1 = NDArray[np.bool_]

# What can be told of; the last is seen from above only.
TOLD = ("detention", "execution", "exile", "leaving", "fine", "clash", "order", "facility")
DETENTION, EXECUTION, EXILE, LEAVING, FINE, CLASH, ORDER = range(7)
DAY_BITS = 13  # of an event's number: the day, or what is left of it
ERA_BITS = 52  # above them and all else: how often that many days have gone by
MIXER = np.int64(0x2545F4914F6CDD1D)  # odd, so that two numbers become one without losing any


class Events(NamedTuple):
    """What can be told of a day, one entry per neighbourhood and kind, by place in row order.

    Attributes
    ----------
    number : stands for the event wherever it is spoken of
    kind : code in TOLD
    beat, place, province : rows
    size : people it happened to, simulated
    """

    number: I8
    kind: I8
    beat: I8
    place: I8
    province: I8
    size: I8


class Sources(NamedTuple):
    """People whom networks know inside, one entry each, by place in row order.

    Attributes
    ----------
    row, unit, beat, place, province : rows
    network : number of the network
    key : what a source's luck goes by
    """

    row: I8
    unit: I8
    beat: I8
    place: I8
    province: I8
    network: I8
    key: I8


def kinds_of(cases: Cases, par: Parameters) -> I8:
    """Return the kind of event each case belongs to, -1 for none that anybody would tell of."""
    rung, found = par.rungs.kind[cases.rung.astype(np.int64)], np.full(len(cases.row), -1, dtype=np.int64)
    held = cases.outcome == TO_CUSTODY
    found[held] = DETENTION
    found[held & (rung == DEATH)] = EXECUTION
    found[(held & (rung == BANISHMENT)) | (cases.outcome == KIN)] = EXILE
    found[cases.outcome == LEFT] = LEAVING
    found[cases.outcome == FINED] = FINE
    return found


def numbers_of(national_beat: I8, kind: I8, t: I8 | int) -> I8:
    """Return the numbers of events by neighbourhood, kind and day; -1 where the kind is -1."""
    day = np.asarray(t, dtype=np.int64)
    when = ((day >> DAY_BITS) << ERA_BITS) | (day & ((1 << DAY_BITS) - 1))
    numbers: I8 = ((national_beat.astype(np.int64) * len(TOLD) + kind) << DAY_BITS) | when
    return np.where(kind < 0, -1, numbers)


def case_events(world: World, par: Parameters, cases: Cases, t: int) -> I8:
    """Return the number of the event each case is part of, -1 for none."""
    return numbers_of(world.beats.national_beat[cases.beat], kinds_of(cases, par), t)


def events_of(world: World, of_cases: I8, cases: Cases, participants: I8, t: int) -> Events:
    """Return what can be told of a day.

    Parameters
    ----------
    of_cases : number of each case's event, see `case_events`
    participants : people in confrontations, by beat
    t : day
    """
    told = of_cases >= 0
    number, first, size = np.unique(of_cases[told], return_index=True, return_counts=True)
    beat = cases.beat[told][first]
    up = np.flatnonzero(participants)
    clashes = numbers_of(world.beats.national_beat[up], np.full(len(up), CLASH), t)
    number, beat = np.concatenate([number, clashes]), np.concatenate([beat, up])
    size = np.concatenate([size, participants[up]])
    order = np.lexsort((number, beat))
    beat = beat[order]
    place = world.beats.place[beat].astype(np.int64)
    kind = (number[order] >> DAY_BITS) % len(TOLD)
    province = world.places.province[place].astype(np.int64)
    return Events(number[order], kind, beat, place, province, size[order])


def units_of_cases(world: World, of_cases: I8, cases: Cases, events: Events) -> tuple[I8, I8]:
    """Return the units that each event happened in, event after event, and where each one's begin."""
    some = np.flatnonzero(of_cases >= 0)
    order = np.argsort(events.number, kind="stable")
    index = order[np.searchsorted(events.number, of_cases[some], sorter=order)]
    by_event = np.argsort(index, kind="stable")
    last = world.units.last_person.astype(np.int64)
    unit = np.searchsorted(last, cases.row[some[by_event]], side="right").astype(np.int64)
    start = np.searchsorted(index[by_event], np.arange(len(events.number) + 1)).astype(np.int64)
    return unit, start


@rule
def closeness(nearness, source, event, units, first, last):
    """Return how close a source is to an event of its province: unit, beat, place or province.

    Parameters
    ----------
    nearness : (3,) closeness within a beat, a place and a province
    source, event : entries of Sources and Events
    units, first, last : see `units_of_cases`; the event's are first … last - 1
    """
    if event[2] != source[2]:
        return nearness[1] if event[3] == source[3] else nearness[2]
    for n in range(first, last):
        if units[n] == source[1]:
            return 1.0
    return nearness[0]


@rule
def find_aware(reach, nearness, visible, sources, at_liberty, events, units, starts, key, out):
    """Write pairs (source, event) of those who come to know of something today; returns how many there are.

    Parameters
    ----------
    reach : float
    nearness : see `closeness`
    visible : visibility of each kind
    sources : (n, 7) entries of Sources
    at_liberty : n, whether a source is
    events : (m, 6) entries of Events
    units, starts : see `units_of_cases`
    key : of the draws
    out : (most, 2)
    """
    found = 0
    for s in range(len(sources)):
        for e in range(len(events)):
            if events[e, 4] != sources[s, 4] or not at_liberty[s]:
                continue
            near = closeness(nearness, sources[s], events[e], units, starts[e], starts[e + 1])
            p = witnessing.awareness(reach, visible[events[e, 1]], np.float64(events[e, 5]), near)
            if draws.uniform53(key, sources[s, 6] ^ (events[e, 0] * MIXER)) < draws.threshold(p):
                if found < len(out):
                    out[found, 0], out[found, 1] = s, e
                found += 1
    return found


def aware(
    sources: Sources,
    at_liberty: B1,
    events: Events,
    units: tuple[I8, I8],
    how: tuple[float, F8, F8],
    key: np.uint64,
) -> I8:
    """Return pairs (source, event) of those who come to know of something today, shape (pairs, 2).

    Parameters
    ----------
    how : reach, nearness and visibility, as in `find_aware`
    """
    columns, happened = np.array(sources).T.copy(), np.array(events).T.copy()
    out = np.empty((1024, 2), dtype=np.int64)
    while True:
        found = find_aware(*how, columns, at_liberty, happened, *units, key, out)
        if found <= len(out):
            return out[:found]
        out = np.empty((found, 2), dtype=np.int64)


@rule
def perceived_by(rules, here, people, units, beats, sources, t, domain, out):
    """Fill `out` with the certainty of being caught in a domain that each source perceives tonight."""
    for s in range(len(sources)):
        unit, beat = units[sources[s, 1]], beats[sources[s, 2]]
        heads = np.float64(np.int64(unit.last_person) - np.int64(unit.first_person))
        shift = around(rules[0], here[sources[s, 3]], beat, unit, domain, heads)
        out[s] = certainty(rules[0], people[sources[s, 0]], t, domain, shift)


def fears(world: World, par: Parameters, here: Table, sources: Sources, t: int, domain: int) -> F8:
    """Return by how much each source's perceived certainty of being caught exceeds the usual."""
    out = np.empty(len(sources.row))
    columns = np.array(sources).T.copy()
    perceived_by(par.rules, here, world.people, world.units, world.beats, columns, t, domain, out)
    gap: F8 = out - par.rules[0].certainty[domain]
    return gap


@rule
def contact_each(usual, jammed, weight, gap, out):
    """Fill `out` with each source's chance to get through today."""
    for s in range(len(out)):
        out[s] = witnessing.contact(usual[s], jammed[s], weight, gap[s])


@rule
def traced_each(weight, detect, calls, out):
    """Fill `out` with each source's chance to be traced, having got through."""
    for s in range(len(out)):
        out[s] = witnessing.traced(weight, detect[s], calls[s])


@rule
def telling_each(willing, age, memory, out):
    """Fill `out` with the chance that each thing known is told."""
    for n in range(len(out)):
        out[n] = witnessing.telling(willing[n], age[n], memory)
