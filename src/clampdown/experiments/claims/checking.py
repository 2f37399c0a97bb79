"""What is wrong with a pattern beyond its shape: names, windows, thresholds that cannot fail."""

import math
from collections.abc import Collection, Sequence

from clampdown.errors import Problem, did_you_mean
from clampdown.experiments.claims.grammar import EVENTS, STATES, WAYS
from clampdown.experiments.claims.leaf import default_form
from clampdown.experiments.claims.silent import lag_mistakes, silent_mistakes
from clampdown.experiments.claims.spans import Setting, number_of, window_of
from clampdown.experiments.claims.vocabulary import Vocabulary
from clampdown.schema.model import Mistakes
from clampdown.schema.pattern_expect import Expectation, Versus
from clampdown.schema.pattern_quantity import Quantity
from clampdown.schema.pattern_where import Days, Where
from clampdown.schema.reading import Document, Loc

SHARES = ("share", "top_share", "gini", "unit_days")
SIGNED_FORMS = ("gradient", "correlation", "first_day", "peak_day")


def expectation_problems(
    one: Expectation, words: Vocabulary, settings: Sequence[Setting], document: Document, loc: Loc
) -> list[Problem]:
    """Return what is wrong with an expectation.

    Parameters
    ----------
    one : Expectation
    words : what may be named
    settings : when the change holds, at default values: for the expectation, and for each effect that it is
        held against
    document, loc : where it stands
    """
    if one.cannot:
        return []
    found = quantity_mistakes(one, one.model_fields_set, words, settings[0], ()) + _idle_value(one)
    others: list[tuple[Loc, Versus]] = [(("versus",), one.versus)] if one.versus is not None else []
    others += [(("part_of", i), other) for i, other in enumerate(one.part_of)]
    for (at, other), setting in zip(others, settings[1:], strict=True):
        found += quantity_mistakes(other.completed(one), other.model_fields_set, words, setting, at)
    return [document.problem((*loc, *at), what, remedy) for at, what, remedy in found]


def chance_mistakes(expect: Sequence[Expectation]) -> Mistakes:
    """Return first days of one arm that chance could bring about, by number of the expectation.

    Small numbers reach any level some day. So the day must also be said to differ from another arm's.
    """
    compared = [one for one in expect if one.form == "first_day" and one.difference is not None]
    found: Mistakes = []
    for i, one in enumerate(expect):
        if one.form != "first_day" or one.value is None:
            continue
        own = (one.metric, one.where, one.level)
        if not any((other.metric, other.where, other.level) == own for other in compared):
            what = "A level is reached some day by chance, so a first day of one arm proves little."
            remedy = "Say beside it how it differs from another arm's, with the same metric, where and level."
            found.append((("expect", i, "value"), what, remedy))
    return found


def quantity_mistakes(
    quantity: Quantity, written: Collection[str], words: Vocabulary, setting: Setting, at: Loc
) -> Mistakes:
    """Return what is wrong with a quantity and those combined with it, by keys below the expectation.

    Parameters
    ----------
    quantity : with everything inherited filled in
    written : fields that it gives itself
    words : what may be named
    setting : when the change holds
    at : where it stands
    """
    metric = quantity.metric or ""
    if metric not in words.metrics():
        hint = did_you_mean(metric, words.metrics())
        return [((*at, "metric"), f"There is no metric '{metric}'.", hint)]
    where, found = quantity.where or Where(), _below(silent_mistakes(quantity, written, words, setting), at)
    if "where" in written or not at:
        found += _below(words.filter_mistakes(where, metric), (*at, "where"))
    else:
        found += [((*at,), what, hint) for _, what, hint in words.filter_mistakes(where, metric)]
    if quantity.of_which is not None:
        found += _below(words.filter_mistakes(quantity.of_which, metric), (*at, "of_which"))
    found += _form_mistakes(quantity, words, at) + _day_mistakes(quantity, written, setting, at)
    beside = [quantity.second] if quantity.second is not None else []
    beside += [("with", quantity.with_)] if quantity.with_ is not None else []
    for name, other in beside:
        whole = other.completed(quantity)
        found += quantity_mistakes(whole, other.model_fields_set, words, setting, (*at, name))
    return found


def _below(mistakes: Mistakes, at: Loc) -> Mistakes:
    return [((*at, *loc), what, remedy) for loc, what, remedy in mistakes]


def _form_mistakes(quantity: Quantity, words: Vocabulary, at: Loc) -> Mistakes:
    metric = quantity.metric or ""
    form, known = quantity.form or default_form(metric), words.forms(metric)
    if form not in known:
        return [((*at, "form"), f"'{metric}' has no form '{form}'.", f"It has: {', '.join(known)}.")]
    found: Mistakes = []
    if quantity.by in ("person", "officer") and metric not in EVENTS:
        found.append(
            ((*at, "by"), f"'{metric}' is not noted by {quantity.by}.", "Take an event, or by: place.")
        )
    officer = quantity.where.officer if quantity.where else None
    if quantity.by == "officer" and officer is not None and officer.tenure is not None:
        what = "Officers of some tenure are others every day."
        found.append(((*at, "where", "officer", "tenure"), what, "Take a quality as the run begins."))
    if quantity.of is not None and metric not in EVENTS:
        found.append(((*at, "of"), f"'{metric}' carries no amount.", f"Events do: {', '.join(EVENTS)}."))
    if form in ("rank", "gradient"):
        found += _group_mistakes(quantity, words, at)
    return found


def _group_mistakes(quantity: Quantity, words: Vocabulary, at: Loc) -> Mistakes:
    """Return what is wrong with the group that a rank or a gradient runs over."""
    metric, by = quantity.metric or "", str(quantity.by)
    found: Mistakes = []
    if by == "distance":
        if not words.located:
            found.append(
                ((*at, "by"), "The places of this pack have no coordinates.", "Choose another group.")
            )
    elif by not in words.fields(metric):
        what = f"'{metric}' cannot be told apart by '{by}'."
        found.append(((*at, "by"), what, f"It takes: {', '.join(words.fields(metric))}."))
    states = metric in STATES or metric in WAYS
    each = quantity.each or ("mean" if states else "rate")
    if each not in words.forms(metric):
        found.append(
            ((*at, "each"), f"'{metric}' has no form '{each}'.", f"It has: {', '.join(words.forms(metric))}.")
        )
    if by == "rung" and each == "rate":
        found.append(
            ((*at, "each"), "People are on no rung before a case.", "Say each: count, mean or share.")
        )
    return found


def _day_mistakes(quantity: Quantity, written: Collection[str], setting: Setting, at: Loc) -> Mistakes:
    """Return windows that lie outside the run, and directives that it does not have."""
    found: Mistakes = []
    for name in ("days", "than"):
        days: Days | None = getattr(quantity, name)
        if days is None or (name not in written and at):
            continue
        if days.of is not None and days.of not in setting.terms:
            hint = did_you_mean(days.of, setting.terms)
            found.append(((*at, name, "of"), f"No arm has the directive '{days.of}'.", hint))
            continue
        window = window_of(days, setting)
        if days.around is None and (window.first < 0 or window.stop > setting.days or window.days < 1):
            found.append(
                ((*at, name), _outside(setting), "Move it, or make the run longer with set: {days: …}.")
            )
    known = not any(where[-1:] == ("of",) for where, *_ in found)
    return found + (_below(lag_mistakes(quantity, setting), at) if known and "lag" in written else [])


def _outside(setting: Setting) -> str:
    first, last = (number_of(day, setting.day_one) for day in (0, setting.days - 1))
    return f"The window lies outside the run, which goes from day {first:g} to day {last:g} of the change."


def _idle_value(one: Expectation) -> Mistakes:
    """Return ranges of a value that cannot fail, or cannot hold."""
    if one.value is None or one.second is not None:
        return []
    metric = one.metric or ""
    form = one.form or default_form(metric)
    signed = form in SIGNED_FORMS or (metric in STATES and STATES[metric].signed)
    if signed and form != "correlation":
        return []
    low, high = (-1.0, 1.0) if form == "correlation" else (0.0, 1.0 if form in SHARES else math.inf)
    if one.value.holds(low) and (one.value.holds(high) or one.value.high == math.inf == high):
        return [(("value",), f"A {form} '{one.value.text}' cannot fail.", "Write a closer range.")]
    ends = (one.value.low, one.value.high)
    if ends[1] < low or ends[0] > high or (one.value.strict and (ends[1] == low or ends[0] == high)):
        return [(("value",), f"A {form} '{one.value.text}' cannot hold.", "Write another range.")]
    return []
