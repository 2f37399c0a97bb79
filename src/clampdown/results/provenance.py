"""Where a run comes from: `scenario.yaml` and `provenance.json`."""

import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from clampdown.engine import machine
from clampdown.errors import ResultsError, shown_path
from clampdown.results.plan import FORMAT_VERSION
from clampdown.world.files import NOTICE, damage, package_version, read_json, reported, write_json

FILE = "provenance.json"
SCENARIO = "scenario.yaml"
PACKAGES = ("numba", "llvmlite", "numpy", "polars", "pydantic", "ruamel.yaml", "xarray", "zarr", "numcodecs")


def versions() -> dict[str, str]:
    """Return the versions of everything that can move a result or the way it is stored."""
    found = {"clampdown": package_version(), "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def start(folder: Path, manifest: Mapping[str, Any], salt_check: str) -> None:
    """Write scenario and provenance of a run that begins.

    Parameters
    ----------
    folder : Path
    manifest : mapping, all that decides the results; `scenario` is the resolved scenario
    salt_check : str, recognises the salt of the keys without giving it away
    """
    content = {
        "started": _now(),
        "command": _command(sys.argv),
        "versions": versions(),
        "machine": machine.describe(),
        "manifest": manifest,
        "salt_check": salt_check,
        "resumed": [],
    }
    write_json(folder / FILE, content, version=FORMAT_VERSION, sealed=False)
    with (folder / SCENARIO).open("w", encoding="utf-8") as file:
        file.write(
            f"# {NOTICE}\n# Results format {FORMAT_VERSION}, written by clampdown {package_version()}.\n"
        )
        yaml = YAML()
        yaml.width = 100
        yaml.dump(manifest["scenario"], file)


def resumed(folder: Path, next_day: int) -> None:
    """Note that a run goes on."""
    content = read(folder)
    entry = {"time": _now(), "next_day": next_day, "versions": versions(), "machine": machine.describe()}
    content["resumed"].append(entry)
    write_json(folder / FILE, _own(content), version=FORMAT_VERSION, sealed=False)


def finish(folder: Path, timings: Mapping[str, Any]) -> None:
    """Note that a run is complete, and what it took; what was noted when it was done before stays."""
    content = read(folder)
    if "finished" in content:
        return
    content |= {
        "finished": _now(),
        "timings": dict(timings),
        "peak_memory_bytes": machine.peak_memory(),
    }
    write_json(folder / FILE, _own(content), version=FORMAT_VERSION, sealed=False)


def read(folder: Path) -> dict[str, Any]:
    """Return the provenance of a run."""
    found = read_json(folder / FILE, version=FORMAT_VERSION, sealed=False)
    if not found.keys() >= {"command", "versions", "manifest", "salt_check"}:
        raise ResultsError(damage(folder / FILE))
    return found


def read_scenario(folder: Path) -> dict[str, Any]:
    """Return the resolved scenario of a run."""
    path = folder / SCENARIO
    with reported(f"{shown_path(path)} cannot be read"), path.open(encoding="utf-8") as file:
        try:
            return dict(YAML(typ="safe").load(file))
        except (YAMLError, TypeError, ValueError) as error:
            raise ResultsError(damage(path)) from error


def _own(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content without what `write_json` adds."""
    return {k: v for k, v in content.items() if k not in {"format_version", "written_by", "notice"}}


def _command(arguments: Sequence[str]) -> list[str]:
    """Return the command without the folder the program lies in."""
    return [Path(arguments[0]).name, *arguments[1:]] if arguments else []


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
