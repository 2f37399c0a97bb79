"""What is wrong with a quantity that would otherwise be passed over in silence.

A field that a form does not read, a filter that another one replaces, a window of usual days that the
run does not have: each would give a number, and not the one meant.
"""

from collections.abc import Collection

from clampdown.errors import did_you_mean
from clampdown.experiments.claims.grammar import EVENTS, PLACES
from clampdown.experiments.claims.leaf import EARLIER, default_form
from clampdown.experiments.claims.spans import Setting, window_of
from clampdown.experiments.claims.vocabulary import Vocabulary
from clampdown.schema.model import Mistakes
from clampdown.schema.pattern_quantity import FORM_FIELDS, GROUPS, Quantity
from clampdown.schema.pattern_where import Before, Where

AGAINST_USUAL = ("first_day", "recovery")  # forms that hold a course against the days before


def silent_mistakes(
    quantity: Quantity, written: Collection[str], words: Vocabulary, setting: Setting
) -> Mistakes:
    """Return what a quantity asks for that no number would show to be missing, by keys below it.

    Parameters
    ----------
    quantity : with everything inherited filled in
    written : fields that it gives itself
    words : what may be named
    setting : when the change holds
    """
    found = _unread(quantity, written) + _grouped_mistakes(quantity, words)
    return found + _narrower_mistakes(quantity) + _usual_mistakes(quantity, setting)


def lag_mistakes(quantity: Quantity, setting: Setting) -> Mistakes:
    """Return whether the earlier window of a correlation begins before the run does."""
    other = quantity.with_.completed(quantity) if quantity.with_ is not None else quantity
    if not quantity.lag or (other.days is not None and other.days.around is not None):
        return []
    if quantity.lag <= window_of(other.days, setting).first:
        return []
    what = f"{quantity.lag} days earlier the run has not begun."
    return [(("lag",), what, "Make it shorter, or the window later.")]


def _unread(quantity: Quantity, written: Collection[str]) -> Mistakes:
    """Return fields that the form taken where none is given does not read."""
    form = quantity.form or default_form(quantity.metric or "")
    names = [name for name in FORM_FIELDS if name in written and getattr(quantity, name) is not None]
    return [
        (
            (name.rstrip("_"),),
            f"'{quantity.metric}' is a {form} here, which knows no '{name.rstrip('_')}'.",
            f"Give a form that does: {', '.join(FORM_FIELDS[name])}.",
        )
        for name in names
        if form not in FORM_FIELDS[name]
    ]


def _grouped_mistakes(quantity: Quantity, words: Vocabulary) -> Mistakes:
    """Return a label that its group lacks, and a filter of the group that a form runs over."""
    if quantity.form not in ("rank", "gradient"):
        return []
    found: Mistakes = []
    by, given = str(quantity.by), (quantity.where or Where()).given
    field = "area" if by == "distance" else by
    if field in given:
        what = f"The form runs over '{by}', so that '{field}' would be passed over."
        found.append((("where", field), what, "Leave it away, or compare its members one by one."))
    if quantity.form == "rank" and by in GROUPS and str(quantity.label) not in words.members(by):
        hint = did_you_mean(str(quantity.label), words.members(by))
        found.append((("label",), f"'{quantity.label}' is no {by} of this pack.", hint))
    if quantity.each == "share" and quantity.of_which is None:
        found.append((("each",), "A share needs 'of_which'.", "Give of_which:."))
    return found


def _narrower_mistakes(quantity: Quantity) -> Mistakes:
    """Return filters of a share that do not narrow the one they stand beside, but would replace it."""
    where, narrow = quantity.where or Where(), quantity.of_which
    found: Mistakes = []
    for name in narrow.given if narrow is not None else ():
        if name in PLACES or name not in where.given:
            continue
        field = "social_class" if name == "class" else name
        own, inner = getattr(where, field), getattr(narrow, field)
        if isinstance(own, tuple):
            wider = not set(inner) <= set(own)
        else:
            wider = quantity.metric not in EVENTS and own != inner
        if wider:
            what = f"'{name}' reaches beyond that of where, of which this is to be a part."
            found.append((("of_which", name), what, "Name part of what where names."))
    return found


def _usual_mistakes(quantity: Quantity, setting: Setting) -> Mistakes:
    """Return what is held against the 30 days before day 1 where the run has none of them."""
    if window_of(EARLIER, setting).stop > 0:
        return []
    found: Mistakes = []
    for name in ("where", "of_which"):
        where: Where | None = getattr(quantity, name)
        if where is not None and any(isinstance(term, Before) for term in where.area):
            what = "The run has no day before day 1, so that no place comes first."
            found.append(((name, "area"), what, "Let the run begin earlier, or the change come later."))
    if quantity.than is None and {quantity.form, quantity.each} & set(AGAINST_USUAL):
        what = "The run has no day before day 1, so that nothing is usual."
        found.append(((), what, "Give than:, or let the run begin earlier."))
    return found
