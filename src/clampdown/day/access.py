"""Reading and writing the columns that are stored compactly.

Every stored integer becomes int64 on reading and every float float64; writing back clips.
"""

import math

import numpy as np

from clampdown.rules import earning
from clampdown.rules.rule import FIXED, rule
from clampdown.world.parameters import FADING
from clampdown.world.state import AT_LIBERTY

INT16 = 32767
UINT8 = 255
ADULT = 128  # bit of a profile
WHOLE_WAGE = 255.0  # stored wage of a household that misses nothing
M22 = 22


@rule
def age_in_days(t, day):
    """Return days since `day`, bounded by the length of the fading tables."""
    return min(max(np.int64(0), np.int64(t) - np.int64(day)), np.int64(FADING - 1))


@rule
def to_fixed(value):
    """Return a float as a clipped fixed-point integer, rounded half up."""
    return np.int64(min(INT16, max(-INT16, math.floor(value * FIXED + 1.0 / 2.0))))


@rule
def own_belief(rules, person, d, t):
    """Return a person's own shift of perceived certainty in a domain, faded to day `t`."""
    return np.float64(person.belief[d]) / FIXED * rules.belief_fade[age_in_days(t, person.belief_day)]


@rule
def write_belief(rules, person, d, t, value):
    """Store a new own shift in domain `d`, carrying the others to day `t`."""
    for other in range(rules.domain_count):
        if other == d:
            person.belief[other] = to_fixed(value)
        else:
            person.belief[other] = to_fixed(own_belief(rules, person, other, t))
    person.belief_day = t


@rule
def own_grievance(rules, person, t):
    """Return a person's own grievance above the unit's, faded to day `t`."""
    fade = rules.grievance_fade[age_in_days(t, person.grievance_day)]
    return np.float64(person.grievance) / FIXED * fade


@rule
def add_grievance(rules, person, t, amount):
    """Add to a person's own grievance; never above 1."""
    person.grievance = to_fixed(min(1.0, own_grievance(rules, person, t) + amount))
    person.grievance_day = t


@rule
def cash_now(rules, home, t):
    """Return a household's money at hand today: drawn to where its income keeps it."""
    wealth = np.float64(home.wealth)
    missing = 1.0 - np.float64(home.wage) / WHOLE_WAGE
    steady = earning.steady_cash(
        wealth * rules.cash_share, wealth / rules.income_days, missing, rules.cash_rate
    )
    left = rules.cash_fade[age_in_days(t, home.cash_day)]
    return np.int64(math.floor(earning.cash(np.float64(home.cash), steady, left) + 1.0 / 2.0))


@rule
def shortfall(rules, home, t):
    """Return by what share a household's money at hand falls short of the usual today."""
    usual = np.float64(home.wealth) * rules.cash_share
    return earning.shortfall(np.float64(cash_now(rules, home, t)), usual)


@rule
def receive(rules, home, t, incomes):
    """Add so many of a household's daily incomes to its cash; returns how much, in 1/16 daily incomes."""
    amount = np.int64(math.floor(incomes * np.float64(home.wealth) / rules.income_days + 1.0 / 2.0))
    home.cash = cash_now(rules, home, t) + amount
    home.cash_day = t
    return amount


@rule
def set_wage(rules, people, profiles, home, t):
    """Note who of a household earns from now on; what it has at hand is reckoned up first."""
    home.cash = cash_now(rules, home, t)
    home.cash_day = t
    home.wage = wage_of(rules, people, profiles, home)


@rule
def wage_of(rules, people, profiles, home):
    """Return the part of its usual income that a household earns without acts of trade, 1/255."""
    trade, free, adults = 0.0, 0.0, 0.0
    for i in range(np.int64(home.first), np.int64(home.last)):
        profile = np.int64(people[i].profile)
        if profile >= ADULT:
            adults += 1.0
            free += np.float64(np.int64(people[i].status) == AT_LIBERTY)
            trade += profiles[profile].trade[np.int64(home.rank)]
    if rules.on[M22] == 0 or adults == 0.0:
        return np.int64(WHOLE_WAGE)
    return np.int64(math.floor(WHOLE_WAGE * earning.wage(trade, free, adults) + 1.0 / 2.0))


@rule
def set_all_wages(rules, people, profiles, households):
    """Note who earns in every household; for the start of a run."""
    for h in range(len(households)):
        households[h].wage = wage_of(rules[0], people, profiles, households[h])


@rule
def set_wages_of(rules, people, profiles, households, rows, t):
    """Note who earns in the households of some people."""
    for row in rows:
        set_wage(rules[0], people, profiles, households[people[row].household], t)


@rule
def pay(rules, home, t, amount):
    """Take an amount from a household's cash; returns what could be taken, in 1/16 daily incomes."""
    cash = cash_now(rules, home, t)
    taken = min(max(np.int64(0), cash), np.int64(amount))
    home.cash = cash - taken
    home.cash_day = t
    return taken


@rule
def mark(unit, person, outcome):
    """Note how a person's encounter ended today, for the places to find."""
    person.outcome = outcome
    unit.marks = min(np.int64(unit.marks) + 1, np.int64(UINT8))


@rule
def mark_punished(lay, tally, home, t):
    """Note that a member was sanctioned; count the household once a day."""
    if np.int64(home.punished) != np.int64(t):
        tally[lay.households_punished] += 1
    home.punished = t


@rule
def has_case(rules, person, t):
    """Return whether a person was sanctioned lately enough to count as a repeater."""
    return np.float64(t) - np.float64(person.last_case) <= rules.repeat_memory


@rule
def is_free_adult(person):
    """Return whether a person is an adult at liberty."""
    return np.int64(person.status) == AT_LIBERTY and np.int64(person.profile) >= ADULT
