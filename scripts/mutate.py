"""Flip the sign of every rule, delete it, or drop a step of the day, and count which mutants are noticed.

A mutant is a copy of the package with one change. Mutants of rules (`rules/*.py`):

- *delete*: the function returns its neutral value, see `NEUTRAL`;
- *flip*: one + becomes −, one comparison its opposite, one sign falls away, or one returned value is negated.

Mutants of steps (functions in `day/*.py` that the street calls): the body is replaced by the neutral value.

Each mutant is tried, without compiling, in a process of its own:

- *reference*: it lives some days of a toytown under an order of everything, from the same morning and with
  the same numbers as the plain-Python reference in `tests/reference`, which shares no rule with it;
- *properties*: `tests/test_monotone.py` and the examples in the docstrings of rules;
- *set-up*: tables and orders of the run, compared with those of the unchanged code. That is a stored result
  and no second opinion; it is counted apart.

Run as `python scripts/mutate.py`; it writes `benchmarks/mutation.json` and `docs/mutation.md`.
"""

import argparse
import ast
import contextlib
import dataclasses
import datetime
import doctest
import importlib
import io
import json
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CHECKS = ("reference", "properties", "set-up")
PLUMBING = {"__init__", "borrowed", "rule"}  # of rules/: the compiler's business, not the model's
STEPS = ("street", "person", "encounter", "officer", "naming", "neighbourhood", "access")

# What a deleted function returns where that is not 0, False or nothing: what it passes through or leaves as
# it was, the factor 1, or the usual value. Keys are module.function.
NEUTRAL = {
    "bargaining.reservation": "base", "bargaining.willing": "usual", "belief.surroundings": "announced",
    "belief.perceived": "usual", "belief.after_arrest": "own", "belief.after_success": "own",
    "belief.habit_tomorrow": "habit", "belief.faded": "value", "belief.grievance_tomorrow": "grievance",
    "belief.trust_tomorrow": "trust", "compliance.passed_on": "strength", "compliance.salience": "strength",
    "compliance.capacity": "hours", "compliance.fatigue_tomorrow": "fatigue", "compliance.effort": "1.0",
    "compliance.names_wanted": "ordered", "compliance.claim": "done", "detection.supervised": "1.0",
    "offending.household_need": "need", "sanctioning.pardoned": "usual", "sanctioning.rung": "usual",
    "draws.mix64": "x", "draws.day_key": "np.uint64(seed)", "draws.uniform53": "np.int64(0)",
    "draws.uniform53_at": "np.int64(0)", "draws.threshold": "np.int64(0)", "draws.key": "np.uint64(seed)",
    "access.age_in_days": "0", "access.to_fixed": "0", "access.cash_now": "np.int64(home.cash)",
    "access.pay": "np.int64(0)", "encounter.agreed_bribe": "np.int64(0)", "encounter.sentence": "kind.rung",
    "naming.names_short": "0", "naming.naming_weight": "1.0", "naming.unit_of": "np.int64(beat.first_unit)",
    "person.certainty": "rules.certainty[d]",
}  # fmt: skip
OPPOSITE_RETURNED = "returns the opposite"
OPPOSITE: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Lt: "<", ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Eq: "==",
    ast.NotEq: "!=",
}  # fmt: skip

# The case that mutants live through: everything ordered, and numbers that make rare things common.
AMOUNTS = {
    "rounds": 12, "patrol": 3, "emergency_working": 18, "harsher_penalties": 2, "no_pardon": 0.6,
    "recall": 0.9, "superiors_liable": 0.5, "name_quota": 3, "supervise_flagged": 2,
    "audit_claims": 0.2, "punish_kin": 0.9, "release": 0.5, "borrowed_staff": 0.4,
}  # fmt: skip
RESTLESS = {
    "offences.crossing.base_rate": 0.004, "behaviour.arrival_lag_median": 6, "behaviour.tip_rate": 4.0,
    "behaviour.surfacing_rate": 0.2, "behaviour.confrontation_rate": 1.0, "behaviour.names_usual": 0.1,
    "behaviour.confrontation_threshold": 0.1, "behaviour.supervision_weight": 3.0,
}  # fmt: skip
MORNING, EVENING = 20, 32  # the order has been in force since day 10; its release is on day 24
# Rival readings, a measure left out, and days to live through, for whoever comes through the first case.
RIVALS: tuple[tuple[dict[str, Any], str, int], ...] = (
    ({"confrontation": "floor", "levels": "layers"}, "", 12), ({"confrontation": "round"}, "", 3),
    ({"confrontation": "literal"}, "name_quota", 3),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One change to one file.

    Attributes
    ----------
    file : path below the package
    line : of the original
    function, change : what is changed, and how
    source : text of the changed file
    """

    file: str
    line: int
    function: str
    change: str
    source: str

    @property
    def name(self) -> str:
        """Return where it is and what it does, as one line."""
        return f"{self.file}:{self.line} {self.function}: {self.change}"


def mutants_of(package: Path) -> list[Mutant]:
    """Return all mutants of a package, by file and line."""
    found = []
    for path in sorted((package / "rules").glob("*.py")):
        if path.stem not in PLUMBING:
            found += [m for f in functions(path) for m in (deleted(path, f), *flipped(path, f))]
    called = set().union(*(calls(package / "day" / f"{name}.py") for name in STEPS))
    for name in STEPS:
        path = package / "day" / f"{name}.py"
        found += [deleted(path, f) for f in functions(path) if f in called]
    missing = set(NEUTRAL) - {f"{Path(m.file).stem}.{m.function}" for m in found}
    if missing:
        raise SystemExit(f"NEUTRAL names functions that are not there: {', '.join(sorted(missing))}")
    return found


def functions(path: Path) -> list[str]:
    """Return the names of a file's functions."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return [node.name for node in body if isinstance(node, ast.FunctionDef)]


def calls(path: Path) -> set[str]:
    """Return the names of functions called in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {getattr(node, "id", getattr(node, "attr", "")) for node in called}


def parsed(path: Path, function: str) -> tuple[ast.Module, ast.FunctionDef]:
    """Return a file's tree and the function in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tree, next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function)


def mutant(path: Path, tree: ast.Module, node: ast.AST, function: str, change: str) -> Mutant:
    file = "/".join(path.parts[-2:])
    return Mutant(file, node.lineno, function, change, ast.unparse(ast.fix_missing_locations(tree)) + "\n")


def deleted(path: Path, function: str) -> Mutant:
    """Return the mutant whose function returns its neutral value."""
    tree, node = parsed(path, function)
    returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value]
    usual = "None"
    if returned:
        truth = any(isinstance(v, ast.Compare | ast.BoolOp) or is_truth(v) for v in returned)
        usual = "False" if truth else "0.0"
    neutral = NEUTRAL.get(f"{path.stem}.{function}", usual)
    node.body = [ast.Return(ast.parse(neutral, mode="eval").body)]
    return mutant(path, tree, node, function, "dropped" if neutral == "None" else f"returns {neutral}")


def is_truth(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, bool)


def flipped(path: Path, function: str) -> Iterator[Mutant]:
    """Yield a mutant for each sign, comparison and returned value of a function."""
    _, node = parsed(path, function)
    for n, _ in enumerate(ast.walk(node)):
        for operand in range(2):  # a comparison may have two operators
            tree, changed = parsed(path, function)
            place = list(ast.walk(changed))[n]
            change = flip(place, operand)
            if change:
                yield mutant(path, tree, place, function, change)


def flip(node: ast.AST, operand: int) -> str:
    """Flip a node of a tree and return how, or leave it and return nothing."""
    if isinstance(node, ast.Compare) and operand < len(node.ops):
        old = type(node.ops[operand])
        node.ops[operand] = OPPOSITE[old]()
        return f"{SIGNS[old]} becomes {SIGNS[OPPOSITE[old]]}"
    if operand:
        return ""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPPOSITE:
        old = type(node.op)
        node.op = OPPOSITE[old]()
        return f"{SIGNS[old]} becomes {SIGNS[OPPOSITE[old]]} before {ast.unparse(right_of(node))}"
    if isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        truth = isinstance(node.value, ast.Compare | ast.BoolOp)
        change = f"{OPPOSITE_RETURNED} of {ast.unparse(node.value)}"
        node.value = ast.UnaryOp(ast.Not() if truth else ast.USub(), node.value)
        return change
    if isinstance(node, ast.Call):
        return unsigned(node)
    return ""


def right_of(node: ast.BinOp | ast.AugAssign) -> ast.expr:
    return node.right if isinstance(node, ast.BinOp) else node.value


def unsigned(call: ast.Call) -> str:
    """Take the sign off the first argument of a call that begins with one."""
    for n, first in enumerate(call.args):
        parent: ast.AST = call
        node: ast.expr = first
        while isinstance(node, ast.BinOp):
            parent, node = node, node.left
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            if isinstance(parent, ast.BinOp):
                parent.left = node.operand
            else:
                call.args[n] = node.operand
            return f"the sign falls away before {ast.unparse(node.operand)}"
    return ""


# --- Below: in processes of their own, which import the package from a copy.


def enter(copy: Path) -> None:
    """Make this process import the package and the tests from a copy."""
    warnings.simplefilter("ignore")  # hashes overflow on purpose
    sys.path[:0] = [str(copy / "src"), str(copy / "tests")]
    import clampdown

    if not Path(clampdown.__file__).is_relative_to(copy):
        raise RuntimeError(f"{clampdown.__file__} is not the copy")
    from clampdown.engine import simulation

    compiled = simulation.keys_of
    # Plain attributes, so that no name of NumPy's own can hide a field of an uncompiled record.
    simulation.keys_of = lambda *args: named(compiled(*args))


def named(record: Any) -> SimpleNamespace:
    """Return the fields of a record as plain attributes."""
    return SimpleNamespace(**{name: record[name] for name in record.dtype.names})


def prepare(copy: Path) -> dict[str, Any]:
    """Return the cases of unchanged code: its morning, and days as the reference lives them."""
    enter(copy)
    simulation = town()
    for t in range(MORNING):
        simulation.step(t)
    runs = [simulation, *(rival_of(simulation, *rival) for *rival, _ in RIVALS)]
    cases, wrong = [], set()
    for run, days in zip(runs, (EVENING - MORNING, *(days for *_, days in RIVALS)), strict=True):
        cases.append((pickle.dumps(run), lived_by_reference(run, days, wrong)))
    plugin, out = Plugin(None, set()), io.StringIO()
    with contextlib.redirect_stdout(out):
        run_properties(copy, plugin)
    return {"cases": cases, "wrong": wrong, "numbers": numbers(runs[0]), "failing": plugin.failed}


def town() -> Any:
    """Return a toytown with a border and mills that miss people, under an order of everything."""
    from clampdown.engine.custody_places import open_custody
    from clampdown.engine.population import build_world
    from clampdown.engine.simulation import Simulation
    from clampdown.schema.directive import Amount
    from clampdown.schema.finding import load_directive
    from clampdown.schema.loading import load_catalogue
    from clampdown.schema.scenarios import load_scenario
    from clampdown.schema.values import Values

    catalogue = load_catalogue()
    for name in ("crossing", "absence", "call_abroad"):
        found = catalogue.offences[name].model_copy(update={"found_by": ("patrol",)})
        catalogue.offences[name] = found
    scenario = load_scenario("toytown-quiet", catalogue=catalogue)
    pack = scenario.pack
    null = load_directive("null-order", catalogue=catalogue, pack=pack)
    orders = []
    for order in null.orders:
        n = AMOUNTS.get(order.id, AMOUNTS.get(order.measure, 1.0))
        orders.append(order.model_copy(update={"amount": Amount(value=n, low=n, high=n)}))
    follow = load_directive("three-week-drive", catalogue=catalogue, pack=pack).follow_ups
    order = null.model_copy(update={"orders": tuple(orders), "announced": "public", "follow_ups": follow})
    pack = pack.model_copy(
        update={
            "offences": (*pack.offences, "crossing", "absence", "call_abroad"),
            "domains": (*pack.domains, "border"),
            "usual": pack.usual.model_copy(update={"kin": "lock_up"}),
        }
    )
    scenario = dataclasses.replace(scenario, pack=pack, directives=(order,), sample={"rest": 1e-9})
    values = Values({**catalogue.records(), **pack.records()}, settings=RESTLESS)
    world = build_world(scenario, values)
    open_custody(world, pack, values, scenario.seed)
    return Simulation(scenario, catalogue, values, world)


def rival_of(simulation: Any, options: dict[str, Any], without: str) -> Any:
    """Return a simulation from the same morning under other options, without a measure."""
    from clampdown.engine.simulation import Simulation

    chosen = simulation.scenario.options.model_copy(update=options)
    (order,) = simulation.scenario.directives
    kept = tuple(one for one in order.orders if one.measure != without)
    order = order.model_copy(update={"orders": kept})
    scenario = dataclasses.replace(simulation.scenario, options=chosen, directives=(order,))
    world = type(simulation.world)(*(table.copy() for table in simulation.world))
    return Simulation(scenario, simulation.catalogue, simulation.values, world)


def lived_by_reference(run: Any, days: int, wrong: set[str]) -> list[dict[str, Any]]:
    """Live some days by reference and by code; return the columns of each evening as the reference has them.

    Columns in which unchanged code differs are left out and added to `wrong`.
    """
    from reference.model import Reference

    plain, evenings = Reference(run.scenario, run.catalogue, run.values, run.world, run.par, run.orders), []
    for t in range(MORNING, MORNING + days):
        run.step(t)
        tally = plain.step(t)
        own = columns_of(plain.state, tally, run)
        theirs = seen_in(run)
        wrong |= {name for name, column in own.items() if not (column == theirs[name]).all()}
        evenings.append(own)
    for evening in evenings:
        for name in wrong & set(evening):
            del evening[name]
    return evenings


def columns_of(state: Any, tally: list[list[int]], run: Any) -> dict[str, Any]:
    """Return the columns of a state of the reference, shaped and typed like those of a run."""
    import numpy as np

    own = {}
    for name, theirs in seen_in(run).items():
        table, column = name.split(".")
        rows = tally if table == "tally" else [getattr(row, column) for row in getattr(state, table)]
        if table == "tally":
            rows = [row[slice(*TALLY_EDGES[column])] for row in tally]
        own[name] = np.zeros(theirs.shape, dtype=theirs.dtype)
        own[name][tuple(slice(n) for n in np.shape(rows))] = rows
    return own


TALLY_EDGES: dict[str, tuple[int, int]] = {}  # block of tallies: first and last position


def seen_in(run: Any) -> dict[str, Any]:
    """Return the columns that a day writes, and the blocks of tallies, by name."""
    from clampdown.day.tally import BLOCKS
    from clampdown.world.state import TABLES, columns

    found = {
        f"{table}.{name}": getattr(run.world, table)[name]
        for table in TABLES for name, column in columns(table).items() if column.keep != "fixed"
    }  # fmt: skip
    edges = [int(run.lay[name]) for name, *_ in BLOCKS] + [int(run.lay.width)]
    for (name, *_), first, last in zip(BLOCKS, edges, edges[1:], strict=False):
        TALLY_EDGES[name] = (first, last)
        found[f"tally.{name}"] = run.sheets[0][:, first:last]
    return found


def numbers(simulation: Any) -> bytes:
    """Return the tables and orders of a run as bytes."""
    tables = (*simulation.par, simulation.orders.lines, simulation.orders.strength, simulation.orders.arrival)
    return b"".join(table.tobytes() for table in tables)


def differs_from_reference(prepared: dict[str, Any]) -> str:
    """Return what differs first from the reference, or nothing."""
    if differs_in_luck():
        return "draws outside the day"
    for morning, evenings in prepared["cases"]:
        run = pickle.loads(morning)  # noqa: S301
        for n, expected in enumerate(evenings):
            run.step(MORNING + n)
            own = seen_in(run)
            for name, column in expected.items():
                if not (own[name] == column).all():
                    return f"{name} on day {n + 1}"
    return ""


def differs_in_luck() -> bool:
    """Return whether keys and draws that no step of a day takes differ from the reference's."""
    from clampdown.rules import draws
    from reference.luck import ALL, Luck, key_of

    for seed, stream, day, entity in ((7, 3, 12, 41), (2**63 - 1, 20, -5, 10**9)):
        drawn = Luck(seed, day).draw(stream, entity) / ALL
        if int(draws.key(seed, stream, day)) != key_of(seed, stream, day):
            return True
        if draws.uniform(seed, stream, day, entity) != drawn:
            return True
    return False


def differs_in_set_up(prepared: dict[str, Any]) -> str:
    run = pickle.loads(prepared["cases"][0][0])  # noqa: S301
    again = type(run)(run.scenario, run.catalogue, run.values, run.world)
    return "" if numbers(again) == prepared["numbers"] else "tables or orders"


class Plugin:
    """Leaves out tests of other rules and those that fail anyway, and notes what fails.

    Parameters
    ----------
    rule : name of the changed function; None for all tests
    left_out : names of tests
    """

    def __init__(self, rule: str | None, left_out: set[str]) -> None:
        self.rule, self.left_out, self.failed = rule, left_out, set()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave tests out."""
        items[:] = [item for item in items if self.is_meant(item)]

    def is_meant(self, item: Any) -> bool:
        """Return whether a test is to be run."""
        rule = getattr(item, "callspec", None) and item.callspec.params.get("rule")
        return item.name not in self.left_out and (
            self.rule is None or rule is None or rule.__name__ == self.rule
        )

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test that fails."""
        if report.failed:
            self.failed.add(report.nodeid.rpartition("::")[2])

    def pytest_collectreport(self, report: Any) -> None:
        """Note tests that cannot even be read."""
        if report.failed:
            self.failed.add("collection")


def run_properties(copy: Path, plugin: Plugin) -> None:
    """Run the property tests and the examples of docstrings."""
    import hypothesis
    import pytest

    hypothesis.settings.register_profile(
        "few", max_examples=20, database=None, derandomize=True, deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate],
    )  # fmt: skip
    hypothesis.settings.load_profile("few")
    for path in sorted((copy / "src" / "clampdown" / "rules").glob("*.py")):
        module = importlib.import_module(f"clampdown.rules.{path.stem}")
        if doctest.testmod(module).failed:
            plugin.failed.add(f"examples of {path.stem}")
    options = ["--noconftest", "--maxfail=1" if plugin.rule else "--maxfail=0", "-W", "ignore"]
    options += ["--assert=plain", "-p", "no:cacheprovider", "-p", "no:terminal"]
    configuration = copy / "tests" / "pytest.ini"
    configuration.write_text("[pytest]\n", encoding="utf-8")
    pytest.main(
        [*options, "-c", str(configuration), str(copy / "tests" / "test_monotone.py")], plugins=[plugin]
    )


def examine(mutant: Mutant, original: Path, prepared: dict[str, Any], pipe: Any) -> None:
    """Make a mutant in a copy of its own, try it, and send what noticed it."""
    found = dict.fromkeys(CHECKS, "")
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        shutil.copytree(original, copy, dirs_exist_ok=True)
        (copy / "src" / "clampdown" / mutant.file).write_text(mutant.source, encoding="utf-8")
        sys.stderr = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()):
            enter(copy)
            found["reference"] = attempt(lambda: differs_from_reference(prepared))
            if mutant.file.startswith("rules/"):
                plugin = Plugin(mutant.function, prepared["failing"])
                broken = attempt(lambda: run_properties(copy, plugin) or "")
                found["properties"] = broken or min(plugin.failed, default="")
                found["set-up"] = attempt(lambda: differs_in_set_up(prepared))
    pipe.send(found)


def attempt(check: Any) -> str:
    """Return what a check says; one that falls over has noticed."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"[:200]


# --- Below: the process that hands out mutants. It never imports the package.


def in_process(work: Any, *args: Any) -> Any:
    """Return what a function returns in a process of its own."""
    ours, theirs = multiprocessing.get_context("fork").Pipe(duplex=False)

    def send() -> None:
        theirs.send(work(*args))

    process = multiprocessing.get_context("fork").Process(target=send)
    process.start()
    theirs.close()
    result = ours.recv()
    process.join()
    return result


def tried(
    mutants: list[Mutant], original: Path, prepared: dict[str, Any], jobs: int, limit: float
) -> Iterator[tuple[Mutant, dict[str, str]]]:
    """Try mutants, some at a time, and yield each with what each check noticed."""
    context, queue, running = multiprocessing.get_context("fork"), list(mutants), {}
    while queue or running:
        while queue and len(running) < jobs:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=examine, args=(queue[0], original, prepared, theirs))
            process.start()
            theirs.close()
            running[ours] = (queue.pop(0), process, time.monotonic() + limit)
        nearest = min(end for *_, end in running.values())
        ready = wait(list(running), timeout=max(0.0, nearest - time.monotonic()))
        late = [pipe for pipe, (*_, end) in running.items() if end < time.monotonic() and pipe not in ready]
        for pipe in (*ready, *late):
            mutant, process, _ = running.pop(pipe)
            if pipe in late:
                process.kill()
                found = {**dict.fromkeys(CHECKS, ""), "reference": f"not done after {limit:g} s"}
            else:
                found = received(pipe)
            process.join()
            pipe.close()
            yield mutant, found


def received(pipe: Any) -> dict[str, str]:
    try:
        return pipe.recv()
    except EOFError:  # it died: so would any test
        return {**dict.fromkeys(CHECKS, ""), "reference": "process died"}


def original_copy(folder: Path) -> Path:
    """Copy what is tried, so that nobody's edits disturb it."""
    ignore = shutil.ignore_patterns("__pycache__", "facts")
    shutil.copytree(ROOT / "src" / "clampdown", folder / "src" / "clampdown", ignore=ignore)
    shutil.copytree(ROOT / "tests" / "reference", folder / "tests" / "reference", ignore=ignore)
    shutil.copy(ROOT / "tests" / "test_monotone.py", folder / "tests" / "test_monotone.py")
    return folder


def warm_up() -> None:
    """Import what every mutant needs and no mutant changes."""
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # other packages' plugins take seconds to import
    for name in ("numba", "polars", "pydantic", "ruamel.yaml", "numcodecs.blosc", "pytest", "hypothesis"):
        importlib.import_module(name)


# --- Below: what is written about it.


def explained(name: str) -> str:
    """Return why a mutant survives, where somebody has looked."""
    return next((why for part, why in REASONS.items() if part in name), UNEXPLAINED)


UNEXPLAINED = "nobody has looked at it"
REASONS = {"threshold: returns the opposite of np.int64(0)": "the same code: minus zero is zero"}


def shares(results: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return counts of mutants by kind: all, and noticed by each check and by any."""
    table = {}
    for kind in ("rules: delete", "rules: flip", "steps: drop", "all"):
        own = [r for r in results if kind in (r["kind"], "all")]
        noticed = {check: sum(bool(r[check]) for r in own) for check in CHECKS}
        first = sum(bool(r["reference"] or r["properties"]) for r in own)
        table[kind] = {"mutants": len(own), **noticed, "reference or properties": first}
        table[kind]["any"] = sum(any(r[check] for check in CHECKS) for r in own)
    return table


def kind_of(mutant: Mutant) -> str:
    if mutant.file.startswith("day/"):
        return "steps: drop"
    whole = mutant.change.startswith("returns ") and not mutant.change.startswith(OPPOSITE_RETURNED)
    return "rules: delete" if whole else "rules: flip"


INTRODUCTION = """# Mutants

Written by `scripts/mutate.py`, which also says what a mutant is: one change to one rule, or one step of
the day left out. Tried on {date} at commit {commit}; it took {minutes:g} minutes with {jobs} at a time.

Compared with the reference: {compared}
"""
TABLE = (
    "| mutants | number | reference | properties | either of them | set-up | any |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)
READING = """*Reference* lives the same days in plain Python and shares no rule; *properties* are the tests of
single rules, which steps do not reach; *set-up* compares tables with stored ones and is no second opinion."""


def page(report: dict[str, Any]) -> str:
    """Return the report as a page."""
    lines = [INTRODUCTION.format(**report), *TABLE]
    for kind, row in report["shares"].items():
        cells = [row[c] for c in ("reference", "properties", "reference or properties", "set-up", "any")]
        text = " | ".join(f"{n} ({100 * n // max(1, row['mutants'])}%)" for n in cells)
        lines.append(f"| {kind} | {row['mutants']} | {text} |")
    lines += ["", READING, "", "## Not noticed", ""]
    survivors = [r for r in report["mutants"] if not any(r[check] for check in CHECKS)]
    lines += [f"- `{r['name']}`: {r['why']}." for r in survivors] or ["Every mutant was noticed."]
    only = [r for r in report["mutants"] if r["set-up"] and not r["reference"] and not r["properties"]]
    lines += ["", "## Noticed by the stored set-up alone", ""]
    lines += [f"- `{r['name']}`" for r in only] or ["None."]
    return "\n".join(lines) + "\n"


def commit() -> str:
    """Return the commit that is tried, and whether the sources differ from it."""
    parts = [f"src/clampdown/{part}" for part in ("rules", "day", "engine", "world")]
    changed = git("status", "--short", "--", *parts)
    return git("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> int:
    """Try the mutants and write the report; return 1 if one is not noticed and nobody knows why."""
    parser = argparse.ArgumentParser(description="Flip or delete each rule in turn and count who notices.")
    parser.add_argument("--only", default="", help="try mutants whose name holds this text; writes no report")
    parser.add_argument("--jobs", type=int, default=1, help="mutants tried at a time")
    parser.add_argument("--limit", type=float, default=90.0, help="seconds until a mutant counts as noticed")
    parser.add_argument("--list", action="store_true", help="print the mutants and stop")
    arguments = parser.parse_args()
    began, results, tried_commit = time.monotonic(), [], commit()
    with tempfile.TemporaryDirectory(prefix="original-") as folder:
        original = original_copy(Path(folder))
        mutants = [m for m in mutants_of(original / "src" / "clampdown") if arguments.only in m.name]
        if arguments.list:
            print("\n".join(m.name for m in mutants))
            return 0
        warm_up()
        prepared = in_process(prepare, original)
        compared = (
            "every column and tally."
            if not prepared["wrong"]
            else ("all but " + ", ".join(sorted(prepared["wrong"])) + ", where unchanged code differs.")
        )
        print(f"{len(mutants)} mutants; prepared in {time.monotonic() - began:.0f} s; compared: {compared}")
        print("left out of the properties, as they fail without compiling:", *sorted(prepared["failing"]))
        for mutant, found in tried(mutants, original, prepared, arguments.jobs, arguments.limit):
            results.append({"name": mutant.name, "kind": kind_of(mutant), **found})
            if not any(found.values()):
                results[-1]["why"] = explained(mutant.name)
            show(len(results), len(mutants), time.monotonic() - began, results[-1])
    table = shares(results)
    if not arguments.only:
        report = {
            "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(), "commit": tried_commit,
            "minutes": round((time.monotonic() - began) / 60, 1), "jobs": arguments.jobs,
            "compared": compared, "shares": table, "mutants": sorted(results, key=lambda r: r["name"]),
        }  # fmt: skip
        write(report)
    print(json.dumps(table["all"]))
    return int(any(result.get("why") == UNEXPLAINED for result in results))


def show(done: int, of: int, seconds: float, result: dict[str, Any]) -> None:
    """Draw the bar, and print whoever came through."""
    if "why" in result:
        print(f"\r\x1b[Knot noticed: {result['name']}")
    bar = "#" * (30 * done // of)
    print(f"\r\x1b[K[{bar:30}] {done}/{of}, {seconds:.0f} s", end="\n" if done == of else "", flush=True)


def write(report: dict[str, Any]) -> None:
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    (ROOT / "benchmarks").mkdir(exist_ok=True)
    (ROOT / "benchmarks" / "mutation.json").write_text(text, encoding="utf-8")
    (ROOT / "docs" / "mutation.md").write_text(page(report), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
