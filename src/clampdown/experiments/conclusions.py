"""What may be concluded from a run, and what not: two sentences."""

from typing import Any

from clampdown.experiments.saying import say
from clampdown.experiments.wording import as_list, as_share, draws_in_words

STATED = (
    "held", "named_innocent", "households_afraid", "households_punished", "bribes_paid", "bribes_sum"
)  # fmt: skip
MORE, FEWER, EITHER = (
    {key: say(f"{way}.{key}") for key in STATED} for way in ("more", "fewer", "either")
)  # fmt: skip
NOT = (
    "It may not be concluded how many people were held, named or punished, in the country or anywhere in it: "
    "levels rest on assumptions, the people are synthetic, and nothing here is a record of what happened."
)


def conclusions(summary: dict[str, Any]) -> list[str]:
    """Return what may be concluded and what may not, a sentence each.

    A direction counts where the 90 % range of its ratio over draws leaves out 1.

    Parameters
    ----------
    summary : dict, from `summarise`
    """
    clear, open_ = directions(summary["human_cost"])
    carried = summary["orders"]["mean"]
    work = (
        f"while, where orders had arrived, {as_share(carried['executed'])} of the work ordered was carried "
        f"out and {as_share(carried['claimed'])} was claimed"
        if carried["executed"] is not None
        else "while no work was ordered by the hour"
    )
    if not summary["draws"]:
        one = (
            "From one run without draws only this may be concluded: at the numbers written down, the model "
            f"behaves as the table says, {work}."
        )
        return [one, NOT]
    found = f"the campaign brought {as_list(clear)}" if clear else "no direction of human cost is clear"
    rest = f"; of {as_list(open_)} not even the direction is known" if open_ else ""
    over = (
        f"Over {draws_in_words(summary['draws'])} of what is not known it may be concluded, within this "
        f"model, that {found}, {work} at the numbers written down{rest}."
    )
    return [over, NOT]


def directions(rows: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the directions that the draws agree on, and the figures on which they do not."""
    clear: list[str] = []
    open_: list[str] = []
    for row in rows:
        span = row["range"]
        if row["key"] not in STATED or span is None:
            continue
        if span["low90"] > 1.0:
            clear.append(MORE[row["key"]])
        elif span["high90"] < 1.0:
            clear.append(FEWER[row["key"]])
        else:
            open_.append(EITHER[row["key"]])
    return clear, open_
