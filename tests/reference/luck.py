"""Draws by hashing (2.4): own arithmetic on 64-bit integers."""

MASK = (1 << 64) - 1
GOLDEN, ODD = 0x9E3779B97F4A7C15, 0xD1342543DE82EF95
A, B = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
ALL = 1 << 53  # draws there are

OFFEND, VENUE, DETECT, PARDON, SEVERITY, CONCEAL, TERM, ADMIT, NAME, NAME_ACCEPT, QUOTA, WATCH = range(1, 13)
SURFACE, CONFRONT, PASS = 13, 14, 15
KIN, RELEASE, ARRIVAL, PUNISH, TIP, RECALL = 18, 19, 20, 24, 25, 27
REPEAT, ANSWER, REVIEW, EXAMPLE, FORBID, TEAM, UNWATCH, ROTATE, QUIT = range(31, 40)
LURE, RIVAL, JAM, WALK, TIE = 44, 48, 60, 61, 62
SURRENDER, PROMISE, LECTURE = 50, 51, 52
STREAMS = 64


def mix(x: int) -> int:
    """Return the finaliser of SplitMix64."""
    x = ((x ^ (x >> 30)) * A) & MASK
    x = ((x ^ (x >> 27)) * B) & MASK
    return x ^ (x >> 31)


def key_of(seed: int, stream: int, day: int) -> int:
    """Return the key of a stream on a day."""
    return mix((mix((seed + stream * GOLDEN) & MASK) + day * ODD) & MASK)


def threshold(p: float) -> int:
    """Return θ(p): an event of probability p happens to draws below it."""
    if p <= 0.0:
        return 0
    return ALL if p >= 1.0 else int(p * ALL)


class Luck:
    """All draws of one day."""

    def __init__(self, seed: int, day: int) -> None:
        self.keys = [key_of(seed, stream, day) for stream in range(STREAMS)]

    def draw(self, stream: int, entity: int) -> int:
        """Return an integer in [0, 2^53)."""
        return mix(self.keys[stream] ^ (entity * GOLDEN & MASK)) >> 11

    def draw_nth(self, stream: int, entity: int, ordinal: int) -> int:
        """Return one of several draws of an entity."""
        return mix((mix(self.keys[stream] ^ (entity * GOLDEN & MASK)) + ordinal * ODD) & MASK) >> 11

    def happens(self, stream: int, entity: int, p: float) -> bool:
        """Return whether an event of probability p happens."""
        return self.draw(stream, entity) < threshold(p)
