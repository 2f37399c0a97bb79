"""Write docs/estimator-bench.md from benches that were run, given as their folders."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
PAGE = ROOT / "docs" / "estimator-bench.md"
TEXTS = ROOT / "scripts" / "estimator_bench.yaml"


def main() -> int:
    """Write the page; the texts between the tables stand in a file of their own."""
    from ruamel.yaml import YAML

    from clampdown.bench.estimator_bench import read_scores
    from clampdown.bench.estimator_text import NOTE, as_markdown, bench_as_page, overview_of

    texts = YAML(typ="safe").load(TEXTS.read_text(encoding="utf-8"))
    found = {scores["bench"]: scores for scores in map(read_scores, map(Path, sys.argv[1:]))}
    unknown, absent = sorted(set(found) - set(texts["benches"])), sorted(set(texts["benches"]) - set(found))
    if unknown or absent:
        print(f"No text for: {', '.join(unknown) or '-'}. Not given: {', '.join(absent) or '-'}.")
        return 1
    overview = as_markdown(overview_of([found[name] for name in texts["benches"]]))
    lines = [*texts["opening"].splitlines(), "", *overview, "", *texts["reading"].splitlines(), "", NOTE, ""]
    for name, text in texts["benches"].items():
        scores = found[name]
        effort = (
            f"`clampdown bench-estimators {name} --seeds {scores['variants'][0]['seeds']} "
            f"--bootstrap {scores['replicates']} --iterations {scores['iterations']}`"
        )
        lines += [f"## {scores['title']}", "", *bench_as_page(scores), "", effort, "", *text.splitlines(), ""]
    lines += texts["closing"].splitlines()
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(found)} benches")
    return 0


if __name__ == "__main__":
    sys.exit(main())
