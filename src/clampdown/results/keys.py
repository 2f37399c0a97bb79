"""Keys that stand for people in a run's events and cannot be linked to another run.

A key is SipHash-2-4 of the person's number under a salt of 128 bits. The salt is derived from the
run's manifest and a secret that stays with the user, outside all result folders: the same run gives
the same keys on the same machine, and nobody who holds the results alone can undo or match them.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clampdown.errors import ResultsError
from clampdown.world.files import ASIDE, reported, sync_file, sync_folder

U8 = NDArray[np.uint64]
SALT_BYTES = 16
_SECRET_BYTES = 32
_START = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
_LENGTH = 8 << 56  # the message is one word of eight bytes


def hashed_keys(ids: NDArray[Any], salt: bytes) -> U8:
    """Return one key per id.

    Parameters
    ----------
    ids : array of int, national ids, 0 or more
    salt : bytes, 16, see `run_salt`

    Returns
    -------
    array of uint64

    Examples
    --------
    >>> hex(hashed_keys(np.array([0x0706050403020100]), bytes(range(16)))[0])
    '0x93f5f5799a932462'
    """
    low, high = np.frombuffer(salt, dtype="<u8", count=2)
    v = [np.full(ids.shape, k ^ np.uint64(s)) for k, s in zip((low, high, low, high), _START, strict=True)]
    for word in (ids.astype(np.uint64), np.uint64(_LENGTH)):
        v[3] ^= word
        _rounds(v, 2)
        v[0] ^= word
    v[2] ^= np.uint64(0xFF)
    _rounds(v, 4)
    key: U8 = v[0] ^ v[1] ^ v[2] ^ v[3]
    return key


def _rounds(v: list[U8], count: int) -> None:
    """Do rounds of SipHash in place."""
    for _ in range(count):
        for a, b, turn in ((0, 1, 13), (2, 3, 16)):
            v[a] += v[b]
            v[b] = _turned(v[b], turn) ^ v[a]
        v[0] = _turned(v[0], 32)
        for a, b, turn in ((2, 1, 17), (0, 3, 21)):
            v[a] += v[b]
            v[b] = _turned(v[b], turn) ^ v[a]
        v[2] = _turned(v[2], 32)


def _turned(word: U8, bits: int) -> U8:
    """Return words rotated to the left."""
    return (word << np.uint64(bits)) | (word >> np.uint64(64 - bits))


def run_salt(manifest_digest: str, folder: Path | None = None) -> bytes:
    """Return the salt of a run.

    Parameters
    ----------
    manifest_digest : str, digest of all that decides the run's results
    folder : Path or None, where the user's secret lies; None for the usual place, which follows
        the environment variable XDG_STATE_HOME

    Raises
    ------
    ResultsError
        If no secret is there and none can be written.
    """
    secret = _secret(folder or _state_folder())
    return hashlib.blake2b(manifest_digest.encode(), key=secret, digest_size=SALT_BYTES).digest()


def salt_check(salt: bytes) -> str:
    """Return a word by which a salt is recognised and from which it cannot be told."""
    return hashlib.blake2b(salt, digest_size=8, person=b"salt check").hexdigest()


def _state_folder() -> Path:
    """Return the folder for what belongs to the user and not to a run."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "clampdown"


def _secret(folder: Path) -> bytes:
    """Return the user's secret, made on first use; of two processes making it, one wins.

    Raises
    ------
    ResultsError
        If it is not whole: under an empty one, whoever holds the results could work out the salt.
    """
    place = folder / "secret"
    with reported(
        f"{place}, a secret that keeps runs unlinkable, cannot be written; XDG_STATE_HOME moves it"
    ):
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside = folder / f".secret.{os.getpid()}{ASIDE}"
            aside.touch(mode=0o600)
            aside.write_bytes(secrets.token_bytes(_SECRET_BYTES))
            sync_file(aside)
            try:
                place.hardlink_to(aside)
                sync_folder(folder)
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        found = place.read_bytes()
    if len(found) != _SECRET_BYTES:
        raise ResultsError(
            f"{place}, a secret that keeps runs unlinkable, is damaged: {len(found)} bytes, "
            f"not {_SECRET_BYTES}. Remove it, and the next run makes another; "
            "runs begun before cannot be resumed then."
        )
    return found
