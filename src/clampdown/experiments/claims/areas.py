"""From places as a pattern writes them to rows of the pack's places."""

from collections.abc import Callable

import numpy as np

from clampdown.experiments.claims.panel import B1, F8, Geography
from clampdown.experiments.claims.spans import Setting
from clampdown.schema.pattern_where import AreaTerm, Before, Near, Where

EARTH = 6371.0  # km
NEIGHBOURS = 4  # nearest untreated places of a treated one that count as adjacent
Rates = Callable[[], F8]


def treated(places: Geography, setting: Setting) -> B1:
    """Return the places where a change holds."""
    if not setting.areas:
        return np.ones(len(places.ids), dtype=np.bool_)
    rows = zip(places.ids, places.provinces, places.border, strict=True)
    return np.array([any(area.covers(i, p, bool(b)) for area in setting.areas) for i, p, b in rows])


def places_of(where: Where, places: Geography, setting: Setting, rates: Rates) -> B1:
    """Return the simulated places that a filter means.

    Parameters
    ----------
    where : Where
    places : Geography
    setting : Setting, which says where the change holds
    rates : gives the metric's rate of each place in the 30 days before, where a filter asks for it
    """
    mask = places.lived.copy()
    if where.area:
        terms = [_term(term, places, setting, rates) for term in where.area]
        mask &= np.any(terms, axis=0)
    if where.zone is not None:
        mask &= places.border if where.zone == "border" else ~places.border
    return mask


def _term(term: AreaTerm, places: Geography, setting: Setting, rates: Rates) -> B1:
    if isinstance(term, Near):
        start = treated(places, setting) if term.near == "treated" else np.array(places.ids) == term.near
        away = distance_from(places, start)
        return (away >= term.km[0]) & (away <= term.km[1])
    if isinstance(term, Before):
        return _most(rates(), places.lived, term)
    here = treated(places, setting)
    named: dict[str, Callable[[], B1]] = {
        "everywhere": lambda: np.ones_like(here), "treated": lambda: here, "untreated": lambda: ~here,
        "adjacent": lambda: adjacent(places, here), "elsewhere": lambda: ~here & ~adjacent(places, here),
        "border": lambda: places.border, "inland": lambda: ~places.border,
    }  # fmt: skip
    if term in named:
        return named[term]()
    by_name: B1 = (np.array(places.ids) == term) | (np.array(places.provinces) == term)
    return by_name


def adjacent(places: Geography, here: B1) -> B1:
    """Return the untreated places that lie next to treated ones."""
    if here.all() or not here.any():
        return np.zeros_like(here)
    if np.isnan(places.lat).any():
        provinces = np.array(places.provinces)
        return ~here & np.isin(provinces, provinces[here])
    found = np.zeros_like(here)
    others = np.flatnonzero(~here)
    for row in np.flatnonzero(here):
        away = _distances(places, int(row))[others]
        found[others[np.argsort(away, kind="stable")[:NEIGHBOURS]]] = True
    return found


def distance_from(places: Geography, start: B1) -> F8:
    """Return the kilometres from each place to the nearest of some others; infinite without coordinates."""
    if not start.any() or np.isnan(places.lat).any():
        return np.where(start, 0.0, np.inf)
    return np.asarray(np.min([_distances(places, int(row)) for row in np.flatnonzero(start)], axis=0))


def _distances(places: Geography, row: int) -> F8:
    """Return great-circle kilometres from one place to all (haversine)."""
    lat, lon = np.radians(places.lat), np.radians(places.lon)
    half = np.sin((lat - lat[row]) / 2) ** 2
    half += np.cos(lat) * np.cos(lat[row]) * np.sin((lon - lon[row]) / 2) ** 2
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def _most(rates: F8, lived: B1, term: Before) -> B1:
    """Return the places at the top, or the bottom, of a list; at least one."""
    rows = np.flatnonzero(lived)
    count = max(1, round(term.share * len(rows)))
    sign = -1.0 if term.before == "top" else 1.0
    found = np.zeros_like(lived)
    found[rows[np.argsort(sign * rates[rows], kind="stable")[:count]]] = True
    return found
