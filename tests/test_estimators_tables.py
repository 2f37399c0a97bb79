"""Capture tables: what is taken, what is refused, what is written for others."""

import pytest

from clampdown.errors import InputError
from clampdown.inference.export import FORMATS, export
from clampdown.inference.reading import read_table
from clampdown.inference.shipped import find_table, shipped_tables
from clampdown.inference.table import CaptureTable, table_of

GOOD = "a,b,count\n1,0,5\n0,1,3\n1,1,2\n"
REFUSED = {
    "a count that is missing": ("a,b,count\n1,0,\n0,1,3\n1,1,2\n", "The count is missing"),
    "a negative count": ("a,b,count\n1,0,-5\n0,1,3\n1,1,2\n", "The count is negative: -5"),
    "a fraction of a person": ("a,b,count\n1,0,5.5\n0,1,3\n1,1,2\n", "no whole number: 5.5"),
    "a count that is no number": ("a,b,count\n1,0,many\n0,1,3\n1,1,2\n", "The count is no number"),
    "a pattern twice": (GOOD + "1,1,4\n", "line 5, column 1: The pattern already stands in line 4"),
    "a pattern without a row": ("a,b,count\n1,0,5\n1,1,2\n", "no row for the pattern 01"),
    "a mark that is missing": (
        "a,b,count\n1,,5\n0,1,3\n1,1,2\n",
        "line 2, column 2, b: Missing. Write 0 or 1",
    ),
    "a field too few": ("a,b,count\n1,5\n0,1,3\n1,1,2\n", "more or fewer fields"),
    "those on no list": (GOOD + "0,0,9\n", "they cannot have been counted"),
    "one list": ("a,count\n1,5\n", "There is one list only"),
    "no overlap": ("a,b,count\n1,0,5\n0,1,3\n1,1,0\n", "No two lists share a person"),
    "an empty list": ("a,b,count\n1,0,5\n0,1,0\n1,1,0\n", "The list 'b' holds nobody"),
    "no counts": ("a,b\n1,0\n0,1\n", "Rows per person are refused"),
    "rows per person": ("a,b,count\n1,1,1\n1,1,1\n1,0,1\n0,1,1\n", "Rows per person are refused"),
    "two lists of one name": ("a,a,count\n1,0,5\n0,1,3\n1,1,2\n", "Two lists have the same name"),
    "nine lists": (",".join("abcdefghi") + ",count\n", "at most 8"),
    "nothing": ("", "The file is empty"),
    "semicolons": ("a;b;count\n1;0;5\n", "Separate the columns by commas"),
    "more people than live": ("a,b,count\n1,0,5\n0,1,3\n1,1,99999999999\n", "more people than live"),
}


def write(folder, text):
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read_by_pattern_whatever_the_order_of_rows_and_columns(tmp_path):
    path = write(tmp_path, "count,b,a\n2,1,1\n3,1,0\n5,0,1\n")

    table = read_table(path)

    assert (table.lists, table.counts) == (("b", "a"), (3, 5, 2))


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_table_is_refused_with_the_reason_and_the_file(case, tmp_path):
    text, reason = REFUSED[case]

    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path, text))

    assert reason in str(caught.value)
    assert "table.csv has" in str(caught.value)


def test_every_mistake_is_told_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path, "a,b,count\n1,x,5\n0,1,-3\n1,1,0.5\n"))

    assert len(caught.value.problems) == 3


def test_what_might_be_a_name_is_never_repeated(tmp_path):
    with pytest.raises(InputError) as caught:
        read_table(write(tmp_path, "person,a,b,count\nSomebody,1,0,1\nElse,1,1,1\n"))

    assert "Somebody" not in str(caught.value)
    assert "Rows per person are refused" in str(caught.value)


def test_absent_patterns_are_zero_only_when_that_is_said(tmp_path):
    path = write(tmp_path, "a,b,c,count\n1,0,0,5\n0,1,0,3\n0,0,1,4\n1,1,0,2\n")

    table = read_table(path, absent_is_zero=True)

    assert table.counts == (5, 3, 2, 4, 0, 0, 0)


def test_a_file_that_is_not_there_is_told_of(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        find_table(str(tmp_path / "nowhere.csv"))


def test_an_unknown_table_is_told_of_with_those_there_are():
    with pytest.raises(InputError, match="Did you mean 'kosovo-1999'"):
        find_table("kosovo-1998")


@pytest.mark.parametrize(
    ("name", "seen", "sizes"),
    [("kosovo-1999", 4400, [1910, 1528, 1786, 685]), ("uk-2013", 2744, [94, 567, 1169, 807, 336])],
)
def test_shipped_tables_have_the_published_totals(name, seen, sizes):
    table = shipped_tables()[name].table()

    assert table.seen == seen
    assert [table.on_all_of(1 << i) for i in range(len(table.lists))] == sizes


def test_pairs_that_share_nobody_are_named():
    assert find_table("uk-2013").strangers() == ((0, 4),)


@pytest.mark.parametrize("form", FORMATS)
def test_an_exported_table_reads_back_as_it_was(form, tmp_path):
    table = table_of(["a", "b", "c"], {"100": 5, "010": 4, "001": 3, "110": 2, "111": 1})

    lines = export(table, form, tmp_path / "out.csv")

    assert read_table(tmp_path / "out.csv", absent_is_zero=True) == table
    assert any("out.csv" in line for line in lines)


def test_rcapture_gets_every_pattern_and_the_others_only_those_with_somebody(tmp_path):
    table = table_of(["a", "b", "c"], {"100": 5, "010": 4, "001": 3, "110": 2})

    rows = {}
    for form in FORMATS:
        export(table, form, tmp_path / form)
        rows[form] = len((tmp_path / form).read_text().splitlines()) - 1

    assert rows == {"rcapture": 7, "lcmcr": 4, "sparsemse": 4}


def test_the_wrong_number_of_counts_is_refused():
    with pytest.raises(InputError, match="2 lists have 3 counts"):
        CaptureTable(("a", "b"), (1, 2))
