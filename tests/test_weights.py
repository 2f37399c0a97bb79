"""What scripts/weights.py makes of draws."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
from weights import chance, correlations, weights


def drawn(count: int = 200, numbers: int = 5) -> np.ndarray:
    return np.random.default_rng(3).random((count, numbers))


def test_a_number_that_decides_an_outcome_carries_all_its_weight():
    numbers = drawn()
    strongest = weights(list("abcde"), numbers, np.exp(4 * numbers[:, 2]))[0]
    assert strongest.name == "c"
    assert strongest.correlation == pytest.approx(1.0)


def test_a_number_that_lowers_an_outcome_has_a_negative_weight():
    numbers = drawn()
    assert weights(list("abcde"), numbers, -numbers[:, 4])[0] == ("e", pytest.approx(-1.0))


def test_an_outcome_that_never_varies_goes_with_nothing():
    assert correlations(drawn(), np.ones(200)).tolist() == [0.0] * 5


def test_what_chance_shows_shrinks_with_draws():
    luck = np.random.default_rng(4)
    few, many = (chance(drawn(n), luck.random(n)) for n in (30, 3000))
    assert many < few / 5
