"""How patterns speak of days and of what is compared; the words are read by the schema of patterns."""

DAYS: dict[str, str] = {
    "[1, 30]": (
        "day 1 is the first day on which a directive of the change is in force, or a shock of it; the run's "
        "first where it has neither. The day before is -1: there is no day 0"
    ),
    "{week: 4}": "days 22 to 28; {week: -1} is the week before",
    "{month: 6}": "days 151 to 180: months of 30 days",
    "{from: 1, to: 14, of: a-directive, at: start}": (
        "counted from one directive: at its issue (the first day of its term), its start (the first day on "
        "which it has arrived anywhere), or its end (day 1 is the day after its last)"
    ),
    "{from: -7, to: 7, around: peak}": "around day 0, the middle of the arm's week with the most",
    "{calendar: 2015-07}": "a month of the calendar, or a list of months that follow on one another",
    "before, during, after, all": "relative to the term of the change's directives; all days of the run",
}

COMPARED: dict[str, tuple[str, str]] = {
    "ratio": ("first arm over second", '`ratio: "> 1.2"`'),
    "relative": ("relative change: that ratio less 1", '`relative: "-0.4 to -0.2"`'),
    "difference": ("first arm minus second, in the quantity's unit", '`difference: "< 0"`'),
    "value": ("one arm by itself: the change, or the one named in `arm`", '`value: "1.1 to 1.5"`'),
    "null": (
        "no effect to speak of: ratio, difference or value within a margin",
        "`null: {margin: [0.95, 1.05]}`, `null: {margin: [-1, 1], on: difference}`",
    ),
}
