"""Every change that is tried: a mutant is a copy of the package with one change to one file."""

import ast
import dataclasses
from collections.abc import Iterator
from pathlib import Path

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


def kind_of(mutant: Mutant) -> str:
    if mutant.file.startswith("day/"):
        return "steps: drop"
    whole = mutant.change.startswith("returns ") and not mutant.change.startswith(OPPOSITE_RETURNED)
    return "rules: delete" if whole else "rules: flip"
