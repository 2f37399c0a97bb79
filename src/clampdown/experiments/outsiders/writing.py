"""What may be written of a result and what may not, by rules from its intervals and its evidence."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clampdown.experiments.arms import FEWEST
from clampdown.experiments.outsiders.shown import FEWEST_DRAWS, Kind, Shown
from clampdown.experiments.outsiders.telling import points_apart
from clampdown.experiments.wording import as_ratio, as_share, assumed_of

# What is said of a figure: "1.33 times as many … "; others repeat these and are left to the table.
PHRASES = {
    "held": "people are held on an average night",
    "banished": "people live in banishment",
    "named_innocent": "people are named who had done nothing",
    "households_afraid": "households live in fear",
    "households_punished": "households are punished",
    "bribes_paid": "bribes are paid",
    "bribes_sum": "days' incomes are paid in bribes",
    "extorted": "people buy their name off a report",
    "detention": "people are detained", "execution": "people are executed",
    "exile": "people are sent into exile", "leaving": "people get out of the country",
    "fine": "people are fined", "clash": "people stand up to officers in a group",
    "order": "orders reach a place",
}  # fmt: skip
IN_MODEL = "In a model of synthetic people,"
FIRM = ("measured", "estimated")


class Ground(NamedTuple):
    """What sentences are made of.

    Attributes
    ----------
    arm, base : what is compared, in words
    costs : human cost, ratios to the base
    kinds : what happened beside what was published; none where nobody watched
    work : shares of the work ordered that were carried out and claimed; None without such orders
    records : how many numbers of the model have each basis
    figures : the same of the numbers behind each figure, by key
    """

    arm: str
    base: str
    costs: Sequence[Shown]
    kinds: Sequence[Kind]
    work: tuple[float, float] | None
    records: Mapping[str, int]
    figures: Mapping[str, Mapping[str, int]]

    @property
    def ranged(self) -> bool:
        """Whether there is any interval at all."""
        return any(one.known for one in self.costs)


def may(ground: Ground) -> list[str]:
    """Return sentences that may be written as they stand."""
    told = [_ratio_in_words(one, ground) for one in ground.costs if one.key in PHRASES and one.clear]
    if ground.ranged:
        told += [_only_here(one, ground) for one in ground.costs if one.key in PHRASES and one.only_here]
    if ground.ranged and ground.work:
        done, claimed = map(as_share, ground.work)
        told.append(
            f"{IN_MODEL} {done} of the work ordered under {ground.arm} is carried out where orders have "
            f"arrived and {claimed} is claimed, at the numbers written down; "
            f"{assumed_of(ground.figures['claimed'])}."
        )
    told += [
        _against_truth(kind, ground) for kind in ground.kinds if points_apart(kind) and _both_clear(kind)
    ]
    if not told:
        why = "no interval leaves out no effect" if ground.ranged else "there is no interval yet"
        beside = f" and {ground.base}" if ground.base else ""
        told = [f"That a model of synthetic people was run on {ground.arm}{beside}, and that {why}."]
    return [*told, _evidence(ground)]


def _ratio_in_words(one: Shown, ground: Ground) -> str:
    """Return a ratio with its intervals as a sentence."""
    return (
        f"{IN_MODEL} {as_ratio(one.ratio)} times as many {PHRASES[one.key]} under {ground.arm} as under "
        f"{ground.base} at the numbers written down ({_spans_in_words(one)}); "
        f"{assumed_of(ground.figures[one.key])}."
    )


def _spans_in_words(one: Shown) -> str:
    """Return the intervals of a ratio that can be told."""
    return "; ".join(
        f"{as_ratio(span[0])} to {as_ratio(span[1])} over {words}"
        for words, span in one.spans.items()
        if span
    )


def _only_here(one: Shown, ground: Ground) -> str:
    return (
        f"{IN_MODEL} {PHRASES[one.key]} under {ground.arm}, and none under {ground.base}, at the numbers "
        f"written down; {assumed_of(ground.figures[one.key])}."
    )


def _both_clear(kind: Kind) -> bool:
    return kind.happened.clear and kind.published.clear


def _against_truth(kind: Kind, ground: Ground) -> str:
    """Return that a published count moved against the truth, both with their intervals."""
    truth, seen = _ratio_in_words(kind.happened, ground).removesuffix("."), kind.published
    behind = ground.figures[f"published_{kind.happened.key}"]
    return (
        f"{truth}; and outlets tell of {as_ratio(seen.ratio)} times as many ({_spans_in_words(seen)}): "
        f"the count moves against the truth; {assumed_of(behind)}."
    )


def _evidence(ground: Ground) -> str:
    """Return how much of the model has been counted or estimated by somebody."""
    every = sum(ground.records.values())
    firm = sum(ground.records.get(basis, 0) for basis in FIRM)
    return (
        f"With any of this: that of the {every:,} numbers behind the model {as_share(firm / every)} are "
        "measured or published estimates, and the rest are judged or assumed."
    )


def may_not(ground: Ground) -> list[str]:
    """Return what may not be written."""
    return [*_unsure(ground), *_unseen(ground), *_never(ground)]


def _unsure(ground: Ground) -> list[str]:
    """Return which effects on people cannot be told."""
    few = [one for one in ground.costs if not one.enough]
    rest = [one for one in ground.costs if one.enough and not one.only_here and not one.clear]
    bare = [one for one in rest if len(one.known) < max(1, len(one.spans))]
    told = []
    if rest and len(bare) < len(rest):
        open_ = [one for one in rest if one not in bare]
        told.append(f"That {ground.arm} changed {_named(open_)}: an interval includes no effect.")
    if bare and ground.ranged:
        told.append(f"A ratio of {_named(bare)}: an interval of it cannot be told.")
    if bare and not ground.ranged:
        told.append(
            f"Any ratio as a finding: it has no range. --draws {FEWEST_DRAWS} or more says what is known, "
            "and clampdown compare what chance does."
        )
    if few:
        told.append(f"Anything of {_named(few)}: fewer than {FEWEST} simulated people or events.")
    return told


def _unseen(ground: Ground) -> list[str]:
    """Return what published items do not carry."""
    few = [kind.published for kind in ground.kinds if not kind.published.enough]
    lone = [kind.happened for kind in ground.kinds if kind.published.enough and kind.outlets == 1]
    wrong = [kind for kind in ground.kinds if points_apart(kind)]
    told = [
        f"That fewer or more {PHRASES[kind.happened.key]} because outlets say so: their count went to "
        f"{as_ratio(kind.published.ratio)} of the {_short(ground)}, the truth to "
        f"{as_ratio(kind.happened.ratio)}."
        for kind in wrong
    ]  # fmt: skip
    if lone:
        told.append(f"That {_named(lone)} are confirmed by several: a single outlet told of them.")
    if few:
        told.append(f"What outlets made of {_named(few)}: fewer than {FEWEST} items.")
    return told


def _short(ground: Ground) -> str:
    return "twin" if ground.base.startswith("its twin") else "base"


def _never(ground: Ground) -> list[str]:
    """Return what no result of a model can carry."""
    twin = (
        f"That {ground.base} is what would have happened without the orders: it is the same model without "
        "them."
    )
    told = [
        (
            "How many people were held, named, punished or heard of, in the country or anywhere in it: "
            "levels rest on assumptions, and nothing here is a record of what happened."
        ),
        "Anything of a named county, city or district, or of anybody in it: its people are synthetic.",
        "That this will happen: it is no forecast.",
    ]
    return [*told, twin] if ground.base else told


def _named(some: Sequence[Shown]) -> str:
    """Return titles in a row; some hold a comma."""
    return "; ".join(one.title for one in some)
