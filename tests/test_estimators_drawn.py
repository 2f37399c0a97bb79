"""Estimators that draw at random: bootstrap, latent classes, generated lists."""

import numpy as np
import pytest
from scipy.stats import chisquare

from clampdown.bench.coverage import coverage
from clampdown.bench.estimator_speed import Timed, speed
from clampdown.errors import InputError
from clampdown.inference.bootstrap import acceleration, bca, bootstrap
from clampdown.inference.closed_form import chao, chapman
from clampdown.inference.draws import stream
from clampdown.inference.estimators import Effort, estimate
from clampdown.inference.generator import Design, Kind, draw_tables
from clampdown.inference.latent import (
    RATE,
    SHAPE,
    Sampler,
    latent_class,
    log_gamma,
    log_stick_breaking,
    scale_reduction,
)
from clampdown.inference.loglinear import fit_tables
from clampdown.inference.models import design, independence, pairs
from clampdown.inference.search import rank_models
from clampdown.inference.shipped import find_table
from clampdown.inference.table import CaptureTable, table_of

VISIBLE = Design(5000, (Kind(0.3, (0.45, 0.35, 0.30)), Kind(0.7, (0.06, 0.05, 0.04))))
APART = Design(5000, (Kind(0.5, (0.30, 0.05)), Kind(0.5, (0.05, 0.30))))
PLAIN = Design(5000, (Kind(1.0, (0.4, 0.3, 0.3)),))


def tables_of(counts):
    """Return capture tables of drawn counts."""
    names = tuple("ABCD"[: int(counts.shape[1]).bit_length()])
    return [CaptureTable(names, tuple(int(n) for n in row)) for row in counts]


def ranks(simulations, seen=60, lists=3, classes=3, wrong=1.0):
    """Return the rank of each true population among draws of its posterior, and how many draws there are.

    Shares and chances are drawn from the prior, then a table of `seen` people given that each was seen, then
    those on no list as the prior 1/N has them. `wrong` multiplies the truth: a check that has to fail.
    """
    random = stream(5, 1)
    concentration = np.maximum(random.gamma(SHAPE, 1 / RATE, simulations), 1e-12)
    shares = np.exp(log_stick_breaking(random, np.zeros((simulations, classes)), concentration))
    chances = random.beta(1, 1, (simulations, lists, classes))
    marks = np.arange(2**lists)[:, None] >> np.arange(lists) & 1
    each = np.where(marks[None, :, :, None] == 1, chances[:, None], 1 - chances[:, None]).prod(axis=2)
    cells = (shares[:, None, :] * each).sum(axis=2)
    counts = random.multinomial(seen, cells[:, 1:] / cells[:, 1:].sum(axis=1, keepdims=True))
    truth = seen + (wrong * random.negative_binomial(seen, 1 - cells[:, 0])).astype(int)
    sampler = Sampler(lists, counts, stream(5, 2), classes)
    sampler.run(200, 200)
    drawn = sampler.run(1190, 70)
    ties = (drawn == truth[:, None]).sum(axis=1)
    return (drawn < truth[:, None]).sum(axis=1) + random.integers(ties + 1), drawn.shape[1]


def evenness(found, draws, bins=6):
    """Return how probable ranks are if every rank is as likely as any other."""
    return chisquare(np.bincount(found * bins // (draws + 1), minlength=bins)).pvalue


def test_the_bootstrap_on_kosovo_finds_the_published_interval():
    """Silverman, Chan and Vincent 2024, table 2: 6,900 to 18,000, and the best model in 375 of 1,000."""
    table = find_table("kosovo-1999")

    found = bootstrap(table, rank_models(table, "bic"), replicates=1000, seed=1)

    assert (found.interval.low, found.interval.high) == pytest.approx((6900, 18000), rel=0.06)
    assert found.share_of_best == pytest.approx(0.375, abs=0.05)


def test_the_same_seed_gives_the_same_interval_and_another_another():
    table = find_table("kosovo-1999")
    ranking = rank_models(table, "bic")

    first, again, other = (bootstrap(table, ranking, 60, seed).interval for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_an_interval_over_the_choice_is_wider_than_one_given_the_model():
    table = find_table("kosovo-1999")

    given, over = (estimate(table, ["loglinear-bic"], Effort(replicates=r))[0].interval for r in (0, 300))

    assert over.high - over.low > 1.5 * (given.high - given.low)


def test_without_a_bootstrap_the_reader_is_warned():
    found = estimate(find_table("kosovo-1999"), ["loglinear-bic"], Effort(replicates=0))[0]

    assert any("too narrow" in text for text in found.warnings)


def test_a_sparse_table_says_in_how_many_tables_no_model_had_an_estimate():
    table = table_of(["a", "b", "c"], {"100": 9, "010": 7, "001": 6, "110": 2, "101": 1})

    found = estimate(table, ["loglinear-bic"], Effort(replicates=200))[0]

    assert any("no model has an estimate" in text or "have no estimate" in text for text in found.warnings)


def test_bca_without_bias_or_skewness_is_the_plain_percentile_interval():
    values = np.arange(1001.0)

    low, high = bca(values, 500.5, 0.0)

    assert (low, high) == pytest.approx((25, 975), abs=1.5)


def test_bca_shifts_towards_the_long_tail():
    values = np.exp(np.linspace(0, 3, 1001))

    assert bca(values, np.median(values), 0.05)[1] > bca(values, np.median(values), 0.0)[1]


def test_acceleration_is_nought_where_people_matter_alike():
    assert acceleration(np.array([5.0, 5.0]), np.array([3.0, 4.0])) == 0.0


def test_the_truth_ranks_evenly_among_draws_of_its_posterior():
    found, draws = ranks(300)

    assert evenness(found, draws) > 0.01


def test_the_rank_test_notices_a_truth_that_is_half_as_large_again():
    found, draws = ranks(300, wrong=1.5)

    assert evenness(found, draws) < 0.001


def test_latent_classes_on_kosovo_agree_with_the_log_linear_order_of_magnitude():
    found = latent_class(find_table("kosovo-1999"), iterations=4000, seed=1)

    assert 9500 < np.median(found.populations) < 11500
    assert found.interval().low < 10356.5 < found.interval().high


def test_latent_classes_find_the_truth_where_people_are_alike():
    table = tables_of(draw_tables(PLAIN, 1, seed=3))[0]

    found = latent_class(table, iterations=2000, seed=1)

    assert found.interval().low < 5000 < found.interval().high
    assert np.median(found.populations) == pytest.approx(5000, rel=0.1)


def test_chains_that_do_not_agree_give_no_figure():
    found = estimate(find_table("uk-2013"), ["latent-class"], Effort(iterations=200))[0]

    assert found.population is None
    assert "do not agree" in found.refused


def test_scale_reduction_is_near_one_for_chains_alike_and_large_for_chains_apart():
    chains = stream(1, 1).normal(size=(4, 400))

    assert scale_reduction(chains) == pytest.approx(1.0, abs=0.02)
    assert scale_reduction(chains + np.arange(4)[:, None] * 5) > 3


def test_logs_of_gamma_draws_have_the_right_mean_for_small_and_large_shapes():
    drawn = np.exp(log_gamma(stream(1, 1), np.tile([0.2, 1.0, 30.0], (40_000, 1))))

    assert drawn.mean(axis=0) == pytest.approx([0.2, 1.0, 30.0], rel=0.03)


def test_a_tiny_concentration_leaves_logs_of_shares_finite_and_adding_up_to_one():
    logs = log_stick_breaking(stream(1, 1), np.zeros((50, 5)), np.full(50, 1e-6))

    assert np.exp(logs).sum(axis=1) == pytest.approx(np.ones(50))
    assert np.isfinite(logs).all()


def test_people_half_hidden_make_every_estimator_far_too_low():
    """Means of 300 tables of 5,000 people: Chapman 2,514, Chao 2,701, all pairs 3,269 (sd 354)."""
    counts = draw_tables(VISIBLE, 300, seed=1)

    two = np.mean([chapman(table, 0, 1).population for table in tables_of(counts)])
    bound = np.mean([chao(table).population for table in tables_of(counts)])
    fits = fit_tables(design(3, (*independence(3), *pairs(3))), counts.astype(float))
    every_pair = counts.sum(axis=1) + np.exp(fits.intercept)

    assert (two, bound) == pytest.approx((2514, 2701), rel=0.01)
    assert (every_pair.mean(), every_pair.std()) == pytest.approx((3269, 354), rel=0.06)


def test_two_lists_in_opposite_regions_double_the_figure():
    counts = draw_tables(APART, 300, seed=2)

    found = np.mean([chapman(table, 0, 1).population for table in tables_of(counts)])

    assert found == pytest.approx(10_355, rel=0.03)


@pytest.mark.parametrize(("log_odds", "below"), [(1.5, True), (-1.5, False)])
def test_lists_that_copy_lower_the_figure_and_lists_that_avoid_raise_it(log_odds, below):
    dependent = Design(5000, (Kind(1.0, (0.3, 0.3)),), dependence=((0, 1, log_odds),))

    found = np.mean([chapman(t, 0, 1).population for t in tables_of(draw_tables(dependent, 40, seed=4))])

    assert bool(found < 4500) is below
    assert bool(found > 5500) is not below


def test_more_heterogeneity_lowers_the_figure():
    figures = []
    for spread in (0.0, 1.0, 2.0):
        varied = Design(5000, (Kind(1.0, (0.3, 0.3)),), heterogeneity=spread)
        found = [chapman(t, 0, 1).population for t in tables_of(draw_tables(varied, 40, seed=5))]
        figures.append(np.mean(found))

    assert figures == sorted(figures, reverse=True)
    assert figures[0] == pytest.approx(5000, rel=0.02)


def test_the_same_seed_draws_the_same_tables():
    assert (draw_tables(VISIBLE, 3, seed=1) == draw_tables(VISIBLE, 3, seed=1)).all()
    assert (draw_tables(VISIBLE, 3, seed=1) != draw_tables(VISIBLE, 3, seed=2)).any()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((0, (Kind(1.0, (0.5, 0.5)),)), "at least one person"),
        ((10, (Kind(1.0, (0.5,)),)), "two or more lists"),
        ((10, (Kind(0.5, (0.5, 0.5)),)), "add up to 1"),
        ((10, (Kind(1.0, (0.5, 1.0)),)), "above 0 and below 1"),
        ((10, (Kind(1.0, (0.5, 0.5)),), -1.0), "Heterogeneity"),
        ((10, (Kind(1.0, (0.5, 0.5)),), 0.0, ((1, 0, 1.0),)), "from an earlier list"),
    ],
)
def test_a_design_that_makes_no_sense_is_refused(arguments, reason):
    with pytest.raises(InputError, match=reason):
        Design(*arguments)


def test_the_bench_judges_every_estimator_and_holds_two_to_their_promise():
    rows = coverage(plain=40, costly=2)

    assert [row.estimator for row in rows if row.held_to] == ["chapman", "independence"]
    assert all(0.8 <= row.covered <= 1.0 and abs(row.bias) < 0.02 for row in rows[:2])


def test_the_bench_times_the_slow_estimators_and_tells_a_bar_that_is_missed():
    search, latent = speed(iterations=200)

    assert search.kept
    assert (search.bar, latent.bar) == (2.0, 60.0)
    assert latent.processor_seconds > 0
    assert not Timed("anything", 2.1, 2.1, 2.0).kept
