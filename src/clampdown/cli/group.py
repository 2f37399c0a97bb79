"""What becomes of an error: a sentence on the error stream and an exit code, never a traceback."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from clampdown.errors import ClampdownError

MISTAKE = 2
INTERRUPTED = 130


class Commands(TyperGroup):
    """The commands, with the errors that this package raises on purpose turned into sentences."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command, given the context that Typer makes."""
        try:
            return super().invoke(ctx)
        except ClampdownError as error:
            _tell(str(error))
            raise typer.Exit(MISTAKE) from None
        except KeyboardInterrupt as interrupt:
            _tell(str(interrupt) or "Interrupted; nothing was left half-written.")
            raise typer.Exit(INTERRUPTED) from None
        except MemoryError:
            _tell("The memory did not suffice. Close other programs, or run a part with --sample 0.1.")
            raise typer.Exit(MISTAKE) from None


def _tell(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
