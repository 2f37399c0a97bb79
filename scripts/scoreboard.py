"""Hold the model to its claims and write down how each came out.

    python scripts/scoreboard.py signatures [--pairs 20] [--draws 0] [--workers 2]
    python scripts/scoreboard.py field --first

Writes docs/scoreboard-<what>.md with its data beside it as JSON, and for signatures the 2 x 2 of every
row as a figure. `--first` names the page docs/scoreboard-first.md: how the field claims stood before any
number was moved, which is never made again.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from clampdown.experiments.claims.check import Plan, check
from clampdown.experiments.claims.reading import read_claims
from clampdown.experiments.claims.report import as_data
from clampdown.schema.loading import load_catalogue

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
    args = wanted.parse_args()
    catalogue = load_catalogue()
    plan = Plan(args.pairs, args.draws, None, None, args.workers, progress=told)
    found = as_data(check(read_claims([PATTERNS / args.what], catalogue), plan, catalogue))
    for pattern in found["patterns"]:
        pattern["file"] = Path(pattern["file"]).resolve().relative_to(ROOT).as_posix()
    page = ROOT / "docs" / f"scoreboard-{'first' if args.first else args.what}.md"
    page.with_suffix(".json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    page.write_text(page_of(found, args, figure_of(found, page)), encoding="utf-8")


def told(what: str, done: int, of: int) -> None:
    """Say how far the work has come."""
    print(f"\r{what}: {done} of {of}", end="", file=sys.stderr, flush=True)


def page_of(found: dict[str, Any], args: argparse.Namespace, figure: str) -> str:
    """Return the page as Markdown."""
    patterns = found["patterns"]
    title = "field claims, before any number was moved" if args.first else args.what
    options = f"{' --first' if args.first else ''} --pairs {args.pairs}"
    options += f" --draws {args.draws}" if args.draws else ""
    made = f"Made by `python scripts/scoreboard.py {args.what}{options}`; what the words mean is in"
    lines = [f"# Scoreboard: {title}", "", f"*{NOTICE}*", "", made]
    lines += ["[patterns.md](patterns.md). Intervals are 90 % over pairs.", ""]
    kinds = sorted({pattern["signature"] or "" for pattern in patterns})
    lines += ["| | " + " | ".join(VERDICTS) + " | all |", "|---" * (len(VERDICTS) + 2) + "|"]
    for kind in kinds:
        of_kind = [pattern["verdict"] for pattern in patterns if (pattern["signature"] or "") == kind]
        counts = [str(of_kind.count(verdict)) for verdict in VERDICTS]
        lines.append(f"| {kind.replace('_', ' ') or 'claims'} | {' | '.join(counts)} | {len(of_kind)} |")
    if figure:
        lines += ["", f"![Effect of each row's directive with its mechanism on and off]({figure})"]
    for pattern in patterns:
        lines += [
            "",
            f"## {pattern['id']}: {pattern['verdict']}",
            "",
            f"{pattern['claim']}.".replace("..", "."),
        ]
        lines += ["", *clauses_of(pattern)]
    return "\n".join(lines) + "\n"


def clauses_of(pattern: dict[str, Any]) -> list[str]:
    """Return a table of a pattern's expectations."""
    lines = ["| expected | found | verdict |", "|---|---|---|"]
    for clause in pattern["expect"]:
        said = clause["expected"] or clause.get("why", "")
        what = "; ".join(text for text in (clause["clause"], clause["quantity"], said) if text)
        lines.append(f"| {what.replace('|', '/')} | {interval(clause['effect'])} | {clause['verdict']} |")
    return lines


def interval(effect: dict[str, float] | None) -> str:
    """Return an effect with its interval, two significant digits beyond the point."""
    if not effect or effect.get("value") is None:
        return ""
    numbers = [effect["value"], effect.get("low90"), effect.get("high90")]
    value, low, high = ("" if number is None else f"{number:.3g}" for number in numbers)
    return f"{value} ({low} to {high})" if low else value


def figure_of(found: dict[str, Any], page: Path) -> str:
    """Draw the first effect of each row with the mechanism on and off; returns the file's name, or ''."""
    rows = [(p["row"], *pair) for p in found["patterns"] if p["row"] and (pair := on_and_off(p))]
    if not rows:
        return ""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "clampdown", "font.size": 8}
    from matplotlib import pyplot

    drawing, panels = pyplot.subplots((len(rows) + 5) // 6, 6, figsize=(11, 1.5 * ((len(rows) + 5) // 6)))
    for panel in panels.flat[len(rows) :]:
        panel.axis("off")
    for panel, (row, on, off) in zip(panels.flat, rows, strict=False):
        for x, clause, colour in ((0, on, "#b2182b"), (1, off, "#4d4d4d")):
            effect = clause["effect"]
            error = [[effect["value"] - effect["low90"]], [effect["high90"] - effect["value"]]]
            panel.errorbar([x], [effect["value"]], yerr=error, fmt="o", color=colour, markersize=4)
        panel.axhline(0.0 if "minus" in on["compared"] else 1.0, color="#999999", linewidth=0.6)
        panel.set(title=row, xticks=[0, 1], xlim=(-0.6, 1.6))
        panel.set_xticklabels(["on", "off"])
    drawing.text(0.5, 0.002, NOTICE, ha="center", fontsize=7)
    drawing.tight_layout(rect=(0, 0.02, 1, 1))
    target = page.with_suffix(".svg")
    drawing.savefig(target, metadata={"Date": None})
    return target.name


def on_and_off(pattern: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the first two clauses of the same quantity with the mechanism on and off."""
    whole = [c for c in pattern["expect"] if c["effect"] and c["effect"].get("low90") is not None]
    for on in whole:
        for off in whole:
            alike = on["quantity"] == off["quantity"] and ("minus" in on["compared"]) == (
                "minus" in off["compared"]
            )
            if alike and "_off" in off["compared"] and "_off" not in on["compared"]:
                return on, off
    return None


if __name__ == "__main__":
    main()
