"""Bands of a report: quantiles of all columns at once are those of each."""

import numpy as np
import pytest

from clampdown.report.source import SHARES, quantiles


@pytest.mark.parametrize("shape", [(1, 4), (2, 50), (7, 30, 3), (20, 192, 12)])
@pytest.mark.parametrize("hidden", [0.0, 0.3, 0.9])
def test_quantiles_are_those_of_each_column_to_the_last_digit(shape, hidden):
    random = np.random.default_rng(1)
    values = np.where(random.random(shape) < hidden, np.nan, random.random(shape))
    values[0] = np.where(np.isnan(values).all(axis=0), 1.0, values[0])  # numpy warns of columns without any

    np.testing.assert_array_equal(quantiles(values), np.nanquantile(values, SHARES, axis=0))


def test_a_column_of_which_nothing_is_known_stays_unknown():
    assert np.isnan(quantiles(np.array([[np.nan, 1.0], [np.nan, 2.0]]))[:, 0]).all()


def test_without_any_columns_there_are_no_quantiles():
    assert quantiles(np.empty((3, 0))).shape == (5, 0)
