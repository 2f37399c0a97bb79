"""Capture tables from CSV: a column of noughts and ones for each list, and a column `count`."""

import csv
from pathlib import Path

from clampdown.errors import InputError, Problem, shown_path
from clampdown.inference.table import MOST_LISTS, CaptureTable, pattern_of

COUNT = ("count", "freq", "n", "frequency")
NO_ROWS = "Rows per person are refused: count the people of each pattern, and leave every name out."
NOTE = "#"  # before a line that is none of the table
Row = tuple[int, list[str]]


def read_table(path: Path, *, absent_is_zero: bool = False) -> CaptureTable:
    """Return the capture table of a CSV file.

    What a file holds beyond noughts, ones and counts is never repeated in a message: it might be a name.
    Lines that begin with # are passed over.

    Parameters
    ----------
    path : Path
    absent_is_zero : whether a pattern without a row has nobody, as in tables printed without their zeros

    Raises
    ------
    InputError
        with every mistake found.
    """
    file = shown_path(path)
    problems: list[Problem] = []
    lists, at, rows = _rows(path, file)
    cells: dict[int, tuple[int, int]] = {}
    for line, fields in rows:
        found = _cell(fields, at, line, lists, file, problems)
        if found and found[0] in cells:
            earlier = cells[found[0]][1]
            what = f"The pattern already stands in line {earlier}."
            problems.append(Problem(what, f"One row for each pattern. {NO_ROWS}", file, line, 1))
        elif found:
            cells[found[0]] = (found[1], line)
    patterns = range(1, 2 ** len(lists))
    absent = [] if problems or absent_is_zero else [p for p in patterns if p not in cells]
    if absent:
        problems.append(_absent(absent, len(lists), file))
    if problems:
        raise InputError(problems)
    try:
        return CaptureTable(lists, tuple(cells.get(p, (0, 0))[0] for p in patterns))
    except InputError as error:
        raise InputError([Problem(p.what, p.remedy, file) for p in error.problems]) from None


def _rows(path: Path, file: str) -> tuple[tuple[str, ...], int, list[Row]]:
    """Return the names of the lists, the place of the counts, and the rows with their lines."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            told = [(reader.line_num, [field.strip() for field in row]) for row in reader if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = (
            (error.strerror or "no reason given") if isinstance(error, OSError) else "it is not CSV in UTF-8"
        )
        raise InputError([Problem(f"The file cannot be read: {why}.", file=file)]) from None
    rows = [(line, fields) for line, fields in told if not fields[0].startswith(NOTE)]
    if not rows:
        raise InputError([Problem("The file is empty.", file=file)])
    header = rows[0][1]
    at = [i for i, name in enumerate(header) if name.lower() in COUNT]
    lists = tuple(name for i, name in enumerate(header) if i not in at)
    if not at:
        remedy = "Separate the columns by commas." if ";" in header[0] or "\t" in header[0] else NO_ROWS
        raise InputError([Problem("There is no column 'count'.", remedy, file, rows[0][0], 1)])
    if len(at) > 1 or "" in lists or len(lists) > MOST_LISTS:
        what = f"The header needs a name for each list, at most {MOST_LISTS} of them, and one column 'count'."
        raise InputError([Problem(what, NO_ROWS, file, rows[0][0], 1)])
    return lists, at[0], rows[1:]


def _cell(
    fields: list[str], at: int, line: int, lists: tuple[str, ...], file: str, problems: list[Problem]
) -> tuple[int, int] | None:
    """Return (pattern, count) of a row, or tell what is wrong with it."""
    if len(fields) != len(lists) + 1:
        problems.append(Problem("The row has more or fewer fields than the header.", "", file, line, 1))
        return None
    before = len(problems)
    marks = fields[:at] + fields[at + 1 :]
    columns = [i + (i >= at) + 1 for i in range(len(lists))]
    for name, mark, column in zip(lists, marks, columns, strict=True):
        if mark not in ("0", "1"):
            what, remedy = ("Neither 0 nor 1.", NO_ROWS) if mark else ("Missing.", "Write 0 or 1.")
            problems.append(Problem(what, remedy, file, line, column, name))
    if not fields[at].isdecimal() or not fields[at].isascii():
        problems.append(Problem(_bad_count(fields[at]), "", file, line, at + 1, "count"))
    if len(problems) > before:
        return None
    pattern = pattern_of([int(mark) for mark in marks])
    if pattern == 0:
        what = "The row of those on no list: they cannot have been counted."
        problems.append(Problem(what, "Remove it; it is what is estimated.", file, line, 1))
        return None
    return pattern, int(fields[at])


def _bad_count(text: str) -> str:
    """Return what is wrong with a count."""
    try:
        number = float(text)
    except ValueError:
        return "The count is no number." if text else "The count is missing. Write 0 for nobody."
    if number < 0:
        return f"The count is negative: {text}."
    return f"The count is no whole number: {text}."


def _absent(patterns: list[int], lists: int, file: str) -> Problem:
    """Return the complaint about patterns without a row."""
    shown = ["".join(str(p >> i & 1) for i in range(lists)) for p in patterns[:6]]
    more = f" and {len(patterns) - 6} more" if len(patterns) > 6 else ""
    what = f"There is no row for the pattern {', '.join(shown)}{more}."
    remedy = "Write 0 where nobody was found, or say --absent-is-zero if the table leaves such rows out."
    return Problem(what, remedy, file)
