"""The verbs as Python users have them: what `run` and `compare` return can write its report and show it."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from clampdown.errors import shown_path
from clampdown.experiments import verbs
from clampdown.experiments.compare import Comparison
from clampdown.experiments.compare_text import comparison_in_words
from clampdown.experiments.summary_text import summary_in_words
from clampdown.report import FILE, Page, payload_of, write_report

P = ParamSpec("P")


class Run(verbs.Outcome):
    """A run that is done: shown in words, human cost first, and with its report.

    Attributes
    ----------
    run, twin, summary : as in `Outcome`
    """

    def __repr__(self) -> str:
        """Return what was done to people, in the words of the command."""
        return "\n".join([*summary_in_words(self.summary), "", f"Results: {shown_path(self.run.folder)}"])

    def report(self, path: Path | str | None = None) -> Page:
        """Write the report of the run as one HTML file; a notebook shows what is returned.

        Parameters
        ----------
        path : the file; None for `report.html` beside the results
        """
        return _written(self.run.folder, path)


class Compared(Comparison):
    """Scenarios that have been compared: shown in words, and with their report.

    Attributes
    ----------
    folder, dataset, failed, summary : as in `Comparison`
    """

    def __repr__(self) -> str:
        """Return the effects with their intervals, in the words of the command."""
        return "\n".join(comparison_in_words(self.summary | {"folder": self.folder}))

    def report(self, path: Path | str | None = None) -> Page:
        """Write the report of the comparison as one HTML file; a notebook shows what is returned.

        Parameters
        ----------
        path : the file; None for `report.html` beside the results
        """
        return _written(self.folder, path)


def _written(folder: Path, path: Path | str | None) -> Page:
    return write_report(payload_of([folder]), Path(path) if path else folder / FILE)


def _with_report(verb: Callable[P, verbs.Outcome]) -> Callable[P, Run]:
    @wraps(verb)
    def run(*given: P.args, **named: P.kwargs) -> Run:
        return Run(**vars(verb(*given, **named)))

    return run


def _with_comparison(verb: Callable[P, Comparison]) -> Callable[P, Compared]:
    @wraps(verb)
    def compare(*given: P.args, **named: P.kwargs) -> Compared:
        return Compared(**vars(verb(*given, **named)))

    return compare


run = _with_report(verbs.run)
compare = _with_comparison(verbs.compare)
check, explain, load_scenario, open_results = (
    verbs.check,
    verbs.explain,
    verbs.load_scenario,
    verbs.open_results,
)
