"""The command that a result was made with, as somebody else can type it."""

import shlex
from collections.abc import Sequence
from pathlib import PurePath, PureWindowsPath

WITH_VALUE = ("--out", "--threads", "--workers")  # of this machine alone, and moving no result
BARE = ("--resume", "--overwrite", "--json")


def retyped(command: Sequence[str]) -> str:
    """Return a command without what belongs to one machine: folders, threads, whether it was gone on with.

    A file keeps its name and loses its folder, which may name a person.

    Examples
    --------
    >>> retyped(["__main__.py", "run", "/home/me/x.yaml", "--out", "/tmp/x", "--draws=20", "--resume"])
    'clampdown run x.yaml --draws=20'
    """
    words, skip = ["clampdown"], False
    for word in command[1:]:
        if skip:
            skip = False
        elif word in WITH_VALUE:
            skip = True
        elif word not in BARE and word.partition("=")[0] not in WITH_VALUE:
            words.append(_named(word))
    return shlex.join(words)


def _named(word: str) -> str:
    """Return a word, a path shortened to its name."""
    absolute = PurePath(word).is_absolute() or PureWindowsPath(word).is_absolute()
    return PureWindowsPath(word).name if absolute else word
