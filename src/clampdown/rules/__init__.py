"""The science, one scalar function per rule, and the compiler's cache.

Numba's cache does not notice an edited function in another file: it would go on calling the old
one without a word. The cache folder is therefore named after a hash of every source that can be
compiled into the kernel, and of the versions that compile it.
"""

import hashlib
import os
import platform
from pathlib import Path

import llvmlite
import numba
import numpy
import platformdirs

SOURCES = ("rules", "day", "world")


def cache_key(root: Path) -> str:
    """Return a hash of all kernel sources below `root` and of the versions that compile them."""
    digest = hashlib.blake2b(digest_size=10)
    for version in (platform.python_version(), numba.__version__, llvmlite.__version__, numpy.__version__):
        digest.update(version.encode())
    for folder in SOURCES:
        for path in sorted((root / folder).glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def cache_root() -> Path:
    """Return the folder for everything that can be made again; CLAMPDOWN_CACHE overrides it."""
    chosen = os.environ.get("CLAMPDOWN_CACHE")
    return Path(chosen) if chosen else platformdirs.user_cache_path("clampdown")


def _use_keyed_cache() -> None:
    folder = cache_root() / "kernels" / cache_key(Path(__file__).parent.parent)
    numba.config.CACHE_DIR = str(folder)


_use_keyed_cache()
