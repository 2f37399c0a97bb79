"""How long the slow estimators take on a published table of four lists."""

import time
from dataclasses import dataclass

from clampdown.inference.estimators import Effort, estimate
from clampdown.inference.shipped import shipped_tables

TABLE = "kosovo-1999"
SEARCH_BAR, LATENT_BAR = 2.0, 60.0  # seconds
ITERATIONS = 10_000


@dataclass(frozen=True)
class Timed:
    """How long something took.

    Attributes
    ----------
    what : was done
    seconds : on the clock
    processor_seconds : of all threads
    bar : seconds on the clock that it may take
    """

    what: str
    seconds: float
    processor_seconds: float
    bar: float

    @property
    def kept(self) -> bool:
        """Whether it took no longer than it may."""
        return self.seconds <= self.bar


def speed(iterations: int = ITERATIONS) -> list[Timed]:
    """Return how long the search of all hierarchical models and the latent-class model take.

    Parameters
    ----------
    iterations : of each chain of the latent-class model
    """
    return [
        _timed("all hierarchical models of four lists", "loglinear-bic", Effort(replicates=0), SEARCH_BAR),
        _timed(
            f"latent classes, {iterations:,} iterations", "latent-class",
            Effort(replicates=0, iterations=iterations), LATENT_BAR,
        ),
    ]  # fmt: skip


def _timed(what: str, estimator: str, effort: Effort, bar: float) -> Timed:
    table = shipped_tables()[TABLE].table()
    clock, processor = time.perf_counter(), time.process_time()
    estimate(table, [estimator], effort)
    return Timed(what, time.perf_counter() - clock, time.process_time() - processor, bar)
