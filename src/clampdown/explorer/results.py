"""A finished run as the page wants it, or as a file."""

import csv
import io
import json
import math
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from starlette.responses import Response

from clampdown.experiments.saying import as_messages, with_words
from clampdown.explorer.frames import unpacked
from clampdown.explorer.store import Store
from clampdown.world.files import NOTICE, write_bytes

PAYLOAD = "payload.json"


def export(folder: Path) -> Response:
    """Return what the page was told of a run as tables, with the commands that repeat it."""
    lines: list[dict[str, Any]] = Store.lines(folder)
    begun = next(line for line in lines if line["kind"] == "begun")
    days = [line for line in lines if line["kind"] == "day"]
    done = lines[-1]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("days.csv", _table(_days(begun, days)))
        archive.writestr("provinces.csv", _table(_provinces(begun, days)))
        archive.writestr("README.txt", _readme(done["commands"]))
        for path in sorted(folder.glob("scenario-*.yaml")):
            archive.writestr(path.name, f"# {NOTICE}\n{path.read_text(encoding='utf-8')}")
    return download(held.getvalue(), "application/zip", f"clampdown-{folder.name}.zip")


def _days(begun: dict[str, Any], days: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """Yield the lines of the table of days: one for each day, scenario and series."""
    yield ["day", "date", "scenario", "series", "unit", "value"]
    for line, when, scenario in _dated(begun, days):
        for series in begun["series"]:
            value = line["values"][series["key"]]
            yield [line["day"], when, scenario, series["key"], series["unit"], "" if value is None else value]


def _provinces(begun: dict[str, Any], days: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """Yield the lines of the table of provinces: one for each day, scenario, metric and province."""
    yield ["day", "date", "scenario", "metric", "unit", "province", "value"]
    provinces = [province["id"] for province in begun["map"]["provinces"]]
    for line, when, scenario in _dated(begun, days):
        for metric in begun["map"]["metrics"]:
            values = unpacked(line["map"][metric["key"]])
            for province, value in zip(provinces, values, strict=True):
                shown = f"{value:.4g}" if math.isfinite(value) else ""  # hidden
                yield [line["day"], when, scenario, metric["key"], metric["unit"], province, shown]


def _dated(begun: dict[str, Any], days: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str, str]]:
    start = date.fromisoformat(begun["start"])
    for line in days:
        scenario = begun["scenarios"][line["scenario"]]["id"]
        yield line, str(start + timedelta(days=line["day"])), scenario


def _table(rows: Iterator[list[Any]]) -> str:
    """Return a table of comma-separated values below the notice."""
    text = io.StringIO()
    text.write(f"# {NOTICE}\n")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _readme(commands: list[str]) -> str:
    told = [
        NOTICE, "",
        "days.csv: all that was simulated; provinces.csv: the same by province. An empty value is hidden:",
        "fewer than 20 simulated people or events are behind it. Read directions, ratios and shapes from",
        "them; levels rest on assumptions.", "", "To repeat the runs:", *commands, "",
    ]  # fmt: skip
    return "\n".join(told)


def download(content: bytes, kind: str, name: str) -> Response:
    """Return a file that a browser saves."""
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def payload(folder: Path) -> Response:
    """Return everything a report on a run shows."""
    return Response(payload_text(folder), media_type="application/json")


def payload_text(folder: Path) -> bytes:
    """Return everything a report on a run shows, as JSON made once."""
    from clampdown.report import payload_of

    path = folder / PAYLOAD
    if not path.exists():
        found = as_messages(payload_of(Store.results(folder)))
        content = json.dumps(found, ensure_ascii=False, allow_nan=False)
        write_bytes(path, content.encode())
    return path.read_bytes()


def report(folder: Path) -> Response:
    """Return the report on a run, one HTML file."""
    from clampdown.report import FILE, write_report

    path = folder / FILE
    if not path.exists():
        write_report(with_words(json.loads(payload_text(folder))), path)
    return download(path.read_bytes(), "text/html; charset=utf-8", f"clampdown-{folder.name}.html")


RESULTS: dict[str, Callable[[Path], Response]] = {"payload": payload, "report": report, "export": export}
