"""What the machine has, and refusing a run that it cannot hold."""

from types import SimpleNamespace

import numpy as np
import pytest

from clampdown.engine import machine
from clampdown.errors import EngineError

GIB = machine.GIB


def test_a_run_that_fits_is_let_through(tmp_path):
    machine.require_memory(1)
    machine.require_disk(tmp_path / "not" / "yet" / "there", 1)


def test_a_run_too_large_for_memory_is_told_which_sample_would_do(monkeypatch):
    monkeypatch.setattr(machine, "available_memory", lambda: 2 * GIB)

    with pytest.raises(
        EngineError, match=r"needs about 4\.0 GiB of memory and 2\.0 GiB are free.*--sample 0\.4"
    ):
        machine.require_memory(4 * GIB)


def test_a_run_too_large_for_the_disk_is_refused(tmp_path):
    with pytest.raises(EngineError, match="Free some space"):
        machine.require_disk(tmp_path, 1 << 60)


def test_a_little_that_is_missing_is_not_rounded_to_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(machine.psutil, "disk_usage", lambda _: SimpleNamespace(free=3 << 19))

    with pytest.raises(EngineError, match=r"need up to 30\.0 MiB and 1\.5 MiB are free at"):
        machine.require_disk(tmp_path, 30 << 20)


def test_little_memory_is_not_rounded_to_nothing(monkeypatch):
    monkeypatch.setattr(machine, "available_memory", lambda: 40 << 20)

    with pytest.raises(EngineError, match=r"needs about 2\.0 GiB of memory and 40\.0 MiB are free"):
        machine.require_memory(2 * GIB)


def test_the_limit_of_a_container_counts(tmp_path):
    (tmp_path / "memory.max").write_text(f"{3 * GIB}\n")
    (tmp_path / "memory.current").write_text(f"{2 * GIB}\n")
    (tmp_path / "memory.stat").write_text(f"anon 5\ninactive_file {GIB}\n")

    assert machine._container_memory(tmp_path) == [(3 * GIB, GIB)]


def test_a_container_without_a_limit_does_not_count(tmp_path):
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("5\n")

    assert machine._container_memory(tmp_path) == []


def test_peak_memory_grows_with_what_is_held():
    before = machine.peak_memory()

    held = np.ones(before, dtype=np.uint8)

    assert machine.peak_memory() >= len(held)


def test_bandwidth_is_that_of_a_memory():
    speed = machine.streaming_bandwidth(threads=2, size=8 << 20, repeats=2)

    assert 1e8 < speed < 1e13


def test_the_description_names_neither_host_nor_user():
    assert machine.describe().keys() == {
        "processor", "cores", "memory_bytes", "system", "architecture", "python",
    }  # fmt: skip
    assert machine.cores() >= 1
    assert 0 < machine.available_memory() <= machine.total_memory()
