"""Every column of every table, declared once.

Each table is a class that only declares: one field per column, whose annotation carries what a
reader, the checkpoint, the memory budget and the documentation need to know about it: unit,
meaning, start value, and whether it changes while the model runs. Nothing else in the package
declares state.

Rows are stored so that everything belonging together is contiguous: people in households in
people's units in beats in places (counties) in provinces. Wide fields come first, so that no row
is padded.
"""

from typing import Annotated, NamedTuple

from clampdown.world.records import Column, Table, columns_of, dtype_of, rows
from clampdown.world.records import column as _c

# Most that a pack may have; the lengths of nested columns.
DOMAINS, TASKS, OFFENCES, FACILITIES, ORGANS, FLAGS = 3, 16, 32, 4, 8, 8
# What has a price, and the flows that bring it, as places in the columns of a market.
FOOD, WARES = range(2)
OVER, CARRIED = range(2)
GOODS, FLOWS = 2, 2
WAITING = 16  # directives of a scenario that wait for a sign or are repeated
NEVER = -100_000  # day of what has not happened

# Codes of People.status. They are the engine's own: a pack names rungs, never statuses.
AT_LIBERTY, HELD, BANISHED, ABROAD, DEAD = 0, 1, 2, 3, 4
STATUSES = ("at_liberty", "held", "banished", "abroad", "dead")

# Codes of People.outcome: how the day's encounter with an officer ended.
NONE, BOUGHT, CONCEALED, WARNED, FINED, TO_CUSTODY, NAMED, LEFT, KIN = range(9)
OUTCOMES = (
    "none", "bought", "concealed", "warned", "fined", "custody", "named", "left", "kin",
)  # fmt: skip

# One unit of stored belief and grievance; int16 holds -2 … 2.
FIXED_POINT = 16384


class People:
    """One row per synthetic person."""

    household: Annotated[int, _c("u4", "row", "the person's household", keep="fixed")]
    until: Annotated[int, _c("i2", "day", "last day in the present status")]
    last_offence: Annotated[int, _c("i2", "day", "day of the last offence", -32768)]
    last_case: Annotated[int, _c("i2", "day", "day of the last sanction", -32768)]
    belief: Annotated[int, _c("i2", "1/16384", "own shift of perceived certainty", width=DOMAINS)]
    belief_day: Annotated[int, _c("i2", "day", "day on which belief was last written")]
    grievance: Annotated[int, _c("i2", "1/16384", "own grievance above the unit's")]
    grievance_day: Annotated[int, _c("i2", "day", "day on which grievance was last written")]
    age: Annotated[int, _c("u1", "years", "age at the start; nobody ages", keep="fixed")]
    sex: Annotated[int, _c("u1", "code", "0 female, 1 male", keep="fixed")]
    social_class: Annotated[int, _c("u1", "code", "place in the pack's classes", keep="fixed")]
    occupation: Annotated[int, _c("u1", "code", "place in the pack's occupations", keep="fixed")]
    flagged: Annotated[int, _c("u1", "bits", "one bit per flag of the pack", keep="fixed")]
    nerve: Annotated[int, _c("u1", "1/256", "how hard the person is to frighten", keep="fixed")]
    profile: Annotated[int, _c("u1", "code", "row of the table of bounds (model.md, E6)", keep="fixed")]
    status: Annotated[int, _c("u1", "code", "where the person is: see STATUSES")]
    rung: Annotated[int, _c("u1", "code", "rung of the ladder the person is on while not at liberty")]
    watch: Annotated[int, _c("u1", "level", "level of supervision, 0 to the pack's highest")]
    outcome: Annotated[int, _c("u1", "code", "how today's encounter ended: see OUTCOMES", keep="day")]
    case_kind: Annotated[int, _c("u1", "code", "offence of today's encounter", keep="day")]
    case_rung: Annotated[int, _c("u1", "code", "rung of today's sanction", keep="day")]
    case_guilty: Annotated[int, _c("u1", "0 or 1", "had the person of today's case done it?", keep="day")]


class Households:
    """One row per household; its members are consecutive people."""

    first: Annotated[int, _c("u4", "row", "first member", keep="fixed")]
    last: Annotated[int, _c("u4", "row", "one past the last member", keep="fixed")]
    wealth: Annotated[int, _c("i4", "daily incomes / 16", "what the household is worth", keep="fixed")]
    cash: Annotated[int, _c("i4", "daily incomes / 16", "money at hand when last written")]
    cash_day: Annotated[int, _c("i2", "day", "day on which cash was last written")]
    punished: Annotated[int, _c("i2", "day", "last day a member was sanctioned", -32768)]
    rank: Annotated[int, _c("u1", "1/256", "place in the national order of wealth", keep="fixed")]
    wage: Annotated[int, _c("u1", "1/255", "of the usual income, earned without acts of trade", 255)]


class Units:
    """One row per people's unit (neighbourhood)."""

    first_household: Annotated[int, _c("u4", "row", "first household", keep="fixed")]
    last_household: Annotated[int, _c("u4", "row", "one past the last household", keep="fixed")]
    first_person: Annotated[int, _c("u4", "row", "first person", keep="fixed")]
    last_person: Annotated[int, _c("u4", "row", "one past the last person", keep="fixed")]
    known: Annotated[float, _c("f4", "arrests", "arrests the unit still talks of", width=DOMAINS)]
    grievance: Annotated[float, _c("f4", "0-1", "shared grievance above its resting level")]
    trust: Annotated[float, _c("f4", "0-1", "trust among neighbours", 0.5)]
    fresh: Annotated[float, _c("f4", "arrests", "today's known arrests", width=DOMAINS, keep="day")]
    fresh_unfair: Annotated[float, _c("f4", "acts", "today's acts held unfair", keep="day")]
    exposed: Annotated[float, _c("f4", "tips", "today's arrests that betray an informer", keep="day")]
    volunteers: Annotated[float, _c("f4", "informers", "what its residents are worth as tellers", keep="day")]
    informers: Annotated[int, _c("u1", "persons", "informers living in the unit", keep="fixed")]
    marks: Annotated[int, _c("u1", "persons", "people with a case today, saturating", keep="day")]


class Beats:
    """One row per beat, the territory of one neighbourhood officer."""

    national_person: Annotated[int, _c("i8", "id", "national id of its first person", keep="fixed")]
    national_household: Annotated[int, _c("i8", "id", "national id of its first household", keep="fixed")]
    national_unit: Annotated[int, _c("i8", "id", "national id of its first unit", keep="fixed")]
    national_beat: Annotated[int, _c("i8", "id", "national id of the beat", keep="fixed")]
    weight: Annotated[float, _c("f8", "beats", "beats of the place this one stands for", 1, keep="fixed")]
    bribes: Annotated[int, _c("i8", "daily incomes / 16", "bribes the officer has taken")]
    effort: Annotated[float, _c("f8", "factor", "effort per task, 1 = usual", width=TASKS, keep="day")]
    detect: Annotated[float, _c("f8", "exponent", "detection of each offence", width=OFFENCES, keep="day")]
    seen: Annotated[float, _c("f8", "factor", "visible policing, 1 = usual", width=DOMAINS, keep="day")]
    elite: Annotated[
        float, _c("f4", "share", "an elite force's part in what is found", width=OFFENCES, keep="day")
    ]
    contested: Annotated[
        float, _c("f4", "probability", "two bodies claim a case", width=OFFENCES, keep="day")
    ]
    first_unit: Annotated[int, _c("u4", "row", "first unit", keep="fixed")]
    last_unit: Annotated[int, _c("u4", "row", "one past the last unit", keep="fixed")]
    first_person: Annotated[int, _c("u4", "row", "first person", keep="fixed")]
    last_person: Annotated[int, _c("u4", "row", "one past the last person", keep="fixed")]
    place: Annotated[int, _c("i4", "row", "place (county) the beat lies in", keep="fixed")]
    zeal: Annotated[float, _c("f4", "s.d.", "officer's hunger for recognition", keep="fixed")]
    skill: Annotated[float, _c("f4", "factor", "officer's yield per hour", 1, keep="fixed")]
    price: Annotated[float, _c("f4", "factor", "officer's price relative to the usual", 1, keep="fixed")]
    posted: Annotated[int, _c("i4", "day", "day on which the officer came here", -100_000)]
    fatigue: Annotated[float, _c("f4", "share", "share of capacity lost to tiredness")]
    dread: Annotated[float, _c("f4", "0-1", "officer's fear of answering for missed offences")]
    latent: Annotated[float, _c("f4", "offences", "missed offences that can still come to light")]
    takings: Annotated[float, _c("f4", "daily incomes", "bribes taken a day, of late")]
    purse: Annotated[float, _c("f4", "daily incomes", "what the officer has saved")]
    brokers: Annotated[int, _c("i2", "persons", "brokers at liberty when last counted")]
    ties: Annotated[int, _c("i2", "persons", "of them, known to the officer")]
    habit: Annotated[float, _c("f4", "factor", "visible policing people are used to", 1, width=DOMAINS)]
    fault: Annotated[int, _c("u1", "code", "1 if a rate left its bound", keep="day")]


class Places:
    """One row per place (county, city, district)."""

    free: Annotated[int, _c("i8", "persons", "free custody places per facility", width=FACILITIES)]
    fatigue: Annotated[float, _c("f8", "share", "tiredness of each organ's staff", width=ORGANS)]
    unrest: Annotated[float, _c("f8", "per 10,000", "confrontations talked of, by residents")]
    lectured: Annotated[float, _c("f8", "lectures", "held of late, as residents are tired of them")]
    news: Annotated[float, _c("f8", "per 10,000 a day", "word that got out of late, by residents")]
    news_usual: Annotated[float, _c("f8", "per 10,000 a day", "word that gets out in the long run")]
    log_price: Annotated[float, _c("f8", "log", "price of food and of wares, 0 as usual", width=GOODS)]
    stock: Annotated[float, _c("f8", "loads a day", "brought over the border, carried; of late", width=FLOWS)]
    usual_flow: Annotated[float, _c("f8", "loads a day", "the same before the first day", width=FLOWS)]
    market_days: Annotated[int, _c("i8", "days", "over which the usual flow is a mean")]
    lured: Annotated[float, _c("f8", "acts a day", "of those who bought leave of late, led into a trap")]
    helped: Annotated[float, _c("f8", "acts a day", "for which leave was sold of late, or seemed to be")]
    first_beat: Annotated[int, _c("u4", "row", "first beat", keep="fixed")]
    last_beat: Annotated[int, _c("u4", "row", "one past the last beat", keep="fixed")]
    province: Annotated[int, _c("i4", "row", "province", keep="fixed")]
    border: Annotated[int, _c("u1", "0 or 1", "does the place touch the border?", keep="fixed")]


class Provinces:
    """One row per province, the tier that answers to the centre."""

    pressure: Annotated[float, _c("f8", "factor", "what the centre asks for beyond the order", 1)]
    claimed: Annotated[float, _c("f8", "share", "execution the centre believes", 1)]
    discontent: Annotated[float, _c("f8", "-1 to 1", "grievance above the usual, as told to the centre")]
    opposition: Annotated[float, _c("f8", "per 10,000 a day", "confrontations, as told to the centre")]


class Centre:
    """One row: what the centre has decided about directives that wait for a sign or are repeated."""

    noticed: Annotated[
        int, _c("i4", "day", "day its sign was seen, until it is issued", NEVER, width=WAITING)
    ]
    issued: Annotated[int, _c("i4", "day", "day it was last issued", NEVER, width=WAITING)]
    times: Annotated[int, _c("i4", "times", "how often it was issued", width=WAITING)]


class World(NamedTuple):
    """All tables of one simulated population."""

    people: Table
    households: Table
    units: Table
    beats: Table
    places: Table
    provinces: Table
    centre: Table


TABLES: dict[str, type] = {
    "people": People, "households": Households, "units": Units,
    "beats": Beats, "places": Places, "provinces": Provinces, "centre": Centre,
}  # fmt: skip


def columns(table: str) -> dict[str, Column]:
    """Return the declared columns of a table by name, in order."""
    return columns_of(TABLES[table])


def allocate(table: str, count: int) -> Table:
    """Return a table of `count` rows filled with the declared start values.

    Parameters
    ----------
    table : str, key of TABLES
    count : int
    """
    return rows(TABLES[table], count)


def row_bytes(table: str) -> int:
    """Return the bytes of one row of a table."""
    return dtype_of(TABLES[table]).itemsize


def bytes_per_person(world: World) -> float:
    """Return bytes of state, all tables, per person."""
    return float(sum(table.nbytes for table in world) / len(world.people))
