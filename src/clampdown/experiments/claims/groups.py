"""From people, events and officers as a pattern writes them to filters of tables."""

import functools
import operator
from collections.abc import Iterable
from typing import Any

import polars as pl

from clampdown.experiments.claims.grammar import ACTS, FIXED, NEVER, PEOPLE
from clampdown.experiments.claims.panel import Names, Panel
from clampdown.schema.pattern_history import KinHeld
from clampdown.schema.pattern_officers import Limits
from clampdown.schema.pattern_people import History, Release
from clampdown.schema.pattern_where import Where


def act_columns(names: Names, *filters: Where) -> set[str]:
    """Return the columns of the table of acts that some filters read, besides those that everybody reads."""
    found = {"tenure" for where in filters if where.officer is not None and where.officer.tenure is not None}
    for where in filters:
        for name in where.given:
            if name in (*PEOPLE, *ACTS):
                found |= set(_act_term(name, where, names).meta.root_names())
    return found


def act_rows(panel: Panel, *filters: Where) -> pl.DataFrame:
    """Return the rows of the table of acts that satisfy all filters; places are left to the caller."""
    rows = panel.noted_acts()
    for where in filters:
        terms = [_act_term(name, where, panel.names) for name in where.given if name in (*PEOPLE, *ACTS)]
        if terms:
            rows = rows.filter(_all(terms))
        if where.officer is not None:
            rows = rows.filter(pl.col("beat").is_in(officer_beats(panel, where).to_list()))
            served = where.officer.tenure
            rows = rows.filter(within("tenure", served)) if served is not None else rows
    return rows


def headcounts(panel: Panel, where: Where) -> pl.DataFrame:
    """Return the kinds of people that a filter means; what changes with time does not narrow them."""
    terms = [_person_term(name, where, panel.names) for name in where.given if name in FIXED]
    return panel.people.filter(_all(terms)) if terms else panel.people


def officer_beats(panel: Panel, where: Where) -> pl.Series:
    """Return the beats of the officers that a filter means: halves at the median of each quality."""
    rows = panel.beats
    if where.officer is not None:
        for name, half in where.officer.halves.items():
            high = pl.col(name) > panel.beats[name].median()
            rows = rows.filter(high if half == "high" else ~high)
    return rows["beat"]


def _act_term(name: str, where: Where, names: Names) -> pl.Expr:
    """Return one field of a filter as an expression on the table of acts."""
    if name in FIXED:
        return _person_term(name, where, names)
    value = getattr(where, name)
    if isinstance(value, Limits):
        return within(name, value)
    if isinstance(value, History | KinHeld | Release):
        return _past(value)
    if isinstance(value, bool):
        return pl.col(name).cast(pl.Boolean) == value
    return _labelled(name, value, names)


def _past(value: History | KinHeld | Release) -> pl.Expr:
    """Return a field about what a person, or the household, went through before as an expression."""
    if isinstance(value, History):
        return _history(value)
    if isinstance(value, Release):
        return _released(value)
    lately = pl.col("kin_since") <= 1 + value.within  # as of the evening before
    return lately if value.held else ~lately


def _labelled(name: str, value: Any, names: Names) -> pl.Expr:
    """Return one field that names labels as an expression."""
    if name == "rung_at_least":
        return pl.col("rung").is_in(names.rungs[names.rungs.index(value) :])
    if name == "role":
        return pl.col("kind").is_in([kind for kind, roles in names.roles_of.items() if roles & set(value)])
    if name in ("domain", "organ"):
        known = names.domain_of if name == "domain" else names.organ_of
        return pl.col("kind").is_in([kind for kind, what in known.items() if what in value])
    return pl.col(name).is_in(value)


def _person_term(name: str, where: Where, names: Names) -> pl.Expr:
    """Return one field that says who a person is as an expression."""
    if name in ("sex", "kin"):
        wanted: str | bool = getattr(where, name)
        return pl.col(name) == wanted
    if name == "years" and where.years is not None:
        return within("years", where.years)
    if name == "flag":
        return _any(_flag(flag, names) for flag in where.flag)
    field = "social_class" if name == "class" else name
    return pl.col(name).is_in(getattr(where, field))


def _flag(flag: str, names: Names) -> pl.Expr:
    bits = pl.col("flags").cast(pl.Int64)
    if flag in ("any", "none"):
        return (bits != 0) if flag == "any" else (bits == 0)
    return (bits & (1 << names.flags.index(flag))) != 0


def _history(history: History) -> pl.Expr:
    act, case = pl.col("since_act"), pl.col("since_case")
    return {
        "never": act >= NEVER,
        "active": act <= history.within,
        "lapsed": (act > history.within) & (act < NEVER),
        "punished": case <= history.within,
        "first_case": case >= NEVER,
    }[history.what]


def _released(released: Release) -> pl.Expr:
    days = pl.col("since_out") < NEVER
    if released.how is not None:
        days &= pl.col("early") == (released.how == "early")
    return days if released.days is None else days & within("since_out", released.days)


def within(column: str, limits: Limits) -> pl.Expr:
    """Return whether a column lies within limits."""
    low = pl.lit(value=True) if limits.min is None else pl.col(column) >= limits.min
    return low if limits.max is None else low & (pl.col(column) <= limits.max)


def _all(terms: Iterable[pl.Expr]) -> pl.Expr:
    return functools.reduce(operator.and_, terms)


def _any(terms: Iterable[pl.Expr]) -> pl.Expr:
    return functools.reduce(operator.or_, terms)
