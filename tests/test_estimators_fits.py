"""Estimators against published figures, against formulas, and against themselves."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from clampdown.inference.closed_form import chao, chapman, lincoln_petersen
from clampdown.inference.estimators import ESTIMATORS, Effort, estimate
from clampdown.inference.existence import has_estimate, reachable
from clampdown.inference.loglinear import fit, fit_tables
from clampdown.inference.models import design, hierarchical_models, independence, model_name, pairs
from clampdown.inference.search import rank_models, score
from clampdown.inference.shipped import find_table, shipped_tables
from clampdown.inference.table import CaptureTable, table_of

QUICK = Effort(replicates=0, iterations=200)
PUBLISHED = [
    (name, figure["fit"], figure["population"])
    for name, shipped in shipped_tables().items()
    for figure in shipped.published
]
# Silverman, Chan and Vincent 2024, table 3: three lists of women held in the Second World War, with the fits
# and BICs of their own program; of the eight models two have no estimate.
KOREA = {"001": 41, "010": 5, "100": 5, "110": 54, "101": 6, "111": 12}
KOREA_FITS = [
    ("b·c + c·d", 157.1667, 57.14081), ("b·c", 268.7778, 58.96860), ("b·d + c·d", 123.4630, 91.89711),
    ("c·d", 126.1944, 138.06368), ("b·d", 126.9394, 155.16018), ("independence", 141.9926, 184.14431),
]  # fmt: skip
# Chan, Silverman and Vincent 2021, table 2: a table on which some models have no estimate.
ARTIFICIAL = {"100": 40, "010": 30, "001": 20, "110": 6}
AB, AC, BC = 3, 5, 6
counts = st.integers(min_value=1, max_value=300)
three_lists = st.tuples(*[counts] * 7).map(lambda cells: CaptureTable(("a", "b", "c"), cells))


def named(name, table):
    """Return the population of an estimator or a model by the name that a shipped table uses."""
    if name in ESTIMATORS:
        return estimate(table, [name], QUICK)[0].population
    terms = set(name.split(" + "))
    model = next(
        m for m in hierarchical_models(len(table.lists)) if set(model_name(table, m).split(" + ")) == terms
    )
    return fit(table, model).population


def swapped(table, order):
    """Return a table with its lists in another order."""
    cells = {}
    for pattern, count in enumerate(table.counts, start=1):
        cells["".join(str(pattern >> i & 1) for i in order)] = count
    return table_of([table.lists[i] for i in order], cells)


@pytest.mark.parametrize(("name", "fitted", "population"), PUBLISHED)
def test_published_figures_are_reproduced_within_rounding(name, fitted, population):
    found = named(fitted, find_table(name))

    assert found == pytest.approx(population, abs=0.51)


def test_kosovo_has_the_known_pairwise_figures():
    table = find_table("kosovo-1999")

    found = [chapman(table, i, j).population for i in range(4) for j in range(i + 1, 4)]

    assert found == pytest.approx([7231, 7128, 6756, 5965, 9622, 5447], abs=0.5)


def test_kosovo_has_the_known_deviance_bic_and_standard_error():
    best = rank_models(find_table("kosovo-1999"), "bic").best

    assert (best.deviance, best.bic) == pytest.approx((9.3, 203.0), abs=0.05)
    assert best.error == pytest.approx(780, rel=0.02)


def test_kosovo_has_three_models_that_bic_hardly_tells_apart():
    rivals = rank_models(find_table("kosovo-1999"), "bic").rivals()

    assert [round(found.population) for found in rivals] == [10357, 12741, 18393]


def test_the_table_of_three_lists_has_the_published_fits_in_their_order():
    table = table_of(["b", "c", "d"], KOREA)

    ranking = rank_models(table, "bic")

    assert [model_name(table, found.model) for found in ranking.fits] == [name for name, _, _ in KOREA_FITS]
    assert [f.population for f in ranking.fits] == pytest.approx([n for _, n, _ in KOREA_FITS], abs=1e-4)
    assert [f.bic for f in ranking.fits] == pytest.approx([bic for _, _, bic in KOREA_FITS], abs=1e-5)
    assert len(ranking.without) == 2


@pytest.mark.parametrize(
    ("interactions", "exists"),
    [((), True), ((AC,), True), ((BC,), True), ((AC, BC), True), ((AB,), False), ((AB, AC), False),
     ((AB, BC), False), ((AB, AC, BC), False)],
)  # fmt: skip
def test_models_without_an_estimate_are_known(interactions, exists):
    table = table_of(["a", "b", "c"], ARTIFICIAL)
    model = (*independence(3), *interactions)

    assert has_estimate(design(3, model), table.vector) is exists


def test_an_extended_estimate_is_the_formula_on_what_remains():
    table = table_of(["a", "b", "c"], ARTIFICIAL)

    found = fit(table, (*independence(3), AC, BC))

    assert found.population - table.seen == pytest.approx(40 * 30 / 6)


@settings(max_examples=60)
@given(cells=st.tuples(*[st.sampled_from([0, 0, 1, 3])] * 7), number=st.integers(0, 7))
def test_reachable_cells_are_those_that_some_table_of_the_same_margins_fills(cells, number):
    assume(sum(cells) > 0)
    matrix = design(3, list(hierarchical_models(3))[number])
    observed = np.array(cells, dtype=float)

    found = reachable(matrix, observed)

    most = [
        -linprog(-np.eye(7)[cell], A_eq=matrix.T, b_eq=matrix.T @ observed, bounds=(0, None)).fun
        for cell in range(7)
    ]
    assert found.tolist() == [filled > 1e-7 for filled in most]


@settings(max_examples=40)
@given(cells=st.tuples(*[st.sampled_from([0, 0, 0, 1])] * 15), number=st.integers(0, 112))
def test_four_lists_with_hardly_anybody_have_the_face_that_a_linear_programme_finds(cells, number):
    assume(sum(cells) > 0)
    matrix = design(4, list(hierarchical_models(4))[number])
    observed = np.array(cells, dtype=float)
    margins = matrix.T @ observed

    most = [
        -linprog(-np.eye(15)[cell], A_eq=matrix.T, b_eq=margins, bounds=(0, None)).fun for cell in range(15)
    ]

    assert reachable(matrix, observed).tolist() == [filled > 1e-7 for filled in most]


def test_four_lists_have_113_models_and_five_6893():
    assert [sum(1 for _ in hierarchical_models(lists)) for lists in (4, 5)] == [113, 6893]


def test_no_model_of_four_lists_is_met_twice_and_none_lacks_a_part():
    models = list(hierarchical_models(4))

    assert len(set(models)) == len(models)
    assert all(
        part in model for model in models for term in model for part in range(1, term) if part & term == part
    )


@settings(max_examples=40)
@given(chances=st.lists(st.floats(0.05, 0.9), min_size=3, max_size=4), people=st.floats(100, 1e6))
def test_independent_lists_without_noise_give_the_truth_in_every_model(chances, people):
    lists = len(chances)
    marks = np.arange(2**lists)[:, None] >> np.arange(lists) & 1
    expected = people * np.where(marks == 1, chances, 1 - np.array(chances)).prod(axis=1)

    for model in (independence(lists), (*independence(lists), *pairs(lists))):
        found = fit_tables(design(lists, model), expected[None, 1:])
        assert expected[1:].sum() + np.exp(found.intercept[0]) == pytest.approx(people, rel=1e-5)


@settings(max_examples=30)
@given(table=three_lists)
@example(table=CaptureTable(("a", "b", "c"), (1, 239, 1, 1, 1, 1, 208)))
def test_all_pairs_of_three_lists_are_the_known_formula(table):
    n = dict(enumerate(table.counts, start=1))
    product = n[1] * n[2] * n[4] * n[7] / (n[3] * n[5] * n[6])

    found = fit(table, (*independence(3), *pairs(3)))

    assert found.population - table.seen == pytest.approx(product, rel=1e-6)


@given(cells=st.tuples(counts, counts, counts))
def test_independence_of_two_lists_is_lincoln_petersen(cells):
    table = CaptureTable(("a", "b"), cells)

    assert fit(table, independence(2)).population == pytest.approx(lincoln_petersen(table, 0, 1).population)


@settings(max_examples=20)
@given(table=three_lists, order=st.sampled_from(list(permutations(range(3)))))
def test_the_order_of_lists_changes_no_figure(table, order):
    other = swapped(table, order)

    keys = ("chao", "independence", "loglinear-bic", "loglinear-aic")
    mine, theirs = ([found.population for found in estimate(t, keys, QUICK)] for t in (table, other))

    assert mine == pytest.approx(theirs, rel=1e-6)


@settings(max_examples=20)
@given(table=three_lists)
def test_no_estimate_is_below_what_was_seen_and_every_interval_holds_its_estimate(table):
    keys = ("chao", "independence", "loglinear-bic", "loglinear-aic")

    for found in estimate(table, keys, QUICK):
        assert found.population >= table.seen
        assert found.interval is None or found.interval.low <= found.population <= found.interval.high


@settings(max_examples=20)
@given(table=three_lists, factor=st.integers(2, 9))
def test_more_of_the_same_people_scale_the_figure(table, factor):
    larger = CaptureTable(table.lists, tuple(factor * n for n in table.counts))

    for model in hierarchical_models(3):
        assert fit(larger, model).population == pytest.approx(factor * fit(table, model).population, rel=1e-6)
    assert chao(larger).population == pytest.approx(factor * chao(table).population)


@settings(max_examples=20)
@given(table=three_lists)
def test_a_model_with_more_terms_fits_no_worse(table):
    deviances = {frozenset(model): fit(table, model).deviance for model in hierarchical_models(3)}

    assert all(deviances[b] <= deviances[a] + 1e-6 for a in deviances for b in deviances if a < b)


@pytest.mark.parametrize("criterion", ["aic", "bic"])
def test_fits_are_ranked_by_the_criterion(criterion):
    scores = [score(found, criterion) for found in rank_models(find_table("kosovo-1999"), criterion).fits]

    assert scores == sorted(scores)


def test_many_tables_at_once_are_fitted_as_each_alone():
    table, model = find_table("kosovo-1999"), (*independence(4), *pairs(4))
    sparse = table.vector * (table.vector > 100)

    both = fit_tables(design(4, model), np.array([table.vector, sparse]))

    alone = [fit_tables(design(4, model), t[None, :]).deviance[0] for t in (table.vector, sparse)]
    assert both.deviance == pytest.approx(alone)


def test_pairs_that_share_nobody_are_refused_by_the_formulas():
    table = find_table("uk-2013")

    found = [chapman(table, 0, 4), lincoln_petersen(table, 0, 4)]

    assert [f.population for f in found] == [None, None]
    assert all("share nobody" in f.refused for f in found)


def test_a_figure_that_rests_on_one_match_says_so():
    assert "1 person found twice" in chapman(find_table("uk-2013"), 1, 4).warnings[0]


def test_a_figure_below_what_all_lists_have_says_so():
    table = table_of(["a", "b", "c"], {"100": 10, "010": 10, "001": 90, "110": 20, "101": 5})

    found = estimate(table, ["chapman"], QUICK)

    assert found[0].about == "a·b"
    assert any("its assumptions fail" in text for text in found[0].warnings)


def test_chao_refuses_without_people_on_exactly_two_lists():
    table = table_of(["a", "b", "c"], {"100": 5, "010": 5, "001": 5, "111": 2})

    assert chao(table).population is None


def test_independence_refuses_where_the_lists_do_not_hang_together():
    table = table_of(["a", "b", "c"], ARTIFICIAL)

    found = estimate(table, ["independence", "loglinear-bic"], QUICK)

    assert found[0].population is not None
    assert any("have no finite estimate" in text for text in found[1].warnings)


def test_two_lists_leave_no_model_to_choose_and_no_kinds_to_tell():
    table = CaptureTable(("a", "b"), (50, 40, 30))

    found = estimate(table, ["loglinear-bic", "loglinear-aic", "latent-class"], QUICK)

    assert [f.population for f in found] == [None] * 3
