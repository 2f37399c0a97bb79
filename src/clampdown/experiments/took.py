"""What a run took: seconds, speed, memory."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from clampdown.errors import shown_path
from clampdown.experiments.cost import note_speed
from clampdown.experiments.wording import as_bytes, two_digits

TELLING = 10_000_000  # person-days below which a run's speed is mostly that of its other work

if TYPE_CHECKING:
    from clampdown.experiments.verbs import Outcome
    from clampdown.results import RunReader


def took(outcome: "Outcome") -> dict[str, Any]:
    """Return what both arms took: seconds, person-days and cases a second, peak memory, threads.

    An arm that was there already, complete, took nothing this time.
    """
    import polars as pl

    both = [arm for arm in (outcome.run, outcome.twin) if arm is not None]
    arms = [arm for arm in both if not _was_there(arm)]
    timings = [arm.provenance.get("timings", {}) for arm in arms]
    seconds = sum(float(one.get("seconds", 0.0)) for one in timings)
    person_days = sum(int(one.get("people", 0)) * int(one.get("days", 0)) for one in timings)
    cases = sum(int(arm.events("cases").select(pl.len()).collect().item()) for arm in arms)
    by_timer: dict[str, float] = {}
    for one in timings:
        for name, spent in one.get("by_line", {}).items():
            by_timer[name] = by_timer.get(name, 0.0) + float(spent)
    return {
        "seconds": seconds,
        "person_days": person_days,
        "person_days_per_second": person_days / seconds if seconds else None,
        "events_per_second": cases / seconds if seconds else None,
        "peak_memory_bytes": max(int(arm.provenance.get("peak_memory_bytes", 0)) for arm in both),
        "threads": max((int(one.get("threads", 1)) for one in timings), default=1),
        "by_timer": by_timer,
    }  # fmt: skip


def _was_there(arm: "RunReader") -> bool:
    """Return whether every day of a run counted before it was last asked for."""
    resumed = arm.provenance["resumed"]
    return bool(resumed) and int(resumed[-1]["next_day"]) == arm.committed_days


def note_took(spent: dict[str, Any]) -> None:
    """Keep the speed for the next estimate, unless the run was too small to tell it."""
    if spent["person_days_per_second"] and spent["person_days"] >= TELLING:
        note_speed(spent["threads"], spent["person_days_per_second"])


def took_in_words(spent: dict[str, Any], folder: Path) -> list[str]:
    """Return it as lines, and where the results lie."""
    speed, events = spent["person_days_per_second"], spent["events_per_second"]
    text = "Everything was there already; nothing was simulated."
    if speed and events is not None:
        threads = f"{spent['threads']} thread{'s' if spent['threads'] > 1 else ''}"
        text = (
            f"{two_digits(speed)} person-days and {two_digits(events)} cases a second on {threads}, "
            f"{spent['seconds']:.1f} s in all; peak memory {as_bytes(spent['peak_memory_bytes'])}."
        )
    return [text, f"Results: {shown_path(folder)} (the twin in {shown_path(folder / 'twin')})."]
