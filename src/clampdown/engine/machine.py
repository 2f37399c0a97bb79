"""The machine a run is on: what it has, what a run has used, and whether it will do."""

import math
import os
import platform
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from clampdown.errors import EngineError, shown_path

MIB, GIB = 1 << 20, 1 << 30
# (limit, use, use that can be dropped) of a container, by version of the control groups.
_CONTAINER = (
    ("memory.max", "memory.current", "memory.stat"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"),
)


def cores() -> int:
    """Return the number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """Return the processor's name as the machine gives it."""
    table = Path("/proc/cpuinfo")
    for line in table.read_text(encoding="utf-8").splitlines() if table.exists() else ():
        if line.startswith(("model name", "Model")):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def total_memory() -> int:
    """Return the memory of the machine, or of the container it runs in, in bytes."""
    limits = [limit for limit, _ in _container_memory(Path("/sys/fs/cgroup"))]
    return min([int(psutil.virtual_memory().total), *limits])


def available_memory() -> int:
    """Return the memory a run can still take without swapping, in bytes."""
    free = [limit - used for limit, used in _container_memory(Path("/sys/fs/cgroup"))]
    return max(0, min([int(psutil.virtual_memory().available), *free]))


def _container_memory(root: Path) -> list[tuple[int, int]]:
    """Return (limit, use) in bytes for each limit a container sets on memory."""
    found = []
    for limit, use, stat in _CONTAINER:
        try:
            allowed = int((root / limit).read_text())
            used = int((root / use).read_text())
            lines = [line.split() for line in (root / stat).read_text().splitlines()]
        except (OSError, ValueError):  # no container, or "max": no limit
            continue
        droppable = next((int(line[1]) for line in lines if line[0] == "inactive_file"), 0)
        found.append((allowed, used - droppable))
    return found


def require_memory(needed: int) -> None:
    """Refuse a run that would not fit into memory.

    Parameters
    ----------
    needed : int, bytes the run will take at its peak

    Raises
    ------
    EngineError
    """
    free = available_memory()
    if needed > free:
        raise EngineError(
            f"The run needs about {_size(needed)} of memory and {_size(free)} are free. "
            f"Close other programs, or run a part with --sample {_rounded_down(0.9 * free / needed):g}."
        )


def _rounded_down(share: float) -> float:
    """Return a share with one digit, no larger than it was."""
    step = 10.0 ** math.floor(math.log10(max(share, 0.001)))
    return math.floor(share / step) * step or step


def _size(amount: int) -> str:
    """Return a number of bytes in words; in MiB where GiB would round it to little or nothing."""
    return f"{amount / GIB:.1f} GiB" if amount >= GIB else f"{amount / MIB:.1f} MiB"


def require_disk(folder: Path, needed: int) -> None:
    """Refuse a run whose results would not fit onto the disk.

    Parameters
    ----------
    folder : Path, where results go; need not exist yet
    needed : int, bytes

    Raises
    ------
    EngineError
    """
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = int(psutil.disk_usage(str(there)).free)
    if needed > free:
        raise EngineError(
            f"The results need up to {_size(needed)} and {_size(free)} are free at "
            f"{shown_path(there)}. Free some space, choose another folder with --out, or run a --sample."
        )


def peak_memory() -> int:
    """Return the most memory this process has held so far, in bytes.

    `ru_maxrss` starts from the size of the process that started this one, so the kernel's own mark is
    preferred where there is one.
    """
    table = Path("/proc/self/status")
    for line in table.read_text(encoding="utf-8").splitlines() if table.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    info = psutil.Process().memory_info()
    if hasattr(info, "peak_wset"):
        return int(info.peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit


def describe() -> dict[str, Any]:
    """Return what a reader of results may know of the machine; no name of host or user."""
    return {
        "processor": processor(),
        "cores": cores(),
        "memory_bytes": total_memory(),
        "system": f"{platform.system()} {platform.release()}",
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def streaming_bandwidth(threads: int = 1, size: int = 256 << 20, repeats: int = 5) -> float:
    """Return how fast memory is read and written, in bytes per second: the best of some copies.

    Parameters
    ----------
    threads : int, copies done side by side
    size : int, bytes of the array that is copied; several times the last-level cache
    repeats : int
    """
    source = np.ones(size, dtype=np.uint8)
    target = np.zeros_like(source)  # written once, so that no copy pays for new pages
    pieces = list(zip(np.array_split(source, threads), np.array_split(target, threads), strict=True))
    with ThreadPoolExecutor(threads) as pool:
        seconds = min(_seconds_of_copy(pool, pieces) for _ in range(repeats))
    return 2 * size / seconds


def _seconds_of_copy(
    pool: ThreadPoolExecutor, pieces: list[tuple[NDArray[np.uint8], NDArray[np.uint8]]]
) -> float:
    start = time.perf_counter()
    for _ in pool.map(lambda piece: np.copyto(piece[1], piece[0]), pieces):
        pass
    return time.perf_counter() - start
