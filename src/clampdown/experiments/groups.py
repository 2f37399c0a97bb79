"""The groups of people, places and things by which figures can be told apart."""

from typing import Any

from clampdown.experiments.wording import paragraph
from clampdown.schema.loading import load_catalogue, load_pack
from clampdown.schema.pack import Pack


def groups_of(pack: str) -> list[dict[str, Any]]:
    """Return each group with its labels, as they stand on the axes of a run's metrics.

    Parameters
    ----------
    pack : str, pack by id or folder
    """
    known = load_pack(pack, load_catalogue())
    labels = {**_places(known), **_people(known), **_things(known)}
    return [
        {"id": name, "what": what, "labels": list(values)} for name, (what, values) in labels.items()
    ]  # fmt: skip


def _places(pack: Pack) -> dict[str, tuple[str, list[str]]]:
    return {
        "province": ("provinces", [province.id for province in pack.provinces]),
        "border": ("places that touch the border", [place.id for place in pack.places if place.border]),
        "place": ("counties, cities and districts", [place.id for place in pack.places]),
    }


def _people(pack: Pack) -> dict[str, tuple[str, list[str]]]:
    from clampdown.world.state import STATUSES

    return {
        "quintile": ("fifths of households by wealth, the poorest first", ["1", "2", "3", "4", "5"]),
        "sex": ("", ["female", "male"]),
        "age": ("bands of age, years", ["0-16", "17-34", "35-59", "60+"]),
        "class": ("social classes", [one.id for one in pack.classes]),
        "flag": ("marks that officers know of; a person may have several", [flag.id for flag in pack.flags]),
        "standing": ("without and with a mark that officers know of", ["without_flag", "with_flag"]),
        "status": ("where people are tonight", list(STATUSES)),
    }


def _things(pack: Pack) -> dict[str, tuple[str, list[str]]]:
    from clampdown.schema.scenario import GOODS

    return {
        "offence": ("kinds of offences", list(pack.offences)),
        "rung": ("rungs of the ladder of penalties, the lightest first", [rung.id for rung in pack.ladder]),
        "facility": ("kinds of custody", [facility.id for facility in pack.facilities]),
        "task": ("what officers spend hours on", list(pack.tasks)),
        "good": ("what has a price", list(GOODS)),
        "organ": ("bodies that carry orders out", [organ.id for organ in pack.organs]),
    }


def groups_in_words(found: list[dict[str, Any]]) -> list[str]:
    """Return groups as lines."""
    lines = ["Figures can be told apart by:"]
    for row in found:
        head = f"{row['id']}: {row['what']}" if row["what"] else row["id"]
        lines += ["", head, *paragraph(", ".join(row["labels"]), 4)]
    return lines
