"""Flip the sign of every rule, delete it, or drop a step of the day, and count which mutants are noticed.

A mutant is a copy of the package with one change. Mutants of rules (`rules/*.py`):

- *delete*: the function returns its neutral value, see `NEUTRAL` in `mutation/changing.py`;
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
import datetime
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from mutation.changing import kind_of, mutants_of
from mutation.copies import prepare
from mutation.reporting import UNEXPLAINED, commit, explained, shares, write
from mutation.trying import in_process, original_copy, tried, warm_up


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


if __name__ == "__main__":
    sys.exit(main())
