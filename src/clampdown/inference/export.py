"""Capture tables in the forms that R packages read, with the lines of R that read them."""

import csv
from pathlib import Path

from clampdown.inference.table import CaptureTable

FORMATS = ("rcapture", "lcmcr", "sparsemse")


def export(table: CaptureTable, form: str, path: Path, note: str = "") -> list[str]:
    """Write a table for an R package, and return the lines of R that estimate from it.

    Rcapture takes all patterns with their frequencies; LCMCR takes two-level factors and a frequency;
    SparseMSE takes noughts and ones, the count last, and reads an absent pattern as nobody.

    Parameters
    ----------
    table : CaptureTable
    form : one of FORMATS
    path : file to write
    note : a line to put above the table; none if empty
    """
    column = {"rcapture": "freq", "lcmcr": "Freq", "sparsemse": "count"}[form]
    lists = len(table.lists)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"# {note}\n" if note else "")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*table.lists, column])
        for pattern, count in enumerate(table.counts, start=1):
            if count or form == "rcapture":
                writer.writerow([*(pattern >> i & 1 for i in range(lists)), count])
    return in_r(form, path, lists, noted=bool(note))


def in_r(form: str, path: Path, lists: int, *, noted: bool = False) -> list[str]:
    """Return the lines of R that read an exported table, a note above it or none, and estimate from it."""
    skipped = ', comment.char = "#"' if noted else ""
    read = f'd <- read.csv("{path.as_posix()}", check.names = FALSE{skipped})'
    if form == "rcapture":
        return ["library(Rcapture)", read, "closedpMS.t(as.matrix(d), dfreq = TRUE)"]
    if form == "lcmcr":
        factors = f'd[1:{lists}] <- lapply(d[1:{lists}], factor, levels = c("0", "1"))'
        chain = "s <- lcmCR(d, tabular = TRUE, K = 10, a_alpha = 0.25, b_alpha = 0.25)"
        draws = "lcmCR_PostSampl(s, samples = 1000, thinning = 100)"
        return ["library(LCMCR)", read, factors, chain, f"quantile({draws}, c(0.025, 0.5, 0.975))"]
    return ["library(SparseMSE)", read, "estimatepopulation.0(d)"]
