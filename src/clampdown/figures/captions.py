"""What stands below each figure in a paper: what it shows, and what it was made from."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from clampdown.experiments.wording import as_date, as_list, plain_number
from clampdown.world.files import NOTICE

FILE = "captions.txt"
CAPTIONS = {
    "cost": (
        "What was done to people during the campaign, against the twin: the same people and the same luck "
        "without it."
    ),
    "held": "Who was held during the campaign: shares, and how many times as many as in the twin.",
    "taken": "What people were taken into custody for during the campaign, and where they were taken.",
    "bribes": "Who paid bribes during the campaign: shares, and how many times as many as in the twin.",
    "flow": (
        "From the order to the street and back up as a claim, means over the campaign. Grey: what was lost "
        "on the way; hatched: what reports added."
    ),
    "orders": "Work carried out, claimed and believed, as shares of what was ordered in the places reached.",
    "cases": "What became of offences found out (ways may overlap), and what the names handed in were.",
    "map": "By province, on four days of the campaign: what differs most from the twin.",
    "map-orders": (
        "Work ordered that had arrived, was carried out and was claimed, by province, on the day on which "
        "claims and deeds lay farthest apart."
    ),
    "days": "Courses over the days. Grey: days of the campaign.",
    "outsiders": (
        "What happened (filled) and what outlets abroad published of it (open). The outlets are invented."
    ),
}


def captions(payload: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return a caption for each figure, and a note that goes with all of them.

    Parameters
    ----------
    payload : what a report shows
    names : figures that were drawn
    """
    parts = [NOTICE, *(f"{name}: {CAPTIONS[name]}" for name in names), _note(payload)]
    return "\n\n".join(parts) + "\n"


def _note(payload: Mapping[str, Any]) -> str:
    """Return what all figures were made from."""
    about, people = payload["about"], payload["about"]["people"]
    titles = as_list([f"‘{one['title']}’" for one in payload["scenarios"]])
    start = as_date(datetime.date.fromisoformat(about["start"]))
    simulated, stand_for = (plain_number(people[key]) for key in ("simulated", "stand_for"))
    seeds = as_list(map(str, about["seeds"]))
    lines = [
        f"All figures: {titles}; {about['pack']['title']}; {about['days']} days from {start}.",
        f"{simulated} people simulated, who stand for {stand_for}. {_ranges(payload)}",
        "What rests on fewer than 20 simulated people or events is left out.",
        f"clampdown {about['versions']['clampdown']}; seeds: {seeds}; made with: {about['command']}",
    ]
    return "\n".join(lines)


def _ranges(payload: Mapping[str, Any]) -> str:
    """Return what bands and bars run over, in a sentence."""
    draws, replicates = payload["about"]["draws"], payload["about"]["replicates"]
    lines = {(line["over"], line["count"]) for row in payload["series"] for line in row["lines"]}
    over = [f"{count} {name}" for name, count in sorted(lines) if name != "one"]
    pairs = "One run" if replicates == 1 else f"{replicates} seeds"
    drawn = f" and {draws} draws of those not known" if draws else ""
    own = payload["about"]["kind"] != "comparison"
    lines_are = "the run itself" if own else "medians"
    bands = f"bands: the middle half and 90 % of {over[0]}" if over else "no bands"
    until = ", to the end of the campaign" if over and own else ""
    return f"{pairs} at the numbers written down{drawn}; lines: {lines_are}; {bands}{until}."
