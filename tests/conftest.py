"""What several tests share: a small complete set of data files that they may spoil."""

import shutil
from pathlib import Path

import pytest

from clampdown.errors import InputError
from clampdown.schema.loading import Catalogue, load_catalogue, load_pack
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_scenario

DATA = Path(__file__).parent / "data" / "schema"


class Islet:
    """A copy of the data files in `tests/data/schema`: a catalogue, a pack, directives, scenarios."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the only occurrence of a text in a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, file: str, text: str) -> Path:
        """Write a file."""
        path = self.folder / file
        path.write_text(text, encoding="utf-8")
        return path

    def catalogue(self) -> Catalogue:
        return load_catalogue(self.folder / "catalogue")

    def pack(self) -> Pack:
        return load_pack(self.folder / "islet", self.catalogue())

    def scenario(self, name: str) -> Scenario:
        catalogue = self.catalogue()
        pack = load_pack(self.folder / "islet", catalogue)
        path = self.folder / "islet" / "scenarios" / f"{name}.yaml"
        return load_scenario(path, catalogue=catalogue, pack=pack)

    def complaint(self, what: str, name: str = "drive") -> InputError:
        """Return the error that loading the catalogue, the pack or a scenario raises."""
        calls = {"catalogue": self.catalogue, "pack": self.pack, "scenario": lambda: self.scenario(name)}
        with pytest.raises(InputError) as caught:
            calls[what]()
        return caught.value


@pytest.fixture
def islet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Islet:
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Islet(tmp_path)
