"""What `scripts/mutate.py` does: changing the package, living days of it, comparing, writing about it."""
