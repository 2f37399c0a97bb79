"""What is written about mutants: shares, the page, and why one survives."""

import json
import subprocess
from typing import Any

from mutation.copies import CHECKS
from mutation.trying import ROOT

UNEXPLAINED = "nobody has looked at it"
REASONS = {"threshold: returns the opposite of np.int64(0)": "the same code: minus zero is zero"}
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


def explained(name: str) -> str:
    """Return why a mutant survives, where somebody has looked."""
    return next((why for part, why in REASONS.items() if part in name), UNEXPLAINED)


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


def write(report: dict[str, Any]) -> None:
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    (ROOT / "benchmarks").mkdir(exist_ok=True)
    (ROOT / "benchmarks" / "mutation.json").write_text(text, encoding="utf-8")
    (ROOT / "docs" / "mutation.md").write_text(page(report), encoding="utf-8")


def commit() -> str:
    """Return the commit that is tried, and whether the sources differ from it."""
    parts = [f"src/clampdown/{part}" for part in ("rules", "day", "engine", "world")]
    changed = git("status", "--short", "--", *parts)
    return git("rev-parse", "--short", "HEAD") + (" with changes" if changed else "")


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()
