"""The verbs as Python users have them: what `run` and `compare` return can write its report and show it."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from clampdown.experiments import verbs
from clampdown.experiments.compare import Comparison
from clampdown.report import FILE, Page, payload_of, write_report

P = ParamSpec("P")


class Run(verbs.Outcome):
    """A run that is done, and its report."""

    def report(self, path: Path | str | None = None) -> Page:
        """Write the report of the run as one HTML file; a notebook shows what is returned.

        Parameters
        ----------
        path : the file; None for `report.html` beside the results
        """
        return _written(self.run.folder, path)


class Compared(Comparison):
    """Scenarios that have been compared, and their report."""

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
