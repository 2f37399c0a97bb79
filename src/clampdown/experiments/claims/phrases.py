"""Quantities, effects and ranges in words."""

import math

from clampdown.experiments.claims.effects import Effect, Term, leaves, terms_of
from clampdown.experiments.claims.leaf import default_form
from clampdown.experiments.wording import as_ratio, two_digits
from clampdown.schema.pattern import Pattern
from clampdown.schema.pattern_expect import Expectation
from clampdown.schema.pattern_quantity import Quantity
from clampdown.schema.pattern_where import Days, Where

TOTALS = ("count", "sum", "distinct")
USUAL = (("change", "base"),)
CLOSE = 0.1  # from 1: ratios of which a third decimal is shown


def quantity_in_words(quantity: Quantity) -> str:
    """Return a quantity as a phrase.

    Examples
    --------
    >>> quantity_in_words(Quantity.model_validate({"metric": "bribes", "form": "median", "days": [1, 30]}))
    'median of bribes, days 1 to 30'
    """
    metric = quantity.metric or ""
    form = quantity.form or default_form(metric)
    head = metric if form == default_form(metric) else f"{form.replace('_', ' ')} of {metric}"
    parts = [head + (f" by {quantity.by}" if quantity.by else "")]
    parts += [f"{name} {text}" for name, text in _where(quantity.where)]
    parts += [f"of which {name} {text}" for name, text in _where(quantity.of_which)]
    parts += [_days(quantity.days)]
    said = ", ".join(part for part in parts if part)
    if quantity.second is None:
        return said
    name, second = quantity.second
    return f"({said}) {name} ({quantity_in_words(second.completed(quantity))})"


def _where(where: Where | None) -> list[tuple[str, str]]:
    if where is None:
        return []
    plain = where.model_dump(by_alias=True, exclude_defaults=True, exclude_none=True, mode="json")
    if where.history is not None:
        plain["history"] = f"{where.history.what} ({where.history.within} days)"
    return [(name.replace("_", " "), _value(value)) for name, value in plain.items()]


def _value(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name} {_value(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return " or ".join(_value(one) for one in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _days(days: Days | None) -> str:
    if days is None:
        return "during the change"
    if days.span is not None:
        return {"all": "all days"}.get(days.span, f"{days.span} the change")
    if days.calendar:
        return " and ".join(days.calendar)
    if days.around:
        return f"days {days.start} to {days.to} around the peak"
    said = f"days {days.start} to {days.to}" if days.start != days.to else f"day {days.start}"
    return f"{said} of the {days.at} of {days.of}" if days.of else said


def compared_in_words(one: Expectation, pattern: Pattern) -> str:
    """Return which arms are compared, where they are not the usual two, and with what else."""
    own, *others = terms_of(one, pattern)
    if one.alone:
        return f"in {own.arms[0][0]}"
    said = "" if own.arms == USUAL else _arms(one, own)
    if not others:
        return said
    beside = " and ".join(
        quantity_in_words(other.quantity) + (f", {_arms(one, other)}" if other.arms != USUAL else "")
        for other in others
    )
    return (
        f"{said + ', ' if said else ''}{'as part of that on' if one.part_of else 'against that on'} {beside}"
    )


def _arms(one: Expectation, term: Term) -> str:
    joint = "minus" if one.scale == "difference" else "over"
    return (" over " if one.scale == "ratio" else " minus ").join(
        f"({first} {joint} {second})" for first, second in term.arms
    )


def range_in_words(one: Expectation) -> str:
    """Return what is expected."""
    if one.null is None:
        return f"{one.scale} {one.range.text}"
    low, high = one.null.margin
    return f"{one.scale} within {low:g} to {high:g}"


def _closely(number: float) -> str:
    return f"{number:.3f}"


def is_total(one: Expectation) -> bool:
    """Return whether an effect is a bare number of events, of which only the direction may be shown."""
    if (
        one.scale in ("ratio", "relative")
        or one.part_of
        or (one.second is not None and one.second[0] == "over")
    ):
        return False
    return any((leaf.form or default_form(leaf.metric or "")) in TOTALS for leaf in leaves(one))


def effect_in_words(one: Expectation, effect: Effect) -> str:
    """Return an effect with its interval; of bare totals only the direction.

    Examples
    --------
    >>> one = Expectation.model_validate({"metric": "trust", "ratio": "> 1"})
    >>> effect_in_words(one, Effect(1.2, 1.1, 1.3))
    '1.20 (1.10 to 1.30)'
    """
    if math.isnan(effect.value):
        return "undefined"
    if is_total(one):
        clear = "clearly " if effect.low > 0 or effect.high < 0 else ""
        return "no difference" if effect.value == 0 else f"{clear}{'higher' if effect.value > 0 else 'lower'}"
    near = one.scale == "ratio" and all(abs(end - 1.0) < CLOSE for end in (effect.low, effect.high))
    shown = _closely if near else as_ratio if one.scale == "ratio" else two_digits
    ends = ("none" if math.isinf(end) else shown(end) for end in (effect.low, effect.high))
    return f"{shown(effect.value)} ({' to '.join(ends)})"
