"""What the page offers to change: scenarios with their texts, and settings with their evidence."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from typing import Any, Literal

from pydantic import Field, model_validator

from clampdown.errors import PackError, Problem
from clampdown.experiments.saying import say
from clampdown.explorer.limits import Limits
from clampdown.schema.evidence import Evidence
from clampdown.schema.loading import Catalogue, load_catalogue, load_pack, pack_folder, pack_ids
from clampdown.schema.model import Model, Number, Text, wrong
from clampdown.schema.order_settings import order_settings
from clampdown.schema.reading import Document, read_yaml
from clampdown.schema.scenario import Scenario
from clampdown.schema.scenarios import load_scenario, scenario_paths
from clampdown.world.files import NOTICE

FILE = "explorer.yaml"
DEMO_PACK = "dprk"


class Offer(Model):
    """A setting that the page offers.

    Attributes
    ----------
    path : what `--set` takes: an order's amount or intensity, an evidence record, or a mechanism
    title : for people
    low, high : ends of the slider; absent: those of the record or of the order
    because : why these ends, where they are not the record's
    step : of the slider
    shown : open in the panel, or folded
    lesson : whether it can be the one slider of a lesson
    """

    path: Text
    title: Text
    low: Number | None = None
    high: Number | None = None
    because: Text = ""
    step: Number | None = None
    shown: Literal["open", "folded"] = "folded"
    lesson: bool = False

    @model_validator(mode="after")
    def _check(self) -> "Offer":
        given = [end for end in (self.low, self.high) if end is not None]
        if given and (len(given) < 2 or given[0] >= given[1] or not self.because):
            raise wrong("Ends of its own need low, a higher high, and because.", "", ("low",))
        return self


class Usual(Model):
    """What is run unless asked otherwise.

    Attributes
    ----------
    scenarios : ids, the first the base of the other
    sample : share of beats
    """

    scenarios: tuple[Text, ...] = Field(min_length=1)
    sample: Number


class OfferFile(Model):
    """`explorer.yaml` of a pack.

    Attributes
    ----------
    usual : what the page runs for this pack
    settings : in the order of the panel
    """

    usual: Usual
    settings: tuple[Offer, ...]


@cache
def offers_of(pack: str) -> tuple[OfferFile, Document]:
    """Return what a pack offers, and where it is written.

    Raises
    ------
    PackError
    """
    problems: list[Problem] = []
    document = read_yaml(pack_folder(pack) / FILE, problems)
    found = document.parse(OfferFile, problems) if document is not None else None
    if document is None or found is None:
        raise PackError(problems)
    return found, document


def usual(pack: str = DEMO_PACK) -> Usual:
    """Return what the page runs first for a pack."""
    return offers_of(pack)[0].usual


@cache
def offered(first: str = DEMO_PACK) -> dict[str, Any]:
    """Return the answer of /api/settings.

    Parameters
    ----------
    first : pack whose scenarios are run unless asked otherwise
    """
    catalogue = load_catalogue()
    scenarios, settings, packs = [], [], {}
    for pack in pack_ids():
        loaded = load_pack(pack, catalogue)
        mine = [
            load_scenario(path, catalogue=catalogue, pack=loaded)
            for name, path in scenario_paths().items() if name.startswith(f"{pack}/")
        ]  # fmt: skip
        scenarios += [_scenario(scenario) for scenario in mine]
        offers, document = offers_of(pack)
        settings += list(_settings(offers, document, mine, catalogue))
        people = sum(place.population for place in loaded.places)
        packs[pack] = {"title": loaded.title, **offers.usual.model_dump(), "people": people}
    limits = {name: value for name, value in asdict(Limits()).items() if name != "kept"}
    return {
        "notice": NOTICE, "scenarios": scenarios, "settings": settings, "packs": packs,
        "usual": {**usual(first).model_dump(), "pack": first, "days": None}, "limits": limits,
    }  # fmt: skip


def _scenario(scenario: Scenario) -> dict[str, Any]:
    return {
        "id": scenario.id, "title": scenario.title, "pack": scenario.pack.id, "start": str(scenario.start),
        "days": scenario.days, "seed": scenario.seed, "twin": scenario.twin, "notes": list(scenario.notes),
        "text": scenario.file.read_text(encoding="utf-8"),
    }  # fmt: skip


def _settings(
    offers: OfferFile, document: Document, scenarios: list[Scenario], catalogue: Catalogue
) -> Iterator[dict[str, Any]]:
    """Yield what the page needs of each setting."""
    pack = scenarios[0].pack
    records = {**catalogue.records(), **pack.records()}
    for i, offer in enumerate(offers.settings):
        shared: dict[str, Any] = {
            "path": offer.path, "title": offer.title, "pack": pack.id, "open": offer.shown == "open",
            "lesson": offer.lesson,
        }  # fmt: skip
        if offer.path in records:
            yield shared | _record(offer, records[offer.path], scenarios)
        elif offer.path.startswith("directives."):
            yield shared | _order(offer, i, document, scenarios, catalogue)
        else:
            yield shared | _mechanism(offer, i, document, scenarios, catalogue)


def _record(offer: Offer, record: Evidence, scenarios: list[Scenario]) -> dict[str, Any]:
    return {
        "kind": "record", "unit": record.unit, "usual": record.value, **_ends(offer, record.low, record.high),
        "basis": record.basis, "source": record.source, "locator": record.locator,
        "reason": record.reason or record.note, "slow": True, "scenarios": [one.id for one in scenarios],
    }  # fmt: skip


def _order(
    offer: Offer, i: int, document: Document, scenarios: list[Scenario], catalogue: Catalogue
) -> dict[str, Any]:
    found = {one.id: known[offer.path] for one in scenarios if offer.path in (known := order_settings(one))}
    if not found:
        raise PackError([document.problem(("settings", i, "path"), f"No order is called '{offer.path}'.")])
    directive, order, amount = next(iter(found.values()))
    unit = catalogue.measures[order.measure].unit(order.unit)
    ends = _ends(offer, amount.low, amount.high)
    if ends["low"] >= ends["high"]:
        at = ("settings", i)
        raise PackError([document.problem(at, "The order gives no range.", "Give low, high and because.")])
    name, _, mark = order.report.partition(" ")
    return {
        "kind": "order", "unit": say("unit.intensity") if order.intensity or unit is None else unit.title,
        "usual": amount.value, **ends, "basis": "ordered",
        "source": f"report:{name}" if name else "", "locator": mark,
        "reason": " ".join(text for text in (order.because, offer.because) if text), "slow": False,
        "scenarios": list(found), "directive": directive.title,
    }  # fmt: skip


def _mechanism(
    offer: Offer, i: int, document: Document, scenarios: list[Scenario], catalogue: Catalogue
) -> dict[str, Any]:
    from clampdown.engine.settling import UNUSED

    head, _, name = offer.path.partition(".")
    if head != "mechanisms" or name not in scenarios[0].mechanisms:
        raise PackError(
            [document.problem(("settings", i, "path"), f"There is nothing called '{offer.path}'.")]
        )
    return {
        "kind": "mechanism", "unit": say("unit.switch"), "usual": 1, "low": 0, "high": 1, "step": 1,
        "basis": "assumed", "source": "", "locator": name, "reason": catalogue.mechanisms[name].off,
        "slow": name not in UNUSED, "scenarios": [one.id for one in scenarios],
    }  # fmt: skip


def _ends(offer: Offer, low: float, high: float) -> dict[str, float]:
    """Return the ends of a slider and its step."""
    first, last = (low, high) if offer.low is None or offer.high is None else (offer.low, offer.high)
    return {"low": first, "high": last, "step": offer.step or (last - first) / 20}
