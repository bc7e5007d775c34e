"""Trees and proposals have the multinomial and the multivariate hypergeometric law."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import comb

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from trimtab.kernel import InputRejectedError
from trimtab.simulation.counts import sampling
from trimtab.simulation.counts.sampling import sample_hypergeometric, sample_multinomial
from trimtab.simulation.counts.splitting import (
    SplitTree,
    split_binomially,
    split_hypergeometrically,
)

Counts = npt.NDArray[np.int64]
DRAWS = 40_000


def _generator() -> np.random.Generator:
    return np.random.default_rng(20261123)


def _split_without_replacement(
    generator: np.random.Generator, tree: SplitTree, samples: Counts, population: Counts
) -> Counts:
    return split_hypergeometrically(generator, tree, samples, tree.sums(population))


def _fits(rows: Counts, chances: dict[tuple[int, ...], float]) -> float:
    """p value of a chi-square test of drawn rows against the chance of every possible row."""
    drawn = dict.fromkeys(chances, 0)
    for row in rows.tolist():
        drawn[tuple(row)] += 1  # a row without a chance is a KeyError
    expected = np.array(list(chances.values())) * len(rows)
    seen = np.array(list(drawn.values()), dtype=float)
    rare = expected < 10
    expected, seen = (np.append(x[~rare], x[rare].sum()) for x in (expected, seen))
    if np.count_nonzero(expected) == 1:  # one row is possible, and it was drawn
        return 1.0
    return float(stats.chisquare(seen[expected > 0], expected[expected > 0]).pvalue)


def _possible(total: int, leaves: int) -> list[tuple[int, ...]]:
    return [row for row in product(range(total + 1), repeat=leaves) if sum(row) == total]


@pytest.mark.parametrize("draw", [split_binomially, sample_multinomial])
@pytest.mark.parametrize("weights", [(6.0, 1.0, 0.0, 2.0, 0.5), (0.1, 0.1, 0.1), (1.0, 3e-9)])
def test_applications_are_multinomial(
    draw: Callable[..., Counts], weights: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "STRONG_ANCHOR", 0.05)
    leaves, total = len(weights), 6
    tree = SplitTree.over(np.full(DRAWS, leaves))
    totals = np.full(DRAWS, total, dtype=np.int64)
    rows = draw(_generator(), tree, totals, np.tile(weights, DRAWS)).reshape(DRAWS, leaves)
    share = np.array(weights) / sum(weights)
    law = stats.multinomial(total, share)
    assert _fits(rows, {row: float(law.pmf(row)) for row in _possible(total, leaves)}) > 0.001


@pytest.mark.parametrize("draw", [_split_without_replacement, sample_hypergeometric])
@pytest.mark.parametrize(
    ("population", "sample"), [((7, 2, 0, 3, 1), 6), ((2, 2, 2), 3), ((4, 1), 5), ((9, 4), 1)]
)
def test_hires_by_origin_are_multivariate_hypergeometric(
    draw: Callable[..., Counts], population: tuple[int, ...], sample: int
) -> None:
    leaves = len(population)
    tree = SplitTree.over(np.full(DRAWS, leaves))
    samples = np.full(DRAWS, sample, dtype=np.int64)
    rows = draw(_generator(), tree, samples, np.tile(population, DRAWS)).reshape(DRAWS, leaves)
    ways = comb(sum(population), sample)
    chances = {
        row: float(np.prod([comb(p, r) for p, r in zip(population, row, strict=True)])) / ways
        for row in _possible(sample, leaves)
        if all(r <= p for p, r in zip(population, row, strict=True))
    }
    assert _fits(rows, chances) > 0.001


def test_drawing_with_replacement_would_be_found_out() -> None:
    tree = SplitTree.over(np.full(DRAWS, 2))
    totals = np.full(DRAWS, 3, dtype=np.int64)
    rows = split_binomially(_generator(), tree, totals, np.tile((4.0, 4.0), DRAWS)).reshape(-1, 2)
    law = stats.hypergeom(8, 4, 3)
    assert _fits(rows, {(k, 3 - k): float(law.pmf(k)) for k in range(4)}) < 1e-6


def test_proposals_are_used_where_the_test_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """With many persons and a strong anchor the trees are hardly called."""
    calls: list[int] = []

    def counted(
        generator: np.random.Generator, tree: SplitTree, *arrays: npt.NDArray[np.generic]
    ) -> Counts:
        calls.append(tree.segments)
        return split_binomially(generator, tree, *arrays)  # type: ignore[arg-type]

    monkeypatch.setattr(sampling, "split_binomially", counted)
    tree = SplitTree.over(np.full(1000, 4))
    totals = np.full(1000, 500, dtype=np.int64)
    sample_multinomial(_generator(), tree, totals, np.tile((7.0, 1.0, 1.0, 1.0), 1000))
    assert sum(calls) < 10


@pytest.mark.parametrize("lengths", [(3, 0, 1, 7, 2), (0, 0), (1,), (5, 129)])
def test_segments_of_any_length_keep_their_totals(lengths: tuple[int, ...]) -> None:
    tree = SplitTree.over(np.array(lengths))
    segment = np.repeat(np.arange(len(lengths)), lengths)
    generator = _generator()
    totals = np.full(len(lengths), 10_000, dtype=np.int64)
    for draw in (split_binomially, sample_multinomial):
        sent = draw(generator, tree, totals, generator.random(len(segment)) + 0.01)
        expected = np.where(np.array(lengths) > 0, totals, 0)
        assert np.array_equal(np.bincount(segment, sent, len(lengths)), expected)
        hired = expected // 3
        taken = sample_hypergeometric(generator, tree, hired, sent)
        assert np.array_equal(np.bincount(segment, taken, len(lengths)), hired)
        assert np.all((taken >= 0) & (taken <= sent))


def test_large_populations_have_the_right_mean_and_variance() -> None:
    """734 million persons among five leaves: relative errors of 1e-4 would be seen."""
    tree = SplitTree.over(np.full(4000, 3))
    population = np.tile((300_000_000, 434_000_000, 7), 4000)
    samples = np.full(4000, 200_000_000, dtype=np.int64)
    law = stats.hypergeom(734_000_007, 300_000_000, 200_000_000)
    for draw in (_split_without_replacement, sample_hypergeometric):
        first = draw(_generator(), tree, samples, population).reshape(-1, 3)[:, 0]
        assert abs(first.mean() - law.mean()) < 4.5 * law.std() / np.sqrt(4000)
        assert first.var() / law.var() == pytest.approx(1, abs=4.5 * np.sqrt(2 / 4000))


def test_more_persons_than_numpy_draws_from_are_refused() -> None:
    tree = SplitTree.over(np.array([2]))
    with pytest.raises(InputRejectedError) as refused:
        _split_without_replacement(
            _generator(), tree, np.array([5]), np.array([600_000_000, 400_000_000])
        )
    assert refused.value.code == "SIMULATION-033"
