"""What is followed: each thing that is drawn over the days, and each group that is counted."""

from dataclasses import dataclass

from clampdown.experiments.arms import Figure
from clampdown.experiments.saying import Said, say
from clampdown.schema.pack import Pack

SIXTEENTHS = 1.0 / 16.0  # money is counted in sixteenths of a daily income
NIGHT, DAY = (say(key, people=1000) for key in ("unit.night", "unit.day"))
SHARE = say("unit.ordered")


@dataclass(frozen=True)
class Course:
    """One thing over the days.

    Attributes
    ----------
    key, title, unit : name in data, name for people, what a value counts
    group : `orders`, `cost`, `street`, `mood` or `outside`
    figure : what is counted; None for what becomes of the orders for work
    over : what it is a share of, in the same days; None for a rate per 1,000 people
    mapped : whether it is followed in each province as well
    """

    key: str
    title: str
    unit: Said
    group: str
    figure: Figure | None = None
    over: Figure | None = None
    mapped: bool = False


def _nightly(key: str, title: str, group: str, figure: Figure, *, mapped: bool = False) -> Course:
    return Course(key, title, NIGHT, group, figure, mapped=mapped)


def _daily(key: str, title: str, group: str, *, mapped: bool = False, factor: float = 1.0) -> Course:
    return Course(key, title, DAY, group, Figure(key, title, key, factor=factor), mapped=mapped)


def _share(key: str, title: str, unit: Said, group: str, part: Figure, whole: str) -> Course:
    return Course(key, title, unit, group, part, Figure(whole, "", whole))


HELD = Figure("held", "people held", "people", "status", "held", "mean")
BANISHED = Figure("banished", "people banished", "people", "status", "banished", "mean")
AFRAID = Figure("households_afraid", "households afraid", "households_afraid", how="mean")
GRIEVANCE = Figure("grievance", "grievance", "grievance", factor=0.001)
HIDDEN = Figure("hidden", "offences hidden", "hidden")

COURSES = (
    Course("reached", say("course.reached"), say("unit.orders"), "orders",
           mapped=True),
    Course("executed", say("course.executed"), SHARE, "orders", mapped=True),
    Course("claimed", say("course.claimed"), SHARE, "orders", mapped=True),
    Course("believed", say("course.believed"), SHARE, "orders"),
    _nightly("held", say("course.held"), "cost", HELD, mapped=True),
    _nightly("banished", say("course.banished"), "cost", BANISHED),
    _daily("named_innocent", say("course.named_innocent"), "cost", mapped=True),
    _daily("households_punished", say("course.households_punished"), "cost", mapped=True),
    _daily("bribes_paid", say("course.bribes_paid"), "cost", mapped=True),
    _daily("bribes_sum", say("course.bribes_sum"), "cost", factor=SIXTEENTHS),
    _nightly("households_afraid", say("course.households_afraid"), "mood", AFRAID, mapped=True),
    _share("grievance", say("course.grievance"), say("unit.asked"), "mood", GRIEVANCE,
           "surveyed"),
    _share("hidden", say("course.hidden"), say("unit.offences"), "mood", HIDDEN, "offences"),
    _daily("tips_resident", say("course.tips_resident"), "mood"),
    _daily("participants", say("course.participants"), "mood"),
    _daily("offences", say("course.offences"), "street", mapped=True),
    _daily("detected", say("course.detected"), "street"),
    _daily("departures", say("course.departures"), "outside"),
)  # fmt: skip
WORK = ("reached", "executed", "claimed", "believed")  # courses of the orders for work
MAPPED = tuple(course for course in COURSES if course.mapped)

# What became of those whom the campaign met: names in reports, offences found out.
PARTS = (
    "named", "named_innocent", "names_claimed", "extorted", "offences", "detected", "bought", "concealed",
    "pardoned", "sanctioned",
)  # fmt: skip
GROUPED = {
    "held_quintile": "quintile", "held_class": "class", "held_flag": "flag", "held_sex": "sex",
    "held_age": "age", "bribes_paid": "quintile", "bribes_sum": "quintile",
}  # fmt: skip


def tallies_of(axes: dict[str, list[str]]) -> list[tuple[str, Figure]]:
    """Return each group and part that is counted over the campaign, by label.

    Parameters
    ----------
    axes : labels of the axes that groups run over

    Examples
    --------
    >>> labels = [label for label, _ in tallies_of({axis: ["a"] for axis in GROUPED.values()})]
    >>> labels[0], labels[-1]
    ('held_quintile:a', 'sanctioned')
    """
    groups = [
        (f"{block}:{name}", _of_group(block, axis, name))
        for block, axis in GROUPED.items() for name in axes[axis]
    ]  # fmt: skip
    return groups + [(block, Figure(block, "", block)) for block in PARTS]


def _of_group(block: str, axis: str, name: str) -> Figure:
    how = "mean" if block.startswith("held") else "sum"
    factor = SIXTEENTHS if block == "bribes_sum" else 1.0
    return Figure(f"{block}:{name}", "", block, axis, name, how, factor)


def axes_of(pack: Pack) -> dict[str, list[str]]:
    """Return the labels of the axes that groups run over."""
    from clampdown.experiments.variables import AGES
    from clampdown.rules.rule import QUINTILES

    return {
        "quintile": [str(n + 1) for n in range(QUINTILES)], "class": [one.id for one in pack.classes],
        "flag": [one.id for one in pack.flags], "sex": ["female", "male"], "age": list(AGES),
    }  # fmt: skip
