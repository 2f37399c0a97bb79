"""Result folders: written by a run, read by everything that shows or compares runs.

`RunWriter` commits a run segment by segment; `RunReader` opens a finished or unfinished one;
`same_results` says how two differ.
"""

from clampdown.results.comparing import same_results
from clampdown.results.keys import hashed_keys
from clampdown.results.plan import Plan, Variable, required_bytes
from clampdown.results.reader import RunReader
from clampdown.results.writer import RunWriter
from clampdown.world.files import NOTICE

__all__ = [
    "NOTICE",
    "Plan",
    "RunReader",
    "RunWriter",
    "Variable",
    "hashed_keys",
    "required_bytes",
    "same_results",
]
