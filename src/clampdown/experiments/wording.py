"""Numbers and tables in words: how figures are rounded, set and wrapped wherever they are printed."""

import datetime
import math
import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 100
SIGNIFICANT = 2


def two_digits(number: float | None) -> str:
    """Return a number with two significant digits.

    Examples
    --------
    >>> [two_digits(x) for x in (1234, 12.3, 1.26, 0.0123, 0, None)]
    ['1,200', '12', '1.3', '0.012', '0', '–']
    """
    if number is None or not math.isfinite(number):
        return "–"
    if number == 0:
        return "0"
    places = SIGNIFICANT - 1 - math.floor(math.log10(abs(number)))
    rounded = round(number, places)
    return f"{rounded:,.{max(places, 0)}f}"


def as_ratio(number: float | None) -> str:
    """Return a ratio: two decimals below ten, none above.

    Examples
    --------
    >>> [as_ratio(x) for x in (1, 2.346, 12.3, None)]
    ['1.00', '2.35', '12', '–']
    """
    if number is None or not math.isfinite(number):
        return "–"
    return f"{number:.2f}" if abs(number) < 10 else f"{number:,.0f}"


def as_share(number: float | None) -> str:
    """Return a share in per cent.

    Examples
    --------
    >>> as_share(0.1234), as_share(0.004)
    ('12 %', '0.4 %')
    """
    if number is None or not math.isfinite(number):
        return "–"
    percent = 100 * number
    return f"{percent:.0f} %" if percent >= 1 or percent == 0 else f"{percent:.1g} %"


def plain_number(number: float) -> str:
    """Return a number as somebody would write it by hand.

    Examples
    --------
    >>> plain_number(24.0), plain_number(0.7), plain_number(23349859)
    ('24', '0.7', '23,349,859')
    """
    return f"{number:,.0f}" if number == int(number) else f"{number:,.4g}"


def as_date(day: datetime.date) -> str:
    """Return a date in words.

    Examples
    --------
    >>> as_date(datetime.date(2015, 7, 1))
    '1 July 2015'
    """
    months = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    )  # fmt: skip
    return f"{day.day} {months[day.month - 1]} {day.year}"


def as_bytes(number: float) -> str:
    """Return a size in the unit that suits it.

    Examples
    --------
    >>> as_bytes(3 << 30), as_bytes(5 << 20)
    ('3.0 GiB', '5 MiB')
    """
    gib = number / (1 << 30)
    return f"{gib:.1f} GiB" if gib >= 1 else f"{number / (1 << 20):.0f} MiB"


def as_list(words: Iterable[str]) -> str:
    """Return words as a list within a sentence.

    Examples
    --------
    >>> as_list(["police", "guards", "offices"])
    'police, guards and offices'
    """
    items = list(words)
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def draws_in_words(count: int) -> str:
    """Return how many draws there are.

    Examples
    --------
    >>> draws_in_words(1), draws_in_words(20)
    ('1 draw', '20 draws')
    """
    return f"{count} draw" if count == 1 else f"{count} draws"


def paragraph(text: str, indent: int = 0, hanging: int = 0) -> list[str]:
    """Return a text as lines of at most `WIDTH` characters.

    Parameters
    ----------
    text : str
    indent : int, spaces before every line
    hanging : int, further spaces before every line but the first
    """
    first, rest = " " * indent, " " * (indent + hanging)
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=rest)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1, indent: int = 2) -> list[str]:
    r"""Return a table as lines: the first `left` columns set left, the others right.

    Examples
    --------
    >>> print("\n".join(table(["what", "ratio"], [["held", "2.10"], ["afraid", "12"]], indent=0)))
    what    ratio
    held     2.10
    afraid     12
    """
    every = [list(head), *map(list, rows)] if any(head) else [list(row) for row in rows]
    if not every:
        return []
    widths = [max(len(row[c]) for row in every) for c in range(len(every[0]))]
    lines = []
    for row in every:
        cells = [
            text.ljust(width) if c < left else text.rjust(width)
            for c, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append((" " * indent + "  ".join(cells)).rstrip())
    return lines
