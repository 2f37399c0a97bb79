"""One quantity of one run: which days, which places, and the numbers by day and place."""

from functools import cached_property

import numpy as np

from clampdown.experiments.claims.areas import places_of
from clampdown.experiments.claims.grammar import EVENTS, STATES, WAYS
from clampdown.experiments.claims.panel import B1, F8, Panel
from clampdown.experiments.claims.series import Series, heads_key, of_officers, people_of, series_of
from clampdown.experiments.claims.spans import Setting, anchor_of, clipped, window_of
from clampdown.experiments.windows import Window
from clampdown.schema.pattern_quantity import Quantity
from clampdown.schema.pattern_where import Days, Where

WEEK, MONTH = 7, 30
EARLIER = Days.model_validate([-MONTH, -1])


class Leaf:
    """A quantity without combinations, in one run.

    Parameters
    ----------
    panel : Panel of the run
    setting : Setting that the words of the pattern refer to
    quantity : Quantity, with everything inherited filled in
    shift : days by which the window lies earlier

    Attributes
    ----------
    metric, where, form : of the quantity
    """

    def __init__(self, panel: Panel, setting: Setting, quantity: Quantity, shift: int = 0) -> None:
        self.panel, self.setting, self.quantity, self.shift = panel, setting, quantity, shift
        self.metric: str = quantity.metric or ""
        self.where: Where = quantity.where or Where()
        self.form: str = quantity.form or default_form(self.metric)

    @cached_property
    def places(self) -> B1:
        """The places meant."""
        return places_of(self.where, self.panel.places, self.setting, self._rates_before)

    @cached_property
    def window(self) -> Window:
        """The days meant, as far as the run has them."""
        days = self.quantity.days
        peak = self._peak() if days is not None and days.around == "peak" else None
        found = window_of(days, self.setting, peak)
        return clipped(Window(found.first - self.shift, found.stop - self.shift), self.panel.days)

    @property
    def anchor(self) -> int:
        """The day of the run that the window's numbers call 1."""
        return anchor_of(self.quantity.days, self.setting)

    @cached_property
    def whole(self) -> Series:
        """The numbers of all days and places."""
        return series_of(self.panel, self.setting, self.metric, self.where)

    @cached_property
    def series(self) -> Series:
        """The numbers of the days and places meant."""
        return self.cut(self.whole)

    @cached_property
    def people(self) -> F8:
        """People, or officers, of each place meant of whom the filter speaks; weighted, mean of the days."""
        if of_officers(self.metric, self.where):
            return (
                np.asarray(self.series.heads.mean(axis=0)) if self.series.heads is not None else np.zeros(0)
            )
        key = heads_key(self.where)
        if key is None:
            return people_of(self.panel, self.where)[self.places]
        nights = self.panel.states[key].total[self.window.first : self.window.stop]
        return np.asarray(nights[:, self.places].mean(axis=0))

    def other(self, *, narrow: Where | None = None, amounts: bool = False) -> Series:
        """Return the numbers of the same days with a second filter, or with amounts added up."""
        whole = series_of(self.panel, self.setting, self.metric, self.where, narrow=narrow, amounts=amounts)
        found = self.cut(whole)
        if narrow is None or not (narrow.area or narrow.zone):
            return found
        inside = places_of(narrow, self.panel.places, self.setting, self._rates_before)[self.places]
        heads = None if found.heads is None else found.heads * inside
        return Series(found.total * inside, heads, found.seen * inside, found.stock)

    def cut(self, series: Series) -> Series:
        """Return the days and places meant of some numbers."""
        days = slice(self.window.first, self.window.stop)
        parts = [None if one is None else one[days][:, self.places] for one in series[:3]]
        total, heads, seen = parts
        if total is None or seen is None:
            raise ValueError("A series has sums and counts.")
        return Series(total, heads, seen, series.stock)

    def daily(self) -> F8:
        """Return the weekly mean around each day of the run: a mean of heads, or per 1,000 people."""
        total = self.whole.total[:, self.places].sum(axis=1)
        if self.whole.heads is None:
            return weekly(total)
        heads = self.whole.heads[:, self.places].sum(axis=1)
        return weekly(np.divide(total, heads, out=np.zeros_like(total), where=heads > 0))

    def earlier(self) -> Window:
        """Return the days that a first day or a recovery refers to."""
        return clipped(window_of(self.quantity.than or EARLIER, self.setting), self.panel.days)

    def _peak(self) -> int:
        """Return the middle of the week with the most, from day 1 on."""
        first = min(max(self.setting.day_one, 0), self.panel.days - 1)
        return first + int(np.argmax(self.daily()[first:]))

    def _rates_before(self) -> F8:
        """Return the metric's rate per head of each place in the 30 days before day 1."""
        window = clipped(window_of(EARLIER, self.setting), self.panel.days)
        plain = self.where.model_copy(update={"area": (), "zone": None})
        found = series_of(self.panel, self.setting, self.metric, plain)
        total = found.total[window.first : window.stop].sum(axis=0)
        people = found.heads[window.first : window.stop].sum(axis=0) if found.heads is not None else None
        under = people if people is not None else people_of(self.panel, self.where)
        return np.asarray(np.divide(total, under, out=np.zeros_like(total), where=under > 0))


def default_form(metric: str) -> str:
    """Return the form of a metric where none is given.

    Examples
    --------
    >>> default_form("offences"), default_form("trust")
    ('count', 'mean')
    """
    return "mean" if metric in STATES or metric in WAYS else "count"


def is_event(metric: str) -> bool:
    """Return whether a metric is a filter of the table of acts."""
    return metric in EVENTS


def weekly(values: F8) -> F8:
    """Return the mean of the week around each day; at the ends, of the days there are.

    Examples
    --------
    >>> import numpy as np
    >>> weekly(np.array([0.0, 0.0, 0.0, 7.0, 0.0, 0.0, 0.0]))[3]
    np.float64(1.0)
    """
    if len(values) < WEEK:
        return np.full(len(values), values.mean()) if len(values) else values
    box = np.ones(WEEK)
    return np.asarray(np.convolve(values, box, "same") / np.convolve(np.ones(len(values)), box, "same"))
