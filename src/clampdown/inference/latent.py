"""A Bayesian latent-class model: people of a few kinds, each kind with its own chances of being listed.

Within a kind the lists are independent; all dependence comes from people being of different kinds. How many
kinds there are is learnt: a Dirichlet process, cut off at `classes`.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln

from clampdown.inference.draws import Generator, stream
from clampdown.inference.estimate import LEVEL, Interval
from clampdown.inference.table import CaptureTable, Floats, Integers

PURPOSE = 2
CLASSES = 10
SHAPE, RATE = 0.25, 0.25  # prior of the concentration
CHAINS = 8
KEPT_OF_EACH = 1000
EXCHANGES = 3  # of two kinds, tried in each iteration
SAFE = 1e-300


@dataclass
class State:
    """Where the chains are; the first axis is the chain.

    Attributes
    ----------
    concentration : (chains,)
    log_shares : (chains, classes), log share of people of each kind
    chances : (chains, lists, classes), chance of being on a list
    unseen : (chains,), people on no list
    """

    concentration: Floats
    log_shares: Floats
    chances: Floats
    unseen: Integers


@dataclass(frozen=True)
class Posterior:
    """What the chains say of the population.

    Attributes
    ----------
    populations : (chains, kept), people
    reduction : split-chain potential scale reduction of the population's log; 1 when the chains agree
    """

    populations: Integers
    reduction: float

    def interval(self) -> Interval:
        """Return the central 95 % of the posterior."""
        low, high = np.quantile(self.populations, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return Interval(float(low), float(high), "posterior")


class Sampler:
    """The Gibbs sampler of the latent-class model, several chains at a time.

    Parameters
    ----------
    lists : int
    counts : (chains, patterns), people; the same in every chain unless the sampler itself is being tested
    generator : Generator
    classes : int, kinds of people at most

    Notes
    -----
    Manrique-Vallier 2016, Biometrics 72: 1246-1254. Chances are uniform a priori, the concentration is
    gamma(0.25, 0.25), and the population has prior 1/N, so that given the chances the number unseen is
    negative binomial. People of one pattern are exchangeable, hence they are shared out by multinomials.
    """

    def __init__(self, lists: int, counts: Integers, generator: Generator, classes: int = CLASSES) -> None:
        patterns = np.arange(1, 2**lists)
        self.marks = (patterns[:, None] >> np.arange(lists) & 1).astype(np.float64)
        self.counts = counts
        self.seen = counts.sum(axis=1)
        self.generator = generator
        self.classes = classes
        self.state = self._start(lists)

    def _start(self, lists: int) -> State:
        """Return chains in scattered places."""
        chains = len(self.counts)
        concentration = self.generator.uniform(0.1, 2.0, chains)
        sticks = np.zeros((chains, self.classes))
        log_shares = log_stick_breaking(self.generator, sticks, concentration)
        chances = self.generator.beta(1.0, 1.0, (chains, lists, self.classes))
        return State(concentration, log_shares, chances, np.zeros(chains, dtype=np.int64))

    def step(self) -> None:
        """Move every chain once, parameter by parameter."""
        state, random = self.state, self.generator
        log_in, log_out = np.log(state.chances + SAFE), np.log1p(-state.chances + SAFE)
        log_unseen = state.log_shares + log_out.sum(axis=1)
        log_cells = (
            np.einsum("mj,cjk->cmk", self.marks, log_in - log_out) + log_unseen[:, None, :]
        )  # (chains, patterns, classes)
        kinds = random.multinomial(self.counts, _normalised(log_cells))
        missed = np.minimum(np.exp(log_unseen).sum(axis=1), 1.0 - 1e-15)
        state.unseen = random.negative_binomial(self.seen, 1.0 - missed)
        unseen_kinds = random.multinomial(state.unseen, _normalised(log_unseen))
        people = kinds.sum(axis=1) + unseen_kinds
        listed = np.einsum("mj,cmk->cjk", self.marks, kinds)
        order = self._relabelled(people)
        people = np.take_along_axis(people, order, axis=1)
        listed = np.take_along_axis(listed, order[:, None, :], axis=2)
        state.chances = random.beta(1.0 + listed, 1.0 + people[:, None, :] - listed)
        state.log_shares = log_stick_breaking(random, people, state.concentration)
        last = np.maximum(state.log_shares[:, -1], -1e6)
        state.concentration = random.gamma(SHAPE + self.classes - 1.0, 1.0 / (RATE - last))

    def _relabelled(self, people: Integers) -> Integers:
        """Return the kinds in a new order, moved by a few Metropolis steps, (chains, classes).

        Kinds come first that have most people, mostly. A sampler that cannot exchange two kinds gets stuck
        in a bad order; the shares are integrated out, so that a better one is taken at once.
        """
        chains, classes = people.shape
        order = np.tile(np.arange(classes), (chains, 1))
        rows = np.arange(chains)
        here = log_chance_of_order(people, self.state.concentration)
        for _ in range(EXCHANGES):
            first, second = self.generator.integers(classes, size=(2, chains))
            trial = order.copy()
            trial[rows, first], trial[rows, second] = order[rows, second], order[rows, first]
            there = log_chance_of_order(np.take_along_axis(people, trial, axis=1), self.state.concentration)
            taken = self.generator.exponential(size=chains) > here - there
            order[taken], here[taken] = trial[taken], there[taken]
        return order

    def run(self, iterations: int, every: int) -> Integers:
        """Return the populations after every so many of the iterations, (chains, kept)."""
        kept = []
        for iteration in range(1, iterations + 1):
            self.step()
            if iteration % every == 0:
                kept.append(self.seen + self.state.unseen)
        return np.array(kept).T


def log_stick_breaking(random: Generator, people: Floats | Integers, concentration: Floats) -> Floats:
    """Return log shares of the kinds given how many people are of each, (chains, classes).

    A stick's part is beta(1 + people of the kind, concentration + people of later kinds), drawn as two gammas
    in logs: with a small concentration what is left of the stick is too small for a number, not for its log.

    Parameters
    ----------
    random : Generator
    people : (chains, classes)
    concentration : (chains,)
    """
    later = people[:, ::-1].cumsum(axis=1)[:, ::-1] - people
    taken = log_gamma(random, np.asarray(1.0 + people[:, :-1], dtype=np.float64))
    left = log_gamma(random, np.asarray(concentration[:, None] + later[:, :-1], dtype=np.float64))
    whole = np.logaddexp(taken, left)
    remains = np.cumsum(left - whole, axis=1)
    start = np.zeros((len(people), 1))
    parts = np.concatenate([taken - whole, start], axis=1)
    return np.asarray(parts + np.concatenate([start, remains], axis=1))


def log_chance_of_order(people: Integers, concentration: Floats) -> Floats:
    """Return the log of how probable numbers of people of each kind are, shares integrated out, (chains,).

    Up to a constant that no order changes.

    Parameters
    ----------
    people : (chains, classes)
    concentration : (chains,)
    """
    later = people[:, ::-1].cumsum(axis=1)[:, ::-1] - people
    return np.asarray(betaln(1.0 + people[:, :-1], concentration[:, None] + later[:, :-1]).sum(axis=1))


def log_gamma(random: Generator, shape: Floats) -> Floats:
    """Return logs of gamma draws, for shapes however small: Γ(a) is Γ(a + 1) U^(1/a)."""
    return np.asarray(np.log(random.gamma(shape + 1.0)) - random.exponential(size=shape.shape) / shape)


def _normalised(logs: Floats) -> Floats:
    """Return probabilities from their logs, along the last axis."""
    raised = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def latent_class(table: CaptureTable, iterations: int, seed: int) -> Posterior:
    """Return the posterior of the population under the latent-class model.

    The first half of each chain is thrown away.

    Parameters
    ----------
    table : CaptureTable
    iterations : int, of each of eight chains
    seed : int
    """
    counts = np.tile(np.array(table.counts), (CHAINS, 1))
    sampler = Sampler(len(table.lists), counts, stream(seed, PURPOSE))
    warm = iterations // 2
    sampler.run(warm, warm)
    populations = sampler.run(iterations - warm, max(1, (iterations - warm) // KEPT_OF_EACH))
    return Posterior(populations, scale_reduction(np.log(populations)))


def scale_reduction(chains: Floats) -> float:
    """Return the potential scale reduction of chains that are cut in two.

    Parameters
    ----------
    chains : (chains, draws)

    Notes
    -----
    Gelman and Rubin 1992, Statistical Science 7: 457-472, on half chains.

    Examples
    --------
    >>> round(scale_reduction(np.array([[0.0, 1, 0, 1], [1, 0, 1, 0]])), 2)
    0.71
    """
    half = chains.shape[1] // 2
    parts = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    within, between = parts.var(axis=1, ddof=1).mean(), parts.mean(axis=1).var(ddof=1)
    return float(np.sqrt((half - 1) / half + between / within)) if within > 0 else float("inf")
