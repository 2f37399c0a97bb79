"""Draws outside the kernel against the reference's own arithmetic."""

import pytest

from clampdown.rules import draws
from reference.luck import ALL, GOLDEN, MASK, key_of, mix

CASES = [
    (1, draws.STREAM_SETTLE, 3, 0),
    (2015, draws.STREAM_DELAY, -7, 123_456_789),
    (2**62, 1, 0, 2**40 + 5),
]


@pytest.mark.parametrize(("seed", "stream", "day", "entity"), CASES)
def test_a_key_for_use_outside_the_kernel_is_the_kernels(seed, stream, day, entity):
    assert int(draws.key(seed, stream, day)) == key_of(seed, stream, day)


@pytest.mark.parametrize(("seed", "stream", "day", "entity"), CASES)
def test_a_uniform_draw_outside_the_kernel_is_the_references(seed, stream, day, entity):
    expected = (mix(key_of(seed, stream, day) ^ (entity * GOLDEN & MASK)) >> 11) / ALL

    assert draws.uniform(seed, stream, day, entity) == expected
