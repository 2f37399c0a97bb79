"""The third movement: what is claimed to have been done climbs back to the centre."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clampdown.rules import belief, compliance
from clampdown.rules.rule import THOUSAND, rule
from clampdown.world.parameters import Orders, Parameters
from clampdown.world.records import Table
from clampdown.world.state import World

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
M12 = 12


@rule
def by_place(lines, places, sheet, out):
    """Write the mean over a place's beats of each line a neighbourhood officer carries out."""
    for p in range(len(places)):
        first, last = np.int64(places[p].first_beat), np.int64(places[p].last_beat)
        for m in range(len(lines)):
            if lines[m].on_beat == 1:
                total = 0.0
                for b in range(first, last):
                    total += sheet[b, m]
                out[m, p] = total / np.float64(max(np.int64(1), last - first))


@rule
def climb(rules, lines, here, weight, done, tiers, place, centre):
    """Let claims climb from the place to the centre (E4); shapes (orders, places).

    `place` comes with the officers' claims and leaves with what the place reports; every tier above
    claims some of what is left, so that `centre` reads nearer the target.
    """
    for m in range(len(lines)):
        for p in range(len(here)):
            if lines[m].hours > 0.0 and lines[m].on_beat == 0:
                place[m, p] = done[m, p]
            centre[m, p] = place[m, p]
            if rules.on[M12] == 0 or lines[m].hours <= 0.0 or weight[m, p] <= 0.0:
                continue
            inflated = compliance.inflation(
                rules.inflation_base,
                rules.inflation_pressure,
                weight[m, p],
                rules.inflation_audit,
                here[p].audit,
            )
            if lines[m].on_beat == 0:
                place[m, p] = compliance.claim(done[m, p], inflated)
                centre[m, p] = place[m, p]
            for _ in range(tiers):
                centre[m, p] = compliance.claim(centre[m, p], inflated)


@rule
def answer(rules, lines, places, provinces, weight, centre):
    """Let the centre ask for more where it reads less than it wants, province by province (M12)."""
    for q in range(len(provinces)):
        asked, read = 0.0, 0.0
        for m in range(len(lines)):
            if lines[m].directed == 1 and lines[m].hours > 0.0:
                for p in range(len(places)):
                    if places[p].province == q:
                        asked += weight[m, p]
                        read += weight[m, p] * centre[m, p]
        provinces[q].pressure, provinces[q].claimed = 1.0, 1.0
        if asked > 0.0:
            provinces[q].claimed = read / asked
            wanted = 1.0 + rules.pressure_gain * (rules.pressure_target - read / asked)
            provinces[q].pressure = max(0.0, wanted)


def report_up(
    world: World,
    par: Parameters,
    here: Table,
    weight: F8,
    orders: Orders,
    sheets: tuple[I8, F8, F8],
    done: F8,
) -> tuple[F8, F8, F8]:
    """Gather claims, let them climb, and let the centre answer.

    Parameters
    ----------
    here : table of Here
    weight : (orders, places) salience today
    sheets : tally, done and claimed by beat, as the street left them
    done : (orders, places), share carried out by place-wide organs

    Returns
    -------
    executed, claimed by the place, believed by the centre : (orders, places) shares
    """
    executed, place, centre = done.copy(), done.copy(), np.zeros(done.shape)
    by_place(orders.lines, world.places, sheets[1], executed)
    by_place(orders.lines, world.places, sheets[2], place)
    climb(par.rules[0], orders.lines, here, weight, done, orders.tiers, place, centre)
    answer(par.rules[0], orders.lines, world.places, world.provinces, weight, centre)
    return executed, place, centre


class Heard(NamedTuple):
    """What officials of each place know of people's mood today, shape (places,).

    Attributes
    ----------
    asked : adults whose feelings came up at a review
    felt : sum of what they felt, thousandths
    clashes : confrontations per 10,000 residents
    residents : ten thousands
    pull : greatest salience of an order from above
    """

    asked: I8
    felt: I8
    clashes: F8
    residents: F8
    pull: F8


def pulls(orders: Orders, weight: F8) -> F8:
    """Return the greatest salience of an order of something from above in each place, 0 without any."""
    directed = weight[(orders.lines.directed == 1) & (orders.lines.amount != 0)]
    return directed.max(axis=0) if len(directed) else np.zeros(weight.shape[1])


@rule
def listen(rules, places, provinces, here, tiers, heard):
    """Let the centre hear how people feel and where they stood up, province by province (M36).

    What is bad shrinks at each tier it passes, as claims of what was done grow.
    """
    for q in range(len(provinces)):
        told_of, mood, people, clash = 0.0, 0.0, 0.0, 0.0
        for p in range(len(places)):
            if places[p].province == q and places[p].last_beat > places[p].first_beat:
                left = left_of_bad_news(rules, heard.pull[p], here[p].audit, tiers)
                people += heard.residents[p]
                clash += heard.residents[p] * (heard.clashes[p] * left)
                if heard.asked[p] > 0:
                    above = heard.felt[p] / (THOUSAND * heard.asked[p]) - rules.grievance_rest
                    if above > 0.0:
                        above *= left
                    told_of += heard.residents[p]
                    mood += heard.residents[p] * above
        if told_of > 0.0:
            provinces[q].discontent = belief.habit_tomorrow(
                provinces[q].discontent, mood / told_of, rules.mood_days
            )
        if people > 0.0:
            provinces[q].opposition = belief.habit_tomorrow(
                provinces[q].opposition, clash / people, rules.mood_days
            )


@rule
def left_of_bad_news(rules, pull, audit, tiers):
    """Return the share of bad news that the place and the tiers above it pass on to the centre."""
    left = 1.0
    if rules.on[M12] == 1:
        inflated = compliance.inflation(
            rules.inflation_base, rules.inflation_pressure, pull, rules.inflation_audit, audit
        )
        for _ in range(tiers + 1):
            left = compliance.told(left, inflated)
    return left


@rule
def hear(rules, places, fresh, out, lured, helped):
    """Let places talk of today's confrontations tomorrow, and remember what word got out.

    `fresh` and `out` are per 10,000 residents; `lured` and `helped` count those who asked officers for
    leave and met a trap, and all who seemed to get it.
    """
    for p in range(len(places)):
        places[p].unrest = belief.faded(places[p].unrest, fresh[p], rules.unrest_half_life)
        places[p].news = belief.habit_tomorrow(places[p].news, out[p], rules.news_days)
        places[p].news_usual = belief.habit_tomorrow(places[p].news_usual, out[p], rules.news_memory)
        places[p].lured = belief.habit_tomorrow(places[p].lured, lured[p], rules.help_memory)
        places[p].helped = belief.habit_tomorrow(places[p].helped, helped[p], rules.help_memory)


@rule
def broadcast(places, residents):
    """Return what is broadcast back in today, against what people are used to, from -1 to 1 (M34).

    Stations abroad report the more the more word gets out, of the whole country and to all of it.
    """
    late, usual = 0.0, 0.0
    for p in range(len(places)):
        late += places[p].news * residents[p]
        usual += places[p].news_usual * residents[p]
    return belief.news_gap(late, usual)
