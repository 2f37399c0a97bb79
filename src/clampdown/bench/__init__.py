"""The benchmark: `python -m clampdown.bench`."""
