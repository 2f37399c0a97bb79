"""The folder of the explorer's runs; nothing outside it is ever named by a request."""

import json
import re
import secrets
import shutil
from pathlib import Path

from clampdown.experiments.saying import with_words
from clampdown.world.files import reported, write_bytes

RUN = re.compile(r"^[0-9a-f]{16}$")
LINES = "lines.ndjson"


class Store:
    """Runs by id.

    Parameters
    ----------
    folder : Path, made when the first run begins
    kept : int, runs kept; the oldest goes first
    """

    def __init__(self, folder: Path, kept: int) -> None:
        self.folder, self._kept = folder, kept

    def new(self) -> tuple[str, Path]:
        """Make a folder for a run and return its id and path."""
        run = secrets.token_hex(8)
        with reported(f"{self.folder} cannot be written"):
            (self.folder / run).mkdir(parents=True)
        return run, self.folder / run

    def find(self, run: str) -> Path | None:
        """Return the folder of a run that is done, or None."""
        if not RUN.match(run) or not (self.folder / run / LINES).is_file():
            return None
        return self.folder / run

    def finish(self, run: str, lines: list[bytes]) -> None:
        """Keep what the page was told of a run, and let the oldest runs go."""
        write_bytes(self.folder / run / LINES, b"\n".join(lines) + b"\n")
        done = [path.parent for path in self.folder.glob(f"*/{LINES}") if RUN.match(path.parent.name)]
        done.sort(key=lambda path: path.stat().st_mtime)
        for old in done[: -self._kept]:
            self.forget(old.name)

    def forget(self, run: str) -> None:
        """Remove a run that was stopped or failed."""
        if RUN.match(run):
            shutil.rmtree(self.folder / run, ignore_errors=True)

    @staticmethod
    def lines(folder: Path) -> list[dict[str, object]]:
        """Return what the page was told of a run."""
        return [with_words(json.loads(line)) for line in (folder / LINES).read_bytes().splitlines() if line]

    @staticmethod
    def results(folder: Path) -> list[Path]:
        """Return the result folders of a run, in the order of its scenarios."""
        return sorted((path for path in folder.iterdir() if path.name.isdigit()), key=lambda p: int(p.name))
