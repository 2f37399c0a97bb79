"""Short runs of a small town whose observers look back on them."""

from clampdown.experiments.observing.happened import Finished
from clampdown.experiments.run import Job, carry_out
from clampdown.results.observed import salt_of
from clampdown.schema.observer import Imagery, Interviews, Papers

DAYS = 60
ABOUT = {"title": "Made up", "invented": True}
ASKING = Interviews(
    id="asking",
    kind="interviews",
    sample=1.0,
    delay=30,
    sees=("household", "unit", "beat"),
    withhold=4,
    **ABOUT,
)
LEDGERS = Papers(id="ledgers", kind="papers", leak=0.5, delay=90, **ABOUT)
VIEW = Imagery(id="view", kind="imagery", facilities=("labour_camp",), threshold=100, every=10, **ABOUT)
# Many leave, and soon arrive.
LEAVING = {"offences.crossing.base_rate": 0.003, "behaviour.arrival_lag_median": 60}


def finished(town, folder, observers=(ASKING, LEDGERS, VIEW), settings=None, **changes):
    """Return a run of the town's campaign that has ended, its items written, and its values."""
    outlets = [one for one in town.scenario.pack.observers if one.kind == "outlet"]
    pack = town.scenario.pack.model_copy(update={"observers": (*outlets, *observers)})
    changed = {"pack": pack, "days": DAYS, **changes}
    life = town.begin(town.campaign(), settings=LEAVING | (settings or {}), **changed)
    reader = carry_out(life.simulation, Job(folder, threads=1))
    run = Finished(reader, life.world, pack, life.simulation.scenario.seed, salt_of(folder))
    return run, life.simulation.values


def like(observer, **changes):
    """Return an observer that differs in some fields."""
    return observer.model_copy(update=changes)
