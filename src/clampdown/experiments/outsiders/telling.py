"""What happened beside what was published, as text, and a sentence where the two point apart."""

from collections.abc import Sequence

from clampdown.experiments.arms import FEWEST
from clampdown.experiments.outsiders.shown import Kind, Shown
from clampdown.experiments.saying import say
from clampdown.experiments.wording import as_ratio, paragraph, table, two_digits

TITLE, TOO_FEW = "What happened, and what was published", "too few"


def outsiders_in_words(kinds: Sequence[Kind], base: str) -> list[str]:
    """Return the section as lines, a blank one first; none where nobody watched.

    Parameters
    ----------
    kinds : Sequence of Kind
    base : what the ratios are to, in one word
    """
    if not kinds:
        return []
    shown = [kind for kind in kinds if kind.happened.enough or kind.published.enough]
    spans = [f"90 % of {'draws' if 'draw' in words else 'seeds'}" for words in kinds[0].happened.spans]
    one_row = len(spans) < 2
    sides = ["happened", *spans, "published", *spans] if one_row else ["ratio", *spans]
    head = [TITLE, *sides, "per 100", base]
    body = [row for kind in shown for row in _rows(kind, one_row=one_row)]
    note = (
        f"ratios to the {base}, over the campaign; published: people told of by outlets, true or not, what "
        "was corrected left out; per 100: people told of for each hundred simulated to whom it happened; "
        f"{TOO_FEW}: under {FEWEST} simulated events, or items"
    )
    lines = ["", *(table(head, body, indent=0) if body else [TITLE])]
    if len(shown) < len(kinds):
        rest = "; ".join(kind.happened.title for kind in kinds if kind not in shown)
        lines += paragraph(f"{TOO_FEW} of both, events and items: {rest}", 2, 2)
    lines += paragraph(f"({note})", 2) if body else []
    for sentence in filter(None, map(apart, kinds)):
        lines += ["", *paragraph(sentence)]
    return lines


def _rows(kind: Kind, *, one_row: bool) -> list[list[str]]:
    """Return what happened and what was published, side by side or below each other."""
    told, rates = [kind.happened.title, *_side(kind.happened)], list(map(two_digits, kind.per_100))
    if one_row:
        return [[*told, *_side(kind.published), *rates]]
    return [[*told, "", ""], ["  as published", *_side(kind.published), *rates]]


def _side(found: Shown) -> list[str]:
    """Return a ratio and its intervals."""
    if not found.enough:
        return [TOO_FEW, *("–" for _ in found.spans)]
    middle = "only here" if found.only_here else as_ratio(found.ratio)
    spans = ["–" if span is None else "–".join(map(as_ratio, span)) for span in found.spans.values()]
    return [middle, *spans]


def apart(kind: Kind) -> str:
    """Return a sentence where the published count and the truth point apart; empty where they do not.

    Examples
    --------
    >>> true = Shown("detention", "people detained", 1.5, True, False, {})
    >>> apart(Kind(true, true._replace(ratio=0.75), (6.0, 12.0), 2)).partition(":")[0]
    'The published count of people detained falls (0.75) while the truth rises (1.50)'
    """
    if not points_apart(kind):
        return ""
    true, seen = kind.happened.ratio, kind.published.ratio
    move = "apart.falls" if true is not None and true > 1.0 else "apart.rises"
    said = say(move, what=kind.happened.title, told=seen, ratio=true)
    if not kind.happened.known and not kind.published.known:
        return say("apart.one", said=said)
    return said if kind.happened.clear and kind.published.clear else say("apart.unsettled", said=said)


def points_apart(kind: Kind) -> bool:
    """Return whether what was published moved against what happened."""
    true, seen = kind.happened.ratio, kind.published.ratio
    return true is not None and seen is not None and (true - 1.0) * (seen - 1.0) < 0.0
