"""Where each count stands in a beat's row of tallies.

A beat counts whole numbers only, so their sums do not depend on the order of threads. The layout
is computed once per pack: a block per kind of count, as long as the pack's list it runs over.
"""

from typing import Any

import numpy as np

from clampdown.rules.rule import QUINTILES
from clampdown.world.records import record_of

AGE_BANDS = 4  # 0-16, 17-34, 35-59, 60 and older
STATUS_CODES = 5
STANDINGS = 2  # without a flag, with one

# Blocks in order: name, the list it runs over ("" for a single count), unit, meaning.
BLOCKS: tuple[tuple[str, str, str, str], ...] = (
    ("offences", "offence", "offences", "true offences"),
    ("hidden", "offence", "offences", "of these, in the hidden venue"),
    ("remote", "offence", "offences", "of these, farther out still"),
    ("given_up", "offence", "acts", "not done: the way was too long, or signals were jammed"),
    ("duration", "offence", "seconds", "taken by offences of a measured length"),
    ("detected", "offence", "offences", "offences found out"),
    ("bought", "offence", "encounters", "settled by a bribe"),
    ("lawful", "offence", "acts", "covered by papers"),
    ("passes", "offence", "acts", "for which leave was bought"),
    ("through_broker", "offence", "acts", "of the acts for which leave was bought, those through a broker"),
    ("declined", "offence", "acts", "for which no official would sell leave"),
    ("earned", "offence", "daily incomes / 16", "brought in by acts"),
    ("lured", "offence", "acts", "that ended in a trap, leave having been asked for"),
    ("sanctioned", "rung", "sanctions", "before capacity"),
    ("held", "rung", "people", "not at liberty tonight"),
    ("released", "facility", "people", "whose term ended"),
    ("minutes", "task", "minutes", "worked by neighbourhood officers"),
    ("bribes_paid", "quintile", "bribes", "paid, by fifth of wealth"),
    ("bribes_sum", "quintile", "daily incomes / 16", "paid in bribes"),
    ("held_quintile", "quintile", "people", "not at liberty tonight, by fifth of wealth"),
    ("held_sex", "sex", "people", "not at liberty tonight, by sex"),
    ("held_age", "age", "people", "not at liberty tonight, by age"),
    ("held_class", "class", "people", "not at liberty tonight, by class"),
    ("held_flag", "flag", "people", "not at liberty tonight, by flag held; a person may count twice"),
    ("people", "status", "people", "by status tonight"),
    ("brokers", "", "people", "brokers at liberty tonight"),
    ("ties", "", "people", "brokers known to the officer of their beat tonight"),
    ("fines_sum", "", "daily incomes / 16", "taken in fines"),
    ("concealed", "", "encounters", "hidden by the officer"),
    ("pardoned", "", "encounters", "let off with a warning"),
    ("tips", "", "encounters", "that somebody who told led to"),
    ("tips_pressed", "", "encounters", "of these, told by a pressed informer"),
    ("tips_resident", "", "encounters", "of these, told by a resident of his own accord"),
    ("invented", "", "reports", "to officers about acts that nobody did"),
    ("invented_pressed", "", "reports", "of these, by a pressed informer"),
    ("invented_resident", "", "reports", "of these, by a resident of his own accord"),
    ("surrenders", "", "people", "who came forward on a promise to be spared"),
    ("promises_broken", "", "people", "of these, punished all the same"),
    ("lectured", "", "people", "called to a lecture"),
    ("attended", "", "people", "of these, who came"),
    ("named", "", "people", "named in evening reports"),
    ("named_innocent", "", "people", "named who had done nothing in the last month"),
    ("named_again", "", "people", "named who had been sanctioned lately"),
    ("names_claimed", "", "names", "claimed without a person behind them"),
    ("extorted", "", "people", "who bought their name off a report"),
    ("rounds", "", "rounds / 100", "walked by neighbourhood officers"),
    ("superiors_punished", "", "officers", "who answered for a missed offence"),
    ("quits", "", "officers", "who gave up their post"),
    ("surfaced", "", "beats", "where a missed offence came to light"),
    ("encounters_outside", "", "encounters", "handled by people from elsewhere"),
    ("bought_outside", "", "encounters", "of these, settled by a bribe"),
    ("bribes_outside", "", "daily incomes / 16", "paid in bribes to others than the officers of the place"),
    ("quarrels", "", "events", "two bodies of the state claiming the same case"),
    ("taken_over", "", "encounters", "of these, taken up by a second body once the first was paid"),
    ("news", "", "acts", "that carried word abroad"),
    ("confrontations", "", "events", "residents standing up to officers in a group"),
    ("participants", "", "people", "in confrontations"),
    ("households_afraid", "", "households", "living in fear tonight"),
    ("households_punished", "", "households", "with a member fined or taken away today"),
    ("departures", "", "people", "who got out of the country"),
    ("arrivals", "", "people", "who arrived abroad where they are counted"),
    ("recalled", "", "people", "abroad who were talked or forced back"),
    ("candidates", "", "people", "whose day was looked at closely; a measure of work"),
    ("watched", "", "people", "under supervision, counted at the review of their unit"),
    ("grievance", "standing", "thousandths", "of grievance, summed at the review of a unit"),
    ("surveyed", "standing", "people", "adults at liberty over whom grievance was summed"),
)  # fmt: skip


def layout(lengths: dict[str, int]) -> Any:
    """Return the first position of each block, and the row's width, as one record.

    Parameters
    ----------
    lengths : dict of str to int, length of each list that blocks run over: offence, rung,
        facility, task, class, flag

    Examples
    --------
    >>> sizes = {"offence": 2, "rung": 3, "facility": 1, "task": 2, "class": 3, "flag": 1}
    >>> int(layout(sizes).hidden)
    2
    """
    dtype = record_of([(name, "i8") for name, *_ in BLOCKS] + [("width", "i8")])
    record, position = np.zeros(1, dtype=dtype), 0
    for name, over, *_ in BLOCKS:
        record[name] = position
        position += block_length(over, lengths)
    record["width"] = position
    return record[0]


def block_length(over: str, lengths: dict[str, int]) -> int:
    """Return the length of a block that runs over a list."""
    fixed = {
        "": 1,
        "quintile": QUINTILES,
        "age": AGE_BANDS,
        "sex": 2,
        "status": STATUS_CODES,
        "standing": STANDINGS,
    }
    return fixed.get(over, 0) or lengths[over]
