"""What the page is told when it asks for something that is not carried out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clampdown.errors import ClampdownError


@dataclass(frozen=True)
class Fault:
    """Something wrong with a request.

    Attributes
    ----------
    scenario : which one, from 0; None for the request itself
    what, remedy, line, column, path : as in `Problem`; line 0 where it is not in the text that was sent
    """

    scenario: int | None
    what: str
    remedy: str = ""
    line: int = 0
    column: int = 0
    path: str = ""


class RefusalError(ClampdownError):
    """A request that is not carried out.

    Parameters
    ----------
    faults : all that is wrong with it
    """

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(f"{fault.what} {fault.remedy}".strip() for fault in faults))

    def as_json(self) -> dict[str, Any]:
        """Return it as the page reads it."""
        return {"message": str(self), "problems": [asdict(fault) for fault in self.faults]}
