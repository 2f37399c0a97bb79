"""The day as a table of contents: what happens, in which order, and which timer it runs under."""

from typing import NamedTuple


class ScheduleLine(NamedTuple):
    """One step of the day.

    Parameters
    ----------
    movement : orders, street, reports or outside
    name : the function that does it, or the step within the street
    timer : key of Simulation.seconds under which its time is counted
    what : one sentence
    """

    movement: str
    name: str
    timer: str
    what: str


SCHEDULE = (
    ScheduleLine(
        "orders", "decide", "orders", "The centre issues directives that wait for a sign or are repeated."
    ),
    ScheduleLine(
        "orders",
        "weigh",
        "orders",
        "Orders that have arrived are weighed: burst, decay, a bump before the end.",
    ),
    ScheduleLine(
        "orders",
        "morning_of",
        "orders",
        "Weights become levers: severity, liability, results, announcements.",
    ),
    ScheduleLine("orders", "share_out", "orders", "Organs that serve a whole place share out their hours."),
    ScheduleLine("street", "morning", "street", "Each neighbourhood officer shares out his hours."),
    ScheduleLine("street", "act", "street", "People offend, and are found out or not."),
    ScheduleLine(
        "street", "encounter", "street", "An encounter ends in pardon, concealment, a bribe or a sanction."
    ),
    ScheduleLine("street", "review", "street", "Once a week a unit's watch list is gone over."),
    ScheduleLine("street", "name_people", "street", "Officers fill their reports with names."),
    ScheduleLine(
        "street", "night", "street", "Units take in what they know, fear and resent; some stand up."
    ),
    ScheduleLine(
        "street", "evening", "street", "Officers claim; missed offences come to light; habits form."
    ),
    ScheduleLine("street", "settle", "custody", "Places admit their cases until they are full; terms begin."),
    ScheduleLine(
        "street", "by_place", "tallies", "Counts are summed by place; those released free their places."
    ),
    ScheduleLine("reports", "climb", "reports", "Claims climb to the centre, growing at each tier."),
    ScheduleLine(
        "reports", "answer", "reports", "The centre asks for more where it reads less than it wants."
    ),
    ScheduleLine("reports", "trade", "markets", "Markets take in what arrived, and prices move."),
    ScheduleLine(
        "reports", "listen", "reports", "The centre is told how people feel, and less of what is bad."
    ),
    ScheduleLine("outside", "witness", "outside", "Sources come to know of what happened near them."),
    ScheduleLine("outside", "tell", "outside", "Some get through and tell; some are traced."),
    ScheduleLine("outside", "print_due", "outside", "Outlets compare, withhold places, publish and correct."),
)
