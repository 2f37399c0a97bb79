"""The numbers behind what gets out, read once from the records."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from clampdown.day.outside import F8, I8, ORDER, TOLD
from clampdown.engine.newsroom import House
from clampdown.schema.loading import Catalogue
from clampdown.schema.observer import Outlet
from clampdown.schema.pack import Pack
from clampdown.schema.scenario import Scenario
from clampdown.schema.values import Values

ANNOUNCED = ("internal", "work_units", "public")
NEARNESS = ("beat", "place", "province")
NAMES = (
    "source_reach", "contact_border", "contact_inland", "contact_fear", "source_memory", "editing_median",
    "editing_spread", "place_error", "date_error", "count_error", "invention", "tracing", "tracing_days",
    "silence_days", "exact_days", "same_days", "correction_factor", "named_share", "detail_share",
)  # fmt: skip


class Means(NamedTuple):
    """What decides how much gets out.

    Attributes
    ----------
    value : the records named in NAMES
    told : by kind, in the order of TOLD
    visible : by kind, orders left out
    read_out : visibility of an order by how it is announced
    nearness : closeness within a beat, a place and a province
    usual : chance of contact on a quiet day, by place
    calls_as : offences as which a source's call is found out and jammed: those that carry word abroad,
        else those of the domain of communication
    domain : code of that domain, the first one where the pack lacks it
    """

    value: dict[str, float]
    told: F8
    visible: F8
    read_out: dict[str, float]
    nearness: F8
    usual: F8
    calls_as: I8
    domain: int


def means_of(scenario: Scenario, catalogue: Catalogue, values: Values) -> Means:
    """Return the numbers of a scenario."""
    pack = scenario.pack
    value = {name: values[f"behaviour.{name}"] for name in NAMES}
    read_out = {name: values[f"behaviour.visible_{name}"] for name in ANNOUNCED}
    visible = [values[f"behaviour.visible_{kind}"] for kind in TOLD[:ORDER]]
    border = np.array([place.border for place in pack.places])
    kinds = [catalogue.offences[name] for name in pack.offences]
    by_phone = [k for k, kind in enumerate(kinds) if kind.informs]
    spoken = [k for k, kind in enumerate(kinds) if kind.domain == "communication"]
    return Means(
        value,
        told=np.array([values[f"behaviour.told_{kind}"] for kind in TOLD[: ORDER + 1]]),
        visible=np.array(visible),
        read_out=read_out,
        nearness=np.array([values[f"behaviour.closeness_{name}"] for name in NEARNESS]),
        usual=np.where(border, value["contact_border"], value["contact_inland"]),
        calls_as=np.array(by_phone or spoken or range(len(kinds)), dtype=np.int64),
        domain=pack.domains.index("communication") if "communication" in pack.domains else 0,
    )


def house_of(
    outlets: Sequence[Outlet], pack: Pack, province: I8, means: Means, orders: Mapping[int, float]
) -> House:
    """Return what outlets need to know of the country, and of each order how visible it is."""
    residents = np.array([float(place.population) for place in pack.places])
    return House(
        outlets, residents, province, means.value["source_reach"], means.visible, orders, means.nearness,
        means.value["same_days"], means.value["correction_factor"],
    )  # fmt: skip
