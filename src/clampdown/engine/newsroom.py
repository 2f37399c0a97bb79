"""What outlets make of the dispatches they receive: stories, items, corrections.

An outlet never sees an event. It takes two dispatches for one story if they speak of the same thing in
the same county on nearly the same day; a dispatch that garbled county or date becomes a second story.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clampdown.day.outside import ORDER, TOLD
from clampdown.rules import witnessing
from clampdown.schema.observer import Outlet

I8 = NDArray[np.int64]
NOWHERE = -1


class Dispatch(NamedTuple):
    """What a source told an outlet.

    Attributes
    ----------
    due : day it is ready for print
    outlet : number
    source : row of the person who tells, the same in whatever network
    province : the source's own
    number : of the event; below 0 where there was none
    kind : code in TOLD
    place, day, exact, size : as told; `exact` is 0 where only the month is certain
    wide : 1 for what is said to hold in more than one province
    """

    due: int
    outlet: int
    source: int
    province: int
    number: int
    kind: int
    place: int
    day: int
    exact: int
    size: int
    wide: int


class Item(NamedTuple):
    """What an outlet published.

    Attributes
    ----------
    outlet, published, number, kind, exact : as in Dispatch
    day : that it tells of
    province, place : rows; NOWHERE where withheld
    size : people it tells of
    corrects : item that it corrects, NOWHERE for none
    story_place : the county that the outlet knows and may have withheld
    """

    outlet: int
    published: int
    number: int
    kind: int
    day: int
    exact: int
    province: int
    place: int
    size: int
    corrects: int
    story_place: int


@dataclass
class Story:
    """What an outlet takes to be one event.

    Attributes
    ----------
    first : the dispatch that opened it
    told : by source, its province and the count it told
    item : last item about it, NOWHERE before it is published
    size : people told of in that item
    """

    first: Dispatch
    told: dict[int, tuple[int, int]] = field(default_factory=dict)
    item: int = NOWHERE
    size: int = 0


class House(NamedTuple):
    """What an outlet needs to know of the country, and of its own habits.

    Attributes
    ----------
    outlets : in order of id
    residents : of each place
    province : of each place
    reach, visible, nearness : as in `day.outside.find_aware`
    orders : how visible each order is, by its number
    same_days, correction : records of the same names
    """

    outlets: Sequence[Outlet]
    residents: NDArray[np.float64]
    province: I8
    reach: float
    visible: NDArray[np.float64]
    orders: Mapping[int, float]
    nearness: NDArray[np.float64]
    same_days: float
    correction: float


class Newsroom:
    """The desks of all outlets.

    Attributes
    ----------
    post : dispatches that are not ready for print
    stories, items : in order of arrival and of publication
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self.post: list[Dispatch] = []
        self.stories: list[Story] = []
        self.items: list[Item] = []
        self._known: dict[tuple[int, int], list[Story]] = {}

    def receive(self, dispatches: Iterable[Dispatch]) -> None:
        """Take in dispatches, to be printed when they are ready."""
        self.post += dispatches

    def print_due(self, t: int) -> list[Item]:
        """Return what is published today."""
        due = sorted(one for one in self.post if one.due <= t)
        self.post = [one for one in self.post if one.due > t]
        before = len(self.items)
        for dispatch in due:
            self._file(dispatch, t)
        return self.items[before:]

    def _file(self, dispatch: Dispatch, t: int) -> None:
        """Put a dispatch to its story and publish what can be."""
        story = self._story(dispatch)
        fresh = dispatch.source not in story.told
        story.told.setdefault(dispatch.source, (dispatch.province, dispatch.size))
        count = round(median(count for _, count in story.told.values()))
        unprinted = story.item == NOWHERE
        if self._is_borne_out(story) if unprinted else fresh and self._is_off(story.size, count):
            self._publish(story, count, t)

    def _story(self, dispatch: Dispatch) -> Story:
        """Return the story a dispatch belongs to, a new one if it seems to tell of something else."""
        known = self._known.setdefault((dispatch.outlet, dispatch.number), [])
        for story in known:
            near = abs(story.first.day - dispatch.day) <= self.house.same_days
            if dispatch.kind == ORDER or (story.first.place == dispatch.place and near):
                return story
        story = Story(dispatch)
        known.append(story)
        self.stories.append(story)
        return story

    def _is_borne_out(self, story: Story) -> bool:
        """Return whether enough sources from enough provinces have told of it."""
        outlet = self.house.outlets[story.first.outlet]
        if not story.first.wide:
            return len(story.told) >= outlet.local.sources
        provinces = {province for province, _ in story.told.values()}
        return len(story.told) >= outlet.rule.sources and len(provinces) >= outlet.rule.provinces

    def _is_off(self, printed: int, count: int) -> bool:
        """Return whether what was printed is too far from what is now told."""
        low, high = sorted((printed, count))
        return low > 0 and high / low >= self.house.correction

    def _publish(self, story: Story, count: int, t: int) -> None:
        """Print an item, with as much of the place as it dares to give away; a correction gives no more."""
        first, corrected = story.first, story.item
        if corrected == NOWHERE:
            province, place = self._where(first, count)
        else:
            province, place = self.items[corrected].province, self.items[corrected].place
        item = Item(
            first.outlet, t, first.number, first.kind, min(first.day, t), first.exact, province, place,
            count, corrected, first.place,
        )  # fmt: skip
        story.item, story.size = len(self.items), count
        self.items.append(item)

    def _where(self, told: Dispatch, count: int) -> tuple[int, int]:
        """Return province and county as printed, NOWHERE where too few people could have told of it."""
        house, province = self.house, int(self.house.province[told.place])
        if told.wide:
            return NOWHERE, NOWHERE
        fewest = house.outlets[told.outlet].withhold
        size = float(max(count, 1))
        visible = house.orders[told.number] if told.kind == ORDER else float(house.visible[told.kind])
        knows = [float(witnessing.awareness(house.reach, visible, size, near)) for near in house.nearness[1:]]
        around = float(house.residents[told.place])
        if told.kind != ORDER and around * knows[0] >= fewest:
            return province, told.place
        beyond = float(house.residents[house.province == province].sum()) - around
        return (province if around * knows[0] + beyond * knows[1] >= fewest else NOWHERE), NOWHERE

    def arrays(self) -> dict[str, I8]:
        """Return all that a checkpoint has to keep."""
        stories = [(*story.first, story.item, story.size) for story in self.stories]
        told = [(n, s, *told) for n, story in enumerate(self.stories) for s, told in story.told.items()]
        tables: dict[str, tuple[list[Any], int]] = {
            "post": (self.post, len(Dispatch._fields)), "items": (self.items, len(Item._fields)),
            "stories": (stories, len(Dispatch._fields) + 2), "told": (told, 4),
        }  # fmt: skip
        return {
            name: np.array(rows, dtype=np.int64).reshape(-1, width) for name, (rows, width) in tables.items()
        }

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up the state that `arrays` gave."""
        self.post = [Dispatch(*row) for row in arrays["post"].tolist()]
        self.items = [Item(*row) for row in arrays["items"].tolist()]
        self.stories, self._known = [], {}
        for *first, item, size in arrays["stories"].tolist():
            story = Story(Dispatch(*first), {}, item, size)
            self.stories.append(story)
            self._known.setdefault((story.first.outlet, story.first.number), []).append(story)
        for n, source, province, count in arrays["told"].tolist():
            self.stories[n].told[source] = (province, count)


def counted(items: Iterable[Item], province: I8, places: int) -> I8:
    """Return new items by place and kind, shape (places, kinds).

    An item that gives no county counts at the first place of its province, one that gives none at the first
    place of the country; a correction is not counted again.
    """
    out = np.zeros((places, len(TOLD)), dtype=np.int64)
    for item in items:
        if item.corrects == NOWHERE:
            at = item.place
            if at == NOWHERE:
                at = 0 if item.province == NOWHERE else int(np.flatnonzero(province == item.province)[0])
            out[at, item.kind] += 1
    return out
