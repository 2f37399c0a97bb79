"""What may be written of a result and what may not, by rules from its intervals and its evidence."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clampdown.experiments.arms import FEWEST
from clampdown.experiments.outsiders.shown import FEWEST_DRAWS, Kind, Shown
from clampdown.experiments.outsiders.telling import points_apart
from clampdown.experiments.saying import say

# What is said of a figure: "1.33 times as many … "; others repeat these and are left to the table.
PHRASES = {
    key: say(f"phrase.{key}")
    for key in (
        "held", "banished", "named_innocent", "households_afraid", "households_punished", "bribes_paid",
        "bribes_sum", "extorted", "detention", "execution", "exile", "leaving", "fine", "clash", "order",
    )
}  # fmt: skip
FIRM = ("measured", "estimated")


class Ground(NamedTuple):
    """What sentences are made of.

    Attributes
    ----------
    arm, base : what is compared, in words
    twin : whether the base is the twin of a run
    costs : human cost, ratios to the base
    kinds : what happened beside what was published; none where nobody watched
    work : shares of the work ordered that were carried out and claimed; None without such orders
    records : how many numbers of the model have each basis
    figures : the same of the numbers behind each figure, by key
    """

    arm: str
    base: str
    twin: bool
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
        done, claimed = ground.work
        assumed = _assumed(ground.figures["claimed"])
        told.append(say("may.work", done=done, claimed=claimed, arm=ground.arm, assumed=assumed))
    told += [
        _against_truth(kind, ground) for kind in ground.kinds if points_apart(kind) and _both_clear(kind)
    ]
    if not told:
        why = "may.open" if ground.ranged else "may.bare"
        told = [say(f"{why}_pair" if ground.base else why, arm=ground.arm, base=ground.base)]
    return [*told, _evidence(ground)]


def _ratio_in_words(one: Shown, ground: Ground) -> str:
    """Return a ratio with its intervals as a sentence."""
    return say("may.ratio", **_compared(one, ground), ratio=one.ratio, spans=_spans(one))


def _compared(one: Shown, ground: Ground) -> dict[str, str]:
    """Return what is compared, in words, and how much of it is assumed."""
    return {
        "what": PHRASES[one.key], "arm": ground.arm, "base": ground.base,
        "assumed": _assumed(ground.figures[one.key]),
    }  # fmt: skip


def _assumed(records: Mapping[str, int]) -> str:
    """Return which share of the numbers behind a figure is assumed, given how many have each basis."""
    every = sum(records.values())
    return say("may.assumed", assumed=records["assumed"] / every, every=every)


def _spans(one: Shown) -> list[str]:
    """Return the intervals of a ratio that can be told."""
    return [say("may.span", low=span[0], high=span[1], over=over) for over, span in one.spans.items() if span]


def _only_here(one: Shown, ground: Ground) -> str:
    return say("may.only_here", **_compared(one, ground))


def _both_clear(kind: Kind) -> bool:
    return kind.happened.clear and kind.published.clear


def _against_truth(kind: Kind, ground: Ground) -> str:
    """Return that a published count moved against the truth, both with their intervals."""
    truth, seen = kind.happened, kind.published
    return say(
        "may.apart", **_compared(truth, ground), ratio=truth.ratio, spans=_spans(truth), told=seen.ratio,
        told_spans=_spans(seen), told_assumed=_assumed(ground.figures[f"published_{truth.key}"]),
    )  # fmt: skip


def _evidence(ground: Ground) -> str:
    """Return how much of the model has been counted or estimated by somebody."""
    every = sum(ground.records.values())
    firm = sum(ground.records.get(basis, 0) for basis in FIRM)
    return say("may.evidence", every=every, firm=firm / every)


def may_not(ground: Ground) -> list[str]:
    """Return what may not be written."""
    return [*_unsure(ground), *_unseen(ground), *_never(ground)]


def _unsure(ground: Ground) -> list[str]:
    """Return which effects on people cannot be told."""
    few = [one for one in ground.costs if not one.enough]
    rest = [one for one in ground.costs if one.enough and not one.only_here and not one.clear]
    bare = [one for one in rest if len(one.known) < max(1, len(one.spans))]
    told: list[str] = []
    if rest and len(bare) < len(rest):
        open_ = [one for one in rest if one not in bare]
        told.append(say("may_not.open", arm=ground.arm, some=_titles(open_)))
    if bare and ground.ranged:
        told.append(say("may_not.bare", some=_titles(bare)))
    if bare and not ground.ranged:
        told.append(say("may_not.no_range", enough=FEWEST_DRAWS))
    if few:
        told.append(say("may_not.few", some=_titles(few), fewest=FEWEST))
    return told


def _unseen(ground: Ground) -> list[str]:
    """Return what published items do not carry."""
    few = [kind.published for kind in ground.kinds if not kind.published.enough]
    lone = [kind.happened for kind in ground.kinds if kind.published.enough and kind.outlets == 1]
    wrong = [kind for kind in ground.kinds if points_apart(kind)]
    beside = "may_not.told_twin" if ground.twin else "may_not.told_base"
    told: list[str] = [
        say(
            beside, what=PHRASES[kind.happened.key], told=kind.published.ratio, ratio=kind.happened.ratio
        ) for kind in wrong
    ]  # fmt: skip
    if lone:
        told.append(say("may_not.lone", some=_titles(lone)))
    if few:
        told.append(say("may_not.items", some=_titles(few), fewest=FEWEST))
    return told


def _never(ground: Ground) -> list[str]:
    """Return what no result of a model can carry."""
    told: list[str] = [say("may_not.counts"), say("may_not.places"), say("may_not.forecast")]
    return [*told, say("may_not.twin", base=ground.base)] if ground.base else told


def _titles(some: Sequence[Shown]) -> list[str]:
    """Return titles, to be set in a row with semicolons: some hold a comma."""
    return [one.title for one in some]
