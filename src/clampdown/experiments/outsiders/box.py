"""The box that ends a run or a comparison: what may be written of it and what may not."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clampdown.errors import shown_path
from clampdown.experiments.outsiders.shown import costs_of_arm, costs_of_run, kinds_of_arm, kinds_of_run
from clampdown.experiments.outsiders.writing import Ground, may, may_not
from clampdown.experiments.saying import say
from clampdown.experiments.wording import paragraph
from clampdown.world.files import NOTICE, reported, write_bytes

FILE = "you-may-write.md"
HEADS = {"may": say("may"), "may_not": say("may_not")}


def box_of_run(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be written of a run, and what may not, from its summary.

    Returns
    -------
    dict with `may`, `may_not` (lists of sentences) and `markdown`
    """
    base = say("may.twin", twin=summary["twin"]) if summary["twin"] else ""
    work = _work(*(summary["orders"]["mean"][name] for name in ("executed", "claimed")))
    ground = Ground(
        summary["scenario"], base, bool(base), costs_of_run(summary), kinds_of_run(summary), work,
        summary["records"], summary["figures"],
    )  # fmt: skip
    return _box([(may(ground), may_not(ground))])


def box_of_comparison(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be written of a comparison, and what may not, arm by arm."""
    parts = []
    for arm in found["arms"]:
        orders = next(row for row in found["orders"] if row["arm"] == arm["arm"])
        work = _work(*(orders[name]["value"] for name in ("executed", "claimed")))
        costs, kinds = costs_of_arm(arm, found), kinds_of_arm(arm, found)
        ground = Ground(
            arm["arm"], found["base"]["arm"], False, costs, kinds, work, found["records"], found["figures"]
        )
        parts.append((may(ground), may_not(ground)))
    return _box(parts)


def _work(executed: float | None, claimed: float | None) -> tuple[float, float] | None:
    return None if executed is None or claimed is None else (executed, claimed)


def _box(parts: Sequence[tuple[list[str], list[str]]]) -> dict[str, Any]:
    """Return the sentences of all arms, each once, and the same as Markdown."""
    box = {
        name: list(dict.fromkeys(sentence for part in parts for sentence in part[n]))
        for n, name in enumerate(("may", "may_not"))
    }
    return box | {"markdown": "\n".join(_markdown(box))}


def keep_box(folder: Path, box: Mapping[str, Any]) -> None:
    """Write the box beside the results it speaks of."""
    with reported(f"{shown_path(folder)} cannot be written"):
        write_bytes(folder / FILE, box["markdown"].encode())


def _markdown(box: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the box as lines of Markdown."""
    lines = [f"*{NOTICE}*", ""]
    for name, head in HEADS.items():
        lines += [f"**{head}**", "", *(f"- {sentence}" for sentence in box[name]), ""]
    return lines


def box_in_words(box: Mapping[str, Any]) -> list[str]:
    """Return the box as lines of text, a blank one first."""
    lines = []
    for name, head in HEADS.items():
        lines += ["", head]
        for sentence in box[name]:
            lines += paragraph(f"- {sentence}", 2, 2)
    return lines
