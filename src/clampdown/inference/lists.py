"""Lists of victims, from items as a researcher receives them: who counts, and who is on how many lists.

What goes in are frames with the columns of items, of people named in them and of the key; what comes out
are counts. Nothing that leaves this module is about one person.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from clampdown.errors import InputError, Problem, did_you_mean
from clampdown.inference.linkage import Errors, linked
from clampdown.inference.reading import COUNT
from clampdown.inference.table import MOST_LISTS

STRATA = ("province", "month", "sex", "age_band")
WITHHELD = "withheld"


@dataclass(frozen=True)
class Universe:
    """Whom lists are to count: the N.

    Attributes
    ----------
    event : kind of event, as items name it
    provinces, places : ids; both empty for everywhere
    first, last : days on which it happened; None without limit
    sex : `female` or `male`; None for all
    """

    event: str
    provinces: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None
    sex: str | None = None

    def holds(self, day: str) -> pl.Expr:
        """Return whether a row belongs, by a column of days and the columns `province`, `place`, `sex`.

        Parameters
        ----------
        day : name of the column
        """
        found = pl.lit(value=True)
        if self.provinces or self.places:
            found &= pl.col("province").is_in(self.provinces) | pl.col("place").is_in(self.places)
        if self.first is not None:
            found &= pl.col(day) >= self.first
        if self.last is not None:
            found &= pl.col(day) <= self.last
        if self.sex is not None:
            found &= pl.col("sex") == self.sex
        return found.fill_null(value=False)


@dataclass(frozen=True)
class Listing:
    """What lists show.

    Attributes
    ----------
    lists : names
    counts : people by pattern of lists, pattern 1 first
    strata : `province`, `month`, `sex`, `age_band`, `pattern`, `people`; what was withheld says so
    entries : of each list, before any linking
    unplaced : entries of the event that tell too little to say whether they belong to the universe
    published : people told by items of the universe, named or not, what was corrected left out
    """

    lists: tuple[str, ...]
    counts: tuple[int, ...]
    strata: pl.DataFrame
    entries: tuple[int, ...]
    unplaced: int
    published: int


def make_lists(  # noqa: PLR0913  (all but three by keyword)
    items: pl.DataFrame,
    people: pl.DataFrame,
    key: pl.DataFrame,
    *,
    universe: Universe,
    lists: Mapping[str, Sequence[str]],
    errors: Errors,
    seed: int,
    deduplicate: bool = True,
) -> Listing:
    """Return the lists that a researcher makes of items, people linked from list to list with errors.

    Items carry no names. The key stands for them: whoever is the same person by the key is recognised, but
    for the errors.

    Parameters
    ----------
    items, people, key : frames as in the files of a run
    universe : Universe
    lists : observers of each list, by the list's name
    errors : Errors
    seed : of the errors
    deduplicate : whether entries of one list are linked with one another too
    """
    current = corrected(items)
    own = current.filter(pl.col("kind") == universe.event)
    entries = entries_of(own, items, people, key, lists)
    inside = entries.filter(universe.holds("day"))
    marks = linked(inside, errors, seed, deduplicate=deduplicate)
    groups = _groups(inside.with_columns(group=marks), tuple(lists))
    observers = [observer for group in lists.values() for observer in group]
    told = own.filter(pl.col("observer").is_in(observers)).with_columns(sex=pl.lit(None, dtype=pl.String))
    whole = Universe(universe.event, universe.provinces, universe.places, universe.first, universe.last)
    return Listing(
        tuple(lists),
        _counts(groups, len(lists)),
        groups.group_by(*STRATA, "pattern").agg(people=pl.len().cast(pl.Int64)).sort(*STRATA, "pattern"),
        tuple(inside.filter(pl.col("list") == name).height for name in lists),
        entries.filter(_says_too_little(universe)).height,
        int(told.filter(whole.holds("day"))["count"].sum()),
    )


def check_lists(lists: Mapping[str, Sequence[str]], known: Sequence[str]) -> None:
    """Refuse lists whose observers there are not, or stand twice, and names that would not be told apart.

    Parameters
    ----------
    lists : observers of each list, by the list's name
    known : observers that there are

    Raises
    ------
    InputError
        With every problem.
    """
    named = [observer for group in lists.values() for observer in group]
    problems = [
        Problem(f"There is no observer '{name}'.", did_you_mean(name, known))
        for name in named
        if name not in known
    ]
    problems += [
        Problem(
            f"The observer '{name}' stands on two lists.", "A list that is counted twice overlaps itself."
        )
        for name in set(named)
        if named.count(name) > 1
    ]
    problems += [
        Problem(f"'{name}' names a column of the tables.", "Call the list something else.")
        for name in lists
        if name.lower() in (*STRATA, *COUNT)
    ]
    if len(lists) > MOST_LISTS:
        problems.append(Problem(f"There are {len(lists)} lists; at most {MOST_LISTS} are taken."))
    if problems:
        raise InputError(problems)


def corrected(items: pl.DataFrame) -> pl.DataFrame:
    """Return the items that stand, corrected ones left out, with the middle of what they tell as `day`.

    Parameters
    ----------
    items : frame as in the file of a run
    """
    standing = items.filter(~pl.col("item").is_in(items["corrects"].drop_nulls().implode()))
    half = (pl.col("told_to") - pl.col("told_from")).dt.total_days() // 2
    return standing.with_columns(day=pl.col("told_from") + pl.duration(days=half))


def entries_of(
    standing: pl.DataFrame,
    items: pl.DataFrame,
    people: pl.DataFrame,
    key: pl.DataFrame,
    lists: Mapping[str, Sequence[str]],
) -> pl.DataFrame:
    """Return one row per person named by the observers of the lists, in order of publication.

    Whom a corrected item named is kept with what the correction says, unless the correction names people
    itself.

    Parameters
    ----------
    standing : items that stand, from `corrected`
    items, people, key : frames as in the files of a run
    lists : observers of each list, by the list's name
    """
    by_list = [(observer, name) for name, group in lists.items() for observer in group]
    of_list = pl.DataFrame(by_list, schema={"observer": pl.String, "list": pl.String}, orient="row")
    person = key.filter(pl.col("line") > 0).select("item", "line", person="case")
    heard = _named_by(standing, items, people)
    return (
        heard.join(people, left_on="named_in", right_on="item")
        .join(person, left_on=["named_in", "line"], right_on=["item", "line"], how="left")
        .join(standing, on="item")
        .join(of_list, on="observer")
        .with_columns(month=pl.col("day").dt.strftime("%Y-%m"))
        .sort("published", "named_in", "line")
        .select("list", "named_in", "line", "person", "day", "place", *STRATA)
    )


def _named_by(standing: pl.DataFrame, items: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return which item names the people of each item that stands: itself, or the last one it corrects."""
    corrects = dict(items.select("item", "corrects").iter_rows())
    naming = set(people["item"])
    rows = []
    for item in standing["item"]:
        source = item
        while source not in naming and corrects.get(source):
            source = corrects[source]
        rows.append((item, source))
    return pl.DataFrame(rows, schema={"item": pl.String, "named_in": pl.String}, orient="row")


def _says_too_little(universe: Universe) -> pl.Expr:
    """Return whether an entry lacks what it takes to say that it belongs."""
    found = pl.lit(value=False)
    if universe.places:
        found |= pl.col("place").is_null() & ~pl.col("province").is_in(universe.provinces).fill_null(False)
    elif universe.provinces:
        found |= pl.col("province").is_null()
    if universe.sex is not None:
        found |= pl.col("sex").is_null()
    return found


def _groups(entries: pl.DataFrame, lists: tuple[str, ...]) -> pl.DataFrame:
    """Return one row per person found: the pattern of lists, and what the first entry to tell says."""
    bits = {name: 1 << place for place, name in enumerate(lists)}
    said = [pl.col(name).drop_nulls().first().fill_null(WITHHELD) for name in STRATA]
    pattern = pl.col("list").replace_strict(bits, return_dtype=pl.Int64).unique().sum().alias("pattern")
    return entries.group_by("group", maintain_order=True).agg(pattern, *said)


def _counts(groups: pl.DataFrame, lists: int) -> tuple[int, ...]:
    """Return people by pattern, pattern 1 first."""
    found = dict(groups.group_by("pattern").len().iter_rows())
    return tuple(int(found.get(pattern, 0)) for pattern in range(1, 2**lists))


def without_empty(lists: Sequence[str], counts: Sequence[int]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return lists and counts by pattern without the lists that hold nobody, of which nothing can be told.

    Parameters
    ----------
    lists : names
    counts : people by pattern, pattern 1 first

    Examples
    --------
    >>> without_empty(["a", "b", "c"], [4, 0, 0, 5, 6, 0, 0])
    (('a', 'c'), (4, 5, 6))
    """
    held = [n for n in range(len(lists)) if any(c for p, c in enumerate(counts, start=1) if p >> n & 1)]
    left = []
    for pattern in range(1, 2 ** len(held)):
        was = sum(1 << old for new, old in enumerate(held) if pattern >> new & 1)
        left.append(counts[was - 1])
    return tuple(lists[n] for n in held), tuple(left)
