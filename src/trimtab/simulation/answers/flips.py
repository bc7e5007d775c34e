"""How often the ranking of mixes flips over parameter draws.

A mix is *surely* better than another in a draw when the mean of their paired difference is beyond
what Monte-Carlo noise does at the stated coverage (chance of the pair pooled over draws). What is
not sure counts as "cannot tell", never as a flip. Comparisons are not corrected for their number.
Shares of draws carry exact binomial intervals (Clopper and Pearson 1934).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import stats

from trimtab.kernel import UsageError
from trimtab.simulation.answers.comparing import measured
from trimtab.simulation.answers.outcomes import outcome
from trimtab.simulation.answers.pairing import TIE
from trimtab.simulation.answers.types import COVERAGE, Flips, Interval, Pair, Runs, Share
from trimtab.simulation.types import Tensor


def flips(runs: Runs, name: str, coverage: float = COVERAGE) -> Flips:
    """Ranking of all mixes by one outcome, draw by draw.

    Raises SIMULATION-140 without random draws or with one mix, SIMULATION-141 for an outcome that
    has no better side.
    """
    sign = outcome(name).sign
    if sign == 0:
        raise UsageError("SIMULATION-141", outcome=name)
    if runs.draws < 3 or len(runs.mixes) < 2:
        raise UsageError("SIMULATION-140", draws=runs.draws - 1, mixes=len(runs.mixes), least=2)
    ahead = surely_ahead(sign * measured(runs, name), coverage)
    best = ahead.sum(1) == len(runs.mixes) - 1  # (M, D)
    draws = runs.draws - 1
    decided = best[:, 1:].any(0)
    central = np.flatnonzero(best[:, 0])
    if len(central):
        kept = best[central[0], 1:]
        changed = decided & ~kept
    else:
        kept = changed = np.zeros(draws, dtype=bool)
    unknown = ~(kept | changed)
    return Flips(
        outcome=name,
        draws=draws,
        central_best=runs.mixes[central[0]] if len(central) else "",
        kept=share_of(kept, coverage),
        changed=share_of(changed, coverage),
        cannot_tell=share_of(unknown, coverage),
        best={mix: float(row[1:].mean()) for mix, row in zip(runs.mixes, best, strict=True)},
        pairs=_pairs(runs.mixes, ahead[..., 1:], coverage),
    )


def surely_ahead(goodness: Tensor, coverage: float) -> npt.NDArray[np.bool_]:
    """(M, M, D): in this draw the first mix is surely better than the second.

    ``goodness`` (M, D, R), more is better.
    """
    mixes, _, replicates = goodness.shape
    z = float(stats.norm.ppf(0.5 + coverage / 2))
    means = goodness.mean(2)
    ahead = np.zeros((mixes, mixes, means.shape[1]), dtype=bool)
    for first, second in combinations(range(mixes), 2):
        gap = means[first] - means[second]
        noise = 0.0
        if replicates > 1:
            paired = goodness[first] - goodness[second]
            noise = z * np.sqrt(paired.var(1, ddof=1).mean() / replicates)
        tie = TIE * np.maximum(np.abs(means[first]), np.abs(means[second]))
        ahead[first, second] = gap > np.maximum(noise, tie)
        ahead[second, first] = -gap > np.maximum(noise, tie)
    return ahead


def _pairs(
    mixes: tuple[str, ...], ahead: npt.NDArray[np.bool_], coverage: float
) -> tuple[Pair, ...]:
    found = []
    for first, second in combinations(range(len(mixes)), 2):
        better, worse = ahead[first, second], ahead[second, first]
        low = share_of(better, coverage).interval.low
        high = 1 - share_of(worse, coverage).interval.low
        shares = float(better.mean()), float(worse.mean())
        found.append(
            Pair(mixes[first], mixes[second], *shares, 1 - sum(shares), Interval(low, high))
        )
    return tuple(found)


def share_of(true: npt.NDArray[np.bool_], coverage: float) -> Share:
    """The share of draws for which it is true, with the Clopper-Pearson interval."""
    n, hits = len(true), int(true.sum())
    tail = (1 - coverage) / 2
    low = 0.0 if hits == 0 else float(stats.beta.ppf(tail, hits, n - hits + 1))
    high = 1.0 if hits == n else float(stats.beta.ppf(1 - tail, hits + 1, n - hits))
    return Share(hits / n, Interval(low, high))
