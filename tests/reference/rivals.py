"""Movement 2: whose find an offence would be, and who quarrels about it (5.1, 5)."""

from reference.tables import single


def stakes(s) -> None:
    """Set the elite force's share of finds and the chance of a quarrel, offence by offence."""
    beat, here = s.beat, s.here
    beat.elite, beat.contested = [0.0] * len(s.kinds), [0.0] * len(s.kinds)
    if not s.rules.on[7] or (here.pressed <= 0.0 and not any(share > 0.0 for share in here.elite)):
        return
    for k, kind in enumerate(s.kinds):
        if beat.detect[k] > 0.0:
            parts = parts_of(s, kind, beat.detect[k])
            elite = 0.0
            for part, share in zip(parts, here.elite, strict=True):
                elite += part * share
            own = [part * (1.0 - share) for part, share in zip(parts, here.elite, strict=True)]
            rest = 1.0 - elite
            apart = max(0.0, rest * rest - alike(s, own))
            beat.elite[k] = single(elite)
            beat.contested[k] = single(s.rules.rivalry * (here.pressed * apart + 2.0 * elite * rest))


def parts_of(s, kind, total: float) -> list[float]:
    """Return each task's part in the detection of an offence."""
    parts = []
    for task, effort, found in zip(s.tasks, s.beat.effort, kind.found[: len(s.tasks)], strict=True):
        term = (found * kind.visibility) * effort**task.exponent if found > 0.0 and effort > 0.0 else 0.0
        parts.append(term / total)
    return parts


def alike(s, own: list[float]) -> float:
    """Return the chance that two finds are of one and the same organ."""
    total = 0.0
    for i, first in enumerate(own):
        for j, second in enumerate(own):
            if first > 0.0 and second > 0.0:
                total += first * second * same(s, i, j)
    return total


def same(s, i: int, j: int) -> float:
    """Return the chance that an hour of one task and an hour of another are of the same organ."""
    beat, here = s.beat, s.here
    officers = [(beat.effort[task] - here.effort[task]) / beat.effort[task] for task in (i, j)]
    total = officers[0] * officers[1]
    for crew in here.crew:
        total += (crew[i] / beat.effort[i]) * (crew[j] / beat.effort[j])
    return total
