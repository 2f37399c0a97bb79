"""Check the data files that git tracks or would track: readable YAML, no large file, plain line ends."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ROOT = Path(__file__).resolve().parents[1]
LARGEST_BYTES = 1_000_000
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".cff", ".json", ".txt"}


def project_files() -> list[Path]:
    """Return the files of the project, ignored ones left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def problems(path: Path) -> Iterator[str]:
    """Yield what is wrong with one file, as sentences."""
    name = path.relative_to(ROOT)
    if path.stat().st_size > LARGEST_BYTES:
        yield f"{name}: {path.stat().st_size:,} bytes; {LARGEST_BYTES:,} are allowed"
    if path.suffix in TEXT and b"\r\n" in path.read_bytes():
        yield f"{name}: has line ends of another system; save it with plain newlines"
    if path.suffix in {".yaml", ".yml", ".cff"}:
        try:
            list(YAML(typ="safe").load_all(path.read_text(encoding="utf-8")))
        except YAMLError as error:
            yield f"{name}: {error}"


def main() -> int:
    """Print every problem, and return 1 if there is one."""
    files = project_files()
    found = [sentence for path in sorted(files) for sentence in problems(path)]
    print("\n".join(found) if found else f"data files: {len(files)} files are in order")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
