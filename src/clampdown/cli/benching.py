"""The command that holds estimators against lists whose truth is known."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from clampdown.cli import options
from clampdown.cli.output import show, show_json
from clampdown.cli.progress import interruptible, progress

BenchRef = Annotated[
    str, typer.Argument(metavar="BENCH", help="Name of a bench, or a YAML file; with none, they are listed.")
]


def bench_estimators(
    bench: BenchRef = "",
    seeds: Annotated[
        int | None,
        typer.Option("--seeds", min=1, help="Tables of each variant; the bench's own if not given."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The first of them.")] = 1,
    estimators: Annotated[
        str, typer.Option("--estimators", help="Names, separated by commas; all if not given.")
    ] = "",
    bootstrap: Annotated[
        int, typer.Option("--bootstrap", min=0, help="Tables drawn anew for each interval over the choice.")
    ] = 100,
    iterations: Annotated[
        int, typer.Option("--iterations", min=100, help="Of each chain of the latent-class model.")
    ] = 1000,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; one per core if not given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the tables; runs/bench-… if not given.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a bench, also with more seeds.")
    ] = False,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
) -> None:
    """Hold every estimator against lists whose truth is known.

    A bench says whom it counts and how lists come about, in variants. Each is drawn or simulated with many
    seeds; told are bias, how often intervals hold the truth, and how often the trend from before to during to
    after has the right sign.
    """
    from clampdown.bench.estimator_bench import carry_out
    from clampdown.bench.estimator_design import design_of
    from clampdown.bench.estimator_text import bench_in_words
    from clampdown.schema.bench import bench_ids, load_bench

    if not bench:
        known = [{"id": name, "title": load_bench(name).bench.title} for name in bench_ids()]
        if as_json:
            show_json({"benches": known})
        else:
            show(f"{one['id']}: {one['title']}" for one in known)
        return
    keys = [key.strip() for key in estimators.split(",") if key.strip()]
    design = design_of(
        bench, seeds=seeds, first=seed, estimators=keys, replicates=bootstrap, iterations=iterations
    )
    folder = out or Path("runs") / f"bench-{design.bench.id}"
    try:
        with progress() as shown, interruptible(shown) as bars:
            found = carry_out(
                design, folder, workers=workers, resume=resume, overwrite=overwrite, progress=bars
            )
    except KeyboardInterrupt:
        raise KeyboardInterrupt(how_to_go_on()) from None
    if as_json:
        show_json(found | {"folder": folder})
    else:
        show([*bench_in_words(found), "", f"Tables: {folder.as_posix()}."])


def how_to_go_on() -> str:
    """Return what to type to go on with an interrupted bench."""
    words = [word for word in sys.argv[1:] if word not in ("--overwrite", "--resume")]
    return f"Interrupted; what is done is kept. Go on with: clampdown {shlex.join(words)} --resume"
