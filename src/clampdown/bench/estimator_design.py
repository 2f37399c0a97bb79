"""What a bench of estimators is made of: variants and seeds, and how hard estimators try."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from clampdown.bench.estimator_runs import check_simulated, runs_in
from clampdown.errors import InputError, Problem, did_you_mean
from clampdown.inference.estimators import ESTIMATORS
from clampdown.inference.generator import Design as Lists
from clampdown.inference.generator import Kind
from clampdown.schema.bench import Bench, Drawn, Found, load_bench

WINDOWS = ("before", "during", "after", "throughout")


@dataclass(frozen=True)
class Request:
    """All that a worker needs to know.

    Attributes
    ----------
    ref : bench by id or path
    estimators : names
    replicates : tables of each bootstrap; 0 for none
    iterations : of each chain of the latent-class model
    """

    ref: str
    estimators: tuple[str, ...]
    replicates: int
    iterations: int


@dataclass(frozen=True)
class Task:
    """One variant with one seed.

    Attributes
    ----------
    variant : id
    seed : of all random numbers
    """

    variant: str
    seed: int


@dataclass(frozen=True)
class BenchDesign:
    """A bench as it is to be run.

    Attributes
    ----------
    request : Request
    seeds : how many
    first : the first of them
    """

    request: Request
    seeds: int
    first: int

    @cached_property
    def bench(self) -> Bench:
        """The bench itself."""
        return load_bench(self.request.ref).bench

    @property
    def tasks(self) -> list[Task]:
        """All there is to do, seed by seed, so that whatever is done first is of all variants."""
        return [
            Task(variant.id, self.first + n) for n in range(self.seeds) for variant in self.bench.variants
        ]

    @property
    def about(self) -> dict[str, Any]:
        """All that decides a row, but for the seeds."""
        request = self.request
        return {
            "bench": self.bench.model_dump(mode="json"),
            "runs": runs_in(bench_of(request.ref)),
            "estimators": list(request.estimators),
            "replicates": request.replicates,
            "iterations": request.iterations,
        }


def design_of(
    ref: str,
    *,
    seeds: int | None = None,
    first: int = 1,
    estimators: Sequence[str] = (),
    replicates: int = 0,
    iterations: int = 2000,
) -> BenchDesign:
    """Return a bench with what was asked for, checked.

    Parameters
    ----------
    ref : id of a shipped bench, or path of a YAML file
    seeds : how many; None for the bench's own
    first : the first of them
    estimators : names; empty for all
    replicates, iterations : see `Request`

    Raises
    ------
    InputError
        With every problem.
    """
    unknown = [name for name in estimators if name not in ESTIMATORS]
    if unknown:
        known = list(ESTIMATORS)
        raise InputError([Problem(f"There is no estimator '{n}'.", did_you_mean(n, known)) for n in unknown])
    asked = tuple(name for name in ESTIMATORS if not estimators or name in estimators)
    found = load_bench(ref)
    bench = found.bench
    for variant in bench.variants:
        for window in variant.drawn:
            lists_of(window, tuple(bench.lists))
    check_simulated(found)
    return BenchDesign(Request(ref, asked, replicates, iterations), seeds or bench.seeds, first)


@cache
def bench_of(ref: str) -> Found:
    """Return a bench, read once by each worker."""
    return load_bench(ref)


def lists_of(window: Drawn, names: tuple[str, ...]) -> Lists:
    """Return the generator's design of a window.

    Parameters
    ----------
    window : Drawn
    names : of the lists
    """
    return Lists(
        window.people,
        tuple(Kind(kind.share, kind.chances) for kind in window.kinds),
        window.heterogeneity,
        tuple((names.index(d.earlier), names.index(d.later), d.log_odds) for d in window.dependence),
    )
