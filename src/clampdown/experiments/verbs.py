"""What `import clampdown as cd` offers: the verbs of the command line, with the same names."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clampdown.errors import Problem, ScenarioError
from clampdown.experiments.background import background_of
from clampdown.experiments.claims.check import Checked, Plan
from clampdown.experiments.claims.check import check as _check
from clampdown.experiments.claims.reading import read_claims
from clampdown.experiments.compare import Comparison
from clampdown.experiments.compare import carry_out as _compare
from clampdown.experiments.compare_design import design_of
from clampdown.experiments.explain import explain as _explain
from clampdown.experiments.kept_summary import keep_summary
from clampdown.experiments.outsiders.box import box_of_run, keep_box
from clampdown.experiments.outsiders.reading import outsiders_of
from clampdown.experiments.preparing import Prepared, Wishes, prepare
from clampdown.experiments.resting import counts_by_figure
from clampdown.experiments.run import Job, Progress, run_with_twin
from clampdown.experiments.run import run as _run
from clampdown.experiments.summary import summarise
from clampdown.results import RunReader
from clampdown.schema.loading import load_catalogue
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_twin

TWIN = "twin"


@dataclass(frozen=True)
class Outcome:
    """A run that is done.

    Attributes
    ----------
    run, twin : RunReader; the twin is None where the scenario names none
    summary : what the run shows beside its twin, human cost first
    """

    run: RunReader
    twin: RunReader | None
    summary: dict[str, Any]


def load_scenario(
    scenario: str,
    *,
    seed: int | None = None,
    sample: str = "",
    area: str = "",
    settings: Mapping[str, Any] | None = None,
) -> Prepared:
    """Return a scenario, checked, with everything it names loaded.

    Parameters
    ----------
    scenario : id of a shipped scenario, or path of a YAML file
    seed, sample, area : as on the command line
    settings : what `--set` takes, such as `{"mechanisms.M05": "off"}`

    Raises
    ------
    InputError
        With every problem.
    """
    pairs = tuple(f"{name}={value}" for name, value in (settings or {}).items())
    return prepare(scenario, Wishes(seed, sample, area, pairs))


def explain(scenario: Prepared | str, *, threads: int = 1) -> dict[str, Any]:
    """Return what a scenario asks for; nothing is run. See `docs/json.md` for the keys."""
    return _explain(_ready(scenario), threads=threads)


def run(  # noqa: PLR0913  (the options of the command, by keyword)
    scenario: Prepared | str,
    folder: Path | str,
    *,
    threads: int | None = None,
    resume: bool = False,
    overwrite: bool = False,
    draws: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Run a scenario and its twin, and write the results.

    Parameters
    ----------
    scenario : from `load_scenario`, or what that takes
    folder : where the results go; the twin's lie in `twin` below it
    threads : None for one per core
    resume, overwrite : go on with a run that was broken off; replace one that is there
    draws : further pairs of runs, each with every judged or assumed number drawn from its range
    executor : on which draws run; None for processes of our own
    progress : called with (what, done, of)

    Raises
    ------
    InputError, EngineError, ResultsError
    """
    from clampdown.experiments.kept_draws import draws_beside
    from clampdown.experiments.replicates import refuse_fork
    from clampdown.results.folder import require_vacant

    refuse_fork(executor)
    ready = _ready(scenario)
    if draws and ready.scenario.twin is None:
        what = f"The scenario '{ready.scenario.id}' names no twin, and draws show the range of a comparison."
        raise ScenarioError([Problem(what, "Leave --draws away, or say twin: in the scenario.")])
    if not resume:
        require_vacant(Path(folder), overwrite=overwrite)
    job = Job(Path(folder), threads=threads, resume=resume, overwrite=overwrite, progress=progress)
    own, other = _arms(ready, job)
    drawn: Sequence[Mapping[str, Any]] = ()
    if draws and other is not None:
        drawn = draws_beside(own, ready, draws, executor=executor, progress=progress)
    return summed_up(ready, own, other, drawn)


def summed_up(
    ready: Prepared, own: RunReader, other: RunReader | None, drawn: Sequence[Mapping[str, Any]] = ()
) -> Outcome:
    """Return finished runs with their summary, which is kept beside them.

    Parameters
    ----------
    ready : the scenario
    own, other : its run, and that of its twin
    drawn : what further pairs found, one mapping per draw
    """
    pack, known = ready.scenario.pack, ready.catalogue
    outsiders = outsiders_of(own, other, pack, drawn)
    summary = summarise(own, other, pack=pack, catalogue=known, draws=drawn, outsiders=outsiders)
    background = background_of(_scenarios(ready), known)
    summary["figures"] = counts_by_figure(background["resting"])
    summary["writing"] = box_of_run(summary)
    keep_box(own.folder, summary["writing"])
    keep_summary(own.folder, summary, background)
    return Outcome(own, other, summary)


def _scenarios(ready: Prepared) -> dict[str, Scenario]:
    """Return a scenario and its twin, by id."""
    both = [ready.scenario, *([load_twin(ready.scenario, ready.catalogue)] if ready.scenario.twin else [])]
    return {scenario.id: scenario for scenario in both}


def _arms(ready: Prepared, job: Job) -> tuple[RunReader, RunReader | None]:
    if ready.scenario.twin is None:
        return _run(ready.scenario, job, ready.catalogue), None
    return run_with_twin(ready.scenario, job, ready.catalogue)


def compare(  # noqa: PLR0913  (the options of the command, by keyword)
    scenarios: Sequence[Prepared | str] | Mapping[str, Prepared | str],
    folder: Path | str,
    *,
    replicates: int = 20,
    draws: int = 0,
    workers: int | None = None,
    resume: bool = False,
    overwrite: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare scenarios over many seeds and parameter draws, pair by pair, and write the dataset.

    Parameters
    ----------
    scenarios : two or more, the first the base of all others; as a mapping, by the name of each arm
    folder : where the dataset goes
    replicates : pairs at the values written down, with seeds counted up from the base's
    draws : pairs with every judged or assumed number drawn from its range, the same in all arms
    workers : processes; None for one per core
    resume, overwrite : go on with a comparison, also with more replicates or draws; replace it
    executor : any `concurrent.futures` executor; None for processes of our own
    progress : called with (what, done, of)

    Raises
    ------
    InputError, EngineError, ResultsError
    """
    design = design_of(scenarios, replicates=replicates, draws=draws)
    return _compare(
        design, Path(folder), resume=resume, overwrite=overwrite, workers=workers, executor=executor,
        progress=progress,
    )  # fmt: skip


def check(  # noqa: PLR0913  (the options of the command, by keyword)
    files: Sequence[Path | str],
    *,
    pairs: int | None = None,
    draws: int = 0,
    sample: float | None = None,
    seed: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Checked]:
    """Check claims against the model.

    Parameters
    ----------
    files : pattern files, or folders of them, from anywhere
    pairs : of runs at the values written down; None for what each pattern says, or 20
    draws : pairs with every judged or assumed number drawn from its range
    sample : share of beats; None for what suits each pattern
    seed : of the first pair; None for the scenario's own
    workers : processes; None for one per core
    executor : any `concurrent.futures` executor; None for processes of our own
    progress : called with (what, done, of)

    Raises
    ------
    InputError
        With every problem of every file.
    EngineError
    """
    known = load_catalogue()
    plan = Plan(pairs, draws, sample, seed, workers, executor, progress)
    return _check(read_claims(files, known), plan, known)


def open_results(folder: Path | str) -> RunReader:
    """Open the folder of a run, finished or not.

    Raises
    ------
    ResultsError
        If it holds no run, or one of another version.
    """
    return RunReader.open(Path(folder))


def _ready(scenario: Prepared | str) -> Prepared:
    return prepare(scenario) if isinstance(scenario, str) else scenario
