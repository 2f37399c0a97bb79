"""The plain numbers the engine computes with.

`engine/numbers.py` and `engine/command.py` fill these records from files; everything below reads
them. Names and dates never come past this line. Like the state they are records of fixed type, so
that one compiled kernel serves every pack.
"""

from typing import Annotated, NamedTuple

import numpy as np

from clampdown.world.arrays import F8, I8
from clampdown.world.records import Table, as_table, columns_of, record_of
from clampdown.world.records import column as _c
from clampdown.world.state import DOMAINS, FLAGS, OFFENCES, ORGANS, TASKS

WARNING, FINE, CUSTODY, BANISHMENT, CAMP, DEATH = range(6)  # codes of Rungs.kind
RUNG_KINDS = ("warning", "fine", "custody", "banishment", "camp", "death")
# Parts that an offence can have in trade, as codes of Kinds.trade.
NO_TRADE, IMPORT, CARRY, SELL = range(4)
TRADES = ("none", "import", "carry", "sell")
MECHANISMS = 64  # length of the row of switches
OPEN, HIDDEN, REMOTE, NOWHERE = range(4)  # where an act is done
VENUES = 3  # that there are
PLACES_OF_ACTS = ("open", "hidden", "remote")
FADING = 2000  # days after which a stored value has faded for good
QUANTILES = 256
RANKS = 256  # steps of a household's place in the order of wealth

# Scalars of the rules; each is an evidence record `behaviour.<name>` of the same unit.
BEHAVIOUR = (
    # officers
    "capacity_hours", "emergency_gain", "fatigue_gain", "fatigue_recovery", "zeal_results",
    "watching_liability", "dread_gain", "dread_half_life", "surfacing_rate", "latent_half_life",
    "conceal_base", "conceal_liability", "conceal_audit", "names_usual", "names_results", "naming_watch",
    "naming_poor", "naming_case", "named_custody",
    # command and reports
    "salience_floor", "salience_decay", "deadline_bump", "deadline_days", "announcement_weight",
    "announcement_half_life", "caution_days", "kin_fear_gain", "audit_usual", "pressure_gain",
    "pressure_target", "inflation_base", "inflation_pressure", "inflation_audit", "live_check",
    # people
    "certainty_weight", "severity_weight", "need_weight", "grievance_weight", "own_arrest",
    "undetected_offence", "known_weight", "known_half_life", "presence_weight", "habit_days",
    "watched_weight", "grievance_rest", "unfair_own", "unfair_unit", "presence_grievance",
    "shortage_grievance", "grievance_recovery", "trust_rest", "trust_informer", "trust_exposure",
    "trust_recovery", "trust_weight", "fear_usual", "fear_scale", "kin_weight", "need_usual",
    "watched_grievance", "rights_grievance",
    # street
    "supervision_weight", "tip_rate", "displacement_weight", "pardon_usual", "repeat_step", "repeat_memory",
    "severity_step", "bargaining_share", "reservation_share", "reservation_dread",
    "reservation_caution", "reservation_audit", "willing_usual", "willing_liability", "income_days",
    "cash_share", "shortfall_need", "shortfall_usual",
    "watch_rise", "watch_fall", "review_zeal", "newcomer_wariness", "settling_in",
    "takings_days", "dues", "strain_price", "strain_slack", "quit_rate", "length_other",
    "officer_pay", "purse_days", "purse_usual", "stake_weight", "lure_results", "help_memory",
    "direct_deal", "tie_days", "elite_wariness", "rivalry",
    # residents
    "volunteers_usual", "volunteer_reward", "volunteer_call", "volunteer_loyalty", "volunteer_grievance",
    "invented_tips", "invented_pressed", "asked_grievance", "surrender_rate", "promise_kept",
    "lecture_attendance", "lecture_weariness", "lecture_memory",
    # society
    "legitimacy", "confrontation_threshold", "confrontation_rate", "confrontation_spread",
    "arrest_steepness", "unrest_half_life", "news_days", "news_memory", "news_grievance", "mood_days",
    # markets
    "food_elasticity", "wares_elasticity", "price_days", "stock_days", "dearest", "market_food",
    "foreign_wares", "profit_weight",
)  # fmt: skip


class Rules:
    """One record: switches, tables and codes, beside the scalars named in BEHAVIOUR."""

    belief_fade: Annotated[float, _c("f8", "share", "left of a belief by days since written", width=FADING)]
    grievance_fade: Annotated[float, _c("f8", "share", "left of own grievance, likewise", width=FADING)]
    cash_fade: Annotated[float, _c("f8", "share", "left of a gap in cash, likewise", width=FADING)]
    cash_rate: Annotated[float, _c("f8", "1/day", "at which a gap in cash closes")]
    flag_weight: Annotated[float, _c("f8", "factor", "naming weight by flags held", width=256)]
    certainty: Annotated[float, _c("f8", "probability", "perceived in quiet times", width=DOMAINS)]
    arrival_days: Annotated[int, _c("i8", "days", "quantiles from leaving to arrival", width=QUANTILES)]
    watch_floor: Annotated[int, _c("i8", "level", "usual supervision of holders of a flag", width=FLAGS)]
    watch_most: Annotated[int, _c("i8", "level", "highest level of supervision")]
    recent_days: Annotated[int, _c("i8", "days", "within which a person named counts as having done it")]
    review_days: Annotated[int, _c("i8", "days", "between two reviews of a unit's watch list")]
    names_thought: Annotated[int, _c("i8", "people", "an officer thinks of for one name")]
    domain_count: Annotated[int, _c("i8", "count", "domains of the pack; the first is everyday life")]
    flag_count: Annotated[int, _c("i8", "count", "flags of the pack")]
    broker_bits: Annotated[int, _c("i8", "bits", "flags of brokers")]
    layers: Annotated[int, _c("i8", "0 or 1", "levels of supervision are layers of watchers")]
    crowd: Annotated[int, _c("i8", "code", "arrest rule of a confrontation, see rules/confronting.py")]
    first_custody: Annotated[int, _c("i8", "rung", "lightest custody")]
    highest: Annotated[int, _c("i8", "rung", "highest an ordinary sentence reaches")]
    kin_rung: Annotated[int, _c("i8", "rung", "of co-residents of one who left")]
    on: Annotated[int, _c("u1", "0 or 1", "mechanisms by number", width=MECHANISMS)]


class Kinds:
    """One row per kind of offence."""

    need: Annotated[float, _c("f8", "factor", "multiplies need_weight")]
    grievance: Annotated[float, _c("f8", "factor", "multiplies grievance_weight")]
    earns: Annotated[float, _c("f8", "daily incomes", "what an act brings in, of the household's own")]
    trusting: Annotated[float, _c("f8", "factor", "multiplies trust_weight")]
    visibility: Annotated[float, _c("f8", "factor", "on detection by officers")]
    tip_visibility: Annotated[float, _c("f8", "factor", "on detection through informers")]
    hidden_share: Annotated[float, _c("f8", "log-odds", "of the hidden venue in quiet times")]
    remote_share: Annotated[float, _c("f8", "log-odds", "of going farther out, once in hiding, likewise")]
    venue_visibility: Annotated[float, _c("f8", "factor", "on detection by venue", 1, width=VENUES)]
    given_up: Annotated[float, _c("f8", "share", "of acts that the way there is too long for", width=VENUES)]
    length: Annotated[float, _c("f8", "minutes", "usual length; 0 where it is not measured")]
    hidden_trust: Annotated[float, _c("f8", "log-odds", "of the hidden venue per trust lost")]
    permit_share: Annotated[float, _c("f8", "share", "of acts that have papers")]
    found: Annotated[float, _c("f8", "exponent", "efficacy of each task against it", width=TASKS)]
    domain: Annotated[int, _c("i8", "code", "domain of life")]
    rung: Annotated[int, _c("i8", "rung", "usual rung")]
    pass_price: Annotated[int, _c("i8", "daily incomes / 16", "price of leave; 0 where none is sold")]
    forbidden: Annotated[float, _c("f8", "share", "of such acts that is forbidden in quiet times", 1)]
    leaves: Annotated[int, _c("u1", "0 or 1", "undetected, the person has left the country")]
    others: Annotated[float, _c("f8", "factor", "on the rate of who is no broker", 1)]
    brokered: Annotated[int, _c("u1", "0 or 1", "leave is sold through brokers, and it stays an offence")]
    informs: Annotated[int, _c("u1", "0 or 1", "undetected, it carries word abroad")]
    has_hidden: Annotated[int, _c("u1", "0 or 1", "is there a hidden venue?")]
    has_remote: Annotated[int, _c("u1", "0 or 1", "is there one farther out?")]
    absence: Annotated[int, _c("u1", "0 or 1", "an order's absence fine applies")]
    trade: Annotated[int, _c("u1", "code", "part in trade, see TRADES")]
    thing: Annotated[int, _c("u1", "0 or 1", "it needs a thing that can be handed in")]


class Profiles:
    """One row per profile of a person: what can happen at most, and usually (E6)."""

    bound: Annotated[int, _c("i8", "draws", "cumulative bounds", width=OFFENCES)]
    rate: Annotated[float, _c("f8", "per try", "before need, belief, grievance", width=OFFENCES)]
    trade: Annotated[float, _c("f8", "share", "of usual income, from acts, by rank", width=RANKS)]
    total: Annotated[int, _c("i8", "draws", "last cumulative bound")]
    tries: Annotated[int, _c("i8", "per day", "candidates a person can be; above 1 for the busiest")]


class Tasks:
    """One row per task."""

    exponent: Annotated[float, _c("f8", "exponent", "diminishing returns")]
    usual: Annotated[float, _c("f8", "hours", "per officer-day in quiet times")]
    hours_per_round: Annotated[float, _c("f8", "hours", "0 where not measured in rounds")]
    seen: Annotated[float, _c("f8", "weight", "in what residents of a domain notice", width=DOMAINS)]
    watching: Annotated[int, _c("u1", "0 or 1", "liability gives it more weight")]


class Rungs:
    """One row per rung of the ladder."""

    loss_days: Annotated[float, _c("f8", "daily incomes", "a person would give to be spared")]
    kind: Annotated[int, _c("i8", "code", "see RUNG_KINDS")]
    facility: Annotated[int, _c("i8", "code", "-1 for none")]
    days_low: Annotated[int, _c("i8", "days", "shortest term")]
    days_high: Annotated[int, _c("i8", "days", "longest term")]
    fine: Annotated[int, _c("i8", "daily incomes / 16", "fine")]


class Parameters(NamedTuple):
    """All numbers of a run that do not change from day to day; records in each."""

    rules: Table  # Rules, one row
    kinds: Table
    profiles: Table  # 256 rows
    tasks: Table
    rungs: Table


class Here:
    """One row per place: what holds there today, the outcome of the orders movement."""

    severity: Annotated[float, _c("f8", "steps", "above the usual, by offence", width=OFFENCES)]
    example: Annotated[float, _c("f8", "share", "of cases made an example of", width=OFFENCES)]
    example_rung: Annotated[int, _c("i8", "rung", "where such cases end", width=OFFENCES)]
    season: Annotated[float, _c("f8", "factor", "on each offence", 1, width=OFFENCES)]
    effort: Annotated[float, _c("f8", "factor", "of organs that serve a whole place", width=TASKS)]
    manpower: Annotated[float, _c("f8", "share", "borrowed staff per task", width=TASKS)]
    routine: Annotated[float, _c("f8", "share", "of the officers' routine left by orders", 1, width=TASKS)]
    crew: Annotated[float, _c("f8", "factor", "effort of organs, by organ and task", width=ORGANS * TASKS)]
    elite: Annotated[float, _c("f8", "share", "of the staff of a task, an elite force", width=TASKS)]
    handed: Annotated[float, _c("f8", "share", "of cases that another organ took over", width=OFFENCES)]
    newness: Annotated[float, _c("f8", "factor", "its wariness of a deal, times that share", width=OFFENCES)]
    floor: Annotated[float, _c("f8", "level", "supervision ordered for a flag", width=FLAGS)]
    announced: Annotated[float, _c("f8", "probability", "shift from what was told", width=DOMAINS)]
    forbid: Annotated[float, _c("f8", "share", "of acts forbidden by order", width=OFFENCES)]
    jammed: Annotated[float, _c("f8", "share", "of acts in the open without a signal", width=OFFENCES)]
    rights: Annotated[float, _c("f8", "strength", "rights withdrawn from a flag", width=FLAGS)]
    emergency: Annotated[float, _c("f8", "strength", "of emergency working, for neighbourhood officers")]
    no_pardon: Annotated[float, _c("f8", "share", "of pardons withdrawn")]
    liability: Annotated[float, _c("f8", "probability", "a superior answers for a missed offence")]
    results: Annotated[float, _c("f8", "strength", "of the call for results")]
    pressed: Annotated[float, _c("f8", "0-1", "pressure on organs for cases of their own")]
    names: Annotated[float, _c("f8", "names", "per officer-day ordered")]
    informers: Annotated[float, _c("f8", "persons", "pressed informers per unit")]
    called: Annotated[float, _c("f8", "strength", "of calls on residents to tell, by those who hear them")]
    reward: Annotated[float, _c("f8", "months of income", "paid for a tip, likewise")]
    surrender: Annotated[float, _c("f8", "strength", "of a pardon promised to who comes", width=OFFENCES)]
    offered: Annotated[float, _c("f8", "strength", "of the strongest such promise")]
    lecture: Annotated[float, _c("f8", "share", "of adults called to a lecture today")]
    attend: Annotated[float, _c("f8", "share", "of those called who come")]
    audit: Annotated[float, _c("f8", "share", "of claims checked")]
    caution: Annotated[float, _c("f8", "strength", "wariness of bribes")]
    kin_fear: Annotated[float, _c("f8", "strength", "fear for one's kin")]
    kin: Annotated[float, _c("f8", "probability", "a co-resident is punished")]
    absence_fine: Annotated[float, _c("f8", "daily incomes / 16", "added to the fine for absence")]
    recall: Annotated[float, _c("f8", "probability", "per day, one abroad is brought back")]
    release: Annotated[float, _c("f8", "share", "of the held let out today")]
    outsiders: Annotated[float, _c("f8", "share", "of encounters handled by people from elsewhere")]
    stranger: Annotated[float, _c("f8", "factor", "such people's wariness of a deal, above the usual")]
    unwatch: Annotated[float, _c("f8", "probability", "per review, somebody without a flag is let off")]
    news: Annotated[float, _c("f8", "-1 to 1", "word broadcast back in, against what people are used to")]
    pay: Annotated[float, _c("f8", "share", "of the pay of officers with a beat, added by order")]
    distrust: Annotated[float, _c("f8", "share", "of leave sold of late that was a trap")]
    need: Annotated[float, _c("f8", "0-1", "mean shortage", 0.25)]
    harvest: Annotated[float, _c("f8", "factor", "supply of home-grown food, 1 as usual", 1)]
    unrest: Annotated[float, _c("f8", "per 10,000", "confrontations talked of, by residents")]
    release_rung: Annotated[int, _c("i8", "rung", "highest let out")]
    release_exempt: Annotated[int, _c("i8", "bits", "flags that are not let out")]


# What an order can move.
LEVERS = (
    "hours", "manpower", "emergency", "severity", "no_pardon", "liability", "names", "results",
    "informers", "supervise", "audit", "kin", "release", "absence_fine", "recall", "sentence",
    "forbid", "outsiders", "rotate", "unwatch", "rights", "closure", "relief", "reporting", "jam",
    "pay", "vacancy", "elite", "handover",
    "tips", "reward", "surrender", "lecture",
)  # fmt: skip


class OrderLines:
    """One row per order as one organ receives it; routine duties first."""

    hours: Annotated[float, _c("f8", "hours", "per officer-day demanded; 0 for other levers")]
    amount: Annotated[float, _c("f8", "lever's", "what is ordered")]
    announced: Annotated[float, _c("f8", "share", "of people told")]
    refresh: Annotated[float, _c("f8", "days", "between follow-up instructions; 0 for none")]
    task: Annotated[int, _c("i8", "code", "-1 for none")]
    organ: Annotated[int, _c("i8", "code", "who carries it out")]
    receiver: Annotated[int, _c("i8", "code", "organ that takes a duty over; -1 for none")]
    last: Annotated[int, _c("i8", "day", "last day in force")]
    rung: Annotated[int, _c("i8", "rung", "highest a release covers; where an example ends")]
    offences: Annotated[int, _c("u1", "0 or 1", "offences meant", width=OFFENCES)]
    flagged: Annotated[int, _c("u1", "0 or 1", "flags meant", width=FLAGS)]
    exempt: Annotated[int, _c("u1", "0 or 1", "flags left out", width=FLAGS)]
    domains: Annotated[int, _c("u1", "0 or 1", "domains an announcement speaks of", width=DOMAINS)]
    directed: Annotated[int, _c("u1", "0 or 1", "0 for a routine duty")]
    mild: Annotated[int, _c("u1", "0 or 1", "it relaxes: nobody is frightened by it or grows wary")]
    waits: Annotated[int, _c("i8", "row", "of Waiting; -1 where its days are known beforehand", -1)]
    term: Annotated[int, _c("i8", "days", "from issue to the last day in force")]
    on_beat: Annotated[int, _c("u1", "0 or 1", "a neighbourhood officer carries it out")]
    practised: Annotated[int, _c("u1", "0 or 1", "kin are punished, not only feared for")]


# What a directive waits for, as codes of Waiting.sign: its dates, or something the centre sees.
SIGNS = ("date", "carried_out", "discontent", "opposition", "attention", "event")


class Waiting:
    """One row per directive that waits for a sign or is issued several times (M36)."""

    threshold: Annotated[float, _c("f8", "sign's", "beyond which the centre acts")]
    sign: Annotated[int, _c("i8", "code", "place in SIGNS")]
    above: Annotated[int, _c("u1", "0 or 1", "it acts above the threshold, not below it")]
    first: Annotated[int, _c("i8", "day", "of issue as written, for one without a sign")]
    delay: Annotated[int, _c("i8", "days", "from the sign to the directive")]
    every: Annotated[int, _c("i8", "days", "fewest from one issue to the next")]
    times: Annotated[int, _c("i8", "times", "most")]


class Orders(NamedTuple):
    """Every order of the scenario."""

    lines: Table  # OrderLines, M rows
    by_lever: dict[str, I8]  # rows of the lines that move each lever
    strength: F8  # (M, P) on arrival; 0 where the order does not reach
    arrival: I8  # (M, P) day
    wait: I8  # (M, P) days from issue to arrival
    waiting: Table  # Waiting
    listened: F8  # (W, R) residents of each province where each of these directives holds, as shares
    tiers: int  # tiers a report climbs from the place to the centre
    beat_organ: int  # organ of the neighbourhood officers
    unordered: Table  # Here: what holds where nothing but routine is asked for; no rows if more is


def rules_record() -> Table:
    """Return a table of one record that holds every scalar of BEHAVIOUR and every column of Rules."""
    scalars: list[tuple[str, str]] = [(name, "f8") for name in BEHAVIOUR]
    nested = [
        (name, c.dtype, (c.width,)) if c.width else (name, c.dtype) for name, c in columns_of(Rules).items()
    ]
    return as_table(np.zeros(1, dtype=record_of([*scalars, *nested])))
