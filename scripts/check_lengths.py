"""Hold files under src to 300 lines and functions to 30 code lines.

Code lines of a function are the lines of its body that hold code: not the signature, the
docstring, blank lines or comments. Exceptions stand in pyproject.toml, each with a reason.
"""

import ast
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE_LINES = 300
FUNCTION_LINES = 30
SHORTEST_REASON = 20
NOT_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(path: Path) -> set[int]:
    """Return the numbers of the lines of a file that hold code."""
    lines: set[int] = set()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type not in NOT_CODE and token.type != tokenize.ENCODING:
                lines.update(range(token.start[0], token.end[0] + 1))
    return lines


def functions(node: ast.AST, name: str = "") -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield every function below a node with its dotted name."""
    for child in ast.iter_child_nodes(node):
        own = f"{name}.{child.name}".lstrip(".") if hasattr(child, "name") else name
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield own, child
        yield from functions(child, own)


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef, code: set[int]) -> int:
    """Return the number of code lines in the body of a function, its docstring apart."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    spanned = {n for s in body for n in range(s.lineno, (s.end_lineno or s.lineno) + 1)}
    return len(spanned & code)


def excesses(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (place, sentence) for everything in a file that is too long."""
    place = path.relative_to(ROOT).as_posix()
    source = path.read_text(encoding="utf-8")
    total = len(source.splitlines())
    if total > FILE_LINES:
        yield place, f"{place}: {total} lines; {FILE_LINES} are allowed"
    code = code_lines(path)
    for name, function in functions(ast.parse(source)):
        length = body_length(function, code)
        if length > FUNCTION_LINES:
            sentence = f"{name} has {length} code lines; {FUNCTION_LINES} are allowed"
            yield f"{place}::{name}", f"{place}:{function.lineno}: {sentence}"


def main() -> int:
    """Print what is too long, and return 1 if anything is."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    allowed: dict[str, str] = settings["tool"]["check-lengths"]["allow"]
    found = dict(e for path in sorted((ROOT / "src").rglob("*.py")) for e in excesses(path))
    problems = [sentence for place, sentence in found.items() if place not in allowed]
    for place, why in allowed.items():
        if place not in found:
            problems.append(f"pyproject.toml: {place} is allowed but not too long")
        if len(why) < SHORTEST_REASON:
            problems.append(f"pyproject.toml: {place} needs a reason in words")
    print("\n".join(problems) or f"lengths: everything fits; {len(allowed)} exceptions")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
