"""Metrics on disk: a Zarr group that xarray opens, one chunk per variable and segment of days."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import zarr
from numpy.typing import NDArray
from zarr.codecs import ZstdCodec

from clampdown.errors import ResultsError
from clampdown.results.plan import DAY, FORMAT_VERSION, Plan, Variable, segment
from clampdown.world.files import NOTICE, damage, package_version, sync_file, sync_folder

FOLDER = "metrics.zarr"
PARTIAL = "*.partial"  # what the store leaves of a file it was killed in
_ABOUT = ("unit", "meaning", "level", "survives_sampling", "human_cost")
# Days not yet simulated hold a value nobody can take for a count.
NOT_SIMULATED: dict[str, float] = {"int64": int(np.iinfo(np.int64).min), "float64": float("nan")}


def create_metrics(folder: Path, plan: Plan) -> None:
    """Lay out all variables at their full length."""
    with format_extensions(), zarr.config.set({"array.write_empty_chunks": True}):
        _create(folder, plan)


@contextmanager
def format_extensions() -> Iterator[None]:
    """Allow two extensions of the format that older releases of Zarr warn of: text, gathered metadata."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(Zarr format 3 specification|vlen-utf8)")
        yield


def _create(folder: Path, plan: Plan) -> None:
    about = {"notice": NOTICE, "format_version": FORMAT_VERSION, "written_by": package_version()}
    group = zarr.create_group(folder / FOLDER, zarr_format=3, attributes=about)
    _add(group, DAY, np.arange(plan.days), (DAY,), {"meaning": "day of the run, counted from 0"})
    if plan.start:
        calendar = {"units": f"days since {plan.start}", "calendar": "proleptic_gregorian"}
        _add(group, "date", np.arange(plan.days), (DAY,), calendar)
    for axis, labels in plan.coords.items():
        words = np.array(list(labels), dtype=np.dtypes.StringDType())
        _add(group, axis, words, (axis,), {"meaning": f"labels of axis {axis}"})
    for variable in plan.variables:
        if variable.daily:
            _allocate(group, plan, variable)
        else:
            _add(group, variable.name, _fixed(plan, variable), variable.dims, _attributes(variable))
    zarr.consolidate_metadata(group.store)


def _fixed(plan: Plan, variable: Variable) -> NDArray[Any]:
    """Return the values of a variable that does not change."""
    values = np.asarray(plan.fixed[variable.name])
    _check(variable, values, plan.shape(variable))
    return values.astype(variable.dtype)


def _attributes(variable: Variable) -> dict[str, Any]:
    """Return what a reader has to know of a variable."""
    about: dict[str, Any] = {field: getattr(variable, field) for field in _ABOUT}
    return about | {"notice": NOTICE, "format_version": FORMAT_VERSION}


def _add(
    group: zarr.Group, name: str, values: NDArray[Any], dims: tuple[str, ...], attributes: dict[str, Any]
) -> None:
    """Write an array that is known at the start."""
    about: dict[str, Any] = {"notice": NOTICE, "format_version": FORMAT_VERSION, **attributes}
    group.create_array(name, data=values, dimension_names=dims, attributes=about, compressors=[_packed()])


def _packed() -> ZstdCodec:
    """Return the compression of every array; its checksum tells damage."""
    return ZstdCodec(level=3, checksum=True)


def _allocate(group: zarr.Group, plan: Plan, variable: Variable) -> None:
    """Lay out a variable without writing a value."""
    shape = plan.shape(variable)
    group.create_array(
        variable.name,
        shape=shape,
        chunks=(plan.segment_days, *shape[1:]),
        dtype=variable.dtype,
        fill_value=NOT_SIMULATED[variable.dtype],
        compressors=[_packed()],
        chunk_key_encoding={"name": "default", "separator": "."},  # one folder to sync per variable
        dimension_names=variable.dims,
        attributes=_attributes(variable),
    )


def check_metrics(plan: Plan, days: tuple[int, int], metrics: Mapping[str, NDArray[Any]]) -> None:
    """Refuse values that do not fit the variables, before any is written."""
    daily = {variable.name: variable for variable in plan.variables if variable.daily}
    if metrics.keys() != daily.keys():
        raise ResultsError(f"Metrics and plan differ in {', '.join(sorted(metrics.keys() ^ daily.keys()))}.")
    for name, variable in daily.items():
        _check(variable, np.asarray(metrics[name]), (days[1] - days[0] + 1, *plan.shape(variable)[1:]))


def _check(variable: Variable, values: NDArray[Any], shape: tuple[int, ...]) -> None:
    if values.shape != shape or not np.can_cast(values.dtype, variable.dtype, "same_kind"):
        raise ResultsError(
            f"{variable.name} has to be {variable.dtype} {shape} and is {values.dtype} {values.shape}."
        )


def write_metrics(folder: Path, plan: Plan, first_day: int, metrics: Mapping[str, NDArray[Any]]) -> None:
    """Write the values of one segment and make them durable; values already there are replaced."""
    first, last = segment(plan, first_day)
    # Chunks of nothing but "not simulated" are stored as well, so that one not there is one lost.
    with format_extensions(), zarr.config.set({"array.write_empty_chunks": True}):
        group = zarr.open_group(folder / FOLDER, mode="r+")
        for name, values in metrics.items():
            array = group[name]
            array[first : last + 1] = np.asarray(values)  # type: ignore[index]
    for name, values in metrics.items():
        path = chunk(folder, name, np.ndim(values), first // plan.segment_days)
        sync_file(path)
        sync_folder(path.parent)


def chunk(folder: Path, name: str, axes: int, number: int) -> Path:
    """Return the file that holds a variable's values of one segment."""
    return folder / FOLDER / name / ".".join(["c", str(number), *["0"] * (axes - 1)])


def discard_partial(folder: Path) -> None:
    """Remove what a killed process left of a file."""
    for path in (folder / FOLDER).rglob(PARTIAL):
        path.unlink(missing_ok=True)


def stored_variables(folder: Path) -> tuple[list[Variable], dict[str, list[str]], dict[str, NDArray[Any]]]:
    """Return the variables of a run, its coordinates, and the values of what does not change.

    Raises
    ------
    ResultsError
        If any of it is damaged.
    """
    dataset = open_metrics(folder, 0)
    variables, fixed = [], {}
    for name, array in dataset.data_vars.items():
        with or_damaged(folder / FOLDER / str(name)):
            about = {field: array.attrs[field] for field in _ABOUT}
            variables.append(Variable(str(name), tuple(map(str, array.dims)), str(array.dtype), **about))
            if not variables[-1].daily:
                fixed[str(name)] = array.to_numpy()
    coords = {str(axis): dataset[axis].to_numpy().tolist() for axis in dataset.dims if axis != DAY}
    return variables, coords, fixed


def open_metrics(folder: Path, days: int) -> xr.Dataset:
    """Return the metrics of the first days, read when asked for.

    Raises
    ------
    ResultsError
        If the layout or the labels of an axis are damaged.
    """
    path = folder / FOLDER
    with format_extensions(), or_damaged(path):
        dataset: xr.Dataset = xr.open_zarr(path, chunks=None, consolidated=True)
    dataset = dataset.assign_coords(labels_of(dataset, path))
    if "date" in dataset:
        dataset = dataset.set_coords("date")
    return dataset.isel({DAY: slice(0, days)})


@contextmanager
def or_damaged(path: Path) -> Iterator[None]:
    """Say that a file is damaged where it cannot be made sense of."""
    try:
        yield
    except (AttributeError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise ResultsError(damage(path)) from error


def labels_of(dataset: xr.Dataset, path: Path) -> dict[str, NDArray[Any]]:
    """Return the labels of every axis but the days, as text of fixed width, which all programs know.

    Raises
    ------
    ResultsError
        If some are missing: what cannot be read comes as empty text, or as the same number throughout.
    """
    labels = {}
    for axis in map(str, dataset.dims):
        with or_damaged(path / axis):
            words = dataset[axis].to_numpy().tolist()
        if "" in words or (len(words) > 1 and len(set(words)) == 1):
            raise ResultsError(damage(path / axis))
        if axis != DAY:
            labels[axis] = np.array(words)
    return labels
