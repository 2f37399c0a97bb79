"""Everything that a run counts: unit, axes, meaning, how far it can be trusted."""

from typing import Any

from clampdown.experiments.wording import paragraph

LEVELS = {"anchored": "anchored", "direction_only": "direction only"}


def metrics_of(pack: str) -> list[dict[str, Any]]:
    """Return each metric as a run records it.

    Parameters
    ----------
    pack : str, pack by id or folder; it decides how long the axes are

    Returns
    -------
    list of dict, with the keys that `docs/json.md` lists under `metrics`, human cost first
    """
    from clampdown.experiments.groups import groups_of
    from clampdown.experiments.variables import daily_variables

    lengths = {group["id"]: len(group["labels"]) for group in groups_of(pack)}
    rows = [
        {
            "name": variable.name, "unit": variable.unit, "dims": list(variable.dims),
            "meaning": variable.meaning, "level": LEVELS[variable.level],
            "survives_sampling": variable.survives_sampling, "human_cost": variable.human_cost,
            "lengths": {axis: lengths[axis] for axis in variable.dims if axis in lengths},
        }
        for variable in daily_variables()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: not row["human_cost"])


def metrics_in_words(found: list[dict[str, Any]]) -> list[str]:
    """Return metrics as lines."""
    lines: list[str] = []
    for cost, head in ((True, "What is done to people"), (False, "Everything else")):
        lines += ["", head] if lines else [head]
        for row in found:
            if row["human_cost"] == cost:
                lines += _metric(row)
    note = (
        "Direction only: no public figure constrains the level, so it is shown as a ratio to the twin and "
        "a rate per 1,000 people, never as a total."
    )
    return [*lines, "", *paragraph(note)]


def _metric(row: dict[str, Any]) -> list[str]:
    axes = " × ".join(
        f"{axis} ({row['lengths'][axis]})" if axis in row["lengths"] else axis for axis in row["dims"]
    )
    sampled = "shown by a sample" if row["survives_sampling"] else "not shown by a sample"
    return [
        *paragraph(f"{row['name']}: {row['unit']}, {row['meaning']}", 2, 4),
        f"      {axes}; {row['level']}; {sampled}",
    ]
