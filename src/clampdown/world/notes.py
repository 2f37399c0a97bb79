"""Notes of acts: what the street writes down of each, when a claim asks for more than counts."""

from typing import Annotated

from clampdown.world.records import column as _c

# Where a note of an act comes from, and how the act was found out, as codes of Acts.
ACT, LAWFUL, PASS, NAMING, GIVEN_UP, INVENTED, SURRENDER = range(7)
SOURCES = ("act", "lawful", "pass", "named", "given_up", "invented", "surrendered")
UNFOUND, BY_OFFICER, BY_TIP, LURED = range(4)
FOUND = ("no", "officer", "tip", "lured")
UNTOLD, INFORMER, PRESSED, RESIDENT = range(4)
OWN, TEAM, ELITE, RIVAL = range(4)  # who deals with a case; a rival takes over from any of them
ORIGINS = ("own", "team", "elite")
TELLERS = ("none", "informer", "pressed", "resident")
UNKNOWN = 32767  # days since something that never happened


class Acts:
    """One row per act or naming of a day, in memory only and only when asked for."""

    person: Annotated[int, _c("u4", "row", "who")]
    beat: Annotated[int, _c("i4", "row", "where")]
    amount: Annotated[int, _c("i4", "daily incomes / 16", "bribe, fine or price of a pass")]
    earned: Annotated[int, _c("i4", "daily incomes / 16", "what the act brought in")]
    since_case: Annotated[int, _c("i2", "days", "since the person's last sanction")]
    since_act: Annotated[int, _c("i2", "days", "since the person's last offence")]
    kind: Annotated[int, _c("u1", "code", "offence")]
    source: Annotated[int, _c("u1", "code", "see SOURCES")]
    venue: Annotated[int, _c("u1", "code", "see PLACES_OF_ACTS")]
    found: Annotated[int, _c("u1", "code", "see FOUND")]
    outcome: Annotated[int, _c("u1", "code", "see OUTCOMES")]
    rung: Annotated[int, _c("u1", "code", "of the sanction")]
    guilty: Annotated[int, _c("u1", "0 or 1", "had the person done something?")]
    declined: Annotated[int, _c("u1", "0 or 1", "no official would sell leave for it")]
    watch: Annotated[int, _c("u1", "level", "of supervision before")]
    origin: Annotated[int, _c("u1", "code", "who dealt with it, see ORIGINS")]
    contested: Annotated[int, _c("u1", "0 or 1", "claimed by two bodies")]
    lost: Annotated[int, _c("i4", "daily incomes / 16", "paid to who had the case first, to no avail")]
    teller: Annotated[int, _c("u1", "code", "who told of it, see TELLERS")]
