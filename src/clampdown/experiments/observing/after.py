"""Everybody who looks back on a finished run: interviews, papers, imagery."""

from clampdown.experiments.observing.happened import Finished
from clampdown.experiments.observing.imagery import look
from clampdown.experiments.observing.interviews import interview
from clampdown.experiments.observing.outside import outside_of
from clampdown.experiments.observing.papers import leak
from clampdown.results.observed import Observed
from clampdown.schema.observer import Imagery, Interviews, Papers
from clampdown.schema.values import Values


def observe_after(run: Finished, values: Values) -> list[Observed]:
    """Return what the observers of a pack that look back publish on a finished run, one part each.

    Parameters
    ----------
    run : Finished
    values : numbers of the run
    """
    outside, found = outside_of(values), []
    for observer in run.pack.observers:
        if isinstance(observer, Interviews):
            found.append(interview(observer, run, outside))
        elif isinstance(observer, Papers):
            found.append(leak(observer, run))
        elif isinstance(observer, Imagery):
            found.append(look(observer, run, outside, values))
    return found
