"""What happened and what was published, read from the folders of a run and its twin."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from clampdown.experiments.arms import Arm
from clampdown.experiments.outsiders.counts import CASES, Told, news_of, told
from clampdown.experiments.outsiders.summary import beside_twin
from clampdown.experiments.windows import windows_of
from clampdown.results import RunReader
from clampdown.results.observed import has_observed, open_items
from clampdown.schema.pack import Pack


def outsiders_of(
    run: RunReader, twin: RunReader | None, pack: Pack, draws: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, Any]] | None:
    """Return what happened beside what was published, by kind of event; None where nobody watched.

    Parameters
    ----------
    run, twin : RunReader
    pack : of both
    draws : parameter draws, with what `campaign_told` found as `told`
    """
    watched = twin is not None and has_observed(run.folder) and has_observed(twin.folder)
    if twin is None or not watched or not outlets_of(pack):
        return None
    windows = windows_of(run.scenario, run.committed_days)
    own, other = (_told(arm, windows, pack) for arm in (run, twin))
    return beside_twin(own, other, draws)


def _told(run: RunReader, windows: Mapping[str, Any], pack: Pack) -> Told:
    """Return what happened in a run and what outlets published of it."""
    start = datetime.date.fromisoformat(run.start)
    news = news_of(open_items(run.folder), outlets_of(pack), start)
    return told(Arm(run.metrics), run.events("cases").select(CASES), news, windows, pack)


def outlets_of(pack: Pack) -> list[str]:
    """Return the observers that publish news, as against interviews, papers and pictures."""
    return [observer.id for observer in pack.observers if observer.kind == "outlet"]
