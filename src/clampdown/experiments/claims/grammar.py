# ruff: noqa: ISC004  (each cell of the tables is one text, however long)
"""The words of the grammar: what each name means, and what the code does with it.

The page `docs/reference/patterns.md` is made from these tables, and the code reads the same ones.
"""

from typing import NamedTuple

from clampdown.schema.pattern_where import Where

PLACES = ("area", "zone")
FIXED = ("quintile", "sex", "age", "class", "flag", "years", "occupation", "kin")
CHANGING = ("watch", "history", "kin_held", "released")
PEOPLE = (*FIXED, *CHANGING)
ACTS = (
    "kind", "organ", "domain", "outcome", "found", "rung", "rung_at_least", "guilty", "hidden", "venue",
    "source", "amount", "outsider", "declined", "teller", "origin", "contested", "role",
)  # fmt: skip
COUNTED = ("rung", "facility", "task", "status", "told", *FIXED, "kind")
NEVER = 32767  # days since something that never happened


class Event(NamedTuple):
    """A name for some rows of the table of acts.

    Attributes
    ----------
    rows : filter that picks them
    meaning : for people
    block : the count of the same thing by place, which is read where it suffices; "" for none
    """

    rows: Where
    meaning: str
    block: str = ""


class State(NamedTuple):
    """Something that people, officers or places are in, looked at each evening.

    Attributes
    ----------
    level : whom it is a mean over: people, officers, places
    unit : of the mean
    meaning : for people
    signed : whether it can be below 0
    """

    level: str
    unit: str
    meaning: str
    signed: bool = False


def _rows(**fields: object) -> Where:
    return Where.model_validate(fields)


DONE = ("act", "pass")  # whoever leaves the country with bought leave offends all the same

EVENTS: dict[str, Event] = {
    "acts": Event(
        _rows(source=["act", "lawful", "pass", "named"]),
        "everything done: offences, lawful acts, passes bought, namings",
    ),
    "given_up": Event(
        _rows(source="given_up"), "acts not done: the way was too long, or signals jammed", "given_up"
    ),
    "offences": Event(_rows(source=DONE, guilty="yes"), "true offences, seen or unseen", "offences"),
    "hidden": Event(_rows(source="act", hidden="yes"), "offences in the hidden venue", "hidden"),
    "undetected": Event(_rows(source=DONE, guilty="yes", found="no"), "offences that nobody found"),
    "encounters": Event(
        _rows(source="act", found=["officer", "tip", "lured"]), "offences found, however they ended",
        "detected",
    ),
    "lured": Event(_rows(source="act", found="lured"), "people who asked for leave and met a trap", "lured"),
    "declined": Event(_rows(declined="yes"), "acts for which no official would sell leave", "declined"),
    "tips": Event(_rows(source="act", found="tip"), "offences found because somebody told", "tips"),
    "reports": Event(
        _rows(teller=["informer", "pressed", "resident"]),
        "what somebody told officers: offences found so, and acts that nobody did",
    ),
    "invented": Event(_rows(source="invented"), "reports about acts that nobody did", "invented"),
    "surrenders": Event(
        _rows(source="surrendered"), "people who came forward on a promise to be spared", "surrenders"
    ),
    "bribes": Event(_rows(source="act", outcome="bought"), "encounters that a bribe ended", "bought"),
    "concealed": Event(_rows(source="act", outcome="concealed"), "encounters the officer hid", "concealed"),
    "warnings": Event(_rows(outcome="warned"), "encounters that ended with a warning"),
    "fines": Event(_rows(outcome="fined"), "encounters that ended with a fine"),
    "arrests": Event(_rows(outcome="custody"), "people taken into custody for an act"),
    "punished": Event(_rows(outcome=["fined", "custody"]), "encounters that ended with a fine or custody"),
    "lawful": Event(_rows(source="lawful"), "acts that papers covered", "lawful"),
    "passes": Event(_rows(source="pass"), "acts for which leave was bought", "passes"),
    "named": Event(_rows(source="named"), "people named in evening reports", "named"),
    "named_innocent": Event(
        _rows(source="named", guilty="no"), "people named without an act in the last month", "named_innocent"
    ),
    "extorted": Event(
        _rows(source="named", outcome="bought"), "people who bought their name off a report", "extorted"
    ),
    "exits": Event(_rows(outcome="left"), "people who got out of the country"),
}  # fmt: skip

STATES: dict[str, State] = {
    "discontent": State("people", "0-1", "grievance above its resting level, the unit's and one's own", True),
    "certainty": State("people", "probability", "own shift of the perceived certainty of being caught", True),
    "watch_level": State("people", "level", "level of supervision"),
    "watched_share": State("people", "share", "people on a watch list"),
    "returned": State(
        "people", "share", "people who have done something out of need since they were let out of custody"
    ),
    "cash": State("people", "daily incomes", "money at hand in the person's household"),
    "income": State("people", "daily incomes", "what the person's household earned today"),
    "shortage": State("people", "0-1", "shortage that the person's household feels"),
    "short_share": State("people", "share", "people whose household feels half of full shortage, or more"),
    "trust": State("people", "0-1", "trust among the neighbours of the person's unit"),
    "officer_takings": State("officers", "daily incomes", "taken in bribes since the evening before"),
    "officer_purse": State("officers", "daily incomes", "savings"),
    "officer_pay": State("officers", "daily incomes", "pay a day"),
    "officer_dues": State(
        "officers", "daily incomes", "to be taken a day, at the pay of the day, to meet dues"
    ),
    "officer_trust": State("places", "share", "leave sold of late that was no trap"),
    "officer_fatigue": State("officers", "share", "capacity lost to tiredness"),
    "officer_dread": State("officers", "0-1", "fear of answering for missed offences"),
    "officer_strain": State("officers", "0-1", "how far takings of late fall short of what has to be taken"),
    "price": State("places", "usual prices", "price of food and wares against the usual; of one with `good`"),
    "discontent_told": State(
        "places", "-1 to 1", "discontent of the province as the centre has been told of it", True
    ),
    "occupancy": State(
        "places",
        "share",
        "custody with walls: people held over places there are. Whoever finds no room is turned away, so "
        "that a province stays at 1 or below; sampled places share rooms, so one of them can pass 1",
    ),
}

WAYS: dict[str, str] = {
    "ordered": "salience of an order on arrival, 1 as issued",
    "executed": "share of an order carried out, over those that ask for hours, more or fewer",
    "claimed": "share of such an order that places claim to have carried out",
    "believed": "share of such an order that the centre reads",
}

FORMS: dict[str, tuple[str, str]] = {
    "count": ("weighted sum over the window; of what is counted each night: the mean night", ""),
    "rate": (
        "the same per 1,000 people of the place and group, and per 30 days; of events with `officer`: of "
        "the people on their beats; of a count of some officers: per 1,000 of them",
        "",
    ),
    "mean": ("mean amount of an event; of a state: mean of those it is a state of", "of"),
    "sum": ("sum of the amounts", "of"),
    "median": ("median amount of an event", "of"),
    "quantile": ("a quantile of the amounts", "of, q"),
    "share": ("share of the events or counts that also satisfy a narrower filter", "of_which"),
    "top_share": (
        "share of the events, or amounts, that falls to the top part of those with any",
        "by (person, officer, place, province), top (0.1), of, among",
    ),
    "gini": (
        "Gini coefficient among those with any; among: all counts the others too; also of a state of places",
        "by, of, among",
    ),
    "rank": ("rank by rate of one label of a group, 1 for the highest", "by, label"),
    "gradient": (
        "slope of a form over an ordered group, per step, over the mean of the steps: 0.1 is a tenth of the "
        "mean more with each step",
        "by (quintile, age, watch, rung, distance), each (rate)",
    ),
    "correlation": (
        "correlation of the rate with that of another quantity whose days lie `lag` earlier: across places, "
        "or across days (weekly means); with `than`, of changes against that window",
        "with, lag (0), across (places), than",
    ),
    "peak_day": (
        "day of the window, numbered as in days, around which the week's mean is highest",
        "by (place, province), q",
    ),
    "distinct": ("different people, officers, places or provinces with any", "by"),
    "unit_days": (
        "share of the days of all people, officers or places meant on which each has so many events",
        "by, number (3, [1, 2] or {min: 4})",
    ),
    "first_day": (
        "first day of the window, numbered as in days, on which the mean of the week around it has reached "
        "`level` times the mean of `than`; the day after the window if it never does",
        "level (1.2; below 1: has fallen to), than ([-30, -1]), by (place, province), q",
    ),
    "recovery": (
        "days from the extreme of the weekly mean until no more than `share` of the change against `than` is "
        "left; the rest of the window if that never happens",
        "share (0.5), than ([-30, -1]), by (place, province), q",
    ),
}

AREAS: dict[str, str] = {
    "everywhere": "all places simulated",
    "treated": "where the change's own directives or shocks hold; everywhere if it has none",
    "untreated": "everywhere else",
    "adjacent": (
        "the four untreated places nearest to each treated one; where a pack has no coordinates, the "
        "untreated places of the same provinces"
    ),
    "elsewhere": "untreated and not adjacent",
    "border": "places that touch the border",
    "inland": "places that do not",
    "a province or a place": "by id, as in `clampdown groups`",
    "{near: treated, km: [20, 60]}": "places so far from the treated ones, or from a place given by id",
    "{before: top, share: 0.1}": "places with most of the metric per head in the 30 days before, or least",
}

FIELDS: dict[str, tuple[str, str]] = {
    "area": ("one of the areas below, or a list: any of them", "all"),
    "zone": ("border or inland; narrows the area", "all"),
    "quintile": ("1 (poorest) to 5, or a list", "events, counts, states of people"),
    "sex": ("female or male", "events, counts, states of people"),
    "age": ("bands: 0-16, 17-34, 35-59, 60+", "events, counts, states of people"),
    "class": ("classes of the pack", "events, counts, states of people"),
    "flag": ("flags of the pack, any or none", "events, counts, states of people"),
    "years": ("age in years at the start: {min: 18, max: 30}", "events, states of people"),
    "occupation": ("occupations of the pack", "events, states of people"),
    "kin": ("yes for people who live with others of their household", "events, states of people"),
    "watch": ("level of supervision: 0, [1, 2], {min: 1}", "events, states of people"),
    "history": (
        "never (no offence before), active (one in the last 90 days), lapsed (longer ago), punished "
        "(sanctioned in the last 365 days), first_case (never sanctioned); {active: 30} sets the days",
        "events, states of people",
    ),
    "kin_held": (
        "yes for people of whose household somebody else is held tonight (of events: was held the evening "
        "before); {within: 60}: or was so in the last 60 days; no for the others",
        "events, states of people",
    ),
    "outsider": ("yes where an outside officer dealt with it", "events"),
    "teller": (
        "who told of it: none, informer (lives there as one), pressed (made to inform by an order), resident",
        "events",
    ),
    "released": (
        "people let out of custody within the run: early (by an order), served (at the end of the term) or "
        "any; {how: early, days: {max: 120}} sets the days since",
        "events, states of people",
    ),
    "origin": ("who dealt with it: own (of the place), team (from elsewhere), elite", "events"),
    "contested": ("yes where two bodies of the state claimed the case", "events"),
    "kind": ("offences of the pack", "events; counts by offence"),
    "organ": ("offences that these organs deal with by the pack", "events"),
    "role": ("offences that organs of these roles deal with by the pack", "events"),
    "domain": ("offences of these domains", "events; certainty"),
    "outcome": ("how it ended: none, bought, concealed, warned, fined, custody, named, left", "events"),
    "found": ("no, officer, tip, lured", "events"),
    "declined": ("yes where no official would sell leave", "events"),
    "rung": ("rungs of the ladder", "events; counts by rung"),
    "rung_at_least": ("this rung or a higher one", "events"),
    "guilty": ("yes where the person had done it", "events"),
    "hidden": ("yes where it was done in the hidden venue, or farther out", "events"),
    "venue": ("open, hidden (out of sight), remote (farther out still)", "events"),
    "source": (
        "act, lawful, pass, named, given_up, invented (told of, though nobody did it), surrendered",
        "events",
    ),
    "amount": ("{min: 1, max: 30}, daily incomes", "events"),
    "facility": ("kinds of custody", "counts by facility"),
    "task": ("what officers do", "counts by task"),
    "status": ("where people are tonight", "counts by status"),
    "told": ("detention, execution, exile, leaving, fine, clash, order", "counts by what is told of"),
    "order": ("directive/order", "orders"),
    "directive": ("directives; without order and directive: those that the change adds", "orders"),
    "good": ("food or wares", "price"),
    "officer": (
        "{zeal: high}: the half above the median of a quality listed below as it stood when the run began; "
        "{tenure: {max: 90}}: by days in the post",
        "events, counts, states of officers",
    ),
}
