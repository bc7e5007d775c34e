"""Exact draws where one leaf of a segment outweighs the others, as one's own occupation does.

All other leaves are drawn independently in one call of numpy and the first leaf, the *anchor*,
takes the rest; the proposal is accepted with the probability of that rest, relative to its
largest. What is accepted follows the multinomial or hypergeometric law exactly, whatever the round;
with an anchor that holds a share a, about sqrt(a) of the proposals are accepted. Segments with a
weak anchor, or still open after a few rounds, are split by trees: the same law, slower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from trimtab.simulation.counts.splitting import (
    SplitTree,
    split_binomially,
    split_hypergeometrically,
)
from trimtab.simulation.types import Counts, Index, Vector

STRONG_ANCHOR = 0.05
"""Share of a segment from which on its first leaf serves as an anchor."""

ROUNDS = 12
"""Proposals before the trees take over."""


_TINY = 1e-300
"""In place of 0 under a logarithm that is multiplied by 0."""


def sample_multinomial(
    generator: np.random.Generator, tree: SplitTree, totals: Counts, weights: Vector
) -> Counts:
    """What ``split_binomially`` draws, faster where first leaves are strong.

    Model       k_j ~ Poisson(n p_j) for all but the anchor a, which takes r = n - sum k_j; accepted
                with Poisson(r; n p_a) / its largest value
    """
    if int(totals.sum()) < tree.leaves:  # the trees pass by empty branches
        return split_binomially(generator, tree, totals, weights)
    sums = np.add.reduceat(weights, tree.begin)
    wanted = np.where(sums > 0, totals[tree.filled], 0)
    mean = weights * (wanted / np.where(sums > 0, sums, 1.0))[tree.segment]
    anchor = tree.strongest(mean)
    of_anchor = mean[anchor]
    mean[anchor] = 0.0
    best, log_mean = np.floor(of_anchor), np.log(np.maximum(of_anchor, _TINY))
    constant = gammaln(best + 1.0)

    def log_chance(at: Index, rest: Counts) -> Vector:
        rise = constant[at] - gammaln(rest + 1.0)
        return np.asarray(rise + (rest - best[at]) * log_mean[at])

    strong = of_anchor >= STRONG_ANCHOR * wanted
    counts, slow = _propose(
        generator, tree, anchor, strong, wanted, wanted, generator.poisson, (mean,), log_chance
    )
    if len(slow):
        leaf, few = tree.part(slow)
        counts[leaf] = split_binomially(generator, few, wanted[slow], weights[leaf])
    return counts


def sample_hypergeometric(
    generator: np.random.Generator, tree: SplitTree, samples: Counts, population: Counts
) -> Counts:
    """What ``split_hypergeometrically`` draws, faster where first leaves are strong.

    Model       k_i ~ Bin(S_i, f), f = m / sum S, for all but the anchor a, which takes
                r = m - sum k_i; accepted with Bin(r; S_a, f) / its largest value
    """
    if int(samples.sum()) < tree.leaves:
        return split_hypergeometrically(generator, tree, samples, tree.sums(population))
    sums = np.add.reduceat(population, tree.begin)
    wanted = samples[tree.filled]
    anchor = tree.strongest(population)
    of_anchor = population[anchor]
    others = population.copy()
    others[anchor] = 0
    share = wanted / np.maximum(sums, 1)
    best = np.minimum(np.floor((of_anchor + 1) * share), of_anchor)
    constant = gammaln(best + 1.0) + gammaln(of_anchor - best + 1.0)
    log_odds = np.log(np.maximum(share, _TINY)) - np.log(np.maximum(1.0 - share, _TINY))

    def log_chance(at: Index, rest: Counts) -> Vector:
        rise = constant[at] - gammaln(rest + 1.0) - gammaln(of_anchor[at] - rest + 1.0)
        return np.asarray(rise + (rest - best[at]) * log_odds[at])

    strong = of_anchor >= STRONG_ANCHOR * sums
    laws = (others, share[tree.segment])
    counts, slow = _propose(
        generator, tree, anchor, strong, wanted, of_anchor, generator.binomial, laws, log_chance
    )
    if len(slow):
        leaf, few = tree.part(slow)
        counts[leaf] = split_hypergeometrically(
            generator, few, wanted[slow], few.sums(population[leaf])
        )
    return counts


def _propose(
    generator: np.random.Generator,
    tree: SplitTree,
    anchor: Index,
    strong: npt.NDArray[np.bool_],
    wanted: Counts,
    most: Counts,
    draw: Callable[..., Counts],
    laws: Sequence[npt.NDArray[np.generic]],
    log_chance: Callable[[Index, Counts], Vector],
) -> tuple[Counts, Index]:
    """Counts of the leaves, and the segments where they are not accepted.

    Inputs      strong (filled,): segments to try; wanted, most (filled,): total of a segment and
                largest count of its anchor; laws: parameters (leaves,) of ``draw``, which gives 0
                for anchors; log_chance: of accepting a rest, relative to the best
    """
    counts = np.empty(0, dtype=np.int64)
    leaf = np.empty(0, dtype=np.intp)
    lengths = np.diff(tree.begin, append=tree.leaves)
    segment = np.arange(len(strong))
    for attempt in range(ROUNDS):
        drawn = draw(*laws)
        if attempt:
            counts[leaf] = drawn
        else:
            counts = drawn
        rest = wanted[segment] - np.add.reduceat(drawn, np.cumsum(lengths) - lengths)
        counts[anchor[segment]] = rest
        possible = np.clip(rest, 0, most[segment])
        chance = log_chance(segment, possible)
        rejected = (np.log1p(-generator.random(len(segment))) > chance) | (possible != rest)
        rejected &= strong[segment]
        again = np.flatnonzero(rejected)
        if attempt == ROUNDS - 1 or not len(again):
            break
        kept = np.flatnonzero(np.repeat(rejected, lengths))
        leaf = leaf[kept] if attempt else kept
        laws = tuple(law[kept] for law in laws)
        segment, lengths = segment[again], lengths[again]
    weak = ~strong & (wanted > 0)
    weak[segment[again]] = True
    return counts, np.flatnonzero(weak)
