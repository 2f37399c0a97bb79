"""Hold the model to its claims and write down how each came out.

    python scripts/scoreboard.py signatures [--pairs 20] [--draws 0] [--workers 2]
    python scripts/scoreboard.py field --first
    python scripts/scoreboard.py field --against docs/scoreboard-first.json

Writes docs/scoreboard-<what>.md with its data beside it as JSON, and for signatures the 2 x 2 of every
row as a figure. `--first` names the page docs/scoreboard-first.md: how the field claims stood before any
number was moved, which is never made again; `--against` sets its verdicts beside those of now.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import scoreboard_figure
from clampdown.experiments.claims.check import Plan, check
from clampdown.experiments.claims.reading import Claim, read_claims
from clampdown.experiments.claims.report import as_data
from clampdown.schema.loading import load_catalogue
from scoreboard_changes import changes, section

ROOT = Path(__file__).resolve().parents[1]
PATTERNS = ROOT / "src" / "clampdown" / "packs" / "dprk" / "patterns"
NOTICE = "Simulation of synthetic people; not a record of events."
VERDICTS = ("holds", "partly holds", "fails", "too few events", "cannot be expressed")


def main() -> None:
    """Check the claims of one folder and write the page."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("what", choices=("signatures", "field"))
    wanted.add_argument("--pairs", type=int, default=20)
    wanted.add_argument("--draws", type=int, default=0)
    wanted.add_argument("--workers", type=int)
    wanted.add_argument("--first", action="store_true")
    wanted.add_argument("--against", type=Path, help="a check of the same claims made earlier, as JSON")
    wanted.add_argument("--out", type=Path, default=ROOT / "docs", help="folder of the page")
    args = wanted.parse_args()
    catalogue = load_catalogue()
    plan = Plan(args.pairs, args.draws, None, None, args.workers, progress=told)
    claims = read_claims([PATTERNS / args.what], catalogue)
    both = scoreboard_figure.panel_claims(claims) if args.what == "signatures" else []
    checked = check([*claims, *both], plan, catalogue)
    found, drawn = as_data(checked[: len(claims)]), as_data(checked[len(claims) :])
    for pattern in found["patterns"]:
        pattern["file"] = Path(pattern["file"]).resolve().relative_to(ROOT).as_posix()
    page = args.out / f"scoreboard-{'first' if args.first else args.what}.md"
    page.with_suffix(".json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    text = page_of(found, args, figure_of(drawn, claims, page))
    page.write_text(text, encoding="utf-8")


def told(what: str, done: int, of: int) -> None:
    """Say how far the work has come."""
    print(f"\r{what}: {done} of {of}", end="", file=sys.stderr, flush=True)


def page_of(found: dict[str, Any], args: argparse.Namespace, figure: str) -> str:
    """Return the page as Markdown."""
    patterns = found["patterns"]
    title = "field claims, before any number was moved" if args.first else args.what
    options = f"{' --first' if args.first else ''} --pairs {args.pairs}"
    options += f" --draws {args.draws}" if args.draws else ""
    options += f" --against {args.against.as_posix()}" if args.against else ""
    made = f"Made by `python scripts/scoreboard.py {args.what}{options}`; what the words mean is in"
    lines = [f"# Scoreboard: {title}", "", f"*{NOTICE}*", "", made]
    lines += ["[patterns.md](patterns.md). Intervals are 90 % over pairs.", ""]
    kinds = sorted({pattern["signature"] or "" for pattern in patterns})
    lines += ["| | " + " | ".join(VERDICTS) + " | all |", "|---" * (len(VERDICTS) + 2) + "|"]
    for kind in kinds:
        of_kind = [pattern["verdict"] for pattern in patterns if (pattern["signature"] or "") == kind]
        lines.append(counts_of(kind.replace("_", " ") or "claims", of_kind))
    lines.append(counts_of("their clauses", [one["verdict"] for each in patterns for one in each["expect"]]))
    if figure:
        lines += ["", f"![One effect of each row's directive, with its mechanism on and off]({figure})"]
    if args.against:
        first = json.loads(args.against.read_text(encoding="utf-8"))
        lines += section(changes(first, found), args.against.name, VERDICTS)
    for pattern in patterns:
        lines += [
            "",
            f"## {pattern['id']}: {pattern['verdict']}",
            "",
            f"{pattern['claim']}.".replace("..", "."),
        ]
        lines += ["", *clauses_of(pattern)]
    return "\n".join(lines) + "\n"


def counts_of(what: str, verdicts: list[str]) -> str:
    """Return a row of how often each verdict was given."""
    counts = [str(verdicts.count(verdict)) for verdict in VERDICTS]
    return f"| {what} | {' | '.join(counts)} | {len(verdicts)} |"


def clauses_of(pattern: dict[str, Any]) -> list[str]:
    """Return a table of a pattern's expectations."""
    lines = ["| expected | found | verdict |", "|---|---|---|"]
    for clause in pattern["expect"]:
        said = clause.get("expected") or clause.get("why", "")
        what = "; ".join(text for text in (clause["clause"], clause.get("quantity"), said) if text)
        lines.append(f"| {what.replace('|', '/')} | {interval(clause.get('effect'))} | {clause['verdict']} |")
    return lines


def interval(effect: dict[str, float] | None) -> str:
    """Return an effect with its interval, two significant digits beyond the point."""
    if not effect or effect.get("value") is None:
        return ""
    numbers = [effect["value"], effect.get("low90"), effect.get("high90")]
    value, low, high = ("" if number is None else f"{number:.3g}" for number in numbers)
    return f"{value} ({low} to {high})" if low else value


def figure_of(found: dict[str, Any], claims: list[Claim], page: Path) -> str:
    """Draw every row with its mechanism on and off; returns the file's name, or '' where nothing is drawn."""
    if not found["patterns"]:
        return ""
    target = page.with_suffix(".svg")
    scoreboard_figure.draw(scoreboard_figure.panels(found, claims), target)
    return target.name


if __name__ == "__main__":
    main()
