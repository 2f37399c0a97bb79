"""Make the result that the explorer opens on, from the folder of a run.

    make demo && python scripts/explorer_demo.py runs/demo

Writes src/clampdown/explorer/demo.json, which is shipped.
"""

import argparse
import json
import sys
from pathlib import Path

from clampdown.experiments.saying import as_messages
from clampdown.report import payload_of

FILE = Path(__file__).resolve().parents[1] / "src" / "clampdown" / "explorer" / "demo.json"
MOST = 1_000_000  # bytes


def main() -> int:
    """Write the file; return 1 if it would be too large to ship."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    wanted.add_argument("run", type=Path, nargs="+", help="folder of a run, or of a comparison")
    payload = payload_of(wanted.parse_args().run)
    text = json.dumps(as_messages(payload), ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"
    if len(text.encode()) > MOST:
        sys.stderr.write(f"{len(text.encode()):,} bytes are more than {MOST:,}.\n")
        return 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
