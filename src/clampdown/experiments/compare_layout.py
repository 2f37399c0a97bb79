"""The dataset of a comparison: arm × replicate × draw × window × metric × area, in one Zarr group."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import zarr
from numpy.typing import NDArray
from zarr.codecs import ZstdCodec

from clampdown.errors import shown_path
from clampdown.experiments.compare_design import METRICS, Design, Task, windows_for
from clampdown.experiments.compare_work import Measured
from clampdown.experiments.courses.keeping import Followed
from clampdown.experiments.windows import dates_of
from clampdown.results.metrics import format_extensions, labels_of, or_damaged
from clampdown.results.provenance import versions
from clampdown.world.files import NOTICE, package_version, reported, sync_file

FORMAT_VERSION = 2  # 2: days, places, groups and orders as well
DATA = "effects.zarr"
CELL = ("arm", "replicate", "draw")
VARIABLES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "per_1000": ((*CELL, "window", "metric", "area"), "per 1,000 people", "what each arm showed"),
    "counted": ((*CELL, "window", "metric", "area"), "people or events", "simulated, behind the rate"),
    "orders": ((*CELL, "way"), "share", "of the orders for work, means over the campaign"),
    "told": (
        (*CELL, "window", "kind", "what"),
        "people, events or items",
        "what happened (per 1,000 people) and what outlets published of it; simulated",
    ),
    "daily": ((*CELL, "course", "day"), "see kinds of courses", "each course over the days"),
    "daily_behind": ((*CELL, "course", "day"), "people or events", "simulated, behind each day"),
    "mapped": ((*CELL, "mapped_course", "day", "province"), "as daily", "courses in each province"),
    "mapped_behind": ((*CELL, "mapped_course", "day", "province"), "people or events", "behind each"),
    "placed": ((*CELL, "mapped_course", "place"), "as daily", "means over the campaign in each place"),
    "placed_behind": ((*CELL, "mapped_course", "place"), "people or events", "simulated, behind each mean"),
    "tallied": ((*CELL, "tally"), "people, events or daily incomes", "over the campaign, weighted up"),
    "tallied_behind": ((*CELL, "tally"), "people or events", "simulated, behind each tally"),
    "taken": ((*CELL, "offence", "rung"), "people", "taken over the campaign, weighted up"),
    "taken_behind": ((*CELL, "offence", "rung"), "people", "simulated, behind each"),
    "traced": ((*CELL, "order", "area", "stage"), "day or share", "what became of each order in each area"),
}
FAILED, DONE = -1, 1


def lay_out(folder: Path, design: Design) -> None:
    """Make a dataset as long as a comparison is, and keep what is in it.

    Parameters
    ----------
    folder : Path, of the comparison
    design : Design; what is there already may be longer
    """
    axes = design.axes
    with format_extensions():
        group = zarr.open_group(folder / DATA, mode="a", zarr_format=3)
        for axis in ("replicate", "draw"):
            kept = _text_or_numbers(group, axis)
            axes[axis] = kept if len(kept) > len(axes[axis]) else axes[axis]
        for name, (dims, unit, meaning) in VARIABLES.items():
            shape = tuple(len(axes[axis]) for axis in dims)
            _array(group, name, dims, shape, {"unit": unit, "meaning": meaning, "notice": NOTICE})
        _coordinates(group, axes, design)
        group.attrs.update(attributes_of(design))
        zarr.consolidate_metadata(group.store)


def _text_or_numbers(group: zarr.Group, axis: str) -> list[Any]:
    """Return the labels of an axis that is there already."""
    if axis not in group:
        return []
    labels: list[Any] = np.asarray(group[axis][:]).tolist()  # type: ignore[index]
    return labels


def write_replicate(folder: Path, task: Task, found: Measured) -> None:
    """Write what all arms of a replicate showed, and make it durable."""
    replicate, draw = task.cell
    with format_extensions(), zarr.config.set({"array.write_empty_chunks": True}):
        group = zarr.open_group(folder / DATA, mode="r+")
        for name in VARIABLES:
            group[name][:, replicate, draw] = found.part(name)  # type: ignore[index]
    for name in VARIABLES:
        sync_file(cell_file(folder, name, replicate, draw))


def cell_file(folder: Path, name: str, replicate: int, draw: int) -> Path:
    """Return the file that holds a variable's values of one replicate at a place on the axis of draws."""
    rest = ["0"] * (len(VARIABLES[name][0]) - len(CELL))
    return folder / DATA / name / ".".join(["c", "0", str(replicate), str(draw), *rest])


def write_outcomes(
    folder: Path, done: Sequence[Mapping[str, Any]], failed: Sequence[Mapping[str, Any]]
) -> None:
    """Write which replicates count, for whoever opens the dataset alone."""
    with format_extensions():
        array = zarr.open_group(folder / DATA, mode="r+")["outcome"]
        values = np.zeros(array.shape, dtype=np.int8)  # type: ignore[union-attr]
        for rows, mark in ((done, DONE), (failed, FAILED)):
            for row in rows:
                values[row["replicate"], 0 if row["draw"] is None else row["draw"] + 1] = mark
        array[:] = values  # type: ignore[index]


def _array(
    group: zarr.Group, name: str, dims: Sequence[str], shape: tuple[int, ...], about: Mapping[str, Any]
) -> None:
    """Lay out a variable, one chunk per replicate and draw; make it longer if it is there."""
    if name in group:
        group[name].resize(shape)  # type: ignore[union-attr]
        return
    group.create_array(
        name, shape=shape, chunks=(shape[0], 1, 1, *shape[len(CELL) :]), dtype=_kept_as(name),
        fill_value=float("nan"), compressors=[ZstdCodec(level=3, checksum=True)],
        chunk_key_encoding={"name": "default", "separator": "."}, dimension_names=dims,
        attributes=dict(about),
    )  # fmt: skip


def _kept_as(name: str) -> str:
    """Return the type a variable is kept in; what is only drawn needs no more than six digits."""
    return "float32" if name in Followed._fields else "float64"


def _coordinates(group: zarr.Group, axes: Mapping[str, Sequence[Any]], design: Design) -> None:
    """Write the labels of the axes, what metrics are called, the seeds, and room for outcomes."""
    first = design.scenarios[0].seed
    seeds = np.array([first + n for n in axes["replicate"]], dtype=np.int64)
    titles = [figure.title for figure in METRICS]
    marks = np.zeros((len(axes["replicate"]), len(axes["draw"])), dtype=np.int8)
    meaning = f"{DONE} where a replicate is done, {FAILED} where it failed, 0 where none is (yet)"
    for name, dims, values, text in (
        *((axis, (axis,), _labels(labels), f"labels of axis {axis}") for axis, labels in axes.items()),
        ("seed", ("replicate",), seeds, "of all random numbers, the same in all arms"),
        ("title", ("metric",), _labels(titles), "of a metric, in words"),
        ("outcome", ("replicate", "draw"), marks, meaning),
    ):
        group.create_array(
            name, data=values, dimension_names=dims, overwrite=True, attributes={"meaning": text}
        )


def _labels(labels: Sequence[Any]) -> NDArray[Any]:
    words = all(isinstance(label, str) for label in labels)
    return np.array(list(labels), dtype=np.dtypes.StringDType() if words else np.int64)


def attributes_of(design: Design) -> dict[str, Any]:
    """Return what the dataset says of itself."""
    base = design.scenarios[0]
    windows = dates_of(windows_for(design.scenarios), base.start)
    return {
        "notice": NOTICE, "format_version": FORMAT_VERSION, "written_by": package_version(),
        "versions": versions(), "pack": base.pack.id, "start": str(base.start), "days": base.days,
        "first_seed": base.seed, "sample": dict(base.sample),
        "arms": {label: arm.scenario.title for label, arm in design.arms.items()},
        "windows": {name: [str(day) for day in span] if span else [] for name, span in windows.items()},
        "pairs": "Arms share seed, people and draw; draw n goes with the seed of replicate n.",
    }  # fmt: skip


def open_dataset(folder: Path) -> xr.Dataset:
    """Return the dataset of a comparison, finished or not, read when asked for.

    Raises
    ------
    ResultsError
        If the layout or the labels of an axis are missing or damaged.
    """
    path = folder / DATA
    with reported(f"{shown_path(path)} cannot be read"):
        with format_extensions(), or_damaged(path):
            dataset: xr.Dataset = xr.open_zarr(path, chunks=None, consolidated=True)
        labels = labels_of(dataset, path)
    with or_damaged(path):
        return dataset.assign_coords(labels).set_coords(["seed", "title"])
