"""The day's keys: one per kind of decision, shared by everybody who takes it today."""

import numpy as np

from clampdown.rules import draws
from clampdown.rules.rule import rule
from clampdown.world.records import record_of

# Name of each key and its stream.
STREAMS = {
    "offend": draws.STREAM_OFFEND, "venue": draws.STREAM_VENUE, "leave": draws.STREAM_PASS,
    "detect": draws.STREAM_DETECT, "pardon": draws.STREAM_PARDON, "severity": draws.STREAM_SEVERITY,
    "again": draws.STREAM_REPEAT, "conceal": draws.STREAM_CONCEAL, "quota": draws.STREAM_QUOTA,
    "name": draws.STREAM_NAME, "accept": draws.STREAM_NAME_ACCEPT, "punish": draws.STREAM_PUNISH,
    "watch": draws.STREAM_WATCH, "review": draws.STREAM_REVIEW, "surface": draws.STREAM_SURFACE,
    "answer": draws.STREAM_ANSWER, "example": draws.STREAM_EXAMPLE, "forbid": draws.STREAM_FORBID,
    "team": draws.STREAM_TEAM, "unwatch": draws.STREAM_UNWATCH,
    "quit": draws.STREAM_QUIT, "lure": draws.STREAM_LURE,
    "jam": draws.STREAM_JAM, "walk": draws.STREAM_WALK,
    "tip": draws.STREAM_TIP, "surrender": draws.STREAM_SURRENDER, "promise": draws.STREAM_PROMISE,
    "lecture": draws.STREAM_LECTURE, "confront": draws.STREAM_CONFRONT, "recall": draws.STREAM_RECALL,
    "tie": draws.STREAM_TIE,
    "rival": draws.STREAM_RIVAL,
}  # fmt: skip
KEYS = record_of([(name, "u8") for name in STREAMS])


@rule
def day_keys(seed, t, streams, out):
    """Fill `out` with the key of each stream on day `t`."""
    for n in range(len(streams)):
        out[n] = draws.day_key(seed, streams[n], t)


def keys_of(seed, t):
    """Return the keys of day `t` under `seed` as one record."""
    out = np.zeros(len(STREAMS), dtype=np.uint64)
    day_keys(seed, t, np.array(list(STREAMS.values()), dtype=np.int64), out)
    return out.view(KEYS)[0]
